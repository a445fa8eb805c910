"""The distribution of what a customer will spend: a random number of random purchases.

With n purchases of Gamma(p, nu) and nu ~ Gamma(a, b), the sum divided by b is beta-prime(p n, a):
its distribution depends on a customer's pattern only, and b scales it to the customer's money.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from scipy.special import betainc, betaincinv, expit, logit

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.forecasting import Forecast
from cvmlab.btyd.spend import Spend

GRID = 96  # points of each distribution function, equally spaced in log money


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
    tails = (alpha / 2, 1 - alpha / 2)
    bounds = np.zeros((2, len(x)))
    for rows, chances in blocks:
        # rows with the same frequency share the distributions of the sums of n purchases
        for frequency in np.unique(x[rows]):
            inside = x[rows] == frequency
            members, some = rows[inside], chances[inside]
            grid, at_most = _sums(spend.p, float(spend.a[members[0]]), some.shape[1] - 1)
            reached = some[:, :1] + np.einsum("ij,jk->ik", some[:, 1:], at_most)
            for bound, tail in zip(bounds, tails, strict=True):
                bound[members] = _invert(grid, reached, some[:, 0], tail)
    return bounds[0], bounds[1]


def _sums(p: float, a: float, most: int) -> tuple[Array, Array]:
    """A grid of log(sum / b), and the chance that n = 1, ..., most purchases stay below it."""
    n = np.arange(1, most + 1)
    smallest, largest = betaincinv(p * n[[0, -1]], a, [1e-4, 1 - 1e-4])
    low, high = logit(smallest), logit(largest)
    grid = np.linspace(low, high, GRID)
    return grid, betainc(p * n[:, None], a, expit(grid))


def _invert(grid: Array, reached: Array, nothing: Array, tail: float) -> Array:
    """Where distribution functions on a grid pass ``tail``; zero where nothing is likelier."""
    place = np.clip(np.sum(reached < tail, axis=1), 1, len(grid) - 1)
    each = np.arange(len(reached))
    below, above = reached[each, place - 1], reached[each, place]
    part = np.clip((tail - below) / np.maximum(above - below, 1e-300), 0.0, 1.0)
    log_sum = grid[place - 1] + part * (grid[place] - grid[place - 1])
    return np.where(tail <= nothing, 0.0, np.exp(log_sum))
