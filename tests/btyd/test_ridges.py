"""Where heterogeneity cannot be seen, the limit model is reported and named."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cvmlab.btyd.gamma_gamma import GammaGamma
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.btyd.ridges import with_limits
from cvmlab.errors import DataProblem


def limit_messages(fit) -> list[str]:
    return [message.text for message in fit.messages if message.kind == "limit"]


@pytest.fixture(scope="module")
def common_dropout(simulate):
    """Everybody drops out at the same rate, 0.03 a week."""
    return simulate(np.random.default_rng(0), 800, r=1.0, alpha=5.0, s=1e6, beta=1e6 / 0.03)


def test_a_common_dropout_rate_is_found_and_named(common_dropout):
    fit = ParetoNBD(common_dropout).fit()
    assert list(fit.params.index) == ["r", "alpha", "dropout_rate"]
    assert fit.params["dropout_rate"] == pytest.approx(0.03, rel=0.3)
    assert fit.model == "Pareto/NBD, limit model"
    assert any("exponential dropout with one common rate" in text for text in limit_messages(fit))
    assert (fit.params < 1000).all() and np.isfinite(fit.bse).all()
    assert "one common rate" in repr(fit.summary())


def test_intervals_at_a_limit_reach_back_along_the_ridge(common_dropout):
    fit = ParetoNBD(common_dropout).fit()
    blind = replace(fit, edges=())
    honest, narrow = fit.expected_total(200), blind.expected_total(200)
    assert honest.expected == narrow.expected
    assert honest.ci_high > narrow.ci_high * 1.02


@pytest.fixture(scope="module")
def common_purchase(simulate):
    """Everybody buys at the same rate, 0.2 a week."""
    return simulate(np.random.default_rng(2), 800, r=1e6, alpha=1e6 / 0.2, s=1.0, beta=20.0)


def test_a_common_purchase_rate_is_found_and_named(common_purchase):
    fit = ParetoNBD(common_purchase).fit()
    assert "purchase_rate" in fit.params.index
    assert fit.params["purchase_rate"] == pytest.approx(0.2, rel=0.15)
    assert any("one common purchase rate" in text for text in limit_messages(fit))


def test_customers_who_never_leave_are_found_and_named(simulate):
    base = simulate(np.random.default_rng(0), 800, r=1.5, alpha=6.0, s=1e-9, beta=10.0)
    fit = ParetoNBD(base).fit()
    assert list(fit.params.index) == ["r", "alpha"]
    assert any("no dropout" in text for text in limit_messages(fit))
    alive = fit.probability_alive()
    assert (alive["probability_alive"] == 1).all()
    assert (alive["ci_low"] < 1).any()  # some dropout is still compatible with the data
    assert np.isfinite(fit.expected_purchases(39)).all().all()


def test_a_well_determined_base_is_left_alone(simulate):
    fit = ParetoNBD(simulate(np.random.default_rng(4), 3000)).fit()
    assert list(fit.params.index) == ["r", "alpha", "s", "beta"]
    assert limit_messages(fit) == []


def test_one_mean_spend_for_all_is_found_and_named():
    rng = np.random.default_rng(5)
    x = rng.integers(1, 9, 400)
    base = pd.DataFrame({"frequency": x, "monetary_value": rng.gamma(5.0 * x, 6.0 / x)})
    fit = GammaGamma(base).fit()
    assert list(fit.params.index) == ["p", "nu"]
    assert fit.mean_spend == pytest.approx(30, rel=0.05)
    assert any("one mean spend for everybody" in text for text in limit_messages(fit))


def test_customers_who_always_spend_the_same_are_found_and_named():
    rng = np.random.default_rng(6)
    base = pd.DataFrame({"frequency": rng.integers(1, 9, 400)})
    base["monetary_value"] = 80 / rng.gamma(3.5, 1.0, 400)
    fit = GammaGamma(base).fit()
    assert list(fit.params.index) == ["q", "gamma"]
    assert any("never vary" in text for text in limit_messages(fit))
    expected = fit.expected_spend(base)["expected"]
    np.testing.assert_allclose(expected, base["monetary_value"], rtol=0.01)


def test_loosely_determined_parameters_are_named():
    # a handful of customers, most of them gone at once: no limit fits, nothing is sharp
    rows = [(0, 0.0, 30.0)] * 30 + [(5, 28.0, 30.0)] * 3 + [(1, 2.0, 30.0)] * 4
    fit = ParetoNBD(pd.DataFrame(rows, columns=["frequency", "recency", "T"])).fit()
    told = [message.kind for message in fit.messages]
    assert told in (["limit"], ["loose"])
    assert np.isfinite(fit.expected_purchases(30)).all().all()


@pytest.mark.parametrize("seed", range(12))
def test_tiny_and_odd_bases_give_finite_results_or_a_plain_message(seed):
    rng = np.random.default_rng(seed)
    size = int(rng.integers(2, 40))
    days = rng.integers(1, (30, 400, 4000)[seed % 3], size)
    x = np.minimum(rng.poisson(rng.gamma(0.7, (1, 5, 40)[seed % 3], size)), days)
    last = np.where(x > 0, np.maximum(np.ceil(days * rng.beta(1, 0.5, size)), 1), 0)
    base = pd.DataFrame({"frequency": x, "recency": last / 7, "T": days / 7})
    try:
        fit = ParetoNBD(base).fit()
    except DataProblem as problem:
        assert "What to do" in str(problem)
        return
    for table in (fit.expected_purchases(30), fit.probability_alive()):
        assert np.isfinite(table).all().all()
        assert (table >= 0).all().all()


@pytest.mark.parametrize("converged", [True, False])
def test_a_search_lost_on_a_ridge_is_no_rival(simulate, converged):
    """A limit lost in rounding may claim any likelihood: only a search that ended is believed."""
    alike = {"r": 1e6, "alpha": 1e6 / 0.2, "s": 1e6, "beta": 1e6 / 0.03}
    model = ParetoNBD(simulate(np.random.default_rng(1), 300, **alike))

    def fit(laws, *given):
        found = model._maximum(laws, *given)
        if laws.collapses != {"purchase"}:
            return found
        return replace(found, value=found.value + 1000, converged=converged)

    honest, *_ = with_limits(model._maximum, model._maximum, model.laws)
    laws, *_ = with_limits(fit, fit, model.laws)
    assert honest.collapses == {"purchase", "dropout"}
    assert laws.collapses == ({"purchase"} if converged else honest.collapses)
