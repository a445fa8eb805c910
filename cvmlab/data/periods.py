"""Whole periods of time, numbered: calendar years, quarters, months, weeks, or so many days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir

from cvmlab.errors import Problem

WORDS = {"Y": "year", "Q": "quarter", "M": "month", "W": "week"}
MONTHS = {"Y": 12, "Q": 3, "M": 1}
MONDAY = dt.date(1, 1, 1)


def period_problems(period: Any) -> list[Problem]:
    """What is wrong with a period somebody asked for."""
    is_days = isinstance(period, int) and not isinstance(period, bool) and period > 0
    if is_days or period in tuple(WORDS):
        return []
    words = ", ".join(f'"{letter}" ({word})' for letter, word in WORDS.items())
    remedy = f"choose {words}, or a whole number of days above 0."
    return [Problem(f"{period!r} is no period", remedy)]


@dataclass(frozen=True)
class Calendar:
    """Time in numbered periods.

    Parameters
    ----------
    period : {"Y", "Q", "M", "W"} or int
        An int counts periods of so many days.
    origin : date
        Where periods of days begin; weeks begin on Mondays.
    """

    period: str | int
    origin: dt.date = MONDAY

    @property
    def name(self) -> str:
        """The period as a unit of time: Y, Q, M, W, or "10D" for ten days."""
        return self.period if isinstance(self.period, str) else f"{self.period}D"

    def number_of(self, day: dt.date) -> int:
        """The number of the period a day lies in."""
        return int(self._number(day.year, day.month, (day - self._origin).days))

    def numbers(self, days: ir.DateColumn) -> ir.IntegerColumn:
        """The same for a column, in its engine."""
        since = days.delta(ibis.literal(self._origin), unit="day")
        return self._number(days.year(), days.month(), since).cast("int64")

    def first_day(self, number: int) -> dt.date:
        """The day a period begins."""
        if self.period in MONTHS:
            year, month = divmod(number * MONTHS[str(self.period)], 12)
            return dt.date(year, month + 1, 1)
        return self._origin + dt.timedelta(days=number * self._days)

    def last_whole(self, day: dt.date) -> int:
        """The number of the last period that is over by the end of a day."""
        return self.number_of(day + dt.timedelta(days=1)) - 1

    def unfinished(self, day: dt.date) -> str:
        """What to say of a period that is not over by the end of a day; empty where none is."""
        number = self.number_of(day)
        if self.last_whole(day) == number:
            return ""
        word = WORDS.get(str(self.period), f"{self.period} days")
        verb = "is" if self.period in WORDS else "are"
        pronoun = "it is" if self.period in WORDS else "they are"
        begin = self.first_day(number)
        return f"The {word} from {begin} on {verb} not over on {day}; {pronoun} not counted."

    def _number(self, year: Any, month: Any, since: Any) -> Any:
        """From parts of a date: numbers or columns of them."""
        if self.period in MONTHS:
            return (12 * year + month - 1) // MONTHS[str(self.period)]
        return since // self._days

    @property
    def _days(self) -> int:
        return 7 if self.period == "W" else int(self.period)

    @property
    def _origin(self) -> dt.date:
        return MONDAY if self.period == "W" else self.origin
