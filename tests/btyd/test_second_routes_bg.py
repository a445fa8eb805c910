"""BG/NBD and MBG/NBD, second way: each formula against a route that shares nothing with it."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.special import hyp2f1
from scipy.stats import beta as beta_law
from scipy.stats import gamma as gamma_law

from cvmlab.btyd.bg_nbd import BetaGeoNBD
from cvmlab.btyd.chances import BetaChances, CommonChance, NoChance
from cvmlab.btyd.mbg_nbd import ModifiedBetaGeoNBD
from cvmlab.btyd.rate_limits import CommonRate
from cvmlab.btyd.rates import GammaRates

PARAMS = {"r": 0.6, "alpha": 5.0, "a": 0.8, "b": 2.4}
BUY, LEAVE = GammaRates(0.6, 5.0), BetaChances(0.8, 2.4)
BOTH = pytest.mark.parametrize("model", [BetaGeoNBD, ModifiedBetaGeoNBD])
HISTORIES = [(0, 0.0, 39.0), (1, 3.0, 35.0), (4, 20.0, 38.0), (12, 37.5, 38.0)]


def passed(model, x):
    """Chances to leave that an active customer has passed."""
    return x + (model is ModifiedBetaGeoNBD)


def base(*rows: tuple[float, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["frequency", "recency", "T"]).astype(float)


def story(model, rate, chance, x, recency, age):
    """Likelihood and its active part of one customer whose rate and chance to leave are known.

    Told purchase by purchase: each comes after an exponential wait and is survived or not. Where
    in between the purchases before the last lie does not matter to the likelihood.
    """
    stays = 1.0 - chance
    density = stays**x if model is ModifiedBetaGeoNBD else stays ** max(x - 1, 0)
    density = (
        density * rate**x * np.exp(-rate * recency)
    )  # the last purchase made, and not yet survived
    silent = np.exp(-rate * (age - recency))
    if x == 0 and model is BetaGeoNBD:
        return density * silent, density * silent
    return density * (chance + stays * silent), density * stays * silent


def over_both(function):
    """Expectation over rate and chance: sums over fine grids of log rate and logit chance."""
    step = 0.05
    log_rate, logit = np.arange(-60, 6, step)[:, None], np.arange(-50, 20, step)[None, :]
    rate, chance = np.exp(log_rate), 1 / (1 + np.exp(-logit))
    buying = gamma_law.pdf(rate, PARAMS["r"], scale=1 / PARAMS["alpha"]) * rate * step
    leaving = beta_law.pdf(chance, PARAMS["a"], PARAMS["b"]) * chance * (1 - chance) * step
    return float(np.sum(buying * leaving * function(rate, chance)))


def over_chance(law, function):
    """Expectation over the chance alone, likewise."""
    logit = np.arange(-50, 20, 0.05)
    chance = 1 / (1 + np.exp(-logit))
    return float(np.sum(law.pdf(chance) * chance * (1 - chance) * 0.05 * function(chance)))


@BOTH
@pytest.mark.parametrize(("x", "recency", "age"), HISTORIES)
def test_likelihood_and_p_alive_agree_with_the_story_integrated(model, x, recency, age):
    whole = over_both(lambda rate, p: story(model, rate, p, x, recency, age)[0])
    active = over_both(lambda rate, p: story(model, rate, p, x, recency, age)[1])
    fit = model(base((x, recency, age)))
    terms = model.terms((BUY, LEAVE), fit.patterns)
    assert terms.log_likelihood[0] == pytest.approx(np.log(whole), abs=1e-8)
    assert terms.alive[0] == pytest.approx(active / whole, rel=1e-8)


LAWS = [
    (buy, leave)
    for buy, leave in product(
        (GammaRates(0.6, 9.0), CommonRate(0.1)),
        (BetaChances(0.8, 2.4), BetaChances(30.0, 90.0), CommonChance(0.3), NoChance()),
    )
]


def moved(laws, j, step):
    """The same laws with one log-parameter moved."""
    sizes = [len(law.params) for law in laws]
    theta = np.log(np.concatenate([law.params for law in laws]))
    theta[j] += step
    parts = np.split(np.exp(theta), [sizes[0]])
    return tuple(type(law)(*part) for law, part in zip(laws, parts, strict=True))


def directions(laws):
    return range(sum(len(law.params) for law in laws))


@BOTH
@pytest.mark.parametrize("laws", LAWS)
def test_gradient_and_hessian_agree_with_differences(model, laws):
    data, step = model(base(*HISTORIES, (0, 0, 30))).patterns, 1e-5
    found = model.terms(laws, data, hessian=True)
    for j in directions(laws):
        up, down = (model.terms(moved(laws, j, d), data) for d in (step, -step))
        slope = (up.log_likelihood - down.log_likelihood) / (2 * step)
        np.testing.assert_allclose(found.score[:, j], slope, atol=1e-7)
        bend = (up.score.sum(0) - down.score.sum(0)) / (2 * step)
        np.testing.assert_allclose(found.hessian[:, j], bend, atol=1e-6)
        alive = (np.log(up.alive) - np.log(down.alive)) / (2 * step)
        np.testing.assert_allclose((found.alive_score - found.score)[:, j], alive, atol=1e-7)


@BOTH
@pytest.mark.parametrize("laws", LAWS)
@pytest.mark.parametrize("discount", [0.0, 0.01])
def test_slopes_of_forecasts_and_of_survival_agree_with_differences(model, laws, discount):
    x, age = np.array([0.0, 2, 25, 3]), np.array([0.0, 38, 39, 10])
    horizon, step = np.array([39.0, 39, 100, 5]), 1e-4
    found = model.ahead(laws, x, age, horizon, discount)
    _, slope = model.survival(laws, x, age, horizon)
    for j in directions(laws):
        sides = [moved(laws, j, d) for d in (step, -step)]
        up, down = (np.log(model.ahead(side, x, age, horizon, discount).expected) for side in sides)
        np.testing.assert_allclose(found.slope[:, j], (up - down) / (2 * step), atol=1e-6)
        up, down = (np.log(model.survival(side, x, age, horizon)[0]) for side in sides)
        np.testing.assert_allclose(slope[:, j], (up - down) / (2 * step), atol=1e-6)


@BOTH
def test_a_newcomer_s_chance_to_have_left_at_once_has_the_slope_of_differences(model):
    for laws in LAWS:
        _, slope = model.beginners(laws)
        for j in directions(laws):
            up, down = (np.log(model.beginners(moved(laws, j, d))[0]) for d in (1e-5, -1e-5))
            assert slope[j] == pytest.approx((up - down) / 2e-5, abs=1e-8)


@BOTH
@pytest.mark.parametrize("t", [0.5, 39.0, 520.0])
def test_expected_purchases_agree_with_the_hypergeometric_form(model, t):
    # Fader, Hardie & Lee (2005), equation 10; Wagner & Hoppe (2008) for the variant: only the
    # chances to leave that were passed differ
    x, age = np.array([0.0, 2, 9, 29]), np.array([39.0, 38.86, 39, 30])
    r, alpha, a, b = PARAMS.values()
    b = b + passed(model, x)
    gone = ((alpha + age) / (alpha + age + t)) ** (r + x)
    series = hyp2f1(r + x, b, a + b - 1, t / (alpha + age + t))
    closed = (a + b - 1) / (a - 1) * (1 - gone * series)
    found = model.ahead((BUY, LEAVE), x, age, np.full(4, t), 0.0)
    np.testing.assert_allclose(found.expected, closed, rtol=1e-8)


@BOTH
@pytest.mark.parametrize("t", [0.5, 39.0, 520.0])
def test_survival_agrees_with_an_integral_over_the_chance(model, t):
    # E_p[((alpha + T) / (alpha + T + p t))^(r + x)]
    x, age = np.array([0.0, 2, 9]), np.array([39.0, 38.86, 39])
    found, _ = model.survival((BUY, LEAVE), x, age, np.full(3, t))
    for i in range(3):
        law = beta_law(0.8, 2.4 + passed(model, x[i]))
        expected = over_chance(law, lambda p, i=i: (1 + p * t / (5 + age[i])) ** -(0.6 + x[i]))
        assert found[i] == pytest.approx(expected, rel=1e-8)


@BOTH
@pytest.mark.parametrize("discount", [0.0027, 0.02])
def test_dert_agrees_with_a_double_integral(model, discount):
    # E over chance and time of the purchase rate of those still active, discounted
    x, age = 5, 39.0
    law, power = beta_law(0.8, 2.4 + passed(model, x)), 0.6 + x

    def flow(p):
        log_v = np.arange(-30, np.log(40 / discount), 0.02)[:, None]
        v = np.exp(log_v)
        fall = (1 + p[None, :] * v / (5 + age)) ** -(power + 1)
        return np.sum(power / (5 + age) * fall * np.exp(-discount * v) * v * 0.02, axis=0)

    whole = over_chance(law, flow)
    one = np.array([float(x)]), np.array([age]), np.array([np.inf])
    found = model.ahead((BUY, LEAVE), *one, discount).expected[0]
    assert found == pytest.approx(whole, rel=1e-6)


@BOTH
def test_counts_forecast_and_variance_tell_the_same_story(model):
    for laws in LAWS:
        x, age, span = np.array([0.0, 2, 25]), np.array([39.0, 38, 39]), np.full(3, 39.0)
        found, n = model.ahead(laws, x, age, span, 0.0), np.arange(401)
        chances = model.counts(laws, x, age, span, 400)
        np.testing.assert_allclose(chances.sum(axis=1), 1, atol=1e-9)
        np.testing.assert_allclose(chances @ n, found.expected, rtol=1e-7)
        np.testing.assert_allclose(chances @ n**2, found.own + found.pairs, rtol=1e-6)
