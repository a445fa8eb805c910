"""A share among people who come in groups: staff of one shop, residents of one home."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cvmlab.stats.share_intervals import wilson


def share_of_groups(
    yes: pd.Series, groups: pd.Series, level: float = 0.95
) -> tuple[float, float, float]:
    """A share among people who come in groups, and its interval.

    Parameters
    ----------
    yes : Series of bool
    groups : Series
        The site or the home each of them belongs to.
    level : float

    Returns
    -------
    share, low, high : float

    Notes
    -----
    People of a group resemble one another. Wilson's interval is taken with the number of answers
    that would say as much if nobody did, p(1−p)/V, where V is the variance of a ratio over groups
    drawn (Cochran 1977, "Sampling techniques", chapter 10); it is never more than all of them.

    Examples
    --------
    >>> yes = pd.Series([True] * 10 + [False] * 10)
    >>> alone = share_of_groups(yes, pd.Series(range(20)))
    >>> alike = share_of_groups(yes, pd.Series([1] * 10 + [2] * 10))
    >>> alike[2] - alike[1] > 2 * (alone[2] - alone[1])
    True
    """
    p, n = float(yes.mean()), len(yes)
    off = (yes.astype(float) - p).groupby(groups.to_numpy()).sum().to_numpy()
    many = len(off)
    variance = many / (many - 1) * float((off**2).sum()) / n**2 if many > 1 else np.inf
    alone = n if variance == 0 else min(float(n), p * (1 - p) / variance)
    low, high = wilson(p * max(alone, 1.0), max(alone, 1.0), level)
    return p, float(low), float(high)
