"""The two figures every firm has: a mark for satisfaction and one for recommending, with intervals.

Both are easily asked and hard to read. A net promoter score throws away most of what people said,
so that it moves by points from one sample to the next; and the two may well be one thing asked
twice. What two figures alone can say is little, and here it is said with its margins.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import ndtri, stdtrit

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.stats.share_intervals import wilson

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

SATISFACTION, PROMOTERS, PROMOTER_SCORE = "overall", "recommend_score", "net promoter score"
_DETRACTORS, _PROMOTERS = 6, 9  # up to, and from, of 0 to 10 (Reichheld 2003)
_SAME_THING = 0.7  # a correlation from which two single questions hardly differ
_WORDS = {
    SATISFACTION: "mean satisfaction, {scale}",
    PROMOTERS: "mean likelihood to recommend, 0 to 10",
    "promoters": "gave 9 or 10 (promoters)",
    "detractors": "gave 0 to 6 (detractors)",
    PROMOTER_SCORE: "net promoter score, −100 to 100",
    "recommend": "say that they would recommend",
    "move_city": "say that they would look for the firm after a move",
    "stays": "were still customers later",
}


@dataclass(frozen=True, eq=False)
class TwoScores:
    """Satisfaction and recommendation, and how far they say the same.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a figure: ``figure``, ``value``, ``low``, ``high``, ``people`` who answered.
    correlation : tuple of (float, float, float) or None
        Of satisfaction and likelihood to recommend, with its interval; None where one is missing.
    scale : str
        The scale of satisfaction.
    level : float
        Confidence level of the intervals.
    """

    table: pd.DataFrame
    correlation: tuple[float, float, float] | None
    scale: str
    level: float

    def of(self, figure: str) -> pd.Series:
        """One figure's row."""
        return self.table.set_index("figure").loc[figure]

    def has(self, figure: str) -> bool:
        """Whether a figure could be had."""
        return bool((self.table["figure"] == figure).any())

    @property
    def sentence(self) -> str:
        """The figures, each with its interval, and whether they are one thing."""
        said = []
        sure = percent(self.level)
        if self.has(SATISFACTION):
            row = self.of(SATISFACTION)
            said.append(
                f"{count(row.people)} people give a mean satisfaction of {number(row.value)} on a "
                f"scale from {self.scale} ({sure} interval {interval(row.low, row.high, number)})."
            )
        if self.has(PROMOTER_SCORE):
            row = self.of(PROMOTER_SCORE)
            said.append(
                f"The net promoter score is {_signed(row.value)} ({_ends(row)}): another "
                f"{count(row.people)} people like these might well have given any figure in "
                "between."
            )
        if self.correlation is not None:
            r, low, high = self.correlation
            told = "Whether they are two things or one asked twice cannot be told"
            if high < _SAME_THING:
                told = "They are not the same"
            elif low > _SAME_THING:
                told = "They are nearly one thing asked twice"
            said.append(
                f"{told}: they go together with a correlation of {number(r)} "
                f"({interval(low, high, number)})."
            )
        return " ".join(said)

    def summary(self) -> Table:
        """The figures as a table to read."""
        from cvmlab.figures.tables import Table

        rows = []
        for row in self.table.itertuples():
            is_share = row.figure not in (SATISFACTION, PROMOTERS, PROMOTER_SCORE)
            form = percent if is_share else _signed if row.figure == PROMOTER_SCORE else number
            said = _WORDS[str(row.figure)].format(scale=self.scale)
            ends = interval(row.low, row.high, form)
            rows.append((said[:1].upper() + said[1:], form(row.value), ends, row.people))
        names = ["Figure", "Value", f"{percent(self.level)} interval", "People"]
        return Table(pd.DataFrame(rows, columns=names), title="What people say, all in all")


