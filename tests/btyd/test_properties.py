"""Consistency: what must hold for any customers and any of the models, whatever the numbers."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cvmlab.btyd.bg_bb import BetaGeoBetaBinomial
from cvmlab.btyd.bg_nbd import BetaGeoNBD
from cvmlab.btyd.mbg_nbd import ModifiedBetaGeoNBD
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.btyd.patterns import as_patterns

MODELS = {model.name: model for model in
          (ParetoNBD, BetaGeoNBD, ModifiedBetaGeoNBD, BetaGeoBetaBinomial)}  # fmt: skip
IN_TIME = list(MODELS)[:3]
shapes, rates = st.floats(0.05, 30.0), st.floats(0.05, 500.0)
ages, parts = st.floats(1.0, 400.0), st.floats(0.05, 1.0)
whatever = settings(max_examples=40, deadline=None, derandomize=True)


def evaluated(name, params, rows):
    """Log-likelihood and P(alive) of rows of frequency, recency and T."""
    frame = pd.DataFrame(rows, columns=["frequency", "recency", "T"])
    model = MODELS[name](frame)
    found = model.terms(model.laws.at(np.log(params)), model.patterns)
    return model.patterns.to_rows(found.log_likelihood), model.patterns.to_rows(found.alive)


def ahead(name, params, x, age, horizons, discount=0.0):
    """What an active customer is expected to buy over horizons."""
    model, size = MODELS[name], len(horizons)
    laws = model.laws.at(np.log(params))
    some = np.full(size, float(x)), np.full(size, float(age)), np.asarray(horizons, dtype=float)
    return model.ahead(laws, *some, discount)


@pytest.mark.parametrize("name", IN_TIME)
@whatever
@given(shapes, rates, shapes, rates, st.integers(1, 500), ages)
def test_p_alive_falls_with_the_time_since_the_last_purchase(name, r, alpha, s, beta, x, age):
    params = r, alpha, s, beta
    recencies = np.linspace(0.02, 1.0, 25) * age
    _, alive = evaluated(name, params, [(x, recency, age) for recency in recencies])
    assert np.all((alive >= 0) & (alive <= 1))
    assert np.all(np.diff(alive) >= -1e-9)
    _, later = evaluated(name, params, [(x, age, age * longer) for longer in np.geomspace(1, 9)])
    assert np.all(np.diff(later) <= 1e-9)
    if name == "Pareto/NBD":
        assert alive[-1] == pytest.approx(1.0)  # who bought just now is active
    else:  # unless gone with that purchase: a chance that history alone decides
        passed = x - 1 if name == "BG/NBD" else x
        assert alive[-1] == pytest.approx((beta + passed) / (s + beta + passed))


@whatever
@given(shapes, shapes, shapes, shapes, st.integers(1, 20), st.integers(0, 20))
def test_p_alive_falls_with_the_opportunities_since_the_last_one_taken(a, b, g, d, x, more):
    recencies, n = np.arange(x, x + more + 1), x + more
    _, alive = evaluated("BG/BB", (a, b, g, d), [(x, recency, n) for recency in recencies])
    assert np.all((alive >= 0) & (alive <= 1))
    assert np.all(np.diff(alive) >= -1e-9)
    assert alive[-1] == pytest.approx(1.0)
    _, later = evaluated("BG/BB", (a, b, g, d), [(x, x, x + k) for k in range(more + 1)])
    assert np.all(np.diff(later) <= 1e-9)


@pytest.mark.parametrize("name", MODELS)
@whatever
@given(shapes, rates, shapes, rates, st.integers(0, 300), st.integers(0, 100), parts)
def test_expectations_rise_with_the_horizon_and_survival_falls(
    name, r, alpha, s, beta, x, more, part
):
    model, params, age = MODELS[name], (r, alpha, s, beta), float(x + more)
    discrete = model.counts_opportunities
    steps = np.array([0, 1, 2, 5, 13, 52, 200.0]) * (1.0 if discrete else part)
    found = ahead(name, params, x, age, steps)
    assert found.expected[0] == 0.0
    # up to the accuracy that test_chance_nodes measures: second moments are the hardest far out
    for moment, exact in ((found.expected, 1e-6), (found.own, 1e-6), (found.pairs, 3e-3)):
        assert np.all(np.diff(moment) >= -exact * moment[1:])
    assert np.all(found.expected[1:] > 0)
    rows = np.full(len(steps), float(x)), np.full(len(steps), age), steps
    stays, _ = model.survival(model.laws.at(np.log(params)), *rows)
    assert stays[0] == pytest.approx(1.0)
    assert np.all(np.diff(stays) <= 1e-12) and np.all(stays >= 0)
    # discounting takes something off, the more the higher the rate
    values = [ahead(name, params, x, age, [200.0], rate).expected[0] for rate in (0, 0.01, 0.1)]
    assert values[0] > values[1] > values[2] > 0


@pytest.mark.parametrize("name", IN_TIME)
@whatever
@given(shapes, rates, shapes, rates, st.integers(1, 500), ages, parts, st.floats(0.01, 100.0))
def test_the_unit_of_time_changes_nothing_but_the_unit(name, r, alpha, s, beta, x, age, part, unit):
    other_beta = beta * unit if name == "Pareto/NBD" else beta
    one, alive = evaluated(name, (r, alpha, s, beta), [(x, age * part, age)])
    row = [(x, age * part * unit, age * unit)]
    other, same = evaluated(name, (r, alpha * unit, s, other_beta), row)
    assert other[0] == pytest.approx(one[0] - x * np.log(unit), abs=1e-6)
    assert same[0] == pytest.approx(alive[0], abs=1e-7)
    week = ahead(name, (r, alpha, s, beta), x, age, [age])
    day = ahead(name, (r, alpha * unit, s, other_beta), x, age * unit, [age * unit])
    assert day.expected == pytest.approx(week.expected, rel=1e-7)
    assert day.pairs == pytest.approx(week.pairs, rel=1e-7)


@pytest.mark.parametrize("name", IN_TIME)
def test_a_fit_in_days_is_the_fit_in_weeks(name, cdnow, every):
    weekly, model = every[name], MODELS[name]
    fit = model(cdnow.assign(recency=cdnow["recency"] * 7, T=cdnow["T"] * 7)).fit()
    times = [1, 7, 1, 7] if name == "Pareto/NBD" else [1, 7, 1, 1]
    np.testing.assert_allclose(fit.params / times, weekly.params, rtol=1e-5)
    np.testing.assert_allclose(fit.bse / times, weekly.bse, rtol=1e-5)
    week, day = weekly.expected_purchases(39), fit.expected_purchases(39 * 7)
    np.testing.assert_allclose(week, day, rtol=1e-4)


@pytest.mark.parametrize("name", MODELS)
def test_the_order_of_the_rows_changes_nothing(name, cdnow, donors, every):
    base = (donors if name == "BG/BB" else cdnow).reset_index(drop=True)
    fit = every[name]
    other = MODELS[name](base.sample(frac=1.0, random_state=3)).fit()
    np.testing.assert_array_equal(other.params, fit.params)
    assert other.fingerprint == fit.fingerprint
    both = [one.expected_purchases(39, base) for one in (other, fit)]
    pd.testing.assert_frame_equal(*both)


@pytest.mark.parametrize("name", MODELS)
def test_every_customer_twice_is_a_weight_of_two(name, cdnow, donors):
    model = MODELS[name]
    small = donors.drop(columns="weight") if name == "BG/BB" else cdnow.head(400)
    twice = model(pd.concat([small, small], ignore_index=True)).fit()
    weighted = model(small.assign(weight=2.0)).fit()
    np.testing.assert_array_equal(twice.params, weighted.params)
    np.testing.assert_array_equal(twice.bse, weighted.bse)
    assert twice.nobs == weighted.nobs == 2 * len(small)
    assert twice.fingerprint == weighted.fingerprint
    once = model(small).fit()
    if once.model == twice.model:
        np.testing.assert_allclose(twice.bse * np.sqrt(2), once.bse, rtol=1e-4)


@pytest.mark.parametrize("name", MODELS)
def test_expectations_and_intervals_of_customers_rise_with_the_horizon(name, every):
    steps = [every[name].expected_purchases(t) for t in (1, 13, 52, 200)]
    for shorter, longer in pairwise(steps):
        assert (longer["expected"] > shorter["expected"]).all()
        assert (longer["pi_high"] >= shorter["pi_high"]).all()


@pytest.mark.parametrize("name", MODELS)
def test_the_interval_of_the_outcome_holds_the_expectation_inside_and_whole_numbers(name, every):
    table = every[name].expected_purchases(39)
    assert (table["ci_low"] <= table["expected"]).all()
    assert (table["expected"] <= table["ci_high"]).all()
    assert (table["pi_low"] % 1 == 0).all() and (table["pi_high"] % 1 == 0).all()
    active = table[table["expected"] > 1]
    assert (active["pi_high"] - active["pi_low"] > active["ci_high"] - active["ci_low"]).all()


@pytest.mark.parametrize("name", MODELS)
def test_chances_over_time_start_at_p_alive_and_fall(name, every):
    fit = every[name]
    steps = [fit.probability_alive(t=t) for t in (0, 1, 10, 100)]
    for sooner, later in pairwise(steps):
        assert (later["probability_alive"] <= sooner["probability_alive"] + 1e-12).all()
    for table in steps:
        assert (table["ci_low"] <= table["probability_alive"] + 1e-12).all()
        assert (table["ci_high"] >= table["probability_alive"] - 1e-12).all()
        assert table.stack().between(0, 1).all()


HEAVY = pd.DataFrame({"frequency": [2000, 2000, 132, 0], "recency": [10_000.0, 9_900, 140, 0],
                      "T": [10_000.0, 10_000, 150, 10_000]})  # fmt: skip


@pytest.mark.parametrize("name", MODELS)
def test_the_heaviest_buyer_and_the_longest_window_stay_finite(name, every):
    fit = every[name]
    terms = MODELS[name].terms(fit.pair, as_patterns(HEAVY), hessian=True)
    assert np.isfinite(terms.log_likelihood).all() and np.isfinite(terms.hessian).all()
    table = fit.expected_purchases(1000, HEAVY)
    assert np.isfinite(table).all().all()
    assert np.isfinite(fit.probability_alive(HEAVY)).all().all()
    assert np.isfinite(fit.probability_alive(HEAVY, t=1000)).all().all()
    assert np.isfinite(fit.expected_residual_transactions(0.0027, customers=HEAVY)).all().all()
    assert 20 < table["pi_high"].iloc[0] < 400
    mixed = pd.concat([HEAVY, HEAVY.assign(T=HEAVY["T"] + 5)], ignore_index=True)
    again = MODELS[name](mixed).fit()
    assert np.isfinite(again.llf) and np.isfinite(again.params).all()


@pytest.mark.parametrize("name", MODELS)
def test_discounting_at_nothing_is_counting(name, every):
    fit = every[name]
    counted = fit.expected_purchases(52)["expected"]
    undiscounted = fit.expected_residual_transactions(0.0, horizon=52)["expected"]
    np.testing.assert_allclose(undiscounted, counted, rtol=1e-12)
    discounted = fit.expected_residual_transactions(0.0027, horizon=52)["expected"]
    assert (discounted < counted).all()
    endless = fit.expected_residual_transactions(0.0027)["expected"]
    assert (endless > discounted).all()


def test_a_summary_is_the_same_on_every_run(cdnow, pareto):
    again = ParetoNBD(cdnow).fit().summary()
    assert repr(again) == repr(pareto.summary())
    assert again._repr_mimebundle_() == pareto.summary()._repr_mimebundle_()
    assert list(again.table.index) == ["r", "alpha", "s", "beta"]
    assert "2,357" in repr(again) and "-9,594.976" in repr(again)
