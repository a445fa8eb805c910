"""A fitted model at work: what its laws say of patterns of customers, with slopes and spread.

These are the insides of every buy-till-you-die model, in arrays over patterns. The verbs an
analyst uses stand in ``latent_attrition``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.linalg import block_diag

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.forecasting import Forecast, forecast, with_edges
from cvmlab.btyd.laws import Law, Laws, Pair
from cvmlab.btyd.patterns import Patterns
from cvmlab.btyd.results import Z95, FitResults
from cvmlab.btyd.totals import Sums

if TYPE_CHECKING:
    from cvmlab.btyd.models import LatentAttritionModel

BLOCK = 1 << 18  # probabilities held at a time


@dataclass(frozen=True, eq=False, repr=False)
class FittedProcess(FitResults):
    """A fitted model of customers who buy and, unseen, stop.

    Attributes
    ----------
    model_class : type
        The model, such as ``ParetoNBD``: ``fit.model_class(others).fit()`` fits it to others.
    patterns : Patterns
        The customers of the fit.
    laws : Laws
        Which laws the purchase rates and the dropout rates follow.
    purchase, dropout : law
        The two laws at the estimates.
    edges : tuple of pairs of laws
        For a limit model, the laws as far from it as the data allow (see ``ridges``).
    time_unit : str, optional
        "D", "W", "M" or "Y" where the fit was made from a customer base, which knows it.
    """

    model_class: type[LatentAttritionModel]
    patterns: Patterns
    laws: Laws
    purchase: Law
    dropout: Law
    edges: tuple[Pair, ...] = ()
    time_unit: str | None = None

    @property
    def pair(self) -> Pair:
        """The laws of purchasing and of dropping out."""
        return self.purchase, self.dropout

    @property
    def slope_cov(self) -> Array:
        # each edge lies where a 95% interval ends: as a standard error, 1.96 times less
        return block_diag(self.theta_cov, *[1 / Z95**2] * len(self.edges))

    @cached_property
    def _fitted(self) -> tuple[Array, Array]:
        return self._alive(self.patterns)

    def _alive(self, patterns: Patterns) -> tuple[Array, Array]:
        terms = self.model_class.terms(self.pair, patterns)
        edges = [self.model_class.terms(laws, patterns).alive for laws in self.edges]
        return terms.alive, with_edges(terms.alive_score - terms.score, terms.alive, edges)

    def alive_terms(self, patterns: Patterns) -> tuple[Array, Array]:
        """P(alive) of each pattern and the gradient of its logarithm in log-parameters."""
        return self._fitted if patterns is self.patterns else self._alive(patterns)

    def forecast(self, patterns: Patterns, horizon: float, discount: float = 0.0) -> Forecast:
        """Discounted purchases of each pattern over a horizon."""
        x, age, place = patterns.states
        span = np.full(len(x), float(horizon))
        ahead, *others = (
            self.model_class.ahead(laws, x, age, span, discount)
            for laws in (self.pair, *self.edges)
        )
        return forecast(self.alive_terms(patterns), ahead, others, place)

    def newcomers(self, times: Array) -> Forecast:
        """Repeat purchases of customers just acquired, one row a time."""
        zero, model = np.zeros(len(times)), self.model_class
        ahead, *others = (
            model.ahead(laws, zero, zero, times, 0.0) for laws in (self.pair, *self.edges)
        )
        alive, slope = model.beginners(self.pair)
        edges = [np.full(len(times), model.beginners(laws)[0]) for laws in self.edges]
        chance = np.full(len(times), alive)
        slopes = with_edges(np.tile(slope, (len(times), 1)), chance, edges)
        return forecast((chance, slopes), ahead, others, np.arange(len(times)))

    def counts(self, x: Array, age: Array, alive: Array, horizon: Array, most: int) -> Array:
        """Probabilities of 0 to ``most`` purchases over each horizon, one row a customer."""
        chances = alive[:, None] * self.model_class.counts(self.pair, x, age, horizon, most)
        chances[:, 0] += 1.0 - alive
        return chances

    def newcomers_counts(self, ages: Array, most: int) -> Array:
        """The same for customers just acquired, over each age."""
        alive = np.full(len(ages), self.model_class.beginners(self.pair)[0])
        zero = np.zeros(len(ages))
        return self.counts(zero, zero, alive, ages, most)

    def survival(self, patterns: Patterns, t: float) -> tuple[Array, Array]:
        """P(still active t later) of the active among the patterns, and its log-slope."""
        x, age, place = patterns.states
        span = np.full(len(x), t)
        stays, slope = self.model_class.survival(self.pair, x, age, span)
        edges = [self.model_class.survival(laws, x, age, span)[0] for laws in self.edges]
        return stays[place], with_edges(slope, stays, edges)[place]

    def count_interval(
        self, patterns: Patterns, ahead: Forecast, t: float, alpha: float
    ) -> tuple[Array, Array]:
        """Prediction interval of each pattern's purchases: exact quantiles."""
        fewest, most = np.zeros(len(patterns)), np.zeros(len(patterns))
        for rows, chances in self.count_blocks(patterns, ahead, t, alpha):
            cumulated = np.cumsum(chances, axis=1)
            fewest[rows] = np.sum(cumulated < alpha / 2, axis=1)
            most[rows] = np.sum(cumulated < 1 - alpha / 2, axis=1)
        return fewest, most

    def count_blocks(
        self, patterns: Patterns, ahead: Forecast, t: float, alpha: float
    ) -> Iterator[tuple[np.ndarray, Array]]:
        """Distributions of purchase counts in blocks of patterns with a similar longest count.

        Each row reaches at least its 1 - alpha/2 quantile, by Cantelli's inequality. What the
        active will do depends on their state only, so it is computed once for each.
        """
        x, age, place = patterns.states
        most_of_state = np.zeros(len(x), dtype=int)
        np.maximum.at(most_of_state, place, longest(ahead.expected, ahead.variance, alpha))
        for states, most in in_lengths(most_of_state):
            span = np.full(len(states), float(t))
            active = self.model_class.counts(self.pair, x[states], age[states], span, most)
            among = np.full(len(x), -1)
            among[states] = np.arange(len(states))
            inside, length = np.flatnonzero(among[place] >= 0), max(1, BLOCK // (most + 1))
            for rows in (inside[i : i + length] for i in range(0, len(inside), length)):
                alive = ahead.alive[rows]
                chances = alive[:, None] * active[among[place[rows]]]
                chances[:, 0] += 1.0 - alive
                yield rows, chances

    def sums(self, ahead: Forecast) -> Sums:
        """The purchases of each pattern, ready to be added up."""
        slope = ahead.expected[:, None] * ahead.slope
        return Sums(ahead.expected, slope, self.slope_cov, ahead.variance)

    def simulate(self, rng: np.random.Generator, ages: Array | None = None) -> pd.DataFrame:
        """A base of customers drawn from the fitted model.

        Parameters
        ----------
        rng : numpy Generator
        ages : array, optional
            How long each is known; by default as long as the customers of the fit (a weight of
            three is three customers).

        Returns
        -------
        DataFrame
            frequency, recency, T.
        """
        if ages is None:
            weight = np.maximum(np.rint(self.patterns.weight), 1).astype(int)
            ages = np.repeat(self.patterns.T, weight)
        x, recency = self.model_class.draw(self.pair, np.asarray(ages, dtype=float), rng)
        return pd.DataFrame({"frequency": x, "recency": recency, "T": ages})


def longest(expected: Array, variance: Array, alpha: float) -> np.ndarray:
    """A number of purchases that reaches the 1 - alpha/2 quantile, by Cantelli's inequality.

    Rounded up to a power of the square root of two, so that many rows share one.
    """
    reach = np.sqrt(max(2.0 / alpha - 1.0, 0.0))
    bound = expected + reach * np.sqrt(variance) + 1.0
    steps = np.maximum(np.ceil(2 * np.log2(bound)), 3)
    return np.ceil(2.0 ** (steps / 2)).astype(int)


def in_lengths(most: np.ndarray) -> Iterator[tuple[np.ndarray, int]]:
    """Rows with the same longest count together, no more at a time than fit the memory."""
    for each in np.unique(most):
        members, length = np.flatnonzero(most == each), max(1, BLOCK // (int(each) + 1))
        for start in range(0, len(members), length):
            yield members[start : start + length], int(each)
