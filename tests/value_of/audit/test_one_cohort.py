"""The third lens: the same people all along, and the part of their fall each thing has."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.value_of.audit.one_cohort import one_cohort
from cvmlab.value_of.audit.one_cohort_picture import plot_one_cohort
from tests.value_of.audit.conftest import KESTREL, looked_at, shop


def test_a_cohort_of_passes_is_renewed_as_the_table_says(passes_base):
    """Two routes: the sample company counts the renewals of each pass."""
    found = one_cohort(passes_base, "2016", resamples=20)
    renewals = pd.read_parquet(KESTREL / "pass_subscriptions.parquet").query("cohort == 2016")
    expected = [(renewals["renewals"] >= age).mean() for age in found.table["age"]]
    assert found.table["share"].to_list() == pytest.approx(expected)
    assert len(found.table) == 8 + 1 or len(found.table) == 8
    assert found.table["so_far"].iloc[-1] == pytest.approx(35 * sum(expected))


def test_every_age_is_what_pandas_counts(kestrel_base):
    """Two routes: month by month, by pandas's own offsets."""
    found = one_cohort(kestrel_base, "2022 Q2", resamples=20)
    people = kestrel_base.table.set_index("customer_id").loc[found.ids, "first_purchase"]
    days = kestrel_base.occasions[kestrel_base.occasions["customer_id"].isin(found.ids)]
    days = days.assign(first=days["customer_id"].map(people))
    for age in (0, 3):
        low = days["first"] + pd.DateOffset(months=3 * age)
        high = days["first"] + pd.DateOffset(months=3 * (age + 1))
        part = days[(days["date"] >= low) & (days["date"] < high) & (days["date"] > days["first"])]
        row = found.table.iloc[age]
        assert row.buyers == part["customer_id"].nunique()
        assert row.spend == pytest.approx(part["cents"].sum() / 100 / found.customers)


def test_what_each_brought_so_far_holds_the_first_purchase(kestrel_base):
    found = one_cohort(kestrel_base, resamples=20)
    first = kestrel_base.occasions.sort_values("date").groupby("customer_id").first()["cents"]
    opening = first.loc[found.ids].mean() / 100
    assert found.table["so_far"].iloc[0] == pytest.approx(opening + found.table["spend"].iloc[0])


def test_nobody_older_than_the_file_is_in_it(kestrel_base):
    found = one_cohort(kestrel_base, resamples=20)
    inside = kestrel_base.table.set_index("customer_id")["inside"]
    assert inside.loc[found.ids].all()


def test_parts_of_the_fall_add_up(kestrel_base):
    found = one_cohort(kestrel_base, resamples=20)
    fall = found.table["spend"].iloc[-1] - found.table["spend"].iloc[0]
    assert found.change["value"].sum() == pytest.approx(fall)


def test_at_kestrel_fewer_buy_and_who_buys_buys_as_before(kestrel_base):
    """The law the company is made by: people leave for good, and until then keep their rate."""
    found = one_cohort(kestrel_base)
    buyers = found.change.loc["buyers"]
    total = found.change["value"].sum()
    assert buyers["value"] / total > 0.9
    assert "fewer of them buy" in found.made_of


def test_where_nobody_leaves_no_part_is_the_leavers():
    """Everybody keeps buying at a rate of their own: the interval holds nought."""
    rng = np.random.default_rng(5)
    orders = shop(400, seed=5, begun=0.0)
    start = pd.to_datetime("2023-01-01") + pd.to_timedelta(rng.integers(0, 85, 400), unit="D")
    begin = dict(zip(sorted(orders["customer_id"].unique()), start, strict=False))
    orders = orders[orders["date"] >= orders["customer_id"].map(begin)]
    people = orders.groupby("customer_id")["date"].min().rename("acquired_on").reset_index()
    found = one_cohort(looked_at(orders, customers=people), "2023 Q1", resamples=200)
    row = found.change.loc["buyers"]
    assert row["low"] < 0.15 * found.table["spend"].iloc[0]
    share = found.table["share"]
    assert share.iloc[-1] == pytest.approx(share.iloc[1], abs=0.12)


def test_a_cohort_nobody_began_in_is_refused_with_those_there_are(kestrel_base):
    with pytest.raises(DataProblem, match='nobody began in "2022 Q9"'):
        one_cohort(kestrel_base, "2022 Q9")


def test_a_handful_of_new_customers_is_no_cohort(payers_base):
    with pytest.raises(DataProblem, match="a list tells more than a curve"):
        one_cohort(payers_base)
    with pytest.raises(DataProblem, match="customers began in 2023"):
        one_cohort(payers_base, "2023")


def test_a_cohort_too_young_to_follow_is_refused(kestrel_base):
    with pytest.raises(DataProblem, match="months only"):
        one_cohort(kestrel_base, "2024 Q4")


def test_the_picture_begins_at_one_hundred_percent(kestrel_base):
    found = one_cohort(kestrel_base, resamples=20)
    lines = [line for line in plot_one_cohort(found).axes.lines if len(line.get_xdata()) > 2]
    assert len(lines) == 3
    assert all(line.get_ydata()[0] == pytest.approx(1) for line in lines)
