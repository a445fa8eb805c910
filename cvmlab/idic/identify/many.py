"""A number with its noun, one or several."""

from __future__ import annotations

from cvmlab.figures.formats import count


def many(how_many: int, what: str) -> str:
    """How many of what.

    Examples
    --------
    >>> many(1, "person"), many(1200, "person")
    ('1 person', '1,200 persons')
    """
    return f"{count(how_many)} {what}{'' if how_many == 1 else 's'}"
