"""BG/NBD: customers buy at a steady rate of their own, and may leave after each repeat purchase.

Purchases are Poisson with rate lambda while a customer is active; after each repeat purchase the
customer leaves for good with chance p. lambda ~ Gamma(r, alpha) and p ~ Beta(a, b) independently.
With the moments m_buy(k, y) = E[lambda^k exp(-lambda y)] and m_drop(j, k) = E[p^j (1 - p)^k], a
customer with frequency x, recency t and age T has the likelihood

    L = m_buy(x, T) m_drop(0, x)  +  m_buy(x, t) m_drop(1, x - 1)   (the latter if x > 0),

still active at T, or gone with the last purchase. A customer without repeat purchase has had no
chance to leave and counts as active for sure: the known weakness of the model.

Source: Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy Way: An Alternative to the
Pareto/NBD Model, Marketing Science 24(2).
"""

from __future__ import annotations

from functools import partial

import numpy as np

from cvmlab.btyd import dropout_at_purchase as after
from cvmlab.btyd.chances import BetaChances
from cvmlab.btyd.fitting import Array, weighted_sum
from cvmlab.btyd.forecasting import Ahead
from cvmlab.btyd.laws import Laws, Pair
from cvmlab.btyd.models import LatentAttritionModel
from cvmlab.btyd.patterns import Patterns
from cvmlab.btyd.rates import GammaRates
from cvmlab.btyd.terms import Terms, in_blocks, mixture


class BetaGeoNBD(LatentAttritionModel):
    """BG/NBD model of when customers buy and when they stop (Fader, Hardie & Lee 2005).

    Parameters
    ----------
    customers : DataFrame, Ibis table, or object with ``.frame()``
        One row a customer with frequency, recency and T, or weighted patterns of these.

    Examples
    --------
    >>> import pandas as pd
    >>> base = pd.DataFrame({"frequency": [2], "recency": [30.43], "T": [38.86]})
    >>> round(BetaGeoNBD(base).loglike([0.243, 4.414, 0.793, 2.426]), 3)
    -9.459
    """

    name = "BG/NBD"
    laws = Laws(GammaRates, BetaChances, ("r", "alpha", "a", "b"))

    @staticmethod
    def terms(laws: Pair, patterns: Patterns, *, hessian: bool = False) -> Terms:
        """Likelihood of each pattern, its derivatives and P(alive)."""
        return in_blocks(partial(evaluate, laws, hessian=hessian), patterns)

    @staticmethod
    def ahead(laws: Pair, x: Array, age: Array, horizon: Array, discount: float) -> Ahead:
        """Discounted purchases of active customers; x chances to leave were passed."""
        return after.ahead(laws, x, x, age, horizon, discount)

    @staticmethod
    def survival(laws: Pair, x: Array, age: Array, t: Array) -> tuple[Array, Array]:
        """P(still active after t) of active customers, and the gradient of its log."""
        return after.survival(laws, x, x, age, t)

    @staticmethod
    def counts(laws: Pair, x: Array, age: Array, horizon: Array, most: int) -> Array:
        """Probabilities of 0 to ``most`` purchases of active customers."""
        return after.counts(laws, x, x, age, horizon, most)

    @staticmethod
    def draw(laws: Pair, age: Array, rng: np.random.Generator) -> tuple[Array, Array]:
        """Frequency and recency of customers drawn from the model."""
        return after.draw(laws, age, rng, at_first=False)

    def crude_means(self) -> tuple[float, float]:
        """Purchases over the whole time observed; one chance in four to leave."""
        data = self.patterns
        exposure = float(weighted_sum(data.weight, data.T))
        return float(weighted_sum(data.weight, data.frequency)) / exposure, 0.25


def evaluate(laws: Pair, patterns: Patterns, *, hessian: bool = False) -> Terms:
    """The terms of some patterns."""
    x = patterns.frequency
    some = x > 0  # chances to leave; without one, the second part is impossible
    stayed, left = (np.zeros_like(x), x), (np.ones_like(x), np.maximum(x - 1.0, 0.0))
    return two_ends(laws, patterns, stayed, left, some, hessian=hessian)


def two_ends(
    laws: Pair,
    patterns: Patterns,
    stayed: tuple[Array, Array],
    left: tuple[Array, Array],
    possible: np.ndarray,
    *,
    hessian: bool,
) -> Terms:
    """A likelihood of two parts: bought until T and stayed, or until t and left there.

    ``stayed`` and ``left`` are the powers (j, k) of p and 1 - p in the two parts.
    """
    purchase, dropout = laws
    x, ends = patterns.frequency[:, None], np.stack([patterns.T, patterns.recency], axis=1)
    j, k = (np.stack(both, axis=1) for both in zip(stayed, left, strict=True))
    log_parts = purchase.log_moment(x, ends) + dropout.log_moment(j, k)
    log_parts[:, 1] = np.where(possible, log_parts[:, 1], -np.inf)
    buy, drop = purchase.derivatives(x, ends), dropout.derivatives(j, k)
    slopes = [*buy[0], *drop[0]]
    return mixture(log_parts, slopes, (buy[1], drop[1]), patterns.weight, hessian=hessian)
