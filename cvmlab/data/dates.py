"""Days written as text: which number is the day, which the month, and which day it is.

``05/06/2024`` is in May or in June. The whole column decides; where it does not, the reader is
asked. Times of day and time zones are left aside: the day is the one written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from cvmlab.data.evidence import Evidence, collect
from cvmlab.errors import one_problem

_TIME = r"([T ,].*)?$"
_TRIPLE = r"^([0-9]{1,2})[-/. ]+([0-9]{1,2})[-/. ]+([0-9]{4}|[0-9]{2})"
_WEEKDAY = r"^(?:[A-Za-zÀ-ÿ]+[.,]* +)?"
_MONTH = r"([A-Za-zÀ-ÿ]+)\.?"
_DAY_MONTH = (
    _WEEKDAY + r"([0-9]{1,2})(?:st|nd|rd|th|er|\.)?[-/. ]*(?:de )?" + _MONTH
    + r"[-/., ]*(?:de )?([0-9]{4}|[0-9]{2})"
)  # fmt: skip
_MONTH_DAY = _WEEKDAY + _MONTH + r"[-/. ]*([0-9]{1,2})(?:st|nd|rd|th)?[-/., ]+([0-9]{4}|[0-9]{2})"
# Where most of the cost of reading lies, the first shapes are the quickest to read.
_SHAPES = {
    "iso": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}" + _TIME,
    "compact": r"^(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])([0-9]{6}|T.*)?$",
    "year first": r"^[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}" + _TIME,
    "day, month named": _DAY_MONTH + _TIME,
    "month named, day": _MONTH_DAY + _TIME,
    "serial": r"^[2-6][0-9]{4}([.,][0-9]+)?$",
    "epoch": r"^1[0-9]{9}([0-9]{3})?$",
}
_PATTERNS = [(name, re.compile(pattern)) for name, pattern in _SHAPES.items()]
_TRIPLE_PATTERN = re.compile(_TRIPLE + _TIME)
_TRIPLES = ("dmy", "mdy", "ymd", "same", "either", "short either")
_UNREADABLE = ("serial", "epoch", "blank", "broken")
ORDERS = {"dmy": (1, 2, 3), "mdy": (2, 1, 3), "ymd": (3, 2, 1)}
_EXCEL_DAY_ZERO = "1899-12-30"
# Months by their first three letters, in the languages of Western Europe.
_MONTHS = {
    "01": "jan ene gen", "02": "feb fév fev", "03": "mar mär mrz maa mrt", "04": "apr avr abr",
    "05": "may mai mei mag maj", "06": "jun jui giu", "07": "jul lug", "08": "aug aoû aou ago",
    "09": "sep set", "10": "oct okt ott out", "11": "nov", "12": "dec dez déc dic des",
}  # fmt: skip


@dataclass(frozen=True)
class Days:
    """How the days of a column are written.

    Parameters
    ----------
    order : {"dmy", "mdy", "ymd", "excel"}
        "dmy" where the order plays no role.
    shapes : frozenset of str
        The shapes that occur; all where the column was not looked at.
    """

    order: str = "dmy"
    shapes: frozenset[str] = frozenset((*_SHAPES, *_TRIPLES, "broken"))


def day_writing(table: ir.Table, column: str, declared: str | None) -> Days:
    """The order of day, month and year in a text column, from all its values.

    Parameters
    ----------
    table : ibis Table
        With the column as text and ``_line``.
    column : str
        The column's name.
    declared : {"dmy", "mdy", "ymd", "excel"}, optional
        What the reader of the file says.

    Raises
    ------
    DataProblem
        When the values contradict each other, or none decides.
    """
    seen = collect(table, column, shape)
    if declared:
        return Days(declared, frozenset(seen.shapes))
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
        or_year = ", or --dates ymd (year first)" if seen.rows("short either") else ""
        raise one_problem(
            "nothing in the column decides which number is the day and which the month",
            "say which comes first: --dates dmy (day first) or --dates mdy (month first)"
            + f"{or_year}.",
            column=column,
            count=doubtful,
            examples=seen.examples("either", "short either"),
        )
    return Days(deciding[0] if deciding else "dmy", frozenset(seen.shapes))


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


def shape(text: str) -> str:
    """The shape of a date's text.

    Examples
    --------
    >>> [shape(t) for t in ("2024-05-06", "31/12/2024", "05/06/2024", "5 Mai 2024", "soon")]
    ['iso', 'dmy', 'either', 'day, month named', 'broken']
    """
    bare = text.strip()
    if not bare:
        return "blank"
    for name, pattern in _PATTERNS:
        if pattern.match(bare):
            return name
    if not (found := _TRIPLE_PATTERN.match(bare)):
        return "broken"
    first, second, third = (int(found[i]) for i in (1, 2, 3))
    if len(found[3]) == 2:
        if first > 31:
            return "ymd"
        # 31-12-24 and 24-12-31 both exist; with points or strokes a short year stands last.
        if third <= 31 and "-" in bare and not first == second == third:
            return "short either" if min(first, second) <= 12 else "broken"
    if first > 12:
        return "dmy" if second <= 12 else "broken"
    if second > 12:
        return "mdy"
    return "same" if first == second else "either"


def parse_date(value: ir.Value, days: Days) -> ir.DateValue:
    """The calendar day of a column; null where it cannot be read.

    Parameters
    ----------
    value : ibis column
        Text, or a date or timestamp already.
    days : Days
        From :func:`day_writing`.
    """
    if value.type().is_date():
        return value
    if value.type().is_timestamp():
        return value.date()
    if not value.type().is_string():
        value = value.cast("string")
    text = value.strip()
    readers = {
        "iso": lambda: text.substr(0, 10).try_cast("date"),
        "compact": lambda: _ymd(text.substr(0, 4), text.substr(4, 2), text.substr(6, 2)),
        "year first": lambda: _matched(text, r"^([0-9]+)[-/.]([0-9]+)[-/.]([0-9]+)", (3, 2, 1)),
        "day, month named": lambda: _matched(text, _DAY_MONTH, (1, 2, 3), month_named=True),
        "month named, day": lambda: _matched(text, _MONTH_DAY, (2, 1, 3), month_named=True),
    }
    cases = [
        (text.re_search(_SHAPES[name]), reader())
        for name, reader in readers.items()
        if name in days.shapes
    ]
    if days.shapes & {*_TRIPLES}:
        order = ORDERS.get(days.order, ORDERS["dmy"])
        cases.append((text.re_search(_TRIPLE + _TIME), _matched(text, _TRIPLE, order)))
    if days.order == "excel":
        number = text.replace(",", ".").try_cast("float64").floor().cast("int64")
        serial = ibis.literal(_EXCEL_DAY_ZERO).cast("date") + number.as_interval("D")
        cases.append((text.re_search(_SHAPES["serial"]), serial.cast("date")))
    return ibis.cases(*cases, else_=ibis.null("date")) if cases else ibis.null("date")


def _matched(
    text: ir.StringValue, pattern: str, order: tuple[int, int, int], month_named: bool = False
) -> ir.DateValue:
    """The day in a text whose pattern has day, month and year as the groups of `order`."""
    day, month, year = (text.re_extract(pattern, group) for group in order)
    if month_named:
        # Juin and juillet share their first three letters.
        start = month.lower().replace("juil", "jul").substr(0, 3)
        known = ibis.literal("".join(w + n for n, words in _MONTHS.items() for w in words.split()))
        month = known.substr(known.find(start) + 3, 2)
    return _ymd(year, month, day)


def _ymd(year: ir.StringValue, month: ir.StringValue, day: ir.StringValue) -> ir.DateValue:
    # Two-digit years turn at 69, as POSIX has it: 24 is 2024, 98 is 1998.
    century = ibis.cases((year.length() == 4, ""), (year.try_cast("int64") >= 69, "19"), else_="20")
    return (century + year + "-" + month + "-" + day).try_cast("date")
