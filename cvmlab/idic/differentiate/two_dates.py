"""Who customers truly were on an earlier day and are today: both drawn together.

Two lists half a year apart differ for two reasons. Some customers changed: they left. Others are
only known better: half a year of purchases moved the estimate, not the person. To tell one from the
other, the same person has to be drawn for both days, from everything known by the later one.

Source: Schmittlein, Morrison & Colombo (1987), "Counting Your Customers", Management Science 33(1):
given the purchases, the moment of leaving has the density of the integral in their likelihood.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.idic.differentiate.drawn_worth import draw_rates, present_time
from cvmlab.value_of.lifetime.valuation import Valuation

NODES = 48


def draw_two_dates(
    worth: Valuation, ago: float, draws: int, rng: np.random.Generator
) -> Iterator[tuple[Array, Array]]:
    """What each customer was truly expected to bring `ago` earlier, and is today.

    Parameters
    ----------
    worth : Valuation
        Of today: a Pareto/NBD and a Gamma-Gamma.
    ago : float
        How much earlier, in units of time of the fit.
    draws : int
    rng : Generator

    Yields
    ------
    then, now : arrays of shape (n,)
        Over the same horizon from either day on; NaN `then` for who had not bought yet, 0 for who
        had left.

    Raises
    ------
    ValueError
        Where the fit is no Pareto/NBD.

    Notes
    -----
    A person's rate, hazard and spend do not change in the model; what changes is that he leaves.
    Left at y with x purchases: λ ~ Gamma(r + x, α + y), μ ~ Gamma(s + 1, β + y), and y has a
    density in proportion to (α + y)^−(r + x) (β + y)^−(s + 1) between the last purchase and today.
    Parameters are taken at their estimates.
    """
    if worth.fit.model_class is not ParetoNBD:
        raise ValueError("draws of customers need a Pareto/NBD, with a rate and a leaving each")
    row, patterns, money = worth.row, worth.patterns, worth.money
    buying, leaving = worth.fit.pair
    x, age = patterns.frequency[row], patterns.T[row]
    moments, reached = _moments(worth)
    known = age >= ago
    n = len(row)
    for _ in range(draws):
        here = rng.random(n) < worth.ahead.alive[row]
        gone = ~here
        until = age.copy()
        until[gone] = _draw_moment(moments, reached, row[gone], rng)
        rate = draw_rates(buying, x, until, rng)
        stop = np.where(
            here, draw_rates(leaving, 0.0, until, rng), draw_rates(leaving, 1.0, until, rng)
        )
        a_purchase = worth.margin * money.p * money.b / rng.standard_gamma(money.a)
        value = a_purchase * rate * present_time(stop + worth.rate, worth.horizon)
        then = np.where(until >= age - ago, value, 0.0)
        yield np.where(known, then, np.nan), np.where(here, value, 0.0)


def _moments(worth: Valuation) -> tuple[Array, Array]:
    """Of each pattern: moments between the last purchase and today, and the chance reached there.

    In the logarithm of 1 + the time since, for where many purchases were made, leaving lies near.
    """
    patterns = worth.patterns
    buying, leaving = worth.fit.pair
    length = np.log1p(patterns.T - patterns.recency)
    since = length[:, None] * np.linspace(0, 1, NODES)
    moment = patterns.recency[:, None] + np.expm1(since)
    log_density = (
        since + buying.log_moment(patterns.frequency[:, None], moment)
        + leaving.log_moment(1.0, moment)
    )  # fmt: skip
    highest = log_density.max(axis=1, keepdims=True)
    density = np.exp(log_density - np.where(np.isfinite(highest), highest, 0.0))
    mass = np.cumsum((density[:, 1:] + density[:, :-1]) / 2, axis=1)
    whole = mass[:, -1:]
    even = np.linspace(0, 1, NODES)[1:]
    reached = np.divide(mass, whole, out=np.tile(even, (len(mass), 1)), where=whole > 0)
    return moment, np.column_stack([np.zeros(len(mass)), reached])


def _draw_moment(moment: Array, reached: Array, row: np.ndarray, rng: np.random.Generator) -> Array:
    """A moment of leaving for each of these customers."""
    uniform = rng.random(len(row))
    step = np.clip((reached[row] < uniform[:, None]).sum(axis=1), 1, NODES - 1)
    low, high = reached[row, step - 1], reached[row, step]
    part = np.divide(uniform - low, high - low, out=np.zeros(len(row)), where=high > low)
    start, end = moment[row, step - 1], moment[row, step]
    found: Array = start + np.clip(part, 0, 1) * (end - start)
    return found
