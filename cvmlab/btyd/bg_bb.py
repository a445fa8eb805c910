"""BG/BB: customers who can buy only at given opportunities, and may leave before each.

At each opportunity (a year's appeal, an issue, a voyage) an active customer buys with chance p;
before each, the customer leaves for good with chance theta. p ~ Beta(alpha, beta) and
theta ~ Beta(gamma, delta) independently. With the moments m(j, k) = E[chance^j (1 - chance)^k] of
the two laws, a customer with x purchases, the last at opportunity t of n, has the likelihood

    L = m_buy(x, n - x) m_drop(0, n)  +  sum over i = 0 ... n - t - 1 of
        m_buy(x, t - x + i) m_drop(1, t + i),

still active at n, or left before one of the opportunities since the last purchase. The columns
are those of the other models: frequency x, recency t and T = n, whole numbers all. P(alive) is
meant at the n-th opportunity; ``probability_alive(t=1)`` is that of being there for the next.

Source: Fader, Hardie & Shang (2010), "Customer-Base Analysis in a Discrete-Time Noncontractual
Setting", Marketing Science 29(6).
"""

from __future__ import annotations

from functools import partial

import numpy as np
from scipy.special import gammaln

from cvmlab.btyd.chances import BetaChances
from cvmlab.btyd.fitting import Array, weighted_sum
from cvmlab.btyd.forecasting import Ahead, relative
from cvmlab.btyd.laws import Law, Laws, Pair
from cvmlab.btyd.models import LatentAttritionModel
from cvmlab.btyd.patterns import Patterns
from cvmlab.btyd.quadrature import NEGLIGIBLE, columns
from cvmlab.btyd.terms import Terms, in_blocks, mixture
from cvmlab.errors import one_problem


class BetaGeoBetaBinomial(LatentAttritionModel):
    """BG/BB model of customers who can buy at given opportunities (Fader, Hardie & Shang 2010).

    Parameters
    ----------
    customers : DataFrame, Ibis table, or object with ``.frame()``
        One row a customer with frequency (opportunities taken after the first purchase), recency
        (number of the last one taken) and T (how many there were), or weighted patterns of these.

    Examples
    --------
    >>> import pandas as pd
    >>> donors = pd.DataFrame({"frequency": [0, 3], "recency": [0, 4], "T": [6, 6]})
    >>> round(BetaGeoBetaBinomial(donors).loglike([1.2, 0.75, 0.66, 2.78]), 3)
    -6.223
    """

    name = "BG/BB"
    laws = Laws(BetaChances, BetaChances, ("alpha", "beta", "gamma", "delta"))
    counts_opportunities = True

    @staticmethod
    def terms(laws: Pair, patterns: Patterns, *, hessian: bool = False) -> Terms:
        """Likelihood of each pattern, its derivatives and P(alive)."""
        return in_blocks(partial(evaluate, laws, hessian=hessian), patterns)

    @staticmethod
    def ahead(laws: Pair, x: Array, age: Array, horizon: Array, discount: float) -> Ahead:
        """Discounted purchases of active customers: a chance times opportunities lived to see."""
        purchase, dropout = laws
        ages, place = np.unique(np.stack([age, horizon]), axis=1, return_inverse=True)
        time, slope, own, pairs = _opportunities(dropout, ages[0], ages[1], discount)
        rate, again = purchase.mean(x, age - x), purchase.mean(x + 1, age - x)
        more, now = purchase.derivatives(x + 1, age - x)[0], purchase.derivatives(x, age - x)[0]
        rate_slope = columns([one - other for one, other in zip(more, now, strict=True)], len(x))
        return Ahead(
            expected=rate * time[place],
            slope=np.hstack([rate_slope, relative(slope, time)[place]]),
            own=rate * own[place],
            pairs=rate * again * pairs[place],
        )

    @staticmethod
    def survival(laws: Pair, x: Array, age: Array, t: Array) -> tuple[Array, Array]:
        """P(still active t opportunities later) of active customers, and its log-slope."""
        purchase, dropout = laws
        log_chance = dropout.log_moment(0.0, age + t) - dropout.log_moment(0.0, age)
        later, now = (dropout.derivatives(0.0, n)[0] for n in (age + t, age))
        slope = columns([one - other for one, other in zip(later, now, strict=True)], len(age))
        return np.exp(log_chance), np.hstack([np.zeros((len(age), len(purchase.params))), slope])

    @staticmethod
    def counts(laws: Pair, x: Array, age: Array, horizon: Array, most: int) -> Array:
        """Probabilities of 0 to ``most`` purchases of active customers.

        A customer lives to see i opportunities, and takes n of them in any order.
        """
        purchase, dropout = laws
        seen = np.arange(int(horizon.max(initial=0)) + 1.0)[None, :]
        x, age, horizon = x[:, None], age[:, None], horizon[:, None]
        now = dropout.log_moment(0.0, age)
        leaves = np.where(seen < horizon, np.exp(dropout.log_moment(1.0, age + seen) - now), 0.0)
        stays = np.where(seen == horizon, np.exp(dropout.log_moment(0.0, age + seen) - now), 0.0)
        before, share = purchase.log_moment(x, age - x), leaves + stays
        out = np.zeros((len(x), most + 1))
        for n in range(min(most, seen.size - 1) + 1):
            i = seen[:, n:]
            ways = gammaln(i + 1.0) - gammaln(n + 1.0) - gammaln(i - n + 1.0)
            chance = purchase.log_moment(x + n, age - x + i - n) - before
            out[:, n] = np.sum(share[:, n:] * np.exp(ways + chance), axis=1)
        return out

    @staticmethod
    def draw(laws: Pair, age: Array, rng: np.random.Generator) -> tuple[Array, Array]:
        """Frequency and recency of customers drawn from the model."""
        buying, leaving = (law.draw(rng, len(age)) for law in laws)
        x, recency, active = np.zeros(len(age)), np.zeros(len(age)), np.ones(len(age), dtype=bool)
        for opportunity in range(1, int(np.max(age, initial=0)) + 1):
            active &= (rng.random(len(age)) >= leaving) & (opportunity <= age)
            buys = active & (rng.random(len(age)) < buying)
            x += buys
            recency[buys] = opportunity
        return x, recency

    def check(self) -> None:
        """Refuse a base in which nobody is seen to miss an opportunity."""
        super().check()
        if np.array_equal(self.patterns.frequency, self.patterns.recency):
            raise one_problem(
                "every customer took every opportunity up to the last one taken",
                "there is no chance of buying to estimate: choose shorter periods, or a model of "
                "contracts, where only leaving matters.", column="frequency",
            )  # fmt: skip

    def crude_means(self) -> tuple[float, float]:
        """Opportunities taken while known to be active; one chance in eight to leave."""
        data = self.patterns
        taken, known = (weighted_sum(data.weight, one) for one in (data.frequency, data.recency))
        return float(taken + 1) / float(known + 2), 0.125


