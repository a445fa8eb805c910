"""How far a sum or a product may be off, when each of its parts comes with its own interval.

Parts that err independently: the distances from the estimate to the ends are squared and added, on
either side by itself, so that lopsided intervals stay lopsided (Zou and Donner 2008, "Construction
of confidence limits about effect measures: a general approach", Statistics in Medicine 27(10)).
Parts that err together, such as customers valued with the same parameters, add up end to end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from cvmlab.btyd.fitting import Array


class Ends(NamedTuple):
    """An amount (or one a customer) with the ends of its interval."""

    value: Array
    low: Array
    high: Array

    def times(self, factor: float) -> Ends:
        """The same, so many times; a negative factor turns the ends round."""
        low, high = (self.low, self.high) if factor >= 0 else (self.high, self.low)
        return Ends(self.value * factor, low * factor, high * factor)

    @property
    def together(self) -> Ends:
        """The sum over customers who err together."""
        return Ends(*(np.asarray(part.sum()) for part in self))

    @property
    def apart(self) -> Ends:
        """The sum over customers who err independently of each other."""
        total = self.value.sum()
        below = np.sqrt((np.maximum(self.value - self.low, 0.0) ** 2).sum())
        above = np.sqrt((np.maximum(self.high - self.value, 0.0) ** 2).sum())
        return Ends(np.asarray(total), np.asarray(total - below), np.asarray(total + above))


def exactly(value: Array | float) -> Ends:
    """An amount that is known, or taken as given: no interval."""
    amount = np.asarray(value, dtype=float)
    return Ends(amount, amount, amount)


def added(parts: Sequence[Ends]) -> Ends:
    """The sum of parts that err independently of each other.

    Examples
    --------
    >>> three = Ends(np.array(10.0), np.array(7.0), np.array(13.0))
    >>> four = Ends(np.array(5.0), np.array(1.0), np.array(9.0))
    >>> [float(end) for end in added([three, four])]
    [15.0, 10.0, 20.0]
    """
    value = np.asarray(sum(part.value for part in parts), dtype=float)
    # Where most customers bring nothing, the upper end may lie below the mean: no room then.
    below = np.sqrt(sum(np.maximum(part.value - part.low, 0.0) ** 2 for part in parts))
    above = np.sqrt(sum(np.maximum(part.high - part.value, 0.0) ** 2 for part in parts))
    return Ends(value, value - below, value + above)


def multiplied(one: Ends, other: Ends) -> Ends:
    """The product of two amounts of any sign that err independently, to first order.

    Examples
    --------
    >>> ends = multiplied(Ends(np.array(2.0), np.array(1.0), np.array(3.0)), exactly(10))
    >>> [float(end) for end in ends]
    [20.0, 10.0, 30.0]
    """
    value = one.value * other.value
    sides = [_moved(one, other.value), _moved(other, one.value)]
    below = np.sqrt(sum(np.maximum(low, 0.0) ** 2 for low, _ in sides))
    above = np.sqrt(sum(np.maximum(high, 0.0) ** 2 for _, high in sides))
    return Ends(value, value - below, value + above)


def _moved(part: Ends, factor: Array) -> tuple[Array, Array]:
    """How far the product falls and rises when one factor goes to its ends."""
    down, up = (part.value - part.low) * factor, (part.high - part.value) * factor
    turned = np.asarray(factor) < 0
    return np.where(turned, -up, down), np.where(turned, -down, up)
