"""When renewals come up: every period after the start, by the calendar, as Ibis expressions.

A contract begun on 31 January is renewed on the last day of February, then on 31 March: months are
counted from the start each time, so that no day is lost on the way.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cvmlab.data.time_units import DAYS
from cvmlab.errors import Problem

MONTHS = {"M": 1, "Q": 3, "Y": 12}
WORDS = {"W": "week", "M": "month", "Q": "quarter", "Y": "year"}


def unusable_period(period: str | int) -> list[Problem]:
    """What is wrong with a period between renewals, if anything."""
    whole = isinstance(period, int) and not isinstance(period, bool) and period >= 1
    if whole or period in WORDS:
        return []
    remedy = f"use {', '.join(WORDS)} or a whole number of days."
    return [Problem(f"{period!r} is no period between renewals", remedy)]


def periods_per_year(period: str | int) -> float:
    """How many periods a year of 365.25 days has.

    Examples
    --------
    >>> periods_per_year("Q"), periods_per_year(30)
    (4.0, 12.175)
    """
    if period in MONTHS:
        return 12 / MONTHS[str(period)]
    return DAYS["Y"] / _days(period)


def every(period: str | int) -> str:
    """How often, in words."""
    return f"every {WORDS[str(period)]}" if period in WORDS else f"every {period} days"


def anniversary(start: ir.DateValue, number: ir.IntegerValue, period: str | int) -> ir.DateValue:
    """The day of the renewal of that number."""
    if period in MONTHS:
        step = (number * MONTHS[str(period)]).as_interval("M")
    else:
        step = (number * _days(period)).as_interval("D")
    return (start + step).cast("date")


def anniversaries(
    start: ir.DateValue, until: ir.DateValue, period: str | int
) -> tuple[ir.IntegerValue, ir.BooleanValue]:
    """How many renewals come up until a day, itself included; and whether one is on that day."""
    if period in MONTHS:
        months = (until.year() - start.year()) * 12 + until.month() - start.month()
        months = months.cast("int64")
        early = anniversary(start, months, "M") > until
        number = (months - early.cast("int64")) // MONTHS[str(period)]
    else:
        number = until.delta(start, unit="day") // _days(period)
    number = ibis.greatest(number.cast("int64"), 0)
    return number, anniversary(start, number, period) == until


def _days(period: str | int) -> int:
    return 7 if period == "W" else int(period)
