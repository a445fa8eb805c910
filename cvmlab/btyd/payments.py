"""Payments that come at each renewal until a customer is lost, in today's money.

The j-th payment to come is made by those who are still customers then, S(k + j) / S(k) of those
who have taken k renewals. Discounted by a factor v per period, and the first of them due in w
periods, they are worth v^w sum_j v^(j - 1) S(k + j) / S(k).

Source: Fader & Hardie (2010), "Customer-Base Valuation in a Contractual Setting: The Perils of
Ignoring Heterogeneity", Marketing Science 29(1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cvmlab.btyd.fitting import Array, weighted_sum
from cvmlab.btyd.forecasting import with_edges
from cvmlab.btyd.results import positive_interval

COMPOUNDING = ("effective", "continuous")
LEAST = 1e-5  # discount per period below which an endless sum would be too long
TINY = 40.0  # what is discounted by more than exp(-40) no longer counts


@dataclass(frozen=True, eq=False)
class Payments:
    """Discounted payments of one unit each, of each pattern of customers.

    Attributes
    ----------
    value : array of shape (n,)
        Expectations.
    slope : array of shape (n, number of parameters)
        Gradients of their logarithms in log-parameters (and towards the edges of a ridge).
    variance : array of shape (n,)
        Of the payments themselves, parameters taken as known.
    low, high : arrays of shape (n,)
        Between which the payments themselves will lie.
    """

    value: Array
    slope: Array
    variance: Array
    low: Array
    high: Array

    def interval(self, error: Array, alpha: float) -> tuple[Array, Array]:
        """Confidence interval of the expectation, given the standard errors of its logarithm."""
        return positive_interval(self.value, error, alpha)

    def to_rows(self, inverse: np.ndarray) -> Payments:
        """One entry a pattern -> one entry a row."""
        parts = (self.value, self.slope, self.variance, self.low, self.high)
        return Payments(*(part[inverse] for part in parts))


def per_period(discount_rate: float, compounding: str) -> float:
    """The logarithm of the discount per period: log(1 + rate), or a continuous rate itself."""
    if compounding not in COMPOUNDING:
        raise ValueError(f"compounding is effective or continuous; got {compounding!r}")
    if not 0 <= discount_rate < 100:
        raise ValueError(f"a discount rate is a share per period, such as 0.1; got {discount_rate}")
    return float(np.log1p(discount_rate) if compounding == "effective" else discount_rate)


def payment_weights(force: float, horizon: int | None) -> Array:
    """v^0, v^1, ... with v = exp(-force): for ``horizon`` payments, or until they do not count."""
    if horizon is None and force < LEAST:
        text = f"a discount rate below {LEAST:g} per period needs a horizon: give a number of"
        raise ValueError(f"{text} payments")
    if horizon is not None and not (horizon >= 1 and float(horizon).is_integer()):
        raise ValueError(f"the horizon is a whole number of payments, at least 1; got {horizon}")
    last = int(np.ceil((TINY - np.log(force)) / force)) if horizon is None else int(horizon)
    return np.exp(-force * np.arange(last))


def payments(law: Any, edges: Sequence[Any], kept: Array, weight: Array, alpha: float) -> Payments:
    """Discounted payments of customers who have taken ``kept`` renewals and are still there.

    Parameters
    ----------
    law : law of chances
        Of churning at a renewal.
    edges : sequence of laws
        Others the data still allow (see ``ridges``).
    kept : array of whole numbers, shape (n,)
    weight : array
        What the first, second, ... payment to come is worth.
    alpha : float
        One minus the level of the intervals.
    """
    levels, back = np.unique(np.asarray(kept).astype(int), return_inverse=True)
    ages = np.arange(int(levels.max(initial=0)) + len(weight) + 1)
    log_survival, slope = _survival(law, ages)
    worth = np.cumsum(weight)  # of a customer who makes so many payments
    square = np.diff(worth**2, prepend=0.0)
    value, variance = np.empty(len(levels)), np.empty(len(levels))
    counts, gradient = np.empty((2, len(levels)), int), np.empty((len(levels), slope.shape[1]))
    for i, k in enumerate(levels):
        ahead = slice(k + 1, k + 1 + len(weight))
        share = np.exp(log_survival[ahead] - log_survival[k])
        value[i] = weighted_sum(weight, share)
        gradient[i] = weighted_sum(weight * share, slope[ahead] - slope[k]) / value[i]
        variance[i] = max(float(weighted_sum(square, share)) - value[i] ** 2, 0.0)
        counts[:, i] = np.sum(share > 1 - alpha / 2), np.sum(share > alpha / 2)
    others = []
    for edge in edges:
        log_edge, _ = _survival(edge, ages)
        there = (np.exp(log_edge[k + 1 : k + 1 + len(weight)] - log_edge[k]) for k in levels)
        others.append(np.array([weighted_sum(weight, share) for share in there]))
    low, high = np.append(0.0, worth)[counts]
    known = Payments(value, with_edges(gradient, value, others), variance, low, high)
    return known.to_rows(back)


def _survival(law: Any, ages: np.ndarray) -> tuple[Array, Array]:
    """log S(t) at ages 0, 1, ..., and its gradient in log-parameters."""
    zero = np.zeros(len(ages))
    return law.log_moment(zero, ages), np.stack(law.derivatives(zero, ages)[0], axis=1)
