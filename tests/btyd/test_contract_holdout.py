"""Forecasts of survivors held against a later day: counted by hand, planted, and bad days told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

import cvmlab as cvm
from cvmlab.btyd.contract_holdout import contract_holdout
from cvmlab.btyd.shifted_beta_geometric import ShiftedBetaGeometric
from cvmlab.data.contract_base import contract_base
from cvmlab.errors import DataProblem


@pytest.fixture(scope="module")
def passes() -> pd.DataFrame:
    return cvm.load().pass_subscriptions.frame()


@pytest.fixture(scope="module")
def days(passes):
    """The sample company's passes on two days, four years apart."""
    return [contract_base(passes, end=f"{year}-12-30", period="Y") for year in (2020, 2024)]


def test_the_holdout_counts_who_stayed_and_the_model_foretold_it(passes, days):
    fit = ShiftedBetaGeometric(days[0]).fit()
    held = contract_holdout(fit, 4, *days)
    running = passes["started_on"] <= "2020-12-30"
    running &= passes["ended_on"].isna() | (passes["ended_on"] > "2020-12-29")
    assert held.table["customers"].sum() == running.sum()
    assert held.actual == (running & passes["ended_on"].isna()).sum()
    assert held.table["actual"].sum() == held.actual
    assert held.table["expected"].sum() == pytest.approx(held.total.expected)
    assert held.total.pi_low <= held.actual <= held.total.pi_high
    assert abs(held.error) < 0.05 and "inside the interval" in held.sentence
    within = held.table["actual"].between(held.table["pi_low"], held.table["pi_high"])
    assert within.all()


def test_intervals_hold_what_comes_within_binomial_error():
    rng = np.random.default_rng(17)
    bases, customers, t = 200, 300, 3
    inside = []
    for _ in range(bases):
        life, seen = rng.geometric(rng.beta(0.9, 2.2, customers)), rng.integers(2, 7, customers)
        early, late = (
            pd.DataFrame(
                {"customer_id": np.arange(customers), "renewals": np.minimum(life, known),
                 "churned": life <= known}
            )
            for known in (seen, seen + t)
        )  # fmt: skip
        fit = ShiftedBetaGeometric(early).fit()
        held = contract_holdout(fit, t, early, late)
        assert held.actual == np.sum(life > seen + t)
        inside.append(held.total.pi_low <= held.actual <= held.total.pi_high)
    low, high = binom.ppf([0.0005, 0.9995], bases, 0.95)
    assert low <= sum(inside) <= high


def test_days_that_do_not_fit_are_told(days):
    fit = ShiftedBetaGeometric(days[0]).fit()
    with pytest.raises(DataProblem, match="5 renewals cannot have come up yet"):
        contract_holdout(fit, 5, *days)
    with pytest.raises(DataProblem) as found:
        contract_holdout(fit, 1, *reversed(days))
    assert len(found.value.problems) == 3 and "•••" in str(found.value)
    with pytest.raises(ValueError, match="whole number of renewals"):
        contract_holdout(fit, 0, *days)
    plain = days[0].frame().drop(columns="customer_id")
    with pytest.raises(DataProblem, match="joined by customer"):
        contract_holdout(fit, 1, plain, plain)
    twice = pd.concat([days[0].frame()] * 2)
    with pytest.raises(DataProblem, match="customers that occur again"):
        contract_holdout(fit, 1, twice, twice)
