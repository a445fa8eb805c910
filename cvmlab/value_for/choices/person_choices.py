"""All choices of a person side by side, which is how a person with one taste made them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class PersonChoices:
    """What each person left lying, compared with what he took.

    Attributes
    ----------
    left : numpy.ndarray of shape (people, tasks, others, features)
        Each alternative left minus the one taken: price, minutes, then all else; 0 where a person
        had fewer tasks, or a task fewer alternatives.
    there : numpy.ndarray of bool, shape (people, tasks, others)
        Whether there was such an alternative.
    kind : numpy.ndarray of int, shape (people,)
        Which type of customer each person is.
    """

    left: np.ndarray
    there: np.ndarray
    kind: np.ndarray

    def of(self, people: np.ndarray) -> PersonChoices:
        """The same for some of the people, by mask or position; a position may come twice."""
        return PersonChoices(self.left[people], self.there[people], self.kind[people])


def choices_from(
    left: np.ndarray, there: np.ndarray, person: np.ndarray, kind: np.ndarray
) -> PersonChoices:
    """Tasks laid side by side for each person.

    Parameters
    ----------
    left : numpy.ndarray of shape (tasks, others, features)
        Each alternative left minus the one taken: price, minutes and all else.
    there : numpy.ndarray of bool, shape (tasks, others)
        Whether there was such an alternative.
    person : numpy.ndarray of int, shape (tasks,)
        Whose the task is: 0, 1, 2, …
    kind : numpy.ndarray of int, shape (people,)
        The type of each person.

    Examples
    --------
    >>> left = np.array([[[2.0, -5.0]], [[-1.0, 10.0]], [[3.0, -20.0]]])
    >>> two = choices_from(left, np.ones((3, 1), bool), np.array([0, 1, 0]), np.array([0, 0]))
    >>> two.left[0].tolist(), two.there[1].tolist()
    ([[[2.0, -5.0]], [[3.0, -20.0]]], [[True], [False]])
    """
    order = np.argsort(person, kind="stable")
    number = np.bincount(person, minlength=len(kind))
    place = np.arange(len(person)) - np.repeat(np.cumsum(number) - number, number)
    shape = (len(kind), number.max(), left.shape[1])
    padded, known = np.zeros((*shape, left.shape[2])), np.zeros(shape, dtype=bool)
    padded[person[order], place] = left[order]
    known[person[order], place] = there[order]
    return PersonChoices(padded, known, kind)
