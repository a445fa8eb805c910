"""Choice tasks drawn from weights that are known, for tests that look for them again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

PRICE, BRISK, WARM = -0.4, -0.5, 0.7


def made_choices(
    seed: int,
    people: int = 150,
    tasks: int = 8,
    alternatives: int = 2,
    price: float = PRICE,
    minutes: Callable[[np.ndarray], np.ndarray] = lambda m: -0.1 * m,
) -> pd.DataFrame:
    """Everybody weighs alike: a euro by ``price``, minutes by a function, warmth as above."""
    rng = np.random.default_rng(seed)
    shape = (people, tasks, alternatives)
    euros, time = rng.integers(30, 40, shape), rng.integers(1, 10, shape) * 5
    warmth = rng.integers(0, 3, shape)
    felt = np.array([BRISK, 0.0, WARM])[warmth]
    utility = price * euros + minutes(time) + felt + rng.gumbel(size=shape)
    who, task, alternative = (place.ravel() for place in np.indices(shape))
    return pd.DataFrame(
        {
            "respondent_id": np.array([f"R{n:04d}" for n in range(people)])[who],
            "task": task + 1,
            "alternative": np.array(list("ABCDE"))[alternative],
            "price": euros.ravel().astype(float),
            "minutes": time.ravel(),
            "warmth": np.array(["brisk", "polite", "warm and knows you"])[warmth.ravel()],
            "chosen": (utility == utility.max(axis=2, keepdims=True)).ravel(),
        }
    )
