"""How answers spread within a class: as a bell on a scale, or as shares of ordered categories.

Both are written as sums of a few features of an answer times weights. One matrix product then gives
the likelihoods of all customers in all classes of hundreds of fits at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_LEAST = 1e-12


@dataclass(frozen=True, eq=False)
class Bells:
    """Answers on a scale: within a class each motive is normal, and independent of the others.

    Parameters of a class are the means (less `centre`), then the variances.

    Parameters
    ----------
    centre : array of motives
        Taken off the answers, so that squares lose no digits.
    floor : array of motives
        Added to every variance: answers come in steps, so none is known better than a step. It
        keeps a class from shrinking to the people at the end of the scale.
    """

    centre: Floats
    floor: Floats

    @property
    def motives(self) -> int:
        return self.centre.size

    @property
    def free(self) -> int:
        """Free parameters of a class."""
        return 2 * self.motives

    def features(self, values: Floats) -> Floats:
        """Per customer: 1, then for every motive whether it was answered, the answer, its square.

        A motive without an answer says nothing about the class.
        """
        seen = np.isfinite(values)
        z = np.where(seen, values - self.centre, 0.0)
        return np.hstack([np.ones((len(z), 1)), seen, z, z * z])

    def weights(self, answers: Floats) -> Floats:
        """What the features are multiplied with to give the log-likelihood in a class."""
        mean, variance = np.split(answers, 2, axis=-1)
        constant = -0.5 * (mean**2 / variance + np.log(2 * np.pi * variance))
        return np.concatenate([constant, mean / variance, -0.5 / variance], axis=-1)

    def from_sums(self, sums: Floats) -> Floats:
        """The parameters that fit best, from the features added up over a class."""
        number, first, second = np.split(sums[..., 1:], 3, axis=-1)
        number = np.maximum(number, _LEAST)
        mean = first / number
        return np.concatenate(
            [mean, np.maximum(second / number - mean**2, 0) + self.floor], axis=-1
        )

    def around(self, rows: Floats, overall: Floats) -> Floats:
        """Parameters of a class that starts at a customer's answers."""
        motives = self.motives
        variance = np.broadcast_to(overall[..., motives:], (*rows.shape[:-1], motives))
        return np.concatenate([rows[..., 1 + motives : 1 + 2 * motives], variance / 2], axis=-1)

    def free_form(self, answers: Floats) -> Floats:
        """The same parameters without limits: means, and logarithms of the variances."""
        mean, variance = np.split(answers, 2, axis=-1)
        return np.concatenate([mean, np.log(variance)], axis=-1)

    def from_free_form(self, free: Floats) -> Floats:
        mean, log_variance = np.split(free, 2, axis=-1)
        return np.concatenate([mean, np.exp(log_variance)], axis=-1)

    def gradient(self, sums: Floats, answers: Floats) -> Floats:
        """Derivative of the log-likelihood in the free form, from features added up by class."""
        number, first, second = np.split(sums[..., 1:], 3, axis=-1)
        mean, variance = np.split(answers, 2, axis=-1)
        squares = (second - 2 * mean * first + number * mean**2) / variance
        return np.concatenate([(first - number * mean) / variance, (squares - number) / 2], axis=-1)

    def means(self, answers: Floats) -> Floats:
        """The mean answer of each class to each motive, on the scale of the answers."""
        return answers[..., : self.motives] + self.centre

    def as_json(self) -> dict[str, Any]:
        return {"kind": "bells", "centre": self.centre.tolist(), "floor": self.floor.tolist()}


@dataclass(frozen=True, eq=False)
class Categories:
    """Answers in ordered categories: within a class each motive has its own shares of them.

    Parameters of a class are the shares, motive after motive.

    Parameters
    ----------
    values : tuple of array
        For every motive its categories in order.
    """

    values: tuple[Floats, ...]

    @property
    def motives(self) -> int:
        return len(self.values)

    @property
    def free(self) -> int:
        """Free parameters of a class."""
        return sum(len(v) - 1 for v in self.values)

    @property
    def starts(self) -> NDArray[np.int64]:
        """Where each motive's categories begin."""
        return np.cumsum([0, *(len(v) for v in self.values)])[:-1]

    def codes(self, values: Floats) -> Floats:
        """The number of each answer's category, the nearest one known; NaN without an answer."""
        columns = [
            np.abs(values[:, j, None] - known).argmin(axis=1) for j, known in enumerate(self.values)
        ]
        return np.where(np.isfinite(values), np.column_stack(columns), np.nan)

    def features(self, values: Floats) -> Floats:
        """Per customer: 1, then for every category whether it was ticked."""
        coded = self.codes(values)
        ticked = [coded[:, j, None] == np.arange(len(v)) for j, v in enumerate(self.values)]
        return np.hstack([np.ones((len(values), 1)), *ticked])

    def weights(self, answers: Floats) -> Floats:
        return np.log(np.maximum(answers, _LEAST))

    def from_sums(self, sums: Floats) -> Floats:
        return self._shares(np.maximum(sums[..., 1:], 0))

    def _shares(self, sums: Floats) -> Floats:
        totals = np.maximum(np.add.reduceat(sums, self.starts, axis=-1), _LEAST)
        return sums / np.repeat(totals, [len(v) for v in self.values], axis=-1)

    def around(self, rows: Floats, overall: Floats) -> Floats:
        return (rows[..., 1:] + overall) / 2

    def free_form(self, answers: Floats) -> Floats:
        return np.log(np.maximum(answers, _LEAST))

    def from_free_form(self, free: Floats) -> Floats:
        return self._shares(np.exp(free))

    def gradient(self, sums: Floats, answers: Floats) -> Floats:
        ticked = sums[..., 1:]
        totals = np.add.reduceat(ticked, self.starts, axis=-1)
        return ticked - answers * np.repeat(totals, [len(v) for v in self.values], axis=-1)

    def means(self, answers: Floats) -> Floats:
        return np.add.reduceat(answers * np.concatenate(self.values), self.starts, axis=-1)

    def as_json(self) -> dict[str, Any]:
        return {"kind": "categories", "values": [v.tolist() for v in self.values]}


AnswerModel = Bells | Categories


def answer_model(values: Floats, categorical: bool) -> AnswerModel:
    """The model of complete answers: categories as they occur, or bells no finer than a step."""
    if categorical:
        return Categories(tuple(np.unique(column) for column in values.T))
    steps = np.array([_step(column) for column in values.T])
    return Bells(values.mean(axis=0), steps**2 / 12)


def from_json(given: dict[str, Any]) -> AnswerModel:
    """The model that :meth:`as_json` wrote."""
    if given["kind"] == "bells":
        return Bells(np.array(given["centre"]), np.array(given["floor"]))
    return Categories(tuple(np.array(v) for v in given["values"]))


def _step(column: Floats) -> float:
    """The smallest usual step between two answers; at least a fiftieth of the spread."""
    found = np.unique(np.round(column, 9))
    gaps = np.diff(found)
    return max(float(np.median(gaps)) if gaps.size else 0.0, float(column.std()) / 50)
