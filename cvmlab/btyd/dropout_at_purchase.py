"""What customers will do who may drop out right after a purchase, and at no other time.

Purchases of an active customer are Poisson with rate lambda; each is the last one with chance p.
So the customer leaves at the rate lambda p, and is still active after v with chance
exp(-lambda p v). With m_buy the moments of the law of lambda, given frequency x and age T,

    expected purchases at v  =  E_p[ m_buy(x + 1, T + p v) ] / m_buy(x, T),

p following its law given the chances to leave that were passed. The expectation over p is taken at
nodes of that law (``chance_nodes``), the one over time by Gauss-Legendre.

Source: Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science
24(2).
"""

from __future__ import annotations

import numpy as np

from cvmlab.btyd.chance_nodes import ChanceNodes, chances_left
from cvmlab.btyd.fitting import Array
from cvmlab.btyd.forecasting import Ahead, relative
from cvmlab.btyd.laws import Law, Pair
from cvmlab.btyd.parallel import in_threads
from cvmlab.btyd.quadrature import (
    LINEAR,
    NEGLIGIBLE,
    TINY,
    columns,
    log_nodes,
    nodes_needed,
)

SPARE = 8  # nodes of time more than a single integral would need
SMALLEST = 1e-12  # a chance to leave too small to matter
ALMOST_NONE = 1e-6  # expected purchases so few that two of them are a square


