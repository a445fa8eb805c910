"""Days written as text: which number is the day, which the month, and which day it is.

``05/06/2024`` is in May or in June. The whole column decides; where it does not, the reader is
asked. Times of day and time zones are left aside: the day is the one written.
"""

from __future__ import annotations

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from cvmlab.data.evidence import Evidence, collect
from cvmlab.errors import one_problem

_TIME = r"([T ,].*)?$"
_TRIPLE = r"^([0-9]{1,2})[-/. ]+([0-9]{1,2})[-/. ]+([0-9]{4}|[0-9]{2})"
_SHAPES = {
    "iso": r"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}" + _TIME,
    "year first": r"^[0-9]{4}[/.][0-9]{1,2}[/.][0-9]{1,2}" + _TIME,
    "compact": r"^(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])([0-9]{6}|T.*)?$",
    "month named": r"^([0-9]{1,2}(st|nd|rd|th)?[-/. ]*)?[A-Za-z]{3,9}[-/., ]*[0-9]{1,4}.*$",
    "serial": r"^[2-6][0-9]{4}([.,][0-9]+)?$",
    "epoch": r"^1[0-9]{9}([0-9]{3})?$",
}
_NAMED = ("%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y")
ORDERS = {"dmy": (1, 2, 3), "mdy": (2, 1, 3), "ymd": (3, 2, 1)}
_EXCEL_DAY_ZERO = "1899-12-30"


@ibis.udf.scalar.builtin
def try_strptime(text: str, format: str) -> dt.timestamp:  # type: ignore[empty-body]
    """DuckDB's own: null where the text does not have the format."""


def day_order(table: ir.Table, column: str, declared: str | None) -> str:
    """The order of day, month and year in a text column, from all its values.

    Parameters
    ----------
    table : ibis Table
        With the column as text and ``_line``.
    column : str
        The column's name.
    declared : {"dmy", "mdy", "ymd", "excel"}, optional
        What the reader of the file says.

    Returns
    -------
    str
        "dmy", "mdy", "ymd" or "excel"; "dmy" where the order plays no role.

    Raises
    ------
    DataProblem
        When the values contradict each other, or none decides.
    """
    if declared:
        return declared
    seen = collect(table, column, shape)
    day_first, month_first, year_first = seen.rows("dmy"), seen.rows("mdy"), seen.rows("ymd")
    doubtful = seen.rows("short either", "either")
    _refuse_other_things(seen, column)
    deciding = [name for name in ("dmy", "mdy", "ymd") if seen.rows(name)]
    if len(deciding) > 1:
        raise one_problem(
            f"some dates have the day first ({day_first:,}), some the month ({month_first:,})"
            + (f", some the year ({year_first:,})" if year_first else ""),
            "say which is right: --dates dmy, mdy or ymd; the others are then set aside.",
            column=column,
            examples=seen.examples(*deciding),
        )
    if doubtful and not deciding:
        raise one_problem(
            "nothing in the column decides which number is the day and which the month",
            "say which comes first: --dates dmy (day first) or --dates mdy (month first).",
            column=column,
            count=doubtful,
            examples=seen.examples("either", "short either"),
        )
    return deciding[0] if deciding else "dmy"


def _refuse_other_things(seen: Evidence, column: str) -> None:
    readable = sum(s.rows for name, s in seen.shapes.items() if name not in _UNREADABLE)
    if seen.rows("serial") > readable:
        raise one_problem(
            "the dates are numbers, as Excel counts days",
            "say so with --dates excel.",
            column=column,
            count=seen.rows("serial"),
            examples=seen.examples("serial"),
        )
    if seen.rows("epoch") > readable:
        raise one_problem(
            "the dates are seconds or milliseconds since 1970",
            "turn them into dates (2024-12-31) in the export.",
            column=column,
            count=seen.rows("epoch"),
            examples=seen.examples("epoch"),
        )
    if seen.rows("broken") > readable:
        raise one_problem(
            "most values are no dates",
            "check the mapping: name the column that holds the day of the purchase.",
            column=column,
            count=seen.rows("broken"),
            examples=seen.examples("broken"),
        )


_UNREADABLE = ("serial", "epoch", "blank", "broken")


