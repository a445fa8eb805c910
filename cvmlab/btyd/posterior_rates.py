"""How often each customer buys and how easily they leave, judged by what they did.

A customer's own rate is never seen. What is known of it after frequency x, recency t and age T is
a law with the mean

    E[rate | x, t, T] = E[rate] L*(x, t, T) / L(x, t, T),

L being the model's likelihood and L* the same with the law of that rate weighted by the rate
itself: Gamma(shape + 1, rate) in place of Gamma(shape, rate), Beta(a + 1, b) in place of
Beta(a, b). Both cases, still active and gone, are in it. For the BG/BB this is the posterior mean
of Fader, Hardie & Shang (2010), "Customer-Base Analysis in a Discrete-Time Noncontractual
Setting", Marketing Science 29(6).
"""

from __future__ import annotations

from dataclasses import astuple
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.forecasting import with_edges
from cvmlab.btyd.heterogeneity import differs, is_chance
from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.btyd.laws import Law, Pair
from cvmlab.btyd.patterns import Patterns, as_patterns
from cvmlab.btyd.results import positive_interval, share_interval
from cvmlab.btyd.terms import Terms

SIDES = ("purchase", "dropout")


def posterior_rates(
    fit: LatentAttritionResults, customers: Any = None, *, alpha: float = 0.05
) -> pd.DataFrame:
    """Each customer's mean purchase rate while active and dropout rate, given what they did.

    Parameters
    ----------
    fit : LatentAttritionResults
    customers : optional
        By default those of the fit.
    alpha : float
        One minus the level of the intervals.

    Returns
    -------
    DataFrame
        purchase_rate and dropout_rate (per unit of time), or purchase_chance (per opportunity)
        and dropout_chance (per opportunity or purchase) where the model has chances; for each the
        confidence interval of the mean, ending in ``_ci_low`` and ``_ci_high``. In a limit model
        everybody has the common rate.
    """
    patterns = fit.patterns
    if customers is not None:
        patterns = as_patterns(customers, whole_time=fit.model_class.counts_opportunities)
    mean, slope = _means(fit, fit.pair, patterns)
    others = [_means(fit, pair, patterns)[0] for pair in fit.edges]
    columns: dict[str, Array] = {}
    for i, side in enumerate(SIDES):
        chance = is_chance(fit.pair[i])
        name = f"{side}_{'chance' if chance else 'rate'}"
        moves = with_edges(slope[i], mean[i], [other[i] for other in others])
        interval = share_interval if chance else positive_interval
        low, high = interval(mean[i], fit.standard_error(moves), alpha)
        columns |= {name: mean[i], f"{name}_ci_low": low, f"{name}_ci_high": high}
    rows = {name: patterns.to_rows(values) for name, values in columns.items()}
    return pd.DataFrame(rows, index=patterns.index)


def _means(
    fit: LatentAttritionResults, pair: Pair, patterns: Patterns
) -> tuple[list[Array], list[Array]]:
    """The two posterior means of each pattern, and the gradients of their logarithms."""
    plain = fit.model_class.terms(pair, patterns)
    means, slopes, start = [], [], 0
    for i, law in enumerate(pair):
        weighted = plain
        if differs(law):
            laws = (_weighted(law), pair[1]) if i == 0 else (pair[0], _weighted(law))
            weighted = fit.model_class.terms(laws, patterns)
        mean, slope = _mean(law, plain, weighted, start)
        means.append(mean)
        slopes.append(slope)
        start += len(law.params)
    return means, slopes


def _mean(law: Law, plain: Terms, weighted: Terms, start: int) -> tuple[Array, Array]:
    """E[rate] L* / L and the gradient of its logarithm; the law's parameters begin at a place."""
    slope = weighted.score.copy()
    own = slice(start, start + len(law.params))
    if differs(law):  # L* has shape + 1 in place of the shape, on whose logarithm the score is
        slope[:, start] *= law.params[0] / (law.params[0] + 1.0)
    slope -= plain.score
    slope[:, own] += _slope_for_everybody(law)
    everybody = law.mean(np.zeros(len(plain.alive)), 0.0)
    return everybody * np.exp(weighted.log_likelihood - plain.log_likelihood), slope


def _slope_for_everybody(law: Law) -> Array:
    """Gradient of log E[rate] in the law's log-parameters."""
    params = law.params
    if is_chance(law):  # a / (a + b), or odds / (1 + odds)
        rest = params[-1] / params.sum() if len(params) == 2 else 1.0 / (1.0 + params)
        return np.array([rest, -rest]) if len(params) == 2 else rest
    return np.array([1.0, -1.0])[: len(params)]


def _weighted(law: Law) -> Law:
    """The law of the customers met by their rates: those with twice the rate counted twice."""
    first, second = astuple(law)
    return type(law)(first + 1.0, second)
