"""Who got each message, as the firm counts it (a card) and as it is (a person).

Two cards of one person look like two people who get few messages each. Whoever caps messages by
card therefore caps nothing for those with two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.idic.interact.told import who_is

if TYPE_CHECKING:
    from cvmlab.idic.identify.linkage_result import Linkage

COMPLAINT, UNSUBSCRIBED = "complaint", "unsubscribed"


def recipients(
    contacts: pd.DataFrame, linkage: Linkage | None = None, window_days: int | None = None
) -> pd.DataFrame:
    """Every message with the person it went to, and its place in that person's month.

    Parameters
    ----------
    contacts : DataFrame
        One row a message: ``date``, ``customer_id`` or ``record_id``; ``channel, cost, outcome``
        where there are.
    linkage : Linkage, optional
        Which records are one person; without it everybody is a card.
    window_days : int, optional
        Length of a planning month in days, counted from the first message; without it calendar
        months.

    Returns
    -------
    DataFrame
        In the order of days: ``card`` (the record, where there is none), ``who`` (person, or card
        without a linkage), ``date``, ``month`` (number of the planning month, from 0), ``in_month``
        (messages of `who` in it), ``nth`` and ``nth_of_card`` (which one in the month it is), and
        ``channel, cost, outcome`` as they came, empty where there are none.

    Raises
    ------
    DataProblem
        When columns are missing, or no message names anybody.
    """
    _check(contacts, window_days)
    card = who_is(contacts)
    named = (card.notna() & contacts["date"].notna()).to_numpy()
    if not named.any():
        raise one_problem("no message names anybody", "bring contacts with customer_id and date.")
    rows = pd.DataFrame(
        {
            "card": card[named],
            "who": (card if linkage is None else who_is(contacts, linkage))[named],
            "date": pd.to_datetime(contacts.loc[named, "date"]),
        }
    )
    for column in ("channel", "outcome"):
        rows[column] = contacts.loc[named, column] if column in contacts else pd.NA
    rows["cost"] = contacts.loc[named, "cost"].astype(float) if "cost" in contacts else np.nan
    rows = rows.sort_values("date", kind="stable", ignore_index=True)
    rows["month"] = _months(rows["date"], window_days)
    for name, where in (("nth", "who"), ("nth_of_card", "card")):
        codes = pd.factorize(rows[where])[0].astype("int64") * (rows["month"].max() + 1)
        place = (codes + rows["month"]).to_numpy()
        rows[name] = rows.groupby(place).cumcount().to_numpy() + 1
        if where == "who":
            rows["in_month"] = np.bincount(pd.factorize(place)[0])[pd.factorize(place)[0]]
    return rows


def month_name(month: int, first: pd.Timestamp, window_days: int | None) -> str:
    """A planning month in words: "Jun 2024", or the day it begins.

    Examples
    --------
    >>> month_name(5, pd.Timestamp(2024, 1, 1), None), month_name(1, pd.Timestamp(2024, 1, 1), 28)
    ('Jun 2024', '4 weeks from 29 Jan 2024')
    """
    from cvmlab.figures.formats import day

    if window_days is None:
        return day((first.to_period("M") + month).to_timestamp().date()).removeprefix("1 ")
    begin = (first + pd.Timedelta(days=month * window_days)).date()
    span = f"{window_days // 7} weeks" if window_days % 7 == 0 else f"{window_days} days"
    return f"{span} from {day(begin)}"


def month_said(window_days: int | None) -> str:
    """What a planning month is, in words."""
    if window_days is None:
        return "calendar month"
    return "four-week month" if window_days == 28 else f"{window_days}-day month"


def _months(dates: pd.Series, window_days: int | None) -> np.ndarray:
    first = dates.min()
    if window_days is None:
        number = dates.dt.year * 12 + dates.dt.month
        return (number - (first.year * 12 + first.month)).to_numpy(dtype="int64")
    return ((dates - first.normalize()).dt.days // window_days).to_numpy(dtype="int64")


def _check(contacts: pd.DataFrame, window_days: int | None) -> None:
    problems = []
    if "date" not in contacts:
        problems.append(Problem("this column is not there", "map it: the day it was sent.", "date"))
    if not {"customer_id", "record_id"} & set(contacts.columns):
        problems.append(
            Problem("no column says who got a message", "map customer_id or record_id.")
        )
    if len(contacts) == 0:
        problems.append(Problem("there are no messages", "bring the contact history."))
    if window_days is not None and window_days < 1:
        problems.append(
            Problem(f"{window_days} days are no month", "give 1 or more, or None for calendar "
                    "months.")
        )  # fmt: skip
    if problems:
        raise DataProblem(problems, "the contacts")
