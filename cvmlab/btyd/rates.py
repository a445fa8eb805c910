"""How a rate (of purchasing, of dropping out) differs between customers.

Every continuous-time model here needs one thing of such a law: the moment

    m(k, y) = E[rate^k * exp(-rate * y)]

for k events seen over a time y. A Gamma law gives the models of the literature,

    m(k, y) = Gamma(r + k) / Gamma(r) * alpha^r / (alpha + y)^(r + k);

its limits, one rate for everybody and no events at all, are what a fit reports when the data
cannot tell the customers' rates apart. Derivatives are with respect to log-parameters.

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


class _Lines:
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
class GammaRates(_Lines):
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


@dataclass(frozen=True)
class CommonRate(_Lines):
    """Everybody has the same rate: the limit of Gamma rates as shape and rate grow together."""

    value: float
    unit: ClassVar[str] = "rate"

    @property
    def params(self) -> Array:
        return np.array([self.value])

    @property
    def scale(self) -> float:
        return np.inf

    def features(self, y: Values) -> list[Array]:
        """The time itself."""
        return [np.asarray(y, dtype=float)]

    def head(self, k: Values) -> Array:
        """log m(k, 0) = k log(rate)."""
        return k * np.log(self.value)

    def power(self, k: Values) -> Array:
        """log m(k, y) falls by the rate with every unit of time."""
        return self.value + 0.0 * k

    def mean(self, k: Values, y: Values) -> Array:
        """The one rate, for everybody."""
        return self.value + 0.0 * (k + y)

    def decline(self, k: Values, y: Values, more: Values) -> Array:
        """log m(k, y + more) - log m(k, y)."""
        return -self.value * more + 0.0 * (k + y)

    def lines(self, k: Values) -> tuple[Gradient, Gradient]:
        """The slope in log rate, as a line in time."""
        return [1.0 * k], [-self.value + 0.0 * k]

    def curvature(self, k: Values, mean: list[Array], square: list[Array]) -> Hessian:
        """Mean second derivative in log rate."""
        return [[-self.value * mean[0] + 0.0 * k]]

    def falls_until(self, k: Values, y: Values, drop: float) -> Array:
        """The time at which m(k, .) alone has fallen by exp(-drop) from where it stood at y."""
        return y + drop / self.value

    def draw(self, rng: np.random.Generator, size: int) -> Array:
        """The one rate, for everybody."""
        return np.full(size, self.value)


@dataclass(frozen=True)
class NoRate:
    """Nothing ever happens: the limit of Gamma rates as their mean goes to zero."""

    unit: ClassVar[str] = "rate"

    @property
    def params(self) -> Array:
        return np.empty(0)

    @property
    def scale(self) -> float:
        return np.inf

    def features(self, y: Values) -> list[Array]:
        """None: nothing depends on time."""
        return []

    def head(self, k: Values) -> Array:
        """log m(k, 0): zero without an event, impossible with one."""
        return np.where(np.asarray(k) > 0, -np.inf, 0.0)

    def power(self, k: Values) -> Array:
        """Time changes nothing."""
        return 0.0 * k

    def log_moment(self, k: Values, y: Values) -> Array:
        """log m(k, y): zero without an event, impossible with one."""
        return self.head(k) + 0.0 * y

    def mean(self, k: Values, y: Values) -> Array:
        """A rate of zero, for everybody."""
        return 0.0 * (k + y)

    def decline(self, k: Values, y: Values, more: Values) -> Array:
        """Time changes nothing."""
        return 0.0 * (k + y + more)

    def lines(self, k: Values) -> tuple[Gradient, Gradient]:
        """There are no parameters."""
        return [], []

    def curvature(self, k: Values, mean: list[Array], square: list[Array]) -> Hessian:
        """There are no parameters."""
        return []

    def derivatives(self, k: Values, y: Values) -> tuple[Gradient, Hessian]:
        """There are no parameters."""
        return [], []

    def falls_until(self, k: Values, y: Values, drop: float) -> Array:
        """Never."""
        return np.full(np.broadcast_shapes(np.shape(k), np.shape(y)), np.inf)

    def draw(self, rng: np.random.Generator, size: int) -> Array:
        """A rate of zero, for everybody."""
        return np.zeros(size)


@dataclass(frozen=True)
class AtOnceOrNever:
    """It happens at time 0 with chance odds / (1 + odds), else never: the limit of a Gamma law
    whose shape and rate both go to zero, so that rates are endless or nothing.
    """

    odds: float
    unit: ClassVar[str] = "odds"

    @property
    def params(self) -> Array:
        return np.array([self.odds])

    @property
    def scale(self) -> float:
        return np.inf

    @property
    def chance(self) -> float:
        """The chance that it happens at once."""
        return self.odds / (1.0 + self.odds)

    def log_moment(self, k: Values, y: Values) -> Array:
        """log m(k, y): whoever is there after time 0 stays; at no later time does it happen."""
        there = -np.log1p(self.odds) * (np.asarray(y) > 0)
        return np.where(np.asarray(k) > 0, -np.inf, there)

    def mean(self, k: Values, y: Values) -> Array:
        """A rate of zero, for everybody still there."""
        return 0.0 * (k + y)

    def derivatives(self, k: Values, y: Values) -> tuple[Gradient, Hessian]:
        """Gradient and Hessian of log m(0, y) in log odds."""
        later = (np.asarray(y) > 0).astype(float)
        spread = self.chance * (1.0 - self.chance)
        return [np.asarray(-self.chance * later)], [[np.asarray(-spread * later)]]

    def falls_until(self, k: Values, y: Values, drop: float) -> Array:
        """Never."""
        return np.full(np.broadcast_shapes(np.shape(k), np.shape(y)), np.inf)

    def draw(self, rng: np.random.Generator, size: int) -> Array:
        """Endless rates and none."""
        return np.where(rng.random(size) < self.chance, np.inf, 0.0)
