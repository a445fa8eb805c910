"""The verbs of every buy-till-you-die model, over a few things each model knows how to compute.

"Latent attrition": customers leave without saying so. A model supplies P(alive), the forecast of
its patterns, that of newcomers and the distribution of purchase counts; here they become answers
about customers, each with its interval.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.forecasting import Forecast
from cvmlab.btyd.patterns import Patterns, as_patterns
from cvmlab.btyd.results import FitResults, positive_interval, share_interval
from cvmlab.btyd.totals import Estimate, Sums

BLOCK = 1 << 18  # probabilities held at a time


@dataclass(frozen=True, eq=False, repr=False)
class LatentAttritionResults(ABC, FitResults):
    """A fitted buy-till-you-die model.

    Results for customers are frames indexed like the customers handed in (by ``customer_id`` where
    they have one); without customers, those the model was fitted to.
    """

    patterns: Patterns

    @abstractmethod
    def alive_terms(self, patterns: Patterns) -> tuple[Array, Array]:
        """P(alive) of each pattern and the gradient of its logarithm in log-parameters."""

    @abstractmethod
    def forecast(self, patterns: Patterns, horizon: float, discount: float = 0.0) -> Forecast:
        """Discounted purchases of each pattern over a horizon."""

    @abstractmethod
    def newcomers(self, times: Array) -> Forecast:
        """Repeat purchases of customers just acquired, one row a time."""

    @abstractmethod
    def counts(self, x: Array, age: Array, alive: Array, horizon: Array, most: int) -> Array:
        """Probabilities of 0 to ``most`` purchases over each horizon, one row a customer."""

    def probability_alive(self, customers: Any = None, *, alpha: float = 0.05) -> pd.DataFrame:
        """How likely each customer is to be still active at the end of observation.

        Returns
        -------
        DataFrame
            probability_alive, ci_low, ci_high.
        """
        patterns = self._patterns(customers)
        alive, slope = self.alive_terms(patterns)
        low, high = share_interval(alive, self.standard_error(slope), alpha)
        return _rows(patterns, probability_alive=alive, ci_low=low, ci_high=high)

    def expected_alive(self, customers: Any = None, *, alpha: float = 0.05) -> Estimate:
        """How many customers are expected to be still active; who is, is a matter of chance too."""
        patterns = self._patterns(customers)
        alive, slope = self.alive_terms(patterns)
        sums = Sums(alive, alive[:, None] * slope, self.slope_cov, alive * (1.0 - alive))
        return sums.total(patterns.weight, alpha, "active customers")

    def expected_purchases(
        self, t: float, customers: Any = None, *, alpha: float = 0.05
    ) -> pd.DataFrame:
        """How often each customer is expected to buy in the next ``t`` units of time.

        Returns
        -------
        DataFrame
            expected; ci_low, ci_high (confidence interval of the expectation); pi_low, pi_high
            (whole numbers between which the purchases themselves will lie).
        """
        patterns = self._patterns(customers)
        ahead = self.forecast(patterns, _time(t))
        low, high = positive_interval(ahead.expected, self.standard_error(ahead.slope), alpha)
        fewest, most = self.count_interval(patterns, ahead, t, alpha)
        return _rows(
            patterns,
            expected=ahead.expected, ci_low=low, ci_high=high, pi_low=fewest, pi_high=most,
        )  # fmt: skip

    def expected_total(self, t: float, customers: Any = None, *, alpha: float = 0.05) -> Estimate:
        """How often all customers together are expected to buy in the next ``t`` units of time."""
        patterns = self._patterns(customers)
        ahead = self.forecast(patterns, _time(t))
        return self.sums(ahead).total(patterns.weight, alpha, "purchases")

    def expected_purchases_new(
        self, t: float | Array | list[float], *, alpha: float = 0.05
    ) -> pd.DataFrame:
        """How many repeat purchases a customer just acquired makes in the first ``t`` units.

        Returns
        -------
        DataFrame
            expected, ci_low, ci_high; one row a time.
        """
        times = np.atleast_1d(np.asarray(t, dtype=float))
        ahead = self.newcomers(times)
        low, high = positive_interval(ahead.expected, self.standard_error(ahead.slope), alpha)
        values = {"expected": ahead.expected, "ci_low": low, "ci_high": high}
        return pd.DataFrame(values, index=pd.Index(times, name="t"))

    def expected_residual_transactions(
        self,
        discount_rate: float,
        horizon: float | None = None,
        customers: Any = None,
        *,
        alpha: float = 0.05,
    ) -> pd.DataFrame:
        """Discounted expected residual transactions (DERT): all future purchases in today's terms.

        A purchase after a time v counts exp(-discount_rate v) (Fader, Hardie & Lee 2005).

        Parameters
        ----------
        discount_rate : float
            Continuous rate per unit of time: 15% a year is log(1.15) / 52.1775 a week.
        horizon : float, optional
            How far to look; without it, without end.

        Returns
        -------
        DataFrame
            expected, ci_low, ci_high. For outcomes use a horizon and ``expected_purchases``.
        """
        if not discount_rate >= 0 or (horizon is None and discount_rate == 0):
            raise ValueError("give a discount rate above zero, or zero with a horizon")
        patterns = self._patterns(customers)
        end = np.inf if horizon is None else _time(horizon)
        ahead = self.forecast(patterns, end, discount_rate)
        low, high = positive_interval(ahead.expected, self.standard_error(ahead.slope), alpha)
        return _rows(patterns, expected=ahead.expected, ci_low=low, ci_high=high)

    def probability_of_purchases(self, n: int, t: float, customers: Any = None) -> pd.DataFrame:
        """How likely each customer is to buy 0, 1, ..., ``n`` times in the next ``t`` units."""
        patterns = self._patterns(customers)
        alive = self.alive_terms(patterns)[0]
        span = np.full(len(patterns), _time(t))
        chances = self.counts(patterns.frequency, patterns.T, alive, span, n)
        columns = pd.RangeIndex(n + 1, name="purchases")
        return pd.DataFrame(patterns.to_rows(chances), index=patterns.index, columns=columns)

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

        Each row reaches at least its 1 - alpha/2 quantile, by Cantelli's inequality.
        """
        reach = np.sqrt(max(2.0 / alpha - 1.0, 0.0))
        bound = ahead.expected + reach * np.sqrt(ahead.variance) + 1.0
        size = np.maximum(np.ceil(2 * np.log2(bound)), 3).astype(int)  # steps of sqrt(2)
        for step in np.unique(size):
            most = int(np.ceil(2.0 ** (step / 2)))
            members = np.flatnonzero(size == step)
            length = max(1, BLOCK // (most + 1))
            for rows in (members[i : i + length] for i in range(0, len(members), length)):
                x, age = patterns.frequency[rows], patterns.T[rows]
                span = np.full(len(rows), float(t))
                yield rows, self.counts(x, age, ahead.alive[rows], span, most)

    def sums(self, ahead: Forecast) -> Sums:
        """The purchases of each pattern, ready to be added up."""
        slope = ahead.expected[:, None] * ahead.slope
        return Sums(ahead.expected, slope, self.slope_cov, ahead.variance)

    def _patterns(self, customers: Any) -> Patterns:
        return self.patterns if customers is None else as_patterns(customers)


def _rows(patterns: Patterns, **values: Array) -> pd.DataFrame:
    columns = {name: patterns.to_rows(value) for name, value in values.items()}
    return pd.DataFrame(columns, index=patterns.index)


def _time(t: float) -> float:
    if not (np.isfinite(t) and t >= 0):
        raise ValueError(f"a length of time is a number of at least 0; got {t}")
    return float(t)
