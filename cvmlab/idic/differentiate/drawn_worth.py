"""What each customer is truly worth, drawn at random: all that is in doubt about a person.

Two doubts are often mixed up. Nobody knows who a customer *is*: whether he is still there, how
often he comes, how long he will stay, what he spends. That doubt shrinks with every purchase seen.
And even who is known through and through may buy more or less than expected: that is chance, and no
data end it. A tier is about the first by default; ``outcome`` adds the second.

Sources: Schmittlein, Morrison & Colombo (1987), "Counting Your Customers", Management Science
33(1); Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.laws import Law
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.btyd.rates import GammaRates
from cvmlab.value_of.lifetime.outcomes import covariance_root
from cvmlab.value_of.lifetime.valuation import Valuation


@dataclass(frozen=True, eq=False)
class Worth:
    """One draw: those who are still customers in it, and what they are worth.

    Attributes
    ----------
    rows : array of int
        The places of those still here.
    value : array
        Margin to come, discounted, in currency units.
    purchases, weeks : array
        To come, discounted; weeks in units of time of the fit.
    """

    rows: np.ndarray
    value: Array
    purchases: Array
    weeks: Array


def draw_worth(
    worth: Valuation, draws: int, rng: np.random.Generator, *, outcome: bool = False
) -> Iterator[Worth]:
    """Draw who every customer may be, given all they bought, and what that makes them worth.

    Parameters
    ----------
    worth : Valuation
        A Pareto/NBD and a Gamma-Gamma model and what they expect: ``values.lifetime.valuation``.
    draws : int
    rng : Generator
    outcome : bool
        False: the expectation of the person drawn. True: what the person drawn happens to bring.

    Yields
    ------
    Worth

    Raises
    ------
    ValueError
        Where the fit is no Pareto/NBD, or outcomes are asked for without a horizon.

    Notes
    -----
    Given x repeat purchases up to age T, a customer is still here with P(alive); if so the rate of
    purchases is Gamma(r + x, α + T), that of leaving Gamma(s, β + T), and the mean spend p/ν with
    ν ~ Gamma(a, b). With the discount rate δ and the horizon H,

        value = margin × p/ν × λ × (1 − exp(−(μ + δ) H)) / (μ + δ),

    whose mean over draws is the expected value. The parameters' own errors are the same for all
    customers of a draw and move them along their gradients, as in ``draw_outcomes``.
    """
    if worth.fit.model_class is not ParetoNBD:
        raise ValueError("draws of customers need a Pareto/NBD, with a rate and a leaving each")
    if outcome and not np.isfinite(worth.horizon):
        raise ValueError("outcomes have to end somewhere: give lifetime_value a horizon")
    row, ahead, money = worth.row, worth.ahead, worth.money
    buying, leaving = worth.fit.pair
    x, age = worth.patterns.frequency[row], worth.patterns.T[row]
    in_buying, in_spending = (covariance_root(one.slope_cov) for one in (worth.fit, worth.spend))
    for _ in range(draws):
        step = in_buying @ rng.standard_normal(len(in_buying))
        spent = in_spending @ rng.standard_normal(len(in_spending))
        here = ahead.alive * np.exp(ahead.alive_slope @ step)
        rows = np.flatnonzero(rng.random(len(row)) < here[row])
        mine = row[rows]
        rate = draw_rates(buying, x[rows], age[rows], rng)
        rate = rate * np.exp(ahead.if_alive_slope @ step)[mine]
        stop = draw_rates(leaving, 0.0, age[rows], rng)
        nu = rng.standard_gamma(money.a[rows])
        a_purchase = worth.margin[rows] * money.b[rows] * np.exp(money.slope[rows] @ spent)
        if outcome:
            yield _outcome(worth, rows, rate, stop, a_purchase, nu, rng)
        else:
            weeks = present_time(stop + worth.rate, worth.horizon)
            purchases = rate * weeks
            yield Worth(rows, a_purchase * money.p / nu * purchases, purchases, weeks)


def _outcome(
    worth: Valuation, rows: np.ndarray, rate: Array, stop: Array, a_purchase: Array, nu: Array,
    rng: np.random.Generator,
) -> Worth:  # fmt: skip
    """What persons drawn happen to bring: they leave on some day, and buy by chance until then."""
    with np.errstate(divide="ignore"):
        stays = np.minimum(rng.standard_exponential(len(rows)) / stop, worth.horizon)
    number = rng.poisson(rate * stays).astype(float)
    spent = rng.standard_gamma(worth.money.p * number)
    weeks = present_time(np.full(len(rows), worth.rate), stays)
    today = np.divide(weeks, stays, out=np.ones(len(rows)), where=stays > 0)
    return Worth(rows, a_purchase * spent / nu * today, number * today, weeks)


def present_time(rate: Array, length: Array | float) -> Array:
    """(1 − exp(−rate × length)) / rate: time to come in today's money, the length where rate is 0.

    Examples
    --------
    >>> present_time(np.array([0.0, 0.1, 0.5]), 2.0).round(3).tolist()
    [2.0, 1.813, 1.264]
    """
    flat = rate * np.where(np.isfinite(length), length, 0.0) < 1e-9
    safe = np.where(rate > 0, rate, 1.0)
    return np.where(flat & np.isfinite(length), length, -np.expm1(-safe * length) / safe)


def draw_rates(law: Law, k: Array | float, age: Array, rng: np.random.Generator) -> Array:
    """Rates of customers with k events over their age; where all have one, that one."""
    if isinstance(law, GammaRates):
        return rng.standard_gamma(law.shape + k, len(age)) / (law.rate + age)
    return np.asarray(law.mean(k, age), dtype=float)
