"""How a chance (of dropping out, of buying, of churning) differs between customers.

Every model in which something may happen at each opportunity needs one thing of such a law: the
moment

    m(j, k) = E[p^j (1 - p)^k]

for j opportunities taken and k passed. A Beta law gives the models of the literature,

    m(j, k) = B(a + j, b + k) / B(a, b);

its limits (one chance for everybody, no chance at all, a chance of either nothing or one) are what
a fit reports when the data cannot tell the customers' chances apart. Derivatives are with respect
to log-parameters.

Sources: Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science
24(2); Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive
Marketing 21(1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.rates import Gradient, Hessian, Values, rising


@dataclass(frozen=True)
class BetaChances:
    """Chances differ as Beta(a, b): mean a / (a + b)."""

    a: float
    b: float
    unit: ClassVar[str] = "odds"

    @property
    def params(self) -> Array:
        return np.array([self.a, self.b])

    @property
    def sameness(self) -> float:
        """How alike the customers are: 1 / CV^2, of p or of 1 - p, whichever varies more."""
        low, high = sorted([self.a, self.b])
        return low * (low + high + 1.0) / high

    def log_moment(self, j: Values, k: Values) -> Array:
        """log m(j, k) by tables over j and k: exact for large parameters and long histories."""
        both = self.a + self.b
        return (
            rising(self.a, j, np.log)
            + rising(self.b, k, np.log)
            - rising(both, np.add(j, k), np.log)
        )

    def mean(self, j: Values, k: Values) -> Array:
        """Mean chance of customers with j opportunities taken and k passed."""
        return (self.a + j) / (self.a + self.b + j + k)

    def derivatives(self, j: Values, k: Values) -> tuple[Gradient, Hessian]:
        """Gradient and Hessian of log m(j, k) in (log a, log b)."""
        a, b, total = self.a, self.b, np.add(j, k)
        one_a, one_b = rising(a, j, np.reciprocal), rising(b, k, np.reciprocal)
        two_a, two_b = rising(a, j, _bend), rising(b, k, _bend)
        one_both = rising(a + b, total, np.reciprocal)
        two_both = rising(a + b, total, _bend)
        in_a, in_b = a * (one_a - one_both), b * (one_b - one_both)
        mixed = -a * b * two_both
        return [in_a, in_b], [
            [in_a + a * a * (two_a - two_both), mixed],
            [mixed, in_b + b * b * (two_b - two_both)],
        ]

    def draw(self, rng: np.random.Generator, size: int) -> Array:
        """Chances of customers drawn from the law."""
        return rng.beta(self.a, self.b, size)


@dataclass(frozen=True)
class CommonChance:
    """Everybody has the same chance odds / (1 + odds): the limit as a and b grow together."""

    odds: float
    unit: ClassVar[str] = "odds"

    @property
    def params(self) -> Array:
        return np.array([self.odds])

    @property
    def chance(self) -> float:
        """The one chance, for everybody."""
        return self.odds / (1.0 + self.odds)

    def log_moment(self, j: Values, k: Values) -> Array:
        """log m(j, k) = j log p + k log(1 - p)."""
        return np.multiply(j, np.log(self.odds)) - np.add(j, k) * np.log1p(self.odds)

    def mean(self, j: Values, k: Values) -> Array:
        """The one chance, for everybody."""
        return self.chance + 0.0 * np.add(j, k)

    def derivatives(self, j: Values, k: Values) -> tuple[Gradient, Hessian]:
        """Gradient and Hessian of log m(j, k) in log odds."""
        p, total = self.chance, np.add(j, k)
        return [j - total * p], [[-total * p * (1.0 - p)]]

    def draw(self, rng: np.random.Generator, size: int) -> Array:
        """The one chance, for everybody."""
        return np.full(size, self.chance)


@dataclass(frozen=True)
class NoChance:
    """It never happens: the limit as the mean chance goes to zero."""

    unit: ClassVar[str] = "odds"

    @property
    def params(self) -> Array:
        return np.empty(0)

    def log_moment(self, j: Values, k: Values) -> Array:
        """log m(j, k): zero where nothing happened, impossible where something did."""
        return np.where(np.asarray(j) > 0, -np.inf, 0.0) + 0.0 * np.asarray(k)

    def mean(self, j: Values, k: Values) -> Array:
        """A chance of zero, for everybody."""
        return 0.0 * np.add(j, k)

    def derivatives(self, j: Values, k: Values) -> tuple[Gradient, Hessian]:
        """There are no parameters."""
        return [], []

    def draw(self, rng: np.random.Generator, size: int) -> Array:
        """A chance of zero, for everybody."""
        return np.zeros(size)


def _bend(z: Array) -> Array:
    return -1.0 / z**2


@dataclass(frozen=True)
class AllOrNothing:
    """A chance of one for some, odds / (1 + odds) of them, and of zero for the others.

    The limit of a Beta law whose two parameters go to zero together.
    """

    odds: float
    unit: ClassVar[str] = "odds"

    @property
    def params(self) -> Array:
        return np.array([self.odds])

    @property
    def chance(self) -> float:
        """How many have a chance of one."""
        return self.odds / (1.0 + self.odds)

    def log_moment(self, j: Values, k: Values) -> Array:
        """log m(j, k): whoever took one opportunity takes them all."""
        some, none = np.asarray(j) > 0, np.asarray(k) > 0
        one_kind = np.where(some, np.log(self.chance), np.where(none, -np.log1p(self.odds), 0.0))
        return np.where(some & none, -np.inf, one_kind)

    def mean(self, j: Values, k: Values) -> Array:
        """Zero or one once anything is known."""
        unknown = (np.asarray(j) == 0) & (np.asarray(k) == 0)
        return np.where(unknown, self.chance, 1.0 * (np.asarray(j) > 0))

    def derivatives(self, j: Values, k: Values) -> tuple[Gradient, Hessian]:
        """Gradient and Hessian of log m(j, k) in log odds."""
        some, none = np.asarray(j) > 0, np.asarray(k) > 0
        known = (some | none).astype(float)
        slope = np.where(some, 1.0 - self.chance, -self.chance)
        spread = self.chance * (1.0 - self.chance)
        return [np.asarray(slope * known)], [[np.asarray(-spread * known)]]

    def draw(self, rng: np.random.Generator, size: int) -> Array:
        """Ones and zeros."""
        return (rng.random(size) < self.chance).astype(float)
