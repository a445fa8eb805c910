"""Gamma-Gamma: how much a customer spends per purchase, learnt from a few purchases.

Each purchase of a customer is Gamma(p, nu), mean p / nu; nu ~ Gamma(q, gamma) between customers.
With x repeat purchases of mean value z,

    L = [z^(p x - 1) x^(p x) / Gamma(p x)] E[nu^(p x) exp(-nu x z)],

and nu given these is Gamma(q + p x, gamma + x z), so the expected spend
p (gamma + x z) / (p x + q - 1) lies between the customer's own mean and everybody's. Spend must
have nothing to do with frequency; the correlation is reported.

Source: Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value" (there, gamma is also
written v); Fader, Hardie & Lee (2005), Journal of Marketing Research 42(4).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from scipy.special import digamma, gammaln, polygamma

from cvmlab.btyd.fitting import Array, Maximum, Message, hold, maximise, weighted_sum
from cvmlab.btyd.ridges import ALLOWED, NO_GAIN, edge
from cvmlab.btyd.spend import (
    COMMON_MEAN,
    FULL,
    LIMITS,
    NO_SPREAD,
    STEADY,
    GammaGammaResults,
    spend_columns,
)
from cvmlab.errors import DataProblem, Problem

Derivatives = tuple[Array, list[Array], list[list[Array]]]
NOTABLE = 0.15  # correlation of spend and frequency from which on it is said


class GammaGamma:
    """Model of spend per purchase (Fader & Hardie 2013), fitted to repeat buyers.

    Parameters
    ----------
    customers : DataFrame, Ibis table, or object with ``.frame()``
        Columns frequency and monetary_value (mean value of repeat purchases, in currency units);
        optionally ``weight``. One-time buyers and values that are not positive are left out of
        the fit, and counted.
    """

    def __init__(self, customers: Any) -> None:
        self.frequency, self.value, self.weight, _ = spend_columns(customers)

    def fit(self) -> GammaGammaResults:
        """Estimate by maximum likelihood.

        Raises
        ------
        DataProblem
            Without at least two repeat buyers of positive, differing value.
        """
        used = (self.frequency > 0) & (self.value > 0)
        x, z, weight = self.frequency[used], self.value[used], self.weight[used]
        if weight.sum() < 3 or np.ptp(z) == 0:
            what = "spend cannot be modelled: too few repeat buyers of different, positive value"
            raise DataProblem([Problem(what, "choose a longer window.", "monetary_value")])
        correlation = _correlation(x, z, weight)
        messages = self._left_out()
        if abs(correlation) > max(NOTABLE, 2 / np.sqrt(weight.sum())):
            direction = "more" if correlation > 0 else "less"
            text = (
                f"Frequent buyers spend {direction} per purchase (r = {correlation:.2f}); the "
                "model takes the two as unrelated, so the value of the most frequent ones is "
                f"{'under' if correlation > 0 else 'over'}stated."
            )
            messages.append(Message("data", text))
        climb = partial(_maximum, x, z, weight)
        names, best, limits = _with_limits(climb)
        messages += limits
        if "q" in names and best.theta[names.index("q")] <= 0.0:
            text = "q is not above 1: large purchases are so frequent that no mean spend exists."
            messages.append(Message("data", text))
        return GammaGammaResults(
            model="Gamma-Gamma" if names == FULL else "Gamma-Gamma, limit model",
            names=names,
            theta=best.theta,
            theta_cov=best.covariance(),
            llf=best.value,
            nobs=float(weight.sum()),
            messages=tuple(messages),
            correlation=correlation,
            edges=_edges(climb, names, best),
        )

    def _left_out(self) -> list[Message]:
        once = self.weight[self.frequency == 0].sum()
        nothing = self.weight[(self.frequency > 0) & (self.value <= 0)].sum()
        said = []
        if once:
            said.append(f"{once:,.0f} customers without a repeat purchase")
        if nothing:
            said.append(f"{nothing:,.0f} whose repeat purchases are not worth more than zero")
        text = f"Left out of the spend model: {' and '.join(said)}."
        return [Message("data", text)] if said else []


def _with_limits(
    fit: Callable[[tuple[str, ...]], Maximum],
) -> tuple[tuple[str, ...], Maximum, list[Message]]:
    """Fit the whole model, and report a limit of it where the data cannot tell the two apart."""
    best = fit(FULL)
    spread = np.sqrt(np.diag(best.covariance()))
    if best.converged and np.all(spread < 1.0):
        return FULL, best, []
    for names, what in LIMITS.items():
        candidate = fit(names)
        if candidate.value > best.value - NO_GAIN:
            text = f"The data fit as well with {what}. That limit model is reported."
            return names, candidate, [Message("limit", text)]
    text = "The spend model is loosely determined by these data: its intervals are very wide."
    return FULL, best, [Message("loose" if best.converged else "convergence", text)]


def _edges(climb: Callable[..., Maximum], names: tuple[str, ...], best: Maximum) -> tuple:
    """How far from a limit the data still allow the parameters to be (see ``ridges``)."""
    enough, far = best.value - ALLOWED, np.log(STEADY)
    if names == COMMON_MEAN:  # shrink q from where everybody has the same mean
        start, place = np.array([best.theta[0], far, far - best.theta[1]]), 1
    elif names == NO_SPREAD:  # shrink p from where purchases never vary
        start, place = np.array([far, *best.theta]), 0
    else:
        return ()
    held = partial(climb, FULL, held=place)
    return (edge(held, start, place, 0.0, far, enough),)


def _maximum(
    x: Array,
    z: Array,
    weight: Array,
    names: tuple[str, ...],
    start: Array | None = None,
    held: int | None = None,
) -> Maximum:
    """Maximum of the likelihood, of the whole model or of a limit."""
    counts, back = np.unique(x, return_inverse=True)  # special functions once a frequency
    mean = float(weighted_sum(weight, x * z) / weighted_sum(weight, x))
    constant = float(weighted_sum(weight, np.log(z)))
    derivatives = _common if names == COMMON_MEAN else _differing

    def objective(theta: Array) -> tuple[float, Array, Array]:
        params = np.exp(theta)
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            value, first, second = derivatives(params, counts, back, x * z)
            total = float(weighted_sum(weight, value)) - constant
            gradient = np.array([weighted_sum(weight, one) for one in first]) * params
            sums = np.array([[weighted_sum(weight, one) for one in row] for row in second])
        return total, gradient, sums * np.outer(params, params) + np.diag(gradient)

    if names == COMMON_MEAN:
        return maximise(objective, np.log([2.0, 2.0 / mean]))
    if names == NO_SPREAD:
        return maximise(hold(objective, 0, np.log(STEADY)), np.log([2.0, mean / STEADY]))
    if start is None or held is None:
        return maximise(objective, np.log([2.0, 2.0, mean]), far=np.log(10 * STEADY))
    found = maximise(hold(objective, held, start[held]), np.delete(start, held))
    return replace(found, theta=np.insert(found.theta, held, start[held]))


def _differing(params: Array, counts: Array, back: np.ndarray, y: Array) -> Derivatives:
    """Log-likelihood (times z) for nu ~ Gamma(q, gamma), with first and second derivatives.

    ``y`` is what each customer spent on repeat purchases, ``counts[back]`` how many they were.
    """
    p, q, g = params
    x, k = counts[back], p * counts
    b = g + y
    own, others = np.log(y / b), np.log(g / b)
    rising = (gammaln(k + q) - gammaln(k) - gammaln(q))[back]
    up, bend = digamma(k + q), polygamma(1, k + q)
    value = rising + q * others + k[back] * own
    in_p = x * ((up - digamma(k))[back] + own)
    in_q = (up - digamma(q))[back] + others
    in_g = q / g - (k[back] + q) / b
    pp, pq = (counts**2 * (bend - polygamma(1, k)))[back], (counts * bend)[back]
    qq, gg = (bend - polygamma(1, q))[back], (k[back] + q) / b**2 - q / g**2
    pg, qg = -x / b, 1 / g - 1 / b
    return value, [in_p, in_q, in_g], [[pp, pq, pg], [pq, qq, qg], [pg, qg, gg]]


def _common(params: Array, counts: Array, back: np.ndarray, y: Array) -> Derivatives:
    """The same with one nu for everybody."""
    p, nu = params
    x, k = counts[back], p * counts
    scaled = np.log(nu * y)
    value = k[back] * scaled - gammaln(k)[back] - nu * y
    first = [x * (scaled - digamma(k)[back]), k[back] / nu - y]
    bend = -(counts**2 * polygamma(1, k))[back]
    return value, first, [[bend, x / nu], [x / nu, -k[back] / nu**2]]


def _correlation(x: Array, z: Array, weight: Array) -> float:
    covariance = np.cov(np.stack([x, z]), aweights=weight)
    scale = np.sqrt(covariance[0, 0] * covariance[1, 1])
    return float(covariance[0, 1] / scale) if scale > 0 else 0.0
