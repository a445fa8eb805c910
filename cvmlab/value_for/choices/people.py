"""People of several types, who differ within each: medians, means and tails of the mixture.

Every figure is computed for each draw of the parameters at once, so that it has its interval.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from cvmlab.errors import DataProblem, Problem, suggestion

_HALVINGS = 50
ALIKE = 1e-9  # a spread of zero has no curve; this one has, and looks like a step


class Estimate(NamedTuple):
    """A figure and its interval."""

    value: float
    low: float
    high: float


def estimate(drawn: np.ndarray, level: float) -> Estimate:
    """The first of several draws, and the interval over the others.

    Examples
    --------
    >>> estimate(np.array([5.0, 4.0, 6.0]), 0.5)
    Estimate(value=5.0, low=4.5, high=5.5)
    """
    low, high = np.quantile(drawn[1:], [(1 - level) / 2, (1 + level) / 2])
    return Estimate(float(drawn[0]), float(low), float(high))


@dataclass(frozen=True, eq=False)
class People:
    """Log-normal spreads of several types mixed, draw by draw.

    Attributes
    ----------
    middle : numpy.ndarray of shape (draws, types)
        Log of the median of each type.
    spread : numpy.ndarray of shape (draws, types)
        Standard deviation of the log.
    shares : numpy.ndarray of shape (draws, types)
        What share of people each type is.
    """

    middle: np.ndarray
    spread: np.ndarray
    shares: np.ndarray

    def of(self, kind: int | None) -> People:
        """One type on its own; all of them for None."""
        if kind is None:
            return self
        one = [kind]
        return People(self.middle[:, one], self.spread[:, one], np.ones((len(self.middle), 1)))

    def mean(self) -> np.ndarray:
        """The mean in each draw.

        Examples
        --------
        >>> people = People(np.log([[1.0, 3.0]]), np.zeros((1, 2)), np.array([[0.5, 0.5]]))
        >>> people.mean().round(3).tolist(), people.above(2.0).tolist()
        ([2.0], [0.5])
        """
        return (self.shares * np.exp(self.middle + self.spread**2 / 2)).sum(axis=1)

    def above(self, value: float) -> np.ndarray:
        """The share of people above a value in each draw."""
        if value <= 0:
            return np.ones(len(self.middle))
        return self._above_log(np.full(len(self.middle), np.log(value)))

    def quantile(self, share: float) -> np.ndarray:
        """The value below which a share of people stand, in each draw."""
        if not 0 < share < 1:
            raise ValueError("a share of people lies between 0 and 1")
        from scipy.special import ndtri

        ends = self.middle + self.spread * ndtri(share)
        low, high = ends.min(axis=1), ends.max(axis=1)
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            too_low = self._above_log(middle) > 1 - share
            low, high = np.where(too_low, middle, low), np.where(too_low, high, middle)
        return np.exp((low + high) / 2)

    def between(self) -> np.ndarray:
        """The share of the variance of the logs that lies between types, in each draw."""
        centre = (self.shares * self.middle).sum(axis=1, keepdims=True)
        among = (self.shares * (self.middle - centre) ** 2).sum(axis=1)
        within = (self.shares * self.spread**2).sum(axis=1)
        return among / np.maximum(among + within, 1e-300)

    def _above_log(self, log_value: np.ndarray) -> np.ndarray:
        from scipy.special import ndtr

        reach = (self.middle - log_value[:, None]) / np.maximum(self.spread, ALIKE)
        return (self.shares * ndtr(reach)).sum(axis=1)


def known_shares(shares: Mapping[str, float], types: tuple[str, ...]) -> np.ndarray:
    """What share of all customers each type is, as somebody knows it; added up to 1.

    Raises
    ------
    DataProblem
        If a type is missing or unknown, or a share is no number above zero.

    Examples
    --------
    >>> known_shares({"single": 30, "couple": 10}, ("couple", "single"))
    array([0.25, 0.75])
    """
    problems = [
        Problem(f'there is no type "{name}"', f"the types are: {', '.join(types)}."
                f"{suggestion(name, types)}")
        for name in shares if name not in types
    ]  # fmt: skip
    problems += [
        Problem(f'the share of "{name}" is missing', "give the share of every type.")
        for name in types
        if name not in shares
    ]
    problems += [
        Problem(f'the share of "{name}" is {value}', "a share is a number above zero.")
        for name, value in shares.items()
        if not 0 < value < np.inf
    ]
    if problems:
        raise DataProblem(problems, "the shares of the types")
    known = np.array([shares[name] for name in types], dtype=float)
    return known / known.sum()
