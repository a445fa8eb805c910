"""The chances to give up and to stay away, and what they would be without some frictions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cvmlab.insight.lost.logit_cells import chances, design_of, fit_logit


def expected_losses(
    counts: np.ndarray,
    cells: pd.DataFrame,
    frictions: tuple[str, ...],
    held: tuple[str, ...],
    counted: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """What would be lost if only some frictions were left, for each sample and set of frictions.

    Parameters
    ----------
    counts : numpy.ndarray of shape (samples, cells, 3)
        How many of each cell bought, came back and were lost; the first sample is the log.
    cells : pandas.DataFrame
        What each cell met, and what stands beside it.
    frictions, held : tuple of str
        Columns.
    counted : numpy.ndarray of bool
        Which cells' losses are counted.

    Returns
    -------
    left : numpy.ndarray of shape (samples, sets)
        Expected losses; set number s holds friction j if bit j of s is one.
    adjusted : numpy.ndarray of shape (samples, frictions)
        By how much meeting a friction raised the share that gives up, for those who met it.
    """
    design = design_of(cells, frictions, held)
    number, gave_up, lost = counts.sum(axis=2), counts[:, :, 1:].sum(axis=2), counts[:, :, 2]
    leave = fit_logit(design, number, gave_up)
    away = fit_logit(design, gave_up, lost)
    weight = number * counted
    left = np.empty((len(counts), 2 ** len(frictions)))
    met = design[:, 1 : 1 + len(frictions)].copy()
    now = chances(design, leave)
    adjusted = np.full((len(counts), len(frictions)), np.nan)
    for one in range(left.shape[1]):
        kept = [one >> place & 1 for place in range(len(frictions))]
        fewer = design.copy()
        fewer[:, 1 : 1 + len(frictions)] = met * kept
        there = chances(fewer, leave)
        left[:, one] = (weight * there * chances(fewer, away)).sum(axis=1)
        if sum(kept) == len(frictions) - 1:  # one friction gone
            gone = kept.index(0)
            theirs = weight * met[:, gone]
            size = np.maximum(theirs.sum(axis=1), 1)
            adjusted[:, gone] = (theirs * (now - there)).sum(axis=1) / size
    return left, adjusted


def crude(
    rows: pd.DataFrame, frictions: tuple[str, ...], chosen: np.ndarray
) -> dict[str, list[float]]:
    """Who met each friction, and the shares that gave up with and without it, nothing held."""
    gave_up = rows["gave_up"].to_numpy()[chosen]
    found: dict[str, list[float]] = {"met": [], "gave_up": [], "otherwise": [], "crude": []}
    for name in frictions:
        met = rows[name].to_numpy()[chosen]
        share, other = (float(gave_up[who].mean()) if who.any() else np.nan for who in (met, ~met))
        for column, value in zip(found, (int(met.sum()), share, other, share - other), strict=True):
            found[column].append(value)
    return found
