"""The net promoter score with the interval it is usually printed without.

It subtracts two shares, so its error is larger than that of either: with four hundred answers two
scores nine points apart may be the same. The number of answers it takes for a given margin is worth
knowing before anybody is paid by the score.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

import numpy as np
from scipy.special import ndtri

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.stats.scales.weighted_means import weighted_mean

PROMOTERS_FROM, DETRACTORS_TO = 9, 6


@dataclass(frozen=True)
class NetPromoterScore:
    """Promoters less detractors, in points from −100 to 100.

    Attributes
    ----------
    score, low, high : float
        The score and its interval.
    promoters, detractors : float
        Their shares.
    answers : int
        How many answered.
    effective : float
        How many equal answers the weighted ones are worth.
    level : float
        Confidence level.
    """

    score: float
    low: float
    high: float
    promoters: float
    detractors: float
    answers: int
    effective: float
    level: float

    @property
    def sentence(self) -> str:
        """The score, its interval, and how many answers a margin of three points would take."""
        needed = nps_sample_size(self.promoters, self.detractors, 3, level=self.level)
        return (
            f"The net promoter score is {number(self.score, 0)} ({percent(self.level)} interval "
            f"{interval(self.low, self.high, lambda x: number(x, 0))}; {percent(self.promoters)} "
            f"promoters, {percent(self.detractors)} detractors of {count(self.answers)} answers). "
            f"To know it to three points takes {count(needed)} answers, and to know a change to "
            f"three points twice as many in each wave."
        )


def net_promoter_score(
    answers: Iterable[float],
    weights: Iterable[float] | None = None,
    *,
    promoters_from: float = PROMOTERS_FROM,
    detractors_to: float = DETRACTORS_TO,
    level: float = 0.95,
) -> NetPromoterScore:
    """Promoters less detractors, with an interval.

    Parameters
    ----------
    answers : array-like
        How likely respondents are to recommend, 0 to 10; missing answers are left out.
    weights : array-like, optional
        One an answer.
    promoters_from, detractors_to : float
        From which answer on somebody is a promoter, up to which a detractor.
    level : float
        Confidence level.

    Returns
    -------
    NetPromoterScore

    Raises
    ------
    DataProblem
        If fewer than two have answered, or answers leave the scale from 0 to 10.

    Notes
    -----
    Reichheld (2003, "The one number you need to grow"). The interval is that of the mean of +100,
    0 and −100.

    Examples
    --------
    >>> result = net_promoter_score([10, 9, 9, 8, 7, 6, 3, 0] * 50)
    >>> print(result.sentence.partition(";")[0])
    The net promoter score is 0 (95% interval −9 to 9
    """
    given = np.asarray(list(answers), dtype=float)
    known = np.isfinite(given)
    if known.sum() < 2 or given[known].min() < 0 or given[known].max() > 10:
        raise one_problem(
            f"{count(known.sum())} answers, or answers outside 0 to 10",
            "give answers from 0 to 10, two or more.",
        )
    share = np.ones(given.size) if weights is None else np.asarray(list(weights), dtype=float)
    side = np.where(given >= promoters_from, 100.0, np.where(given <= detractors_to, -100.0, 0.0))
    side[~known] = np.nan
    found = weighted_mean(side, share, level)
    total = share[known].sum()
    return NetPromoterScore(
        score=found.mean,
        low=found.low,
        high=found.high,
        promoters=float(share[known][side[known] == 100].sum() / total),
        detractors=float(share[known][side[known] == -100].sum() / total),
        answers=int(known.sum()),
        effective=found.effective,
        level=level,
    )


def nps_sample_size(
    promoters: float, detractors: float, margin: float, *, level: float = 0.95
) -> int:
    """How many answers a net promoter score takes to be known to so many points.

    Parameters
    ----------
    promoters, detractors : float
        Their expected shares.
    margin : float
        Half the width of the interval, in points of the score.
    level : float
        Confidence level.

    Notes
    -----
    n = z² (p + d − (p − d)²) / m², with m the margin over 100. For a *difference* between two
    waves to be known as well, each needs twice as many.

    Examples
    --------
    >>> nps_sample_size(0.40, 0.25, 5), nps_sample_size(0.40, 0.25, 3)
    (965, 2679)
    """
    if not (promoters >= 0 and detractors >= 0 and promoters + detractors <= 1):
        raise ValueError("promoters and detractors are shares that add up to 1 at most")
    if not margin > 0:
        raise ValueError("the margin must be above 0")
    variance = promoters + detractors - (promoters - detractors) ** 2
    return ceil(ndtri(0.5 + level / 2) ** 2 * variance / (margin / 100) ** 2)
