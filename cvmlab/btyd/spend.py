"""What is known of a customer's spend per purchase: the results of the Gamma-Gamma model.

Given x repeat purchases of mean value z, nu is Gamma(q + p x, gamma + x z), so the expected spend
p (gamma + x z) / (p x + q - 1) lies between the customer's own mean and everybody's.

Source: Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy.linalg import block_diag
from scipy.special import gammaincinv

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.forecasting import with_edges
from cvmlab.btyd.patterns import as_frame
from cvmlab.btyd.results import Z95, FitResults, positive_interval
from cvmlab.errors import DataProblem, Problem

COLUMNS = ("frequency", "monetary_value")
NARROW = 1e8  # shape of a law so narrow that everybody has the same mean
STEADY = 1e4  # p from which on a customer's purchases are within 1% of each other
FULL, COMMON_MEAN, NO_SPREAD = ("p", "q", "gamma"), ("p", "nu"), ("q", "gamma")
LIMITS = {
    COMMON_MEAN: "one mean spend for everybody (q and gamma without limit)",
    NO_SPREAD: f"purchases that never vary for one customer (p without limit; {STEADY:,.0f} used)",
}


@dataclass(frozen=True, eq=False)
class Spend:
    """What is known of each customer's spend: purchases Gamma(p, nu) with nu ~ Gamma(a, b).

    Attributes
    ----------
    p : float
    a, b : array of shape (n,)
    slope : array of shape (n, number of parameters)
        Gradient of the logarithm of ``mean`` in the model's log-parameters.
    """

    p: float
    a: Array
    b: Array
    slope: Array

    @property
    def mean(self) -> Array:
        """Expected spend per purchase; infinite where a is not above 1."""
        with np.errstate(divide="ignore"):
            return np.where(self.a > 1, self.p * self.b / np.maximum(self.a - 1, 0.0), np.inf)

    @property
    def square(self) -> Array:
        """Expected square of a customer's own mean spend; infinite where a is not above 2."""
        with np.errstate(divide="ignore"):
            spread = np.maximum(self.a - 2, 0.0)
            return np.where(self.a > 2, self.mean * self.p * self.b / spread, np.inf)


@dataclass(frozen=True, eq=False, repr=False)
class GammaGammaResults(FitResults):
    """A fitted Gamma-Gamma model.

    Attributes
    ----------
    correlation : float
        Of frequency and monetary_value among the customers fitted; the model assumes none.
    edges : tuple of array
        For a limit model, log-parameters of the whole model as far away as the data allow.
    """

    correlation: float
    edges: tuple[Array, ...] = ()

    @property
    def slope_cov(self) -> Array:
        return block_diag(self.theta_cov, *[1 / Z95**2] * len(self.edges))

    @property
    def mean_spend(self) -> float:
        """Expected spend per purchase of a customer about whom nothing is known."""
        return float(self.spend(np.zeros(1), np.zeros(1)).mean[0])

    def expected_spend(self, customers: Any, *, alpha: float = 0.05) -> pd.DataFrame:
        """What each customer is expected to spend per purchase.

        A customer without repeat purchases gets the mean of everybody; values that are not
        positive count as zero.

        Returns
        -------
        DataFrame
            expected; ci_low, ci_high (confidence interval of the expectation); pi_low, pi_high
            (interval for the customer's own long-run mean, given the few purchases seen).
        """
        x, value, _, index = spend_columns(customers)
        known = self.spend(x, value)
        low, high = positive_interval(known.mean, self.standard_error(known.slope), alpha)
        shapes, back = np.unique(known.a, return_inverse=True)
        fast, slow = (gammaincinv(shapes, tail)[back] for tail in (1 - alpha / 2, alpha / 2))
        scale = known.p * known.b
        columns = {"expected": known.mean, "ci_low": low, "ci_high": high}
        columns |= {"pi_low": scale / fast, "pi_high": scale / slow}
        return pd.DataFrame(columns, index=index)

    def spend(self, x: Array, value: Array) -> Spend:
        """The law of each customer's spend given x repeat purchases of a mean value."""
        total = x * np.maximum(value, 0.0)
        known = self._spend(self.names, self.theta, x, total)
        others = [self._spend(FULL, theta, x, total).mean for theta in self.edges]
        return replace(known, slope=with_edges(known.slope, known.mean, others))

    @staticmethod
    def _spend(names: tuple[str, ...], theta: Array, x: Array, total: Array) -> Spend:
        params = np.exp(theta)
        if names == COMMON_MEAN:
            p, nu = params
            a = np.full(len(x), NARROW)
            return Spend(float(p), a, (a - 1) / nu, np.tile([1.0, -1.0], (len(x), 1)))
        p, q, gamma = (STEADY, *params) if names == NO_SPREAD else params
        a, b = q + p * x, gamma + total
        with np.errstate(divide="ignore"):
            slope = np.stack([1 - p * x / (a - 1), -q / (a - 1), gamma / b], axis=1)
        return Spend(float(p), a, b, slope[:, 3 - len(theta) :])


def spend_columns(customers: Any) -> tuple[Array, Array, Array, pd.Index]:
    """Frequency, value, weight and index of customers, after collecting every problem."""
    frame = as_frame(customers, COLUMNS)
    have = ", ".join(map(str, frame.columns[:8]))
    problems = [
        Problem("no column of this name", f"the columns are: {have}.", name)
        for name in COLUMNS
        if name not in frame.columns
    ]
    if problems:
        raise DataProblem(problems, "the customer base")
    numbers = [pd.to_numeric(frame[name], errors="coerce").to_numpy(float) for name in COLUMNS]
    for name, values in zip(COLUMNS, numbers, strict=True):
        bad = ~np.isfinite(values)
        if bad.any():
            what = "values that are missing or no numbers"
            problems.append(Problem(what, "fill or remove them.", name, int(bad.sum())))
    if np.any(numbers[0] < 0):
        problems.append(Problem("negative counts", "count repeat occasions.", "frequency"))
    if problems:
        raise DataProblem(problems, "the customer base")
    weight = frame["weight"].to_numpy(float) if "weight" in frame.columns else np.ones(len(frame))
    has_id = "customer_id" in frame.columns
    return *numbers, weight, pd.Index(frame["customer_id"]) if has_id else frame.index
