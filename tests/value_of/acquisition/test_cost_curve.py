"""What the next customer costs: planted curves come back, whichever was there first."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

from cvmlab.errors import DataProblem
from cvmlab.kestrel import types
from cvmlab.kestrel.acquisition import CEILING, _level, acquisition_costs
from cvmlab.kestrel.block import Block
from cvmlab.value_of.acquisition.cost_curve import cost_curve
from cvmlab.value_of.acquisition.cost_curve_picture import plot_cost_curve
from cvmlab.value_of.acquisition.response_curve import ResponseCurve
from tests.value_of.acquisition.conftest import PHASE_CHANGE

TRUE = ResponseCurve(first_cost=25.0, bend=1 / 50)  # ceiling 50 a week, k = .0008


def budget_first(rng, weeks=104):
    """Somebody sets the spend; who comes is chance."""
    spend = rng.uniform(100, 1500, weeks)
    return spend, rng.poisson(TRUE.customers(spend))


def bill_follows(rng, weeks=104):
    """Customers come; the bill is written for each of them."""
    won = rng.poisson(np.repeat([8.0, 20.0], weeks // 2))
    return TRUE.spend_for(won) * rng.lognormal(-0.0008, 0.04, len(won)), won


def table_of(spend, won):
    days = pd.date_range("2023-01-02", periods=len(spend), freq="7D")
    return pd.DataFrame({"week": days, "channel": "search", "spend": spend, "customers_won": won})


@pytest.mark.parametrize("firm", [budget_first, bill_follows])
def test_intervals_hold_as_often_as_they_say(firm):
    inside = {"marginal": 0, "average": 0, "ceiling": 0}
    rng, runs = np.random.default_rng(11), 100
    for _ in range(runs):
        found = cost_curve(table_of(*firm(rng)))
        row, curve = found.table.iloc[0], found.curves.iloc[0]
        spend = float(TRUE.spend_for(row.customers))
        for name, true in (("marginal", TRUE.marginal(spend)), ("average", TRUE.average(spend))):
            inside[name] += row[f"{name}_low"] <= true <= row[f"{name}_high"]
        inside["ceiling"] += curve.ceiling_low <= TRUE.ceiling <= curve.ceiling_high
    for name, times in inside.items():
        assert 0.89 <= times / runs <= 0.99, name


def test_which_was_there_first_is_seen_in_the_spread():
    rng = np.random.default_rng(5)
    budgets = [cost_curve(table_of(*budget_first(rng))) for _ in range(25)]
    bills = [cost_curve(table_of(*bill_follows(rng))) for _ in range(25)]
    assert sum(found.curves["follows"].iloc[0] for found in budgets) == 0
    assert all(found.curves["follows"].iloc[0] for found in bills)
    assert "only a trial can show" in bills[0].sentence
    assert "not drawn by lot" in budgets[0].sentence


def test_reading_a_bill_as_a_budget_makes_a_bend_where_none_is(costs):
    of = costs[costs["channel"] == "referral"]  # planted: the same price for each
    right, wrong = cost_curve(of), cost_curve(of, given="spend")
    assert not right.curves["bends"].iloc[0]
    assert wrong.curves["bends"].iloc[0]


def test_weighted_least_squares_end_where_the_quasi_likelihood_does():
    spend, won = budget_first(np.random.default_rng(2))
    found = cost_curve(table_of(spend, won), given="spend").curve("search")

    def deviance(theta):  # the second route: Poisson likelihood, searched without derivatives
        mean = ResponseCurve(np.exp(theta[0]), theta[1] / 50).customers(spend)
        return float(np.sum(mean - won * np.log(mean)))

    best = minimize(deviance, [np.log(30), 0.5], method="Nelder-Mead",
                    options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 4000})  # fmt: skip
    assert found.first_cost == pytest.approx(np.exp(best.x[0]), rel=2e-4)
    assert found.ceiling == pytest.approx(50 / best.x[1], rel=1e-3)


def test_the_planted_ceilings_of_five_companies_come_back():
    inside, ratios = [], []
    for seed in (1, 2, 3, 4, 5):
        block = Block(seed)
        curves = cost_curve(acquisition_costs(block)).curves.set_index("channel")
        for channel, times in CEILING.items():
            true = times * _level(block.size, types.CHANNELS.index(channel))
            row = curves.loc[channel]
            inside.append(row["ceiling_low"] <= true <= row["ceiling_high"])
            ratios.append(row["ceiling"] / true)
        assert not curves.loc[["walk-in", "referral"], "bends"].all()
    assert sum(inside) >= 12  # of 15
    assert np.mean(ratios) == pytest.approx(1.0, abs=0.03)


def test_kestrels_next_customer_costs_what_was_planted(costs):
    """At the usual level of a channel with ceiling C the next one costs 1.44, 1.31, 1.23 times."""
    found = cost_curve(costs, phase=PHASE_CHANGE).table
    usual = found[found["phase"] == "before"].set_index("channel")["ratio"]
    for channel, times in CEILING.items():
        planted = 1 / (1 - 1 / times) / (-times * np.log1p(-1 / times))
        assert usual[channel] == pytest.approx(planted, rel=0.02)
    later = found[found["phase"] == "after"].set_index("channel")["ratio"]
    assert (later[list(CEILING)] < usual[list(CEILING)]).all()


def test_doubling_a_budget_buys_dearer_customers(costs):
    found = cost_curve(costs, phase=PHASE_CHANGE)
    more = found.if_spend(2, phase="before").set_index("channel")
    now = found.table[found.table["phase"] == "before"].set_index("channel")
    for channel in CEILING:
        assert more.loc[channel, "cost_each"] > now.loc[channel, "marginal"]
        assert more.loc[channel, "additional"] < now.loc[channel, "customers"]
        assert more.loc[channel, "additional"] * more.loc[channel, "cost_each"] == pytest.approx(
            more.loc[channel, "spend"]
        )
        assert more.loc[channel, "cost_each_low"] < more.loc[channel, "cost_each_high"]


def test_a_channel_that_never_moved_has_no_curve(costs):
    still = table_of(np.full(20, 100.0), np.full(20, 5))
    with pytest.raises(DataProblem, match="different spends"):
        cost_curve(still)
    both = cost_curve(pd.concat([still.assign(channel="still"), costs]))
    assert "still" not in both.fits
    with pytest.raises(DataProblem, match="no curve was fitted for 'still'"):
        both.curve("still")


def test_weeks_without_a_customer_are_counted():
    spend, won = bill_follows(np.random.default_rng(4))
    won = won.copy()
    won[:3] = 0
    found = cost_curve(table_of(spend, won), given="customers")
    assert found.curves["idle"].iloc[0] == 3
    assert found.curves["weeks"].iloc[0] == len(won) - 3


def test_the_picture_says_what_it_shows(costs):
    found = cost_curve(costs, phase=PHASE_CHANGE, currency="EUR")
    alt = plot_cost_curve(found).alt
    assert alt.startswith("Paid search: a customer costs €38 on average, the next one €54")
    assert "Ceiling 45.5 customers a week" in alt
    assert "only a trial can show" in alt
    assert "No bend can be told" in plot_cost_curve(found, "walk-in").alt
