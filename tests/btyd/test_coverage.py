"""Correctness, third way: truth is planted, and 95% intervals must hold it 95% of the time.

Judged over many small simulated bases. Customers of one base share its estimate, so a base's
share of customers counts as one draw, and bounds come from the spread between bases.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from cvmlab.btyd.forecasting import forecast_steady_buyers
from cvmlab.btyd.gamma_gamma import GammaGamma
from cvmlab.btyd.pareto_nbd import ParetoNBD, evaluate
from cvmlab.btyd.rates import GammaRates
from cvmlab.value_of.lifetime import continuous_rate, lifetime_value

BASES, SIZE, HOLDOUT = 80, 700, 26.0
BUY, DROP = GammaRates(0.7, 8.0), GammaRates(0.8, 12.0)
TRUTH = {"r": 0.7, "alpha": 8.0, "s": 0.8, "beta": 12.0}
SPEND = {"p": 6.25, "q": 3.74, "gamma": 15.4}


def inside(truth, low, high) -> np.ndarray:
    slack = 1e-9
    return (np.asarray(low) - slack <= truth) & (truth <= np.asarray(high) + slack)


@pytest.fixture(scope="module")
def study(simulate) -> pd.DataFrame:
    """One row a base: which of its intervals held the truth, or which share of them."""
    rows = []
    for seed in range(BASES):
        base = simulate(
            np.random.default_rng([11, seed]), SIZE, **TRUTH, **SPEND, shortest=40.0, longest=60.0,
            holdout=HOLDOUT, discount=continuous_rate(0.15),
        )  # fmt: skip
        fit, spend = ParetoNBD(base).fit(), GammaGamma(base).fit()
        terms = evaluate(BUY, DROP, fit.patterns)
        alive = terms.alive, np.zeros((len(fit.patterns), 4))
        ahead = forecast_steady_buyers((BUY, DROP), (), fit.patterns, alive, HOLDOUT, 0.0)
        truth = fit.patterns.to_rows(ahead.expected)
        table, total = fit.expected_purchases(HOLDOUT), fit.expected_total(HOLDOUT)
        activity = fit.probability_alive()
        value = lifetime_value(fit, spend, base, horizon=HOLDOUT, annual_discount_rate=0.15)
        came, worth = base["frequency_holdout"].to_numpy(), base["worth_holdout"].to_numpy()
        row = {"limit": fit.model != "Pareto/NBD"}
        for results, planted in ((fit, TRUTH), (spend, SPEND)):
            bounds = results.conf_int()
            for name in bounds.index.intersection(list(planted)):
                row[name] = inside(planted[name], *bounds.loc[name])
        row |= {
            "total expected": inside(truth.sum(), total.ci_low, total.ci_high),
            "total outcome": inside(came.sum(), total.pi_low, total.pi_high),
            "total worth": inside(worth.sum(), value.total.pi_low, value.total.pi_high),
            "customer expected": inside(truth, table["ci_low"], table["ci_high"]).mean(),
            "customer outcome": inside(came, table["pi_low"], table["pi_high"]).mean(),
            "customer worth": inside(worth, value.table["pi_low"], value.table["pi_high"]).mean(),
            "customer alive": inside(
                fit.patterns.to_rows(terms.alive), activity["ci_low"], activity["ci_high"]
            ).mean(),
        }
        row["ratio"] = total.expected / truth.sum()
        rows.append(row)
    return pd.DataFrame(rows).astype({"limit": bool})


@pytest.mark.parametrize("name", [*TRUTH, *SPEND, "total expected", "total outcome", "total worth"])
def test_95_percent_intervals_hold_the_planted_truth_within_binomial_error(study, name):
    held = study[name].dropna().astype(bool)
    assert len(held) > 0.8 * BASES
    # one test in a thousand may fail by chance, on either side
    low, high = binom.ppf([0.0005, 0.9995], len(held), 0.95)
    assert low <= held.sum() <= high


@pytest.mark.parametrize("name", ["customer expected", "customer alive"])
def test_intervals_of_customers_expectations_cover(study, name):
    share = study[name].astype(float)
    error = share.std() / np.sqrt(len(share))
    assert share.mean() == pytest.approx(0.95, abs=max(3.3 * error, 0.04))


@pytest.mark.parametrize(("name", "most"), [("customer outcome", 0.995), ("customer worth", 0.99)])
def test_intervals_of_customers_outcomes_cover(study, name, most):
    # whole numbers, and a chance of nothing at all, make an exact 95% impossible: never below
    assert 0.95 <= study[name].astype(float).mean() <= most


def test_forecasts_of_totals_are_unbiased(study):
    ratio = study["ratio"].astype(float)
    error = ratio.std() / np.sqrt(len(ratio))
    assert ratio.mean() == pytest.approx(1.0, abs=3.3 * error + 0.01)


def test_limit_models_are_rare_where_customers_differ(study):
    assert study["limit"].mean() < 0.1


def test_parameters_are_recovered_from_a_large_base(simulate):
    base = simulate(np.random.default_rng(8), 20_000, **TRUTH, **SPEND, longest=60.0)
    fit, spend = ParetoNBD(base).fit(), GammaGamma(base).fit()
    for results, planted in ((fit, TRUTH), (spend, SPEND)):
        standardised = (np.log(pd.Series(planted)) - results.theta) / np.sqrt(
            np.diag(results.theta_cov)
        )
        assert standardised.abs().max() < 3.3
        assert (results.bse / results.params).max() < 0.15
