"""Answers drawn from a bond that is known."""

from __future__ import annotations

import numpy as np
import pandas as pd

FACETS = ("trust", "known", "belonging", "care", "meaning")


def drawn(
    customers: int = 1_000, seed: int = 1, mean: float = 4.2, facet: float = 0.35
) -> tuple[pd.DataFrame, np.ndarray]:
    """Twenty answers from 1 to 7, and the bond behind them."""
    rng = np.random.default_rng(seed)
    bond = rng.standard_normal(customers)
    own = rng.standard_normal((customers, 5)).repeat(4, axis=1)
    noise = rng.standard_normal((customers, 20))
    item = 0.75 * bond[:, None] + facet * own + np.sqrt(1 - 0.75**2 - facet**2) * noise
    answers = np.clip(np.rint(mean + 1.25 * item), 1, 7)
    columns = [f"{name}_{n}" for name in FACETS for n in (1, 2, 3, 4)]
    return pd.DataFrame(answers, columns=columns), bond
