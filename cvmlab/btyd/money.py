"""The distribution of what a customer will spend: a random number of random purchases.

With n purchases of Gamma(p, nu) and nu ~ Gamma(a, b), the sum divided by b is beta-prime(p n, a):
its distribution depends on a customer's pattern only, and b scales it to the customer's money.
Over the chances of n = 1, 2, ... this is a mixture. Its density in v = log(sum / b) is smooth and
dies out on both sides, so that sums over equally spaced v give its distribution function to many
digits (Euler-Maclaurin formula): an exponential is all a point takes, no incomplete beta function.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from scipy.special import betaincinv, betaln, logit, zeta

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.forecasting import Forecast
from cvmlab.btyd.spend import Spend

NEGLIGIBLE = 1e-5  # part of a tail that may be lost at the ends of a grid
STEP = 0.6  # between points, in standard deviations of log money
LONGEST_STEP = 0.25  # wide laws have one steep side, whatever their spread
POINTS = 1500  # of a grid at most; where laws are too narrow for it they are taken as wider
ROWS = 256  # whose distribution functions stay in a core's cache together
FARTHEST = 600.0  # of v from 0: what is smaller cannot be written down


def money_variance(ahead: Forecast, row: np.ndarray, spend: Spend) -> Array:
    """Variance of each customer's discounted spend, parameters taken as known.

    Given a customer's mean m per purchase, single purchases have second moment m^2 (1 + 1/p).

    Parameters
    ----------
    ahead : Forecast
        Of the patterns.
    row : array of int
        The pattern of each customer.
    spend : Spend
        Of the customers.
    """
    mean = spend.mean * ahead.expected[row]
    with np.errstate(invalid="ignore"):
        square = spend.square * ((1 + 1 / spend.p) * ahead.own[row] + ahead.pairs[row])
    return np.maximum(square - mean**2, 0.0)


def money_quantiles(
    blocks: Iterable[tuple[np.ndarray, Array]], x: Array, spend: Spend, alpha: float
) -> tuple[Array, Array]:
    """Quantiles alpha/2 and 1 - alpha/2 of spend / b of each pattern.

    Parameters
    ----------
    blocks : iterable of (rows, probabilities of 0, 1, ... purchases)
    x : array of shape (n_patterns,)
        Frequencies; ``spend.a`` must depend on them only.
    spend : Spend
        Of the patterns.
    alpha : float
    """
    tails = np.array([alpha / 2, 1 - alpha / 2])
    bounds = np.zeros((2, len(x)))
    for rows, chances in blocks:
        order = np.argsort(x[rows], kind="stable")
        rows, chances = rows[order], chances[order]
        # rows with the same frequency share the densities of the sums of n purchases
        starts = np.flatnonzero(np.diff(x[rows], prepend=-1.0))
        bounds[:, rows] = _quantiles(spend.p, spend.a[rows], chances, starts, tails)
    return bounds[0], bounds[1]


def _quantiles(p: float, a: Array, chances: Array, starts: np.ndarray, tails: Array) -> Array:
    """Both quantiles of each row; rows from one of ``starts`` to the next have the same a."""
    fewest, most = _range_of_counts(chances, starts, NEGLIGIBLE * tails[0])
    first, step, size, widen = _grids(p, a[starts], fewest, most, NEGLIGIBLE * tails[0])
    ends = np.append(starts[1:], len(chances))
    buys = np.maximum(1.0 - chances[:, 0], 1e-300)
    goals = (tails[:, None] - chances[:, 0]) / buys  # among those who buy at all
    place = np.empty(goals.shape, dtype=np.intp)
    reached, density = np.empty(goals.shape), np.empty((6, *goals.shape))
    for i, (start, end) in enumerate(zip(starts, ends, strict=True)):
        n = np.arange(fewest[i], most[i] + 1)
        grid = first[i] + step[i] * np.arange(size[i])
        of_sums = _densities(p * n * widen[i], a[start] * widen[i], grid)
        for some in (slice(k, min(k + ROWS, end)) for k in range(start, end, ROWS)):
            weight = chances[some, n[0] : n[-1] + 1] * (step[i] / buys[some, None])
            near = _around(goals[:, some], np.einsum("ij,jk->ik", weight, of_sums))
            place[:, some], reached[:, some], density[:, :, some] = near
    first, step = (np.repeat(each, ends - starts) for each in (first, step))
    log_money = first + step * (place + _rest_of_step(reached, density, goals))
    return np.exp(np.where(goals > 0.0, log_money, -np.inf))


def _around(goals: Array, mixed: Array) -> tuple[np.ndarray, Array, Array]:
    """The last point before each goal, what is reached there, and the densities around it.

    ``mixed`` are densities times the step, one row a customer; those of six points are given
    back: the two before that point, itself, and the three after it.
    """
    at_most = np.cumsum(mixed, axis=1)
    at_most -= 0.5 * mixed  # the trapezoidal rule
    each = np.arange(len(mixed))
    place = np.stack([np.sum(at_most < goal[:, None], axis=1) - 1 for goal in goals])
    place = np.clip(place, 2, mixed.shape[1] - 4)
    return place, at_most[each, place], mixed[each, place + np.arange(-2, 4)[:, None, None]]


def _range_of_counts(
    chances: Array, starts: np.ndarray, negligible: float
) -> tuple[np.ndarray, np.ndarray]:
    """The numbers of purchases, from 1 on, outside of which nothing likely lies, once a group."""
    at_most = np.cumsum(chances, axis=1)
    too_few = np.sum(at_most[:, 1:] - at_most[:, :1] < negligible, axis=1)
    too_few = np.minimum.reduceat(too_few, starts)
    enough = np.sum(at_most < at_most[:, -1:] - negligible, axis=1)
    fewest = np.minimum(too_few + 1, chances.shape[1] - 1)
    return fewest, np.maximum(np.maximum.reduceat(enough, starts), fewest)


def _grids(
    p: float, a: Array, fewest: np.ndarray, most: np.ndarray, negligible: float
) -> tuple[Array, Array, np.ndarray, Array]:
    """First point, step and number of points of each group, and a factor to widen its laws by."""
    low, high = _ends(p * fewest, p * most, a, negligible)
    spread = np.sqrt(zeta(2, p * most) + zeta(2, a))  # zeta(2, .): the variance of a log Gamma
    wanted = np.minimum(STEP * spread, LONGEST_STEP)
    step = np.maximum(wanted, (high - low) / POINTS)
    widen = (wanted / step) ** 2
    low, high = _ends(p * fewest * widen, p * most * widen, a * widen, negligible)
    size = np.ceil((high - low) / step).astype(int) + 6
    return low - 2 * step, step, size, widen


def _ends(fewest: Array, most: Array, a: Array, negligible: float) -> tuple[Array, Array]:
    """Log-odds of Beta between which all sums lie, but for a negligible part."""
    least = np.exp(-FARTHEST)
    low = np.maximum(betaincinv(fewest, a, negligible), least)
    high = np.maximum(betaincinv(a, most, negligible), least)  # from above, where 1 is too coarse
    return np.log(low) - np.log1p(-low), np.log1p(-high) - np.log(high)


def _densities(shapes: Array, a: float, grid: Array) -> Array:
    """Densities of v, the logarithm of beta-prime(shape, a), one row a shape."""
    rest = -np.logaddexp(0.0, grid)
    exponent = np.multiply.outer(shapes, grid + rest)
    exponent += a * rest - betaln(shapes, a)[:, None]
    return np.exp(exponent, out=exponent)


def _rest_of_step(reached: Array, density: Array, goals: Array) -> Array:
    """How much of a step after a point distribution functions pass their goals: 0 to 1, or nearly.

    ``reached`` and ``density``, in steps, are as from ``_around``. The first two error terms of the
    trapezoidal rule are taken off (Gregory's formula, centred). From one point to the next v is
    taken as a cubic of the log-odds, in which it is nearly straight.
    """
    near, far = density[3:5] - density[1:3], density[4:6] - density[0:2]
    trapezoids = np.stack([reached, reached + 0.5 * (density[2] + density[3])])
    share = trapezoids - (82.0 * near - 11.0 * far) / 1440.0
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        below, above = logit(np.clip(share, 1e-300, 1.0 - 1e-16))
        rise = np.maximum(above - below, 1e-300)
        part = np.clip((logit(goals) - below) / rise, -0.5, 1.5)
        # steeper would make the cubic turn back (Fritsch & Carlson 1980)
        leave, arrive = np.minimum(rise * share * (1.0 - share) / density[2:4], 3.0)
    left = 1.0 - part
    return part**2 * (3.0 - 2.0 * part) + part * left**2 * leave - part**2 * left * arrive
