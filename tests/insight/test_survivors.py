"""Survivors: a published cohort, planted truth with coverage, second routes, bad input."""

from __future__ import annotations

import ibis
import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from cvmlab.errors import DataProblem
from cvmlab.insight.counted.cohort_triangle import plot_cohort_triangle
from cvmlab.insight.counted.cohorts import sales_by_cohort
from cvmlab.insight.counted.survivors import survivors
from cvmlab.insight.counted.survivors_picture import plot_survivors

START = pd.Timestamp("2022-01-03")
# Fader & Hardie (2007), "How to Project Customer Retention", Table 1: customers of 1,000 who are
# still there after 0, 1, 2, … years, segment "Regular".
PUBLISHED = [1000, 631, 468, 382, 326, 289, 262, 241]


def days(rows: list[tuple[str, int, int]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["customer_id", "day", "cents"])
    frame["date"] = START + pd.to_timedelta(frame.pop("day"), unit="D")
    return frame


def steady(rng: np.random.Generator, customers: int, horizon: int = 400) -> pd.DataFrame:
    """Customers whose habits never change: they buy at a rate of their own until they leave.

    Who buys little leaves early, so that the survivors are the heavy ones.
    """
    rate = rng.gamma(1.2, 0.06, customers)
    left = np.minimum(rng.exponential(60 + 2_000 * rate), horizon)
    who = np.repeat(np.arange(customers), rng.poisson(rate * left))
    bought = pd.DataFrame(
        {
            "customer_id": np.r_[np.arange(customers), who].astype(str),
            "day": np.r_[np.zeros(customers, int), 1 + (rng.random(who.size) * left[who])].astype(
                int
            ),
            "cents": 1_000,
        }
    )
    bought["date"] = START + pd.to_timedelta(bought.pop("day"), unit="D")
    return bought.groupby(["customer_id", "date"], as_index=False)["cents"].sum()


LAST = START + pd.Timedelta(days=400)


# correctness


def test_a_case_done_by_hand():
    rows = [
        ("a", 0, 900), ("a", 3, 3000), ("a", 7, 500), ("a", 10, 2500), ("a", 20, 100),
        ("b", 0, 900), ("b", 1, 1000),
        ("c", 0, 900),
    ]  # fmt: skip
    found = survivors(days(rows), weeks=1, periods=2, resamples=20)
    assert found.customers == 3 and found.stayed == 1
    assert found.table["active"].tolist() == [2, 1]
    assert found.table["per_active"].tolist() == [(35 + 10) / 2, 25.0]
    assert found.table["per_acquired"].tolist() == [15.0, 25 / 3]
    assert found.table["followed"].tolist() == [35.0, 25.0]
    assert found.change["value"].to_dict() == {"rise": 2.5, "within": -10.0, "selection": 12.5}


def test_a_published_cohort_gives_its_published_retention():
    """Retention rises with age though nobody becomes more loyal (Vaupel & Yashin 1985)."""
    rows = [
        (f"c{i}", 7 * age, 1000)
        for age, there in enumerate(PUBLISHED)
        for i in range(there)
    ]  # fmt: skip
    found = survivors(days(rows), weeks=1, periods=6, resamples=20)
    assert found.table["active"].tolist() == PUBLISHED[1:7]
    retention = found.table["active"].to_numpy()[1:] / found.table["active"].to_numpy()[:-1]
    assert retention[0] == pytest.approx(0.742, abs=1e-3)
    assert (np.diff(retention) > 0).all()
    assert (found.table["per_active"] == 10).all() and (found.table["followed"] == 10).all()


def test_the_triangle_holds_the_same_published_cohort():
    months = pd.date_range("2023-01-01", periods=8, freq="MS")
    frame = pd.concat(
        [
            pd.DataFrame({"customer_id": [f"c{i}" for i in range(n)], "date": month, "cents": 100})
            for n, month in zip(PUBLISHED, months, strict=True)
        ]
    )
    result = sales_by_cohort(frame, "M", end="2023-08-31")
    np.testing.assert_allclose(result.active.loc["2023-01"], np.array(PUBLISHED) / 1000)
    picture = plot_cohort_triangle(result)
    assert "63%" in picture.axes.get_title() and "24%" in picture.axes.get_title()
    shown = picture.axes.images[0].get_array()
    assert shown[0, 7] == pytest.approx(0.241)


def test_what_is_not_over_is_blank_in_the_triangle():
    rows = [(f"c{i}", day, 100) for i in range(5) for day in (0, 40)]
    result = sales_by_cohort(days(rows), "M", end="2022-02-20")
    picture = plot_cohort_triangle(result)
    assert np.isnan(picture.axes.images[0].get_array().filled(np.nan)[0, 1])
    assert picture.axes.get_title() == "No cohort can be followed yet"


# planted truth


@pytest.fixture(scope="module")
def base():
    return steady(np.random.default_rng(4), 8_000)


def test_the_mean_rises_although_nobody_changes(base):
    found = survivors(base, end=LAST, weeks=13, periods=3)
    rise, within = found.change.loc["rise"], found.change.loc["within"]
    assert rise.low > 0, "the chart a board sees goes up"
    assert within.low < 0 < within.high, "and no customer does"


def test_a_planted_growth_within_persons_is_found(base):
    """Everybody's spend doubles after half a year."""
    early = base["date"] < START + pd.Timedelta(days=183)
    grown = base.assign(cents=base["cents"].where(early, 2 * base["cents"]))
    found = survivors(grown, end=LAST, weeks=26, periods=2)
    first, last = found.table["followed"]
    assert last == pytest.approx(2 * first, rel=0.06)
    assert found.change.loc["within", "low"] > 0


def test_intervals_within_persons_hold_zero_about_as_often_as_they_say():
    rng = np.random.default_rng(9)
    hits = []
    for run in range(60):
        found = survivors(steady(rng, 700), end=LAST, weeks=13, periods=2, resamples=150, seed=run)
        row = found.change.loc["within"]
        hits.append(row.low <= 0 <= row.high)
    assert np.mean(hits) > 0.85, np.mean(hits)


# consistency


def test_engine_and_pandas_give_the_same_ages(base):
    found = survivors(ibis.memtable(base), end=LAST, weeks=13, periods=3, resamples=10)
    first = base.groupby("customer_id")["date"].transform("min")
    since = (base["date"] - first).dt.days
    again = base[since > 0].assign(age=(since - 1) // 91)
    inside = again[again["age"] < 3]
    cells = inside.groupby("age")["cents"]
    active = inside.groupby("age")["customer_id"].nunique()
    assert found.table["active"].tolist() == active.tolist()
    np.testing.assert_allclose(found.table["per_active"], cells.sum() / 100 / active)
    stays = again.loc[again["age"] >= 3, "customer_id"].unique()
    theirs = inside[inside["customer_id"].isin(stays)].groupby("age")["cents"].sum()
    np.testing.assert_allclose(found.table["followed"], theirs / 100 / len(stays))
    assert found.stayed == len(stays)


def test_the_parts_add_up_and_shares_are_wilsons(base):
    found = survivors(base, end=LAST, weeks=13, periods=3, resamples=10)
    value = found.change["value"]
    assert value["within"] + value["selection"] == pytest.approx(value["rise"])
    low, high = proportion_confint(found.table["active"], found.customers, method="wilson")
    np.testing.assert_allclose(found.table["low"], low, atol=1e-12)
    np.testing.assert_allclose(found.table["high"], high, atol=1e-12)


@pytest.mark.parametrize("given", ["table", "frame", "list"])
def test_only_the_customers_given_are_followed(base, given):
    ids = pd.DataFrame({"customer_id": base["customer_id"].unique()[:500]})
    some = {"table": ibis.memtable(ids), "frame": ids, "list": list(ids["customer_id"])}[given]
    found = survivors(base, end=LAST, weeks=13, periods=2, customers=some, resamples=10)
    assert found.customers == 500


def test_the_input_is_not_changed(base):
    before = base.copy()
    survivors(base, end=LAST, resamples=5, periods=2)
    pd.testing.assert_frame_equal(base, before)


# inputs and what is shown


def test_too_short_a_history_is_said_plainly(base):
    with pytest.raises(DataProblem, match="nobody's first purchase lies 520 weeks before"):
        survivors(base, end=LAST, weeks=52, periods=10)
    with pytest.raises(DataProblem, match="stayed beyond the last period"):
        survivors(days([("a", 0, 1), ("a", 1, 1), ("b", 30, 1)]), weeks=2, periods=2)
    with pytest.raises(ValueError, match="periods"):
        survivors(base, periods=1)


def test_the_picture_says_both_changes(base):
    found = survivors(base, end=LAST, weeks=13, periods=3)
    picture = plot_survivors(found, currency="EUR")
    drawn = {line.get_label(): line.get_ydata() for line in picture.axes.lines}
    np.testing.assert_allclose(drawn["whoever bought"], found.table["per_active"])
    np.testing.assert_allclose(drawn["the same customers"], found.table["followed"])
    assert f"€{found.table['followed'].iloc[-1]:.0f}" in picture.alt
    assert f"{found.stayed:,}" in found.sentence and "€" in found.says("EUR")
    assert "no longer in the mean" in str(found.split("EUR"))
    assert "27 to 39" in str(found.summary("EUR"))
