"""The three models of several waves: same items, same loadings, same loadings and intercepts."""

from __future__ import annotations

import numpy as np

from cvmlab.stats.scales.factor_models import correlated_cells, correlated_start, one_factor_start
from cvmlab.stats.scales.item_answers import ItemAnswers
from cvmlab.stats.scales.mean_structures import FIXED, Cells, Moments

STEPS = ("configural", "metric", "scalar")


def wave_start(answers: ItemAnswers, moments: list[Moments]) -> list[np.ndarray]:
    """Each wave by itself, as a first guess."""
    start = correlated_start if answers.facets else one_factor_start
    return [start(answers, seen) for seen in moments]


def wave_cells(
    answers: ItemAnswers, moments: list[Moments], step: str, start: list[np.ndarray]
) -> tuple[list[Cells], np.ndarray]:
    """Which parameters stand where in every wave, and a first guess of them.

    The first wave's factors have mean 0 and variance 1. Where loadings are equal, the other waves'
    variances are free; where intercepts are equal too, so are their means.
    """
    items = len(answers.names)
    pattern = correlated_cells(answers) if answers.facets else _one_factor_cells(items)
    facets = len(pattern.factors)
    pairs = np.tril_indices(facets, -1)
    values: list[float] = []

    def new(guess: np.ndarray) -> np.ndarray:
        numbers = len(values) + np.arange(len(guess))
        values.extend(np.asarray(guess, dtype=float))
        return numbers

    cells: list[Cells] = []
    for group, (seen, guess) in enumerate(zip(moments, start, strict=True)):
        first = cells[0] if cells else None
        loadings = np.full((items, facets), FIXED)
        if first is None or step == "configural":
            loadings[np.nonzero(pattern.loadings != FIXED)] = new(guess[:items])
        else:
            loadings = first.loadings
        own = new(guess[items : 2 * items])
        factors = np.full((facets, facets), FIXED)
        factors[pairs] = new(guess[2 * items :])
        factors = np.maximum(factors, factors.T)
        if group and step != "configural":
            np.fill_diagonal(factors, new(np.ones(facets)))
        means = np.full(facets, FIXED)
        if first is not None and step == "scalar":
            intercepts = first.intercepts
            means = new(np.zeros(facets))
        else:
            intercepts = new(seen.mean)
        cells.append(Cells(loadings, factors, own, intercepts, means))
    return cells, np.array(values)


def _one_factor_cells(items: int) -> Cells:
    return Cells(
        loadings=np.arange(items)[:, None],
        factors=np.full((1, 1), FIXED),
        own=items + np.arange(items),
    )
