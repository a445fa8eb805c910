"""Intervals from draws: percentiles, and quantiles of a mixture of what many refits predict."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.special import gammainc, gammaincinv

from cvmlab.btyd.fitting import Array


def percentiles(draws: Any, alpha: float) -> tuple[Array, Array]:
    """The alpha/2 and 1 - alpha/2 percentiles over the first axis.

    Between order statistics (n + 1) p, as in Davison & Hinkley (1997), "Bootstrap Methods and
    their Application", section 2.1; infinite draws are the largest of all.
    """
    if not 0.0 < alpha < 1.0:
        raise ValueError(f"alpha is one minus the confidence level, between 0 and 1; got {alpha}")
    ordered = np.sort(np.asarray(draws, dtype=float), axis=0)
    last = len(ordered) - 1
    ends = []
    for p in (alpha / 2, 1 - alpha / 2):
        place = float(np.clip((last + 2) * p - 1, 0, last))
        below, above = ordered[int(place)], ordered[min(int(place) + 1, last)]
        share = place - int(place)
        with np.errstate(invalid="ignore"):  # between two infinite draws
            between = below + share * (above - below) if share else below
        ends.append(np.where(np.isinf(below), below, between))
    return ends[0], ends[1]


def mixture_interval(mean: Array, variance: Array, alpha: float) -> tuple[float, float]:
    """Quantiles of a mixture of totals, each Gamma distributed around its expectation.

    As in ``results.outcome_interval``: right-skewed when small, Normal when large.
    """
    if not np.all(np.isfinite(mean) & np.isfinite(variance)):
        return np.nan, np.nan
    positive = (mean > 0) & (variance > 0)
    if not positive.all():  # nothing can come, or nothing is left to chance
        ends = percentiles(mean, alpha)
        return float(ends[0]), float(ends[1])
    shape, scale = mean**2 / variance, variance / mean

    def quantile(p: float) -> float:
        each = scale * gammaincinv(shape, p)
        around = float(each.min()) * (1 - 1e-6), float(each.max()) * (1 + 1e-6)
        return float(
            brentq(lambda total: np.mean(gammainc(shape, total / scale)) - p, *around, xtol=1e-9)
        )

    return quantile(alpha / 2), quantile(1 - alpha / 2)
