"""What is known of customers by contract: the results of the shifted-beta-geometric model.

Times are numbers of renewals. A customer who has taken k renewals takes t more with probability
S(k + t) / S(k); who has taken many is seldom one of those likely to churn.

Sources: Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive
Marketing 21(1); Fader & Hardie (2010), "Customer-Base Valuation in a Contractual Setting: The
Perils of Ignoring Heterogeneity", Marketing Science 29(1).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from scipy.linalg import block_diag

from cvmlab.btyd.chances import AllOrNothing, BetaChances, CommonChance
from cvmlab.btyd.contract_patterns import ContractPatterns, as_contracts
from cvmlab.btyd.fitting import Array, Maximum, weighted_sum
from cvmlab.btyd.payments import Payments, payment_weights, payments, per_period
from cvmlab.btyd.profiles import profile_intervals
from cvmlab.btyd.results import (
    Z95,
    FitResults,
    share_interval,
)
from cvmlab.btyd.survivors import count_interval, draw_renewals, share_slopes, shares, towards_edges
from cvmlab.btyd.totals import Estimate

NAMES = {
    BetaChances: ("alpha", "beta"),
    CommonChance: ("churn_odds",),
    AllOrNothing: ("churn_odds",),
}


@dataclass(frozen=True, eq=False, repr=False)
class ShiftedBetaGeometricResults(FitResults):
    """A fitted shifted-beta-geometric model.

    Results for customers are frames indexed like the customers handed in (by ``customer_id`` where
    they have one); without customers, those the model was fitted to. Instead of customers, the
    number of renewals they have taken may be given.

    Attributes
    ----------
    law : BetaChances, CommonChance or AllOrNothing
        Of churning at a renewal; the latter two are limits.
    edges : tuple of BetaChances
        For a limit model, how far from it the data allow the customers to be.
    contracts : ContractPatterns
        What the model was fitted to.
    """

    law: BetaChances | CommonChance | AllOrNothing
    edges: tuple[BetaChances, ...]
    contracts: ContractPatterns

    @property
    def slope_cov(self) -> Array:
        return block_diag(self.theta_cov, *[1 / Z95**2] * len(self.edges))

    def survival(self, t: Any, *, alpha: float = 0.05) -> pd.DataFrame:
        """Which share of new customers is still there after ``t`` renewals, S(t).

        Parameters
        ----------
        t : int or array-like of int
        alpha : float
            One minus the level of the interval.

        Returns
        -------
        DataFrame
            survival, ci_low, ci_high; one row a t.
        """
        times = _whole(t, 0)
        return self._shares("survival", np.zeros(len(times)), times, _index(times), alpha)

    def retention_rate(self, t: Any, *, alpha: float = 0.05) -> pd.DataFrame:
        """Which share of those still there takes the ``t``-th renewal, r(t) = S(t) / S(t - 1).

        Returns
        -------
        DataFrame
            retention_rate, ci_low, ci_high; one row a t.
        """
        times = _whole(t, 1)
        return self._shares("retention_rate", times - 1, np.ones(len(times)), _index(times), alpha)

    def constant_retention(self, *, alpha: float = 0.05) -> Estimate:
        """The one retention rate that ignores how customers differ: renewals taken / come up."""
        taken = float(weighted_sum(self.contracts.weight, self.contracts.kept))
        lost = float(weighted_sum(self.contracts.weight, self.contracts.churned))
        rate = taken / (taken + lost)
        error = np.sqrt((1 - rate) / taken)  # of its logarithm
        low, high = share_interval(np.array(rate), np.array(error), alpha)
        return Estimate("constant retention", rate, float(low), float(high))

    def probability_active(
        self, t: int, contracts: Any = None, *, alpha: float = 0.05
    ) -> pd.DataFrame:
        """How likely each customer is to be still there after ``t`` more renewals.

        Returns
        -------
        DataFrame
            probability_active, ci_low, ci_high; zero for those who were lost.
        """
        data = self._contracts(contracts)
        ahead = np.full(len(data), _whole(t, 0)[0])
        table = self._shares("probability_active", data.kept, ahead, None, alpha)
        values = data.to_rows(table.to_numpy() * data.active[:, None])
        return pd.DataFrame(values, index=data.index, columns=table.columns)

    def expected_survivors(
        self, t: int, contracts: Any = None, *, customers: float | None = None, alpha: float = 0.05
    ) -> Estimate:
        """How many customers are still there after ``t`` more renewals.

        Parameters
        ----------
        t : int
        contracts : optional
            Existing customers; by default those of the fit.
        customers : float, optional
            Instead: the size of a cohort of new customers.
        alpha : float
            One minus the level of both intervals.
        """
        data = self._contracts(contracts if customers is None else [0])
        weight = data.weight * (data.active if customers is None else customers)
        everybody = float(weight.sum())
        if everybody == 0:
            return Estimate("survivors", 0.0, 0.0, 0.0, 0.0, 0.0)
        ahead, weight = np.full(len(data), _whole(t, 0)[0]), weight / everybody
        share, *others = (shares(law, data.kept, ahead) for law in (self.law, *self.edges))
        mean = weighted_sum(weight, share)
        slope = weighted_sum(weight * share, share_slopes(self.law, data.kept, ahead)) / mean
        others = [weighted_sum(weight, other) for other in others]
        error = self.standard_error(towards_edges(slope[None], mean, others))
        low, high = share_interval(mean, error[0], alpha)
        ci = float(low) * everybody, float(high) * everybody
        chance = everybody * float(weighted_sum(weight, share * (1 - share)))
        expected = everybody * float(mean)
        pi = count_interval(everybody, expected, *ci, chance, alpha)
        return Estimate("survivors", expected, *ci, *pi)

    def discounted_expected_lifetime(
        self,
        discount_rate: float,
        horizon: int | None = None,
        *,
        compounding: str = "effective",
        next_payment_in: float = 0.0,
        alpha: float = 0.05,
    ) -> Estimate:
        """How many payments a new customer makes, in today's terms (DEL): the first one is sure.

        DEL = v^w sum S(t) v^t over t = 0, 1, ..., with v = 1 / (1 + rate).

        Parameters
        ----------
        discount_rate : float
            Per period between renewals.
        horizon : int, optional
            How many payments to look at, the first included; without it, all.
        compounding : {"effective", "continuous"}
            Whether a period costs the factor 1 + rate or exp(rate).
        next_payment_in : float
            w, the periods until the first payment. Paid at once, it is not discounted (0, as
            published).
        alpha : float
            One minus the level of both intervals.

        Returns
        -------
        Estimate
            The prediction interval is that of one customer.
        """
        force = per_period(discount_rate, compounding)
        weight = np.exp(-force * next_payment_in) * payment_weights(force, horizon)
        first, later = float(weight[0]), weight[1:]
        if not len(later):
            return Estimate("discounted lifetime", *[first] * 5)
        ahead = payments(self.law, self.edges, np.zeros(1), later, alpha)
        low, high = ahead.interval(self.standard_error(ahead.slope), alpha)
        parts = (ahead.value, low, high, ahead.low, ahead.high)
        return Estimate("discounted lifetime", *(first + float(part[0]) for part in parts))

    def discounted_expected_residual_lifetime(
        self,
        discount_rate: float,
        contracts: Any = None,
        horizon: int | None = None,
        *,
        compounding: str = "effective",
        next_payment_in: float = 0.0,
        alpha: float = 0.05,
    ) -> pd.DataFrame:
        """How many payments each customer still makes, in today's terms (DERL).

        Given k renewals taken, DERL = v^w sum S(k + j) / S(k) v^(j - 1) over j = 1, 2, ...: the
        next payment is not sure, as the customer may churn instead.

        Parameters
        ----------
        contracts : optional
            Customers, or numbers of renewals taken; by default the customers of the fit.
        next_payment_in : float
            w, the periods until the next renewal. Just before it, its payment is not discounted
            (0, as published); just after a payment it is 1.
        discount_rate, horizon, compounding, alpha
            As for ``discounted_expected_lifetime``.

        Returns
        -------
        DataFrame
            expected; ci_low, ci_high (confidence interval of the expectation); pi_low, pi_high
            (between which the payments themselves will lie). Zero for those who were lost.
        """
        data = self._contracts(contracts)
        ahead = self.payments(data, per_period(discount_rate, compounding), horizon, alpha)
        low, high = ahead.interval(self.standard_error(ahead.slope), alpha)
        factor = np.exp(-per_period(discount_rate, compounding) * next_payment_in) * data.active
        values = {"expected": ahead.value, "ci_low": low, "ci_high": high}
        values |= {"pi_low": ahead.low, "pi_high": ahead.high}
        columns = {name: data.to_rows(factor * value) for name, value in values.items()}
        return pd.DataFrame(columns, index=data.index)

    def payments(
        self, data: ContractPatterns, force: float, horizon: int | None, alpha: float
    ) -> Payments:
        """Discounted payments of each pattern if still a customer, the next one not discounted."""
        weight = payment_weights(force, horizon)
        return payments(self.law, self.edges, data.kept, weight, alpha)

    def simulate(self, rng: np.random.Generator, opportunities: Any) -> pd.DataFrame:
        """A base drawn from the fitted model.

        Parameters
        ----------
        rng : numpy Generator
        opportunities : array-like of int
            How many renewals come up for each customer who stays.

        Returns
        -------
        DataFrame
            renewals (the lost one included) and churned, one row a customer.
        """
        return draw_renewals(self.law, rng, _whole(opportunities, 0))

    def whole_llf(self) -> float:
        """Log-likelihood of the whole model where a limit of it was reported."""
        return max(self.llf, self._climb(BetaChances).value)

    def _profile_intervals(self, z: float) -> pd.DataFrame:
        return profile_intervals(self, partial(self._climb, type(self.law)), z)

    def _climb(self, *how: Any) -> Maximum:
        # Not at the top: the model's module needs this one.
        from cvmlab.btyd.shifted_beta_geometric import climb

        return climb(self.contracts, *how)

    def _shares(
        self, name: str, kept: Array, ahead: Array, index: pd.Index | None, alpha: float
    ) -> pd.DataFrame:
        share, slope = shares(self.law, kept, ahead), share_slopes(self.law, kept, ahead)
        others = [shares(edge, kept, ahead) for edge in self.edges]
        error = self.standard_error(towards_edges(slope, share, others))
        low, high = share_interval(share, error, alpha)
        return pd.DataFrame({name: share, "ci_low": low, "ci_high": high}, index=index)

    def _contracts(self, contracts: Any) -> ContractPatterns:
        return self.contracts if contracts is None else as_contracts(contracts)


def _whole(t: Any, least: int) -> Array:
    times = np.atleast_1d(np.asarray(t, dtype=float))
    if times.ndim != 1 or not np.all((times >= least) & (times % 1 == 0)):
        raise ValueError(f"numbers of renewals are whole and at least {least}; got {t}")
    return times


def _index(times: Array) -> pd.Index:
    return pd.Index(times.astype(int), name="renewals")
