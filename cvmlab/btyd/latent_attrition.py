"""The verbs of every buy-till-you-die model, over a few things each model knows how to compute.

"Latent attrition": customers leave without saying so. A model supplies P(alive), what active
customers will do, and the distribution of purchase counts; here they become answers about
customers, each with its interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.btyd.fitted_process import FittedProcess
from cvmlab.btyd.fitting import Array
from cvmlab.btyd.patterns import Patterns, as_patterns
from cvmlab.btyd.profiles import profile_intervals
from cvmlab.btyd.results import positive_interval, share_interval
from cvmlab.btyd.totals import Estimate, Sums

if TYPE_CHECKING:
    from cvmlab.btyd.bootstrap import BootstrapResults


@dataclass(frozen=True, eq=False, repr=False)
class LatentAttritionResults(FittedProcess):
    """A fitted buy-till-you-die model.

    Results for customers are frames indexed like the customers handed in (by ``customer_id`` where
    they have one); without customers, those the model was fitted to.
    """

    def probability_alive(
        self, customers: Any = None, *, t: float = 0.0, alpha: float = 0.05
    ) -> pd.DataFrame:
        """How likely each customer is to be still active at the end of observation, or t later.

        Returns
        -------
        DataFrame
            probability_alive, ci_low, ci_high.
        """
        patterns = self._patterns(customers)
        alive, slope = self.alive_terms(patterns)
        if t:
            stays, stays_slope = self.survival(patterns, self._time(t))
            alive, slope = alive * stays, slope + stays_slope
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
        ahead = self.forecast(patterns, self._time(t))
        low, high = positive_interval(ahead.expected, self.standard_error(ahead.slope), alpha)
        fewest, most = self.count_interval(patterns, ahead, t, alpha)
        return _rows(
            patterns,
            expected=ahead.expected, ci_low=low, ci_high=high, pi_low=fewest, pi_high=most,
        )  # fmt: skip

    def expected_total(self, t: float, customers: Any = None, *, alpha: float = 0.05) -> Estimate:
        """How often all customers together are expected to buy in the next ``t`` units of time."""
        patterns = self._patterns(customers)
        ahead = self.forecast(patterns, self._time(t))
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
        times = np.array([self._time(one) for one in np.atleast_1d(np.asarray(t, dtype=float))])
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
            Continuous rate per unit of time: 15% a year is log(1.15) / 52.18 a week.
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
        end = np.inf if horizon is None else self._time(horizon)
        ahead = self.forecast(patterns, end, discount_rate)
        low, high = positive_interval(ahead.expected, self.standard_error(ahead.slope), alpha)
        return _rows(patterns, expected=ahead.expected, ci_low=low, ci_high=high)

    def probability_of_purchases(self, n: int, t: float, customers: Any = None) -> pd.DataFrame:
        """How likely each customer is to buy 0, 1, ..., ``n`` times in the next ``t`` units."""
        if n != int(n) or n < 0:
            raise ValueError(f"a number of purchases is 0, 1, 2 or more; got {n}")
        patterns = self._patterns(customers)
        alive = self.alive_terms(patterns)[0]
        span = np.full(len(patterns), self._time(t))
        chances = self.counts(patterns.frequency, patterns.T, alive, span, n)
        columns = pd.RangeIndex(n + 1, name="purchases")
        return pd.DataFrame(patterns.to_rows(chances), index=patterns.index, columns=columns)

    def bootstrap(
        self, draws: int = 200, seed: int = 0, *, progress: bool = True
    ) -> BootstrapResults:
        """Intervals without the delta method: the model refitted to bases drawn from this fit.

        Parameters
        ----------
        draws : int
            How many bases are drawn, each with the same ages and as many customers.
        seed : int
            The same seed gives the same results, on however many cores.
        progress : bool
            Whether a person at a terminal sees how far it has come.

        Returns
        -------
        BootstrapResults
            With the same verbs, their intervals by percentile over the refits.
        """
        from cvmlab.btyd.bootstrap import bootstrap

        return bootstrap(self, draws, seed, progress=progress)

    def whole_llf(self) -> float:
        """Log-likelihood of the whole model where a limit of it was reported."""
        model = self.model_class(self.patterns)
        return model._maximum(model.laws).value

    def _profile_intervals(self, z: float) -> pd.DataFrame:
        model = self.model_class(self.patterns)
        return profile_intervals(self, partial(model._maximum, self.laws), z)

    def _patterns(self, customers: Any) -> Patterns:
        if customers is None:
            return self.patterns
        return as_patterns(customers, whole_time=self.model_class.counts_opportunities)

    def _time(self, t: float) -> float:
        if not (np.isfinite(t) and t >= 0):
            raise ValueError(f"a length of time is a number of at least 0; got {t}")
        if self.model_class.counts_opportunities and t != int(t):
            raise ValueError(f"this model counts opportunities: a whole number of them; got {t}")
        return float(t)


def _rows(patterns: Patterns, **values: Array) -> pd.DataFrame:
    columns = {name: patterns.to_rows(value) for name, value in values.items()}
    return pd.DataFrame(columns, index=patterns.index)
