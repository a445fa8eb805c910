"""One use of money: published numbers, a second route, planted curves covered, bad input."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize_scalar

from cvmlab.errors import DataProblem
from cvmlab.value_of.acquisition.channel_response import response_of_channel, responses_of_channels
from cvmlab.value_of.acquisition.cost_curve import cost_curve
from cvmlab.value_of.acquisition.costs_result import Amount
from cvmlab.value_of.acquisition.keeping import keeping, worth_of_active
from cvmlab.value_of.acquisition.response import response
from cvmlab.value_of.acquisition.response_curve import ResponseCurve
from tests.value_of.acquisition.conftest import PHASE_CHANGE


@pytest.fixture(scope="module")
def curves(costs):
    return cost_curve(costs, phase=PHASE_CHANGE, currency="EUR")


def test_the_published_line_of_blattberg_and_deighton():
    """Blattberg & Deighton (1996), HBR 74(4): $5 wins 15%, at most 40%, each brings $60."""
    found = response("prospects", spend=5, won=0.15, ceiling=0.40, worth=60)
    assert found.curve.k == pytest.approx(0.094, abs=5e-4)
    assert found.best == pytest.approx(8.655, abs=5e-4)
    assert found.won == pytest.approx(0.15) and found.curve.ceiling == pytest.approx(0.40)


@pytest.mark.parametrize("worth", [30.0, 60.0, 400.0])
def test_the_best_spend_is_where_a_search_finds_most_left(worth):
    found = response("prospects", spend=5, won=0.15, ceiling=0.40, worth=worth)

    def lost(spend):
        return spend - worth * 0.40 * (1 - (1 - 0.15 / 0.40) ** (spend / 5))

    search = minimize_scalar(lost, bounds=(0, 100), method="bounded", options={"xatol": 1e-8})
    assert found.best == pytest.approx(search.x, abs=1e-4)


def test_the_next_customer_costs_the_slope_of_the_curve():
    found = response("prospects", spend=5, won=0.15, ceiling=0.40, worth=60)
    slope = (found.curve.customers(5.001) - found.curve.customers(4.999)) / 0.002
    assert found.next_costs == pytest.approx(1 / slope, rel=1e-6)
    assert found.next_brings == pytest.approx(60 * slope, rel=1e-6)


def test_intervals_of_the_answers_become_plausible_curves():
    found = response(
        "care", spend=5, won=0.15, ceiling=0.40, worth=60,
        won_between=(0.10, 0.20), worth_between=(40, 80), draws=4000,
    )  # fmt: skip
    first, bend, worth = found.draws.T
    wins = np.array(
        [float(ResponseCurve(f, b).customers(5)) for f, b in zip(first, bend, strict=True)]
    )
    assert np.quantile(wins, [0.025, 0.5, 0.975]) == pytest.approx([0.10, 0.15, 0.20], abs=0.005)
    assert np.quantile(worth, [0.025, 0.975]) == pytest.approx([40, 80], abs=2)
    assert np.allclose(bend, 1 / 0.40)


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(DataProblem) as said:
        response("care", spend=0, won=0.5, ceiling=0.4, worth=-1, won_between=(0.2, 0.1))
    text = str(said.value)
    assert all(word in text for word in ("spend", "ceiling", "worth", "lower end"))


def test_keeping_counts_whom_it_keeps():
    care = keeping(
        "care", customers=2000, cost_each=5.0, kept=(0.03, 0.01, 0.05), most=0.1, worth=90
    )
    assert (care.keeps, care.spend) == (True, 10_000)
    assert care.won == pytest.approx(60) and care.curve.ceiling == pytest.approx(200)
    assert care.draws.shape[1] == 3 and care.draws[:, 2].std() == 0


# planted


def test_the_best_spend_covers_the_planted_one():
    """Customers vary by chance around a known curve: the 95% interval holds the true optimum."""
    truth, worth, rng, held, runs = (
        ResponseCurve(20.0, 1 / 60),
        45.0,
        np.random.default_rng(5),
        0,
        60,
    )
    weeks = pd.date_range("2023-01-02", periods=104, freq="7D")
    for _ in range(runs):
        spend = rng.uniform(100, 900, 104)
        won = rng.poisson(truth.customers(spend))
        table = pd.DataFrame({"week": weeks, "channel": "a", "spend": spend, "customers_won": won})
        fitted = cost_curve(table, given="spend")
        found = response_of_channel(fitted, "a", Amount(worth, worth, worth), weeks=1, draws=300)
        first, bend, _ = found.draws.T
        best = np.log(np.maximum(worth / first, 1)) * first / bend
        low, high = np.quantile(best, [0.025, 0.975])
        held += low <= truth.best_spend(worth) <= high
    assert held / runs >= 0.85  # 95% less three standard errors


# at Kestrel


def test_a_channel_brings_its_fitted_curve_by_the_year(curves):
    found = response_of_channel(curves, "paid search", Amount(100.0, 90.0, 110.0))
    usual = curves.usual("paid search")
    assert found.won == pytest.approx(52 * usual.customers)
    assert found.next_costs == pytest.approx(usual.marginal)
    assert float(found.curve.average(found.spend)) == pytest.approx(usual.average)
    assert found.tried > 2 * found.spend  # before the change far more was spent
    assert math.isfinite(found.best) and found.best > found.spend


def test_channels_come_in_the_order_asked_for(curves):
    names = ["marketplace", "door-drop"]
    worth = pd.DataFrame({"channel": names, "worth": [80.0, 90.0], "low": 70.0, "high": 100.0})
    found = responses_of_channels(curves, worth, names)
    assert [one.name for one in found] == names and [one.worth for one in found] == [80.0, 90.0]
    again = responses_of_channels(curves, worth, names)
    assert np.array_equal(found[0].draws, again[0].draws)
    assert not np.array_equal(found[0].draws[:, 2], found[1].draws[:, 2])


def test_an_active_customer_is_worth_more_than_the_average_one(values):
    found = worth_of_active(values)
    last = pd.to_datetime(values.table["last_purchase"])
    recent = values.table[last > pd.Timestamp(values.end) - pd.Timedelta(days=182)]
    assert found.value == pytest.approx(recent["value"].sum() / len(recent))
    assert found.value > 2 * values.table["value"].mean()
    assert found.low < found.value < found.high
