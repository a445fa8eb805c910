"""How much of a mark is chance: what the items of one part do not share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cvmlab.value_for.brands.brand_views_result import BrandViews

PARTS = ("product", "service")


def item_noise(
    views: BrandViews, usable: np.ndarray, code: np.ndarray, respondents: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Squares of what items of one part do not share, their freedom, and where it tells.

    Parameters
    ----------
    views : BrandViews
        With the answers to each item.
    usable : numpy.ndarray of shape (rows,)
        Which rows are weighed.
    code : numpy.ndarray of shape (usable rows,)
        Whose they are.
    respondents : int
        How many there are.

    Returns
    -------
    noise, freedom, exposure : numpy.ndarray of shape (respondents, 2)
        Product and service. Noise over freedom is the variance of a single answer around the
        part; exposure is what a variance of 1 adds to the squares of the part's mean, each brand
        less the respondent's own mean.
    """
    brand = views.rows["brand"].to_numpy()
    sums = []
    for part in PARTS:
        columns = [item.column for item in views.items if item.part == part]
        answers = views.answers[columns].reset_index(drop=True)
        # Good at freshness and poor in range is a brand's profile, not chance.
        profile = answers.groupby(brand).transform("mean")
        own = (answers - profile)[usable]
        around = own.sub(own.mean(axis=1), axis=0).to_numpy(dtype=float)
        answered = np.isfinite(around).sum(axis=1)
        freedom = np.maximum(answered - 1, 0).astype(float)
        # The profile's own means use up freedom: items less one for each brand.
        spent = (len(columns) - 1) * len(np.unique(brand[usable]))
        freedom *= max(1 - spent / max(freedom.sum(), 1), 0)
        brands = np.bincount(code, minlength=respondents)[code]
        exposure = (1 - 1 / brands) / np.maximum(answered, 1)
        squares = np.nansum(around**2, axis=1)
        sums.append([sums_by(code, each, respondents) for each in (squares, freedom, exposure)])
    noise, freedom, exposure = (np.column_stack(pair) for pair in zip(*sums, strict=True))
    return noise, freedom, exposure


def sums_by(code: np.ndarray, values: np.ndarray, groups: int) -> np.ndarray:
    """Sums of rows that belong together."""
    summed = np.zeros((groups, *values.shape[1:]))
    np.add.at(summed, code, values)
    return summed
