"""Gamma-Gamma: how much a customer spends per purchase, learnt from a few purchases.

Each purchase of a customer is Gamma(p, nu), mean p / nu; nu ~ Gamma(q, gamma) between customers.
With x repeat purchases of mean value z, y = x z in all,

    L = Gamma(p x + q) / [Gamma(p x) Gamma(q)] (gamma / (gamma + y))^q (y / (gamma + y))^(p x) / z,

and nu given these is Gamma(q + p x, gamma + y), so the expected spend
p (gamma + y) / (p x + q - 1) lies between the customer's own mean and everybody's. Spend must
have nothing to do with frequency; the correlation is reported.

Source: Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value", equation 1a (there,
gamma is also written v); Fader, Hardie & Lee (2005), Journal of Marketing Research 42(4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.special import digamma, gammaln, polygamma

from cvmlab.btyd.fitting import Array, Message, weighted_sum
from cvmlab.btyd.repeat_buyers import RepeatBuyers, repeat_buyers, spend_columns
from cvmlab.btyd.spend import COMMON_MEAN, FULL, NO_SPREAD, GammaGammaResults
from cvmlab.btyd.spend_search import Derivatives, Found, at_limit, search
from cvmlab.errors import one_problem

CHOICES = {"common": COMMON_MEAN, "steady": NO_SPREAD}
CHUNK = 1 << 15  # buyers whose terms stay in a core's cache together


class GammaGamma:
    """Model of spend per purchase (Fader & Hardie 2013), fitted to repeat buyers.

    Parameters
    ----------
    customers : DataFrame, Ibis table, or object with ``.frame()``
        Columns frequency and monetary_value (mean value of repeat purchases, in currency units);
        optionally ``weight``. One-time buyers and values that are not positive are left out of
        the fit, and counted.

    Examples
    --------
    >>> import pandas as pd
    >>> base = pd.DataFrame({"frequency": [2, 1, 4], "monetary_value": [20.0, 35.0, 24.0]})
    >>> round(GammaGamma(base).loglike([6.0, 4.0, 15.0]), 4)
    -11.2071
    """

    def __init__(self, customers: Any) -> None:
        x, z, weight, _ = spend_columns(customers)
        self.buyers, self._left_out = repeat_buyers(x, z, weight)

    def loglike(self, params: Sequence[float] | Array) -> float:
        """Log-likelihood of p, q and gamma (on their natural scale)."""
        return differing(self.buyers, np.asarray(params, dtype=float))[0]

    def fit(
        self, *, hold: Mapping[str, float] | None = None, spend: str | None = None
    ) -> GammaGammaResults:
        """Estimate by maximum likelihood.

        When the data cannot tell the customers' means apart, or not what one customer's purchases
        vary by, the limit model is returned, and a message says so. To choose the model yourself:

        Parameters
        ----------
        hold : dict, optional
            Values at which p, q or gamma are held instead of being estimated, such as
            ``{"q": 4.0}``. They keep their place among ``params`` without an error; ``held`` names
            them, and AIC and BIC count the others only.
        spend : {"common", "steady"}, optional
            One mean spend for everybody (q and gamma without limit), or purchases of one customer
            that never vary (p without limit).

        Raises
        ------
        DataProblem
            Without at least three repeat buyers of positive, differing value.
        """
        buyers, held = self.buyers, dict(hold or {})
        if spend not in (None, *CHOICES) or (spend and held):
            raise ValueError('spend may be "common" or "steady", with nothing held')
        if not all(name in FULL and 0 < value < np.inf for name, value in held.items()):
            raise ValueError(f"hold takes values above zero for {', '.join(FULL)}; got {hold}")
        if buyers.customers < 3 or np.ptp(buyers.z) == 0:
            what = "spend cannot be modelled: too few repeat buyers of different, positive value"
            raise one_problem(what, "choose a longer window.", column="monetary_value")
        if spend is None:
            found = search(differing, common, buyers, held)
        else:
            found = at_limit(differing, common, buyers, CHOICES[spend])
        return GammaGammaResults(
            model="Gamma-Gamma" if found.names == FULL else "Gamma-Gamma, limit model",
            names=found.names,
            theta=found.best.theta,
            theta_cov=found.covariance,
            llf=found.best.value,
            nobs=buyers.customers,
            messages=(*self._left_out, *buyers.related(), *found.messages, *_endless(found)),
            correlation=buyers.correlation,
            edges=found.edges,
            held=tuple(held),
            fingerprint=buyers.fingerprint,
        )


def _endless(found: Found) -> list[Message]:
    q = dict(zip(found.names, np.exp(found.best.theta), strict=True)).get("q", np.inf)
    text = "q is not above 1: large purchases are so frequent that no mean spend exists."
    return [Message("data", text)] if q <= 1.0 else []


def differing(buyers: RepeatBuyers, params: Array) -> Derivatives:
    """Log-likelihood with nu ~ Gamma(q, gamma), its gradient and Hessian in p, q, gamma.

    p and q meet the money only as factors of sums over customers; what they themselves need,
    special functions, is worked out once a frequency.
    """
    p, q, g = params
    n, (k, many) = buyers.customers, buyers.frequencies
    customers, purchases = np.zeros(3), np.zeros(3)  # sums over them, with b = gamma + y
    for start in range(0, len(buyers), CHUNK):
        part = slice(start, start + CHUNK)
        y, each, times = buyers.spent[part], buyers.weight[part], buyers.purchases[part]
        over_b = 1.0 / (g + y)
        shared = over_b, over_b * over_b
        customers += [weighted_sum(each, term) for term in (np.log(g * over_b), *shared)]
        purchases += [weighted_sum(times, term) for term in (np.log(y * over_b), *shared)]
    others, per_b, per_bb = customers
    own, x_per_b, x_per_bb = purchases

    def over(values: Array) -> float:
        return float(weighted_sum(many, values))

    rising = over(gammaln(p * k + q) - gammaln(p * k) - gammaln(q))
    up, bend = digamma(p * k + q), polygamma(1, p * k + q)
    in_p = over(k * (up - digamma(p * k))) + own
    in_q = over(up - digamma(q)) + others
    in_g = q * (n / g - per_b) - p * x_per_b
    pp, pq = over(k * k * (bend - polygamma(1, p * k))), over(k * bend)
    qq, qg = over(bend - polygamma(1, q)), n / g - per_b
    gg = p * x_per_bb + q * (per_bb - n / g**2)
    value = float(rising + q * others + p * own - buyers.log_values)
    hessian = [[pp, pq, -x_per_b], [pq, qq, qg], [-x_per_b, qg, gg]]
    return value, np.array([in_p, in_q, in_g]), np.array(hessian)


def common(buyers: RepeatBuyers, params: Array) -> Derivatives:
    """The same with one nu for everybody, in p and nu."""
    p, nu = params
    k, many = buyers.frequencies
    spent, bought = weighted_sum(buyers.weight, buyers.spent), weighted_sum(many, k)
    logs = bought * np.log(nu) + weighted_sum(buyers.purchases, np.log(buyers.spent))
    value = p * logs - weighted_sum(many, gammaln(p * k)) - nu * spent - buyers.log_values
    in_p = logs - weighted_sum(many, k * digamma(p * k))
    pp, cross = -weighted_sum(many, k * k * polygamma(1, p * k)), bought / nu
    hessian = np.array([[pp, cross], [cross, -p * bought / nu**2]])
    return float(value), np.array([in_p, p * bought / nu - spent]), hessian
