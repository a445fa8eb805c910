"""The limits of Gamma rates: one rate for everybody, none at all, or at once or never.

What a fit reports when the data cannot tell how rates differ between customers. Each answers the
same questions as the Gamma law in ``rates``; derivatives are with respect to log-parameters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.rates import Gradient, Hessian, Lines, Values


@dataclass(frozen=True)
class CommonRate(Lines):
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