def ahead(
    laws: Pair, x: Array, passed: Array, age: Array, horizon: Array, discount: float
) -> Ahead:
    """Discounted purchases of active customers who passed so many chances to leave."""
    purchase, dropout = laws
    far = horizon if discount == 0 else np.minimum(horizon, 1.0 / discount)
    reach = far * purchase.mean(x + 1.0, age)

    def some(rows: np.ndarray, nodes: ChanceNodes) -> Ahead:
        given = purchase, nodes, x[rows], age[rows], horizon[rows]
        return _discounted(*given, discount) if discount > 0 else _counted(*given)

    parts = in_threads(some, *zip(*chances_left(dropout, passed, reach), strict=True))
    names = ("expected", "slope", "own", "pairs")
    return Ahead(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _counted(purchase: Law, nodes: ChanceNodes, x: Array, age: Array, horizon: Array) -> Ahead:
    """Expected purchases of some customers: without a discount, time integrates to closed forms.

    Given p, the purchases over t are (1 - m(x, T + p t) / m(x, T)) / p.
    """
    once, known, t = x[:, None], age[:, None], horizon[:, None]
    some = np.maximum(nodes.p, SMALLEST)  # at p = 0 the same as at any p this small
    stays = purchase.decline(once, known, some * t)
    value = -np.expm1(stays) / some
    # both of two purchases, the later one at v: v times the density of it, over all v
    rates = purchase.mean(once, known + some * t) * t
    few = some * rates < ALMOST_NONE
    later = -np.expm1(stays + np.log1p(some * rates)) / some**2
    first = 0.5 * t**2 * purchase.mean(once, known) * purchase.mean(once + 1.0, known)
    pairs = np.where(few, first, later)
    after, now, more = (
        purchase.derivatives(k, y)[0]
        for k, y in ((once, known + some * t), (once, known), (once + 1.0, known))
    )
    in_rates = [
        nodes.mean(np.where(few, value * (another - now), -np.exp(stays) * (then - now) / some))
        for then, now, another in zip(after, now, more, strict=True)
    ]
    expected = nodes.mean(value)
    slope = columns([*in_rates, *nodes.slopes(value, -pairs)], len(x))
    both = 2.0 * nodes.mean((1.0 - nodes.p) * pairs)
    return Ahead(expected, relative(slope, expected), expected, both)


def _discounted(
    purchase: Law, nodes: ChanceNodes, x: Array, age: Array, horizon: Array, discount: float
) -> Ahead:
    """Expected discounted purchases of some customers, time by Gauss-Legendre."""
    end = np.minimum(horizon, NEGLIGIBLE / discount)
    scale = np.minimum(purchase.scale + age, LINEAR * np.maximum(end, TINY))
    leaving = purchase.power(x + 1.0) * np.log1p(nodes.mean(nodes.p) * end / scale)
    count = nodes_needed(np.log1p(end / scale), discount * end + leaving).max() + SPARE
    v, width = log_nodes(np.zeros(len(x)), end, scale, int(count))
    today = width * np.exp(-discount * v)
    before = -np.expm1(-discount * v) / discount
    once, known = x[:, None, None], age[:, None, None]
    later = nodes.p[:, :, None] * v[:, None, :]
    flow = purchase.mean(once, known) * np.exp(purchase.decline(once + 1.0, known, later))
    after = flow * purchase.mean(once + 1.0, known + later)  # of one at v and another before it
    value = np.einsum("ikv,iv->ik", flow, today)
    expected = nodes.mean(value)
    own = nodes.mean(np.einsum("ikv,iv->ik", flow, today * np.exp(-discount * v)))
    pairs = nodes.mean((1.0 - nodes.p) * np.einsum("ikv,iv->ik", after, 2.0 * today * before))
    then, now = purchase.derivatives(once + 1.0, known + later)[0], purchase.derivatives(x, age)[0]
    in_rates = [
        nodes.mean(np.einsum("ikv,iv->ik", flow * (one - other[:, None, None]), today))
        for one, other in zip(then, now, strict=True)
    ]
    in_p = -np.einsum("ikv,iv->ik", after, today * v)
    slope = columns([*in_rates, *nodes.slopes(value, in_p)], len(x))
    return Ahead(expected, relative(slope, expected), own, pairs)


def survival(laws: Pair, x: Array, passed: Array, age: Array, t: Array) -> tuple[Array, Array]:
    """P(still active after t) of active customers, E[exp(-lambda p t)], and its log-slope."""
    purchase, dropout = laws
    chance = np.empty(len(x))
    slope = np.empty((len(x), len(purchase.params) + len(dropout.params)))
    for rows, nodes in chances_left(dropout, passed, t * purchase.mean(x, age)):
        once, known, later = x[rows, None], age[rows, None], nodes.p * t[rows, None]
        left = np.exp(purchase.decline(once, known, later))
        chance[rows] = np.clip(nodes.mean(left), 0.0, 1.0)  # rounding may step over
        then = purchase.derivatives(once, known + later)[0]
        now = purchase.derivatives(once, known)[0]
        in_rates = [nodes.mean(left * (one - other)) for one, other in zip(then, now, strict=True)]
        in_p = -left * purchase.mean(once, known + later) * t[rows, None]
        slope[rows] = columns([*in_rates, *nodes.slopes(left, in_p)], len(rows))
    return chance, relative(slope, chance)


def counts(laws: Pair, x: Array, passed: Array, age: Array, horizon: Array, most: int) -> Array:
    """Probabilities of 0, 1, ..., ``most`` purchases of active customers over their horizons.

    n purchases come about in two ways: the customer stayed through all of them and there was time
    for n, or left after the n-th and there was time for n or more.
    """
    purchase, dropout = laws
    out = np.empty((len(x), most + 1))
    known = age + horizon
    log_time = np.log(np.maximum(horizon, TINY))
    log_chance = purchase.log_moment(x, known) - purchase.log_moment(x, age)
    at_least = np.ones(len(x))  # P(time for n or more purchases)
    before = dropout.log_moment(0.0, passed)
    for n in range(most + 1):
        chance = np.exp(log_chance)
        out[:, n] = np.exp(dropout.log_moment(0.0, passed + n) - before) * chance
        if n:
            leaves = np.exp(dropout.log_moment(1.0, passed + n - 1.0) - before)
            out[:, n] += leaves * at_least
        at_least = np.maximum(at_least - chance, 0.0)
        log_chance = log_chance + log_time + np.log(purchase.mean(x + n, known)) - np.log(n + 1.0)
    return out


def draw(
    laws: Pair, age: Array, rng: np.random.Generator, *, at_first: bool
) -> tuple[Array, Array]:
    """Frequency and recency of customers drawn from the model.

    ``at_first`` says whether they may leave right after the first purchase already.
    """
    purchase, dropout = laws
    size = len(age)
    wanted = rng.poisson(purchase.draw(rng, size) * age)  # purchases if nobody left
    chance = np.maximum(dropout.draw(rng, size), 1e-300)
    with np.errstate(divide="ignore", over="ignore"):
        stays = np.floor(np.log(1.0 - rng.random(size)) / np.log1p(-np.minimum(chance, 1 - 1e-16)))
    allowed = np.minimum(stays + (0.0 if at_first else 1.0), 1e9)
    x = np.minimum(wanted, allowed)
    # the x-th of so many purchases spread evenly over the time
    last = age * rng.beta(np.maximum(x, 1.0), np.maximum(wanted - x, 0.0) + 1.0)
    return x, np.where(x > 0, last, 0.0)
