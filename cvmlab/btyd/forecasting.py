"""What customers will do next: expectations, their slopes, and their spread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cvmlab.btyd.fitting import Array


@dataclass(frozen=True, eq=False)
class Ahead:
    """Discounted purchases over a horizon of customers known to be active.

    Attributes
    ----------
    expected : array of shape (n,)
    slope : array of shape (n, number of parameters)
        Gradient of the logarithm of ``expected`` in log-parameters.
    own, pairs : array of shape (n,)
        The second moment of the discounted purchases, in two parts: each purchase with itself,
        and with every other one. With money they weigh differently.
    """

    expected: Array
    slope: Array
    own: Array
    pairs: Array

    def rows(self, place: np.ndarray) -> Ahead:
        """The same for other customers, by their place among these."""
        return Ahead(self.expected[place], self.slope[place], self.own[place], self.pairs[place])


@dataclass(frozen=True, eq=False)
class Forecast:
    """Discounted purchases of each pattern of customers over a horizon.

    Attributes
    ----------
    alive, alive_slope : arrays of shape (n,) and (n, number of parameters)
        P(alive), and the gradient of its logarithm in the model's log-parameters.
    if_alive, if_alive_slope : likewise
        Expected discounted purchases of a customer known to be active.
    own, pairs : array of shape (n,)
        The second moment of the discounted purchases, in two parts: each purchase with itself,
        and with every other one. With money they weigh differently.
    """

    alive: Array
    alive_slope: Array
    if_alive: Array
    if_alive_slope: Array
    own: Array
    pairs: Array

    @property
    def expected(self) -> Array:
        """Expected discounted purchases, given what is known of the customers."""
        return self.alive * self.if_alive

    @property
    def slope(self) -> Array:
        """Gradient of the logarithm of ``expected`` in log-parameters."""
        return self.alive_slope + self.if_alive_slope

    @property
    def variance(self) -> Array:
        """Variance of the discounted purchases themselves, parameters taken as known."""
        return np.maximum(self.own + self.pairs - self.expected**2, 0.0)


def forecast(
    alive: tuple[Array, Array], ahead: Ahead, others: Sequence[Ahead], place: np.ndarray
) -> Forecast:
    """P(alive) of patterns, and what the active among them will do, put together.

    Parameters
    ----------
    alive : arrays of shape (n,) and (n, directions)
        P(alive) and its slope, edges included.
    ahead : Ahead
        Of the distinct states the patterns are in.
    others : sequence of Ahead
        The same under other laws the data still allow (see ``ridges``): each adds a direction,
        with how far it moves the result as its slope.
    place : array of int
        The state of each pattern.
    """
    slope = with_edges(ahead.slope, ahead.expected, [other.expected for other in others])
    return Forecast(
        alive=alive[0],
        alive_slope=alive[1],
        if_alive=ahead.expected[place],
        if_alive_slope=slope[place],
        own=alive[0] * ahead.own[place],
        pairs=alive[0] * ahead.pairs[place],
    )


def with_edges(slope: Array, value: Array, others: Sequence[Array]) -> Array:
    """Slopes with one more column for each edge: by how much the log of the value moves there."""
    with np.errstate(divide="ignore", invalid="ignore"):
        moves = [np.log(other / value) for other in others]
    return np.column_stack([slope, *(np.where(np.isfinite(move), move, 0.0) for move in moves)])


def relative(slope: Array, value: Array) -> Array:
    """Gradient of the logarithm, zero where the value is."""
    safe = np.where(value > 0, value, 1.0)
    return slope / safe[:, None]
