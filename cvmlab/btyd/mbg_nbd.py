"""MBG/NBD: as BG/NBD, but customers may leave right after their first purchase already.

Purchases are Poisson with rate lambda while a customer is active; after each purchase, the first
one included, the customer leaves for good with chance p. lambda ~ Gamma(r, alpha) and
p ~ Beta(a, b) independently. With the moments m_buy(k, y) = E[lambda^k exp(-lambda y)] and
m_drop(j, k) = E[p^j (1 - p)^k], a customer with frequency x, recency t and age T has the likelihood

    L = m_buy(x, T) m_drop(0, x + 1)  +  m_buy(x, t) m_drop(1, x),

still active at T, or gone with the last purchase. So a customer without repeat purchase may have
left as well, which BG/NBD rules out.

Sources: Batislam, Denizel & Filiztekin (2007), "Empirical Validation and Comparison of Models for
Customer Base Analysis", International Journal of Research in Marketing 24(3); Wagner & Hoppe
(2008), "Customer Base Analysis: The Case for a Central Variant of the Betageometric/NBD Model",
Marketing Journal of Research and Management 3(2).
"""

from __future__ import annotations

from functools import partial

import numpy as np

from cvmlab.btyd import dropout_at_purchase as after
from cvmlab.btyd.bg_nbd import two_ends
from cvmlab.btyd.chances import BetaChances
from cvmlab.btyd.fitting import Array, weighted_sum
from cvmlab.btyd.forecasting import Ahead
from cvmlab.btyd.laws import Laws, Pair
from cvmlab.btyd.models import LatentAttritionModel
from cvmlab.btyd.patterns import Patterns
from cvmlab.btyd.rates import GammaRates
from cvmlab.btyd.terms import Terms, in_blocks


class ModifiedBetaGeoNBD(LatentAttritionModel):
    """MBG/NBD model of when customers buy and when they stop (Batislam et al. 2007).

    Parameters
    ----------
    customers : DataFrame, Ibis table, or object with ``.frame()``
        One row a customer with frequency, recency and T, or weighted patterns of these.

    Examples
    --------
    >>> import pandas as pd
    >>> base = pd.DataFrame({"frequency": [0, 2], "recency": [0, 30.43], "T": [38.86, 38.86]})
    >>> round(ModifiedBetaGeoNBD(base).loglike([0.525, 6.183, 0.891, 1.614]), 3)
    -10.025
    """

    name = "MBG/NBD"
    laws = Laws(GammaRates, BetaChances, ("r", "alpha", "a", "b"))

    @staticmethod
    def terms(laws: Pair, patterns: Patterns, *, hessian: bool = False) -> Terms:
        """Likelihood of each pattern, its derivatives and P(alive)."""
        return in_blocks(partial(evaluate, laws, hessian=hessian), patterns)

    @staticmethod
    def ahead(laws: Pair, x: Array, age: Array, horizon: Array, discount: float) -> Ahead:
        """Discounted purchases of active customers; x + 1 chances to leave were passed."""
        return after.ahead(laws, x, x + 1.0, age, horizon, discount)

    @staticmethod
    def survival(laws: Pair, x: Array, age: Array, t: Array) -> tuple[Array, Array]:
        """P(still active after t) of active customers, and the gradient of its log."""
        return after.survival(laws, x, x + 1.0, age, t)

    @staticmethod
    def counts(laws: Pair, x: Array, age: Array, horizon: Array, most: int) -> Array:
        """Probabilities of 0 to ``most`` purchases of active customers."""
        return after.counts(laws, x, x + 1.0, age, horizon, most)

    @staticmethod
    def draw(laws: Pair, age: Array, rng: np.random.Generator) -> tuple[Array, Array]:
        """Frequency and recency of customers drawn from the model."""
        return after.draw(laws, age, rng, at_first=True)

    @staticmethod
    def beginners(laws: Pair) -> tuple[float, Array]:
        """P(active right after the first purchase) = m_drop(0, 1)."""
        purchase, dropout = laws
        slopes = dropout.derivatives(0.0, 1.0)[0]
        none = np.zeros(len(purchase.params))
        return float(np.exp(dropout.log_moment(0.0, 1.0))), np.append(none, slopes)

    def crude_means(self) -> tuple[float, float]:
        """Purchases over the whole time observed; one chance in four to leave."""
        data = self.patterns
        exposure = float(weighted_sum(data.weight, data.T))
        return float(weighted_sum(data.weight, data.frequency)) / exposure, 0.25


def evaluate(laws: Pair, patterns: Patterns, *, hessian: bool = False) -> Terms:
    """The terms of some patterns."""
    x = patterns.frequency
    none, one = np.zeros_like(x), np.ones_like(x)
    always = np.ones(len(x), dtype=bool)
    return two_ends(laws, patterns, (none, x + 1.0), (one, x), always, hessian=hessian)
