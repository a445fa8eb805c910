"""Customers by contract, third way: truth is planted and 95% intervals must hold it.

Two thousand simulated bases of 400 customers who began at different times: each interval must hold
the truth in 95% of them, within the error of counting.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import betaln
from scipy.stats import binom

from cvmlab.btyd.contract_patterns import ContractPatterns
from cvmlab.btyd.shifted_beta_geometric import ShiftedBetaGeometric

BASES, CUSTOMERS, AHEAD, TAKEN, DISCOUNT = 2000, 400, 5, 3, 0.1
ALPHA, BETA = 0.7, 1.6
TIMES = np.array([1, 5, 12])


def survival(t: np.ndarray) -> np.ndarray:
    return np.exp(betaln(ALPHA, BETA + t) - betaln(ALPHA, BETA))


def patterns(lifetime: np.ndarray, seen: np.ndarray) -> ContractPatterns:
    """Customers who churn at renewal ``lifetime``, of whom ``seen`` renewals are observed."""
    renewals, churned = np.minimum(lifetime, seen), lifetime <= seen
    codes, inverse, weight = np.unique(
        2 * renewals + churned, return_inverse=True, return_counts=True
    )
    rows = pd.RangeIndex(len(renewals))
    each = np.ones(len(renewals))
    kinds = (codes // 2).astype(float), (codes % 2).astype(float), weight.astype(float)
    return ContractPatterns(*kinds, inverse, rows, each)


@pytest.fixture(scope="module")
def study() -> pd.DataFrame:
    """One row a base: which of its intervals held the truth."""
    rng = np.random.default_rng(20)
    lifetimes = rng.geometric(rng.beta(ALPHA, BETA, (BASES, CUSTOMERS)))
    seen = rng.integers(3, 9, (BASES, CUSTOMERS))
    after = np.arange(1, 4000)
    share = survival(TAKEN + after) / survival(np.array(TAKEN))
    residual = np.sum(share * (1 + DISCOUNT) ** -(after - 1.0))
    lifetime = 1 + np.sum(survival(after) * (1 + DISCOUNT) ** -after.astype(float))
    three = patterns(np.array([99]), np.array([TAKEN]))
    rows = []
    for life, known in zip(lifetimes, seen, strict=True):
        fit = ShiftedBetaGeometric(patterns(life, known)).fit()
        row: dict[str, object] = {"limit": fit.model.endswith("limit model")}
        if not row["limit"]:
            half = 1.959964 * np.sqrt(np.diag(fit.theta_cov))
            inside = np.abs(np.log([ALPHA, BETA]) - fit.theta) <= half
            row["alpha"], row["beta"] = inside
        table = fit.survival(TIMES)
        held = (table["ci_low"] <= survival(TIMES)) & (survival(TIMES) <= table["ci_high"])
        row |= {f"S({t})": bool(ok) for t, ok in zip(TIMES, held, strict=True)}
        one = fit.discounted_expected_residual_lifetime(DISCOUNT, three).iloc[0]
        row["residual lifetime"] = one["ci_low"] <= residual <= one["ci_high"]
        new = fit.discounted_expected_lifetime(DISCOUNT)
        row["lifetime"] = new.ci_low <= lifetime <= new.ci_high
        there = life > known
        truth = np.sum(survival(known[there] + AHEAD) / survival(known[there]))
        came = np.sum(life > known + AHEAD)
        total = fit.expected_survivors(AHEAD)
        row["survivors expected"] = total.ci_low <= truth <= total.ci_high
        row["survivors counted"] = total.pi_low <= came <= total.pi_high
        row["ratio"] = total.expected / truth
        rows.append(row)
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    "name",
    ["alpha", "beta", "S(1)", "S(5)", "S(12)", "residual lifetime", "lifetime",
     "survivors expected", "survivors counted"],
)  # fmt: skip
def test_95_percent_intervals_hold_the_planted_truth_within_binomial_error(study, name):
    held = study[name].dropna().astype(bool)
    assert len(held) > 0.97 * BASES
    # one test in a thousand may fail by chance, on either side
    low, high = binom.ppf([0.0005, 0.9995], len(held), 0.95)
    assert low <= held.sum() <= high


def test_forecasts_of_survivors_are_unbiased(study):
    ratio = study["ratio"]
    assert ratio.mean() == pytest.approx(1.0, abs=3.3 * ratio.std() / np.sqrt(BASES) + 0.003)


def test_limit_models_are_rare_where_customers_differ(study):
    assert study["limit"].mean() < 0.01


def test_where_everybody_is_alike_the_limit_is_reported_and_intervals_hold():
    """Churn is the same for everybody: mostly the limit is found, and intervals never fall short.

    They may hold the truth more often than 95%: on the limit they reach back along the ridge.
    """
    rng = np.random.default_rng(21)
    limits, later, residual = [], [], []
    worth = 0.8 / (1 - 0.8 / (1 + DISCOUNT))
    for _ in range(120):
        life, known = rng.geometric(0.2, CUSTOMERS), rng.integers(3, 9, CUSTOMERS)
        fit = ShiftedBetaGeometric(patterns(life, known)).fit()
        limits.append(fit.model.endswith("limit model"))
        share = fit.survival(12).iloc[0]
        later.append(share["ci_low"] <= 0.8**12 <= share["ci_high"])
        one = fit.discounted_expected_residual_lifetime(DISCOUNT, TAKEN).iloc[0]
        residual.append(one["ci_low"] <= worth <= one["ci_high"])
    assert np.mean(limits) > 0.6
    fewest = binom.ppf(0.0005, 120, 0.95)
    assert sum(later) >= fewest and sum(residual) >= fewest
