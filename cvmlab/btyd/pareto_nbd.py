"""Pareto/NBD: customers buy at a steady rate of their own until, unseen, they stop for good.

Purchases are Poisson with rate lambda while a customer is active, lifetimes exponential with rate
mu; lambda ~ Gamma(r, alpha) and mu ~ Gamma(s, beta) independently. With m_buy and m_drop the
moments E[rate^k exp(-rate y)] of the two laws (see ``rates``), a customer with frequency x,
recency t and age T has the likelihood

    L = m_buy(x, T) m_drop(0, T)  +  integral from t to T of m_buy(x, y) m_drop(1, y) dy,

still active at T, or dropped out at some y since the last purchase. P(alive) is the first term's
share. The integral is taken as it stands; its derivatives are moments at the same nodes.

Sources: Schmittlein, Morrison & Colombo (1987), Management Science 33(1); Fader & Hardie (2005),
"A Note on Deriving the Pareto/NBD Model and Related Expressions".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from scipy.linalg import block_diag

from cvmlab.btyd.fitting import Array, Maximum, hold, maximise, weighted_sum
from cvmlab.btyd.forecasting import (
    Forecast,
    count_probabilities,
    forecast_newcomers,
    forecast_steady_buyers,
    with_edges,
)
from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.btyd.patterns import Patterns, as_patterns, require_repeat_buyers
from cvmlab.btyd.quadrature import LINEAR, NEGLIGIBLE, TINY, columns, log_nodes, nodes_needed
from cvmlab.btyd.rates import GammaRates, NoRate, Rates
from cvmlab.btyd.results import Z95
from cvmlab.btyd.ridges import Laws, edges_of_ridges, with_limits

CHUNK = 1 << 16  # nodes worked on at a time: some arrays of this size fit the processor's cache


class ParetoNBD:
    """Pareto/NBD model of when customers buy and when they stop (Schmittlein et al. 1987).

    Parameters
    ----------
    customers : DataFrame, Ibis table, or object with ``.frame()``
        One row a customer with frequency, recency and T, or weighted patterns of these.

    Examples
    --------
    >>> import pandas as pd
    >>> base = pd.DataFrame({"frequency": [0, 1, 4, 0, 2], "recency": [0, 8, 30, 0, 9.0],
    ...                      "T": [38, 38, 37, 35, 35.0]})
    >>> ParetoNBD(base).patterns.customers
    5.0
    """

    def __init__(self, customers: Any) -> None:
        self.patterns = as_patterns(customers)

    def loglike(self, params: Array) -> float:
        """Log-likelihood at r, alpha, s, beta."""
        r, alpha, s, beta = params
        terms = evaluate(GammaRates(r, alpha), GammaRates(s, beta), self.patterns)
        return float(weighted_sum(self.patterns.weight, terms.log_likelihood))

    def fit(self) -> ParetoNBDResults:
        """Estimate by maximum likelihood.

        Returns
        -------
        ParetoNBDResults
            When the data cannot tell the customers' rates apart, the limit model with one common
            rate (or without any dropout) is returned, and a message says so.

        Raises
        ------
        DataProblem
            With one customer only, or when nobody bought twice.
        """
        require_repeat_buyers(self.patterns)
        laws, best, messages = with_limits(self._maximum)
        purchase, dropout = laws.at(best.theta)
        return ParetoNBDResults(
            model="Pareto/NBD, limit model" if laws.is_limit else "Pareto/NBD",
            names=laws.names,
            theta=best.theta,
            theta_cov=best.covariance(),
            llf=best.value,
            nobs=self.patterns.customers,
            messages=messages,
            patterns=self.patterns,
            purchase=purchase,
            dropout=dropout,
            edges=tuple(edges_of_ridges(self._maximum, laws, best)),
        )

    def _maximum(self, laws: Laws, start: Array | None = None, held: int | None = None) -> Maximum:
        data = self.patterns
        if start is None:
            sums = (weighted_sum(data.weight, seen) for seen in (data.T, data.frequency))
            exposure, repeats = map(float, sums)
            start = laws.start(repeats / exposure, data.customers / exposure)

        def objective(theta: Array) -> tuple[float, Array, Array]:
            with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
                terms = evaluate(*laws.at(theta), data, hessian=True)
            value = float(weighted_sum(data.weight, terms.log_likelihood))
            return value, weighted_sum(data.weight, terms.score), terms.hessian

        if held is None:
            return maximise(objective, start, far=laws.far)
        found = maximise(hold(objective, held, start[held]), np.delete(start, held))
        return replace(found, theta=np.insert(found.theta, held, start[held]))


@dataclass(frozen=True, eq=False, repr=False)
class ParetoNBDResults(LatentAttritionResults):
    """A fitted Pareto/NBD model; its verbs are those of every buy-till-you-die model.

    Attributes
    ----------
    purchase, dropout : Rates
        The two laws at the estimates.
    edges : tuple of (Rates, Rates)
        For a limit model, how far from the limit the laws may still be.
    """

    purchase: Rates
    dropout: Rates
    edges: tuple[tuple[Rates, Rates], ...] = ()

    @property
    def slope_cov(self) -> Array:
        # each edge lies where a 95% interval ends: as a standard error, 1.96 times less
        return block_diag(self.theta_cov, *[1 / Z95**2] * len(self.edges))

    @cached_property
    def _fitted(self) -> tuple[Array, Array]:
        return self._alive(self.patterns)

    def _alive(self, patterns: Patterns) -> tuple[Array, Array]:
        terms = evaluate(self.purchase, self.dropout, patterns)
        edges = [evaluate(*laws, patterns).alive for laws in self.edges]
        return terms.alive, with_edges(terms.alive_score - terms.score, terms.alive, edges)

    def alive_terms(self, patterns: Patterns) -> tuple[Array, Array]:
        return self._fitted if patterns is self.patterns else self._alive(patterns)

    def forecast(self, patterns: Patterns, horizon: float, discount: float = 0.0) -> Forecast:
        alive = self.alive_terms(patterns)
        return forecast_steady_buyers(
            (self.purchase, self.dropout), self.edges, patterns, alive, horizon, discount
        )

    def newcomers(self, times: Array) -> Forecast:
        return forecast_newcomers((self.purchase, self.dropout), self.edges, times)

    def counts(self, x: Array, age: Array, alive: Array, horizon: Array, most: int) -> Array:
        return count_probabilities(self.purchase, self.dropout, x, age, alive, horizon, most)


@dataclass(frozen=True)
class Terms:
    """The likelihood of each pattern and what it is made of.

    Attributes
    ----------
    log_likelihood : array of shape (n,)
    alive : array of shape (n,)
        P(alive): the share of the first term.
    score : array of shape (n, number of parameters)
        Gradient of ``log_likelihood`` in log-parameters.
    alive_score : array of shape (n, number of parameters)
        Gradient of the log of the first term alone.
    hessian : array
        Of the weighted sum of ``log_likelihood``; zeros unless asked for.
    """

    log_likelihood: Array
    alive: Array
    score: Array
    alive_score: Array
    hessian: Array


def evaluate(
    purchase: Rates, dropout: Rates, patterns: Patterns, *, hessian: bool = False
) -> Terms:
    """Likelihood, its derivatives and P(alive) of every pattern."""
    x, age, weight = patterns.frequency, patterns.T, patterns.weight
    size, rows = len(purchase.params) + len(dropout.params), len(x)
    active = purchase.log_moment(x, age) + dropout.log_moment(0.0, age)
    buy, drop = purchase.derivatives(x, age), dropout.derivatives(0.0, age)
    alive_score = columns([*buy[0], *drop[0]], rows)
    out = Terms(
        active.copy(), np.ones(rows), alive_score.copy(), alive_score, np.zeros((size, size))
    )
    for i, y, width in _times_of_dropout(purchase, dropout, patterns):
        log_flow = purchase.log_moment(x[i, None], y) + dropout.log_moment(1.0, y)
        top = log_flow[:, :1]  # the integrand falls in y, so its first node is the largest
        share = width * np.exp(log_flow - top)
        total = share.sum(axis=1)
        with np.errstate(divide="ignore"):  # nobody can have left since a purchase at T
            gone = top[:, 0] + np.log(total)
        likelihood = np.logaddexp(active[i], gone)
        out.log_likelihood[i] = likelihood
        out.alive[i] = np.exp(active[i] - likelihood)
        share *= (np.exp(gone - likelihood) / np.where(total > 0, total, 1.0))[:, None]
        buy, drop = purchase.derivatives(x[i, None], y), dropout.derivatives(1.0, y)
        slopes = [*buy[0], *drop[0]]
        means = np.stack([np.sum(share * slope, axis=1) for slope in slopes], axis=1)
        out.score[i] = out.alive[i, None] * alive_score[i] + means
        if hessian:
            share *= weight[i, None]
            out.hessian[...] += _second_moments(share, slopes, buy[1], drop[1])
    if hessian:
        buy, drop = purchase.derivatives(x, age), dropout.derivatives(0.0, age)
        slopes = list(alive_score.T)
        out.hessian[...] += _second_moments(weight * out.alive, slopes, buy[1], drop[1])
        out.hessian[...] -= np.einsum("n,ni,nj->ij", weight, out.score, out.score)
    return out


def _times_of_dropout(
    purchase: Rates, dropout: Rates, patterns: Patterns
) -> Iterator[tuple[np.ndarray, Array, Array]]:
    """Nodes between the last purchase and T and their widths, for some patterns at a time.

    Patterns that need as many nodes go together; the integral ends early where nothing is left.
    """
    if isinstance(dropout, NoRate):
        return
    x, recency, age = patterns.frequency, patterns.recency, patterns.T
    scale = min(purchase.scale, dropout.scale, LINEAR * max(float(age.max()), TINY))
    end = np.minimum(age, purchase.falls_until(x, recency, NEGLIGIBLE))
    end = np.minimum(end, dropout.falls_until(1.0, recency, NEGLIGIBLE))
    fall = purchase.log_moment(x, recency) + dropout.log_moment(1.0, recency)
    fall -= purchase.log_moment(x, end) + dropout.log_moment(1.0, end)
    count = nodes_needed(np.log1p((end - recency) / (scale + recency)), fall)
    for nodes in np.unique(count):
        members, step = np.flatnonzero(count == nodes), max(1, CHUNK // int(nodes))
        for i in (members[j : j + step] for j in range(0, len(members), step)):
            yield i, *log_nodes(recency[i], end[i], scale, int(nodes))


def _second_moments(share: Array, slopes: list[Array], *blocks: list[list[Array]]) -> Array:
    """Weighted sums of second derivatives and of products of first ones."""
    weighted = [np.ravel(share * slope) for slope in slopes]
    total = np.array([[weighted_sum(one, np.ravel(other)) for other in slopes] for one in weighted])
    total = total.reshape(len(slopes), len(slopes))
    start = 0
    for block in blocks:
        for i, row in enumerate(block):
            for j, second in enumerate(row):
                total[start + i, start + j] += np.sum(share * second)
        start += len(block)
    return total
