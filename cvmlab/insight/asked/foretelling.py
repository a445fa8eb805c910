"""Foretelling who does something, for customers not seen, and scoring it.

The customers are cut into parts; each part is foretold by a logistic regression fitted to the other
parts. The area under the curve compares customers of the same part only: across parts a useless
forecast would seem worse than a coin, because leaving out those who stay lowers what is foretold
for them (Parker, Günter and Bedo 2007, "Stratification bias in low signal microarray studies").
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_RIDGE = 1.0  # prior precision of a standardised slope: harmless in hundreds, a guard in tens
_STEPS = 50


def area_under_curve(
    forecast: Sequence[float] | pd.Series | Floats, happened: Sequence[bool] | Floats
) -> float:
    """How often somebody who did it was ranked above somebody who did not; ties count half.

    Parameters
    ----------
    forecast : array-like of float
        Any score: higher means more likely.
    happened : array-like of bool
        Whether it happened.

    Examples
    --------
    >>> area_under_curve([0.9, 0.4, 0.4, 0.1], [True, True, False, False])
    0.875
    """
    scores, yes = np.asarray(forecast, dtype=float), np.asarray(happened, dtype=bool)
    right, pairs = _pairs(scores, yes, np.ones((1, scores.size)))
    return float(right[0] / pairs[0])


def _pairs(scores: Floats, yes: NDArray[np.bool_], weights: Floats) -> tuple[Floats, Floats]:
    """How many pairs are ranked rightly, and how many there are, for each row of weights."""
    values, place = np.unique(scores, return_inverse=True)
    order = np.argsort(place, kind="stable")
    starts = np.searchsorted(place[order], np.arange(len(values)))
    ups = np.add.reduceat((weights * yes)[:, order], starts, axis=1)
    downs = np.add.reduceat((weights * ~yes)[:, order], starts, axis=1)
    below = np.cumsum(downs, axis=1) - downs / 2
    return (ups * below).sum(axis=1), ups.sum(axis=1) * downs.sum(axis=1)


def area_within(
    told: pd.Series, happened: Floats, fold: NDArray[np.int64], weights: Floats | None = None
) -> Any:
    """The area under the curve over all pairs of the same fold."""
    weights = np.ones((1, len(told))) if weights is None else weights
    scores, yes = told.to_numpy(), happened.astype(bool)
    parts = [fold == part for part in np.unique(fold)]
    counted = [_pairs(scores[part], yes[part], weights[:, part]) for part in parts]
    right, pairs = (np.sum(side, axis=0) for side in zip(*counted, strict=True))
    areas = right / pairs
    return float(areas[0]) if len(areas) == 1 else areas


def resampled_areas(
    told: pd.DataFrame,
    happened: Floats,
    fold: NDArray[np.int64],
    resamples: int,
    rng: np.random.Generator,
) -> dict[str, Floats]:
    """Areas under the curve in bootstrap samples of customers, the same ones for each forecast."""
    size = len(happened)
    weights = rng.multinomial(size, np.full(size, 1 / size), size=resamples).astype(float)
    return {
        name: area_within(told[name], happened, fold, weights)
        for name in told
        if told[name].nunique() > 1
    }


def foretold(x: Floats, happened: Floats, fold: NDArray[np.int64]) -> Floats:
    """Each customer's probability, from a fit to the customers of the other folds."""
    told = np.empty(len(happened))
    for part in np.unique(fold):
        seen = fold != part
        slopes = _fit(x[seen], happened[seen])
        told[~seen] = _logistic(slopes[0] + x[~seen] @ slopes[1:])
    return told


def _fit(x: Floats, happened: Floats) -> Floats:
    """Constant and slopes of a logistic regression with a weak ridge, by Newton's method."""
    design = np.column_stack([np.ones(len(x)), x])
    ridge = np.diag([0.0] + [_RIDGE] * x.shape[1])
    slopes = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        p = _logistic(design @ slopes)
        slope = design.T @ (happened - p) - ridge @ slopes
        bend = (design * (p * (1 - p))[:, None]).T @ design + ridge
        step = np.linalg.solve(bend, slope)
        slopes = slopes + step
        if np.abs(step).max() < 1e-8:
            break
    return slopes


def standard_columns(frame: pd.DataFrame, logs: bool) -> Floats:
    """Standardised numbers and indicators; the outcome plays no part in it."""
    parts = []
    for name in frame:
        values = frame[name]
        if pd.api.types.is_bool_dtype(values) or pd.api.types.is_numeric_dtype(values):
            x = values.to_numpy(dtype=float)
            parts.append(np.log1p(x) if logs and x.min() >= 0 else x)
        else:
            kinds = sorted(values.astype(str).unique())[1:]
            parts += [(values.astype(str) == kind).to_numpy(dtype=float) for kind in kinds]
    if not parts:
        return np.empty((len(frame), 0))
    x = np.column_stack(parts)
    spread = x.std(axis=0)
    return np.asarray((x - x.mean(axis=0)) / np.where(spread > 0, spread, 1))


def cut_into_folds(happened: Floats, folds: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """The fold of each customer; each fold has about the same share of the outcome."""
    order = rng.permutation(len(happened))
    order = order[np.argsort(happened[order], kind="stable")]
    fold = np.empty(len(happened), dtype=np.int64)
    fold[order] = np.arange(len(happened)) % folds
    return fold


def _logistic(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -35, 35))))
