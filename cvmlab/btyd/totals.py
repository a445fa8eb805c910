"""Sums over customers, with the interval of their expectation and that of their outcome.

Customers share the model's parameters, so the errors of their expectations do not average out:
gradients are summed before the covariance is applied. What they do by chance does average out:
variances are summed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cvmlab.btyd.fitting import Array, weighted_sum
from cvmlab.btyd.results import outcome_interval, positive_interval


@dataclass(frozen=True)
class Estimate:
    """One number about the whole base, with both its intervals.

    Attributes
    ----------
    name : str
    expected : float
    ci_low, ci_high : float
        Confidence interval of the expectation: parameters are estimated.
    pi_low, pi_high : float
        Prediction interval of the outcome: parameters are estimated and customers act by chance.
        NaN where no outcome is meant.
    """

    name: str
    expected: float
    ci_low: float
    ci_high: float
    pi_low: float = np.nan
    pi_high: float = np.nan

    @property
    def numbers(self) -> tuple[float, float, float, float, float]:
        """expected, ci_low, ci_high, pi_low, pi_high."""
        return self.expected, self.ci_low, self.ci_high, self.pi_low, self.pi_high


@dataclass(frozen=True, eq=False)
class Sums:
    """A positive quantity of each customer (or pattern), ready to be added up.

    Attributes
    ----------
    value : array of shape (n,)
        Expectations.
    slope : array of shape (n, number of parameters)
        Their gradients in log-parameters.
    covariance : array
        Of the log-parameters.
    variance : array of shape (n,), optional
        Of the outcomes, parameters taken as known; without it there are no prediction intervals.
    """

    value: Array
    slope: Array
    covariance: Array
    variance: Array | None = None

    def total(self, weight: Array, alpha: float, name: str = "") -> Estimate:
        """The weighted sum over all."""
        variance = np.nan if self.variance is None else float(weighted_sum(weight, self.variance))
        value, slope = weighted_sum(weight, self.value), weighted_sum(weight, self.slope)
        numbers = self._intervals(float(value), slope, variance, alpha)
        return Estimate(name, *numbers)

    def by_group(self, code: np.ndarray, weight: Array, alpha: float) -> pd.DataFrame:
        """The weighted sums of groups 0, 1, ...: value, ci_low, ci_high, pi_low, pi_high."""
        variance = np.full(len(code), np.nan) if self.variance is None else self.variance
        stacked = np.column_stack([self.value, variance, self.slope])
        sums = np.stack([np.bincount(code, weight * column) for column in stacked.T], axis=1)
        rows = [self._intervals(row[0], row[2:], row[1], alpha) for row in sums]
        return pd.DataFrame(rows, columns=["value", "ci_low", "ci_high", "pi_low", "pi_high"])

    def _intervals(
        self, value: float, slope: Array, variance: float, alpha: float
    ) -> tuple[float, float, float, float, float]:
        error = float(np.sqrt(np.maximum(slope @ self.covariance @ slope, 0.0)))
        relative = error / value if value > 0 else 0.0
        low, high = positive_interval(np.array(value), np.array(relative), alpha)
        outcome = outcome_interval(value, float(low), float(high), variance, alpha)
        return value, float(low), float(high), *outcome
