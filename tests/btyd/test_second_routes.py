"""Consistency, second way: every formula against a route that shares nothing with it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import gammaln, hyp2f1, hyperu
from scipy.stats import nbinom

from cvmlab.btyd.dropout_in_time import ahead, counts
from cvmlab.btyd.pareto_nbd import ParetoNBD, evaluate
from cvmlab.btyd.patterns import as_patterns
from cvmlab.btyd.rate_limits import CommonRate, NoRate
from cvmlab.btyd.rates import GammaRates

R, ALPHA, S, BETA = 0.5533971, 10.5801985, 0.6060625, 11.6562237
BUY, DROP = GammaRates(R, ALPHA), GammaRates(S, BETA)


def base(*rows: tuple[float, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["frequency", "recency", "T"]).astype(float)


def likelihood_by_quadrature(
    r: float, alpha: float, s: float, beta: float, x: int, recency: float, age: float
) -> float:
    """The likelihood as the paper states it, in pieces small enough for plain quadrature."""

    def relative(v: float) -> float:
        fall = (r + x) * np.log1p(v / (alpha + recency)) + (s + 1) * np.log1p(v / (beta + recency))
        return float(np.exp(-fall))

    gone = -np.inf
    if age > recency:
        span = age - recency
        edges = [0.0, *np.geomspace(min(1e-6, span / 2), span, 40)]
        pieces = pairwise(edges)
        area = sum(quad(relative, a, b, epsabs=0, epsrel=1e-11)[0] for a, b in pieces)
        start = (r + x) * np.log(alpha + recency) + (s + 1) * np.log(beta + recency)
        gone = np.log(s) - start + np.log(area)
    active = -(r + x) * np.log(alpha + age) - s * np.log(beta + age)
    head = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    return float(head + np.logaddexp(active, gone))


logs = st.floats(-2.5, 3.5)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(logs, st.floats(-4, 8), logs, st.floats(-4, 8), st.integers(0, 2000), st.floats(0.01, 1.0),
       st.floats(-1, 9.2))  # fmt: skip
def test_likelihood_agrees_with_brute_force_integration(r, alpha, s, beta, x, part, age):
    r, alpha, s, beta, age = map(float, np.exp([r, alpha, s, beta, age]))
    recency = age * part if x else 0.0
    found = ParetoNBD(base((x, recency, age))).loglike(np.array([r, alpha, s, beta]))
    assert found == pytest.approx(
        likelihood_by_quadrature(r, alpha, s, beta, x, recency, age), abs=1e-6
    )


@pytest.mark.parametrize(("x", "recency", "age"), [(0, 0, 39), (2, 30.43, 38.86), (9, 5, 39)])
def test_likelihood_agrees_with_the_hypergeometric_form(x, recency, age):
    # Fader & Hardie (2005), for alpha < beta after exchanging the roles of the two laws
    def piece(y: float) -> float:
        power = R + S + x
        z = (BETA - ALPHA) / (BETA + y)
        return hyp2f1(power, R + x, power + 1, z) / (BETA + y) ** power

    head = gammaln(R + x) - gammaln(R) + R * np.log(ALPHA) + S * np.log(BETA)
    active = 1 / ((ALPHA + age) ** (R + x) * (BETA + age) ** S)
    gone = S / (R + S + x) * (piece(recency) - piece(age))
    found = ParetoNBD(base((x, recency, age))).loglike(np.array([R, ALPHA, S, BETA]))
    assert found == pytest.approx(head + np.log(active + gone), abs=1e-7)


@pytest.mark.parametrize(
    ("buy", "drop"),
    [
        (GammaRates(0.6, 9.0), GammaRates(0.7, 12.0)),
        (GammaRates(0.6, 9.0), CommonRate(0.03)),
        (CommonRate(0.1), GammaRates(0.7, 12.0)),
        (GammaRates(0.6, 9.0), NoRate()),
        (CommonRate(0.1), CommonRate(0.02)),
    ],
)
def test_gradient_and_hessian_agree_with_differences(buy, drop):
    data = as_patterns(base((0, 0, 39), (0, 0, 30), (1, 3, 35), (4, 20, 38), (12, 37.5, 38)))
    size = len(buy.params)
    theta = np.log(np.concatenate([buy.params, drop.params]))

    def terms(at):
        params = np.exp(at)
        laws = type(buy)(*params[:size]), type(drop)(*params[size:])
        return evaluate(laws, data, hessian=True)

    found, step = terms(theta), 1e-5
    for j in range(len(theta)):
        up, down = theta.copy(), theta.copy()
        up[j] += step
        down[j] -= step
        above, below = terms(up), terms(down)
        slope = (above.log_likelihood - below.log_likelihood) / (2 * step)
        np.testing.assert_allclose(found.score[:, j], slope, atol=1e-7)
        bend = (above.score.sum(0) - below.score.sum(0)) / (2 * step)
        np.testing.assert_allclose(found.hessian[:, j], bend, atol=1e-6)
        alive = (np.log(above.alive) - np.log(below.alive)) / (2 * step)
        np.testing.assert_allclose((found.alive_score - found.score)[:, j], alive, atol=1e-7)


@pytest.mark.parametrize("limit", ["dropout", "purchase"])
def test_very_large_shapes_run_into_the_common_rate(limit):
    data = as_patterns(base((0, 0, 39), (3, 20, 38), (40, 37, 39)))
    gamma, common = GammaRates(1e9, 1e9 / 0.05), CommonRate(0.05)
    laws = {"dropout": [(BUY, gamma), (BUY, common)], "purchase": [(gamma, DROP), (common, DROP)]}
    pair = [evaluate(each, data) for each in laws[limit]]
    np.testing.assert_allclose(pair[0].log_likelihood, pair[1].log_likelihood, atol=1e-5)
    np.testing.assert_allclose(pair[0].alive, pair[1].alive, atol=1e-6)


@pytest.mark.parametrize(("x", "recency"), [(0, 0.0), (1, 30.0), (7, 35.0)])
def test_dert_agrees_with_the_published_formula(x, recency):
    # Fader, Hardie & Lee (2005), equation with the confluent hypergeometric function
    delta, age = 0.0027, 77.86
    data = as_patterns(base((x, recency, age)))
    terms = evaluate((BUY, DROP), data)
    active = ahead((BUY, DROP), data.frequency, data.T, np.array([np.inf]), delta)
    found = (terms.alive * active.expected)[0]
    log_top = R * np.log(ALPHA) + S * np.log(BETA) + (S - 1) * np.log(delta)
    log_top += gammaln(R + x + 1) - gammaln(R) + np.log(hyperu(S, S, delta * (BETA + age)))
    log_bottom = (R + x + 1) * np.log(ALPHA + age) + terms.log_likelihood[0]
    assert found == pytest.approx(np.exp(log_top - log_bottom), rel=1e-7)


@pytest.mark.parametrize("s", [0.3, 1.0, 4.0])
def test_expected_purchases_and_slopes_agree_with_the_closed_formula(s):
    data, t = as_patterns(base((0, 0, 39), (2, 30.43, 38.86), (9, 37, 39))), 39.0

    def closed(theta):
        r, alpha, shape, beta = np.exp(theta)
        left = (beta + data.T) / (beta + data.T + t)
        if shape == 1.0:
            time = (beta + data.T) * -np.log(left)
        else:
            time = (beta + data.T) / (shape - 1) * (1 - left ** (shape - 1))
        return (r + data.frequency) / (alpha + data.T) * time

    theta = np.log([R, ALPHA, s, BETA])
    laws = BUY, GammaRates(s, BETA)
    found = ahead(laws, data.frequency, data.T, np.full(3, t), 0.0)
    np.testing.assert_allclose(found.expected, closed(theta), rtol=1e-9)
    for j in range(4):
        shift = 1e-5 * np.eye(4)[j]
        slope = (np.log(closed(theta + shift)) - np.log(closed(theta - shift))) / 2e-5
        np.testing.assert_allclose(found.slope[:, j], slope, atol=1e-5)


def test_counts_agree_with_the_negative_binomial_over_the_time_of_dropout():
    x, age, t, n = 3, 30.0, 52.0, np.arange(12)

    def during(u: float, k: int) -> float:
        chance = (ALPHA + age) / (ALPHA + age + u)
        return float(nbinom.pmf(k, R + x, chance))

    def left(u: float) -> float:
        return float(((BETA + age) / (BETA + age + u)) ** S)

    def density(u: float) -> float:
        return left(u) * S / (BETA + age + u)

    given = [quad(lambda u, k=k: density(u) * during(u, k), 0, t)[0] for k in n]
    expected = np.array(given) + left(t) * np.array([during(t, k) for k in n])
    found = counts((BUY, DROP), np.array([3.0]), np.array([age]), np.array([t]), 11)
    np.testing.assert_allclose(found[0], expected, atol=1e-9)


def test_counts_forecast_and_variance_tell_the_same_story():
    data = as_patterns(base((0, 0, 39), (2, 30, 38), (25, 38, 39)))
    span = np.full(3, 39.0)
    found = ahead((BUY, DROP), data.frequency, data.T, span, 0.0)
    chances = counts((BUY, DROP), data.frequency, data.T, span, 400)
    n = np.arange(401)
    np.testing.assert_allclose(chances.sum(axis=1), 1, atol=1e-9)
    np.testing.assert_allclose(chances @ n, found.expected, rtol=1e-7)
    np.testing.assert_allclose(chances @ n**2, found.own + found.pairs, rtol=1e-6)


def test_standard_errors_are_the_diagonal_of_the_covariance(pareto):
    covariance = pareto.cov_params()
    assert list(covariance.index) == list(covariance.columns) == ["r", "alpha", "s", "beta"]
    np.testing.assert_allclose(np.sqrt(np.diag(covariance)), pareto.bse, rtol=1e-12)
    assert np.linalg.eigvalsh(covariance.to_numpy()).min() > 0


def test_the_chances_of_each_number_of_purchases_give_the_expectation(pareto, cdnow):
    some = cdnow.head(200)
    chances = pareto.probability_of_purchases(150, 39.0, some)
    mean = (chances * np.arange(151)).sum(axis=1)
    np.testing.assert_allclose(chances.sum(axis=1), 1.0, atol=1e-6)
    expected = pareto.expected_purchases(39.0, some)["expected"]
    np.testing.assert_allclose(mean, expected, rtol=1e-4, atol=1e-6)


def test_the_number_still_active_is_the_sum_of_the_chances(pareto, cdnow):
    active = pareto.expected_alive(cdnow)
    chances = pareto.probability_alive(cdnow)["probability_alive"]
    assert active.expected == pytest.approx(chances.sum())
    assert active.pi_low < active.ci_low < active.expected < active.ci_high < active.pi_high
    # customers differ from their chances by a coin each: variances add to that of the estimate
    coins = np.sqrt((chances * (1 - chances)).sum())
    half = [(high - low) / 2 / 1.96 for low, high in
            [(active.ci_low, active.ci_high), (active.pi_low, active.pi_high)]]  # fmt: skip
    assert np.hypot(half[0], coins) == pytest.approx(half[1], rel=0.05)
