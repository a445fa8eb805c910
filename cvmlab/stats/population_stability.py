"""Whether customers of today stand where those of then stood: the index, its limit, and its size.

The population stability index is usually read by two fixed marks, .1 and .25. But the same index
means something else for three hundred customers and for a million: noise alone makes it .06 in the
first and nothing in the second. So it is held against what chance makes of these very numbers, and
beside it stands in plain words how many customers moved, since a change may be sure and small.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import Formatter, count, number
from cvmlab.stats.population_stability_result import PopulationStability

_FEWEST = 5  # expected in a bin, below which the limit is no longer to be trusted


def population_stability(
    before: Iterable[Any],
    after: Iterable[Any],
    *,
    bins: int = 10,
    level: float = 0.95,
    name: str = "the distribution",
) -> PopulationStability:
    """Compare where customers stand now with where they stood then.

    Parameters
    ----------
    before, after : array-like
        One value a customer: numbers, which are cut at the quantiles of `before`, or categories.
    bins : int
        How many bins of numbers; fewer where values repeat.
    level : float
        Confidence level of the limit.
    name : str
        What is looked at, inside a sentence: ``"trips a year"``.

    Returns
    -------
    PopulationStability

    Raises
    ------
    DataProblem
        When values are missing, a side is empty, everything falls into one bin, or a bin is so
        small that the limit would not hold.

    Notes
    -----
    PSI = Σ (q − p) ln(q/p) over bins with shares p before and q after. Where nothing changed it is
    close to (1/n + 1/m) times a chi-squared number with bins − 1 degrees of freedom, whose quantile
    gives the limit (Yurdakul and Naranjo 2020, "Statistical properties of the population stability
    index"). An empty bin counts half a customer on both sides. The share that moved is Σ|q − p|/2.

    Examples
    --------
    >>> then, now = [1, 2, 3, 4] * 50, [1, 1, 2, 3] * 50
    >>> result = population_stability(then, now, bins=4)
    >>> result.changed, result.moved
    (True, 0.25)
    """
    first, second = pd.Series(list(before)), pd.Series(list(after))
    _check(first, second)
    labels, then, now = _binned(first, second, bins)
    _check_bins(labels, then, now)
    n, m = len(first), len(second)
    half = 0.5 if (then == 0).any() or (now == 0).any() else 0.0
    p, q = (then + half) / (then + half).sum(), (now + half) / (now + half).sum()
    part = (q - p) * np.log(q / p)
    pooled = (then + now) / (n + m)
    spread = pooled * (1 - pooled) * (1 / n + 1 / m)
    table = pd.DataFrame(
        {
            "bin": labels,
            "before": then,
            "after": now,
            "share_before": then / n,
            "share_after": now / m,
            "part": part,
        }
    )
    return PopulationStability(
        table=table,
        psi=float(part.sum()),
        limit=psi_limit(n, m, len(labels), level),
        moved=float(np.abs(now / m - then / n).sum() / 2),
        moved_by_chance=float(np.sqrt(2 * spread / np.pi).sum() / 2),
        before=n,
        after=m,
        level=level,
        name=name,
    )


def psi_limit(before: int, after: int, bins: int, level: float = 0.95) -> float:
    """The index that chance alone exceeds in ``1 - level`` of cases where nothing changed.

    Parameters
    ----------
    before, after : int
        Customers then and now.
    bins : int
        Number of bins.
    level : float
        Such as .95.

    Returns
    -------
    float

    Examples
    --------
    >>> round(psi_limit(300, 300, 10), 4)
    0.1128
    """
    from scipy.special import chdtri

    return float(chdtri(bins - 1, 1 - level) * (1 / before + 1 / after))


def _check(before: pd.Series, after: pd.Series) -> None:
    problems = []
    for name, side in (("before", before), ("after", after)):
        if side.empty:
            problems.append(Problem(f"There is nobody {name}", "give one value a customer."))
        elif side.isna().any():
            problems.append(
                Problem(
                    f"Values {name} are missing",
                    "leave these customers out, and say so.",
                    count=int(side.isna().sum()),
                )
            )
    if problems:
        raise DataProblem(problems)


def _binned(
    before: pd.Series, after: pd.Series, bins: int
) -> tuple[list[str], np.ndarray, np.ndarray]:
    """The bins' names, and how many customers of each side fall into each."""
    if not all(pd.api.types.is_numeric_dtype(side) for side in (before, after)):
        kinds = sorted({*before.astype(str), *after.astype(str)})
        sides = [side.astype(str).value_counts().reindex(kinds, fill_value=0) for side in
                 (before, after)]  # fmt: skip
        return kinds, sides[0].to_numpy(), sides[1].to_numpy()
    cuts = np.unique(np.quantile(before, np.arange(1, bins) / bins, method="inverted_cdf"))
    cuts = cuts[cuts < before.max()]  # the last bin must hold somebody of before
    counts = [np.bincount(np.searchsorted(cuts, side), minlength=len(cuts) + 1) for side in
              (before, after)]  # fmt: skip
    whole = all((side == side.round()).all() for side in (before, after))
    return _ranges(cuts, count if whole else number), counts[0], counts[1]


def _ranges(cuts: np.ndarray, form: Formatter) -> list[str]:
    if not len(cuts):
        return ["all"]
    words = [form(cut) for cut in cuts]
    middle = [f"above {a} to {b}" for a, b in pairwise(words)]
    return [f"up to {words[0]}", *middle, f"above {words[-1]}"]


def _check_bins(labels: list[str], then: np.ndarray, now: np.ndarray) -> None:
    if len(labels) < 2:
        raise DataProblem(
            [Problem("Everybody stands in one bin", "look at something that differs.")]
        )
    n, m = then.sum(), now.sum()
    fewest = (then + now) / (n + m) * min(n, m)
    small = [label for label, few in zip(labels, fewest, strict=True) if few < _FEWEST]
    if small:
        raise DataProblem(
            [
                Problem(
                    f"Fewer than {_FEWEST} customers are to be expected in a bin",
                    "use fewer bins, or put rare categories together.",
                    count=len(small),
                    examples=small[:3],
                )
            ]
        )
