"""What is known of a customer's spend per purchase: the results of the Gamma-Gamma model.

Given x repeat purchases of mean value z, nu is Gamma(q + p x, gamma + x z), so the expected spend
p (gamma + x z) / (p x + q - 1) lies between the customer's own mean and everybody's.

Source: Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from scipy.linalg import block_diag
from scipy.special import gammaincinv

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.forecasting import with_edges
from cvmlab.btyd.repeat_buyers import spend_columns
from cvmlab.btyd.results import Z95, FitResults, positive_interval

NARROW = 1e8  # shape of a law so narrow that everybody has the same mean
STEADY = 1e4  # p from which on a customer's purchases are within 1% of each other
FULL, COMMON_MEAN, NO_SPREAD = ("p", "q", "gamma"), ("p", "nu"), ("q", "gamma")


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

    @cached_property
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
    def law(self) -> tuple[float, float, float]:
        """p, q and gamma; what a limit model does without stands there as a very large number."""
        params = np.exp(self.theta)
        if self.names == COMMON_MEAN:
            return float(params[0]), NARROW, (NARROW - 1.0) / float(params[1])
        p, q, gamma = (STEADY, *params) if self.names == NO_SPREAD else params
        return float(p), float(q), float(gamma)

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
        place, counts = pd.factorize(x)
        shapes = self._shapes(counts)
        slowest, middle, fastest = gammaincinv(shapes, [[alpha / 2], [0.5], [1 - alpha / 2]])
        typical = known.p * known.b / gammaincinv(self._spend(counts, 0.0 * counts).a, 0.5)[place]
        down, up = np.log(fastest / middle)[place], np.log(middle / slowest)[place]
        # chance and errors of estimation are independent: their distances add up by squares
        with np.errstate(invalid="ignore"):
            fall, rise = np.log(known.mean / low), np.log(high / known.mean)
        columns = {"expected": known.mean, "ci_low": low, "ci_high": high}
        columns["pi_low"] = typical * np.exp(-np.hypot(down, np.nan_to_num(fall)))
        columns["pi_high"] = typical * np.exp(np.hypot(up, np.nan_to_num(rise)))
        return pd.DataFrame(columns, index=index)

    def _shapes(self, x: Array) -> Array:
        """Shape of the law of nu after x purchases, small enough to allow for errors of p and q.

        Its inverse is about the variance of log nu: averaged over points that stand for the
        distribution of the estimates (Julier & Uhlmann 1997, "A New Extension of the Kalman
        Filter to Nonlinear Systems"); for a limit, at least what the data allow.
        """
        nothing, size = np.zeros_like(x), len(self.theta)
        spread, basis = np.linalg.eigh(np.nan_to_num(self.theta_cov))
        steps = (basis * np.sqrt(3.0 * np.maximum(spread, 0.0))).T
        points = [(self.theta, 1.0 - size / 3.0)]
        points += [(self.theta + sign * step, 1.0 / 6.0) for step in steps for sign in (-1.0, 1.0)]
        parts = [part / self._spend(x, nothing, at).a for at, part in points]
        allowed = [1.0 / self._spend(x, nothing, at, FULL).a for at in self.edges]
        return 1.0 / np.max([np.sum(parts, axis=0), *allowed], axis=0)

    def simulate(self, rng: np.random.Generator | int, frequency: Any) -> Array:
        """Mean spend per purchase of customers drawn from the fitted model.

        For a parametric bootstrap: draw, fit again, and look at how the estimates vary.

        Parameters
        ----------
        rng : Generator or int
            Of random numbers, or the seed of one.
        frequency : array-like of shape (n,)
            Repeat purchases of each customer.

        Returns
        -------
        array of shape (n,)
            In currency units; 0 for customers without a repeat purchase.
        """
        x = np.asarray(frequency, dtype=float)
        if np.any(~(x >= 0)):
            raise ValueError("frequency counts repeat purchases: at least 0")
        (p, q, gamma), rng = self.law, np.random.default_rng(rng)
        nu = rng.gamma(q, 1.0 / gamma, x.shape)
        return rng.gamma(p * x) / (nu * np.maximum(x, 1.0))

    def spend(self, x: Array, value: Array) -> Spend:
        """The law of each customer's spend given x repeat purchases of a mean value."""
        total = x * np.maximum(value, 0.0)
        known = self._spend(x, total)
        if not self.edges:
            return known
        others = [self._spend(x, total, theta, FULL).mean for theta in self.edges]
        return replace(known, slope=with_edges(known.slope, known.mean, others))

    def _spend(
        self,
        x: Array,
        total: Array,
        theta: Array | None = None,
        names: tuple[str, ...] | None = None,
    ) -> Spend:
        theta, names = self.theta if theta is None else theta, names or self.names
        params = np.exp(theta)
        if names == COMMON_MEAN:
            p, nu = params
            a = np.full(len(x), NARROW)
            return Spend(float(p), a, (a - 1) / nu, np.tile([1.0, -1.0], (len(x), 1)))
        p, q, gamma = (STEADY, *params) if names == NO_SPREAD else params
        a, b = q + p * x, gamma + total
        with np.errstate(divide="ignore"):
            slopes = np.stack([1 - p * x / (a - 1), -q / (a - 1), gamma / b])
        return Spend(float(p), a, b, slopes[3 - len(theta) :].T)
