"""Lift by lot and the potential it leaves: nothing is promised that was not found twice."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.stats.experiments.randomised import randomised
from cvmlab.value_of.wallet.lift import lift_by_group, pooled_lifts
from cvmlab.value_of.wallet.potential import attainable_value
from cvmlab.value_of.wallet.potential_picture import plot_attainable_value
from tests.value_of.wallet.five_companies import Company
from tests.value_of.wallet.tried_by_lot import COST, base, trial


def test_lift_is_that_of_the_experiment_worked_out_elsewhere() -> None:
    """A second route: the ratio of the arms, with its interval, by ``randomised``."""
    drawn = trial(1, 0.2)
    found = lift_by_group(drawn, groups=1, halvings=2)
    row = randomised(
        drawn, "treated", ["margin_26w_after"], propensity="propensity",
        before=["sales_26w_before", "trips_26w_before"],
    ).table.iloc[0]  # fmt: skip
    assert 1 + found.overall == pytest.approx(row.ratio, abs=0.01)
    assert 1 + found.overall_high == pytest.approx(row.ratio_high, abs=0.02)


@pytest.mark.parametrize("lift", [0.0, (0.0, 0.1, 0.3)])
def test_intervals_of_lifts_hold(lift: float | tuple[float, ...]) -> None:
    true = np.broadcast_to(lift, 3)
    inside = [
        (rows["low"] <= true) & (true <= rows["high"])
        for rows in (lift_by_group(trial(s, lift, 1200), halvings=1).table for s in range(60))
    ]
    assert 0.90 <= np.mean(inside) <= 0.985


def test_planted_lifts_of_the_care_programme_are_found_in_five_companies(
    companies: list[Company],
) -> None:
    """About 6% whatever somebody spends: pooled over the companies, group by group."""
    off = []
    for company in companies:
        found = lift_by_group(company.trial, halvings=1)
        known = company.trial.merge(company.uplift[["customer_id", "uplift_margin"]])
        group = found.group_of(known["sales_26w_before"])
        added = known["uplift_margin"].groupby(group).mean().to_numpy()
        rows = found.table
        error = (rows["high"] - rows["low"]) / (2 * 1.96)
        off.append((rows["lift"] - added / rows["control"]) / error)
        np.testing.assert_allclose(added / rows["control"], 0.06, atol=0.02)
    # Five standard normal numbers on average: three standard errors either way.
    assert np.abs(np.mean(off, axis=0)).max() < 3 / np.sqrt(5)


def test_groups_that_do_not_differ_lean_on_their_mean_and_those_that_do_keep_their_own() -> None:
    same, _ = pooled_lifts(np.array([0.02, 0.04, 0.06]), np.full(3, 0.05))
    assert np.ptp(same) == pytest.approx(0.0)
    apart, error = pooled_lifts(np.array([0.0, 0.5, 1.0]), np.full(3, 0.02))
    np.testing.assert_allclose(apart, [0.0, 0.5, 1.0], atol=0.01)
    assert (error < 0.021).all()


def test_where_nothing_works_next_to_nothing_is_promised() -> None:
    """Choice and value from the same customers would have promised ten times as much."""
    gaps, values, recent = base(1)
    promised, naive = [], []
    for seed in range(40):
        found = attainable_value(gaps, lift_by_group(trial(seed, 0.0), halvings=5), values, recent)
        promised.append(found.total)
        naive.append(found.naive)
    assert np.mean(naive) > 1000
    assert np.mean(promised) < np.mean(naive) / 8
    assert np.mean([p == 0 for p in promised]) > 0.85


def test_intervals_of_the_total_hold_what_the_choice_is_truly_worth() -> None:
    gaps, values, recent = base(2)
    lift, inside, told, true = (0.0, 0.1, 0.25), [], [], []
    for seed in range(40):
        found = attainable_value(gaps, lift_by_group(trial(seed, lift), halvings=5), values, recent)
        table = found.table
        net = np.array(lift)[table["group"]] * values["value"] - table["cost"]
        worth = net[table["potential"] > 0].sum()
        inside.append(found.low <= worth <= found.high)
        told.append(found.total)
        true.append(worth)
    assert np.mean(inside) > 0.85
    assert np.mean(told) <= np.mean(true)  # careful rather than bold


def test_a_strong_programme_leaves_the_potential_worked_out_by_hand() -> None:
    gaps, values, recent = base(3, 400)
    lift = lift_by_group(trial(3, 0.6, 6000), groups=1, halvings=3)
    found = attainable_value(gaps, lift, values, recent)
    cost = COST * 104 / 26
    net = lift.overall * values["value"] - cost
    sure = net > 3 * cost
    got = found.table["potential"].to_numpy()
    np.testing.assert_allclose(got[sure], net[sure], rtol=0.03)
    np.testing.assert_allclose(found.table["cost"], cost)
    assert (got[net < -cost / 2] == 0).all()
    chance = found.table["chance"] * found.table["gap_euros"] - found.table["cost"]
    np.testing.assert_allclose(chance[got > 0], got[got > 0])


def test_no_more_is_won_than_the_gap_holds() -> None:
    gaps, values, recent = base(4, 400)
    small = gaps.table.assign(gap=gaps.table["gap"] / 50)
    narrow = type(gaps)(**{**gaps.__dict__, "table": small})
    lift = lift_by_group(trial(4, 0.6, 6000), groups=1, halvings=2)
    found = attainable_value(narrow, lift, values, recent).table
    assert (found["chance"] <= 1 + 1e-9).all()
    assert (found["potential"] <= found["gap_euros"]).all()
    whole = attainable_value(narrow, lift, values, recent, limit="whole wallet")
    assert whole.total > found["potential"].sum()


def test_the_total_is_the_sum_of_the_customers_and_groups() -> None:
    gaps, values, recent = base(5)
    found = attainable_value(gaps, lift_by_group(trial(5, 0.3)), values, recent)
    assert found.total == pytest.approx(found.table["potential"].sum())
    assert found.total == pytest.approx(found.by_group["potential"].sum())
    assert (found.table["potential"] >= 0).all()
    assert (found.table["low"] <= found.table["potential"]).all()
    assert (found.table["potential"] <= found.table["high"]).all()
    assert found.low <= found.total <= found.high


def test_a_dearer_programme_leaves_less() -> None:
    gaps, values, recent = base(6)
    lift = lift_by_group(trial(6, 0.3))
    totals = [
        attainable_value(gaps, lift, values, recent, cost=cost).total
        for cost in (0.0, 3.0, 6.0, 60.0)
    ]
    assert totals == sorted(totals, reverse=True)
    assert totals[0] > totals[1] > 0


def test_where_it_is_not_shown_to_pay_the_sentences_say_so() -> None:
    gaps, values, recent = base(7)
    lift = lift_by_group(trial(7, 0.0), currency="EUR")
    found = attainable_value(gaps, lift, values, recent, cost=1000.0)
    assert found.total == found.looked_at == 0
    assert "none of the 1,500 customers with a gap is worth chasing" in found.sentence
    assert "potential 0" in found.of("C00001")
    assert "is not active" in found.of("somebody")
    assert "pay at no customer" in plot_attainable_value(found).alt


def test_what_must_be_believed_is_said() -> None:
    gaps, values, recent = base(8)
    found = attainable_value(gaps, lift_by_group(trial(8, 0.3)), values, recent)
    assert "the effect ends with the programme" in str(found.summary())
    assert "same customers" in found.plan_sentence


def test_inputs_stay_as_they_are_and_the_same_seed_gives_the_same() -> None:
    gaps, values, recent = base(9)
    drawn = trial(9, 0.1)
    before = drawn.copy(), values.copy()
    one, other = (
        attainable_value(gaps, lift_by_group(drawn, seed=3), values, recent) for _ in range(2)
    )
    pd.testing.assert_frame_equal(drawn, before[0])
    pd.testing.assert_frame_equal(values, before[1])
    pd.testing.assert_frame_equal(one.table, other.table)


def test_problems_are_told_in_plain_words() -> None:
    gaps, values, recent = base(10)
    with pytest.raises(DataProblem, match="2 problems"):
        lift_by_group(trial(1, 0.1).drop(columns=["cost", "propensity"]))
    with pytest.raises(DataProblem, match="make fewer groups"):
        lift_by_group(trial(1, 0.1, 300), groups=6)
    with pytest.raises(DataProblem, match="wait until there are 160"):
        lift_by_group(trial(1, 0.1, 100))
    lift = lift_by_group(trial(1, 0.1), halvings=1)
    with pytest.raises(DataProblem, match="weeks"):
        attainable_value(gaps, lift, values.drop(columns="weeks"), recent)
    with pytest.raises(ValueError, match="limit must be"):
        attainable_value(gaps, lift, values, recent, limit="all")  # type: ignore[arg-type]
