"""Blattberg and Deighton's curve: their own example, and what must hold of every curve."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cvmlab.errors import DataProblem
from cvmlab.value_of.acquisition.response_curve import ResponseCurve, judged_curve

# Blattberg & Deighton (1996), "Manage Marketing by the Customer Equity Test", Harvard Business
# Review 74(4): $5 a prospect wins 15%, the ceiling is 40%, a customer brings $60.
SPEND, RESPONSE, CEILING, MARGIN = 5.0, 0.15, 0.40, 60.0
K, BEST = 0.094, 8.655


def test_the_published_example_comes_out():
    curve = judged_curve(SPEND, RESPONSE, CEILING)
    assert curve.k == pytest.approx(K, abs=5e-4)
    assert curve.best_spend(MARGIN) == pytest.approx(BEST, abs=5e-4)
    assert float(curve.customers(SPEND)) == pytest.approx(RESPONSE)
    assert curve.ceiling == pytest.approx(CEILING)


def test_the_best_spend_is_where_profit_is_largest():
    curve = judged_curve(SPEND, RESPONSE, CEILING)
    spend = np.linspace(0, 40, 400_001)  # the second route: look everywhere
    profit = MARGIN * curve.customers(spend) - spend
    assert spend[profit.argmax()] == pytest.approx(curve.best_spend(MARGIN), abs=1e-3)


@pytest.mark.parametrize("bend", [0.01, 0.2, 0.0, -0.05])
def test_spend_and_customers_are_two_readings_of_one_curve(bend):
    curve = ResponseCurve(first_cost=20.0, bend=bend)
    won = np.array([0.0, 1.0, 2.5, 4.0])
    np.testing.assert_allclose(curve.customers(curve.spend_for(won)), won, atol=1e-9)


@pytest.mark.parametrize("bend", [0.02, 0.2, -0.05, 0.0])
def test_the_marginal_cost_is_the_cost_of_one_more(bend):
    curve = ResponseCurve(first_cost=20.0, bend=bend)
    spend = float(curve.spend_for(3.0))
    more = float(curve.spend_for(3.0 + 1e-6)) - spend
    assert float(curve.marginal(spend)) == pytest.approx(more / 1e-6, rel=1e-5)


def test_a_straight_line_is_the_end_of_ever_smaller_bends():
    straight, hardly = ResponseCurve(20.0, 0.0), ResponseCurve(20.0, 1e-8)
    spend = np.array([10.0, 100, 1000])
    np.testing.assert_allclose(straight.customers(spend), hardly.customers(spend), rtol=1e-6)
    np.testing.assert_allclose(straight.average(spend), 20.0)
    assert straight.ceiling == math.inf


def test_the_average_hides_how_dear_the_last_customer_is():
    curve = judged_curve(SPEND, RESPONSE, CEILING)
    for spend in (1.0, 5.0, 20.0):
        assert curve.first_cost < curve.average(spend) < curve.marginal(spend)
    assert float(curve.average(0)) == pytest.approx(curve.first_cost)


def test_no_spend_wins_more_than_the_ceiling():
    curve = judged_curve(SPEND, RESPONSE, CEILING)
    assert float(curve.customers(1e6)) == pytest.approx(CEILING)
    assert float(curve.spend_for(CEILING)) == math.inf
    assert float(curve.spend_for(1.0)) == math.inf


def test_nothing_is_spent_on_customers_who_bring_less_than_the_first_costs():
    curve = judged_curve(SPEND, RESPONSE, CEILING)
    assert curve.best_spend(curve.first_cost) == 0.0
    assert ResponseCurve(20.0, 0.0).best_spend(21.0) == math.inf


def test_impossible_judgments_are_refused_together():
    with pytest.raises(DataProblem) as caught:
        judged_curve(spend=0, response=0.5, ceiling=0.4)
    assert "above zero" in str(caught.value)
    assert "lie above what is won, 0.5" in str(caught.value)
