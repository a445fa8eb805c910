"""Ends of intervals from resamples, of which some cannot be computed."""

from __future__ import annotations

import numpy as np


def ends_of(draws: np.ndarray, level: float) -> np.ndarray:
    """Lower and upper end, column by column, over the draws that are numbers.

    Parameters
    ----------
    draws : array of shape (resamples, figures)
        NaN or infinite where a resample held nobody of a group.
    level : float
        Confidence level.

    Returns
    -------
    array of shape (2, figures)
        NaN where no resample could be used.

    Examples
    --------
    >>> ends_of(np.array([[1.0, np.inf], [3.0, np.nan]]), 1.0).tolist()
    [[1.0, nan], [3.0, nan]]
    """
    tails = [(1 - level) / 2, (1 + level) / 2]
    kept = [column[np.isfinite(column)] for column in draws.T]
    return np.array([np.quantile(c, tails) if c.size else [np.nan, np.nan] for c in kept]).T
