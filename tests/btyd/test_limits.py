"""Limits of every model: named in plain words, and their intervals finite and in order."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.btyd.bg_bb import BetaGeoBetaBinomial
from cvmlab.btyd.bg_nbd import BetaGeoNBD
from cvmlab.btyd.mbg_nbd import ModifiedBetaGeoNBD
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.errors import DataProblem
from tests.btyd.limits import KINDS, limit_fits

SAID = {
    "one purchase rate": ("purchase_rate", "one common purchase rate for everybody"),
    "one dropout rate": ("dropout_rate", "exponential dropout with one common rate"),
    "no dropout": (None, "no dropout"),
    "one dropout chance": ("dropout_odds", "one common chance of dropping out for everybody"),
    "no chance to drop out": (None, "no dropout"),
    "one chance to buy": ("purchase_odds", "one common chance of buying for everybody"),
}
TRUE = {"purchase_rate": 0.12, "dropout_rate": 0.03, "dropout_odds": 0.25, "purchase_odds": 1.0}
MODELS = (ParetoNBD, BetaGeoNBD, ModifiedBetaGeoNBD, BetaGeoBetaBinomial)


@pytest.mark.parametrize("kind", KINDS)
def test_a_limit_is_found_and_named(kind):
    fit, (name, words) = limit_fits()[kind], SAID[kind]
    assert fit.model.endswith(", limit model")
    assert any(words in str(message) for message in fit.messages)
    assert words in repr(fit.summary())
    assert np.isfinite(fit.bse).all() and (fit.params < 1e4).all()
    if name:
        low, high = fit.conf_int(alpha=0.001).loc[name]
        assert low < TRUE[name] < high
    else:
        assert len(fit.params) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_intervals_at_a_limit_are_finite_and_in_order(kind):
    fit = limit_fits()[kind]
    table = fit.expected_purchases(20)
    assert np.isfinite(table).all().all()
    assert (table["ci_low"] <= table["expected"]).all()
    assert (table["expected"] <= table["ci_high"]).all()
    alive = fit.probability_alive(t=20)
    assert np.isfinite(alive).all().all()
    assert alive.stack().between(0, 1).all()
    assert np.isfinite(fit.expected_purchases_new([0, 1, 20])).all().all()
    assert np.isfinite(fit.expected_residual_transactions(0.01)).all().all()
    chances = fit.probability_of_purchases(200, 20)
    np.testing.assert_allclose(chances.sum(axis=1), 1.0, atol=1e-6)
    total, active = fit.expected_total(20), fit.expected_alive()
    assert total.pi_low < total.ci_low < total.expected < total.ci_high < total.pi_high
    assert active.ci_low <= active.expected <= active.ci_high


@pytest.mark.parametrize("kind", KINDS)
def test_a_limit_fits_as_well_as_the_whole_model_and_better_than_a_smaller_one(kind):
    fit = limit_fits()[kind]
    spared = 4 - len(fit.params)
    assert fit.whole_llf() <= fit.llf + spared  # what each parameter less may cost
    if "dropout" not in fit.laws.collapses:
        assert fit.llf > fit.model_class(fit.patterns).fit(dropout="none").llf + 2


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("model", MODELS)
def test_tiny_and_odd_bases_give_finite_results_or_a_plain_message(model, seed):
    rng = np.random.default_rng([seed, 5])
    size = int(rng.integers(2, 40))
    if model is BetaGeoBetaBinomial:
        n = rng.integers(1, (4, 12, 60)[seed % 3], size)
        last = rng.integers(0, n + 1)
        x = np.where(last > 0, 1 + rng.binomial(np.maximum(last - 1, 0), rng.random()), 0)
        # one more, so that somebody misses an opportunity (see below)
        x, last, n = np.append(x, 1), np.append(last, 2), np.append(n, 2)
        base = pd.DataFrame({"frequency": x, "recency": last, "T": n})
    else:
        days = rng.integers(1, (30, 400, 4000)[seed % 3], size)
        x = np.minimum(rng.poisson(rng.gamma(0.7, (1, 5, 40)[seed % 3], size)), days)
        last = np.where(x > 0, np.maximum(np.ceil(days * rng.beta(1, 0.5, size)), 1), 0)
        base = pd.DataFrame({"frequency": x, "recency": last / 7, "T": days / 7})
    try:
        fit = model(base).fit()
    except DataProblem as problem:
        assert "What to do" in str(problem)
        return
    for table in (fit.expected_purchases(30), fit.probability_alive(), fit.probability_alive(t=5)):
        assert np.isfinite(table).all().all()
        assert (table >= 0).all().all()


def test_customers_who_miss_no_opportunity_are_told_in_plain_words():
    base = pd.DataFrame({"frequency": [3, 5], "recency": [3, 5], "T": [3, 5]})
    with pytest.raises(DataProblem, match="every customer took every opportunity"):
        BetaGeoBetaBinomial(base).fit()


def test_customers_who_all_buy_alike_every_week_are_a_limit_and_no_error():
    alike = pd.DataFrame({"frequency": [109] * 20, "recency": 109.0, "T": 109.0})
    fit = ParetoNBD(alike).fit()
    assert fit.params.to_dict() == {"purchase_rate": pytest.approx(1.0)}
    assert "no dropout" in str(fit.messages[0])
