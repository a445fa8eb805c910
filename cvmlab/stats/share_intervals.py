"""Intervals of a share, in closed form: the import of the library would cost a lesson a second."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import betaincinv, ndtri


def wilson(events: Any, of: Any, level: float = 0.95) -> tuple[Any, Any]:
    """The range a share plausibly lies in; good for small groups and shares near 0 and 1.

    Parameters
    ----------
    events, of : float or array-like
        How many did it, of how many; a number of independent trials need not be whole.
    level : float
        Confidence level.

    Returns
    -------
    low, high : float or array

    Notes
    -----
    (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n) with p the share (Wilson 1927, "Probable
    inference, the law of succession, and statistical inference").

    Examples
    --------
    >>> [round(float(end), 4) for end in wilson(15, 148)]
    [0.0624, 0.1605]
    """
    n = np.asarray(of, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.asarray(events, dtype=float) / n
        z2 = ndtri(0.5 + level / 2) ** 2
        centre = (share + z2 / (2 * n)) / (1 + z2 / n)
        half = np.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n**2))) / (1 + z2 / n)
        # None of them and all of them: rounding must not open the end that is closed.
        low = np.where(share == 0, 0.0, centre - half)
        high = np.where(share == 1, 1.0, centre + half)
    return low[()], high[()]


def clopper_pearson(events: Any, of: Any, level: float = 0.95) -> tuple[Any, Any]:
    """The exact interval of a share: it holds the truth at least as often as it says.

    Parameters
    ----------
    events, of : int or array-like
        How many did it, of how many.
    level : float
        Confidence level.

    Returns
    -------
    low, high : float or array

    Notes
    -----
    Quantiles of Beta(x, n − x + 1) and Beta(x + 1, n − x) (Clopper and Pearson 1934, "The use of
    confidence or fiducial limits illustrated in the case of the binomial").

    Examples
    --------
    >>> [round(float(end), 3) for end in clopper_pearson(14, 20)]
    [0.457, 0.881]
    """
    x, n = np.asarray(events, dtype=float), np.asarray(of, dtype=float)
    tail = (1 - level) / 2
    low = np.where(x == 0, 0.0, betaincinv(np.maximum(x, 1), n - x + 1, tail))
    high = np.where(x == n, 1.0, betaincinv(x + 1, np.maximum(n - x, 1), 1 - tail))
    return low[()], high[()]
