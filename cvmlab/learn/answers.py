"""What a reader typed, read as a person would: percent signs, decimal commas, units and all.

Nothing is guessed in silence: where a text can be read in two ways, both readings are offered to
the exercise and the feedback says which one was taken, or the reader is asked.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Any

from cvmlab.learn.precision import PRECISIONS

_SIGNS = str.maketrans({"−": "-", "–": "-", "\u00a0": "", "\u202f": "", " ": "", "'": "", "’": ""})
_FRACTION = re.compile(r"^\s*(\d+)\s*(?:/|of|out of|in)\s*(\d+)\s*$", re.IGNORECASE)
_SIGN_FIRST = re.compile(r"^([+-])([^\d+\-.,]{1,4})(?=\d)")  # −€3, as money is written here
_NUMBER = re.compile(r"^[^\d+\-.,]*([+-]?[\d.,]*\d[\d.,]*)([^\d]*)$")


@dataclass(frozen=True)
class Reading:
    """How an answer can be read.

    Attributes
    ----------
    values : tuple of float
        The readings, the most literal first; empty when it cannot be read.
    trouble : str
        Which message of the catalogue says why it cannot be read.
    note : str
        Which message says how it was read, where that is not obvious.
    """

    values: tuple[float, ...] = ()
    trouble: str = ""
    note: str = ""
    shown: str = field(default="", compare=False)


def read_number(given: Any, to: str) -> Reading:
    """Read a number.

    Parameters
    ----------
    given : object
        A number, a text such as ``"35 %"`` or ``"€1.234,50"``, or what Python makes of ``0,35``.
    to : str
        The precision asked for; shares are read from 35, 35% and 0.35 alike.

    Examples
    --------
    >>> read_number("35 %", "percent").values, read_number(35, "percent").values
    ((0.35,), (0.35,))
    >>> read_number("€1.234,50", "cent").values, read_number("−€3", "euro").values
    ((1234.5,), (-3.0,))
    >>> read_number("about a third", "percent").trouble
    'no_number'
    """
    share = PRECISIONS[to].is_share
    if isinstance(given, tuple) and len(given) == 2 and all(type(part) is int for part in given):
        given = f"{given[0]},{given[1]}"
    if isinstance(given, str):
        return _read_text(given, share, whole=PRECISIONS[to].unit >= 1)
    value = _as_float(given)
    if value is None or not math.isfinite(value):
        return Reading(trouble="no_number")
    return _readings(value, share)


def read_letter(given: Any) -> str:
    """A choice as its letter; empty when it is none.

    Examples
    --------
    >>> read_letter(" B) "), read_letter("b"), read_letter(2)
    ('b', 'b', '')
    """
    text = given.strip().strip("\"'()[].:").lower() if isinstance(given, str) else ""
    return text if len(text) == 1 and text.isalpha() else ""


def read_names(given: Any) -> tuple[str, ...]:
    """A list of names, also when typed as one text.

    Examples
    --------
    >>> read_names("core, Process ,technical"), read_names(["a", "b"])
    (('core', 'Process', 'technical'), ('a', 'b'))
    """
    if isinstance(given, str):
        given = re.split(r"[,;>\n]", given.strip().strip("[]()"))
    if not isinstance(given, (list, tuple)):
        return ()
    return tuple(text for one in given if (text := str(one).strip().strip("\"'")))


def _as_float(given: Any) -> float | None:
    if isinstance(given, bool):
        return None
    try:
        return float(given.item() if hasattr(given, "item") else given)
    except (TypeError, ValueError):
        return None


def _readings(value: float, share: bool) -> Reading:
    """A bare number; of a share people often mean percent."""
    if not share:
        return Reading((value,))
    if abs(value) > 1:
        return Reading((value / 100,), note="read_as_percent")
    return Reading((value, value / 100))


def _read_text(text: str, share: bool, whole: bool) -> Reading:
    fraction = _FRACTION.match(text)
    if fraction and int(fraction[2]):
        return Reading((int(fraction[1]) / int(fraction[2]),))
    found = _NUMBER.match(_SIGN_FIRST.sub(r"\2\1", text.translate(_SIGNS)))
    if found is None:
        return Reading(trouble="no_number")
    digits, unit = found[1], found[2].lower()
    in_percent = "%" in unit or "percent" in unit or "percent" in text.lower()
    if in_percent and not share:
        return Reading(trouble="not_a_share")
    if re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", digits) and not whole:
        return Reading(trouble="two_readings", shown=digits)
    value = _with_point(digits, whole)
    if value is None:
        return Reading(trouble="no_number")
    return Reading((value / 100,)) if in_percent else _readings(value, share)


def _with_point(digits: str, whole: bool) -> float | None:
    """The number, its decimal mark found: the last mark, if it stands once."""
    point, comma = digits.rfind("."), digits.rfind(",")
    if point >= 0 and comma >= 0:
        thousands = "," if point > comma else "."
        digits = digits.replace(thousands, "").replace(",", ".")
    elif comma >= 0:
        grouped = re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+", digits)
        several = digits.count(",") > 1
        digits = digits.replace(",", "" if grouped and (whole or several) else ".")
    elif digits.count(".") > 1:
        digits = digits.replace(".", "")
    try:
        return float(digits)
    except ValueError:
        return None
