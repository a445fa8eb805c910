"""Reference values on loan: a lesson goes on with them, and knows them again when it sees them."""

from __future__ import annotations

from numbers import Integral
from typing import Any


class LentInt(int):
    """A reference that the lesson lent, so that it is not taken for the reader's own answer."""


class LentFloat(float):
    """The same for a number with decimals."""


class LentNames(tuple[str, ...]):
    """The same for names."""


LENT = (LentInt, LentFloat, LentNames)


def lent(value: Any) -> Any:
    """The value, marked as lent; it counts and compares like the value itself.

    Examples
    --------
    >>> lent(0.35) == 0.35, isinstance(lent(3), LENT), isinstance(3, LENT)
    (True, True, False)
    """
    if isinstance(value, Integral):
        return LentInt(value)
    if isinstance(value, float):
        return LentFloat(value)
    return LentNames(value) if isinstance(value, tuple) else value
