"""How a rate (of purchasing, of dropping out) differs between customers.

Every continuous-time model here needs one thing of such a law: the moment

    m(k, y) = E[rate^k * exp(-rate * y)]

for k events seen over a time y. A Gamma law gives the models of the literature,

    m(k, y) = Gamma(r + k) / Gamma(r) * alpha^r / (alpha + y)^(r + k);

its limits (see ``rate_limits``) are what a fit reports when the data cannot tell the customers'
rates apart. Derivatives are with respect to log-parameters.

Sources: Schmittlein, Morrison & Colombo (1987), "Counting Your Customers: Who Are They and What
Will They Do Next?", Management Science 33(1).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import numpy as np

from cvmlab.btyd.fitting import Array

Values = Any  # an array or a number
Gradient = list[Array]
Hessian = list[list[Array]]


class Rates(Protocol):
    """A law of rates: its parameters, its moment m(k, y) and what follows from it.

    The logarithm of the moment and its slopes are straight lines in a few *features* of the time
    y, with coefficients that depend on k. An integral over y therefore has to keep nothing but
    the means of the features and of their products.
    """

    @property
    def params(self) -> Array: ...  # on the natural scale, possibly none

    @property
    def scale(self) -> float: ...  # the time over which m(k, y) bends

    def features(self, y: Values) -> list[Array]: ...

    def head(self, k: Values) -> Array: ...  # log m(k, y) = head - power * features[0]

    def power(self, k: Values) -> Array: ...

    def lines(self, k: Values) -> tuple[Gradient, Gradient]: ...  # slope = base + factor * feature

    def curvature(self, k: Values, mean: list[Array], square: list[Array]) -> Hessian: ...

    def log_moment(self, k: Values, y: Values) -> Array: ...

    def mean(self, k: Values, y: Values) -> Array: ...

    def decline(self, k: Values, y: Values, more: Values) -> Array: ...

    def derivatives(self, k: Values, y: Values) -> tuple[Gradient, Hessian]: ...

    def falls_until(self, k: Values, y: Values, drop: float) -> Array: ...

    def draw(self, rng: np.random.Generator, size: int) -> Array: ...


class Lines:
    """What follows from a law's lines in its features."""

    def log_moment(self: Rates, k: Values, y: Values) -> Array:
        """log m(k, y)."""
        return self.head(k) - self.power(k) * self.features(y)[0]

    def derivatives(self: Rates, k: Values, y: Values) -> tuple[Gradient, Hessian]:
        """Gradient and Hessian of log m(k, y) in the law's log-parameters."""
        features = self.features(y)
        lines = zip(*self.lines(k), features, strict=True)
        gradient = [base + factor * feature for base, factor, feature in lines]
        return gradient, self.curvature(k, features, [one * one for one in features])


def rising(shape: float, k: Values, term: Callable[[Array], Array]) -> Array:
    """Sum of ``term(shape + j)`` over j < k, by table.

    Sums over log, 1/z and -1/z^2 are the differences of log-gamma, digamma and trigamma between
    shape + k and shape, but without their cancellation when the shape is large.
    """
    counts = np.asarray(k).astype(np.intp)
    table = np.zeros(int(counts.max(initial=0)) + 1)
    np.cumsum(term(shape + np.arange(len(table) - 1.0)), out=table[1:])
    return table[counts]


@dataclass(frozen=True)
class GammaRates(Lines):
    """Rates differ as Gamma(shape, rate): mean shape / rate per unit of time."""

    shape: float
    rate: float
    unit: ClassVar[str] = "rate"

    @property
    def params(self) -> Array:
        return np.array([self.shape, self.rate])

    @property
    def scale(self) -> float:
        return self.rate

    @property
    def sameness(self) -> float:
        """How alike the customers are: 1 / CV^2 of their rates."""
        return self.shape

    def features(self, y: Values) -> list[Array]:
        """log(1 + y / rate), which stays exact when shape and rate are both large, and a share."""
        more = 1.0 + y / self.rate
        return [np.log(more), 1.0 - 1.0 / more]

    def head(self, k: Values) -> Array:
        """log m(k, 0)."""
        return rising(self.shape, k, np.log) - k * np.log(self.rate)

    def power(self, k: Values) -> Array:
        """How steeply log m(k, y) falls in log(1 + y / rate)."""
        return self.shape + k

    def mean(self, k: Values, y: Values) -> Array:
        """Mean rate of customers with k events over a time y: m(k + 1, y) / m(k, y)."""
        return (self.shape + k) / (self.rate + y)

    def decline(self, k: Values, y: Values, more: Values) -> Array:
        """log m(k, y + more) - log m(k, y), exact for the smallest times."""
        return -(self.shape + k) * np.log1p(more / (self.rate + y))

    def lines(self, k: Values) -> tuple[Gradient, Gradient]:
        """Slopes in (log shape, log rate), as lines in the features."""
        r = self.shape
        return [r * rising(r, k, np.reciprocal), -1.0 * k], [-r + 0.0 * k, r + k]

    def curvature(self, k: Values, mean: list[Array], square: list[Array]) -> Hessian:
        """Mean Hessian in (log shape, log rate), from means of the features and their squares."""
        r = self.shape
        harmonic, bend = rising(r, k, np.reciprocal), rising(r, k, lambda z: -1.0 / z**2)
        mixed = r * mean[1]
        return [
            [r * (harmonic - mean[0]) + r * r * bend, mixed],
            [mixed, -(r + k) * (mean[1] - square[1])],
        ]

    def falls_until(self, k: Values, y: Values, drop: float) -> Array:
        """The time at which m(k, .) alone has fallen by exp(-drop) from where it stood at y."""
        with np.errstate(over="ignore"):
            return y + (self.rate + y) * np.expm1(drop / (self.shape + k))

    def draw(self, rng: np.random.Generator, size: int) -> Array:
        """Rates of customers drawn from the law."""
        return rng.gamma(self.shape, 1.0 / self.rate, size)
