"""Relative quality: the own marks over those of the rivals, weighted by what counts.

Gale (1994, "Managing customer value") divides, attribute by attribute, the own mark by that of the
rivals, and weighs the ratios. Dividing the weighted marks instead gives another number, and both
hang on where the scale begins: with money for a point, as on the value map, nothing is divided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import number


@dataclass(frozen=True, eq=False)
class RelativeQuality:
    """The own quality against that of the rivals, by both conventions.

    Attributes
    ----------
    ratio : float
        Gale's: the mean of own/rivals, weighted.
    own_score, rival_score : float
        Weighted mean marks.
    weights, own, rivals : numpy.ndarray of shape (attributes,)
        What was given; the weights as shares.
    """

    ratio: float
    own_score: float
    rival_score: float
    weights: np.ndarray = field(repr=False)
    own: np.ndarray = field(repr=False)
    rivals: np.ndarray = field(repr=False)

    @property
    def ratio_of_scores(self) -> float:
        """The other convention: own weighted mark over that of the rivals."""
        return self.own_score / self.rival_score

    def from_zero_at(self, zero: float) -> RelativeQuality:
        """The same marks on a scale that begins elsewhere.

        Parameters
        ----------
        zero : float
            Which mark stands for nothing; below the smallest mark.
        """
        return relative_quality(self.weights, self.own - zero, self.rivals - zero)

    @property
    def sentence(self) -> str:
        """Both ratios in words."""
        return (
            f"Weighted by what counts, quality is {number(self.ratio, 3)} times that of the rivals "
            f"attribute by attribute, and {number(self.ratio_of_scores, 3)} times by the weighted "
            f"marks ({number(self.own_score)} against {number(self.rival_score)}). Both would be "
            "other numbers on a scale that begins elsewhere."
        )


def relative_quality(
    weights: Sequence[float] | np.ndarray,
    own: Sequence[float] | np.ndarray,
    rivals: Sequence[float] | np.ndarray,
) -> RelativeQuality:
    """Gale's relative quality of one brand against its rivals.

    Parameters
    ----------
    weights : array-like of shape (attributes,)
        What each attribute counts for, such as points out of 100.
    own, rivals : array-like of shape (attributes,)
        The marks; those of the rivals are their mean.

    Returns
    -------
    RelativeQuality

    Raises
    ------
    DataProblem
        If the three are not of one length, a weight is below 0, or a mark is 0 or less.

    Notes
    -----
    ratio = Σ weight · own/rivals / Σ weight (Gale 1994, "Managing customer value", the quality
    profile of Perdue's chickens: 1.26).

    Examples
    --------
    >>> round(relative_quality([60, 40], [8, 9], [8, 6]).ratio, 2)
    1.2
    """
    arrays = {
        "weights": np.asarray(weights, dtype=float),
        "own": np.asarray(own, dtype=float),
        "rivals": np.asarray(rivals, dtype=float),
    }
    problems = []
    if len({each.shape for each in arrays.values()}) > 1 or arrays["own"].ndim != 1:
        problems.append(
            Problem(
                "weights, own and rivals are not equally many numbers",
                "give one of each for every attribute.",
            )
        )
    elif not (arrays["weights"] >= 0).all() or not arrays["weights"].sum() > 0:
        problems.append(Problem("a weight is below 0, or all are 0", "give shares or points."))
    problems += [
        Problem(
            f"{name} has a mark of 0 or less, or none",
            "a ratio needs marks above 0, counted from a zero that means nothing at all.",
        )
        for name in ("own", "rivals")
        if not (arrays[name] > 0).all()
    ]
    if problems:
        raise DataProblem(problems, "the quality profile")
    share = arrays["weights"] / arrays["weights"].sum()
    return RelativeQuality(
        ratio=float(share @ (arrays["own"] / arrays["rivals"])),
        own_score=float(share @ arrays["own"]),
        rival_score=float(share @ arrays["rivals"]),
        weights=share,
        own=arrays["own"],
        rivals=arrays["rivals"],
    )
