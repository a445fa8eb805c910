"""Cohorts: a worked case, planted truth, a second route, bad input, small groups."""

from __future__ import annotations

import datetime as dt

import ibis
import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from cvmlab.errors import DataProblem
from cvmlab.insight.counted.cohorts import plot_sales_by_cohort, sales_by_cohort


def occasions(*rows: tuple[str, str, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["customer_id", "date", "cents"])
    return frame.assign(date=pd.to_datetime(frame["date"]))


SMALL = occasions(
    ("a", "2024-01-31", 1000),
    ("a", "2024-02-01", 500),
    ("a", "2024-02-20", 250),
    ("b", "2024-01-02", 700),
    ("c", "2024-02-29", 300),
    ("c", "2024-04-01", 100),
    ("b", "2024-04-30", 50),
)


@pytest.fixture(scope="module")
def many() -> pd.DataFrame:
    """2,000 customers acquired over 700 days who buy at one steady rate and never leave."""
    rng = np.random.default_rng(5)
    start = rng.integers(0, 600, 2_000)
    who = np.concatenate([np.arange(2_000), rng.integers(0, 2_000, 18_000)])
    day = start[who] + np.concatenate([np.zeros(2_000, int), rng.integers(0, 400, 18_000)])
    frame = pd.DataFrame(
        {
            "customer_id": who.astype(str),
            "date": pd.Timestamp("2022-01-01") + pd.to_timedelta(day, unit="D"),
            "cents": rng.integers(100, 20_000, who.size),
        }
    )
    return frame.groupby(["customer_id", "date"], as_index=False)["cents"].sum()


# correctness


def test_a_case_done_by_hand():
    result = sales_by_cohort(SMALL, "M")
    assert result.table.columns.tolist() == ["2024-01", "2024-02", "2024-03", "2024-04"]
    assert result.table.loc["2024-01"].tolist() == [17.0, 7.5, 0.0, 0.5]
    assert np.isnan(result.table.loc["2024-02", "2024-01"])
    assert result.table.loc["2024-02"].tolist()[1:] == [3.0, 0.0, 1.0]
    assert result.active.loc["2024-01"].tolist() == [1.0, 0.5, 0.0, 0.5]
    assert result.active.loc["2024-02"].tolist()[:3] == [1.0, 0.0, 1.0]
    assert np.isnan(result.active.loc["2024-02", 3]), "age 3 lies after the end: unknown, not zero"
    assert result.compared == "2024-04" and result.incomplete is None
    assert result.from_earlier == 1.0


def test_planted_retention_is_found():
    """Each customer buys each month with probability .3, whatever the age."""
    rng = np.random.default_rng(8)
    months = pd.date_range("2023-01-01", periods=8, freq="MS")
    rows = [
        (f"{cohort}-{i}", str(months[month].date()), 100)
        for cohort in range(4)
        for i in range(1_500)
        for month in range(cohort, 8)
        if month == cohort or rng.random() < 0.3
    ]
    result = sales_by_cohort(occasions(*rows), "M", end="2023-08-31")
    later = result.cells[result.cells["age"] > 0]
    assert later["share"].mean() == pytest.approx(0.3, abs=0.01)
    held = later["low"].lt(0.3) & later["high"].gt(0.3)
    assert held.sum() >= len(later) - 4, "about one 95% interval in twenty may miss"


# consistency


@pytest.mark.parametrize("period", ["M", "Q", "Y"])
def test_engine_and_pandas_give_the_same_table(many, period):
    result = sales_by_cohort(ibis.memtable(many), period)
    first = many.groupby("customer_id")["date"].transform("min")
    expected = many.pivot_table(
        index=first.dt.to_period(period),
        columns=many["date"].dt.to_period(period),
        values="cents",
        aggfunc="sum",
    )
    assert result.table.shape == expected.shape
    np.testing.assert_array_equal(result.table.fillna(0), expected.fillna(0) / 100)
    active = many.groupby([first.dt.to_period(period), many["date"].dt.to_period(period)])[
        "customer_id"
    ].nunique()
    np.testing.assert_array_equal(result.cells.loc[result.cells.active > 0, "active"], active)


def test_every_cent_is_in_exactly_one_cell(many):
    result = sales_by_cohort(many)
    assert result.table.sum().sum() * 100 == pytest.approx(many["cents"].sum(), abs=0.5)
    sizes = result.cells.groupby("cohort")["customers"].first()
    assert sizes.sum() == many["customer_id"].nunique()


def test_intervals_are_wilsons(many):
    cells = sales_by_cohort(many, "Q", end="2024-12-31").cells
    later = cells[cells["age"] > 0]
    low, high = proportion_confint(later["active"], later["customers"], method="wilson")
    np.testing.assert_allclose(later["low"], low, atol=1e-12)
    np.testing.assert_allclose(later["high"], high, atol=1e-12)


def test_the_input_is_not_changed(many):
    before = many.copy()
    sales_by_cohort(many)
    pd.testing.assert_frame_equal(many, before)


# the end of the data


def test_an_unfinished_period_is_flagged_and_its_shares_stay_blank():
    result = sales_by_cohort(SMALL, "M", end="2024-04-20")
    assert result.incomplete == "2024-04" and result.compared == "2024-03"
    unfinished = result.cells[result.cells["period"] == "2024-04"]
    assert unfinished["share"].isna().all() and unfinished["sales"].notna().all()
    assert "2024-04 is not complete: the data end on 2024-04-20" in str(result.summary())
    assert "not complete" in plot_sales_by_cohort(result).alt


def test_nothing_after_the_end_is_read():
    result = sales_by_cohort(SMALL, "M", end=dt.date(2024, 2, 28))
    assert result.table.index.tolist() == ["2024-01"]
    assert result.table.sum().sum() == 24.5
    last_day_too = sales_by_cohort(SMALL, "M", end=dt.date(2024, 2, 29))
    assert last_day_too.table.sum().sum() == 27.5
    assert last_day_too.incomplete is None


def test_auto_takes_the_finest_period_that_can_be_read(many):
    assert sales_by_cohort(SMALL).period == "M"
    assert sales_by_cohort(many).period == "Q"
    long = pd.concat([SMALL, occasions(("z", "2031-05-05", 100))])
    assert sales_by_cohort(long).period == "Y"


# small groups


def test_small_groups_are_blank_everywhere():
    rows = [(f"p{i}", "2024-01-05", 1000) for i in range(12)]
    rows += [("p1", "2024-02-05", 777), ("lone", "2024-02-07", 1234)]
    result = sales_by_cohort(occasions(*rows), "M", end="2024-02-29", minimum_group=10)
    assert result.table.loc["2024-01", "2024-01"] == 120.0
    assert np.isnan(result.table.loc["2024-01", "2024-02"]), "one buyer's sum would show"
    assert result.table.loc["2024-02"].isna().all()
    assert result.suppressed == 2
    shown = str(result.summary()) + plot_sales_by_cohort(result).alt + result.cells.to_csv()
    assert "7.77" not in shown and "12.34" not in shown and "20.11" not in shown
    assert "2 cells are blank" in shown


@pytest.mark.parametrize(("buyers", "shown"), [(9, False), (10, True)])
def test_a_group_of_the_minimum_size_is_shown(buyers, shown):
    rows = [(f"p{i}", "2024-01-05", 1000) for i in range(30)]
    rows += [(f"p{i}", "2024-02-05", 100) for i in range(buyers)]
    result = sales_by_cohort(occasions(*rows), "M", end="2024-02-29", minimum_group=10)
    assert np.isfinite(result.table.loc["2024-01", "2024-02"]) == shown
    assert result.suppressed == (0 if shown else 1)


# inputs


def test_nobody_buying_is_said_plainly():
    with pytest.raises(DataProblem, match="Nobody bought anything"):
        sales_by_cohort(SMALL, end="2023-12-31")
    with pytest.raises(DataProblem, match="Nobody bought anything"):
        sales_by_cohort(SMALL.iloc[:0])


def test_an_unknown_period_is_refused():
    with pytest.raises(ValueError, match="period"):
        sales_by_cohort(SMALL, "W")


def test_one_customer_is_enough():
    result = sales_by_cohort(SMALL.iloc[:1])
    assert result.table.shape == (1, 1)
    assert plot_sales_by_cohort(result).alt


# what is shown


def test_the_picture_says_the_finding_and_draws_the_table(many):
    result = sales_by_cohort(many, "Q", end="2023-12-31")
    picture = plot_sales_by_cohort(result, currency="EUR")
    title = picture.axes.get_title()
    assert "2023 Q4" in title
    drawn = sum(bar.get_height() for bar in picture.axes.patches)
    assert drawn == pytest.approx(result.table.sum().sum())
    assert picture.axes.get_ylabel() == "Sales per quarter (EUR)"
    assert "€" in picture.alt


def test_the_title_speaks_of_the_last_full_period(many):
    result = sales_by_cohort(many, "Q", end="2023-08-10")
    assert result.incomplete == "2023 Q3" and result.compared == "2023 Q2"
    q2 = result.table["2023 Q2"]
    old = q2.drop("2023 Q2").sum() / q2.sum()
    assert result.from_earlier == pytest.approx(old)
    assert f"{old:.0%} of sales in 2023 Q2" in plot_sales_by_cohort(result).axes.get_title()
