"""Eigenvalues of correlations as chance would make them, and of what one factor leaves over."""

from __future__ import annotations

import numpy as np

from cvmlab.stats.scales.factor_models import one_factor
from cvmlab.stats.scales.item_answers import ItemAnswers
from cvmlab.stats.scales.mean_structures import Moments, fit_structures

_SHUFFLED_UP_TO = 1_000  # respondents


def after_one_factor(
    answers: ItemAnswers, values: np.ndarray, resamples: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues of what one factor leaves, and those when one factor is all there is."""
    rows, items = values.shape
    fitted = one_factor(answers, Moments.of(values))
    model = fitted.groups[0]
    left = eigenvalues(_freed(values.T @ values / rows, model.loadings[:, 0], model.own))
    chance = np.empty((resamples, items))
    root = np.linalg.cholesky(model.covariance)
    for i in range(resamples):
        covariance = root @ _spread_by_chance(items, rows, rng) @ root.T
        # The search starts where the answers' own ended: the two lie close together.
        again = fit_structures(
            fitted.cells, [Moments(rows, np.zeros(items), covariance)], fitted.parameters
        ).groups[0]
        chance[i] = eigenvalues(_freed(covariance, again.loadings[:, 0], again.own))
    return left, chance


def shuffled_correlations(values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Correlations of the answers when each item is shuffled by itself."""
    rows, items = values.shape
    if rows <= _SHUFFLED_UP_TO:
        shuffled = rng.permuted(values, axis=0)
        return shuffled.T @ shuffled / rows
    # Of so many rows correlations by chance are the same whatever the answers' distribution.
    covariance = _spread_by_chance(items, rows, rng)
    spread = np.sqrt(np.diag(covariance))
    return covariance / np.outer(spread, spread)


def _spread_by_chance(items: int, rows: int, rng: np.random.Generator) -> np.ndarray:
    """Covariances of so many rows of independent normal numbers (Bartlett 1933)."""
    half = np.tril(rng.standard_normal((items, items)), -1)
    half[np.diag_indices(items)] = np.sqrt(rng.chisquare(rows - 1 - np.arange(items)))
    return half @ half.T / rows


def _freed(covariance: np.ndarray, loading: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Correlations that a factor leaves over: the rest, in units of the items' own variance."""
    scale = np.sqrt(own)
    rest = (covariance - np.outer(loading, loading)) / np.outer(scale, scale)
    return (rest + rest.T) / 2


def eigenvalues(matrix: np.ndarray) -> np.ndarray:
    return np.linalg.eigvalsh(matrix)[::-1]
