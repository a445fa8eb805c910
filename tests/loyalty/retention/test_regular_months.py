"""Regulars month by month: planted hazards, no rise at the end, nobody counted twice."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.loyalty.retention.regular_months import regular_months


def test_planted_hazards_lie_inside_the_intervals(shoppers):
    held, all_ = 0, 0
    for seed in range(8):
        orders, _ = shoppers(seed, customers=600, hazard=0.05)
        table = regular_months(orders, first_day="2022-01-03").table.query("month < 30")
        held += ((table["low"] <= 0.05) & (table["high"] >= 0.05)).sum()
        all_ += len(table)
    assert 0.91 < held / all_ < 0.99


def test_each_leaver_is_counted_in_the_month_of_the_last_purchase(shoppers):
    orders, _ = shoppers(3, customers=400)
    months = regular_months(orders, first_day="2022-01-03")
    rows = months.rows
    left = rows[rows["left"]].set_index("customer_id")["month"]
    assert left.index.is_unique
    last = orders.groupby("customer_id")["date"].max()
    assert (left == months.month_of(last[left.index])).all()
    after = rows.merge(left.rename("gone"), on="customer_id")
    assert (after["month"] <= after["gone"]).all()  # nobody is a regular after leaving
    assert months.table["left"].sum() == len(left)


def test_nobody_leaves_at_the_end_because_the_file_ends(shoppers):
    orders, _ = shoppers(4, customers=400, hazard=0.0)
    table = regular_months(orders, first_day="2022-01-03").table
    assert table["left"].sum() == 0 and len(table) > 20
    assert (table["ends"] + pd.Timedelta(days=91) <= orders["date"].max()).all()


def test_a_pause_shorter_than_the_silence_is_no_leaving():
    days = pd.date_range("2022-01-03", periods=60, freq="7D")
    paused = pd.DataFrame({"customer_id": "a", "date": days.delete(range(30, 41)), "amount": 5.0})
    assert not regular_months(paused).rows["left"].any()
    gone = pd.DataFrame({"customer_id": "a", "date": days.delete(range(30, 46)), "amount": 5.0})
    rows = regular_months(gone).rows
    assert rows.loc[rows["left"], "month"].tolist() == [29 * 7 // 28]


def test_who_came_back_is_a_regular_again_only_after_coming_often():
    days = pd.date_range("2022-01-03", periods=100, freq="7D")
    back = pd.DataFrame({"customer_id": "a", "date": days.delete(range(30, 50)), "amount": 5.0})
    months = regular_months(back, at_least=6).rows["month"]
    assert 13 not in set(months)  # the month of the return, week 52 to 55
    assert 15 in set(months)


def test_the_sentence_says_who_is_a_regular(shoppers):
    orders, _ = shoppers(5, customers=100)
    months = regular_months(orders)
    assert "A regular bought on 9 days or more in the 12 weeks before" in months.sentence
    assert len(months.summary().frame) == len(months.table)
    assert months.series.index.is_monotonic_increasing
    assert np.allclose(months.series, months.table["left"] / months.table["regulars"])


def test_short_files_and_rare_buyers_are_refused(shoppers):
    orders, _ = shoppers(6, customers=30)
    with pytest.raises(DataProblem, match="longer file"):
        regular_months(orders[orders["date"] < "2022-04-01"])
    with pytest.raises(DataProblem, match="fewer purchases"):
        regular_months(orders, at_least=60)
