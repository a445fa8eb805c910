"""Ways of serving, described in words, laid before the people of a choice model.

"Ten minutes, warm, for 38 euros" becomes the model's numbers; what was never laid before anybody
is said, because a model answers every question, also those nobody was asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cvmlab.errors import DataProblem, Problem, suggestion
from cvmlab.figures.formats import number
from cvmlab.value_for.choices.choices import ChoiceSets

Offer = Mapping[str, Any]


def offer_design(sets: ChoiceSets, offers: Sequence[Offer], names: Sequence[str]) -> np.ndarray:
    """Ways of serving as the model's numbers.

    Parameters
    ----------
    sets : ChoiceSets
        The choices, which know the attributes and their levels.
    offers : sequence of mapping
        Each with ``price``, ``minutes`` and a value for every other attribute, such as
        ``{"price": 34, "minutes": 15, "warmth": "polite"}``. Other keys are passed over.
    names : sequence of str
        What to call each of them when something is wrong.

    Returns
    -------
    numpy.ndarray of shape (offers, attributes)
        Columns as in ``sets.names``.

    Raises
    ------
    DataProblem
        With everything that is missing, no number, or a level nobody was shown.
    """
    problems: list[Problem] = []
    words = {name: word_levels(sets, name) for name in sets.base}
    plain = [name for name in sets.names if ": " not in name or name.split(": ")[0] not in words]
    design = np.zeros((len(offers), len(sets.names)))
    for row, (offer, called) in enumerate(zip(offers, names, strict=True)):
        for name in plain:
            value = _number(offer.get(name))
            if value is None:
                what = f'"{called}" has no number for it'
                problems.append(Problem(what, "give a number for every offer.", name))
                continue
            design[row, sets.names.index(name)] = value
        for name, levels in words.items():
            level = offer.get(name)
            if level not in levels:
                near = suggestion(str(level), levels)
                what = f'"{called}" has no level that people were shown'
                problems.append(Problem(what, f"choose one of: {', '.join(levels)}.{near}", name))
            elif level != sets.base[name]:
                design[row, sets.names.index(f"{name}: {level}")] = 1
    if problems:
        raise DataProblem(problems, "the ways of serving")
    return design


def word_levels(sets: ChoiceSets, name: str) -> list[str]:
    """The levels of an attribute of words, the ordinary one first."""
    start = f"{name}: "
    others = [column.removeprefix(start) for column in sets.names if column.startswith(start)]
    return [sets.base[name], *others]


def gaps_shown(sets: ChoiceSets) -> np.ndarray:
    """The largest difference in price and in minutes between two alternatives of one task."""
    return np.abs(sets.differences[sets.there][:, :2]).max(axis=0)


def beyond_shown(sets: ChoiceSets, gaps: np.ndarray) -> np.ndarray:
    """Whether differences are larger than any that was laid before people.

    Parameters
    ----------
    sets : ChoiceSets
        The choices.
    gaps : numpy.ndarray of shape (..., 2)
        Differences in price and in minutes.
    """
    return (np.abs(gaps) > gaps_shown(sets) + 1e-9).any(axis=-1)


def chances(coefficients: np.ndarray, weight: np.ndarray, design: np.ndarray) -> np.ndarray:
    """The chance that each of several offers is taken when all lie side by side.

    Parameters
    ----------
    coefficients : numpy.ndarray of shape (..., nodes, attributes)
        The weights of people at each node of the grid.
    weight : numpy.ndarray of shape (nodes,)
        How common they are.
    design : numpy.ndarray of shape (offers, attributes)

    Returns
    -------
    numpy.ndarray of shape (..., offers)

    Examples
    --------
    >>> same = np.array([[30.0, 10.0], [30.0, 10.0]])
    >>> chances(np.array([[-1.0, -0.2]]), np.array([1.0]), same).tolist()
    [0.5, 0.5]
    """
    utility = coefficients @ design.T
    odds = np.exp(utility - utility.max(axis=-1, keepdims=True))
    share = odds / odds.sum(axis=-1, keepdims=True)
    return np.einsum("...qj,q->...j", share, weight)


def in_words(offer: Offer, sets: ChoiceSets) -> str:
    """An offer as people say it: its ``name``, or such as "10 minutes, warm and knows you"."""
    if offer.get("name"):
        return str(offer["name"])
    parts = [f"{number(float(offer['minutes']), 0)} minutes"]
    parts += [str(offer[name]) for name in sets.base]
    parts += [f"{name} {number(float(offer[name]), 1)}" for name in sets.names[2:] if name in offer]
    return ", ".join(parts)


def _number(value: Any) -> float | None:
    if isinstance(value, str):
        return None
    try:
        found = float(value)
    except (TypeError, ValueError):
        return None
    return found if np.isfinite(found) else None