def two_scores(
    frame: pd.DataFrame,
    *,
    scale: tuple[float, float] = (1, 10),
    score_scale: tuple[float, float] = (0, 10),
    smallest: int = 10,
    level: float = 0.95,
) -> TwoScores:
    """Read a mark for satisfaction and one for recommending, as far as they go.

    Parameters
    ----------
    frame : DataFrame
        One row a respondent: ``overall`` and ``recommend_score`` (0 to 10), or one of them;
        ``recommend``, ``move_city``, ``stays`` (yes or no) where they are known.
    scale : (float, float)
        From where to where satisfaction was answered.
    score_scale : (float, float)
        The same of the recommendation score; only from 0 to 10 has it promoters and detractors.
    smallest : int
        Figures that rest on fewer people are left out.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    TwoScores

    Raises
    ------
    DataProblem
        When no figure rests on enough people.

    Notes
    -----
    Means and the net promoter score (Reichheld 2003, "The one number you need to grow"), which is
    the mean of +100, 0 and −100, have Student's t; shares have Wilson's interval (1927); the
    correlation Fisher's (1921).

    Examples
    --------
    >>> answers = pd.DataFrame({"recommend_score": [10] * 40 + [8] * 30 + [3] * 30})
    >>> print(two_scores(answers).of("net promoter score").round(1).tolist())
    [10.0, -6.6, 26.6, 100.0]
    """
    rows = []
    if _enough(frame, SATISFACTION, smallest):
        rows.append((SATISFACTION, *_mean(frame[SATISFACTION], level)))
    if _enough(frame, PROMOTERS, smallest):
        given = frame[PROMOTERS].dropna().astype(float)
        if score_scale == (0, 10):
            signs = (given >= _PROMOTERS).astype(float) - (given <= _DETRACTORS)
            rows.append((PROMOTER_SCORE, *_mean(100 * signs, level)))
            rows.append(("promoters", *_share(given >= _PROMOTERS, level)))
            rows.append(("detractors", *_share(given <= _DETRACTORS, level)))
        else:
            rows.append((PROMOTERS, *_mean(given, level)))
    for name in ("recommend", "move_city", "stays"):
        if _enough(frame, name, smallest):
            rows.append((name, *_share(frame[name].dropna().astype(float) > 0, level)))
    if not rows:
        raise one_problem(
            f"no question was answered by {count(smallest)} people",
            "ask more people: what fewer say is not shown.",
        )
    names = ["figure", "value", "low", "high", "people"]
    low, high = scale
    return TwoScores(
        table=pd.DataFrame(rows, columns=names),
        correlation=_correlation(frame, smallest, level),
        scale=f"{low:g} to {high:g}",
        level=level,
    )


def _enough(frame: pd.DataFrame, name: str, smallest: int) -> bool:
    return name in frame and int(frame[name].notna().sum()) >= max(smallest, 2)


def _mean(values: pd.Series, level: float) -> tuple[float, float, float, int]:
    x = values.dropna().to_numpy(float)
    mean = float(x.mean())
    reach = float(stdtrit(len(x) - 1, 0.5 + level / 2) * x.std(ddof=1) / np.sqrt(len(x)))
    return mean, mean - reach, mean + reach, len(x)


def _share(yes: pd.Series, level: float) -> tuple[float, float, float, int]:
    low, high = wilson(int(yes.sum()), len(yes), level)
    return float(yes.mean()), float(low), float(high), len(yes)


def _correlation(
    frame: pd.DataFrame, smallest: int, level: float
) -> tuple[float, float, float] | None:
    if SATISFACTION not in frame or PROMOTERS not in frame:
        return None
    both = frame[[SATISFACTION, PROMOTERS]].dropna().astype(float)
    if len(both) < max(smallest, 5) or both.std().min() == 0:
        return None
    r = float(both[SATISFACTION].corr(both[PROMOTERS]))
    if abs(r) >= 1:
        return r, r, r
    reach = ndtri(0.5 + level / 2) / np.sqrt(len(both) - 3)
    return r, float(np.tanh(np.arctanh(r) - reach)), float(np.tanh(np.arctanh(r) + reach))


def _signed(x: float) -> str:
    text = number(x, 0)
    return text if text.startswith("−") or text == "0" else f"+{text}"


def _ends(row: pd.Series) -> str:
    return interval(row.low, row.high, partial(_signed))
