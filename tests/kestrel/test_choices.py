"""The choice experiment: the price of a minute is planted and found again, by two routes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.special import expit, log_expit, roots_hermitenorm
from scipy.stats import norm, t
from statsmodels.discrete.conditional_models import ConditionalLogit

from cvmlab.data.contracts.checks import orphans, violations
from cvmlab.data.contracts.choices import CHOICE_TASKS, TRUTH_CHOICE_TASKS
from cvmlab.kestrel import choices
from cvmlab.kestrel.choices import choice_tasks, truth_choice_tasks

SEEDS = (1, 2, 3, 4, 5)
KINDS = ("busy family", "single", "older couple")
SHARES = np.array([0.35, 0.30, 0.35])


@pytest.fixture(scope="module")
def tasks() -> pd.DataFrame:
    frames = [choice_tasks(seed).assign(seed=seed) for seed in SEEDS]
    table = pd.concat(frames, ignore_index=True)
    table["who"] = table["seed"].astype(str) + table["respondent_id"]
    return table


def differences(table: pd.DataFrame) -> pd.DataFrame:
    """What was taken less what was left, task by task: all that a conditional logit looks at."""
    levels = pd.DataFrame(
        {
            "price": table["price"],
            "minutes": table["minutes"],
            "brisk": table["warmth"] == "brisk",
            "warm": table["warmth"] == "warm and knows you",
        }
    ).astype(float)
    signed = levels.mul(np.where(table["chosen"], 1.0, -1.0), axis=0)
    return signed.groupby([table["who"], table["task"]], sort=False).sum()


def ratio(table: pd.DataFrame) -> float:
    """Euros a minute by a conditional logit over everybody."""
    taken = differences(table).to_numpy()

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        utility = taken @ weights
        return -log_expit(utility).mean(), -(expit(-utility) @ taken) / len(taken)

    price, minutes, *_ = minimize(loss, np.zeros(4), jac=True, method="BFGS").x
    return minutes / price


def interval(values) -> tuple[float, float]:
    """Of the mean of independent values."""
    values = np.asarray(values)
    half = t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))
    return values.mean() - half, values.mean() + half


def test_tables_keep_their_contracts():
    for seed in SEEDS:
        table, truth = choice_tasks(seed), truth_choice_tasks(seed)
        assert violations(table, CHOICE_TASKS) == []
        assert violations(truth, TRUTH_CHOICE_TASKS) == []
        assert orphans(truth["respondent_id"], table["respondent_id"]) == []
        assert len(table) == 500 * 8 * 2 and len(truth) == 500
    pd.testing.assert_frame_equal(choice_tasks(1), choice_tasks(1))
    assert not choice_tasks(1).equals(choice_tasks(2))


def test_one_alternative_of_two_is_taken_and_they_differ(tasks):
    groups = tasks.groupby(["who", "task"])
    assert (groups["chosen"].sum() == 1).all()
    assert (groups["price"].nunique() == 2).all() and (groups["minutes"].nunique() == 2).all()
    first, second = tasks.iloc[0::2].reset_index(), tasks.iloc[1::2].reset_index()
    trade_off = (first["price"] > second["price"]) == (first["minutes"] < second["minutes"])
    # Seven of eight, and half of the eighth.
    assert abs(trade_off.mean() - 15 / 16) < 3 * np.sqrt(15 / 256 / len(first))


def test_the_planted_mean_is_29_cents_and_the_median_25():
    centre = np.log(choices.MIDDLE) + choices.BY_SHOPPER
    mean = (SHARES * np.exp(centre + choices.SPREAD**2 / 2)).sum()
    below = (SHARES * norm.cdf((np.log(0.25) - centre) / choices.SPREAD)).sum()
    assert mean == pytest.approx(0.29, abs=2e-4)
    assert below == pytest.approx(0.5, abs=1e-3)
    drawn = pd.concat([truth_choice_tasks(seed) for seed in SEEDS])["euros_a_minute"]
    low, high = interval(drawn)
    assert low < 0.29 < high
    assert abs((drawn < 0.25).mean() - 0.5) < 1.96 * 0.5 / np.sqrt(len(drawn))


def test_the_ratio_is_that_of_the_library(tasks):
    mine = tasks[tasks["seed"] == 1].head(16 * 100)
    design = pd.DataFrame(
        {
            "price": mine["price"],
            "minutes": mine["minutes"],
            "brisk": (mine["warmth"] == "brisk").astype(float),
            "warm": (mine["warmth"] == "warm and knows you").astype(float),
        }
    )
    groups = mine["who"] + "/" + mine["task"].astype(str)
    fit = ConditionalLogit(mine["chosen"].astype(int), design, groups=groups).fit(disp=0)
    assert ratio(mine) == pytest.approx(fit.params["minutes"] / fit.params["price"], rel=1e-3)


def test_a_pooled_logit_lies_between_median_and_mean(tasks):
    low, high = interval([ratio(mine) for _, mine in tasks.groupby("seed")])
    assert 0.25 < low < high < 0.29


def test_value_curves_differ_by_kind_of_shopper(tasks):
    by_kind = {
        kind: [ratio(mine[mine["shopper"] == kind]) for _, mine in tasks.groupby("seed")]
        for kind in KINDS
    }
    family, single, couple = (interval(by_kind[kind]) for kind in KINDS)
    assert family[0] > single[1] and single[0] > couple[1]


def test_a_logit_with_a_price_of_time_of_ones_own_finds_mean_and_median(tasks):
    """Maximum likelihood with log-normal euros a minute and weights of money, by quadrature."""
    taken = differences(tasks)
    dearer, longer, brisk, warm = taken.to_numpy().T
    starts = np.arange(0, len(taken), 8)  # eight tasks a respondent, one after the other
    kinds = tasks["shopper"].iloc[::16].map({kind: place for place, kind in enumerate(KINDS)})
    is_kind = np.eye(3)[kinds]
    of_task = np.repeat(kinds.to_numpy(), 8)
    time_nodes, time_weights = roots_hermitenorm(9)
    money_nodes, money_weights = roots_hermitenorm(3)
    nodes = [(z, v) for z in time_nodes for v in money_nodes]
    weights = np.outer(time_weights, money_weights).ravel()
    weights = weights / weights.sum()

    def scores(guess: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Log-likelihood of each respondent, and its slope in the ten parameters."""
        parts, slopes = [], []
        felt = guess[6] * brisk + guess[7:10][of_task] * warm
        for z, v in nodes:
            minutes = np.exp(guess[:3][of_task] + np.exp(guess[3]) * z) * longer
            money = np.exp(guess[4] + np.exp(guess[5]) * v)
            utility = felt - money * (dearer + minutes)
            parts.append(np.add.reduceat(log_expit(utility), starts))
            left = expit(-utility)
            by_minutes, by_money, by_brisk, by_warm = (
                np.add.reduceat(left * change, starts)
                for change in (-money * minutes, -money * (dearer + minutes), brisk, warm)
            )
            slopes.append(
                np.column_stack(
                    [
                        is_kind * by_minutes[:, None],
                        by_minutes * np.exp(guess[3]) * z,
                        by_money,
                        by_money * np.exp(guess[5]) * v,
                        by_brisk,
                        is_kind * by_warm[:, None],
                    ]
                )
            )
        likelihood = np.column_stack(parts)
        top = likelihood.max(axis=1, keepdims=True)
        share = np.exp(likelihood - top) * weights
        total = share.sum(axis=1)
        slope = np.einsum("rn,nrk->rk", share / total[:, None], np.array(slopes))
        return top[:, 0] + np.log(total), slope

    def loss(guess: np.ndarray) -> tuple[float, np.ndarray]:
        value, slope = scores(guess)
        return -value.mean(), -slope.mean(axis=0)

    # Every kind starts alike, and away from the truth.
    start = np.array([*[np.log(0.35)] * 3, -1.2, -0.7, -1.2, -0.3, 0.5, 0.5, 0.5])
    found = minimize(loss, start, jac=True, method="BFGS", options={"gtol": 1e-4}).x
    slope = scores(found)[1]
    spread = np.linalg.inv(slope.T @ slope)

    def mean_of(guess: np.ndarray) -> float:
        return float((SHARES * np.exp(guess[:3] + np.exp(2 * guess[3]) / 2)).sum())

    def median_of(guess: np.ndarray) -> float:
        grid = np.linspace(0.15, 0.40, 2501)[:, None]
        below = (SHARES * norm.cdf((np.log(grid) - guess[:3]) / np.exp(guess[3]))).sum(axis=1)
        return float(np.interp(0.5, below, grid[:, 0]))

    for figure, planted in ((mean_of, 0.29), (median_of, 0.25)):
        change = np.array(
            [(figure(found + step) - figure(found - step)) / 2e-3 for step in 1e-3 * np.eye(10)]
        )
        error = np.sqrt(change @ spread @ change)
        assert abs(figure(found) - planted) < 1.96 * error
        assert error < 0.006
    assert mean_of(found) - median_of(found) > 0.02
