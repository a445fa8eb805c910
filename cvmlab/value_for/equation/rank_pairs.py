"""Pairs of brands: which order holds in every reading of the answers, and which turns."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from cvmlab.value_for.equation.readings import Reading

HOLDS, PERHAPS, TURNS = "holds in every reading", "may be chance", "turns"


def surely(level: float) -> float:
    """In which share of the resamples an order must stand to be more than chance.

    Examples
    --------
    >>> round(surely(0.95), 3)
    0.975
    """
    return (1 + level) / 2


def pairs_of(
    brands: tuple[str, ...], readings: list[Reading], level: float
) -> tuple[pd.DataFrame, float]:
    """Every pair of brands: whether one is ahead in all readings, and how surely.

    Parameters
    ----------
    brands : tuple of str
        All brands.
    readings : list of Reading
        Their values in each; the difference in money comes last and breaks ties.
    level : float
        Confidence level.

    Returns
    -------
    pairs : pandas.DataFrame
        ``ahead, behind, verdict, readings_ahead, readings, chance``; what holds comes first.
    together : float
        The share of resamples in which every pair that holds, holds in all readings.
    """
    resampled = len(readings[0].values) > 1
    rows, at_once = [], []
    for a, b in combinations(range(len(brands)), 2):
        gaps = np.stack([each.values[:, a] - each.values[:, b] for each in readings])
        gaps = gaps[np.isfinite(gaps[:, 0])]  # readings in which both brands stand
        lead = np.sign(gaps[:, 0]).sum() or np.sign(gaps[-1, 0])
        first, second = (a, b) if lead > 0 else (b, a)
        ahead = gaps > 0 if lead > 0 else gaps < 0
        everywhere = ahead[:, 1:].all(axis=0)
        chance = float(everywhere.mean()) if resampled else float("nan")
        leads = int(ahead[:, 0].sum())
        if leads < len(gaps):
            verdict = TURNS
        elif resampled and chance < surely(level):
            verdict = PERHAPS
        else:
            verdict = HOLDS
            at_once.append(everywhere)
        rows.append((brands[first], brands[second], verdict, leads, len(gaps), chance))
    rows.sort(key=lambda row: (HOLDS, PERHAPS, TURNS).index(row[2]))
    columns = ["ahead", "behind", "verdict", "readings_ahead", "readings", "chance"]
    together = float(np.all(at_once, axis=0).mean()) if at_once and resampled else float("nan")
    return pd.DataFrame(rows, columns=columns), together
