"""Choice models of many sample companies, fitted once for all tests that look for what is planted.

Also the planted people themselves, as the models would describe them.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from cvmlab.kestrel import choices as planted
from cvmlab.value_for.choices.choice_sets import choice_sets
from cvmlab.value_for.choices.mixed_logit import mixed_logit
from cvmlab.value_for.choices.mixed_logit_result import MixedLogit

SEEDS = range(201, 217)
KINDS = planted.SHOPPERS
SHARES = np.array(planted.SHARE)


@cache
def planted_fits() -> tuple[MixedLogit, ...]:
    """The models of sixteen companies of 500 respondents."""
    return tuple(mixed_logit(choice_sets(planted.choice_tasks(seed))) for seed in SEEDS)


def planted_people(number: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Kind, money a minute and weight of money of people drawn from what is planted."""
    rng = np.random.default_rng(seed)
    kind = rng.choice(3, number, p=SHARES)
    spread = planted.SPREAD * rng.normal(size=number)
    minute = planted.MIDDLE * np.exp(planted.BY_SHOPPER[kind] + spread)
    return kind, minute, planted.MONEY * np.exp(planted.MONEY_SPREAD * rng.normal(size=number))


def felt(warmth: str, kind: np.ndarray) -> np.ndarray:
    """What staff like this are worth to people of each kind, in utility."""
    if warmth == "brisk":
        return np.full(len(kind), planted.BRISK)
    return np.where(warmth == "polite", 0.0, planted.WARM[kind])
