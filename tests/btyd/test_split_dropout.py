"""Customers who leave at their first chance or never: the limit at which both parameters are zero.

Second routes: derivatives by differences, and the likelihood as the zero-inflated negative
binomial it is, maximised by a general-purpose optimiser.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.special import gammaln

from cvmlab.btyd.bg_bb import BetaGeoBetaBinomial
from cvmlab.btyd.bg_nbd import BetaGeoNBD
from cvmlab.btyd.mbg_nbd import ModifiedBetaGeoNBD
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.btyd.patterns import as_patterns

MODELS = [ParetoNBD, BetaGeoNBD, ModifiedBetaGeoNBD, BetaGeoBetaBinomial]
ROWS = [(0, 0, 39), (0, 0, 30), (1, 3, 35), (4, 20, 38), (1, 1, 4), (12, 37, 38)]


@pytest.mark.parametrize("common", [False, True])
@pytest.mark.parametrize("model", MODELS)
def test_gradient_and_hessian_agree_with_differences(model, common):
    data = as_patterns(pd.DataFrame(ROWS, columns=["frequency", "recency", "T"]))
    laws = model.laws.with_split_dropout()
    laws = laws.with_common(purchase=True) if common else laws
    theta = laws.start(0.1, 0.3) + 0.2

    def terms(at):
        return model.terms(laws.at(at), data, hessian=True)

    found, step = terms(theta), 1e-5
    assert np.isfinite(found.log_likelihood).all()
    for j in range(len(theta)):
        shift = step * np.eye(len(theta))[j]
        above, below = terms(theta + shift), terms(theta - shift)
        slope = (above.log_likelihood - below.log_likelihood) / (2 * step)
        np.testing.assert_allclose(found.score[:, j], slope, atol=1e-7)
        bend = (above.score.sum(0) - below.score.sum(0)) / (2 * step)
        np.testing.assert_allclose(found.hessian[:, j], bend, atol=1e-6)
        alive = (np.log(above.alive) - np.log(below.alive)) / (2 * step)
        np.testing.assert_allclose((found.alive_score - found.score)[:, j], alive, atol=1e-7)


@pytest.fixture(scope="module")
def split() -> pd.DataFrame:
    """Half of 1,500 customers leave at once; the others stay, buying at rates Gamma(1.2, 8)."""
    rng = np.random.default_rng(5)
    age = rng.uniform(40, 60, 1500)
    x = rng.poisson(rng.gamma(1.2, 1 / 8, 1500) * age) * (rng.random(1500) < 0.5)
    last = np.where(x > 0, age * rng.random(1500) ** (1 / np.maximum(x, 1)), 0.0)
    return pd.DataFrame({"frequency": x, "recency": last, "T": age})


def test_the_higher_hill_is_found_and_it_is_the_zero_inflated_negative_binomial(split):
    x, age = split["frequency"].to_numpy(), split["T"].to_numpy()

    def minus_log_likelihood(theta):
        r, alpha = np.exp(theta[:2])
        stay = 1 / (1 + np.exp(theta[2]))
        # the recency of a customer who stays says nothing: T alone counts
        rising = gammaln(r + x) - gammaln(r)
        there = np.log(stay) + rising + r * np.log(alpha) - (r + x) * np.log(alpha + age)
        return -np.sum(np.where(x > 0, there, np.logaddexp(there, np.log1p(-stay))))

    best = minimize(minus_log_likelihood, [0.0, 2.0, 0.0], method="BFGS")
    fit = ParetoNBD(split).fit()
    assert list(fit.params.index) == ["r", "alpha", "dropout_odds"]
    assert fit.llf == pytest.approx(-best.fun, abs=1e-4)
    np.testing.assert_allclose(fit.params, np.exp(best.x), rtol=1e-3)
    assert any("leave at their first chance or never" in str(told) for told in fit.messages)
    low, high = fit.conf_int().loc["dropout_odds"]
    assert low < 1.0 < high


@pytest.mark.parametrize("model", [ParetoNBD, ModifiedBetaGeoNBD])
def test_the_lower_hill_where_nobody_ever_leaves_is_left_alone(split, model):
    fit, none = model(split).fit(), model(split).fit(dropout="none")
    assert fit.llf > none.llf + 20
    assert fit.llf >= model(split)._maximum(model.laws).value - 1e-6
