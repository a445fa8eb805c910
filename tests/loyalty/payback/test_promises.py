"""Promises held against intervals by a rule that was set before."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.loyalty.payback.payback import loyalty_payback
from cvmlab.loyalty.payback.payback_result import ADJUSTED, ASSOCIATION
from cvmlab.loyalty.payback.promises import (
    BARNES,
    IMPOSSIBLE,
    LESS,
    MORE_THAN_NOTHING,
    OPEN,
    SHOWN,
    promises,
    verdict_on,
)
from cvmlab.stats.adjusted.contrasts import Contrast


def contrast(ratio: float, low: float, high: float, baseline: float = 0.4, shares: bool = True):
    lines = [("baseline", baseline, baseline, baseline), ("ratio", ratio, low, high)]
    table = pd.DataFrame(lines, columns=["measure", "value", "low", "high"])
    return Contrast(table, "stays", ("warm", "cool"), 100, shares, "", 0.95)


@pytest.mark.parametrize(
    ("found", "promised", "verdict"),
    [
        (contrast(1.5, 1.31, 1.7), 1.3, SHOWN),
        (contrast(1.5, 1.3, 1.7), 1.3, SHOWN),
        (contrast(1.4, 1.1, 1.7), 1.3, MORE_THAN_NOTHING),
        (contrast(1.2, 1.1, 1.29), 1.3, LESS),
        (contrast(1.1, 0.9, 1.29), 1.3, LESS),
        (contrast(1.2, 0.9, 1.6), 1.3, OPEN),
        (contrast(math.nan, math.nan, math.nan), 1.3, OPEN),
        (contrast(1.2, 1.1, 1.24, baseline=0.8), 1.3, IMPOSSIBLE),
        (contrast(1.2, 1.1, 1.29, baseline=0.769), 1.3, LESS),
        (contrast(1.2, 1.1, 1.24, baseline=900, shares=False), 1.3, LESS),
    ],
)
def test_the_rule_is_kept(found, promised, verdict):
    assert verdict_on(found, promised) == verdict


@pytest.fixture(scope="module")
def payback():
    """A bond that is worth nothing for staying once age is known, and much for recommending."""
    rng = np.random.default_rng(21)
    n = 6000
    age = rng.normal(size=n)
    warm = rng.random(n) < 1 / (1 + np.exp(-2 * age))
    table = pd.DataFrame(
        {
            "age": age,
            "warm": warm,
            "stays": rng.random(n) < 1 / (1 + np.exp(0.8 - 1.0 * age)),
            "recommend": rng.random(n) < 0.25 + 0.25 * warm,
            "business": np.exp(4 + 0.02 * warm + rng.normal(0, 0.3, n)),
        }
    )
    said = {"stays": "stayed", "recommend": "would recommend", "business": "euros spent"}
    return loyalty_payback(table, "warm", said, ["age"], names=("warm", "cool"))


def test_what_is_seen_and_what_the_relationship_does_get_verdicts_of_their_own(payback):
    held = promises(payback)
    assert held.verdict("stays") == SHOWN
    assert held.verdict("stays", ADJUSTED) == LESS
    assert held.verdict("recommend") == SHOWN
    assert held.verdict("recommend", ADJUSTED) == SHOWN
    assert held.verdict("business") == LESS
    assert held.usable == ("recommend",)


def test_barnes_three_are_the_ones_that_are_tried(payback):
    held = promises(payback)
    assert BARNES == {"business": 1.10, "stays": 1.30, "recommend": 1.50}
    promised = held.table.set_index(["outcome", "column"])["promised"]
    for outcome, ratio in BARNES.items():
        assert promised[outcome, ASSOCIATION] == ratio


def test_the_board_is_told_in_words(payback):
    board = promises(payback).board
    assert "may be said of how the two differ" in board["stays"]
    assert "but not of what the relationship does" in board["stays"]
    assert "as what the relationship does, if all causes are known" in board["recommend"]
    assert "may not even be said" in board["business"]
    row = payback.of("stays", ADJUSTED)["ratio"]
    assert f"{row.low:.2f} to {row.high:.2f}" in board["stays"]


def test_a_promise_above_everybody_is_impossible_and_says_so(payback):
    held = promises(payback, {"stays": 8.0})
    assert held.verdict("stays") == IMPOSSIBLE
    base = payback.of("stays", ASSOCIATION)["baseline"].value
    assert base > 1 / 8
    assert "impossible" in held.board["stays"] and f"{base:.0%}" in held.board["stays"]


def test_other_names_can_be_given_and_wrong_ones_are_said(payback):
    held = promises(payback, {"share": 1.1}, outcomes={"share": "business"})
    assert held.table["outcome"].unique().tolist() == ["business"]
    with pytest.raises(DataProblem) as caught:
        promises(payback, {"stay": 1.3, "recommend": 0.5})
    said = str(caught.value)
    assert 'Did you mean "stays"?' in said and "0.5" in said


def test_the_table_to_read_has_a_row_a_promise_and_column(payback):
    held = promises(payback)
    assert len(held.summary().cells) == 6
    assert "30% more" in str(held.summary())
