"""Purchases between two moments, with the variance of their number.

Expectations of a period are differences. Variances are not: who buys in one period is likely to
buy in the next, so the number N of purchases in (a, b] needs its own second moment,

    Var N = E[N] + E[N (N - 1)] - E[N]^2.

In all these models a pair of purchases at u < v has a density g(v) that does not depend on u: the
customer buys at a steady rate, and has to be active still at v. Up to h there are P(h) pairs,
twice the integral of v g(v), which a ``Forecast`` knows, and within (a, b]

    E[N (N - 1)] = 2 * integral from a to b of (v - a) g(v) dv
                 = P(b) - P(a) - a (A(b) - A(a)),     A(h) = integral of dP(v) / v.

Where a model counts opportunities, the integral is a sum, a pair with its later purchase at the
i-th counting 1 / (i - 1).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from scipy.interpolate import CubicSpline

from cvmlab.btyd.fitting import Array, weighted_sum
from cvmlab.btyd.forecasting import Forecast
from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.btyd.totals import Estimate, Sums

FEWEST = 16  # moments at which P is looked at
Path = tuple[list[Estimate], list[Estimate]]  # purchases so far, and since the moment before


def from_the_start(
    fit: LatentAttritionResults, known_for: Array, weight: Array, alpha: float
) -> Path:
    """Repeat purchases of customers who joined at different times.

    Parameters
    ----------
    known_for : array of shape (moments, groups)
        For how long each group of customers has been known at each moment.
    weight : array of shape (groups,)
        Customers in each.
    alpha : float
        One minus the level of the intervals.
    """
    spans = _looked_at(fit, np.unique(known_for))
    ahead = fit.newcomers(spans)
    end = np.searchsorted(spans, known_for)
    start = np.vstack([np.zeros_like(end[:1]), end[:-1]])
    (first, last), place = np.unique([start.ravel(), end.ravel()], axis=1, return_inverse=True)
    value = ahead.expected[last] - ahead.expected[first]
    slope = _gradient(ahead)[last] - _gradient(ahead)[first]
    own = ahead.own[last] - ahead.own[first]
    pairs = _pairs_within(fit, spans, ahead.pairs, first, last)
    steps = Sums(value, slope, fit.slope_cov, np.maximum(own + pairs - value**2, 0.0))
    so_far = fit.sums(ahead)
    return (
        [so_far.total(row, alpha) for row in _weights(end, weight, len(spans))],
        [steps.total(row, alpha) for row in _weights(place.reshape(end.shape), weight, len(first))],
    )


def after_calibration(fit: LatentAttritionResults, clock: Array, alpha: float) -> Path:
    """Purchases of the customers of the fit by each moment after the end of calibration."""
    patterns, weight = fit.patterns, fit.patterns.weight
    moments = _looked_at(fit, clock)
    pairs, so_far, steps = np.zeros(len(moments)), [], []
    before = fit.forecast(patterns, 0.0)
    for place, moment in enumerate(moments):
        ahead = fit.forecast(patterns, moment)
        pairs[place] = weighted_sum(weight, ahead.pairs)
        if moment in clock:
            so_far.append(fit.sums(ahead).total(weight, alpha))
            gained = ahead.expected - before.expected
            slope = weighted_sum(weight, _gradient(ahead) - _gradient(before))
            alone = weighted_sum(weight, ahead.own - before.own - gained**2)
            steps.append((place, weighted_sum(weight, gained), slope, alone))
            before = ahead
    last = np.array([step[0] for step in steps])
    value, slope, alone = (np.array([step[i] for step in steps]) for i in (1, 2, 3))
    within = _pairs_within(fit, moments, pairs, np.append(0, last[:-1]), last)
    sums = Sums(value, slope, fit.slope_cov, np.maximum(alone + within, 0.0))
    return so_far, [sums.total(row, alpha) for row in np.eye(len(steps))]


def _looked_at(fit: LatentAttritionResults, moments: Array) -> Array:
    """Moments at which pairs have to be known: 0, those given, and where they are few, more."""
    if fit.model_class.counts_opportunities:
        return np.arange(moments[-1] + 1.0)
    given = moments[moments > 0]
    between = max(1, -(-FEWEST // max(len(given), 1)))
    growth = (given[1:] / given[:-1])[:, None] ** (np.arange(between) / between)
    return np.concatenate([[0.0], (given[:-1, None] * growth).ravel(), given[-1:]])


def _pairs_within(
    fit: LatentAttritionResults,
    moments: Array,
    pairs: Array,
    start: np.ndarray,
    end: np.ndarray,
) -> Array:
    """E[N (N - 1)] between moments, given by their places, from pairs up to each."""
    by_time, later = np.zeros(len(moments)), moments[1:]  # A of the module's docstring
    if fit.model_class.counts_opportunities:
        by_time[1:] = np.cumsum(np.diff(pairs) / np.maximum(later - 1.0, 1.0))
    elif len(later) > 1:  # by parts, as P(v) / v^2 hardly bends
        bend = CubicSpline(later, pairs[1:] / later**2).antiderivative()
        by_time[1:] = pairs[1:] / later + bend(later)
    return pairs[end] - pairs[start] - moments[start] * (by_time[end] - by_time[start])


def _gradient(ahead: Forecast) -> Array:
    return ahead.expected[:, None] * ahead.slope


def _weights(place: np.ndarray, weight: Array, size: int) -> Iterable[Array]:
    """For each moment, how many customers are at each place."""
    return (np.bincount(row, weight, size).astype(float) for row in place)
