"""From one wave to the next: how the mean moved, and how the people who answered twice moved."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from cvmlab.stats.scales.weighted_means import weighted_mean


def by_customer(
    values: np.ndarray, who: np.ndarray, when: np.ndarray, waves: Sequence[Any]
) -> np.ndarray:
    """Answers as a table of customers by waves, empty where a customer did not answer.

    Parameters
    ----------
    values : array of (answers,)
    who : integer array of (answers,)
        The customer's number, from 0.
    when : array of (answers,)
        The wave.
    waves : sequence
        The waves, in order.
    """
    table = np.full((int(who.max()) + 1, len(waves)), np.nan)
    for at, wave in enumerate(waves):
        here = when == wave
        table[who[here], at] = values[here]
    return table


def changes(
    scores: np.ndarray, weights: np.ndarray, waves: Sequence[Any], level: float
) -> pd.DataFrame:
    """The change from each wave to the next, of the whole and of those who answered both times.

    Parameters
    ----------
    scores, weights : array of (customers, waves)
        Empty where a customer did not answer.
    waves : sequence
        The waves, in order.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    pandas.DataFrame
        ``before, after, change, low, high, both, same, same_low, same_high``, and where those who
        answered both times stood: ``stood, stood_low, stood_high`` before, ``stand, stand_low,
        stand_high`` after.

    Notes
    -----
    The error of the change is that of the customers' pulls, w(x − m)/Σw after less before: a
    customer who answered both times is one person, and not two.
    """
    reach = float(ndtri(0.5 + level / 2))
    lines = []
    for at, (before, after) in enumerate(pairwise(waves)):
        means, pulls = [], []
        for column in (at, at + 1):
            score, weight = scores[:, column], weights[:, column]
            there = np.isfinite(score)
            share = np.where(there, weight, 0.0) / weight[there].sum()
            mean = float((share[there] * score[there]).sum())
            means.append(mean)
            pulls.append(np.where(there, share * (score - mean), 0.0))
        answered = np.isfinite(scores[:, at : at + 2])
        people = int(answered.any(axis=1).sum())
        error = float(np.sqrt(((pulls[1] - pulls[0]) ** 2).sum() * people / (people - 1)))
        both = answered.all(axis=1)
        same = weighted_mean(scores[both, at + 1] - scores[both, at], level=level)
        stood, stand = (weighted_mean(scores[both, at + one], level=level) for one in (0, 1))
        change = means[1] - means[0]
        lines.append(
            {
                "before": before,
                "after": after,
                "change": change,
                "low": change - reach * error,
                "high": change + reach * error,
                "both": int(both.sum()),
                "same": same.mean,
                "same_low": same.low,
                "same_high": same.high,
                "stood": stood.mean,
                "stood_low": stood.low,
                "stood_high": stood.high,
                "stand": stand.mean,
                "stand_low": stand.low,
                "stand_high": stand.high,
            }
        )
    return pd.DataFrame(lines)
