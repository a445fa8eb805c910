"""The response curve of one channel, from weeks of spend and customers won.

Two readings of the same curve: customers vary around it given the spend, or the spend varies
around it given the customers. Which is right depends on what was there first, and that shows in
how closely the two go together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from cvmlab.value_of.acquisition.costs import Amount
from cvmlab.value_of.acquisition.response_curve import ResponseCurve

Array = np.ndarray
_TOO_CLOSE = 0.001  # how rarely chance alone may lie as close to the curve
_STEP = 1e-5


@dataclass(frozen=True, eq=False)
class CurveFit:
    """A fitted response curve.

    Attributes
    ----------
    curve : ResponseCurve
    cov : array of shape (2, 2)
        Covariance of the logarithm of the first cost and of the bend.
    weeks : int
        Weeks used.
    dispersion : float
        Variance of customers around the curve given the spend, over that of a Poisson count.
    follows : bool
        Whether the spend seems to follow the customers.
    given : {"spend", "customers"}
        Which reading the curve is from.
    idle : int
        Weeks with spend and no customer that could not be used.
    """

    curve: ResponseCurve
    cov: Array = field(repr=False)
    weeks: int
    dispersion: float
    follows: bool
    given: str
    idle: int

    def amount(self, quantity: Callable[[ResponseCurve], float], level: float) -> Amount:
        """A positive number read off the curve, with its interval (made on the logarithm)."""
        value = quantity(self.curve)
        theta = np.array([np.log(self.curve.first_cost), self.curve.bend])
        steps = np.array([_STEP, _STEP * max(abs(self.curve.bend), 1e-3)])
        slope = np.empty(2)
        for i in range(2):
            ends = []
            for sign in (-1.0, 1.0):
                moved = theta.copy()
                moved[i] += sign * steps[i]
                ends.append(np.log(quantity(ResponseCurve(float(np.exp(moved[0])), moved[1]))))
            slope[i] = (ends[1] - ends[0]) / (2 * steps[i])
        reach = self._t(level) * float(np.sqrt(slope @ self.cov @ slope))
        return Amount(value, value * np.exp(-reach), value * np.exp(reach))

    def bend_interval(self, level: float) -> Amount:
        """The bend, one over the ceiling, with its interval; it may hold zero."""
        reach = self._t(level) * float(np.sqrt(self.cov[1, 1]))
        return Amount(self.curve.bend, self.curve.bend - reach, self.curve.bend + reach)

    def _t(self, level: float) -> float:
        from scipy.special import stdtrit

        return float(stdtrit(self.weeks - 2, 0.5 + level / 2))


def fit_curve(spend: Array, won: Array, given: str = "judge") -> CurveFit:
    """Fit the curve of a channel to its weeks.

    Parameters
    ----------
    spend, won : arrays of shape (weeks,)
        Money spent and customers won.
    given : {"judge", "spend", "customers"}
        What was there first; see :func:`cvmlab.value_of.acquisition.cost_curve.cost_curve`.
    """
    from scipy.special import gammainc

    forward = _given_spend(spend, won)
    free = len(won) - 2
    # chance of so small a sum of squares: the chi-squared law with as many degrees of freedom
    rare = float(gammainc(free / 2, free * forward.dispersion / 2)) < _TOO_CLOSE
    if given == "spend" or (given == "judge" and not rare):
        return CurveFit(forward.curve, forward.cov, len(won), forward.dispersion, rare, "spend", 0)
    usable = (won > 0) & (spend > 0)
    curve, cov = _given_customers(spend[usable], won[usable], forward.curve)
    idle = int(((won == 0) & (spend > 0)).sum())
    return CurveFit(
        curve, cov, int(usable.sum()), forward.dispersion, rare, "customers", idle
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Forward:
    curve: ResponseCurve
    cov: Array
    dispersion: float


def _given_spend(spend: Array, won: Array) -> _Forward:
    """Quasi-Poisson regression of customers on spend, by weighted least squares till it stands."""
    from scipy.optimize import least_squares

    unit = float(won.mean())  # the bend times customers is a number near one
    first = float(spend.sum() / won.sum())
    theta = np.array([np.log(first), 0.1])
    mean = np.maximum(spend / first, 0.5 / len(won))

    def curve_of(theta: Array) -> ResponseCurve:
        return ResponseCurve(float(np.exp(theta[0])), float(theta[1]) / unit)

    for _ in range(25):
        weight = np.sqrt(mean)
        found = least_squares(
            lambda theta, weight=weight: (won - curve_of(theta).customers(spend)) / weight,
            theta, bounds=([-np.inf, -3.0], [np.inf, 3.0]), x_scale=[0.1, 0.1],
        )  # fmt: skip
        done = np.allclose(found.x, theta, rtol=0, atol=1e-8)
        theta = found.x
        mean = np.maximum(curve_of(theta).customers(spend), 0.5 / len(won))
        if done:
            break
    residual = (won - mean) / np.sqrt(mean)
    dispersion = float(residual @ residual / max(len(won) - 2, 1))
    cov = _robust(found.jac, found.fun) * np.outer([1, 1 / unit], [1, 1 / unit])
    return _Forward(curve_of(theta), cov, dispersion)


def _given_customers(spend: Array, won: Array, start: ResponseCurve) -> tuple[ResponseCurve, Array]:
    """Least squares of log spend on the logarithm of the curve read from right to left."""
    from scipy.optimize import least_squares

    most = float(won.max())
    theta = np.array([np.log(start.first_cost), np.clip(start.bend * most, -2.5, 0.9)])

    def rest(theta: Array) -> Array:
        curve = ResponseCurve(float(np.exp(theta[0])), float(theta[1]) / most)
        return np.asarray(np.log(spend) - np.log(curve.spend_for(won)))

    # the bend can be no larger than one over the most ever won
    found = least_squares(
        rest, theta, bounds=([-np.inf, -3.0], [np.inf, 1 - 1e-6]), x_scale=[0.1, 0.1]
    )
    curve = ResponseCurve(float(np.exp(found.x[0])), float(found.x[1]) / most)
    return curve, _robust(found.jac, found.fun) * np.outer([1, 1 / most], [1, 1 / most])


def _robust(jac: Array, residual: Array) -> Array:
    """Covariance of least squares that allows for unequal spread (HC1; White 1980)."""
    n, p = jac.shape
    bread = np.linalg.pinv(jac.T @ jac)
    scaled = jac * residual[:, None]
    return np.asarray(bread @ (scaled.T @ scaled) @ bread * n / max(n - p, 1))
