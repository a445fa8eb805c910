"""Decisions and customer equity: each lever by a second route, all at once, owners, bad input."""

from __future__ import annotations

import numpy as np
import pytest

from cvmlab.errors import DataProblem
from cvmlab.value_of.acquisition.cost_curve import cost_curve
from cvmlab.value_of.acquisition.costs import acquisition_cost
from cvmlab.value_of.acquisition.customer_equity import customer_equity, customers_to_win
from cvmlab.value_of.acquisition.decision import Decision, spend_more
from cvmlab.value_of.acquisition.equity_by_decision import equity_by_decision
from cvmlab.value_of.acquisition.equity_by_decision_picture import plot_equity_by_decision
from cvmlab.value_of.acquisition.margin_ahead import WEEKS
from cvmlab.value_of.acquisition.newcomers import new_customer_value
from tests.value_of.acquisition.conftest import PHASE_CHANGE

EVENLY = (1 - 1.1**-1) / np.log(1.1)  # of an amount spread over the coming year


@pytest.fixture(scope="module")
def curves(costs):
    return cost_curve(costs, phase=PHASE_CHANGE, currency="EUR")


@pytest.fixture(scope="module")
def equity(costs, values, customers):
    table = customers_to_win(
        acquisition_cost(costs, phase=PHASE_CHANGE), new_customer_value(values, customers)
    )
    return customer_equity(values, table)


def one(equity, **effects):
    return equity_by_decision(equity, [Decision("it", "Ultan", **effects)]).of("it")


def test_customers_won_bring_their_worth_less_what_they_cost(equity):
    worth = equity.newcomers.set_index("channel").loc["paid search", "worth"]
    row = one(equity, won={"paid search": 100.0}, cost=3000.0)
    assert row["euros"] == pytest.approx((100 * worth - 3000) * EVENLY)
    assert row["this_year"] + row["later"] == pytest.approx(row["euros"])


def test_a_cost_alone_is_lost_within_the_year(equity):
    row = one(equity, cost=1000.0)
    assert row["euros"] == row["this_year"] == pytest.approx(-1000 * EVENLY)
    assert row["later"] == 0


def test_margin_for_a_year_works_on_the_margin_of_the_year(equity):
    first = equity.ahead.within(WEEKS, np.log(1.1) / WEEKS)[0]
    row = one(equity, margin=0.02)
    assert row["this_year"] == pytest.approx(0.02 * first) and row["later"] == pytest.approx(0)


def test_those_who_stay_the_year_stay_on_for_what_comes_after(equity):
    """Second route: quarter by quarter, survival times (1 + ρ)^t up to a year and no more."""
    share, ahead = 0.03, equity.ahead
    ends = np.append(np.linspace(0, WEEKS, 13)[1:], np.linspace(WEEKS, ahead.weeks, 30)[1:])
    flow = np.diff([0.0, *(ahead.within(float(t))[0] for t in ends)])
    starts = np.append(0.0, ends[:-1])
    middle = (starts + ends) / 2 / WEEKS
    value = flow * 1.1**-middle
    more = value * ((1 + share) ** np.minimum(middle, 1.0) - 1)
    row = one(equity, stay=share)
    assert row["euros"] == pytest.approx(more.sum(), rel=0.01)
    assert row["this_year"] == pytest.approx(more[middle < 1].sum(), rel=0.03)


def test_all_at_once_is_not_the_sum_where_they_meet_the_same_customers(equity):
    first = Decision("a", "Noreen", stay=0.10)
    second = Decision("b", "Grace", margin=0.10)
    both = equity_by_decision(equity, [first, second])
    assert both.together > both.table["euros"].sum()  # more customers, at a better margin
    apart = equity_by_decision(
        equity, [Decision("a", "Noreen", cost=10.0), Decision("b", "Piotr", cost=20.0)]
    )
    assert apart.together == pytest.approx(apart.table["euros"].sum())


def test_an_unsure_effect_has_a_wider_interval(equity):
    sure = one(equity, stay=0.02)
    unsure = one(equity, stay=(0.02, -0.02, 0.06))
    assert unsure["high"] - unsure["low"] > 3 * (sure["high"] - sure["low"])
    assert unsure["low"] < 0 < unsure["high"] and 0.7 < unsure["sure"] < 0.95
    assert sure["euros"] == pytest.approx(unsure["euros"])


def test_a_saving_that_uses_up_customers_is_named(equity):
    found = equity_by_decision(
        equity,
        [
            Decision("stop mending", "Ultan Brehony", stay=-0.05, cost=-20_000),
            Decision("mend more", "Noreen Costello", stay=0.05, cost=9_000),
        ],
    )
    assert list(found.turned["decision"]) == ["stop mending"]
    assert found.of("mend more")["this_year"] > 0  # pays within the year, and far more in all
    assert "stop mending (Ultan Brehony)" in found.sentence
    shown = plot_equity_by_decision(found)
    assert shown.axes.get_title().startswith("1 decision looks one way")
    assert "Noreen Costello" in str(found.summary()) and "in all" in shown.alt


def test_a_bigger_budget_is_read_off_the_curve(curves):
    found = spend_more(curves, "marketplace", times=2, owner="Piotr")
    curve, usual = curves.curve("marketplace"), curves.usual("marketplace")
    spend = float(curve.spend_for(usual.customers))
    more = float(curve.customers(2 * spend)) - usual.customers
    assert found.won["marketplace"][0] == pytest.approx(52 * more)
    assert found.cost == pytest.approx(52 * spend)
    assert found.name == "2 × the spend on marketplace"


def test_all_that_is_wrong_with_decisions_is_said_at_once(equity):
    wrong = [
        Decision("a", "", stay=1.5),
        Decision("b", "Piotr", won={"market place": 3.0}),
        Decision("b", "Piotr", margin=(0.1, 0.2, 0.3)),
    ]
    with pytest.raises(DataProblem) as said:
        equity_by_decision(equity, wrong)
    text = str(said.value)
    for words in ("who answers", "marketplace", 'called "b"', "estimate, low, high", "share"):
        assert words in text
    with pytest.raises(DataProblem, match="no decision"):
        equity_by_decision(equity, [])
