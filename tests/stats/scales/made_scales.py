"""Answers made of a general factor, facets and chance, with their truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import ndtr

LOADINGS = np.array([0.78, 0.74, 0.70, 0.66])
FACET = 0.35


def made_answers(
    rng: np.random.Generator,
    people: int,
    *,
    facets: int = 5,
    general: float = 1.0,
    facet: float = FACET,
    centre: float = 4.2,
    spread: float = 1.25,
    steps: bool = True,
    felt: np.ndarray | None = None,
) -> tuple[pd.DataFrame, np.ndarray]:
    """Items of facets of four, on a scale from 1 to 7, and everybody's true score of 0 to 100.

    Parameters
    ----------
    general : float
        By how much the loadings on the general factor are multiplied.
    facet : float
        The loading on the facet.
    steps : bool
        Rounded and cut off, or as they are.
    """
    common = rng.standard_normal((people, 1)) if felt is None else felt
    own = rng.standard_normal((people, facets)).repeat(4, axis=1)
    loading = general * np.tile(LOADINGS, facets)
    chance = np.sqrt(1 - loading**2 - facet**2)
    middle = centre + spread * (loading * common + facet * own)
    noise = rng.standard_normal(middle.shape)
    values = middle + spread * chance * noise
    if steps:
        values = np.clip(np.rint(values), 1, 7)
    cuts = np.arange(1, 7) + 0.5
    expected = sum(1 - ndtr((cut - middle) / (spread * chance)) for cut in cuts)
    names = [f"facet{f}_{i}" for f in "abcdefghij"[:facets] for i in (1, 2, 3, 4)]
    return pd.DataFrame(values, columns=names), 100 * expected.mean(axis=1) / 6


def true_omegas(facets: int = 5, general: float = 1.0, facet: float = FACET) -> tuple[float, float]:
    """Omega total and omega hierarchical of such items without steps."""
    loading = general * np.tile(LOADINGS, facets)
    common, beside = loading.sum() ** 2, facets * (4 * facet) ** 2
    total = common + beside + (1 - loading**2 - facet**2).sum()
    return (common + beside) / total, common / total
