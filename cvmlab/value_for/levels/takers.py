"""People before an offer and what they have: who says yes at which price."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cvmlab.value_for.choices.mixed_logit_result import EVERYBODY, MixedLogit
from cvmlab.value_for.choices.taste_grid import Grid
from cvmlab.value_for.choices.taste_likelihood import coefficients

# Where minutes differ much, people stand far apart: fewer nodes would show as steps.
_GRID = (29, 5)
_STEPS = 14


@dataclass(frozen=True, eq=False)
class Takers:
    """People before an offer and its alternative, in each draw of the parameters.

    Attributes
    ----------
    money : numpy.ndarray of shape (draws, types, nodes)
        How hard money counts.
    gain : numpy.ndarray of shape (draws, types, nodes)
        How much better the offer is, free of charge, than the alternative at its price.
    weight : numpy.ndarray of shape (nodes,)
        How common the people of a node are.
    shares : numpy.ndarray of shape (draws, types)
        What share of people each type is.
    types : tuple of str
        Their names.
    """

    money: np.ndarray
    gain: np.ndarray
    weight: np.ndarray
    shares: np.ndarray
    types: tuple[str, ...]

    @classmethod
    def before(
        cls, fit: MixedLogit, design: np.ndarray, draws: tuple[np.ndarray, np.ndarray]
    ) -> Takers:
        """The people of a fitted model.

        Parameters
        ----------
        fit : MixedLogit
            Who they are.
        design : numpy.ndarray of shape (2, attributes)
            The offer at a price of zero, and the alternative.
        draws : pair of numpy.ndarray
            Tastes and shares of the types, from :meth:`MixedLogit.draws`.
        """
        tastes, shares = draws
        grid = Grid.even(*_GRID)
        each = coefficients(tastes, grid)
        return cls(-each[..., 0], each @ (design[0] - design[1]), grid.weight, shares, fit.types)

    def of(self, customer_type: str) -> Takers:
        """The people of one type, or everybody."""
        if customer_type == EVERYBODY:
            return self
        if customer_type not in self.types:
            raise ValueError(f"no such type: {customer_type!r}; there are {list(self.types)}")
        one = [self.types.index(customer_type)]
        alone = np.ones((len(self.shares), 1))
        return Takers(self.money[:, one], self.gain[:, one], self.weight, alone, (customer_type,))

    def yes(self, price: float | np.ndarray) -> np.ndarray:
        """The chance of a yes of each type: draws × types; one price, or one for each draw."""
        from scipy.special import expit

        price = np.reshape(price, (-1, 1, 1))
        return expit(self.gain - self.money * price) @ self.weight

    def chance(self, price: float | np.ndarray) -> np.ndarray:
        """The chance of a yes of all these people in each draw.

        Examples
        --------
        >>> two = Takers(np.ones((1, 1, 2)), np.array([[[3.0, 5.0]]]), np.array([0.5, 0.5]),
        ...              np.ones((1, 1)), ("all",))
        >>> two.chance(4.0).tolist(), two.price_where(0.5).round(3).tolist()
        ([0.5], [4.0])
        """
        return (self.yes(price) * self.shares).sum(axis=1)

    def price_where(self, share: float) -> np.ndarray:
        """The price at which a share says yes, in each draw.

        Newton's steps from the middle of what is left; a step that leaves it goes halfway instead.
        """
        if not 0 < share < 1:
            raise ValueError("a share of people lies between 0 and 1")
        from scipy.special import expit

        own = (self.gain - np.log(share / (1 - share))) / self.money
        low, high = own.min(axis=(1, 2)), own.max(axis=(1, 2))
        price = (low + high) / 2
        for _ in range(_STEPS):
            yes = expit(self.gain - self.money * price[:, None, None])
            fall = ((self.money * yes * (1 - yes)) @ self.weight * self.shares).sum(axis=1)
            over = (yes @ self.weight * self.shares).sum(axis=1) - share
            low, high = np.where(over > 0, price, low), np.where(over > 0, high, price)
            step = price + over / np.maximum(fall, 1e-300)
            price = np.where((step >= low) & (step <= high), step, (low + high) / 2)
        return price
