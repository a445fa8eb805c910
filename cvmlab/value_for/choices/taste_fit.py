"""Finding the tastes under which people's choices are likeliest: Newton's method, step by step."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from cvmlab.errors import one_problem
from cvmlab.value_for.choices.person_choices import PersonChoices
from cvmlab.value_for.choices.taste_grid import Grid
from cvmlab.value_for.choices.taste_likelihood import TASTES, Likelihood, likelihood

_GRIDS = ((9, 5), (15, 7), (25, 9), (41, 11))  # nodes for money a minute, for the weight of money
_FINE = 0.1  # of log-likelihood by which the next finer grid may differ: a 25th of a standard error
_STEPS, _CLOSE, _LEAP, _SHORTEST = 80, 1e-7, 1.0, 2.0**-12
_SPREADS = (0.5, 0.3)  # to start from: zero is a level spot from which no slope leads away


def places(types: int, others: int) -> np.ndarray:
    """Which parameters make up each type's tastes: types × tastes × parameters.

    Every type has its own money a minute, weight of money and weights of all else; the two spreads
    are common to all types, and come first.

    Examples
    --------
    >>> places(2, 1).shape
    (2, 5, 8)
    """
    place = np.zeros((types, TASTES + others, 2 + types * (2 + others)))
    place[:, 1, 0] = place[:, 3, 1] = 1
    own = [0, 2, *range(TASTES, TASTES + others)]
    for kind in range(types):
        start = 2 + kind * len(own)
        place[kind, own, np.arange(start, start + len(own))] = 1
    return place


def fit_tastes(
    choices: PersonChoices, place: np.ndarray, alike: np.ndarray
) -> tuple[np.ndarray, Likelihood, Grid]:
    """The likeliest parameters, the likelihood there, and the grid it was computed on.

    Parameters
    ----------
    choices : PersonChoices
        What was taken and left.
    place : numpy.ndarray of shape (types, tastes, parameters)
        See :func:`places`.
    alike : numpy.ndarray of shape (2 + others,)
        The weights of price, minutes and all else if everybody were alike; the first two below 0.

    Returns
    -------
    theta : numpy.ndarray of shape (parameters,)
        Spreads are not below zero.
    at : Likelihood
    grid : Grid

    Raises
    ------
    DataProblem
        If the likelihood has no top: the choices do not settle where people stand.
    """
    theta = _start(place, alike)
    for coarse, fine in pairwise(_GRIDS):
        theta, at = _climb(theta, choices, place, grid := Grid.of(*coarse))
        finer = likelihood(theta, choices, place, Grid.of(*fine))
        if abs(finer.value.sum() - at.value.sum()) < _FINE:
            break
    else:
        theta, at = _climb(theta, choices, place, grid := Grid.of(*_GRIDS[-1]))
    theta[:2] = np.abs(theta[:2])  # the likelihood is the same on both sides of zero
    return theta, likelihood(theta, choices, place, grid), grid


def covariance(at: Likelihood, *, robust: bool) -> np.ndarray:
    """How uncertain the parameters are.

    Parameters
    ----------
    at : Likelihood
        At the likeliest parameters.
    robust : bool
        By how far respondents pull apart (Huber 1967, "The behavior of maximum likelihood
        estimates under nonstandard conditions"); else by the curvature alone.
    """
    roots, axes = np.linalg.eigh(-at.curve)
    # A direction in which the likelihood is flat is uncertain beyond all measure, not certain.
    bread = (axes / np.maximum(roots, 1e-12 * roots.max())) @ axes.T
    if not robust:
        return bread
    people = len(at.slope)
    return bread @ (at.slope.T @ at.slope) @ bread * people / (people - 1)


def _start(place: np.ndarray, alike: np.ndarray) -> np.ndarray:
    """Where to begin: all types alike, people of a type somewhat apart."""
    price, minutes, *others = alike
    minute_spread, money_spread = _SPREADS
    tastes = [np.log(minutes / price), minute_spread, np.log(-price), money_spread, *others]
    count = place.sum(axis=(0, 1))  # in how many types a parameter stands
    return np.einsum("kep,e->p", place, tastes) / count


def _climb(
    theta: np.ndarray, choices: PersonChoices, place: np.ndarray, grid: Grid
) -> tuple[np.ndarray, Likelihood]:
    """Newton's steps to the top; uphill also where the ground is not yet curved like a hill."""
    at = likelihood(theta, choices, place, grid)
    for _ in range(_STEPS):
        slope = at.slope.sum(axis=0)
        roots, axes = np.linalg.eigh(-at.curve)
        bent = np.maximum(np.abs(roots), 1e-6 * np.abs(roots).max())
        step = axes @ ((axes.T @ slope) / bent)
        gain = slope @ step
        if gain < _CLOSE:
            return theta, at
        length = min(1.0, _LEAP / np.abs(step).max())
        while True:
            further = likelihood(theta + length * step, choices, place, grid)
            if further.value.sum() > at.value.sum() + 1e-4 * length * gain:
                break
            length /= 2
            if length < _SHORTEST:
                return theta, at  # no higher ground within what numbers can tell
        theta, at = theta + length * step, further
    raise one_problem(
        "the choices do not settle how much a minute is worth, or how much money counts",
        "look type by type whether some take the dearer way and some the slower one, or take all "
        "respondents together (by_type=False).",
    )
