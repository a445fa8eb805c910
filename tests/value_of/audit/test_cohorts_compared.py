"""The fourth lens: the same age, whole cohorts, and a trend only where there is one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.value_of.audit.cohorts_compared import cohorts_compared
from cvmlab.value_of.audit.cohorts_compared_picture import plot_cohorts_compared
from tests.value_of.audit.conftest import KESTREL, at_once


def firm(seed: int, slope: float = 0.0, each: int = 60):
    """New customers every quarter of two years; those of a later year spend `slope` more."""
    rng = np.random.default_rng(seed)
    begun = pd.date_range("2022-01-01", "2024-12-31").to_numpy()
    first = rng.choice(begun, each * 12)
    years = (first - begun[0]) / np.timedelta64(365, "D")
    spend = rng.gamma(4, 25, len(first)) + slope * years
    again = rng.random(len(first)) < 0.5
    ids = [f"C{i:05d}" for i in range(len(first))]
    orders = pd.DataFrame({"customer_id": ids, "date": first, "amount": spend.round(2)})
    later = orders[again].assign(date=lambda o: o["date"] + pd.Timedelta(days=40))
    people = orders.rename(columns={"date": "acquired_on"})[["customer_id", "acquired_on"]]
    both = pd.concat([orders, later])
    return at_once(both[both["date"] <= "2024-12-31"], customers=people)


def test_a_planted_trend_lies_in_its_interval():
    """From year to year 20 more for the first purchase and 10 for half a second: 30 in all."""
    hits = 0
    for seed in range(12):
        row = cohorts_compared(firm(seed, slope=20)).trend.loc["spend"]
        hits += row["low"] <= 30 <= row["high"]
    assert hits >= 10


def test_cohorts_that_are_alike_are_seldom_called_otherwise():
    called = [cohorts_compared(firm(seed)).worth != "not surely" for seed in range(100, 115)]
    assert sum(called) <= 3


def test_every_cohort_is_whole_and_looked_at_for_the_same_time(kestrel_base):
    """Two routes: one cohort by pandas alone."""
    found = cohorts_compared(kestrel_base)
    assert found.months == 12 and found.unit == "Q"
    table = kestrel_base.table
    begun = table[table["inside"]]
    own = begun[begun["first_purchase"].dt.to_period("Q").astype(str) == "2022Q3"]
    row = found.table.set_index("cohort").loc["2022 Q3"]
    assert row["customers"] == len(own)
    days = kestrel_base.occasions.merge(own[["customer_id", "first_purchase"]], on="customer_id")
    border = days["first_purchase"] + pd.DateOffset(months=12)
    first_year = days[days["date"] < border]
    assert row["spend"] == pytest.approx(first_year["cents"].sum() / 100 / len(own))
    assert found.table["cohort"].iloc[-1] == "2023 Q3"  # the next have not had their year


def test_passes_are_renewed_alike_in_every_cohort_and_dearer(passes_base):
    """As they were made: the price rises from cohort to cohort and changes nothing."""
    found = cohorts_compared(passes_base)
    passes = pd.read_parquet(KESTREL / "pass_subscriptions.parquet")
    renewed = (passes["renewals"] >= 1).groupby(passes["cohort"]).mean()
    shares = found.table.set_index("cohort")["share"]
    assert shares.to_list() == pytest.approx(renewed.loc[shares.index.astype(int)].to_list())
    assert found.trend.loc["share", "low"] < 0 < found.trend.loc["share", "high"]
    assert found.worth == "more"


def test_small_cohorts_are_not_shown(kestrel_base):
    found = cohorts_compared(kestrel_base, smallest_group=1_310)
    assert (found.table["customers"] >= 1_310).all() and found.hidden > 0
    assert "not shown" in str(found.summary())


def test_too_few_new_customers_are_refused(payers_base):
    with pytest.raises(DataProblem, match="no three cohorts of 10"):
        cohorts_compared(payers_base)


def test_the_picture_shows_the_table(kestrel_base):
    found = cohorts_compared(kestrel_base)
    picture = plot_cohorts_compared(found)
    assert "Later cohorts" in picture.alt or "No sure trend" in picture.alt
    marks = picture.axes.containers[0].lines[0].get_ydata()
    assert list(marks) == pytest.approx(found.table["spend"].to_list())
