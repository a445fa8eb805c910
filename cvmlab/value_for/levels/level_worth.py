"""What levels of service are worth to people, in each draw of the parameters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cvmlab.value_for.choices.mixed_logit_result import MixedLogit
from cvmlab.value_for.choices.people import ALIKE
from cvmlab.value_for.choices.taste_grid import Grid
from cvmlab.value_for.choices.taste_likelihood import TASTES, coefficients
from cvmlab.value_for.levels.service_offers import chances

_GRID = (21, 5)
_MONEY = 9  # nodes for the weight of money


@dataclass(frozen=True, eq=False)
class LevelDraws:
    """Levels before each type: draws × types × levels; the first draw is the estimate.

    Attributes
    ----------
    chance : numpy.ndarray
        That the level is taken when all lie side by side.
    worth : numpy.ndarray
        The mean in money, against today's level, prices paid.
    best : numpy.ndarray
        The share of people to whom the level gives most.
    shares : numpy.ndarray of shape (draws, types)
        What share of people each type is.
    """

    chance: np.ndarray
    worth: np.ndarray
    best: np.ndarray
    shares: np.ndarray

    def of(self, kind: int | None) -> LevelDraws:
        """The levels before one type; before everybody, types mixed, for None."""
        alone = np.ones((len(self.shares), 1))
        of_types = (self.chance, self.worth, self.best)
        if kind is None:
            parts = [np.einsum("dk,dkj->dj", self.shares, one)[:, None] for one in of_types]
        else:
            parts = [one[:, [kind]] for one in of_types]
        chance, worth, best = parts
        return LevelDraws(chance, worth, best, alone)


def level_draws(
    fit: MixedLogit, design: np.ndarray, today: int, draws: tuple[np.ndarray, np.ndarray]
) -> LevelDraws:
    """Chance, worth and share of people for each level.

    Parameters
    ----------
    fit : MixedLogit
        The people.
    design : numpy.ndarray of shape (levels, attributes)
        Price, minutes and all else of each level.
    today : int
        Which of them is today's.
    draws : pair of numpy.ndarray
        Tastes and shares of the types, from :meth:`MixedLogit.draws`.
    """
    tastes, shares = draws
    grid = Grid.even(*_GRID)
    return LevelDraws(
        chance=chances(coefficients(tastes, grid), grid.weight, design),
        worth=mean_worth(tastes, design - design[today]),
        best=share_best(tastes, design),
        shares=shares,
    )


def mean_worth(tastes: np.ndarray, design: np.ndarray) -> np.ndarray:
    """What levels are worth to a type on average, in money.

    Parameters
    ----------
    tastes : numpy.ndarray of shape (..., 4 + others)
        Log of money a minute, its spread, log weight of money, its spread, the others.
    design : numpy.ndarray of shape (levels, 2 + others)

    Returns
    -------
    numpy.ndarray of shape (..., levels)

    Notes
    -----
    E[w] = exp(m + s²/2) and E[1/a] = exp(-n + t²/2), both log-normal.

    Examples
    --------
    >>> tastes = np.array([np.log(0.25), 0.0, np.log(0.5), 0.0, 1.0])
    >>> mean_worth(tastes, np.array([[2.0, -20.0, 1.0]])).round(6).tolist()
    [5.0]
    """
    minute, minute_spread, money, money_spread = (tastes[..., i, None] for i in range(TASTES))
    others = tastes[..., TASTES:] @ design[:, 2:].T
    a_minute = np.exp(minute + minute_spread**2 / 2)
    return others * np.exp(money_spread**2 / 2 - money) - design[:, 0] - a_minute * design[:, 1]


def share_best(tastes: np.ndarray, design: np.ndarray) -> np.ndarray:
    """The share of people of each type to whom each level gives most.

    Parameters
    ----------
    tastes : numpy.ndarray of shape (..., 4 + others)
        As in :func:`mean_worth`.
    design : numpy.ndarray of shape (levels, 2 + others)

    Returns
    -------
    numpy.ndarray of shape (..., levels)
        Adds up to 1; of two levels that give the same the first counts.

    Notes
    -----
    A level beats a slower one for those whose minute is worth more than what it costs more per
    minute saved, and a quicker one for those whose minute is worth less: level by level that leaves
    one interval of money a minute, whose share of people is exact. Over the weight of money, which
    turns warmth into money, it is averaged by quadrature.

    Examples
    --------
    >>> tastes = np.array([np.log(0.25), 0.5, np.log(0.5), 0.0])
    >>> share_best(tastes, np.array([[30.0, 30.0], [35.0, 10.0]])).round(6).tolist()
    [0.5, 0.5]
    """
    from scipy.special import ndtr

    grid = Grid.of(1, _MONEY)
    each = coefficients(tastes, grid)
    value = each[..., 2:] @ design[:, 2:].T / -each[..., :1] - design[:, 0]
    behind = value[..., None, :] - value[..., :, None]  # what level j lacks against level i
    saved = design[None, :, 1] - design[:, None, 1]  # minutes that j saves against i
    first = np.arange(len(design))[None, :] < np.arange(len(design))[:, None]
    beaten = (behind > 0) | ((behind == 0) & first)  # of two as quick as each other
    with np.errstate(divide="ignore", invalid="ignore"):
        turn = behind / saved
    low = np.where(saved > 0, turn, np.where((saved == 0) & beaten, np.inf, -np.inf)).max(axis=-1)
    high = np.where(saved < 0, turn, np.inf).min(axis=-1)
    middle, spread = (tastes[..., i, None, None] for i in (0, 1))
    with np.errstate(divide="ignore"):
        ends = [np.log(np.maximum(end, 0)) - middle for end in (low, high)]
    below, above = (ndtr(end / np.maximum(spread, ALIKE)) for end in ends)
    return np.einsum("...vj,v->...j", np.maximum(above - below, 0), grid.weight)