def evaluate(laws: Pair, patterns: Patterns, *, hessian: bool = False) -> Terms:
    """The terms of some patterns."""
    purchase, dropout = laws
    x, last, n = (one[:, None] for one in (patterns.frequency, patterns.recency, patterns.T))
    quiet = np.arange(int(np.max(n - last, initial=0)))[None, :]  # opportunities lived unseen
    possible = quiet < n - last
    passed = np.where(possible, last + quiet, n)  # how many they lived to see
    passed = np.hstack([n, passed])
    left = np.hstack([np.zeros_like(n), np.ones_like(quiet) * np.ones_like(n)])
    log_parts = purchase.log_moment(x, passed - x) + dropout.log_moment(left, passed)
    log_parts[:, 1:] = np.where(possible, log_parts[:, 1:], -np.inf)
    buy, drop = purchase.derivatives(x, passed - x), dropout.derivatives(left, passed)
    slopes = [*buy[0], *drop[0]]
    return mixture(log_parts, slopes, (buy[1], drop[1]), patterns.weight, hessian=hessian)


def _opportunities(
    dropout: Law, age: Array, horizon: Array, discount: float
) -> tuple[Array, Array, Array, Array]:
    """Discounted opportunities an active customer lives to see, their gradient, own and pairs.

    As ``quadrature.while_alive``, in discrete time: the i-th from now counts exp(-discount i).
    """
    longest = np.max(horizon, initial=0.0)
    end = int(min(longest, np.ceil(NEGLIGIBLE / discount) if discount > 0 else longest))
    i = np.arange(1.0, end + 1.0)[None, :]
    now, later = age[:, None], age[:, None] + i
    decline = dropout.log_moment(0.0, later) - dropout.log_moment(0.0, now)
    flow = np.where(i <= horizon[:, None], np.exp(decline - discount * i), 0.0)
    slopes = zip(*(dropout.derivatives(0.0, n)[0] for n in (now, later)), strict=True)
    gradient = [np.sum(flow * (then - today), axis=1) for today, then in slopes]
    today = np.exp(-discount * i)
    before = np.cumsum(today, axis=1) - today
    own, pairs = np.sum(flow * today, axis=1), 2.0 * np.sum(flow * before, axis=1)
    return flow.sum(axis=1), columns(gradient, len(age)), own, pairs
