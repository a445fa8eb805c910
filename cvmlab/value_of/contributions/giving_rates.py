"""How often customers give something, and how much they differ in it: a law fitted to counts.

Most customers are never noted to do anything, a few do it again and again. Counts of rare deeds
say little about one person by themselves, much beside what everybody does: so each person's rate
is judged by their own count and by the law of all rates, a gamma law (negative binomial counts).

Source: Greenwood & Yule (1920), "An Inquiry into the Nature of Frequency Distributions
Representative of Multiple Happenings", Journal of the Royal Statistical Society 83(2); Morrison &
Schmittlein (1988), "Generalizing the NBD Model for Customer Purchases", Journal of Business &
Economic Statistics 6(2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import digamma, gammaln, polygamma

Array = np.ndarray
LEAST_SHAPE, MOST_SHAPE = 1e-3, 1e3  # nearly nobody gives; everybody gives alike


@dataclass(frozen=True)
class GivingRates:
    """The law of rates over customers: Gamma(shape, rate), a year as a customer.

    Attributes
    ----------
    shape, rate : float
        Their mean is shape / rate a year.
    covariance : array of shape (2, 2)
        Of the logarithms of both.
    """

    shape: float
    rate: float
    covariance: Array

    @property
    def mean(self) -> float:
        """How often a customer does it in a year, on average over customers."""
        return self.shape / self.rate

    def expected(self, seen: Array, years: Array) -> Array:
        """Each customer's rate a year, given how often it was seen in how many years."""
        return (self.shape + seen) / (self.rate + years)

    def slope(self, seen: Array, years: Array) -> Array:
        """Its derivatives by the logarithms of shape and rate, one row a customer."""
        whole = self.rate + years
        return np.column_stack([self.shape / whole, -self.rate * (self.shape + seen) / whole**2])


def giving_rates(seen: Array, years: Array) -> GivingRates:
    """Fit the law by maximum likelihood.

    Parameters
    ----------
    seen : array of int
        How often each customer did it.
    years : array
        How long each was a customer meanwhile, above 0.

    Returns
    -------
    GivingRates

    Raises
    ------
    ValueError
        When nobody did it: there is no rate to estimate.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> years = np.full(20_000, 2.0)
    >>> law = giving_rates(rng.poisson(rng.gamma(0.5, 1 / 2.5, 20_000) * years), years)
    >>> round(law.mean, 2), round(law.shape, 1)
    (0.2, 0.5)
    """
    seen, years = np.asarray(seen, dtype=float), np.asarray(years, dtype=float)
    if not seen.sum() > 0:
        raise ValueError("nobody was seen to do it: no rate can be estimated")
    some, rows = np.unique(seen, return_inverse=True)

    def moments(theta: Array) -> tuple[float, Array, Array]:
        """Minus the log-likelihood, its gradient and Hessian in both logarithms."""
        a, b = np.exp(theta)
        whole = b + years
        value = (gammaln(a + some) - gammaln(a))[rows] + a * np.log(b) - (a + seen) * np.log(whole)
        by_a = (digamma(a + some) - digamma(a))[rows] + np.log(b / whole)
        by_b = a / b - (a + seen) / whole
        aa = (polygamma(1, a + some) - polygamma(1, a))[rows].sum()
        bb = (-a / b**2 + (a + seen) / whole**2).sum()
        ab = (1 / b - 1 / whole).sum()
        gradient = np.array([a * by_a.sum(), b * by_b.sum()])
        second = np.array([[a * a * aa, a * b * ab], [a * b * ab, b * b * bb]])
        return -value.sum(), -gradient, -(second + np.diag(gradient))

    mean = seen.sum() / years.sum()
    found = minimize(
        lambda theta: moments(theta)[0], np.log([0.5, 0.5 / mean]),
        jac=lambda theta: moments(theta)[1], hess=lambda theta: moments(theta)[2],
        method="trust-exact",
    )  # fmt: skip
    shape = float(np.clip(np.exp(found.x[0]), LEAST_SHAPE, MOST_SHAPE))
    theta = np.log([shape, shape / mean if shape == MOST_SHAPE else np.exp(found.x[1])])
    information = moments(theta)[2]
    if shape == MOST_SHAPE:  # everybody alike: the mean alone is uncertain, as a Poisson count is
        covariance = np.array([[0.0, 0.0], [0.0, 1 / seen.sum()]])
    else:
        covariance = np.linalg.inv(information)
    return GivingRates(float(np.exp(theta[0])), float(np.exp(theta[1])), covariance)
