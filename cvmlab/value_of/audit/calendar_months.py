"""Whole calendar months between days, so that an anniversary falls on an anniversary."""

from __future__ import annotations

import numpy as np


def months_later(start: np.ndarray, months: np.ndarray | int) -> np.ndarray:
    """The day so many months later; the 31st is the last day of a shorter month.

    Parameters
    ----------
    start : array of datetime64[D]
    months : array of int, or int

    Examples
    --------
    >>> months_later(np.array(["2024-01-31", "2024-03-01"], "datetime64[D]"), 1).astype(str)
    array(['2024-02-29', '2024-04-01'], dtype='<U28')
    """
    month = start.astype("datetime64[M]")
    later = month + months
    length = ((later + 1).astype("datetime64[D]") - later.astype("datetime64[D]")).astype(int)
    day_of_month = (start - month.astype("datetime64[D]")).astype(int)
    return later.astype("datetime64[D]") + np.minimum(day_of_month, length - 1)


def months_between(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """How many whole months lie between two days; an anniversary completes its month.

    Examples
    --------
    >>> first, last = np.array(["2024-01-31"], "datetime64[D]"), np.datetime64("2024-02-29")
    >>> months_between(first, np.array([last])).tolist()
    [1]
    """
    start, end = (days.astype("datetime64[D]") for days in (start, end))
    months = (end.astype("datetime64[M]") - start.astype("datetime64[M]")).astype(int)
    return months - (months_later(start, months) > end)
