"""Customer bases drawn from the models themselves, by code that shares nothing with the package.

Every purchase gets its moment: customers are watched from their first one on, for their age and
for a holdout after it. numpy draws and counts; no formula of the models is used.
"""

from __future__ import annotations

import numpy as np
import pandas as pd


def _ages(
    rng: np.random.Generator, size: int, shortest: float, longest: float, grid: float
) -> np.ndarray:
    """How long customers are known; on a grid, such as whole weeks, where one is given."""
    age = rng.uniform(shortest, longest, size)
    return np.ceil(age / grid) * grid if grid else age


def _poisson_times(
    rng: np.random.Generator, rate: np.ndarray, end: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Customer and moment of every purchase of Poisson buyers from 0 to their end."""
    number = rng.poisson(rate * end)
    who = np.repeat(np.arange(len(rate)), number)
    return who, rng.uniform(0.0, 1.0, len(who)) * end[who]


def _counted(
    who: np.ndarray, when: np.ndarray, age: np.ndarray, active: np.ndarray
) -> pd.DataFrame:
    """One row a customer: what is seen up to the age, what came later, who was still active."""
    size, before = len(age), when < age[who]
    recency = np.zeros(size)
    np.maximum.at(recency, who[before], when[before])
    return pd.DataFrame(
        {
            "frequency": np.bincount(who[before], minlength=size),
            "recency": recency,
            "T": age,
            "frequency_holdout": np.bincount(who[~before], minlength=size),
            "active": active.astype(float),
        }
    )


def pareto_nbd(
    rng: np.random.Generator,
    size: int,
    *,
    r: float = 0.55,
    alpha: float = 10.6,
    s: float = 0.61,
    beta: float = 11.7,
    shortest: float = 27.0,
    longest: float = 39.0,
    grid: float = 0.0,
    holdout: float = 39.0,
    p: float = 6.25,
    q: float = 3.74,
    gamma: float = 15.4,
    discount: float = 0.0,
) -> pd.DataFrame:
    """Customers who leave at any moment, with what their purchases are worth (Gamma-Gamma)."""
    buying, leaving = rng.gamma(r, 1 / alpha, size), rng.gamma(s, 1 / beta, size)
    lifetime = rng.exponential(1.0, size) / np.maximum(leaving, 1e-300)
    age = _ages(rng, size, shortest, longest, grid)
    mean = p / rng.gamma(q, 1 / gamma, size)
    who, when = _poisson_times(rng, buying, np.minimum(lifetime, age + holdout))
    base = _counted(who, when, age, lifetime > age)
    amount = rng.gamma(p, 1.0, len(who)) * mean[who] / p
    later = when - age[who]
    spent = np.bincount(who[later < 0], amount[later < 0], minlength=size)
    worth = amount * np.exp(-discount * later)
    return base.assign(
        monetary_value=spent / np.maximum(base["frequency"], 1),
        worth_holdout=np.bincount(who[later >= 0], worth[later >= 0], minlength=size),
    )


def bg_nbd(
    rng: np.random.Generator,
    size: int,
    *,
    r: float = 0.25,
    alpha: float = 4.4,
    a: float = 0.8,
    b: float = 2.4,
    at_first: bool = False,
    shortest: float = 27.0,
    longest: float = 39.0,
    grid: float = 0.0,
    holdout: float = 39.0,
) -> pd.DataFrame:
    """Customers who may leave right after a purchase; with ``at_first``, after the first too."""
    buying, leaving = rng.gamma(r, 1 / alpha, size), rng.beta(a, b, size)
    age = _ages(rng, size, shortest, longest, grid)
    who, when = _poisson_times(rng, buying, age + holdout)
    order = np.lexsort([when, who])
    who, when = who[order], when[order]
    rank = np.arange(len(who)) - np.searchsorted(who, who)  # 0 for a customer's first repeat
    # the number of the purchase after which the customer leaves: 1, 2, ...
    last = rng.geometric(np.clip(leaving, 1e-12, 1.0), size) - at_first
    before = np.bincount(who[when < age[who]], minlength=size)
    made = rank < last[who]
    return _counted(who[made], when[made], age, before < last)


def mbg_nbd(rng: np.random.Generator, size: int, **planted: float) -> pd.DataFrame:
    """Customers who may leave right after any purchase, the first one included."""
    return bg_nbd(rng, size, at_first=True, **planted)


def at_once_or_never(
    rng: np.random.Generator,
    size: int,
    *,
    r: float = 0.9,
    alpha: float = 8.0,
    dropout_odds: float = 0.6,
    shortest: float = 27.0,
    longest: float = 39.0,
    grid: float = 0.0,
    holdout: float = 39.0,
) -> pd.DataFrame:
    """Customers of whom some leave right after their first purchase, the others never."""
    buying = rng.gamma(r, 1 / alpha, size)
    stays = rng.random(size) * (1 + dropout_odds) < 1
    age = _ages(rng, size, shortest, longest, grid)
    who, when = _poisson_times(rng, buying * stays, age + holdout)
    return _counted(who, when, age, stays)


def bg_bb(
    rng: np.random.Generator,
    size: int,
    *,
    alpha: float = 1.2,
    beta: float = 0.75,
    gamma: float = 0.66,
    delta: float = 2.78,
    shortest: int = 6,
    longest: int = 6,
    holdout: int = 5,
) -> pd.DataFrame:
    """Customers who can buy at whole moments only, and may leave before each."""
    buying, leaving = rng.beta(alpha, beta, size), rng.beta(gamma, delta, size)
    age = rng.integers(shortest, longest + 1, size)
    moments = np.arange(1, longest + holdout + 1)
    left = rng.geometric(np.clip(leaving, 1e-12, 1.0), size)  # gone from this opportunity on
    buys = rng.random((size, len(moments))) < buying[:, None]
    buys &= (moments < left[:, None]) & (moments <= (age + holdout)[:, None])
    seen = buys & (moments <= age[:, None])
    return pd.DataFrame(
        {
            "frequency": seen.sum(axis=1),
            "recency": np.max(seen * moments, axis=1, initial=0),
            "T": age,
            "frequency_holdout": (buys & ~seen).sum(axis=1),
            "active": (left > age).astype(float),
        }
    )
