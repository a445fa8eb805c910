"""Pareto/NBD: customers buy at a steady rate of their own until, unseen, they stop for good.

Purchases are Poisson with rate lambda while a customer is active, lifetimes exponential with rate
mu; lambda ~ Gamma(r, alpha) and mu ~ Gamma(s, beta) independently. With m_buy and m_drop the
moments E[rate^k exp(-rate y)] of the two laws (see ``rates``), a customer with frequency x,
recency t and age T has the likelihood

    L = m_buy(x, T) m_drop(0, T)  +  integral from t to T of m_buy(x, y) m_drop(1, y) dy,

still active at T, or dropped out at some y since the last purchase. P(alive) is the first term's
share. The integral is taken as it stands; its derivatives are moments at the same nodes.

Sources: Schmittlein, Morrison & Colombo (1987), "Counting Your Customers: Who Are They and What
Will They Do Next?", Management Science 33(1); Fader & Hardie (2005), "A Note on Deriving the
Pareto/NBD Model and Related Expressions".
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from cvmlab.btyd import dropout_in_time
from cvmlab.btyd.fitting import Array, weighted_sum
from cvmlab.btyd.laws import Laws, Pair
from cvmlab.btyd.models import LatentAttritionModel
from cvmlab.btyd.patterns import Patterns
from cvmlab.btyd.quadrature import LINEAR, NEGLIGIBLE, TINY, columns, log_nodes, nodes_needed
from cvmlab.btyd.rate_limits import AtOnceOrNever, NoRate
from cvmlab.btyd.rates import GammaRates
from cvmlab.btyd.terms import Terms, curvature, in_blocks, mixture, outer_sum


class ParetoNBD(LatentAttritionModel):
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
    >>> round(ParetoNBD(base).loglike([0.55, 10.6, 0.61, 11.7]), 3)
    -29.343
    """

    name = "Pareto/NBD"
    laws = Laws(GammaRates, GammaRates, ("r", "alpha", "s", "beta"))
    ahead = staticmethod(dropout_in_time.ahead)
    survival = staticmethod(dropout_in_time.survival)
    counts = staticmethod(dropout_in_time.counts)
    draw = staticmethod(dropout_in_time.draw)

    @staticmethod
    def terms(laws: Pair, patterns: Patterns, *, hessian: bool = False) -> Terms:
        """Likelihood of each pattern, its derivatives and P(alive)."""
        return in_blocks(partial(evaluate, laws, hessian=hessian), patterns)

    def crude_means(self) -> tuple[float, float]:
        """Purchases over the whole time observed, and one dropout a customer in it."""
        data = self.patterns
        exposure = float(weighted_sum(data.weight, data.T))
        return float(
            weighted_sum(data.weight, data.frequency)
        ) / exposure, data.customers / exposure


def evaluate(laws: Pair, patterns: Patterns, *, hessian: bool = False) -> Terms:
    """The terms of some patterns."""
    purchase, dropout = laws
    if isinstance(dropout, AtOnceOrNever):
        return _at_once(laws, patterns, hessian=hessian)
    x, age, weight = patterns.frequency, patterns.T, patterns.weight
    active = purchase.log_moment(x, age) + dropout.log_moment(0.0, age)
    buy, drop = purchase.derivatives(x, age), dropout.derivatives(0.0 * x, age)
    alive_score = columns([*buy[0], *drop[0]], len(x))
    out = Terms(
        log_likelihood=active.copy(),
        alive=np.ones(len(x)),
        score=alive_score.copy(),
        alive_score=alive_score,
        hessian=np.zeros((alive_score.shape[1],) * 2),
    )
    for i, y, width in _times_of_dropout(laws, patterns):
        _add_dropout(out, i, laws, x[i], y, width, weight[i] if hessian else None)
    if hessian:
        out.hessian[...] += outer_sum(weight * out.alive, alive_score)
        out.hessian[...] += curvature(weight * out.alive, buy[1], drop[1])
        out.hessian[...] -= outer_sum(weight, out.score)
    return out


