"""How many there are, from two independent lists and those who stand on both (Chapman 1951)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri


@dataclass(frozen=True)
class Chapman:
    """A number of people estimated from two lists, with its interval and standard error."""

    estimate: float
    low: float
    high: float
    error: float


def chapman(first: int, second: int, both: int, *, level: float = 0.95) -> Chapman:
    """How many people there are, from two independent lists and the number on both.

    Parameters
    ----------
    first, second : int
        People on the first and on the second list.
    both : int
        People on both.
    level : float
        Confidence level of the interval.

    Returns
    -------
    Chapman

    Raises
    ------
    ValueError
        If more people are on both lists than on one of them.

    Notes
    -----
    N = (n₁+1)(n₂+1)/(m+1) - 1 (Chapman 1951, "Some properties of the hypergeometric distribution
    with applications to zoological sample censuses"); without bias when n₁ + n₂ ≥ N. Variance:
    Seber (1970), "The effects of trap response on tag recapture estimates". Interval: transformed
    logit (Sadinle 2009, "Transformed logit confidence intervals for small populations in single
    capture-recapture estimation").

    Examples
    --------
    Ten turtles marked, fifteen caught later, five of them marked.

    >>> found = chapman(10, 15, 5)
    >>> round(found.estimate, 1), round(found.low), round(found.high)
    (28.3, 22, 65)
    """
    if not 0 <= both <= min(first, second):
        raise ValueError("on both lists there can be no more people than on one of them")
    estimate = (first + 1) * (second + 1) / (both + 1) - 1
    only_first, only_second = first - both, second - both
    variance = (
        (first + 1) * (second + 1) * only_first * only_second / ((both + 1) ** 2 * (both + 2))
    )
    a, b, m = only_first + 0.5, only_second + 0.5, both + 0.5
    spread = np.exp(ndtri(0.5 + level / 2) * np.sqrt(1 / a + 1 / b + 1 / m + m / (a * b)))
    seen, unseen = first + second - both - 0.5, a * b / m
    low, high = seen + unseen / spread, seen + unseen * spread
    return Chapman(float(estimate), float(low), float(high), float(np.sqrt(variance)))


def chapman_in_strata(
    table: pd.DataFrame, *, recognised: float = 1.0, level: float = 0.95
) -> tuple[float, float, float]:
    """Chapman's estimate added up over strata, with its interval.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a stratum: ``first, second, both``.
    recognised : float
        The share of those on both lists that are recognised there.
    level : float
        Confidence level.

    Returns
    -------
    estimate, low, high : float

    Notes
    -----
    Strata: Sekar and Deming (1949), "On a method of estimating birth and death rates and the
    extent of registration". With r recognised, m on both lists are taken for m / r. The interval is
    log-normal in those not seen (Chao 1987, "Estimating the population size for capture-recapture
    data with unequal catchability").
    """
    n1, n2, m = (table[name].to_numpy(dtype=float) for name in ("first", "second", "both"))
    found = np.minimum(m / recognised, np.minimum(n1, n2))
    estimate = float(((n1 + 1) * (n2 + 1) / (found + 1) - 1).sum())
    variance = (n1 + 1) * (n2 + 1) * (n1 - m) * (n2 - m) / ((m + 1) ** 2 * (m + 2))
    # Who is not recognised makes the number on both vary as if they were not there.
    error = recognised * np.sqrt(variance.sum())
    seen = float((n1 + n2 - found).sum())
    unseen = max(estimate - seen, 1e-9)
    spread = np.exp(ndtri(0.5 + level / 2) * np.sqrt(np.log1p((error / unseen) ** 2)))
    return estimate, seen + unseen / spread, seen + unseen * spread
