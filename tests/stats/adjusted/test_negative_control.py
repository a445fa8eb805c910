"""A comparison that can fail: it does where a cause is missing, and rarely where none is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.stats.adjusted.negative_control import negative_control


def made(seed: int, hidden: float) -> pd.DataFrame:
    """Near customers have the bond; the way to the shop follows from being near, not from it."""
    rng = np.random.default_rng(seed)
    age, near = rng.normal(size=800), rng.normal(size=800)
    bond = rng.random(800) < 1 / (1 + np.exp(-(0.8 * age + hidden * near)))
    return pd.DataFrame(
        {
            "age": age,
            "bond": bond,
            "minutes": 15 - 4 * near + 3 * rng.normal(size=800),
            "power_cuts": rng.random(800) < 0.3,
        }
    )


def test_a_missing_cause_is_caught():
    found = negative_control(made(2, 0.8), "bond", {"minutes": "minutes to the shop",
                             "power_cuts": "power cuts"}, ["age"])  # fmt: skip
    assert not found.passed
    assert found.table["nothing"].tolist() == [False, True]
    assert "minutes to the shop" in found.sentence and "power cuts" not in found.sentence


def test_where_nothing_is_missing_it_alarms_as_rarely_as_it_says():
    alarms = [
        not negative_control(
            made(seed, 0.0), "bond", ["minutes", "power_cuts"], ["age"], resamples=60
        ).passed
        for seed in range(100)
    ]
    assert np.mean(alarms) <= 0.10  # 5%, and chance over 100 runs


def test_it_says_how_large_an_error_it_would_have_missed():
    found = negative_control(made(3, 0.0), "bond", ["power_cuts"], ["age"])
    assert found.passed
    widest = found.table[["low", "high"]].abs().to_numpy().max()
    assert f"{widest:.2f}" in found.sentence


def test_without_an_outcome_it_refuses():
    with pytest.raises(DataProblem, match="no outcome"):
        negative_control(made(3, 0.0), "bond", [], ["age"])
