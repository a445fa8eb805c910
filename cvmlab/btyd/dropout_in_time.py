"""What customers will do who may drop out at any moment (Pareto/NBD).

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

import numpy as np

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.forecasting import Ahead, relative
from cvmlab.btyd.laws import Pair
from cvmlab.btyd.quadrature import LINEAR, TINY, columns, log_nodes, while_alive

COUNT_NODES = 24


def ahead(laws: Pair, x: Array, age: Array, horizon: Array, discount: float) -> Ahead:
    """Discounted purchases of active customers: mean rate times discounted time to be active."""
    purchase, dropout = laws
    # what lies ahead depends on age and horizon only: computed once for each
    times, place = np.unique(np.stack([age, horizon]), axis=1, return_inverse=True)
    time, time_slope, own, pairs = while_alive(dropout, times[0], times[1], discount)
    rate, again = purchase.mean(x, age), purchase.mean(x + 1, age)
    more, now = purchase.derivatives(x + 1, age)[0], purchase.derivatives(x, age)[0]
    rate_slope = columns([one - other for one, other in zip(more, now, strict=True)], len(x))
    return Ahead(
        expected=rate * time[place],
        slope=np.hstack([rate_slope, relative(time_slope, time)[place]]),
        own=rate * own[place],
        pairs=rate * again * pairs[place],
    )


def survival(laws: Pair, x: Array, age: Array, t: Array) -> tuple[Array, Array]:
    """m_drop(0, T + t) / m_drop(0, T), and the gradient of its log."""
    purchase, dropout = laws
    log_chance = dropout.log_moment(0.0, age + t) - dropout.log_moment(0.0, age)
    later, now = dropout.derivatives(0.0, age + t)[0], dropout.derivatives(0.0, age)[0]
    slope = columns([one - other for one, other in zip(later, now, strict=True)], len(age))
    return np.exp(log_chance), np.hstack([np.zeros((len(age), len(purchase.params))), slope])


def counts(laws: Pair, x: Array, age: Array, horizon: Array, most: int) -> Array:
    """Probabilities of 0, 1, ..., ``most`` purchases of active customers over their horizons.

    A customer buys for the whole horizon or until dropping out in it. Given the time u spent
    buying, n purchases have probability u^n / n! m_buy(x + n, T + u) / m_buy(x, T), each the last
    one times (u / n) (mean rate after n - 1 more): computed in logarithms, so that nothing
    underflows for heavy buyers.

    Returns
    -------
    array of shape (n, most + 1)
    """
    purchase, dropout = laws
    zero = np.zeros(len(x))
    scale = np.minimum(dropout.scale + age, LINEAR * np.maximum(horizon, TINY))
    u, weight = log_nodes(zero, horizon, scale, COUNT_NODES)
    now, history = dropout.log_moment(0.0, age), purchase.log_moment(x, age)
    leaves = weight * np.exp(dropout.log_moment(1.0, age[:, None] + u) - now[:, None])
    stays = np.exp(dropout.log_moment(0.0, age + horizon) - now)
    share = np.column_stack([leaves, stays])
    u = np.column_stack([u, horizon])
    known = age[:, None] + u
    log_time = np.log(np.maximum(u, TINY))
    log_chance = purchase.log_moment(x[:, None], known) - history[:, None]
    out = np.empty((len(x), most + 1))
    for n in range(most + 1):
        out[:, n] = np.sum(share * np.exp(log_chance), axis=1)
        following = purchase.mean(x[:, None] + n, known)
        log_chance = log_chance + log_time + np.log(following) - np.log(n + 1.0)
    out[:, 0] += np.maximum(1.0 - share.sum(axis=1), 0.0)  # who leaves before any time has passed
    return out


def draw(laws: Pair, age: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """Frequency and recency of customers drawn from the model."""
    purchase, dropout = laws
    buying, leaving = (law.draw(rng, len(age)) for law in (purchase, dropout))
    with np.errstate(divide="ignore"):
        active = np.minimum(rng.standard_exponential(len(age)) / leaving, age)
    x = rng.poisson(buying * active)
    # the last of x purchases spread evenly over the active time
    last = active * rng.random(len(age)) ** (1.0 / np.maximum(x, 1))
    return x.astype(float), np.where(x > 0, last, 0.0)
