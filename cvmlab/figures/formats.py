"""Numbers as a manager reads them: money, counts, shares and intervals.

Every table, axis and sentence goes through these, so that one figure never stands in a report in
two spellings. A missing value is an en dash, a minus is a minus sign.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from typing import Any

MISSING = "–"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Formatter = Callable[[Any], str]

_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "INR": "₹"}
_SCALES = ((1e9, "bn"), (1e6, "m"), (1e3, "k"))


def is_missing(x: Any) -> bool:
    """Whether a single value is absent (None, NaN, NaT, NA)."""
    if x is None:
        return True
    try:
        return not bool(x == x)  # NaN and NaT are unequal to themselves
    except TypeError:  # pandas.NA refuses to be true or false
        return True


def number(x: float, digits: int = 2) -> str:
    """A plain number with thousands marks.

    Examples
    --------
    >>> number(1234.567), number(-0.001), number(float("nan"))
    ('1,234.57', '0.00', '–')
    """
    if is_missing(x):
        return MISSING
    if math.isinf(x):
        return "∞" if x > 0 else "−∞"
    text = f"{abs(x):,.{digits}f}"
    negative = x < 0 and any(mark in "123456789" for mark in text)
    return f"−{text}" if negative else text


def count(x: float) -> str:
    """A number of things, in whole units.

    Examples
    --------
    >>> count(23570), count(12.6)
    ('23,570', '13')
    """
    return number(x, digits=0)


def percent(x: float, digits: int = 0) -> str:
    """A share between 0 and 1, in percent.

    Examples
    --------
    >>> percent(0.2345), percent(0.2345, digits=1)
    ('23%', '23.4%')
    """
    return MISSING if is_missing(x) else f"{number(x * 100, digits)}%"


def money(
    x: float, currency: str | None = None, *, digits: int | None = None, short: bool = False
) -> str:
    """An amount of money with its currency.

    Parameters
    ----------
    x : float
        Amount in currency units (not cents).
    currency : str, optional
        ISO 4217 code; without it the bare amount is shown.
    digits : int, optional
        Decimals; by default two below 1,000 and none from there on; of the scaled amount where
        `short` is set, up to three figures in all.
    short : bool
        Thousands, millions and billions as k, m and bn, for axes and headlines.

    Examples
    --------
    >>> money(1234.5, "EUR"), money(-12.5, "USD"), money(0.4, "GBP", digits=0)
    ('€1,234', '−$12.50', '£0')
    >>> money(12_345_678, "EUR", short=True), money(1500, short=True), money(0, "GBP", short=True)
    ('€12.3m', '1.5k', '£0')
    >>> money(1_364_000, "EUR", short=True, digits=2), money(631_800, short=True, digits=2)
    ('€1.36m', '632k')
    """
    if is_missing(x):
        return MISSING
    if short:
        text = _scaled(x, 1 if digits is None else digits)
    else:
        text = number(x, _money_digits(x) if digits is None else digits)
    if not currency:
        return text
    sign, bare = ("−", text[1:]) if text.startswith("−") else ("", text)
    code = currency.upper()
    mark = _SYMBOLS.get(code, f"{code}\N{NO-BREAK SPACE}")
    return f"{sign}{mark}{bare}"


def day(x: date | None) -> str:
    """A calendar day as people write it.

    Examples
    --------
    >>> day(date(2025, 12, 28))
    '28 Dec 2025'
    """
    return MISSING if is_missing(x) or x is None else f"{x.day} {_MONTHS[x.month - 1]} {x.year}"


def interval(low: float, high: float, formatter: Formatter = count) -> str:
    """A range; the word "to" cannot be mistaken for a minus.

    Examples
    --------
    >>> interval(1203.4, 1544.2)
    '1,203 to 1,544'
    >>> interval(0.1, 0.25, percent)
    '10% to 25%'
    """
    if is_missing(low) and is_missing(high):
        return MISSING
    return f"{formatter(low)} to {formatter(high)}"


def _money_digits(x: float) -> int:
    return 2 if abs(x) < 1_000 else 0


def _scaled(x: float, digits: int) -> str:
    for scale, suffix in _SCALES:
        if abs(x) >= scale * 0.9995:
            scaled = x / scale
            fitting = (
                d for d in range(min(digits, 2), 0, -1) if round(abs(scaled), d) < 10 ** (3 - d)
            )
            return number(scaled, next(fitting, 0)).removesuffix(".0") + suffix
    return number(x, 0 if float(x).is_integer() or abs(x) >= 99.95 else 2)
