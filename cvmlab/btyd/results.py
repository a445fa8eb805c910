"""What a fit gives back: statsmodels' vocabulary over log-parameters, and how intervals are made.

Two kinds of interval, never mixed up: columns ``ci_low, ci_high`` are confidence intervals (how
well the data pin down an *expectation*), ``pi_low, pi_high`` prediction intervals (where the
*outcome* will lie).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import expit, gammaincinv, ndtri

from cvmlab.btyd import hypotheses
from cvmlab.btyd.fitting import Array, Message
from cvmlab.btyd.hypotheses import HypothesisTest
from cvmlab.btyd.summary import Summary

Z95 = 1.959964  # half the width of a 95% interval, in standard errors


@dataclass(frozen=True, eq=False, repr=False)
class FitResults:
    """Estimates by maximum likelihood, with everything needed for intervals.

    Attributes
    ----------
    model : str
        The model's name; a limit model says so.
    names : tuple of str
    theta : array
        Log-parameters at the maximum.
    theta_cov : array
        Their covariance: the inverse of the observed information.
    llf : float
        Log-likelihood at the maximum.
    nobs : float
        Customers.
    messages : tuple of Message
        What the reader has to know: a limit model, an early stop, customers left out.
    held : tuple of str
        Parameters that were held at a value, not estimated.
    fingerprint : str
        Of the data: the same for the same customers only.
    """

    model: str
    names: tuple[str, ...]
    theta: Array
    theta_cov: Array
    llf: float
    nobs: float
    messages: tuple[Message, ...]
    held: tuple[str, ...] = field(default=(), kw_only=True)
    fingerprint: str = field(default="", kw_only=True)

    @property
    def params(self) -> pd.Series:
        """Estimates on the natural scale."""
        return pd.Series(np.exp(self.theta), index=list(self.names), name="estimate")

    @property
    def bse(self) -> pd.Series:
        """Standard errors on the natural scale (delta method from the log scale)."""
        spread = np.exp(self.theta) * np.sqrt(np.diag(self.theta_cov))
        return pd.Series(spread, index=list(self.names), name="std_error")

    def cov_params(self) -> pd.DataFrame:
        """Covariance of the estimates on the natural scale."""
        scale = np.exp(self.theta)
        names = list(self.names)
        return pd.DataFrame(self.theta_cov * np.outer(scale, scale), index=names, columns=names)

    # z values against 0, as statsmodels prints them, would mean nothing: no parameter can be 0.

    def conf_int(self, alpha: float = 0.05, *, method: str = "delta") -> pd.DataFrame:
        """Confidence intervals of the parameters, made on the log scale so that they stay positive.

        Parameters
        ----------
        alpha : float
            One minus the confidence level.
        method : {"delta", "profile"}
            From the curvature at the maximum, or where the likelihood of the best fit with the
            parameter held falls too low: exact on a bent likelihood, and many times slower.

        Returns
        -------
        DataFrame
            Columns ``lower`` and ``upper``, one row a parameter.
        """
        if method == "profile":
            return self._profile_intervals(_z(alpha))
        if method != "delta":
            raise ValueError(f'method is "delta" or "profile"; got {method!r}')
        half = _z(alpha) * np.sqrt(np.diag(self.theta_cov))
        bounds = {"lower": np.exp(self.theta - half), "upper": np.exp(self.theta + half)}
        return pd.DataFrame(bounds, index=list(self.names))

    def _profile_intervals(self, z: float) -> pd.DataFrame:
        raise ValueError(f"there are no profile-likelihood intervals for {self.family}")

    @property
    def df_model(self) -> int:
        """How many parameters were estimated."""
        return len(self.theta) - len(self.held)

    @property
    def aic(self) -> float:
        """Akaike's information criterion, 2k - 2 llf."""
        return 2.0 * self.df_model - 2.0 * self.llf

    @property
    def bic(self) -> float:
        """Bayesian information criterion, k log(customers) - 2 llf."""
        return self.df_model * float(np.log(self.nobs)) - 2.0 * self.llf

    @property
    def family(self) -> str:
        """The model's name, whether or not this is a limit of it."""
        return self.model.removesuffix(", limit model")

    @property
    def is_reported_limit(self) -> bool:
        """Whether a limit was reported where the whole model had been asked for."""
        return any(message.kind == "limit" for message in self.messages)

    def whole_llf(self) -> float:
        """Log-likelihood of the whole model where a limit of it was reported."""
        return self.llf

    def wald_test(self, values: Mapping[str, float]) -> HypothesisTest:
        """Whether parameters may have certain values, such as ``{"s": 1.0, "r": 0.5}``.

        Made on the log scale, so that the result is the same in days and in weeks.

        Parameters
        ----------
        values : mapping
            Names of estimated parameters, and values above 0: all are tested together.

        Returns
        -------
        HypothesisTest
            statistic, df, p_value, distribution; ``summary()`` is a sentence.
        """
        return hypotheses.wald_test(self, values)

    def wald_test_of_difference(self, other: FitResults) -> HypothesisTest:
        """Whether another group of customers, such as another segment, has the same parameters.

        The groups must have no customer in common and be measured in the same units.
        """
        return hypotheses.wald_test_of_difference(self, other)

    def lr_test(self, restricted: FitResults) -> HypothesisTest:
        """Whether a simpler fit to the same customers does as well (likelihood-ratio test).

        Parameters
        ----------
        restricted : FitResults
            The same model with parameters held at values (``fit(hold={"s": 1.0})``), or a limit of
            it (``fit(dropout="common")``). A limit lies at the boundary, where the statistic is
            chi-bar-squared (Self & Liang 1987): half the plain p-value for one such law.

        Raises
        ------
        DataProblem
            When the two are not of the same customers.
        ValueError
            When the simpler one is no special case, or when the law of the statistic is unknown.
        """
        return hypotheses.lr_test(self, restricted)

    def compare(self, *others: FitResults) -> pd.DataFrame:
        """This and other fits to the same customers: k, llf, AIC, BIC, the lowest AIC first."""
        return hypotheses.compare_fits(self, *others)

    def save(self, path: str | Path) -> Path:
        """Write the fit to a small JSON file, without customers; ``load_fit`` reads it back.

        A fit saved there before is replaced; any other file is left alone.

        Raises
        ------
        DataProblem
            When there is another kind of file of that name, or it cannot be written.
        """
        from cvmlab.btyd.saving import save_fit

        return save_fit(self, path)

    def summary(self) -> Summary:
        """Estimates, standard errors and 95% intervals, as text and HTML."""
        table = pd.concat([self.params, self.bse, self.conf_int()], axis=1)
        table.columns = pd.Index(["estimate", "std_error", "ci_low", "ci_high"])
        table.index.name = "parameter"
        facts = {
            "Model": self.model,
            "customers": f"{self.nobs:,.0f}",
            "log-likelihood": f"{self.llf:,.3f}",
            "AIC": f"{self.aic:,.2f}",
            "BIC": f"{self.bic:,.2f}",
        }
        said = [f"Held, not estimated: {', '.join(self.held)}."] if self.held else []
        return Summary(table, facts, (*said, *(str(message) for message in self.messages)))

    def __repr__(self) -> str:
        return repr(self.summary())

    @property
    def slope_cov(self) -> Array:
        """Covariance that goes with gradients: of the log-parameters and any further direction."""
        return self.theta_cov

    def standard_error(self, gradient: Array) -> Array:
        """Standard error of quantities whose gradients in log-parameters are the rows given."""
        rows = np.atleast_2d(gradient)
        variance = np.einsum("ni,ij,nj->n", rows, self.slope_cov, rows)
        return np.sqrt(np.maximum(variance, 0.0))


