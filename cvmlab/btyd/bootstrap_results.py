"""What a parametric bootstrap tells: the verbs of a fit, with intervals over its refits.

Intervals of expectations are percentiles over the refits. Those of outcomes are quantiles of the
mixture of what the refits predict, so they hold both kinds of not knowing: what the parameters
are, and what customers will do by chance.

Source: Efron & Tibshirani (1993), "An Introduction to the Bootstrap", section 13.3; Harris (1989),
"Predictive Fit for Natural Exponential Families", Biometrika 76(4), for the mixture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.btyd.chances import CommonChance
from cvmlab.btyd.fitted_process import in_lengths, longest
from cvmlab.btyd.fitting import Array, weighted_sum
from cvmlab.btyd.forecasting import Forecast
from cvmlab.btyd.laws import COMMON, SPLIT, Law
from cvmlab.btyd.patterns import Patterns
from cvmlab.btyd.percentiles import mixture_interval, percentiles
from cvmlab.btyd.refits import Refits
from cvmlab.btyd.totals import Estimate

if TYPE_CHECKING:
    from cvmlab.btyd.latent_attrition import LatentAttritionResults

BLOCK = 1 << 12  # patterns for which all refits are held at a time


@dataclass(frozen=True, eq=False, repr=False)
class BootstrapResults(Refits):
    """A fit and its refits to bases drawn from it.

    Attributes
    ----------
    fit : LatentAttritionResults
    refits : tuple of LatentAttritionResults
        One a draw.
    failed : int
        Draws in which nobody came back, so that there was nothing to fit.
    seed : int
    """

    fit: LatentAttritionResults
    refits: tuple[LatentAttritionResults, ...]
    failed: int
    seed: int

    @property
    def params(self) -> pd.DataFrame:
        """The parameters of the fit in each refit, one row a draw.

        In a limit model, those of the whole model are infinite (the same rate for everybody), zero
        (leaving at once or never), or zero and infinite (nobody leaves); NaN where a refit has
        nothing of the kind.
        """
        rows = [
            [*_like(self.fit.purchase, one.purchase), *_like(self.fit.dropout, one.dropout)]
            for one in self.refits
        ]
        return pd.DataFrame(rows, columns=list(self.fit.names))

    def probability_alive(
        self, customers: Any = None, *, t: float = 0.0, alpha: float = 0.05
    ) -> pd.DataFrame:
        """How likely each customer is to be still active now, or t later.

        Returns
        -------
        DataFrame
            probability_alive, ci_low, ci_high.
        """
        patterns = self.fit._patterns(customers)
        table = self.fit.probability_alive(patterns, t=t, alpha=alpha)

        def alive(fit: LatentAttritionResults, some: Patterns) -> Array:
            return fit.alive_terms(some)[0] * (fit.survival(some, t)[0] if t else 1.0)

        return self._with_ci(table, patterns, alive, alpha)

    def expected_purchases(
        self, t: float, customers: Any = None, *, alpha: float = 0.05
    ) -> pd.DataFrame:
        """How often each customer is expected to buy in the next ``t`` units of time.

        Returns
        -------
        DataFrame
            expected; ci_low, ci_high (confidence interval of the expectation); pi_low, pi_high
            (whole numbers between which the purchases themselves will lie, parameters not being
            known: wider than those of the fit).
        """
        patterns = self.fit._patterns(customers)
        table = self.fit.expected_purchases(t, patterns, alpha=alpha)
        parts = []
        for some in _blocks(patterns):
            ahead = [refit.forecast(some, float(t)) for refit in self.refits]
            ends = percentiles(np.stack([one.expected for one in ahead]), alpha)
            parts.append(np.column_stack([*ends, *self._counts(some, ahead, t, alpha)]))
        values = patterns.to_rows(np.concatenate(parts))
        columns = ["ci_low", "ci_high", "pi_low", "pi_high"]
        return table.assign(**dict(zip(columns, values.T, strict=True)))

    def expected_total(self, t: float, customers: Any = None, *, alpha: float = 0.05) -> Estimate:
        """How often all customers together are expected to buy in the next ``t`` units of time."""
        patterns = self.fit._patterns(customers)
        expected = self.fit.expected_total(t, patterns, alpha=alpha).expected
        sums = np.zeros((len(self.refits), 2))
        for some in _blocks(patterns):
            for row, refit in zip(sums, self.refits, strict=True):
                ahead = refit.forecast(some, float(t))
                row += [weighted_sum(some.weight, one) for one in (ahead.expected, ahead.variance)]
        low, high = percentiles(sums[:, 0], alpha)
        outcome = mixture_interval(sums[:, 0], sums[:, 1], alpha)
        return Estimate("purchases", expected, float(low), float(high), *outcome)

    def expected_purchases_new(
        self, t: float | Array | list[float], *, alpha: float = 0.05
    ) -> pd.DataFrame:
        """How many repeat purchases a customer just acquired makes in the first ``t`` units.

        Returns
        -------
        DataFrame
            expected, ci_low, ci_high; one row a time.
        """
        table = self.fit.expected_purchases_new(t, alpha=alpha)
        times = table.index.to_numpy(dtype=float)
        ends = percentiles([refit.newcomers(times).expected for refit in self.refits], alpha)
        return table.assign(ci_low=ends[0], ci_high=ends[1])

    def expected_residual_transactions(
        self,
        discount_rate: float,
        horizon: float | None = None,
        customers: Any = None,
        *,
        alpha: float = 0.05,
    ) -> pd.DataFrame:
        """Discounted expected residual transactions: all future purchases in today's terms.

        Returns
        -------
        DataFrame
            expected, ci_low, ci_high.
        """
        patterns = self.fit._patterns(customers)
        table = self.fit.expected_residual_transactions(
            discount_rate, horizon, patterns, alpha=alpha
        )
        end = np.inf if horizon is None else float(horizon)

        def worth(fit: LatentAttritionResults, some: Patterns) -> Array:
            return fit.forecast(some, end, discount_rate).expected

        return self._with_ci(table, patterns, worth, alpha)

    def _with_ci(
        self,
        table: pd.DataFrame,
        patterns: Patterns,
        quantity: Callable[[LatentAttritionResults, Patterns], Array],
        alpha: float,
    ) -> pd.DataFrame:
        """A table of the fit with the confidence interval over the refits."""
        parts = [
            np.stack(percentiles([quantity(one, some) for one in self.refits], alpha), axis=1)
            for some in _blocks(patterns)
        ]
        low, high = patterns.to_rows(np.concatenate(parts)).T
        return table.assign(ci_low=low, ci_high=high)

    def _counts(
        self, patterns: Patterns, ahead: list[Forecast], t: float, alpha: float
    ) -> tuple[Array, Array]:
        """Quantiles of each pattern's purchases, over the mixture of the refits' distributions."""
        fewest, most = np.zeros(len(patterns)), np.zeros(len(patterns))
        mean = np.mean([one.expected for one in ahead], axis=0)
        square = np.mean([one.variance + one.expected**2 for one in ahead], axis=0)
        variance = np.maximum(square - mean**2, 0.0)
        for rows, length in in_lengths(longest(mean, variance, alpha)):
            x, age = patterns.frequency[rows], patterns.T[rows]
            span = np.full(len(rows), float(t))
            chances = np.zeros((len(rows), length + 1))
            for refit, one in zip(self.refits, ahead, strict=True):
                chances += refit.counts(x, age, one.alive[rows], span, length) / len(ahead)
            cumulated = np.cumsum(chances, axis=1)
            fewest[rows] = np.sum(cumulated < alpha / 2, axis=1)
            most[rows] = np.sum(cumulated < 1 - alpha / 2, axis=1)
        return fewest, most


def _blocks(patterns: Patterns) -> Iterator[Patterns]:
    return (patterns.block(slice(start, start + BLOCK)) for start in range(0, len(patterns), BLOCK))


def _like(fitted: Law, other: Law) -> list[float]:
    """Parameters of another law of the same family, in the terms of the fitted one."""
    if type(other) is type(fitted):
        return list(other.params)
    if type(fitted) in COMMON:  # the whole law, of which the other is a limit
        first = np.inf if type(other) in COMMON.values() else 0.0
        return [first, 0.0 if type(other) in SPLIT.values() else np.inf]
    if type(fitted) not in COMMON.values():
        return [np.nan] * len(fitted.params)
    mean = float(np.asarray(other.mean(0.0, 0.0)))
    return [mean / (1.0 - mean) if isinstance(fitted, CommonChance) else mean]
