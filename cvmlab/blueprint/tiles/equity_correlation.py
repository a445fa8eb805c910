"""How much two valuations of the same customers err together.

Who was a customer a year ago is one today, and the models of both days have learnt from the same
purchases. What makes the one too high makes the other too high, so that their difference is surer
than either. Taken as independent, the change would look like chance when it is none.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import pandas as pd

from cvmlab.btyd.fitting import Array, weighted_sum
from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.btyd.patterns import as_patterns
from cvmlab.btyd.spend import FULL, GammaGammaResults
from cvmlab.value_of.lifetime.lifetime_result import LifetimeValue


class ValuedBase(Protocol):
    """What is asked of customers that were valued."""

    @property
    def table(self) -> pd.DataFrame:
        """``customer_id, frequency, recency, T, monetary_value, inside``."""

    @property
    def fit(self) -> LatentAttritionResults:
        """The purchase model."""

    @property
    def spend(self) -> GammaGammaResults:
        """The model of spend."""

    @property
    def lifetime(self) -> LifetimeValue:
        """Totals and how they were made."""


def equity_correlation(now: ValuedBase, then: ValuedBase) -> float:
    """Correlation of the errors of two sums of customer values.

    Parameters
    ----------
    now, then : CustomerValues
        Of the same orders on two days.

    Returns
    -------
    float
        0 where the two have no customer in common whose purchases entered both fits.

    Notes
    -----
    Each customer moves the sum through the parameters by ψ = g′·C·s: the gradient of the sum, the
    covariance of the log-parameters and the customer's own score (the influence function; Hampel
    1974, "The Influence Curve and its Role in Robust Estimation", JASA 69(346)). The correlation is
    Σ ψ(now)·ψ(then) / √(Σ ψ(now)² · Σ ψ(then)²), customers of one day only having no ψ on the
    other. Where one law held throughout, the covariance of the two estimates of the parameters is
    that of the later one (Hausman 1978, "Specification Tests in Econometrics", Econometrica 46(6));
    here laws may have changed in between. Where a limit of a model was fitted, the part of the
    error that no customer accounts for is taken as independent.
    """
    one, other = influences(now), influences(then)
    size = _size(now, one) * _size(then, other)
    if not size > 0 or not np.isfinite(size):
        return 0.0
    both = one.index.intersection(other.index)
    return float((one.loc[both] * other.loc[both]).sum()) / size


def _size(values: ValuedBase, moved: pd.Series) -> float:
    """The error of a sum, with what no customer's history accounts for where a limit was fitted."""
    own = float((moved**2).sum())
    if values.spend.names == FULL and not values.fit.edges:
        return float(np.sqrt(own))
    worth = values.lifetime.valuation
    slope = weighted_sum(worth.weight, worth.sums.slope)
    return float(np.sqrt(max(own, float(slope @ worth.sums.covariance @ slope))))


def influences(values: ValuedBase) -> pd.Series:
    """By how much each customer's history moves the sum of all values through the parameters.

    Returns
    -------
    Series
        By customer_id, in currency units, of all whose purchases entered the fit.
    """
    worth = values.lifetime.valuation
    slope = weighted_sum(worth.weight, worth.sums.slope)
    buying = len(values.fit.theta)
    spending = buying + len(values.fit.edges)
    table = values.table
    members = table[table["inside"].astype(bool)].reset_index(drop=True)
    patterns = as_patterns(members)
    score = values.fit.model_class.terms(values.fit.pair, patterns).score[patterns.inverse]
    moved = score @ (values.fit.theta_cov @ slope[:buying])
    found = pd.Series(moved, index=pd.Index(members["customer_id"]))
    spend = values.spend
    if spend.names == FULL:  # a limit of the model adds little, and nobody's share of it is known
        again = members[(members["frequency"] > 0) & (members["monetary_value"] > 0)]
        own = _spend_scores(again, spend.law)
        part = own @ (spend.theta_cov @ slope[spending : spending + len(spend.theta)])
        found = found.add(pd.Series(part, index=again["customer_id"]), fill_value=0.0)
    return found


def _spend_scores(members: pd.DataFrame, law: tuple[float, float, float]) -> Array:
    """The score of each repeat buyer in log p, log q and log gamma."""
    from scipy.special import digamma

    p, q, gamma = law
    x = members["frequency"].to_numpy(float)
    spent = x * members["monetary_value"].to_numpy(float)
    whole = gamma + spent
    in_p = x * (digamma(p * x + q) - digamma(p * x) + np.log(spent / whole))
    in_q = digamma(p * x + q) - digamma(q) + np.log(gamma / whole)
    in_gamma = q / gamma - (q + p * x) / whole
    return np.column_stack([p * in_p, q * in_q, gamma * in_gamma])
