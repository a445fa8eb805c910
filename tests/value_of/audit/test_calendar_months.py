"""Anniversaries fall on anniversaries."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cvmlab.value_of.audit.calendar_months import months_between, months_later


def test_months_are_counted_as_pandas_counts_them():
    """Two routes: pandas's own offsets, one day after the other."""
    days = pd.date_range("2023-11-25", "2024-03-05")
    starts = days.to_numpy("datetime64[D]")
    for months in (0, 1, 3, 12, 25):
        expected = [day + pd.DateOffset(months=months) for day in days]
        assert list(pd.to_datetime(months_later(starts, months))) == expected


def test_an_anniversary_completes_its_month_and_the_day_before_does_not():
    start = np.array(["2023-01-31", "2024-02-29", "2024-05-15"], dtype="datetime64[D]")
    for months in range(1, 30):
        there = months_later(start, months)
        assert (months_between(start, there) == months).all()
        assert (months_between(start, there - 1) == months - 1).all()
