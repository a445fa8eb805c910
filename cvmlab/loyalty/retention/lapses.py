"""Rows for survival analysis: when each customer came into view, was last seen, and fell silent.

A customer of ten years' standing whom a file shows from its third year on could not have been seen
leaving in the first two. Whoever counts those years as survived lets the file begin with people
who cannot leave, and every curve comes out too high (left truncation: Kalbfleisch and Prentice
2002, "The statistical analysis of failure time data"). So each row has an entry as well as an exit.

The rows are made for the library's own routines, ``SurvfuncRight(exit, event, entry=entry)`` and
``PHReg(exit, x, status=event, entry=entry)`` of statsmodels.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.figures.formats import count, day, percent
from cvmlab.insight.lost.churned import PurchaseDays
from cvmlab.loyalty.retention.buying_days import (
    NEVER,
    as_day,
    buying_days,
    day_number,
    gaps,
)

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

QUIET_DAYS = 182


@dataclass(frozen=True, eq=False)
class Lapses:
    """One row a customer, ready for a survival curve.

    Attributes
    ----------
    table : pandas.DataFrame
        ``customer_id``; ``entry`` and ``exit`` in weeks since the customer was acquired; ``event``
        (True: a long silence began at the exit, False: still buying when watching ended);
        ``returned`` (bought again after that silence); ``old`` (acquired before watching began).
    quiet_days : int
        The silence that counts as leaving.
    until : pandas.Timestamp
        The last day on which the beginning of such a silence can be told.
    left_out : dict of str to int
        Customers without a row, by reason.
    """

    table: pd.DataFrame
    quiet_days: int
    until: pd.Timestamp
    left_out: dict[str, int]

    @property
    def sentence(self) -> str:
        """How many are watched, how many fell silent, and how many of these came back."""
        table = self.table
        gone = table[table["event"]]
        late = table["old"].mean()
        weeks = self.quiet_days // 7
        text = (
            f"{count(len(table))} customers are watched to {day(self.until)}: {count(len(gone))} "
            f"of them fell silent for more than {weeks} weeks"
        )
        if len(gone):
            text += f", and {percent(gone['returned'].mean())} of these bought again later"
        if late > 0:
            text += (
                f". {percent(late)} were customers before that could be watched: they count from "
                "the day on which the file shows them"
            )
        return f"{text}."

    def summary(self) -> Table:
        """Old and new customers apart."""
        from cvmlab.figures.tables import Table

        rows = [
            (name, len(part), int(part["event"].sum()), part["returned"].sum())
            for name, part in (
                ("acquired before they could be watched", self.table[self.table["old"]]),
                ("watched from the first purchase on", self.table[~self.table["old"]]),
            )
        ]
        names = ["Customers", "Watched", "Fell silent", "Bought again later"]
        return Table(pd.DataFrame(rows, columns=names), note=self.sentence)


def lapses(
    transactions: Any,
    customers: pd.DataFrame | None = None,
    *,
    quiet_days: int = QUIET_DAYS,
    since: dt.date | str | None = None,
) -> Lapses:
    """Turn purchases into rows for survival curves, each with an entry, an exit and an event.

    Parameters
    ----------
    transactions : PurchaseDays, Transactions, DataFrame or Ibis table
        Purchases, as :func:`cvmlab.loyalty.retention.buying_days.buying_days` takes them.
    customers : DataFrame, optional
        ``customer_id`` and ``acquired_on``. Without it everybody counts from the first purchase in
        the file, and a customer of old cannot be told from a new one.
    quiet_days : int
        Who buys nothing for longer than this has left, with the last purchase before it; the first
        such silence counts, also where somebody came back.
    since : date, optional
        Watch from this day on, such as that of a survey: only who had not left by then, or was
        acquired later, has a row, and enters at the age reached by then.

    Returns
    -------
    Lapses

    Raises
    ------
    DataProblem
        If columns are missing, days cannot be read, or the file is shorter than the silence.

    Notes
    -----
    Watching ends `quiet_days` before the file does: later, a silence could not be told from a
    pause. Without that, leaving would seem to rise towards the end of every file.

    Examples
    --------
    >>> orders = pd.DataFrame({"customer_id": ["a", "b", "b"], "amount": 9.0, "date":
    ...     pd.to_datetime(["2023-01-02", "2023-01-02", "2024-01-01"])})
    >>> lapses(orders, quiet_days=91).table[["exit", "event", "returned"]].round(2).values.tolist()
    [[0.14, True, False], [0.14, True, True]]
    """
    days = buying_days(transactions)
    if quiet_days < 1:
        raise ValueError("quiet_days is a number of days, at least 1")
    until = days.end - quiet_days
    first = days.day[days.first_rows]
    start = day_number(since, "since", int(days.day.min()))
    if until < start:
        raise one_problem(
            f"The file ends less than a silence of {count(quiet_days)} days after "
            f"{day(as_day(start))}",
            "choose a shorter silence, or wait for more data.",
        )
    acquired = first if customers is None else _acquired(days, customers, first)
    gap = gaps(days)
    silent = np.flatnonzero((gap > quiet_days) & (days.day <= until) & (days.day >= start))
    begins = np.full(len(days.customers), NEVER)
    np.minimum.at(begins, days.code[silent], days.day[silent])
    last = np.zeros(len(days.customers), dtype="int64")
    np.maximum.at(last, days.code, days.day)
    # Who had bought before: is the purchase before the first day watched followed by another?
    early = np.flatnonzero(days.day < start)
    buys_on = np.zeros(len(days.customers), dtype=bool)
    buys_on[days.code[early]] = gap[early] <= quiet_days  # in the order of days: the last counts
    event = begins < NEVER
    enters = np.maximum(first, start)
    watched = (enters <= until) & ((first >= start) | buys_on)
    table = pd.DataFrame(
        {
            "customer_id": days.customers,
            "entry": (enters - acquired) / 7,
            # The day itself counts, so that nobody leaves in the moment of coming.
            "exit": (np.where(event, begins, until) - acquired + 1) / 7,
            "event": event,
            "returned": event & (last > begins),
            "old": acquired < enters,
        }
    )
    return Lapses(
        table=table[watched].reset_index(drop=True),
        quiet_days=int(quiet_days),
        until=as_day(until),
        left_out={
            "acquired too late to be watched": int((enters > until).sum()),
            "gone when watching began": int(((enters <= until) & ~watched).sum()),
        },
    )


def _acquired(days: PurchaseDays, customers: pd.DataFrame, first: np.ndarray) -> np.ndarray:
    """The day each customer was acquired, never after the first purchase."""
    missing = [name for name in ("customer_id", "acquired_on") if name not in customers]
    if missing:
        problem = "this column is not there"
        raise DataProblem([Problem(problem, "map it, or leave customers out.", m) for m in missing])
    given = customers.drop_duplicates("customer_id").set_index("customer_id")["acquired_on"]
    given.index = given.index.astype(str)
    dates = pd.to_datetime(given.reindex(days.customers.astype(str)), errors="coerce")
    numbers = dates.to_numpy().astype("datetime64[D]").astype("int64")
    return np.where(dates.notna(), np.minimum(numbers, first), first)
