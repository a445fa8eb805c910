"""Tests of hypotheses: against numeric optimisation, against each other, and by their size."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.stats import binom, chi2, norm

from cvmlab.btyd import models
from cvmlab.btyd.bg_bb import BetaGeoBetaBinomial
from cvmlab.btyd.bg_nbd import BetaGeoNBD
from cvmlab.btyd.mbg_nbd import ModifiedBetaGeoNBD
from cvmlab.btyd.nesting import Restrictions
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.btyd.shifted_beta_geometric import ShiftedBetaGeometric
from cvmlab.errors import DataProblem

BASES = 500
ONE = pd.DataFrame({"frequency": [1.0, 2.0, 0.0], "recency": [3.0, 4.0, 0.0], "T": [8.0] * 3})


@pytest.fixture(scope="module")
def nested(cdnow) -> SimpleNamespace:
    """Pareto/NBD on CDNOW and simpler models of the same customers."""
    model = ParetoNBD(cdnow)
    return SimpleNamespace(
        model=model,
        full=model.fit(),
        steady=model.fit(hold={"s": 1.0}),
        common=model.fit(dropout="common"),
        loyal=model.fit(dropout="none"),
        alike=model.fit(purchase="common", dropout="common"),
    )


def most_likely(model: Any, whole: Any, start: Any) -> float:
    """Log-likelihood at its maximum over a few log-parameters, without any derivative."""
    settings = {"xatol": 1e-7, "fatol": 1e-9, "maxiter": 4000}
    found = minimize(
        lambda theta: -model.loglike(np.array(whole(*np.exp(theta)))),
        np.log(start),
        method="Nelder-Mead",
        options=settings,
    )
    return -float(found.fun)


def test_a_held_parameter_gives_the_likelihood_ratio_of_a_constrained_search(nested):
    second = most_likely(nested.model, lambda r, a, b: [r, a, 1.0, b], [0.5, 10.0, 20.0])
    found = nested.full.lr_test(nested.steady)
    assert found.statistic == pytest.approx(2 * (nested.full.llf - second), abs=1e-4)
    assert found.p_value == pytest.approx(chi2.sf(found.statistic, 1), rel=1e-9)
    assert found.df == 1


def test_a_limit_gives_the_likelihood_ratio_of_a_search_far_out_on_the_ridge(nested):
    far = 1e6  # s and beta a million times larger: rates vary by a thousandth
    second = most_likely(nested.model, lambda r, a, m: [r, a, far, far / m], [0.5, 10.0, 0.03])
    found = nested.full.lr_test(nested.common)
    assert found.statistic == pytest.approx(2 * (nested.full.llf - second), abs=0.01)
    assert found.p_value == pytest.approx(0.5 * chi2.sf(found.statistic, 1), rel=1e-9)
    assert "boundary" in found.distribution


def test_two_laws_at_their_limits_are_a_quarter_a_half_and_a_quarter(nested):
    found = nested.full.lr_test(nested.alike)
    assert (found.df, "25% : 50% : 25%" in found.distribution) == (2, True)
    assert "independent" in found.distribution
    p, _ = Restrictions("both", inside=0, edges=2).tail(3.0)
    assert p == pytest.approx(0.5 * chi2.sf(3, 1) + 0.25 * chi2.sf(3, 2))
    p, _ = Restrictions("with one held", inside=1, edges=1).tail(3.0)
    assert p == pytest.approx(0.5 * chi2.sf(3, 1) + 0.5 * chi2.sf(3, 2))


def test_the_mixture_is_that_of_estimates_that_can_move_to_one_side_only():
    # two independent Normal estimates of effects that cannot be negative, with truth zero
    draws = np.maximum(np.random.default_rng(1).normal(size=(200_000, 2)), 0.0)
    statistics = np.sum(draws**2, axis=1)
    for point in (0.5, 2.0, 5.0):
        p, _ = Restrictions("both", inside=0, edges=2).tail(point)
        assert p == pytest.approx(np.mean(statistics >= point), abs=0.004)


def test_wald_agrees_with_a_numeric_second_derivative(nested):
    step, theta = 1e-3, nested.full.theta

    def at(i: int, j: int, a: float, b: float) -> float:
        moved = theta.copy()
        moved[i] += a * step
        moved[j] += b * step
        return nested.model.loglike(np.exp(moved))

    signs = [(a, b) for a in (1, -1) for b in (1, -1)]
    curved = np.array(
        [
            [sum(a * b * at(i, j, a, b) for a, b in signs) for j in range(4)]
            for i in range(4)
        ]
    ) / (4 * step**2)  # fmt: skip
    covariance = np.linalg.inv(-curved)
    away = theta[[2, 0]] - np.log([1.0, 0.5])
    expected = away @ np.linalg.inv(covariance[np.ix_([2, 0], [2, 0])]) @ away
    found = nested.full.wald_test({"s": 1.0, "r": 0.5})
    assert found.statistic == pytest.approx(expected, rel=1e-3)
    assert found.p_value == pytest.approx(chi2.sf(found.statistic, 2))


def test_one_parameter_is_a_z_test_of_its_logarithm(nested):
    found = nested.full.wald_test({"s": 1.0})
    z = nested.full.theta[2] / np.sqrt(nested.full.theta_cov[2, 2])
    assert found.p_value == pytest.approx(2 * norm.sf(abs(z)))


def test_wald_is_the_same_in_days_and_in_weeks(cdnow, nested):
    days = ParetoNBD(cdnow.assign(recency=cdnow["recency"] * 7, T=cdnow["T"] * 7)).fit()
    in_weeks = nested.full.wald_test({"alpha": 9.0, "s": 1.0})
    in_days = days.wald_test({"alpha": 63.0, "s": 1.0})
    assert in_days.statistic == pytest.approx(in_weeks.statistic, rel=1e-4)


def test_wald_and_likelihood_ratio_agree_in_a_large_sample():
    truth = {"r": 0.8, "alpha": 6.0, "a": 0.8, "b": 2.5}
    model = BetaGeoNBD(ONE).fit(hold=truth)
    base = model.simulate(np.random.default_rng(4), np.tile([20.0, 30.0, 40.0], 10_000))
    full = BetaGeoNBD(base).fit()
    values = {"r": float(full.params["r"]) * 1.05, "a": float(full.params["a"]) * 0.96}
    wald, ratio = full.wald_test(values), full.lr_test(BetaGeoNBD(base).fit(hold=values))
    assert wald.statistic > 3
    assert wald.statistic == pytest.approx(ratio.statistic, rel=0.1)


@pytest.fixture(scope="module")
def null() -> pd.DataFrame:
    """p-values on small bases where the simpler models are true: nobody leaves, alpha is 1.2."""
    truth = BetaGeoBetaBinomial(ONE).fit(hold={"alpha": 1.2, "beta": 1.5}, dropout="none")
    ages, rows = np.full(300, 5.0), []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(models, "edges_of_ridges", lambda *_: [])  # no test needs how far edges are
        for seed in range(BASES):
            base = truth.simulate(np.random.default_rng([3, seed]), ages)
            model = BetaGeoBetaBinomial(base)
            common, loyal = model.fit(dropout="common"), model.fit(dropout="none")
            held = model.fit(dropout="none", hold={"alpha": 1.2})
            edge, inside = common.lr_test(loyal), loyal.lr_test(held)
            wald = loyal.wald_test({"alpha": 1.2})
            rows.append((edge.statistic, edge.p_value, inside.p_value, wald.p_value))
    return pd.DataFrame(rows, columns=["statistic", "boundary", "inside", "wald"])


@pytest.mark.parametrize("level", [0.05, 0.2])
@pytest.mark.parametrize("kind", ["boundary", "inside", "wald"])
def test_a_true_hypothesis_is_rejected_as_often_as_stated(null, kind, level):
    rejected = int((null[kind] < level).sum())
    low, high = binom.ppf([0.001, 0.999], BASES, level)
    assert low <= rejected <= high


def test_half_of_the_time_the_estimate_is_at_the_boundary(null):
    low, high = binom.ppf([0.001, 0.999], BASES, 0.5)
    assert low <= int((null["statistic"] == 0).sum()) <= high


def test_plain_chi_squared_would_reject_too_seldom(null):
    # the mixture matters: without it the size of the 20% test is half of that
    plain = int((chi2.sf(null["statistic"], 1) < 0.2).sum())
    assert plain < binom.ppf(0.001, BASES, 0.2)


def test_a_false_hypothesis_is_found():
    truth = {"alpha": 1.2, "beta": 0.75, "gamma": 0.66, "delta": 2.8}
    model = BetaGeoBetaBinomial(ONE).fit(hold=truth)
    found = []
    for seed in range(20):
        base = model.simulate(np.random.default_rng([6, seed]), np.full(1500, 6.0))
        small = BetaGeoBetaBinomial(base)
        found.append(small.fit(dropout="common").lr_test(small.fit(dropout="none")).p_value)
    assert np.mean(np.array(found) < 0.05) > 0.9


def test_a_fuller_fit_that_came_back_as_a_limit_says_so(simulate):
    rng = np.random.default_rng(8)
    model = ParetoNBD(simulate(rng, 700, r=1.5, alpha=6.0, s=1e6, beta=2e7))
    full = model.fit()
    assert full.is_reported_limit
    found = full.lr_test(model.fit(dropout="common"))
    assert "came back as a limit model" in found.summary()
    assert found.statistic < 2.0 and found.p_value > 0.05
    if found.statistic == 0:
        assert found.p_value == 1.0


@pytest.fixture(scope="module")
def at_once_or_never() -> ModifiedBetaGeoNBD:
    """600 customers: half leave right after the first purchase, the others never do."""
    rng = np.random.default_rng(1)
    x = rng.poisson(rng.gamma(2.0, 0.15, 600) * 30.0) * (rng.random(600) >= 0.5)
    recency = np.where(x > 0, 30.0 * rng.beta(np.maximum(x, 1), 1), 0.0)
    return ModifiedBetaGeoNBD(pd.DataFrame({"frequency": x, "recency": recency, "T": 30.0}))


def test_a_limit_against_itself_is_no_evidence(at_once_or_never):
    limit = at_once_or_never.fit()
    assert limit.is_reported_limit
    found = limit.lr_test(limit)
    assert (found.statistic, found.p_value) == (0.0, 1.0)
    assert "dropping out at the first chance or never against MBG/NBD" in found.summary()
    # one common chance is a limit in the other direction: both are nested in the whole model
    common = at_once_or_never.fit(dropout="common")
    assert limit.lr_test(common).p_value < 1e-4
    with pytest.raises(ValueError, match="no special case"):
        common.lr_test(limit)


def test_what_is_not_nested_is_refused(nested, bg):
    with pytest.raises(ValueError, match="no special case"):
        nested.full.lr_test(bg)
    with pytest.raises(ValueError, match="where the fuller one does not"):
        nested.common.lr_test(nested.full)
    with pytest.raises(ValueError, match="the same parameters"):
        nested.full.lr_test(nested.full)
    with pytest.raises(ValueError, match="does not hold s at 1"):
        nested.steady.lr_test(nested.model.fit(hold={"s": 2.0, "r": 0.5}))
    with pytest.raises(ValueError, match="does not hold s at 1"):
        nested.steady.lr_test(nested.common)


def test_no_dropout_is_tested_against_one_common_rate_only(nested):
    with pytest.raises(ValueError, match='Compare the fit with dropout="none"'):
        nested.full.lr_test(nested.loyal)
    assert nested.common.lr_test(nested.loyal).p_value < 1e-4


def test_fits_of_other_customers_do_not_compare(nested, cdnow):
    others = ParetoNBD(cdnow.iloc[5:]).fit(hold={"s": 1.0})
    for comparison in (nested.full.lr_test, nested.full.compare):
        with pytest.raises(DataProblem, match="2,352 customers"):
            comparison(others)


def test_a_simpler_fit_that_is_more_likely_is_an_error(nested):
    object.__setattr__(better := nested.model.fit(hold={"s": 1.0}), "llf", nested.full.llf + 1)
    with pytest.raises(DataProblem, match="ended before its maximum"):
        nested.full.lr_test(better)


def test_held_unknown_and_negative_values_are_refused(nested):
    with pytest.raises(ValueError, match="was held"):
        nested.steady.wald_test({"s": 2.0})
    with pytest.raises(ValueError, match="r, alpha, s, beta"):
        nested.full.wald_test({"q": 1.0})
    with pytest.raises(ValueError, match="positive"):
        nested.full.wald_test({"r": -1.0})


def test_two_groups_of_the_same_kind_differ_by_chance_only():
    truth = BetaGeoBetaBinomial(ONE).fit(hold={"alpha": 1.2, "beta": 1.5}, dropout="none")
    rejected = 0
    for seed in range(200):
        rng = np.random.default_rng([9, seed])
        one, two = (
            BetaGeoBetaBinomial(truth.simulate(rng, np.full(size, 6.0))).fit(
                dropout="none", hold={"beta": 1.5}
            )
            for size in (300, 500)
        )
        rejected += one.wald_test_of_difference(two).p_value < 0.05
    low, high = binom.ppf([0.001, 0.999], 200, 0.05)
    assert low <= rejected <= high


def test_a_difference_between_groups_is_found_and_adds_up_variances(cdnow):
    few, many = (ParetoNBD(cdnow[cdnow["frequency"] % 2 == odd]).fit() for odd in (0, 1))
    other = ParetoNBD(cdnow[cdnow["customer_id"] < "1200"]).fit()
    rest = ParetoNBD(cdnow[cdnow["customer_id"] >= "1200"]).fit()
    assert other.wald_test_of_difference(rest).p_value > 1e-3
    with pytest.raises(DataProblem, match="same customers"):
        other.wald_test_of_difference(other)
    if few.names != many.names:
        with pytest.raises(ValueError, match="different parameters"):
            few.wald_test_of_difference(many)
    gap = np.asarray(other.theta) - rest.theta
    expected = gap @ np.linalg.inv(other.theta_cov + rest.theta_cov) @ gap
    assert other.wald_test_of_difference(rest).statistic == pytest.approx(expected)


def test_a_sentence_tells_the_result(nested):
    said = nested.full.lr_test(nested.common).summary()
    assert said.startswith("Likelihood-ratio test of one common dropout rate for everybody")
    assert "p = " in said and said.endswith(".")
    assert repr(nested.full.wald_test({"s": 1.0})).startswith("Wald test of s = 1 in Pareto/NBD")


def test_spend_and_contracts_have_the_tests_too(spend):
    contracts = ShiftedBetaGeometric.from_survivors([1000, 631, 468, 382, 326]).fit()
    assert contracts.wald_test({"alpha": 1.0}).p_value < 0.05
    rounded = spend.params.round(2).to_dict()
    assert spend.wald_test(rounded).p_value > 0.9
