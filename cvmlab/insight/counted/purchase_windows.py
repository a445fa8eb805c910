"""Purchase days up to a day, and what each customer did in the weeks before it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.figures.formats import count, day

if TYPE_CHECKING:
    import ibis.expr.types as ir

COLUMNS = ("customer_id", "date", "cents")


@dataclass(frozen=True, eq=False)
class Purchases:
    """The purchase days that are looked at, and the days they lie between.

    Parameters
    ----------
    table : ibis Table
        ``customer_id, date, cents``, up to `end`.
    first, end : datetime.date
        The first day anybody bought, and the last day looked at.
    """

    table: ir.Table
    first: dt.date
    end: dt.date

    def start(self, weeks: int) -> dt.date:
        """The first day of a window of so many weeks that ends with `end`."""
        return self.end - dt.timedelta(days=7 * weeks - 1)

    def in_window(self, weeks: int) -> pd.DataFrame:
        """One row for each customer who ever bought: what fell into the window, last day ever."""
        import ibis

        days = self.table
        inside = days["date"] >= ibis.literal(self.start(weeks))
        sums = days.group_by("customer_id").agg(
            last=days["date"].max(),
            frequency=inside.sum(),
            cents=ibis.ifelse(inside, days["cents"], 0).sum(),
        )
        frame = sums.order_by("customer_id").to_pandas()
        since = pd.Timestamp(self.end) - pd.to_datetime(frame.pop("last"))
        frame["recency_days"] = since.dt.days.astype("int64")
        frame["frequency"] = frame["frequency"].astype("int64")
        frame["monetary"] = frame.pop("cents").astype(float) / 100
        return frame[["customer_id", "recency_days", "frequency", "monetary"]]

    def words(self, weeks: int) -> str:
        """The window as a reader says it."""
        unit = "week" if weeks == 1 else f"{count(weeks)} weeks"
        return f"the {unit} to {day(self.end)}"

    def before_the_data(self, weeks: int) -> str:
        """A warning where the window begins before anybody is on file; else empty."""
        if self.start(weeks) >= self.first:
            return ""
        return (
            f"The window begins on {day(self.start(weeks))}, before the data do "
            f"({day(self.first)}): it is shorter than it says."
        )


def purchases(occasions: Any, end: dt.date | str | None) -> Purchases:
    """The purchase days up to ``end``, by default up to the last day anybody bought.

    Parameters
    ----------
    occasions : pandas.DataFrame or ibis Table
        One row for each day a customer bought: ``customer_id, date, cents``.
    end : date or ISO text, optional
        The last day looked at.

    Raises
    ------
    DataProblem
        If columns are missing or nobody bought up to ``end``.
    """
    import ibis

    missing = [name for name in COLUMNS if name not in occasions.columns]
    if missing:
        what = "purchase days have no such column"
        remedy = "give one row a customer and day, as occasions() makes them from orders."
        raise DataProblem([Problem(what, remedy, column=name) for name in missing])
    table = ibis.memtable(occasions) if isinstance(occasions, pd.DataFrame) else occasions
    table = table.select("customer_id", "cents", date=table["date"].cast("date"))
    last = None if end is None else pd.Timestamp(end).date()
    if last is not None:
        table = table.filter(table["date"] <= ibis.literal(last))
    ends = table.agg(first=table["date"].min(), last=table["date"].max()).to_pandas().iloc[0]
    if pd.isna(ends["first"]):
        raise one_problem(
            f"Nobody bought anything up to {day(last)}" if last else "Nobody bought anything",
            "check the last day looked at and which rows were read.",
        )
    first = pd.Timestamp(ends["first"]).date()
    return Purchases(table, first, last or pd.Timestamp(ends["last"]).date())


def last_day_leaving(occasions: Any, weeks: int) -> dt.date:
    """The last day that leaves so many weeks of purchases after it, to check a forecast with.

    Parameters
    ----------
    occasions : pandas.DataFrame or ibis Table
        One row for each day a customer bought: ``customer_id, date, cents``.
    weeks : int
        How many weeks are kept back.

    Raises
    ------
    DataProblem
        If nobody bought on or before that day.

    Examples
    --------
    >>> days = pd.DataFrame({"customer_id": ["a", "a"], "cents": [500, 700],
    ...                      "date": pd.to_datetime(["2024-01-01", "2024-03-31"])})
    >>> print(last_day_leaving(days, 4))
    2024-03-03
    """
    days = purchases(occasions, None)
    last = days.end - dt.timedelta(weeks=whole_weeks(weeks))
    if last < days.first:
        raise one_problem(
            f"the purchases do not go back {count(weeks)} weeks from {day(days.end)}",
            "keep fewer weeks back for the check.",
        )
    return last


def whole_weeks(weeks: int) -> int:
    """A window's length, once it is a whole number of weeks."""
    if isinstance(weeks, bool) or int(weeks) != weeks or weeks < 1:
        raise ValueError(f"weeks must be a whole number of at least 1, not {weeks!r}")
    return int(weeks)
