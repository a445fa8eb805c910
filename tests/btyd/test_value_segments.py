"""Segments of customers add up, and no best one is named for what chance did; bad settings."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.value_of.lifetime.discounting import discount_rate
from cvmlab.value_of.lifetime.lifetime_result import LifetimeValue
from cvmlab.value_of.lifetime.lifetime_value import lifetime_value, plot_value_by_segment


@pytest.fixture(scope="module")
def customers(cdnow) -> pd.DataFrame:
    return cdnow.assign(segment=np.where(cdnow["frequency"] > 1, "often", "seldom"))


@pytest.fixture(scope="module")
def revenue(pareto, spend, customers) -> LifetimeValue:
    return lifetime_value(
        pareto, spend, customers, horizon=52, annual_discount_rate=0.15, by="segment"
    )


def test_segments_of_several_columns_add_up_and_small_ones_are_marked(pareto, spend, customers):
    some = customers.assign(region=np.where(np.arange(len(customers)) < 40, "south", "north"))
    result = lifetime_value(
        pareto, spend, some, horizon=52, annual_discount_rate=0.15, by=["region", "segment"]
    )
    groups = result.by_segment()
    assert groups.index.names == ["region", "segment"] and len(groups) == 4
    assert groups["value"].sum() == pytest.approx(result.total.expected, rel=1e-12)
    by_hand = result.table.groupby(["region", "segment"])["value"].sum()
    for key, row in groups.iterrows():
        assert row["value"] == pytest.approx(by_hand.loc[key], rel=1e-12)
        assert row["small"] == (row["customers"] < 30)
    assert groups["small"].any() and not groups["small"].all()


def test_intervals_that_hold_together_are_wider_and_one_group_needs_no_widening(
    revenue, pareto, spend, customers
):
    single, together = revenue.by_segment(), revenue.by_segment(together=True)
    assert (together["pi_low"] < single["pi_low"]).all()
    assert (together["pi_high"] > single["pi_high"]).all()
    level = lifetime_value(
        pareto, spend, customers, horizon=52, annual_discount_rate=0.15, by="segment",
        alpha=1 - 0.95**0.5,
    ).by_segment()  # fmt: skip
    pd.testing.assert_frame_equal(together, level)
    one = lifetime_value(
        pareto, spend, customers.assign(all="all"), horizon=52, annual_discount_rate=0.15, by="all"
    )
    assert one.by_segment(together=True)["pi_high"].item() == pytest.approx(one.total.pi_high)


def test_a_picture_names_a_best_segment_only_where_it_stands_clear(
    pareto, spend, customers, revenue
):
    clear = plot_value_by_segment(revenue, currency="USD")
    assert clear.axes.get_title().startswith("Most per customer: often, $")
    best = revenue.by_segment().iloc[0]
    assert f"often: ${best['value'] / best['customers']:,.2f}" in clear.alt
    assert clear.alt.endswith(".")
    rng = np.random.default_rng(1)
    drawn = customers.assign(group=rng.choice(list("abcdefghijklmnopqrst"), len(customers)))
    chance = lifetime_value(pareto, spend, drawn, horizon=52, annual_discount_rate=0.15, by="group")
    unclear = plot_value_by_segment(chance)
    assert "No segment stands clear" in unclear.axes.get_title()
    assert len(unclear.axes.patches) == 15 and "5 segments with fewer customers" in unclear.alt


def test_unusable_settings_are_refused_in_one_message(pareto, spend, customers):
    with pytest.raises(DataProblem) as caught:
        lifetime_value(
            pareto, spend, customers, horizon=-1, annual_discount_rate=15, time_unit="weeks",
            margin_rate=-1, by=["segmnt", "segment"],
        )  # fmt: skip
    assert len(caught.value.problems) == 5
    assert 'Did you mean "segment"' in str(caught.value)
    assert "margin rate is -1" in str(caught.value)
    assert "annual discount rate is 15" in str(caught.value)
    with pytest.raises(DataProblem, match="the horizon is '3 fortnights'"):
        lifetime_value(pareto, spend, customers, horizon="3 fortnights", annual_discount_rate=0.1)
    with pytest.raises(DataProblem, match="no discount rate"):
        lifetime_value(pareto, spend, customers, horizon=52)
    with pytest.raises(DataProblem, match="two discount rates"):
        lifetime_value(
            pareto, spend, customers, horizon=52, annual_discount_rate=0.1,
            discount=discount_rate(0.1),
        )  # fmt: skip
    with pytest.raises(DataProblem) as rates:
        discount_rate(-0.1, per="yeer", compounding="simple")
    assert len(rates.value.problems) == 3 and 'Did you mean "year"' in str(rates.value)
    no_segments = lifetime_value(pareto, spend, customers, horizon=52, annual_discount_rate=0.15)
    with pytest.raises(ValueError, match="by="):
        no_segments.by_segment()


def test_unusable_columns_are_refused_in_one_message(pareto, spend, customers):
    bad = customers.assign(margin=0.3).astype({"margin": float})
    bad.loc[[3, 5], "margin"] = [np.nan, -0.2]
    bad.loc[7, "monetary_value"] = np.nan
    with pytest.raises(DataProblem) as caught:
        lifetime_value(
            pareto, spend, bad, horizon=52, annual_discount_rate=0.15, margin_rate="margin"
        )
    found = {problem.column: problem for problem in caught.value.problems}
    assert found["margin"].count == 2 and found["margin"].examples == ["row 4: nan", "row 6: -0.2"]
    assert found["monetary_value"].count == 1
    with pytest.raises(DataProblem, match="monetary_value"):
        lifetime_value(
            pareto, spend, customers.drop(columns="monetary_value"), horizon=52,
            annual_discount_rate=0.15,
        )  # fmt: skip