def shape(text: ir.StringValue) -> ir.StringValue:
    """The shape of a date's text."""
    bare = text.strip()
    first, second, third = (bare.re_extract(_TRIPLE, i).try_cast("int64") for i in (1, 2, 3))
    is_triple = bare.re_search(_TRIPLE + _TIME)
    short = bare.re_extract(_TRIPLE, 3).length() == 2
    return ibis.cases(
        (text.isnull() | (bare == ""), "blank"),
        *((bare.re_search(pattern), name) for name, pattern in _SHAPES.items()),
        (is_triple & short & (first > 31), "ymd"),
        (is_triple & (first > 12) & (second > 12), "broken"),
        # 31-12-24 and 24-12-31 both exist; with points or strokes a short year stands last.
        (is_triple & short & (third <= 31) & bare.contains("-"), "short either"),
        (is_triple & (first > 12), "dmy"),
        (is_triple & (second > 12), "mdy"),
        (is_triple, "either"),
        else_="broken",
    )


def parse_date(value: ir.Value, order: str) -> ir.DateValue:
    """The calendar day of a column; null where it cannot be read.

    Parameters
    ----------
    value : ibis column
        Text, or a date or timestamp already.
    order : str
        From :func:`day_order`.
    """
    if value.type().is_date():
        return value
    if value.type().is_timestamp():
        return value.date()
    if not value.type().is_string():
        value = value.cast("string")
    text = value.strip()
    cases = [
        (text.re_search(_SHAPES["iso"]), _iso(text, r"^([0-9]+)-([0-9]+)-([0-9]+).*$")),
        (
            text.re_search(_SHAPES["year first"]),
            _iso(text, r"^([0-9]+)[/.]([0-9]+)[/.]([0-9]+).*$"),
        ),
        (
            text.re_search(_SHAPES["compact"]),
            _iso(text, r"^([0-9]{4})([0-9]{2})([0-9]{2}).*$"),
        ),
        (text.re_search(_TRIPLE + _TIME), _triple(text, order)),
        (
            text.re_search(_SHAPES["month named"]),
            ibis.coalesce(*(try_strptime(_month_named(text), form) for form in _NAMED)).date(),
        ),
    ]
    if order == "excel":
        days = text.replace(",", ".").try_cast("float64").floor().cast("int64")
        serial = ibis.literal(_EXCEL_DAY_ZERO).cast("date") + days.as_interval("D")
        cases.append((text.re_search(_SHAPES["serial"]), serial.cast("date")))
    return ibis.cases(*cases, else_=ibis.null("date"))


def _month_named(text: ir.StringValue) -> ir.StringValue:
    """ "3rd March, 98" and "05Jan1998 10:30" as "3 March 1998" and "05 Jan 1998"."""
    bare = text.re_replace(r"([0-9])(st|nd|rd|th)\b", r"\1").re_replace(r"[-/.,\s]+", " ")
    bare = bare.re_replace(r"^([0-9]{1,2})([A-Za-z])", r"\1 \2")
    bare = bare.re_replace(r"([A-Za-z])([0-9])", r"\1 \2")
    bare = bare.re_replace(r" [0-9]{1,2}:.*$", "").strip()
    # Two-digit years turn at 69, as POSIX has it: 24 is 2024, 98 is 1998.
    return bare.re_replace(r" (69|[789][0-9])$", r" 19\1").re_replace(r" ([0-9]{2})$", r" 20\1")


def _iso(text: ir.StringValue, pattern: str) -> ir.DateValue:
    return text.re_replace(pattern, r"\1-\2-\3").try_cast("date")


def _triple(text: ir.StringValue, order: str) -> ir.DateValue:
    day, month, year = ORDERS.get(order, ORDERS["dmy"])
    number = text.re_extract(_TRIPLE, year)
    century = ibis.cases(
        (number.length() == 4, ""), (number.try_cast("int64") >= 69, "19"), else_="20"
    )
    parts = [century + number, text.re_extract(_TRIPLE, month), text.re_extract(_TRIPLE, day)]
    return (parts[0] + "-" + parts[1] + "-" + parts[2]).try_cast("date")
