"""Expectations over a chance that differs as a Beta law, right for the oddest laws and horizons.

The reference is a plain sum over a grid of log odds fifteen times as fine as the package's and
far longer, with the closed forms of the two integrals over time.
"""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np
import pytest
from scipy.special import betaln

from cvmlab.btyd import dropout_at_purchase
from cvmlab.btyd.chances import BetaChances
from cvmlab.btyd.rates import GammaRates

SHAPES = (0.05, 0.8, 3.0, 50.0)
OTHERS = (0.05, 2.5, 30.0, 1000.0)
REACHES = np.array([0.01, 1.0, 100.0, 1e4])  # horizons, in units of the rates' own scale
EXTREMES = list(product((0.1, 1.0, 10.0), SHAPES, OTHERS, (0.0, 1.0, 100.0, 2000.0)))
EXACT = 1e-6  # relative: several times the worst of them all
NEARLY = 3e-3  # second moments 10,000 scales ahead: at p = 0 they are a million times the mean
NOTHING = 1e-9  # a chance of survival


@cache
def fine_grid(a: float, b: float) -> tuple[np.ndarray, np.ndarray]:
    """Chances and weights of Beta(a, b)."""
    step = 0.02 / np.sqrt(max(a, 1.0))
    centre = np.log(a / b)
    low = centre - 45.0 / a - 8.0
    high = min(max(45.0 / b + 5.0, centre + 60.0 / np.sqrt(max(a, 1.0)) + 8.0), 2000.0)
    z = np.arange(low, high, step)
    log_p, log_q = -np.logaddexp(0.0, -z), -np.logaddexp(0.0, z)
    return np.exp(log_p), np.exp(a * log_p + b * log_q - betaln(a, b)) * step


def by_sums(r: float, a: float, b: float, x: float, age: float, t: float) -> tuple[float, ...]:
    """Expected purchases, their pairs, and survival of an active customer (alpha = 1)."""
    p, weight = fine_grid(a, b + x)
    power, tau = r + x, t / (1.0 + age)
    gone = power * np.log1p(p * tau)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        bought = np.where(p > 0, -np.expm1(-gone) / p, power * tau)
        twice = (-np.expm1(-gone) - power * p * tau * np.exp(-gone - np.log1p(p * tau))) / p**2
    # the first terms of its power series where the difference above would cancel
    near = power * tau * p
    series = power * (power + 1) * tau**2 * (0.5 - (power + 2) * p * tau / 3)
    series += power * (power + 1) * tau**2 * (power + 2) * (power + 3) * (p * tau) ** 2 / 8
    twice = np.where(near < 1e-3, series, twice)
    return (
        float(np.sum(weight * bought)),
        float(np.sum(weight * 2 * (1 - p) * twice)),
        float(np.sum(weight * np.exp(-gone))),
    )


@pytest.mark.parametrize("a", SHAPES)
def test_expectations_and_survival_are_right_at_the_extremes(a):
    for r, b, x in ((r, b, x) for r, shape, b, x in EXTREMES if shape == a):
        age = 10.0 if x else 0.0
        rows = np.full(4, x), np.full(4, x), np.full(4, age), REACHES
        laws = GammaRates(r, 1.0), BetaChances(a, b)
        found = dropout_at_purchase.ahead(laws, *rows, 0.0)
        stays, _ = dropout_at_purchase.survival(laws, *rows)
        truly = np.array([by_sums(r, a, b, x, age, t) for t in REACHES]).T
        np.testing.assert_allclose(found.expected, truly[0], rtol=EXACT)
        second = found.own + found.pairs
        np.testing.assert_allclose(second[:3], (truly[0] + truly[1])[:3], rtol=EXACT)
        np.testing.assert_allclose(second, truly[0] + truly[1], rtol=NEARLY)
        np.testing.assert_allclose(stays, truly[2], atol=NOTHING)


@pytest.mark.parametrize(("a", "b"), list(product(SHAPES, OTHERS)))
def test_their_slopes_agree_with_differences_at_the_extremes(a, b):
    x = np.repeat([0.0, 1.0, 100.0, 2000.0], 4)
    rows = x, x, np.where(x > 0, 10.0, 0.0), np.tile(REACHES, 4)
    step = 1e-3  # large against the rounding of expectations

    def both(theta):
        values = np.exp(theta)
        laws = GammaRates(*values[:2]), BetaChances(*values[2:])
        found = dropout_at_purchase.ahead(laws, *rows, 0.0)
        stays, slope = dropout_at_purchase.survival(laws, *rows)
        return found.expected, found.slope, stays, slope

    theta = np.log([0.6, 1.0, a, b])
    _, rises, stays, falls = both(theta)
    for j in range(4):
        moved = step * np.eye(4)[j]
        up, down = both(theta + moved), both(theta - moved)
        rise = (np.log(up[0]) - np.log(down[0])) / (2 * step)
        np.testing.assert_allclose(rises[:, j], rise, rtol=1e-4, atol=1e-4)
        fall = (up[2] - down[2]) / (2 * step)
        np.testing.assert_allclose(stays * falls[:, j], fall, atol=1e-5)
