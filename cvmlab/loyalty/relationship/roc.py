"""How often a score tells two people apart, and whether another score does it better."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class TwoAreas:
    """The areas under the curve of two scores of the same people.

    Attributes
    ----------
    first, second, difference : tuple of (float, float, float)
        The area, and the first less the second, each with its interval.
    """

    first: tuple[float, float, float]
    second: tuple[float, float, float]
    difference: tuple[float, float, float]


def two_areas(
    first: np.ndarray, second: np.ndarray, yes: np.ndarray, level: float = 0.95
) -> TwoAreas:
    """Compare two scores as foretellers of one yes-or-no outcome.

    Parameters
    ----------
    first, second : numpy.ndarray
        The scores.
    yes : numpy.ndarray of bool
        The outcome, with some of each kind.
    level : float
        Confidence level.

    Notes
    -----
    The area is the chance that of two people, one who did it and one who did not, the first has
    the higher score; ties count half. Variances and the covariance of the two areas come from
    their placements (DeLong, DeLong and Clarke-Pearson 1988, "Comparing the areas under two or
    more correlated receiver operating characteristic curves").

    Examples
    --------
    >>> found = two_areas(np.arange(6), np.array([0, 0, 1, 1, 0, 1]), np.array([0, 0, 1, 0, 1, 1]))
    >>> round(found.first[0], 3), round(found.second[0], 3)
    (0.889, 0.667)
    """
    from scipy.special import ndtri

    yes = np.asarray(yes, dtype=bool)
    placed = [_placements(np.asarray(score, dtype=float), yes) for score in (first, second)]
    of_yes, of_no = (np.array([p[side] for p in placed]) for side in (0, 1))
    area = of_yes.mean(axis=1)
    cov = np.cov(of_yes) / of_yes.shape[1] + np.cov(of_no) / of_no.shape[1]
    reach = ndtri(0.5 + level / 2)

    def ends(value: float, variance: float, top: float) -> tuple[float, float, float]:
        half = reach * np.sqrt(max(variance, 0.0))
        return float(value), float(max(value - half, top - 1)), float(min(value + half, 1))

    return TwoAreas(
        first=ends(area[0], cov[0, 0], 1),
        second=ends(area[1], cov[1, 1], 1),
        difference=ends(area[0] - area[1], cov[0, 0] + cov[1, 1] - 2 * cov[0, 1], 0),
    )


def _placements(score: np.ndarray, yes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each yes the share of noes below it, for each no the share of yeses above it."""
    ours, theirs = np.sort(score[yes]), np.sort(score[~yes])
    below = (
        np.searchsorted(theirs, score[yes], "left") + np.searchsorted(theirs, score[yes], "right")
    ) / (2 * len(theirs))
    under = (
        np.searchsorted(ours, score[~yes], "left") + np.searchsorted(ours, score[~yes], "right")
    ) / (2 * len(ours))
    return below, 1 - under
