"""A test before its launch: by hand, against simulated tests, and against one that was run."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.idic.interact.launch_plan import launch_plan, past_outcome
from cvmlab.idic.interact.launch_plan_picture import plot_launch_plan
from cvmlab.stats.experiments.randomised import randomised
from cvmlab.stats.experiments.trial import error_of
from tests.sample import sample_company


def test_worked_by_hand():
    """4,000 and 4,000, spread 100: error 100·√(2/4000) = 2.236; smallest (1.960 + .842)·2.236."""
    plan = launch_plan(8000, cost=6.6, baseline=80.0, spread=100.0, currency="EUR")
    error = 100 * np.sqrt(2 / 4000)
    assert plan.smallest == pytest.approx((1.959964 + 0.841621) * error, rel=1e-6)
    assert plan.break_even == 6.6 and plan.tells and plan.spend == pytest.approx(26_400)
    far = 6.6 / error
    chance = norm.cdf(far - 1.959964) + norm.cdf(-far - 1.959964)
    assert plan.power_at_break_even == pytest.approx(chance, abs=1e-6)
    assert "Large enough" in plan.sentence and "€26,400" in plan.sentence
    quarter = launch_plan(8000, cost=6.6, baseline=80.0, spread=100.0, explained=0.75)
    assert quarter.smallest == pytest.approx(plan.smallest / 2)
    assert quarter.smallest_plain == pytest.approx(plan.smallest)


def test_too_small_is_said_before_money_is_spent():
    plan = launch_plan(800, cost=6.6, baseline=80.0, spread=100.0, currency="EUR")
    assert not plan.tells and "Too small to tell" in plan.sentence
    assert "too small to tell" in plot_launch_plan(plan).alt
    assert "too small to tell" in str(plan.summary())
    assert plan.needed is not None and f"{plan.needed:,}" in plan.sentence


@pytest.mark.parametrize(
    "settings",
    [{"baseline": 80.0, "spread": 100.0}, {"baseline": 80.0, "spread": 100.0, "explained": 0.5},
     {"baseline": 0.6, "worth": 80.0}],
)  # fmt: skip
def test_with_the_customers_it_needs_the_smallest_effect_is_the_one_that_pays(settings):
    plan = launch_plan(500, cost=6.6, **settings)
    assert plan.needed is not None
    enough = launch_plan(plan.needed, cost=6.6, **settings)
    assert enough.smallest == pytest.approx(enough.break_even, rel=0.01)
    assert enough.power_at_break_even == pytest.approx(0.8, abs=0.005)


def test_simulated_tests_see_the_smallest_effect_four_times_in_five():
    """2,000 tests of amounts, plain and with the past taken out, and 4,000 of shares."""
    rng = np.random.default_rng(2)
    n, related = 200, 0.8
    plan = launch_plan(2 * n, cost=1.0, baseline=50.0, spread=20.0, explained=related**2)
    seen = {"plain": [], "past": []}  # type: ignore[var-annotated]
    treated = np.repeat([1.0, 0.0], n)
    for _ in range(2000):
        before = rng.normal(size=2 * n)
        noise = related * before + np.sqrt(1 - related**2) * rng.normal(size=2 * n)
        for name, smallest in (("plain", plan.smallest_plain), ("past", plan.smallest)):
            after = 50 + 20 * noise + smallest * treated
            columns = [np.ones(2 * n), treated, *([before] if name == "past" else [])]
            x = np.column_stack(columns)
            beta, square, *_ = np.linalg.lstsq(x, after, rcond=None)
            error = np.sqrt(float(square[0]) / (2 * n) * np.linalg.inv(x.T @ x)[1, 1])
            seen[name].append(beta[1] / error > 1.96)
    assert np.mean(seen["plain"]) == pytest.approx(0.8, abs=0.03)
    assert np.mean(seen["past"]) == pytest.approx(0.8, abs=0.03)
    shares = launch_plan(2000, cost=1.0, baseline=0.3)
    many, few = (rng.binomial(1000, p, 4000) / 1000 for p in (0.3 + shares.smallest, 0.3))
    error = np.sqrt((many * (1 - many) + few * (1 - few)) / 1000)
    assert np.mean((many - few) / error > 1.96) == pytest.approx(0.8, abs=0.02)


def test_the_curve_goes_through_both_points():
    plan = launch_plan(3000, cost=6.6, baseline=0.6, worth=80.0)
    table = plan.table
    for effect, chance in (
        (plan.smallest, plan.power), (plan.break_even, plan.power_at_break_even)
    ):  # fmt: skip
        assert np.interp(effect, table["effect"], table["sharpened"]) == pytest.approx(
            chance, abs=2e-3
        )
    assert table["plain"].iloc[0] == pytest.approx(0.05)  # nothing there: seen once in twenty
    assert "percentage points" in plan.sentence and "8.2 percentage points" in plan.sentence


def test_an_effect_that_cannot_be_is_none():
    plan = launch_plan(400, cost=50.0, baseline=0.9, worth=80.0)
    assert not plan.reachable and not plan.tells and plan.needed is None
    assert "cannot pay" in plan.sentence and "too small" in plot_launch_plan(plan).alt


def test_a_treatment_that_costs_nothing_has_no_effect_to_pay_for():
    plan = launch_plan(400, cost=0.0, baseline=10.0, spread=5.0)
    assert plan.needed is None and not plan.tells


def test_what_is_wrong_is_said_all_at_once():
    with pytest.raises(DataProblem) as caught:
        launch_plan(1, cost=-1.0, baseline=5.0, spread=0.0, worth=0.0, explained=1.0)
    assert len(caught.value.problems) == 5


def test_the_past_foretells_how_sharp_the_care_programme_was():
    """The plan's error for an arm drawn half and half against that of the lot that was run."""
    ws = sample_company()
    past = past_outcome(ws)
    assert past.customers == 8111 and past.currency == "EUR"
    drawn = ws.assignments.frame()
    drawn = drawn[drawn["experiment"] == "care programme"]
    trial = randomised(
        drawn, "treated", ["margin_26w_after"], propensity="propensity",
        before=["sales_26w_before"],
    )  # fmt: skip
    error = error_of(trial.means["margin_26w_after"].of_difference)
    plan = launch_plan(len(drawn), cost=6.6, **past.settings)
    assert plan.smallest / 2.8016 == pytest.approx(error, rel=0.3)
    assert plan.tells and 0.4 < past.explained < 0.8


def test_past_outcome_worked_by_hand():
    """Three of ten customers buy in both weeks; margin is sales where the orders know none."""
    orders = pd.DataFrame(
        {
            "customer": [*(f"c{n}" for n in range(10)), "c0", "c1", "c2", "new"],
            "date": ["2024-01-01"] * 10 + ["2024-01-14"] * 4,
            "amount": [10.0 + n for n in range(10)] + [20.0, 22.0, 24.0, 99.0],
        }
    )
    past = past_outcome(load(orders), weeks=1)
    after = np.array([20.0, 22.0, 24.0] + [0.0] * 7)
    assert past.customers == 10 and past.baseline == pytest.approx(6.6)
    assert past.spread == pytest.approx(after.std(ddof=1))
    assert past.explained == pytest.approx(np.corrcoef(after, np.arange(10))[0, 1] ** 2)
    with pytest.raises(DataProblem, match="less than 52 weeks"):
        past_outcome(load(orders))
    with pytest.raises(DataProblem, match="only 3 customers"):
        past_outcome(load(orders.iloc[7:]), weeks=1)
