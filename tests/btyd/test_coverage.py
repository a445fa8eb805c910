"""Correctness, third way: truth is planted, and 95% intervals must hold it 95% of the time.

Judged over 500 small simulated bases of each model, each of about as many customers as CDNOW's
sample, drawn by code of the tests' own. An interval of a base either holds the truth or not: the
number that do is binomial, and all but one honest study of a thousand finds a share between 91.6%
and 97.8% (four times as many bases would halve that band in four times the time). Customers of one
base share its estimates, so the share of its customers whose intervals hold is one draw, and the
bound comes from the spread between bases.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from cvmlab.btyd.bg_nbd import BetaGeoNBD
from cvmlab.btyd.gamma_gamma import GammaGamma
from cvmlab.btyd.pareto_nbd import ParetoNBD
from tests.btyd import coverage, simulated
from tests.btyd.coverage import PLANS, SPEND, SPLIT, within

WORTH, SPLITS = 200, 60  # bases
CHANCE = 3.3  # standard errors that all but one study of a thousand stay within
TOGETHER = (
    "total expected", "total outcome", "active expected", "active outcome", "newcomer expected",
)  # fmt: skip


@cache
def study(name: str) -> pd.DataFrame:
    return coverage.study(coverage.of_model, name, bases=PLANS[name].bases)


@cache
def worth() -> pd.DataFrame:
    return coverage.study(coverage.of_worth, bases=WORTH)


@cache
def split(name: str) -> pd.DataFrame:
    return coverage.study(coverage.of_split, name, bases=SPLITS)


def covers(held: pd.Series) -> bool:
    """Whether the number of bases whose interval held is within binomial error of 95%."""
    held = held.dropna()
    low, high = within(len(held))
    return bool(low <= held.mean() <= high)


def error(share: pd.Series) -> float:
    return float(share.std() / np.sqrt(len(share)))


@pytest.mark.parametrize(
    ("name", "what"),
    [(name, what) for name, plan in PLANS.items() for what in (*plan.truth, *TOGETHER)],
)
def test_95_percent_intervals_hold_the_planted_truth_within_binomial_error(name, what):
    assert covers(study(name)[what])


@pytest.mark.parametrize("what", ["customer expected", "customer alive"])
@pytest.mark.parametrize("name", PLANS)
def test_intervals_of_customers_expectations_cover(name, what):
    share = study(name)[what]
    assert share.mean() == pytest.approx(0.95, abs=CHANCE * error(share))


@pytest.mark.parametrize("name", PLANS)
def test_intervals_of_customers_outcomes_cover(name):
    # purchases are whole numbers and most often none, which makes an exact 95% impossible: the
    # interval holds at least that, and is not so wide that it would hold anything
    share = study(name)["customer outcome"]
    assert share.mean() - CHANCE * error(share) >= 0.95
    assert share.mean() < 0.995


@pytest.mark.parametrize("name", PLANS)
def test_forecasts_of_totals_are_unbiased(name):
    # maximum likelihood is so only in the limit: half a percent is allowed
    ratio = study(name)["ratio"]
    assert ratio.mean() == pytest.approx(1.0, abs=CHANCE * error(ratio) + 0.005)


@pytest.mark.parametrize("name", PLANS)
def test_limit_models_are_rare_where_customers_differ(name):
    assert study(name)["limit"].mean() <= 0.01


@pytest.mark.parametrize("what", [*SPEND, "total worth expected", "total worth"])
def test_intervals_of_what_customers_are_worth_cover(what):
    assert covers(worth()[what])


def test_intervals_of_what_each_customer_is_worth_cover():
    expected, outcome = worth()["customer worth expected"], worth()["customer worth"]
    assert expected.mean() == pytest.approx(0.95, abs=CHANCE * error(expected))
    # most bring nothing, which an interval from nothing holds for sure
    assert outcome.mean() - CHANCE * error(outcome) >= 0.95
    assert outcome.mean() < 0.995


@pytest.mark.parametrize("name", coverage.SPLIT_MODELS)
def test_customers_who_leave_at_once_or_never_are_found_and_named(name):
    # the truth is a border of the whole model, so some bases look a little less split than it
    found = split(name)
    assert found["named"].mean() > 0.5
    assert found["gain"].min() > 10.0  # of log-likelihood over customers who never leave


@pytest.mark.parametrize("what", [*SPLIT, "total expected", "total outcome", "active outcome"])
@pytest.mark.parametrize("name", coverage.SPLIT_MODELS)
def test_intervals_cover_where_customers_leave_at_once_or_never(name, what):
    assert covers(split(name)[what])


@pytest.mark.parametrize("model", [ParetoNBD, BetaGeoNBD])
def test_parameters_are_recovered_from_a_large_base(model):
    plan, rng = PLANS[model.name], np.random.default_rng(8)
    fit = model(plan.draw(rng, 20_000, **plan.truth, **plan.window)).fit()
    off = (np.log(pd.Series(plan.truth)) - fit.theta) / np.sqrt(np.diag(fit.theta_cov))
    assert off.abs().max() < CHANCE
    assert (fit.bse / fit.params).max() < 0.1


def test_spend_is_recovered_from_a_large_base():
    fit = GammaGamma(simulated.pareto_nbd(np.random.default_rng(8), 20_000, **SPEND)).fit()
    off = (np.log(pd.Series(SPEND)) - fit.theta) / np.sqrt(np.diag(fit.theta_cov))
    assert off.abs().max() < CHANCE
    assert (fit.bse / fit.params).max() < 0.15
