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
from typing import Any, Protocol

import numpy as np

from cvmlab.btyd.fitting import Array

Values = Any  # an array or a number
Gradient = list[Array]
Hessian = list[list[Array]]


class Rates(Protocol):
    """A law of rates: its parameters, its moment m(k, y) and what follows from it."""

    @property
    def params(self) -> Array: ...  # on the natural scale, possibly none

    @property
    def scale(self) -> float: ...  # the time over which m(k, y) bends

    def log_moment(self, k: Values, y: Values) -> Array: ...

    def mean(self, k: Values, y: Values) -> Array: ...

    def derivatives(self, k: Values, y: Values) -> tuple[Gradient, Hessian]: ...

    def falls_until(self, k: Values, y: Values, drop: float) -> Array: ...


def _rising(shape: float, k: Values, term: Callable[[Array], Array]) -> Array:
    """Sum of ``term(shape + j)`` over j < k, by table.

    Sums over log, 1/z and -1/z^2 are the differences of log-gamma, digamma and trigamma between
    shape + k and shape, but without their cancellation when the shape is large.
    """
    counts = np.asarray(k).astype(np.intp)
    table = np.zeros(int(counts.max(initial=0)) + 1)
    np.cumsum(term(shape + np.arange(len(table) - 1.0)), out=table[1:])
    return table[counts]


@dataclass(frozen=True)
class GammaRates:
    """Rates differ as Gamma(shape, rate): mean shape / rate per unit of time."""

    shape: float
    rate: float

    @property
    def params(self) -> Array:
        return np.array([self.shape, self.rate])

    @property
    def scale(self) -> float:
        return self.rate

    def log_moment(self, k: Values, y: Values) -> Array:
        """log m(k, y), in a form that stays exact when shape and rate are both very large."""
        return (
            _rising(self.shape, k, np.log)
            - k * np.log(self.rate)
            - (self.shape + k) * np.log1p(y / self.rate)
        )

    def mean(self, k: Values, y: Values) -> Array:
        """Mean rate of customers with k events over a time y: m(k + 1, y) / m(k, y)."""
        return (self.shape + k) / (self.rate + y)

    def derivatives(self, k: Values, y: Values) -> tuple[Gradient, Hessian]:
        """Gradient and Hessian of log m(k, y) in (log shape, log rate)."""
        r, events = self.shape, self.shape + k
        share = y / (self.rate + y)
        fall = np.log1p(y / self.rate)
        slope = r * (_rising(r, k, np.reciprocal) - fall)
        bend = r * r * _rising(r, k, lambda z: -1.0 / z**2)
        mixed = r * share
        gradient = [slope, events * share - k]
        return gradient, [[slope + bend, mixed], [mixed, -events * share * (1 - share)]]

    def falls_until(self, k: Values, y: Values, drop: float) -> Array:
        """The time at which m(k, .) alone has fallen by exp(-drop) from where it stood at y."""
        with np.errstate(over="ignore"):
            return y + (self.rate + y) * np.expm1(drop / (self.shape + k))


@dataclass(frozen=True)
class CommonRate:
    """Everybody has the same rate: the limit of Gamma rates as shape and rate grow together."""

    value: float

    @property
    def params(self) -> Array:
        return np.array([self.value])

    @property
    def scale(self) -> float:
        return np.inf

    def log_moment(self, k: Values, y: Values) -> Array:
        """log m(k, y) = k log(rate) - rate * y."""
        return k * np.log(self.value) - self.value * y

    def mean(self, k: Values, y: Values) -> Array:
        """The one rate, for everybody."""
        return self.value + 0.0 * (k + y)

    def derivatives(self, k: Values, y: Values) -> tuple[Gradient, Hessian]:
        """Gradient and Hessian of log m(k, y) in log rate."""
        return [k - self.value * y], [[-self.value * y + 0.0 * k]]

    def falls_until(self, k: Values, y: Values, drop: float) -> Array:
        """The time at which m(k, .) alone has fallen by exp(-drop) from where it stood at y."""
        return y + drop / self.value


@dataclass(frozen=True)
class NoRate:
    """Nothing ever happens: the limit of Gamma rates as their mean goes to zero."""

    @property
    def params(self) -> Array:
        return np.empty(0)

    @property
    def scale(self) -> float:
        return np.inf

    def log_moment(self, k: Values, y: Values) -> Array:
        """log m(k, y): zero without an event, impossible with one."""
        return np.where(np.asarray(k) > 0, -np.inf, 0.0) + 0.0 * y

    def mean(self, k: Values, y: Values) -> Array:
        """A rate of zero, for everybody."""
        return 0.0 * (k + y)

    def derivatives(self, k: Values, y: Values) -> tuple[Gradient, Hessian]:
        """There are no parameters."""
        return [], []

    def falls_until(self, k: Values, y: Values, drop: float) -> Array:
        """Never."""
        return np.full(np.broadcast_shapes(np.shape(k), np.shape(y)), np.inf)
