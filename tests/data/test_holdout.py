"""What really happened, against the same counted in plain pandas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.data.customer_base import customer_base
from cvmlab.data.holdout import holdout_purchases, repeat_purchases
from cvmlab.errors import DataProblem

END, LATER = pd.Timestamp("2024-06-30"), pd.Timestamp("2024-09-30")


@pytest.fixture(scope="module")
def orders() -> pd.DataFrame:
    """Forty customers, some of them after calibration only; several lines a day, a few returns."""
    rng = np.random.default_rng(3)
    size = 900
    customer = rng.integers(0, 40, size)
    joined = pd.Timestamp("2024-01-01") + pd.to_timedelta(customer * 6, unit="D")
    date = joined + pd.to_timedelta(rng.integers(0, 260, size), unit="D")
    amount = np.where(rng.random(size) < 0.05, -1.0, rng.integers(5, 50, size).astype(float))
    frame = pd.DataFrame({"customer_id": customer.astype(str), "date": date, "amount": amount})
    return frame[frame["date"] <= LATER].reset_index(drop=True)


@pytest.fixture(scope="module")
def base(orders):
    return customer_base(orders, end=END.date(), holdout_end=LATER.date(), detect_left_edge=False)


def occasions(orders: pd.DataFrame) -> pd.DataFrame:
    days = orders[orders["amount"] >= 0].drop_duplicates(["customer_id", "date"])
    first = days.groupby("customer_id")["date"].transform("min")
    return days.assign(first=first)[first <= END]


def test_the_holdout_is_counted_from_the_end_of_calibration(orders, base):
    days = occasions(orders)
    later = days[days["date"] > END]
    weeks = (later["date"] - END).dt.days / 7
    times = [0, 1, 2.5, 13]
    assert holdout_purchases(orders, base, times).tolist() == [(weeks <= t).sum() for t in times]
    in_all = base.frame()["frequency_holdout"].sum()
    assert holdout_purchases(orders, base, [(LATER - END).days / 7])[0] == in_all == len(later)


def test_repeat_purchases_are_counted_from_the_first_customers_first(orders, base):
    days = occasions(orders)
    repeats = days[days["date"] > days["first"]]
    weeks = (repeats["date"] - days["first"].min()).dt.days / 7
    times = [0, 1 / 7, 1, 4, 20, 39]
    assert repeat_purchases(orders, base, times).tolist() == [(weeks <= t).sum() for t in times]


def test_at_the_end_of_calibration_it_is_the_sum_of_frequencies(orders, base):
    frame = base.frame()
    start = frame["T"].max()
    assert repeat_purchases(orders, base, [start])[0] == frame["frequency"].sum()
    end = start + (LATER - END).days / 7
    in_all = frame["frequency"].sum() + frame["frequency_holdout"].sum()
    assert repeat_purchases(orders, base, [end])[0] == in_all


def test_other_units_only_change_the_clock(orders, base):
    days = customer_base(
        orders, end=END.date(), holdout_end=LATER.date(), detect_left_edge=False, time_unit="D"
    )
    weeks = np.arange(0, 38)
    for count in (holdout_purchases, repeat_purchases):
        known = weeks[:13] if count is holdout_purchases else weeks
        assert (count(orders, base, known) == count(orders, days, 7 * known)).all()


def test_customers_older_than_the_file_stay_out(orders):
    acquired = pd.DataFrame({"customer_id": ["0", "1"], "acquired_on": ["2020-01-01"] * 2})
    acquired["acquired_on"] = pd.to_datetime(acquired["acquired_on"])
    base = customer_base(orders, end=END.date(), holdout_end=LATER.date(), customers=acquired)
    young = orders[~orders["customer_id"].isin(["0", "1"])]
    days = occasions(young)
    assert base.left_edge.older == 2
    repeats = days[days["date"] > days["first"]]
    weeks = (repeats["date"] - days["first"].min()).dt.days / 7
    assert repeat_purchases(orders, base, [10, 30]).tolist() == [
        (weeks <= 10).sum(), (weeks <= 30).sum(),
    ]  # fmt: skip
    assert (
        holdout_purchases(orders, base, [13])[0]
        == (days["date"] > END).sum() - (days["date"] > END + pd.Timedelta(weeks=13)).sum()
    )


def test_nothing_is_said_of_days_that_are_not_known(orders, base):
    with pytest.raises(DataProblem, match="known up to 2024-09-30"):
        holdout_purchases(orders, base, [1, 14])
    with pytest.raises(DataProblem, match="later holdout_end"):
        repeat_purchases(orders, base, [60])
    plain = customer_base(orders, end=END.date(), detect_left_edge=False)
    with pytest.raises(DataProblem, match="no holdout"):
        holdout_purchases(orders, plain, [1])
    assert repeat_purchases(orders, plain, [20])[0] == repeat_purchases(orders, base, [20])[0]
