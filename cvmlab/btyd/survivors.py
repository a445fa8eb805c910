"""Shares of customers who are still there after some more renewals, and counts of them.

Of customers who have taken k renewals, S(k + t) / S(k) take t more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import logit

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.results import outcome_interval


def shares(law: Any, kept: Array, ahead: Array) -> Array:
    """S(kept + ahead) / S(kept) under a law of churning at a renewal."""
    zero = np.zeros(len(kept))
    return np.exp(law.log_moment(zero, kept + ahead) - law.log_moment(zero, kept))


def share_slopes(law: Any, kept: Array, ahead: Array) -> Array:
    """Gradient of the logarithm of ``shares`` in log-parameters, one row a customer."""
    zero = np.zeros(len(kept))
    later, now = (law.derivatives(zero, age)[0] for age in (kept + ahead, kept))
    return np.stack([one - other for one, other in zip(later, now, strict=True)], axis=1)


def towards_edges(slope: Array, share: Array, others: Sequence[Array]) -> Array:
    """Slopes with one more column for each edge of a ridge, for intervals on the logit scale.

    There (see ``share_interval``) the share moves all the way to what it is at the edge.
    """
    moves = []
    for other in others:
        with np.errstate(divide="ignore", invalid="ignore"):
            moved = (logit(other) - logit(share)) * (1.0 - share)
            sure = np.log(other) - np.log(share)
        move = np.where(share < 1.0, moved, sure)
        moves.append(np.where(np.isfinite(move), move, 0.0))
    return np.column_stack([slope, *moves])


def draw_renewals(law: Any, rng: np.random.Generator, opportunities: Array) -> pd.DataFrame:
    """Customers drawn from a law, each observed for so many renewals: renewals, churned."""
    ages = np.arange(1, int(opportunities.max(initial=0)) + 1)
    survival = shares(law, np.zeros(len(ages)), ages.astype(float))
    # as long as S(t) is above a number drawn evenly, the customer takes the t-th renewal
    taken = np.searchsorted(-survival, -rng.random(len(opportunities)), side="left")
    churned = taken < opportunities
    renewals = np.where(churned, taken + 1, opportunities).astype(int)
    return pd.DataFrame({"renewals": renewals, "churned": churned})


def count_interval(
    everybody: float, expected: float, low: float, high: float, variance: float, alpha: float
) -> tuple[float, float]:
    """Prediction interval of a count of survivors, made for the rarer of staying and leaving.

    Parameters
    ----------
    everybody : float
        How many there could be.
    expected, low, high : float
        The expectation and its confidence interval.
    variance : float
        Of the count around the expectation.
    alpha : float
    """
    if expected <= everybody / 2:
        return outcome_interval(expected, low, high, variance, alpha)
    lost = everybody - expected, everybody - high, everybody - low
    fewest, most = outcome_interval(*lost, variance, alpha)
    return everybody - most, everybody - fewest