def positive_interval(value: Array, log_error: Array, alpha: float) -> tuple[Array, Array]:
    """Confidence interval of a positive quantity from the standard error of its logarithm."""
    with np.errstate(over="ignore"):  # nothing is known: from 0 to infinity
        half = np.exp(_z(alpha) * log_error)
    return value / half, value * half


def share_interval(share: Array, log_error: Array, alpha: float) -> tuple[Array, Array]:
    """Confidence interval of a probability, made on the logit scale.

    ``log_error`` is the standard error of the probability's logarithm; that of its logit is
    larger by 1 / (1 - share). A share of 1 has an interval below it only.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        logit = np.log(share) - np.log1p(-share)
        half = _z(alpha) * log_error / (1.0 - share)
        low, high = expit(logit - half), expit(logit + half)
    low = np.where(share >= 1.0, np.exp(-_z(alpha) * log_error), low)
    return np.where(share <= 0.0, 0.0, low), np.where(share >= 1.0, 1.0, high)


def outcome_interval(
    expected: float, low: float, high: float, variance: float, alpha: float
) -> tuple[float, float]:
    """Prediction interval of a total that cannot be negative.

    Around the expectation, the total is taken to be Gamma distributed: right-skewed when small,
    Normal when large. Its distances and those of the expectation's own confidence interval are
    independent and so combined by squares (Zou & Donner 2008, "Construction of Confidence Limits
    about Effect Measures", Statistics in Medicine 27(10)).

    Parameters
    ----------
    expected, low, high : float
        The expectation and its confidence interval.
    variance : float
        Of the outcome around the expectation.
    alpha : float
    """
    if not (np.isfinite(expected) and np.isfinite(variance)):
        return np.nan, np.nan
    if expected <= 0.0 or variance <= 0.0:
        return low, high
    shape, scale = expected * expected / variance, variance / expected
    below, above = scale * gammaincinv(shape, [alpha / 2, 1 - alpha / 2])
    down = float(np.hypot(expected - low, expected - below))
    up = float(np.hypot(high - expected, above - expected))
    return max(expected - down, 0.0), expected + up


def _z(alpha: float) -> float:
    if not 0.0 < alpha < 1.0:
        raise ValueError(f"alpha is one minus the confidence level, between 0 and 1; got {alpha}")
    return float(ndtri(1.0 - alpha / 2.0))
