"""The mean of weighted answers, with an interval that pays for the weights."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit


class WeightedMean(NamedTuple):
    """A mean with its interval, and how many equally weighted answers it is worth."""

    mean: float
    low: float
    high: float
    effective: float


def effective_size(weights: Iterable[float]) -> float:
    """How many equally weighted answers the weighted ones are worth.

    (Σw)² / Σw² (Kish 1965, "Survey sampling").

    Examples
    --------
    >>> effective_size([1, 1, 1, 1]), effective_size([3, 1, 1, 1])
    (4.0, 3.0)
    """
    given = np.asarray(list(weights), dtype=float)
    return float(given.sum() ** 2 / (given**2).sum())


def weighted_mean(
    values: Iterable[float], weights: Iterable[float] | None = None, level: float = 0.95
) -> WeightedMean:
    """The mean of weighted answers; missing ones are left out.

    Parameters
    ----------
    values : array-like
        Answers.
    weights : array-like, optional
        One a value; all alike without them.
    level : float
        Confidence level.

    Returns
    -------
    WeightedMean
        Empty ends with fewer than two answers.

    Notes
    -----
    The error is √Σw²(x − m)² / Σw, with a t distribution: it counts every answer once, however
    heavily it is weighed.

    Examples
    --------
    >>> weighted_mean([1, 2, 3]).mean
    2.0
    """
    given = np.asarray(list(values), dtype=float)
    share = np.ones(given.size) if weights is None else np.asarray(list(weights), dtype=float)
    known = np.isfinite(given) & (share > 0)
    given, share = given[known], share[known]
    if given.size == 0:
        return WeightedMean(np.nan, np.nan, np.nan, 0.0)
    mean = float(share @ given / share.sum())
    size = effective_size(share)
    if given.size < 2 or size <= 1:
        return WeightedMean(mean, np.nan, np.nan, size)
    square = float((share**2) @ (given - mean) ** 2) / share.sum() ** 2
    reach = float(stdtrit(size - 1, 0.5 + level / 2)) * np.sqrt(square * size / (size - 1))
    return WeightedMean(mean, mean - reach, mean + reach, size)
