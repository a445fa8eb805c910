"""A person's score from 0 to 100, and how far to trust it.

Twenty answers are a sample of what a person could have been asked. A score without an interval
invites a board to tell a customer of 71 from one of 74, which twenty answers cannot do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.stats.scales.item_answers import Facets, item_answers
from cvmlab.stats.scales.score_error import Method, ScoreError, score_error
from cvmlab.stats.scales.scored_answers import Scale, person_scores, shares_of_scale

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

_tenth = partial(number, digits=1)


@dataclass(frozen=True, eq=False)
class ScaleScores:
    """Everybody's score with its interval.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a respondent, in the order given: ``id``, ``score`` from 0 to 100, ``low``,
        ``high``, ``best`` (the best guess of the true score, drawn to the mean), ``sem`` (standard
        error of measurement at that score) and ``answered`` (items). Empty where too few items were
        answered.
    facets : pandas.DataFrame
        The score of each facet, one column a facet, rows as in ``table``; no columns where the
        scale is one piece.
    error : ScoreError
        The error of a score, as it depends on the true one; scores between 0 and 1.
    reliability : float
        Share of the scores' variance that is no error of measurement.
    method : str
        Which intervals these are.
    level : float
        Their confidence level.
    """

    table: pd.DataFrame
    facets: pd.DataFrame = field(repr=False)
    error: ScoreError
    reliability: float
    method: Method
    level: float

    def of(self, who: Any) -> str:
        """One person's score in a sentence."""
        found = self.table[self.table["id"] == who]
        if found.empty:
            raise one_problem(f'There is no score of "{who}"', "name somebody who answered.")
        row = found.iloc[0]
        if not np.isfinite(row.score):
            return f"{who} has no score: only {count(row.answered)} items are answered."
        ends = interval(row.low, row.high, count)
        return f"{who} has {count(row.score)} of 100 ({percent(self.level)} interval {ends})."

    @property
    def sentence(self) -> str:
        """Where people stand, how wide an interval is, and what it takes to tell two apart."""
        known = self.table.dropna(subset="score")
        width = float((known["high"] - known["low"]).median())
        error = float(np.sqrt((known["sem"] ** 2).mean()))
        apart = float(ndtri(0.5 + self.level / 2)) * np.sqrt(2) * error
        return (
            f"{count(len(known))} people have a score, {_tenth(known['score'].mean())} of 100 on "
            f"average (sd {_tenth(known['score'].std())}). Half of the {percent(self.level)} "
            f"intervals are wider than {_tenth(width)} points; two people differ by more than "
            f"chance only from about {_tenth(apart)} points on."
        )

    def summary(self) -> Table:
        """How people and their intervals spread over the scale."""
        from cvmlab.figures.tables import Table

        known = self.table.dropna(subset="score")
        part = pd.cut(known["score"], [0, 20, 40, 60, 80, 100], include_lowest=True)
        rows = known.assign(width=known["high"] - known["low"]).groupby(part, observed=False)
        frame = pd.DataFrame(
            {
                "Score": ["0 to 20", "20 to 40", "40 to 60", "60 to 80", "80 to 100"],
                "People": rows.size().to_numpy(),
                "Standard error of measurement": rows["sem"].mean().to_numpy(),
                "Width of the interval": rows["width"].mean().to_numpy(),
            }
        )
        return Table(
            frame,
            title=f"{percent(self.level)} intervals by place on the scale",
            note=self.sentence,
            formats=dict.fromkeys(frame.columns[2:], _tenth),
        )


def pomp(answers: Any, low: float, high: float) -> Any:
    """Answers in percent of the maximum possible: 0 is the lowest answer, 100 the highest.

    Parameters
    ----------
    answers : float or array-like
        Answers, or their means.
    low, high : float
        The ends of the scale on the questionnaire, not those that happened to be ticked.

    Notes
    -----
    100 (x − min) / (max − min) (Cohen, Cohen, Aiken and West 1999, "The problem of units and the
    circumstance for POMP").

    Examples
    --------
    >>> pomp(4, 1, 7), pomp(7, 1, 7)
    (50.0, 100.0)
    """
    if not high > low:
        raise ValueError("the high end of a scale must lie above its low end")
    return 100 * (answers - low) / (high - low)


