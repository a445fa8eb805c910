"""Three pictures of a scale: one factor, facets that correlate, a general factor beside facets."""

from __future__ import annotations

import numpy as np

from cvmlab.stats.scales.item_answers import ItemAnswers
from cvmlab.stats.scales.mean_structures import FIXED, Cells, Fitted, Moments, fit_structures

FEWEST_FACETS = 3  # with fewer, a general factor cannot be told from the facets


def one_factor(answers: ItemAnswers, moments: Moments) -> Fitted:
    """Everything the items share is one thing."""
    items = len(answers.names)
    cells = Cells(
        loadings=np.arange(items)[:, None],
        factors=np.full((1, 1), FIXED),
        own=items + np.arange(items),
    )
    return fit_structures([cells], [moments], one_factor_start(answers, moments))


def one_factor_start(answers: ItemAnswers, moments: Moments) -> np.ndarray:
    """Where the search for one factor begins."""
    return np.concatenate(_first_factor(moments.covariance))


def correlated_facets(answers: ItemAnswers, moments: Moments) -> Fitted:
    """Each facet is a thing of its own; the facets correlate as they like."""
    return fit_structures(
        [correlated_cells(answers)], [moments], correlated_start(answers, moments)
    )


def correlated_cells(answers: ItemAnswers) -> Cells:
    """Where the parameters of correlated facets stand; each facet has variance 1."""
    items, facets = len(answers.names), len(answers.facets)
    loadings = np.full((items, facets), FIXED)
    for at, facet in enumerate(answers.facets):
        places = answers.positions(facet)
        loadings[places, at] = places
    factors = np.full((facets, facets), FIXED)
    low = np.tril_indices(facets, -1)
    factors[low] = 2 * items + np.arange(len(low[0]))
    factors = np.maximum(factors, factors.T)
    return Cells(loadings, factors, items + np.arange(items))


def correlated_start(answers: ItemAnswers, moments: Moments) -> np.ndarray:
    """Where the search for correlated facets begins: each facet by itself."""
    items, facets = len(answers.names), len(answers.facets)
    start = np.empty(2 * items + facets * (facets - 1) // 2)
    score = np.empty((facets, items))
    for at, facet in enumerate(answers.facets):
        places = answers.positions(facet)
        block = moments.covariance[np.ix_(places, places)]
        start[places], start[items + np.array(places)] = _first_factor(block)
        score[at] = 0
        score[at, places] = 1
    between = score @ moments.covariance @ score.T
    spread = np.sqrt(np.diag(between))
    start[2 * items :] = (between / np.outer(spread, spread))[np.tril_indices(facets, -1)]
    return start


def general_and_facets(answers: ItemAnswers, moments: Moments) -> Fitted:
    """One thing common to all items, and beside it something of each facet (a bifactor model).

    A facet of two items carries one loading for both, a facet of one item none: more could not be
    told apart (Reise 2012, "The rediscovery of bifactor measurement models").
    """
    items = len(answers.names)
    loadings = np.full((items, 1 + len(answers.facets)), FIXED)
    loadings[:, 0] = np.arange(items)
    general, own = _first_factor(moments.covariance)
    start = [*general, *own]
    for at, facet in enumerate(answers.facets, start=1):
        places = answers.positions(facet)
        left = moments.covariance[np.ix_(places, places)] - np.outer(
            general[places], general[places]
        )
        pairs = left[np.triu_indices(len(places), 1)]
        size = np.sqrt(max(pairs.mean(), 0.02 * np.diag(left).mean())) if len(pairs) else 0.0
        if len(places) == 2:
            loadings[places, at] = len(start)
            start.append(size)
        elif len(places) > 2:
            loadings[places, at] = len(start) + np.arange(len(places))
            start += [size] * len(places)
    cells = Cells(
        loadings=loadings,
        factors=np.full((loadings.shape[1],) * 2, FIXED),
        own=items + np.arange(items),
    )
    return fit_structures([cells], [moments], np.array(start))


def _first_factor(covariance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Loadings and own variances of one factor, as a start: the leading component, shortened."""
    spread = np.sqrt(np.diag(covariance))
    values, vectors = np.linalg.eigh(covariance / np.outer(spread, spread))
    items = len(spread)
    size = np.sqrt(max(values[-1] - 1, 0.1 * items) / max(items - 1, 1))
    loading = np.clip(vectors[:, -1] * np.sqrt(items), -1.3, 1.3) * min(size, 0.85)
    loading *= np.sign(loading.sum()) or 1.0
    loading = np.clip(loading, -0.9, 0.9)
    return loading * spread, (1 - loading**2) * spread**2
