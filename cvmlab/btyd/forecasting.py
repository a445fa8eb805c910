"""What customers who buy at steady rates until they drop out will do next.

Given that a customer with frequency x and age T is still active, the purchase rate has the mean
m_buy(x + 1, T) / m_buy(x, T), the chance to be still active after v more is m_drop(0, T + v) /
m_drop(0, T), and the two are independent. Means, variances and the distribution of the number of
purchases follow.

Sources: Schmittlein, Morrison & Colombo (1987), Management Science 33(1); Schmittlein & Peterson
(1994), "Customer Base Analysis: An Industrial Purchase Process Application", Marketing Science
13(1); Fader, Hardie & Lee (2005), "RFM and CLV: Using Iso-Value Curves for Customer Base
Analysis", Journal of Marketing Research 42(4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.patterns import Patterns
from cvmlab.btyd.quadrature import LINEAR, TINY, columns, log_nodes, while_alive
from cvmlab.btyd.rates import Rates

COUNT_NODES = 24


@dataclass(frozen=True, eq=False)
class Forecast:
    """Discounted purchases of each pattern of customers over a horizon.

    Attributes
    ----------
    alive, alive_slope : arrays of shape (n,) and (n, number of parameters)
        P(alive), and the gradient of its logarithm in the model's log-parameters.
    if_alive, if_alive_slope : likewise
        Expected discounted purchases of a customer known to be active.
    own, pairs : array of shape (n,)
        The second moment of the discounted purchases, in two parts: each purchase with itself,
        and with every other one. With money they weigh differently.
    """

    alive: Array
    alive_slope: Array
    if_alive: Array
    if_alive_slope: Array
    own: Array
    pairs: Array

    @property
    def expected(self) -> Array:
        """Expected discounted purchases, given what is known of the customers."""
        return self.alive * self.if_alive

    @property
    def slope(self) -> Array:
        """Gradient of the logarithm of ``expected`` in log-parameters."""
        return self.alive_slope + self.if_alive_slope

    @property
    def variance(self) -> Array:
        """Variance of the discounted purchases themselves, parameters taken as known."""
        return np.maximum(self.own + self.pairs - self.expected**2, 0.0)


Laws = tuple[Rates, Rates]  # of purchasing and of dropping out


def forecast_steady_buyers(
    laws: Laws,
    edges: Sequence[Laws],
    patterns: Patterns,
    alive: tuple[Array, Array],
    horizon: float,
    discount: float,
) -> Forecast:
    """Forecast for customers with a history, given their P(alive) and its slope.

    ``edges`` are other laws the data still allow (see ``ridges``): each adds a direction, with
    how far it moves the result as its slope.
    """
    x, (ages, back) = patterns.frequency, np.unique(patterns.T, return_inverse=True)
    span = np.full(len(ages), float(horizon))  # what lies ahead depends on age only
    time, time_slope, own, pairs = while_alive(laws[1], ages, span, discount)
    rate, again, rate_slope = _rate(laws[0], x, patterns.T)
    slope = np.hstack([rate_slope, _relative(time_slope, time)[back]])
    if_alive = rate * time[back]
    others = [
        buy.mean(x, patterns.T) * while_alive(drop, ages, span, discount)[0][back]
        for buy, drop in edges
    ]
    return Forecast(
        alive=alive[0],
        alive_slope=alive[1],
        if_alive=if_alive,
        if_alive_slope=with_edges(slope, if_alive, others),
        own=alive[0] * rate * own[back],
        pairs=alive[0] * rate * again * pairs[back],
    )


def forecast_newcomers(laws: Laws, edges: Sequence[Laws], times: Array) -> Forecast:
    """Forecast of the repeat purchases of customers just acquired, one row a time."""
    zero = np.zeros(len(times))
    time, time_slope, own, pairs = while_alive(laws[1], zero, times, 0.0)
    rate, again, rate_slope = _rate(laws[0], zero, zero)
    expected = rate * time
    others = [buy.mean(zero, zero) * while_alive(drop, zero, times, 0.0)[0] for buy, drop in edges]
    slope = with_edges(np.hstack([rate_slope, _relative(time_slope, time)]), expected, others)
    return Forecast(
        alive=np.ones(len(times)),
        alive_slope=np.zeros_like(slope),
        if_alive=expected,
        if_alive_slope=slope,
        own=rate * own,
        pairs=rate * again * pairs,
    )


def with_edges(slope: Array, value: Array, others: Sequence[Array]) -> Array:
    """Slopes with one more column for each edge: by how much the log of the value moves there."""
    with np.errstate(divide="ignore", invalid="ignore"):
        moves = [np.log(other / value) for other in others]
    return np.column_stack([slope, *(np.where(np.isfinite(move), move, 0.0) for move in moves)])


def _rate(purchase: Rates, x: Array, age: Array) -> tuple[Array, Array, Array]:
    """Mean purchase rate m(x + 1, T) / m(x, T), that after one more, and the log-gradient."""
    more, now = purchase.derivatives(x + 1, age)[0], purchase.derivatives(x, age)[0]
    slope = columns([one - other for one, other in zip(more, now, strict=True)], len(x))
    return purchase.mean(x, age), purchase.mean(x + 1, age), slope


def _relative(slope: Array, value: Array) -> Array:
    """Gradient of the logarithm, zero where the value is."""
    safe = np.where(value > 0, value, 1.0)
    return slope / safe[:, None]


def count_probabilities(
    purchase: Rates, dropout: Rates, x: Array, age: Array, alive: Array, horizon: Array, most: int
) -> Array:
    """Probabilities of 0, 1, ..., ``most`` purchases over each customer's horizon.

    A customer buys for the whole horizon or until dropping out in it. Given the time u spent
    buying, n purchases have probability u^n / n! m_buy(x + n, T + u) / m_buy(x, T), each the last
    one times (u / n) (mean rate after n - 1 more): computed in logarithms, so that nothing
    underflows for heavy buyers.

    Parameters
    ----------
    x, age, alive, horizon : arrays of shape (n,)
    most : int

    Returns
    -------
    array of shape (n, most + 1)
    """
    zero = np.zeros(len(x))
    scale = np.minimum(dropout.scale + age, LINEAR * np.maximum(horizon, TINY))
    u, weight = log_nodes(zero, horizon, scale, COUNT_NODES)
    now, history = dropout.log_moment(0.0, age), purchase.log_moment(x, age)
    leaves = weight * np.exp(dropout.log_moment(1.0, age[:, None] + u) - now[:, None])
    stays = np.exp(dropout.log_moment(0.0, age + horizon) - now)
    share = alive[:, None] * np.column_stack([leaves, stays])
    u = np.column_stack([u, horizon])
    known = age[:, None] + u
    log_time = np.log(np.maximum(u, TINY))
    log_chance = purchase.log_moment(x[:, None], known) - history[:, None]
    out = np.empty((len(x), most + 1))
    for n in range(most + 1):
        out[:, n] = np.sum(share * np.exp(log_chance), axis=1)
        following = purchase.mean(x[:, None] + n, known)
        log_chance = log_chance + log_time + np.log(following) - np.log(n + 1.0)
    out[:, 0] += 1.0 - alive
    return out