def _at_once(laws: Pair, patterns: Patterns, *, hessian: bool) -> Terms:
    """The terms where dropout can only have come right after the first purchase."""
    purchase, dropout = laws
    x, age = patterns.frequency[:, None], patterns.T[:, None]
    active = purchase.log_moment(x, age) + dropout.log_moment(0.0, age)
    gone = np.where((x == 0) & (age > 0), np.log(dropout.chance), -np.inf)
    one, none = np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])
    buy, drop = purchase.derivatives(x, age), dropout.derivatives(0.0, age)
    slopes = [*(one * slope for slope in buy[0]), one * drop[0][0] + none * (1.0 - dropout.chance)]
    spread = dropout.chance * (1.0 - dropout.chance)
    bends = (
        [[one * bend for bend in row] for row in buy[1]],
        [[one * drop[1][0][0] - none * spread]],
    )
    parts = np.hstack([active, gone])
    return mixture(parts, slopes, bends, patterns.weight, hessian=hessian)


def _add_dropout(
    out: Terms, i: np.ndarray, laws: Pair, x: Array, y: Array, width: Array, weight: Array | None
) -> None:
    """Add the second term for patterns i, with purchases x, dropout possible at nodes y."""
    purchase, dropout = laws
    features = [*purchase.features(y), *dropout.features(y)]
    split, one = len(purchase.params), np.ones(len(x))
    log_flow = -purchase.power(x)[:, None] * features[0]
    log_flow -= dropout.power(1.0) * features[split]
    top = log_flow[:, :1].copy()  # the integrand falls in y, so its first node is the largest
    log_flow -= top
    share = np.exp(log_flow, out=log_flow)
    share *= width
    total = share.sum(axis=1)
    with np.errstate(divide="ignore"):  # nobody can have left since a purchase at T
        gone = purchase.head(x) + dropout.head(one) + top[:, 0] + np.log(total)
    active = out.log_likelihood[i]
    out.log_likelihood[i] = likelihood = np.logaddexp(active, gone)
    out.alive[i] = np.exp(active - likelihood)
    left = np.exp(gone - likelihood)
    share /= np.where(total > 0, total, 1.0)[:, None]
    means = [np.einsum("ij,ij->i", share, feature) for feature in features]
    bases, factors = (
        [*buying, *leaving]
        for buying, leaving in zip(purchase.lines(x), dropout.lines(one), strict=True)
    )
    slopes = [
        base + factor * mean for base, factor, mean in zip(bases, factors, means, strict=True)
    ]
    out.score[i] = out.alive[i, None] * out.alive_score[i] + left[:, None] * columns(slopes, len(x))
    if weight is None:
        return
    weight = weight * left
    squares = []
    for j, feature in enumerate(features):
        pushed = share * feature
        for k in range(j + 1):
            product = np.einsum("ij,ij->i", pushed, features[k])
            if j == k:
                squares.append(product)
            # the mean of a product of two lines is that of their means and the covariance
            spread = factors[j] * factors[k] * (product - means[j] * means[k])
            out.hessian[j, k] += (both := np.sum(weight * (slopes[j] * slopes[k] + spread)))
            if j != k:
                out.hessian[k, j] += both
    buy = purchase.curvature(x, means[:split], squares[:split])
    drop = dropout.curvature(one, means[split:], squares[split:])
    out.hessian[...] += curvature(weight, buy, drop)


def _times_of_dropout(laws: Pair, patterns: Patterns) -> Iterator[tuple[np.ndarray, Array, Array]]:
    """Nodes between the last purchase and T and their widths, for some patterns at a time.

    Patterns that need as many nodes go together; the integral ends early where nothing is left.
    """
    purchase, dropout = laws
    if isinstance(dropout, NoRate):
        return
    x, recency, age = patterns.frequency, patterns.recency, patterns.T
    scale = min(purchase.scale, dropout.scale, LINEAR * max(float(age.max()), TINY))
    end = np.minimum(age, purchase.falls_until(x, recency, NEGLIGIBLE))
    end = np.minimum(end, dropout.falls_until(1.0, recency, NEGLIGIBLE))
    fall = purchase.power(x) * (purchase.features(end)[0] - purchase.features(recency)[0])
    fall += dropout.power(1.0) * (dropout.features(end)[0] - dropout.features(recency)[0])
    count = nodes_needed(np.log1p((end - recency) / (scale + recency)), fall)
    for nodes in np.unique(count):
        i = np.flatnonzero(count == nodes)
        yield i, *log_nodes(recency[i], end[i], scale, int(nodes))
