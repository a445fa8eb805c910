"""How likely people's choices are when everybody has a price of time of his own.

What nobody sees, a person's own price of a minute and how hard money counts for him, is averaged
over: at each of a grid of values the chance of all his choices together is computed, and the
grid is weighted by how common such people are. Slopes and curvature are exact, so Newton's steps
need no more than a dozen rounds and the standard errors come for free.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cvmlab.value_for.choices.person_choices import PersonChoices
from cvmlab.value_for.choices.taste_grid import Grid

# Price and minutes, whose weights differ from person to person; all others follow.
_OWN = 2
# Where a type's tastes stand: log of money a minute, its spread, log weight of money, its spread.
TASTES = 4
_AT_ONCE = 2_000_000  # numbers held in one block: small enough for the processor's own memory


@dataclass(frozen=True, eq=False)
class Likelihood:
    """The log-likelihood of each person, with its slopes.

    Attributes
    ----------
    value : numpy.ndarray of shape (people,)
        Log-likelihood of all choices of a person.
    slope : numpy.ndarray of shape (people, parameters)
        Its first derivatives.
    curve : numpy.ndarray of shape (parameters, parameters)
        Second derivatives of the sum over people.
    """

    value: np.ndarray
    slope: np.ndarray
    curve: np.ndarray


def coefficients(tastes: np.ndarray, grid: Grid) -> np.ndarray:
    """The weights in the utility at each node of the grid.

    Parameters
    ----------
    tastes : numpy.ndarray of shape (..., 4 + others)
        Of each type: log money a minute, its spread, log weight of money, its spread, the others.
    grid : Grid

    Returns
    -------
    numpy.ndarray of shape (..., nodes, 2 + others)
        -a, -a w, and the others, where a = exp(log weight + spread v) and
        w = exp(log money a minute + spread z).
    """
    minute, minute_spread, money, money_spread = (tastes[..., i, None] for i in range(TASTES))
    price = money + money_spread * grid.money
    pace = price + minute + minute_spread * grid.minute
    others = tastes[..., None, TASTES:]
    shape = (*price.shape, others.shape[-1])
    own = -np.exp(np.stack([price, pace], axis=-1))
    return np.concatenate([own, np.broadcast_to(others, shape)], axis=-1)


def likelihood(
    theta: np.ndarray, choices: PersonChoices, place: np.ndarray, grid: Grid
) -> Likelihood:
    """How likely everybody's choices are under the parameters.

    Parameters
    ----------
    theta : numpy.ndarray of shape (parameters,)
        The parameters.
    choices : PersonChoices
        What was taken and left.
    place : numpy.ndarray of shape (types, 4 + others, parameters)
        Which parameters make up each type's tastes: ``place[k] @ theta``.
    grid : Grid
        Where the tastes nobody sees are looked at.

    Returns
    -------
    Likelihood

    Notes
    -----
    L(person) = Σ_nodes weight Π_tasks 1 / (1 + Σ_left exp(coefficients · left)); derivatives are
    posterior means of those at the nodes (Louis 1982, "Finding the observed information matrix
    when using the EM algorithm").
    """
    each = coefficients(place @ theta, grid)
    blocks = [_block(some, each, place, grid) for some in _at_once(choices, grid)]
    value, slope, curve = zip(*blocks, strict=True)
    return Likelihood(np.concatenate(value), np.concatenate(slope), np.sum(curve, axis=0))


def posterior(tastes: np.ndarray, choices: PersonChoices, grid: Grid) -> np.ndarray:
    """How likely each node of the grid is for each person, after what he chose.

    Parameters
    ----------
    tastes : numpy.ndarray of shape (types, 4 + others)
        Where each type stands.
    choices : PersonChoices
        What was taken and left.
    grid : Grid
        Where the tastes nobody sees are looked at.

    Returns
    -------
    numpy.ndarray of shape (people, nodes)
        Adds up to 1 for each person.
    """
    each = coefficients(tastes, grid)
    return np.vstack([_share(_chances(some, each)[0], grid)[0] for some in _at_once(choices, grid)])


def _at_once(choices: PersonChoices, grid: Grid) -> Iterator[PersonChoices]:
    """A few people at a time."""
    people, *shape = choices.left.shape
    step = max(1, _AT_ONCE // (grid.weight.size * math.prod(shape)))
    for start in range(0, people, step):
        yield choices.of(np.arange(start, min(start + step, people)))


def _chances(choices: PersonChoices, each: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """At each node the log-chance of all a person took, and the chance of each thing he left."""
    people, tasks, others, features = choices.left.shape
    rows = choices.left.reshape(people, tasks * others, features)
    utility = (each[choices.kind] @ rows.transpose(0, 2, 1)).reshape(people, -1, tasks, others)
    utility = np.where(choices.there[:, None], utility, -np.inf)
    top = np.maximum(utility.max(axis=-1, keepdims=True), 0)
    odds = np.exp(utility - top)
    all_odds = odds.sum(axis=-1, keepdims=True) + np.exp(-top)
    return -(top + np.log(all_odds)).sum(axis=(2, 3)), odds / all_odds


def _share(log_chance: np.ndarray, grid: Grid) -> tuple[np.ndarray, np.ndarray]:
    """How likely each node is for each person, and the log-likelihood of the person."""
    best = log_chance.max(axis=1, keepdims=True)
    share = np.exp(log_chance - best) * grid.weight
    total = share.sum(axis=1, keepdims=True)
    return share / total, (best + np.log(total))[:, 0]


def _block(
    choices: PersonChoices, each: np.ndarray, place: np.ndarray, grid: Grid
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Value, slopes and curvature of a few people."""
    people, tasks, others, features = choices.left.shape
    rows = choices.left.reshape(people, tasks * others, features)
    log_chance, chance = _chances(choices, each)
    # First and second derivatives in the weights of the utility.
    first = -chance.reshape(people, -1, tasks * others) @ rows
    spread = chance[..., :, None] * (np.eye(others) - chance[..., None, :])
    pairs = np.einsum("psaf,psbg->psabfg", choices.left, choices.left)
    flat = (tasks * others**2, features**2)
    second = -spread.reshape(people, -1, flat[0]) @ pairs.reshape(people, *flat)
    second = second.reshape(people, -1, features, features)
    # The same in the tastes: both weights that differ from person to person are exponentials.
    ways, turn = _ways(grid), _turn(each, grid)[choices.kind]
    own = first[..., :_OWN] * each[choices.kind][..., :_OWN]
    slope = np.einsum("pqef,pqf->pqe", turn, first)
    curve = turn @ second @ turn.swapaxes(-1, -2)
    curve[..., :TASTES, :TASTES] += np.einsum("pqi,qie,qid->pqed", own, ways, ways, optimize=True)
    # Averaged over what each person's choices leave open.
    share, value = _share(log_chance, grid)
    mean = np.einsum("pq,pqe->pe", share, slope)
    weighted = slope * np.sqrt(share)[..., None]
    bend = np.einsum("pq,pqed->ped", share, curve) + weighted.swapaxes(1, 2) @ weighted
    bend -= mean[:, :, None] * mean[:, None, :]
    map_of = place[choices.kind]
    by_kind = np.stack([bend[choices.kind == kind].sum(axis=0) for kind in range(len(place))])
    curvature = (place.swapaxes(1, 2) @ by_kind @ place).sum(axis=0)
    return value, np.einsum("pe,pek->pk", mean, map_of), curvature


def _ways(grid: Grid) -> np.ndarray:
    """How the logs of both weights move with the four tastes: nodes × 2 × 4."""
    one, none = np.ones_like(grid.money), np.zeros_like(grid.money)
    price = np.stack([none, none, one, grid.money], axis=1)
    pace = np.stack([one, grid.minute, one, grid.money], axis=1)
    return np.stack([price, pace], axis=1)


def _turn(each: np.ndarray, grid: Grid) -> np.ndarray:
    """Derivatives of the utility's weights in the tastes: types × nodes × tastes × features."""
    types, nodes, features = each.shape
    turn = np.zeros((types, nodes, TASTES + features - _OWN, features))
    turn[:, :, :TASTES, :_OWN] = np.einsum("kqi,qie->kqei", each[..., :_OWN], _ways(grid))
    turn[:, :, TASTES:, _OWN:] = np.eye(features - _OWN)
    return turn
