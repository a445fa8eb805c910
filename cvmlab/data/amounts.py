"""Money written as text: which mark is the decimal mark, and what is the exact amount.

``1,234`` is a thousand in London and one and a bit in Berlin. The whole column decides; where it
does not, the reader is asked.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cvmlab.data.evidence import Evidence, collect
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
    "₹": "INR", "ZŁ": "PLN", "KČ": "CZK", "FR": "CHF", "FR.": "CHF",
}  # fmt: skip

# One mark, whose role its digits decide, or marks of both kinds. `d` is the decimal mark of the
# shape, `t` the other one; a thousands group has three digits (two within Indian lakhs).
_DECIDING = (
    r"^[0-9]*{d}([0-9]{{1,2}}|[0-9]{{4,}})$|^0*{d}[0-9]+$|^[0-9]{{4,}}{d}[0-9]{{3}}$"
    r"|^[0-9]{{1,3}}({t}[0-9]{{2,3}})*{t}[0-9]{{3}}{d}[0-9]*$"
    r"|^[0-9]{{1,3}}({t}[0-9]{{2,3}})+{t}[0-9]{{3}}$"
)
_READABLE = r"^[0-9]*{d}?[0-9]+$|^[0-9]{{1,3}}({t}[0-9]{{2,3}})*{t}[0-9]{{3}}({d}[0-9]*)?$"
_MARKS = {POINT: {"d": r"\.", "t": ","}, COMMA: {"d": ",", "t": r"\."}}
_SCIENTIFIC = r"^[0-9]+(\.[0-9]+)?[eE][-+]?[0-9]{1,2}$"


def decimal_mark(table: ir.Table, column: str, declared: str | None) -> str | None:
    """The decimal mark of a text column, from all its values; None where no value has one.

    Parameters
    ----------
    table : ibis Table
        With the column as text and ``_line``.
    column : str
        The column's name.
    declared : {"point", "comma"}, optional
        What the reader of the file says; taken without looking.

    Raises
    ------
    DataProblem
        When the values contradict each other, none decides, or most are no amounts at all.
    """
    if declared:
        return declared
    seen = collect(table, column, shape)
    points, commas, doubtful = seen.rows(POINT), seen.rows(COMMA), seen.rows("either")
    if seen.rows("broken") > points + commas + doubtful + seen.rows("plain"):
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
            examples=seen.examples(POINT, COMMA),
        )
    if doubtful and not points and not commas:
        raise one_problem(
            "nothing in the column decides whether the mark separates thousands or decimals",
            "say which: --decimal point or --decimal comma.",
            column=column,
            count=doubtful,
            examples=seen.examples("either"),
        )
    if commas or points:
        return COMMA if commas else POINT
    return None


def shape(text: ir.StringValue) -> ir.StringValue:
    """The shape of an amount's text: point, comma, either, plain, blank or broken."""
    digits = _digits(text)
    return ibis.cases(
        (text.isnull() | (text.strip() == ""), "blank"),
        (digits.re_search(r"^[0-9]+$"), "plain"),
        (digits.re_search(_SCIENTIFIC), "plain"),
        (digits.re_search(_DECIDING.format(**_MARKS[POINT])), POINT),
        (digits.re_search(_DECIDING.format(**_MARKS[COMMA])), COMMA),
        (digits.re_search(r"^[0-9]{1,3}[.,][0-9]{3}$"), "either"),
        else_="broken",
    )


def parse_amount(value: ir.Value, mark: str) -> ir.Value:
    """The exact decimal amount of a column; null where it cannot be read.

    Parameters
    ----------
    value : ibis column
        Text, or a number already.
    mark : {"point", "comma"}
        From :func:`decimal_mark`.
    """
    if not value.type().is_string():
        return value.try_cast(NUMBER)
    digits = _digits(value)
    marks = _MARKS[mark]
    thousands = "," if mark == POINT else "."
    plain = digits.replace(thousands, "").replace(",", ".")
    number = ibis.cases(
        (digits.re_search(_READABLE.format(**marks)), plain.try_cast(NUMBER)),
        (digits.re_search(_SCIENTIFIC), digits.try_cast("float64").try_cast(NUMBER)),
        else_=ibis.null(NUMBER),
    )
    return ibis.ifelse(_is_negative(value), -number, number)


def currency_of(text: ir.StringValue) -> ir.StringValue:
    """The currency written beside an amount, as a code; empty where there is none."""
    sign = text.re_extract(CURRENCY, 1).upper()
    return sign.cases(*_CODE_OF_SIGN.items(), else_=sign)


def written_currencies(table: ir.Table, column: str) -> Evidence:
    """How often each currency is written beside the amounts of a text column."""
    return collect(table, column, currency_of)


def _unsigned(text: ir.StringValue) -> ir.StringValue:
    """Without blanks, apostrophes and currency signs; the sign of the number is still there."""
    bare = text.re_replace(r"[\s\x{00a0}\x{202f}\x{2009}'’`_]", "").replace("−", "-")
    return bare.re_replace(CURRENCY, "")


def _digits(text: ir.StringValue) -> ir.StringValue:
    return _unsigned(text).re_replace(r"^\((.*)\)$", r"\1").re_replace(r"^[-+]|-$", "")


def _is_negative(text: ir.StringValue) -> ir.BooleanValue:
    return _unsigned(text).re_search(r"^-|-$|^\(.*\)$")
