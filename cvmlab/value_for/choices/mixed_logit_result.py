"""Where people of each type stand, and how sure that is: the fitted choice model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cvmlab.value_for.choices.choices import ChoiceSets
from cvmlab.value_for.choices.people import known_shares
from cvmlab.value_for.choices.person_choices import PersonChoices
from cvmlab.value_for.choices.taste_grid import Grid

EVERYBODY = "everybody"
SPREADS = ("money a minute", "weight of money")  # in which people of one type differ


@dataclass(frozen=True, eq=False)
class MixedLogit:
    """What people of each type give for a minute, and how far apart people of one type are.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a parameter: ``parameter, customer_type, value, low, high``, on the scale of the
        estimation (logs of money a minute and of the weight of money).
    types : tuple of str
        The types of customers; one, "everybody", where none are told apart.
    respondents : numpy.ndarray of int
        How many respondents each type has.
    left_out : dict of str to int
        Types with too few respondents to be judged, and how many they were.
    no_spread : tuple of str
        Tastes ("money a minute", "weight of money") in which people of one type cannot be told
        apart.
    log_likelihood : float
        Of all choices.
    level : float
        Confidence level of the table's intervals.
    sets : ChoiceSets
        The choices used.
    """

    table: pd.DataFrame
    types: tuple[str, ...]
    respondents: np.ndarray
    left_out: dict[str, int]
    no_spread: tuple[str, ...]
    log_likelihood: float
    level: float
    sets: ChoiceSets = field(repr=False)
    choices: PersonChoices = field(repr=False)
    theta: np.ndarray = field(repr=False)
    cov: np.ndarray = field(repr=False)
    place: np.ndarray = field(repr=False)
    grid: Grid = field(repr=False)

    @property
    def tastes(self) -> np.ndarray:
        """Where each type stands: log money a minute, spread, log weight of money, spread, others.

        Shape (types, 4 + others); the others are in ``sets.names[2:]``.
        """
        return self.place @ self.theta

    @property
    def dearest_first(self) -> list[int]:
        """The places of the types, those first whose minute is worth most."""
        return np.argsort(-self.tastes[:, 0], kind="stable").tolist()

    def draws(
        self, number: int, seed: int, shares: Mapping[str, float] | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Tastes and shares of the types as they might be with other respondents like these.

        Parameters
        ----------
        number : int
            How many draws.
        seed : int
            Makes them reproducible.
        shares : mapping of str to float, optional
            What share of all customers each type is, where it is known; by default as among the
            respondents, drawn again with them.

        Returns
        -------
        tastes : numpy.ndarray of shape (1 + number, types, 4 + others)
            The first row is the estimate.
        shares : numpy.ndarray of shape (1 + number, types)

        Notes
        -----
        Parameters are drawn from the normal distribution around the estimate (Krinsky and Robb
        1986, "On approximating the statistical properties of elasticities").
        """
        rng = np.random.default_rng(seed)
        root = _root(self.cov)
        theta = self.theta + rng.normal(size=(number, len(self.theta))) @ root.T
        tastes = np.concatenate([self.tastes[None], np.einsum("kep,np->nke", self.place, theta)])
        tastes[..., [1, 3]] = np.abs(tastes[..., [1, 3]])  # a spread below zero is one above
        if shares is not None:
            known = known_shares(shares, self.types)
            return tastes, np.broadcast_to(known, (number + 1, len(known)))
        found = self.respondents / self.respondents.sum()
        drawn = rng.multinomial(self.respondents.sum(), found, number) / self.respondents.sum()
        return tastes, np.vstack([found, drawn])


def _root(cov: np.ndarray) -> np.ndarray:
    """A matrix whose square is the covariance; one that is not quite positive passes too."""
    values, axes = np.linalg.eigh(cov)
    return axes * np.sqrt(np.maximum(values, 0))
