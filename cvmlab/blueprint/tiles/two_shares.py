"""A share this year against the same share a year before, and how surely it moved.

Two intervals side by side do not say whether a share moved: they overlap where it surely did, and
people who stand in both years (the same accounts, the same clients) make the change surer than two
strangers would. So the change gets an interval of its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cvmlab.blueprint.look import Look
from cvmlab.blueprint.tiles.change_between import change_between
from cvmlab.blueprint.tiles.tile import Reading
from cvmlab.figures.formats import count, day
from cvmlab.idic.interact.dialogue import clustered_share

Ends = tuple[float, float, float]
LATE_DAYS = 28  # a list that begins so much later than the year covers only a part of it


@dataclass(frozen=True)
class TwoShares:
    """A share in two periods; see :func:`two_shares`.

    Attributes
    ----------
    now, before : Reading, optional
    change : (float, float, float), optional
        ``now − before`` with its interval.
    yes, of, whose : int
        What the share of now counts, of how many rows, and whose they are.
    note : str
        What else a reader must know: why there is no period before, what bears no date.
    """

    now: Reading | None
    before: Reading | None = None
    change: Ends | None = None
    yes: int = 0
    of: int = 0
    whose: int = 0
    note: str = ""


def change_of_share(
    now: np.ndarray, who: pd.Series, before: np.ndarray, whose: pd.Series, level: float = 0.95
) -> tuple[Ends, Ends, Ends]:
    """A share in two periods and its change, where rows hang together by somebody.

    Parameters
    ----------
    now, before : array of bool
        One mark a row.
    who, whose : Series
        Whose row it is, in either period; a row of nobody's stands alone. Somebody who stands in
        both periods is one person.
    level : float
        Confidence level.

    Returns
    -------
    now, before, change : (float, float, float)
        Each with its interval.

    Notes
    -----
    Shares: Wilson's interval with as many rows as the rows by person are worth. Change: see
    :func:`cvmlab.blueprint.tiles.change_between.change_between`, the two shares moving together by
    ρ = Σuv / √(Σu² Σv²) over persons, u and v what a person pulls each share. With nobody in both
    periods it is Newcombe's interval for two independent shares (1998, "Interval estimation for the
    difference between independent proportions", method 10), with everybody once in each that for
    pairs (1998, "Improved confidence intervals for the difference between binomial proportions
    based on paired data").

    Examples
    --------
    56 of 70 against 48 of 80, all of them strangers:

    >>> marks = np.arange(70) < 56, np.arange(80) < 48
    >>> now, before, change = change_of_share(
    ...     marks[0], pd.Series(range(70)), marks[1], pd.Series(range(100, 180)))
    >>> [round(x, 4) for x in change]
    [0.2, 0.0524, 0.3339]
    """
    first = clustered_share(now, who, level)
    second = clustered_share(before, whose, level)
    rho = pulled_together(now - first[0], who, before - second[0], whose)
    change = change_between(Reading(*first), Reading(*second), rho)
    assert change is not None  # both have their intervals
    return first, second, change


def pulled_together(u: np.ndarray, who: pd.Series, v: np.ndarray, whose: pd.Series) -> float:
    """How the errors of two figures move together, since some people stand in both.

    Parameters
    ----------
    u, v : array
        What each row pulls its figure, summing to about 0.
    who, whose : Series
        Whose row it is, in either period; a row of nobody's stands alone.

    Returns
    -------
    float
        Their correlation: Σuv / √(Σu² Σv²) over persons.
    """
    pulls, squares = [], []
    for each, owner in ((u, who), (v, whose)):
        owner = owner.reset_index(drop=True)
        sums = pd.Series(each).groupby(owner).sum()  # without the rows of nobody's
        pulls.append(sums)
        squares.append(float((sums**2).sum()) + float((each[owner.isna()] ** 2).sum()))
    both = pulls[0].index.intersection(pulls[1].index)
    spread = math.sqrt(squares[0] * squares[1])
    return float((pulls[0][both] * pulls[1][both]).sum()) / spread if spread > 0 else 0.0


def two_shares(rows: pd.DataFrame, look: Look, things: str) -> TwoShares:
    """What share of a year's rows is so, this year and the year before.

    Parameters
    ----------
    rows : DataFrame
        ``date`` (may be empty), ``mark`` (True or False) and ``who`` (may be empty).
    look : Look
    things : str
        What a row is, in the plural, for the words: "failures".
    """
    dated = rows[rows["date"].notna()]
    first, second = (_within(dated, *ends) for ends in (
        (look.start, look.end), (look.start_before, look.end_before)))  # fmt: skip
    undated = len(rows) - len(dated)
    if dated.empty and undated:
        found = clustered_share(rows["mark"].to_numpy(bool), rows["who"], look.level)
        note = f"No date stands beside the {things}, so there is no year before."
        return _found(rows, Reading(*found, "all years"), note=note)
    note = f"{count(undated)} {things} without a date are left out." if undated else ""
    if first.empty:
        return TwoShares(None, note=f"There are no {things} of the {look.now_said}.")
    marks = first["mark"].to_numpy(bool)
    if second.empty:
        found = clustered_share(marks, first["who"], look.level)
        why = f"There are no {things} of the year before."
        return _found(first, Reading(*found, look.now_said), note=f"{why} {note}".strip())
    now, before, change = change_of_share(
        marks, first["who"], second["mark"].to_numpy(bool), second["who"], look.level
    )
    begins = dated["date"].min().date()
    if (begins - look.start_before).days > LATE_DAYS:
        note = f"The list begins on {day(begins)}: of the year before it has a part. {note}".strip()
    return _found(
        first, Reading(*now, look.now_said), Reading(*before, look.before_said), change, note
    )


def _found(
    rows: pd.DataFrame, now: Reading, before: Reading | None = None,
    change: Ends | None = None, note: str = "",
) -> TwoShares:  # fmt: skip
    return TwoShares(
        now, before, change, int(rows["mark"].sum()), len(rows), int(rows["who"].nunique()), note
    )


def _within(rows: pd.DataFrame, first: object, last: object) -> pd.DataFrame:
    days = rows["date"].dt.normalize()
    return rows[(days >= pd.Timestamp(first)) & (days <= pd.Timestamp(last))]
