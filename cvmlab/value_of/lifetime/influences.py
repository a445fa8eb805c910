"""How each customer's history moves the sum of all values through the models' parameters.

What all customers are worth rests on parameters that these same customers taught. Whoever buys much
is worth much and, through the parameters, makes all others look worth a little more; so what one
customer adds to the uncertainty of a sum is both together.

Source: Hampel (1974), "The Influence Curve and its Role in Robust Estimation", JASA 69(346).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cvmlab.btyd.fitting import Array, weighted_sum
from cvmlab.btyd.patterns import as_patterns
from cvmlab.btyd.spend import FULL
from cvmlab.value_of.lifetime.valuation import Valuation


def influences(worth: Valuation, customers: pd.DataFrame) -> pd.Series:
    """By how much each customer's history moves the sum of all values through the parameters.

    Parameters
    ----------
    worth : Valuation
        What the customers are worth.
    customers : DataFrame
        Those the models were fitted to: ``customer_id, frequency, recency, T, monetary_value``, and
        ``inside`` where some were valued only.

    Returns
    -------
    Series
        By customer_id, in currency units, of all whose purchases entered the fit.

    Notes
    -----
    ψ = g′·C·s: the gradient of the sum, the covariance of the log-parameters, and the customer's
    own score.
    """
    fit, spend = worth.fit, worth.spend
    slope = weighted_sum(worth.weight, worth.sums.slope)
    buying = len(fit.theta)
    spending = buying + len(fit.edges)
    own = customers["inside"].astype(bool) if "inside" in customers else slice(None)
    members = customers.loc[own].reset_index(drop=True)
    patterns = as_patterns(members)
    score = fit.model_class.terms(fit.pair, patterns).score[patterns.inverse]
    moved = score @ (fit.theta_cov @ slope[:buying])
    found = pd.Series(moved, index=pd.Index(members["customer_id"]))
    if spend.names == FULL:  # a limit of the model adds little, and nobody's share of it is known
        again = members[(members["frequency"] > 0) & (members["monetary_value"] > 0)]
        theirs = spend_scores(again, spend.law)
        part = theirs @ (spend.theta_cov @ slope[spending : spending + len(spend.theta)])
        found = found.add(pd.Series(part, index=again["customer_id"]), fill_value=0.0)
    return found


def error_of_sum(worth: Valuation, moved: pd.Series) -> float:
    """The error of the sum, with what no customer's history accounts for where a limit was fitted.

    Parameters
    ----------
    worth : Valuation
    moved : Series
        Its influences.
    """
    own = float((moved**2).sum())
    if worth.spend.names == FULL and not worth.fit.edges:
        return float(np.sqrt(own))
    slope = weighted_sum(worth.weight, worth.sums.slope)
    return float(np.sqrt(max(own, float(slope @ worth.sums.covariance @ slope))))


def spend_scores(members: pd.DataFrame, law: tuple[float, float, float]) -> Array:
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
