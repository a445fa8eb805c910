"""The same survey with other people in it: respondents drawn again, whole, with all their views."""

from __future__ import annotations

import numpy as np

from cvmlab.value_for.brands.brand_views_result import MEASURES, BrandViews


def respondent_draws(views: BrandViews, resamples: int = 1_000, seed: int = 0) -> np.ndarray:
    """How often each respondent stands in each resample.

    Parameters
    ----------
    views : BrandViews
        What people think.
    resamples : int
        How often to draw; a market typed in by hand is never drawn.
    seed : int
        Makes the draws reproducible.

    Returns
    -------
    array of shape (1 + resamples, respondents)
        The first row is all ones: the people as they are, so that the estimate and its resamples
        go through the same formula.

    Notes
    -----
    The bootstrap of whole clusters (Davison and Hinkley 1997, "Bootstrap methods and their
    application", section 3.8): the views of one respondent share a way of answering.
    """
    people = views.respondents
    counts = np.ones((1 + (resamples if views.asked else 0), people))
    rng = np.random.default_rng(seed)
    for row in counts[1:]:
        row[:] = np.bincount(rng.integers(0, people, people), minlength=people)
    return counts


def brand_means(views: BrandViews, counts: np.ndarray) -> np.ndarray:
    """The mean of each brand's marks, price and hassle in each resample.

    Parameters
    ----------
    views : BrandViews
        What people think.
    counts : array of shape (draws, respondents)
        From :func:`respondent_draws`.

    Returns
    -------
    array of shape (draws, brands, 4)
        In the order of ``views.brands`` and of product, service, price, hassle; NaN where nobody
        who rated the brand was drawn.
    """
    brands = len(views.brands)
    place = views.respondent_codes * brands + views.brand_codes
    values = views.rows[list(MEASURES)].to_numpy(dtype=float)
    columns = np.zeros((len(MEASURES) + 1, views.respondents * brands))
    columns[0, place] = 1.0  # each respondent rates each brand once
    columns[1:, place] = values.T
    sums = counts @ columns.reshape(len(MEASURES) + 1, views.respondents, brands)
    with np.errstate(invalid="ignore"):
        return np.moveaxis(sums[1:] / sums[0], 0, -1)


def ends(drawn: np.ndarray, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """The interval of each number, from its resamples.

    Parameters
    ----------
    drawn : array of shape (1 + resamples, …)
        Estimate first, as everything here is; NaN where a number could not be computed.
    level : float
        Confidence level.

    Returns
    -------
    low, high : arrays of shape (…)
        NaN where there are no resamples.

    Examples
    --------
    >>> low, high = ends(np.arange(102.0) - 1, 0.9)
    >>> round(float(low), 1), round(float(high), 1)
    (5.0, 95.0)
    """
    resampled = drawn[1:]
    known = np.isfinite(resampled).any(axis=0) if len(resampled) else np.zeros(drawn.shape[1:])
    tail = (1 - level) / 2
    if not np.all(known):
        if not np.any(known):
            return np.full(drawn.shape[1:], np.nan), np.full(drawn.shape[1:], np.nan)
        resampled = np.where(known, resampled, 0.0)
    low, high = np.nanquantile(resampled, [tail, 1 - tail], axis=0)
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def chances_first(drawn: np.ndarray) -> np.ndarray:
    """In which share of the resamples each brand gives most.

    Parameters
    ----------
    drawn : array of shape (1 + resamples, brands)
        Estimate first; NaN for a brand that is left out.

    Returns
    -------
    array of shape (brands,)
        NaN without resamples.

    Examples
    --------
    >>> chances_first(np.array([[1.0, 2], [3, 2], [1, 2], [1, np.nan], [0, 2]]))
    array([0.5, 0.5])
    """
    resampled = drawn[1:]
    if not len(resampled):
        return np.full(drawn.shape[1], np.nan)
    known = np.where(np.isfinite(resampled), resampled, -np.inf)
    return np.bincount(known.argmax(axis=1), minlength=drawn.shape[1]) / len(resampled)


def standard_errors(drawn: np.ndarray) -> np.ndarray:
    """Standard errors of the columns from their resamples; NaN where there are too few."""
    errors = np.full(drawn.shape[1], np.nan)
    known = np.isfinite(drawn[1:]).sum(axis=0) > 1
    errors[known] = np.nanstd(drawn[1:, known], axis=0, ddof=1)
    return errors
