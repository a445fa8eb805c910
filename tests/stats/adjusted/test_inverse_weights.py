"""Weights that make groups alike: a published paradox, balance, and the other route."""

from __future__ import annotations

import numpy as np
import pytest

from cvmlab.errors import DataProblem
from cvmlab.stats.adjusted.g_computation import g_computation
from cvmlab.stats.adjusted.inverse_weights import inverse_weights
from tests.stats.adjusted.kidney_stones import made_alike, operations
from tests.stats.adjusted.test_g_computation import made, truth


def test_the_stones_weighted_by_size_give_the_standardised_shares():
    found = inverse_weights(operations(), "surgery", ["large"]).compare("success", resamples=50)
    assert found["group"].value == pytest.approx(made_alike(True), abs=1e-3)
    assert found["baseline"].value == pytest.approx(made_alike(False), abs=1e-3)


def test_the_groups_are_alike_once_weighted_and_fewer_count():
    table = made(np.random.default_rng(11), 2000)
    found = inverse_weights(table, "bond", ["age", "near"], names=("bonded", "others"))
    assert found.balance["before"].abs().max() > 0.7
    assert found.worst < 0.1
    assert found.effective[0] < found.sizes[0]
    assert "age" in found.sentence
    member = table["bond"].to_numpy()
    means = [np.average(table["age"][who], weights=found.weights[who]) for who in (member, ~member)]
    assert means[0] == pytest.approx(means[1], abs=0.1)


def test_intervals_hold_the_planted_effect_and_agree_with_the_other_route():
    gap, _ = truth()
    held, apart = 0, []
    for seed in range(100):
        table = made(np.random.default_rng(1000 + seed), 600)
        found = inverse_weights(table, "bond", ["age", "near"]).compare("stays", resamples=100)
        row = found["difference"]
        held += row.low <= gap <= row.high
        other = g_computation(table, "bond", "stays", ["age", "near"], resamples=2)["difference"]
        apart.append(row.value - other.value)
    assert 0.88 <= held / 100 <= 0.99
    assert abs(np.mean(apart)) < 0.01


def test_few_customers_are_refused_in_words():
    with pytest.raises(DataProblem, match="at least 20"):
        inverse_weights(made(np.random.default_rng(1), 30), "bond", ["age"])
