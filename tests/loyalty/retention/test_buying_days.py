"""Buying days: one a customer and day, returns left out, read once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.loyalty.retention.buying_days import NEVER, as_day, buying_days, day_number, gaps


@pytest.fixture
def orders() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer_id": ["b", "a", "a", "a", "b", "a"],
            "date": pd.to_datetime(
                ["2024-01-01", "2024-01-05", "2024-01-05", "2024-01-12", "2024-01-02", "2024-01-20"]
            ),
            "amount": [5.0, 7.0, 2.0, 4.0, 8.0, -1.0],
        }
    )


def test_lines_of_one_day_are_one_day_and_returns_are_none(orders):
    days = buying_days(orders)
    assert list(days.customers[days.code]) == ["a", "a", "b", "b"]
    assert [str(as_day(one).date()) for one in days.day[:2]] == ["2024-01-05", "2024-01-12"]


def test_gaps_are_counted_within_a_customer(orders):
    assert list(gaps(buying_days(orders))) == [7, NEVER, 1, NEVER]


def test_buying_days_are_handed_back_and_those_of_a_file_are_in_order(orders, kestrel_days):
    days = buying_days(orders)
    assert buying_days(days) is days
    assert np.all(np.diff(kestrel_days.code) >= 0)
    assert np.all(np.diff(kestrel_days.day)[np.diff(kestrel_days.code) == 0] > 0)


def test_a_missing_column_is_named(orders):
    with pytest.raises(DataProblem, match="date"):
        buying_days(orders.drop(columns="date"))


def test_days_are_read_as_days():
    assert as_day(day_number("2024-01-29", "since", 0)) == pd.Timestamp("2024-01-29")
    assert day_number(None, "since", 7) == 7
    with pytest.raises(DataProblem, match="is no day"):
        day_number("29.1.", "since", 0)
