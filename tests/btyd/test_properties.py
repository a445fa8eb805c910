"""Consistency: what must hold for any customers, whatever the numbers."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cvmlab.btyd.pareto_nbd import ParetoNBD, evaluate
from cvmlab.btyd.patterns import as_patterns
from cvmlab.btyd.rates import GammaRates

shapes, rates = st.floats(0.05, 30.0), st.floats(0.05, 500.0)
ages, parts = st.floats(1.0, 400.0), st.floats(0.05, 1.0)


def evaluated(r, alpha, s, beta, rows):
    frame = pd.DataFrame(rows, columns=["frequency", "recency", "T"])
    patterns = as_patterns(frame)
    found = evaluate(GammaRates(r, alpha), GammaRates(s, beta), patterns)
    return found.log_likelihood[patterns.inverse], found.alive[patterns.inverse]


@settings(max_examples=50, deadline=None, derandomize=True)
@given(shapes, rates, shapes, rates, st.integers(1, 500), ages)
def test_p_alive_falls_with_the_time_since_the_last_purchase(r, alpha, s, beta, x, age):
    recencies = np.linspace(0.02, 1.0, 25) * age
    _, alive = evaluated(r, alpha, s, beta, [(x, recency, age) for recency in recencies])
    assert np.all((alive >= 0) & (alive <= 1))
    assert np.all(np.diff(alive) >= -1e-9)
    assert alive[-1] == pytest.approx(1.0)  # who bought just now is active


@settings(max_examples=50, deadline=None, derandomize=True)
@given(shapes, rates, shapes, rates, st.integers(1, 500), ages, parts, st.floats(0.01, 100.0))
def test_the_unit_of_time_changes_nothing_but_the_unit(r, alpha, s, beta, x, age, part, unit):
    one, alive = evaluated(r, alpha, s, beta, [(x, age * part, age)])
    row = [(x, age * part * unit, age * unit)]
    other, same = evaluated(r, alpha * unit, s, beta * unit, row)
    assert other[0] == pytest.approx(one[0] - x * np.log(unit), abs=1e-6)
    assert same[0] == pytest.approx(alive[0], abs=1e-7)


def test_a_fit_in_days_is_the_fit_in_weeks(cdnow, pareto):
    in_days = cdnow.assign(recency=cdnow["recency"] * 7, T=cdnow["T"] * 7)
    fit = ParetoNBD(in_days).fit()
    np.testing.assert_allclose(fit.params / [1, 7, 1, 7], pareto.params, rtol=1e-5)
    np.testing.assert_allclose(fit.bse / [1, 7, 1, 7], pareto.bse, rtol=1e-5)
    week, day = pareto.expected_purchases(39), fit.expected_purchases(39 * 7)
    np.testing.assert_allclose(week, day, rtol=1e-4)


def test_the_order_of_the_rows_changes_nothing(cdnow, pareto):
    shuffled = cdnow.sample(frac=1.0, random_state=3)
    fit = ParetoNBD(shuffled).fit()
    np.testing.assert_array_equal(fit.params, pareto.params)
    both = fit.expected_purchases(39).loc[cdnow["customer_id"]], pareto.expected_purchases(39)
    pd.testing.assert_frame_equal(*both)


def test_every_customer_twice_is_a_weight_of_two(cdnow):
    small = cdnow.head(400)
    twice = ParetoNBD(pd.concat([small, small], ignore_index=True)).fit()
    weighted = ParetoNBD(small.assign(weight=2.0)).fit()
    np.testing.assert_array_equal(twice.params, weighted.params)
    np.testing.assert_array_equal(twice.bse, weighted.bse)
    assert twice.nobs == weighted.nobs == 800
    once = ParetoNBD(small).fit()
    np.testing.assert_allclose(twice.bse * np.sqrt(2), once.bse, rtol=1e-4)


def test_expectations_and_intervals_rise_with_the_horizon(pareto):
    steps = [pareto.expected_purchases(t) for t in (1, 13, 52, 200)]
    for shorter, longer in pairwise(steps):
        assert (longer["expected"] > shorter["expected"]).all()
        assert (longer["pi_high"] >= shorter["pi_high"]).all()


def test_the_interval_of_the_outcome_holds_the_expectation_inside_and_whole_numbers(pareto):
    table = pareto.expected_purchases(39)
    assert (table["ci_low"] <= table["expected"]).all()
    assert (table["expected"] <= table["ci_high"]).all()
    assert (table["pi_low"] % 1 == 0).all() and (table["pi_high"] % 1 == 0).all()
    active = table[table["expected"] > 1]
    assert (active["pi_high"] - active["pi_low"] > active["ci_high"] - active["ci_low"]).all()


def test_the_heaviest_buyer_and_the_longest_window_stay_finite(pareto):
    heavy = pd.DataFrame(
        {
            "frequency": [2000, 2000, 132, 0],
            "recency": [10_000.0, 9_900, 30, 0],
            "T": [10_000.0, 10_000, 40, 10_000],
        }
    )
    assert np.isfinite(evaluated(0.55, 10.6, 0.61, 11.7, heavy.to_numpy())[0]).all()
    table = pareto.expected_purchases(1000, heavy)
    assert np.isfinite(table).all().all()
    assert np.isfinite(pareto.probability_alive(heavy)).all().all()
    assert 50 < table["pi_low"].iloc[0] < 200 < table["pi_high"].iloc[0]
    mixed = pd.concat([heavy, heavy.assign(T=heavy["T"] + 5)], ignore_index=True)
    fit = ParetoNBD(mixed).fit()
    assert np.isfinite(fit.llf) and np.isfinite(fit.params).all()


def test_discounting_at_nothing_is_counting(pareto):
    counted = pareto.expected_purchases(52)["expected"]
    undiscounted = pareto.expected_residual_transactions(0.0, horizon=52)["expected"]
    np.testing.assert_allclose(undiscounted, counted, rtol=1e-12)
    discounted = pareto.expected_residual_transactions(0.0027, horizon=52)["expected"]
    assert (discounted < counted).all()
    endless = pareto.expected_residual_transactions(0.0027)["expected"]
    assert (endless > discounted).all()


def test_a_summary_is_the_same_on_every_run(cdnow, pareto):
    again = ParetoNBD(cdnow).fit().summary()
    assert repr(again) == repr(pareto.summary())
    assert again._repr_mimebundle_() == pareto.summary()._repr_mimebundle_()
    assert list(again.table.index) == ["r", "alpha", "s", "beta"]
    assert "2,357" in repr(again) and "-9,594.976" in repr(again)