def scale_scores(
    items: pd.DataFrame,
    facets: Facets | None = None,
    *,
    scale: Scale = (1, 7),
    ids: Iterable[Any] | None = None,
    method: Method = "conditional",
    level: float = 0.95,
    least_answered: float = 0.5,
) -> ScaleScores:
    """Place everybody on a scale from 0 to 100, each with an interval that knows the ends.

    Parameters
    ----------
    items : pandas.DataFrame
        One row a respondent, one numeric column an item, all pointing the same way.
    facets : mapping of str to sequence of str, optional
        The items of each facet; by default read off names such as trust_1, trust_2, care_1.
    scale : tuple of float, or mapping of item to tuple
        The ends of the answer scale on the questionnaire.
    ids : array-like, optional
        What the rows are called; by default the index.
    method : {"conditional", "kelley"}
        "conditional" gives all true scores at which such answers would be nothing unusual: it
        holds for people of every true score, surrounds the score, and gets narrower towards the
        ends. "kelley" also uses where people stand on the whole: narrower, drawn to the mean, and
        right for somebody who was picked because of a high or a low score.
    level : float
        Confidence level of the intervals.
    least_answered : float
        Share of the items of every facet that must be answered for a score.

    Returns
    -------
    ScaleScores

    Raises
    ------
    DataProblem
        If items are missing, not numbers, constant, or answered outside the scale; fewer than ten
        respondents are complete; or nobody gives two different answers within a facet.

    Notes
    -----
    A score is the mean of the items in percent of the maximum (:func:`pomp`); a missing answer is
    replaced by the mean of the person's other answers in the facet. The true score is what the
    person would score on average if asked so again. It leaves out the mood of the day, which is
    the same in all twenty answers. Screen for careless answers first: who ticks one column all the
    way down looks as if measured without error. Conditional error: see
    :func:`cvmlab.stats.scales.score_error.score_error`. Regressed estimate: Kelley (1927,
    "Interpretation of educational measurements"); Lord and Novick (1968, "Statistical theories of
    mental test scores"), chapter 23.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> felt = rng.normal(4, 1.2, size=(300, 1))
    >>> answers = pd.DataFrame(np.clip(np.rint(felt + rng.normal(size=(300, 8))), 1, 7))
    >>> answers.columns = [f"q{i}" for i in range(8)]
    >>> print(scale_scores(answers).of(0))
    0 has 56 of 100 (95% interval 44 to 68).
    """
    complete = item_answers(items, facets)
    names = list(complete.names)
    groups = [complete.positions(facet) for facet in complete.facets] or [list(range(len(names)))]
    shares = shares_of_scale(items[names], scale)
    error = score_error(shares[complete.kept], groups)
    if error.size == 0:
        raise one_problem(
            "Nobody gives two different answers within a facet, so chance cannot be seen",
            "look for people who ticked one column all the way down (careless).",
        )
    score, by_facet, answered = person_scores(shares, groups, least_answered)
    seen = np.where(np.isfinite(score), answered / len(names), 1.0)
    low, high = error.intervals(score, seen, level=level, method=method)
    table = pd.DataFrame(
        {
            "id": _called(items, ids),
            "score": 100 * score,
            "low": 100 * low,
            "high": 100 * high,
            "best": 100 * error.best(score),
            "sem": 100 * error.sem(score) / np.sqrt(seen),
            "answered": answered,
        }
    )
    return ScaleScores(
        table=table,
        facets=pd.DataFrame(100 * by_facet, columns=list(complete.facets) or None).iloc[
            :, : len(complete.facets)
        ],
        error=error,
        reliability=error.reliability,
        method=method,
        level=level,
    )


def _called(items: pd.DataFrame, ids: Iterable[Any] | None) -> Any:
    if ids is None:
        return items.index.to_numpy()
    given = pd.Series(ids).reset_index(drop=True)
    if len(given) != len(items):
        raise one_problem(
            f"{count(len(given))} names were given for {count(len(items))} rows",
            "give one name a row.",
        )
    return given
