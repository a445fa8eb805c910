"""Money written as text: which mark is the decimal mark, and what is the exact amount.

``1,234`` is a thousand in London and one and a bit in Berlin. The whole column decides; where it
does not, the reader is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from cvmlab.data.evidence import collect
from cvmlab.data.expressions import NUMBER
from cvmlab.errors import one_problem

POINT, COMMA = "point", "comma"
_CODES = (
    "EUR|USD|GBP|CHF|JPY|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|RON|BGN|TRY|INR|CNY|BRL|MXN|ZAR|SGD"
    "|HKD|ILS|AED|THB|KRW|ISK|UAH|SAR"
)
_SIGNS = r"US\$|R\$|A\$|C\$|€|\$|£|¥|₹|zł|Kč|kr\.?|Fr\.?"
CURRENCY = f"(?i)({_CODES}|{_SIGNS})"
_CODE_OF_SIGN = {
    "€": "EUR", "£": "GBP", "US$": "USD", "R$": "BRL", "A$": "AUD", "C$": "CAD", "¥": "JPY",
    "₹": "INR", "ZŁ": "PLN", "KČ": "CZK", "FR": "CHF", "FR.": "CHF", "KR.": "KR",
}  # fmt: skip

# The dress of a number: what is taken off it, in this order, before its digits are looked at.
_FILLERS = "[\\s\u00a0\u202f\u2009'’`_]"
_DASHES = "[−–‐‑]"
_BRACKETS = r"^\((.*)\)$"
_SIGNS_AT_ENDS = r"^[-+]|-$"

# One mark, whose role its digits decide, or marks of both kinds. `d` is the decimal mark of the
# shape, `t` the other one; a thousands group has three digits (two within Indian lakhs).
_DECIDING = (
    r"^[0-9]*{d}([0-9]{{1,2}}|[0-9]{{4,}})$|^0*{d}[0-9]+$|^[0-9]{{4,}}{d}[0-9]{{3}}$|^[0-9]+{d}$"
    r"|^[0-9]{{1,3}}({t}[0-9]{{2,3}})*{t}[0-9]{{3}}{d}[0-9]*$"
    r"|^[0-9]{{1,3}}({t}[0-9]{{2,3}})+{t}[0-9]{{3}}$"
)
_READABLE = (
    r"^[0-9]*{d}?[0-9]+$|^[0-9]+{d}$|^[0-9]{{1,3}}({t}[0-9]{{2,3}})*{t}[0-9]{{3}}({d}[0-9]*)?$"
)
_MARKS = {POINT: {"d": r"\.", "t": ","}, COMMA: {"d": ",", "t": r"\."}}
_SCIENTIFIC = r"^[0-9]+(\.[0-9]+)?[eE][-+]?[0-9]{1,2}$"
# What the engine reads as it stands: digits, perhaps a point, perhaps a minus before them.
_BARE = {"bare": r"^-?[0-9]+$", "bare point": r"^-?[0-9]+\.([0-9]{1,2}|[0-9]{4,})$"}


@dataclass(frozen=True)
class Writing:
    """How the amounts of a column are written.

    Parameters
    ----------
    mark : {"point", "comma"}, optional
        The decimal mark; None where no value has one.
    bare : bool
        Whether all are plain numbers, without blanks, signs of currency or thousands marks.
    """

    mark: str | None = None
    bare: bool = False


def amount_writing(table: ir.Table, column: str, declared: str | None) -> Writing:
    """How the amounts of a text column are written, from all its values.

    Parameters
    ----------
    table : ibis Table
        With the column as text and ``_line``.
    column : str
        The column's name.
    declared : {"point", "comma"}, optional
        What the reader of the file says.

    Raises
    ------
    DataProblem
        When the values contradict each other, none decides, or most are no amounts at all.
    """
    seen = collect(table, column, shape)
    if not set(seen.shapes) - {*_BARE, "blank"} and declared != COMMA:
        return Writing(POINT if seen.rows("bare point") else declared, bare=True)
    if declared:
        return Writing(declared)
    points, commas, doubtful = seen.rows(*_POINTS), seen.rows(COMMA), seen.rows("either")
    if seen.rows("broken") > points + commas + doubtful + seen.rows("plain", "bare"):
        raise one_problem(
            "most values are no amounts",
            "check the mapping: name the column that holds the money.",
            column=column,
            count=seen.rows("broken"),
            examples=seen.examples("broken"),
        )
    if points and commas:
        raise one_problem(
            f"some amounts have a decimal point ({points:,}), some a decimal comma ({commas:,})",
            "say which is right: --decimal point or --decimal comma; "
            "the others are then set aside with their lines.",
            column=column,
            examples=(*seen.examples(*_POINTS)[:1], *seen.examples(COMMA)),
        )
    if doubtful and not points and not commas:
        raise one_problem(
            "nothing in the column decides whether the mark separates thousands or decimals",
            "say which: --decimal point or --decimal comma.",
            column=column,
            count=doubtful,
            examples=seen.examples("either"),
        )
    return Writing(COMMA if commas else POINT if points else None)


_POINTS = (POINT, "bare point")
# The first that fits names the shape of the digits.
_SHAPES = [
    (name, re.compile(pattern))
    for name, pattern in (
        ("plain", r"^[0-9]+$"),
        ("plain", _SCIENTIFIC),
        (POINT, _DECIDING.format(**_MARKS[POINT])),
        (COMMA, _DECIDING.format(**_MARKS[COMMA])),
        ("either", r"^[0-9]{1,3}[.,][0-9]{3}$"),
    )
]
_BARE_SHAPES = [(name, re.compile(pattern)) for name, pattern in _BARE.items()]


def shape(text: str) -> str:
    """The shape of an amount's text: bare, bare point, point, comma, either, plain, blank, broken.

    Examples
    --------
    >>> [shape(t) for t in ("12.50", "€ 1.234,50", "1,234", "(12)", "n/a")]
    ['bare point', 'comma', 'either', 'plain', 'broken']
    """
    for name, pattern in _BARE_SHAPES:
        if pattern.match(text):
            return name
    if not text.strip():
        return "blank"
    digits = re.sub(_DASHES, "-", re.sub(_FILLERS, "", text))
    digits = re.sub(_BRACKETS, r"\1", re.sub(CURRENCY, "", digits))
    digits = re.sub(_SIGNS_AT_ENDS, "", digits)
    return next((name for name, pattern in _SHAPES if pattern.match(digits)), "broken")


def parse_amount(value: ir.Value, mark: str, bare: bool = False) -> ir.Value:
    """The exact decimal amount of a column; null where it cannot be read.

    Parameters
    ----------
    value : ibis column
        Text, or a number already.
    mark : {"point", "comma"}
        From :func:`amount_writing`.
    bare : bool
        Whether all values are plain numbers.
    """
    if bare or not value.type().is_string():
        return value.try_cast(NUMBER)
    digits = _digits(value)
    marks = _MARKS[mark]
    thousands = "," if mark == POINT else "."
    plain = digits.replace(thousands, "").replace(",", ".").re_replace(r"\.$", "")
    careful = ibis.cases(
        (digits.re_search(_READABLE.format(**marks)), plain.try_cast(NUMBER)),
        (digits.re_search(_SCIENTIFIC), digits.try_cast("float64").try_cast(NUMBER)),
        else_=ibis.null(NUMBER),
    )
    careful = ibis.ifelse(_is_negative(value), -careful, careful)
    quick = r"^-?[0-9]+(\.[0-9]+)?$" if mark == POINT else r"^-?[0-9]+$"
    return ibis.ifelse(value.re_search(quick), value.try_cast(NUMBER), careful)


def currency_of(text: ir.StringValue) -> ir.StringValue:
    """The currency written beside an amount, as a code; empty where there is none."""
    sign = text.re_extract(CURRENCY, 1).upper()
    return sign.cases(*_CODE_OF_SIGN.items(), else_=sign)


def currency_in(text: str) -> str:
    """As :func:`currency_of`, for one text."""
    found = re.search(CURRENCY, text)
    sign = found[1].upper() if found else ""
    return _CODE_OF_SIGN.get(sign, sign)


def _unsigned(text: ir.StringValue) -> ir.StringValue:
    """Without blanks, apostrophes and currency signs; the sign of the number is still there."""
    bare = text.re_replace(_FILLERS, "").re_replace(_DASHES, "-")
    return bare.re_replace(CURRENCY, "")


def _digits(text: ir.StringValue) -> ir.StringValue:
    return _unsigned(text).re_replace(_BRACKETS, r"\1").re_replace(_SIGNS_AT_ENDS, "")


def _is_negative(text: ir.StringValue) -> ir.BooleanValue:
    return _unsigned(text).re_search(r"^-|-$|^\(.*\)$")
