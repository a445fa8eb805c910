"""Answers whose levels are known to be table stakes, delights or plain, made for tests."""

from __future__ import annotations

import numpy as np
import pandas as pd

LEVELS = ["core", "process", "technical", "interaction", "emotional"]
BELOW = np.array([0.30, 0.25, 0.45, 0.25, 0.15])
ABOVE = np.array([0.25, 0.25, 0.10, 0.25, 0.40])
TURN = 7.0


def made_marks(
    seed: int, rows: int = 800, below: np.ndarray = BELOW, above: np.ndarray = ABOVE
) -> pd.DataFrame:
    """Marks that go together through a halo, an outcome with two slopes, more noise above 7."""
    rng = np.random.default_rng(seed)
    halo = rng.normal(size=(rows, 1))
    marks = TURN + 1.3 * rng.normal(size=(rows, len(LEVELS))) + 0.6 * halo
    from_turn = marks - TURN
    overall = 7 + np.where(from_turn < 0, below, above) * from_turn @ np.ones(len(LEVELS))
    overall += rng.normal(size=rows) * np.where(overall > 7, 1.0, 0.6)
    return pd.DataFrame(marks, columns=LEVELS).assign(overall=overall)
