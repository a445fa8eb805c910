"""The blank: what stands in a lesson where the reader's answer goes."""

from __future__ import annotations

from typing import Any


class Blank:
    """An answer that is still to be given; whatever is worked out with it is blank as well.

    Examples
    --------
    >>> ____
    ____
    >>> 100 * ____ / 2
    ____
    """

    def __repr__(self) -> str:
        return "____"

    def _still_blank(self, *_: Any) -> Blank:
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _still_blank
    __truediv__ = __rtruediv__ = __floordiv__ = __mod__ = __pow__ = _still_blank
    __neg__ = __pos__ = __abs__ = __round__ = _still_blank


____ = Blank()


def is_blank(given: Any) -> bool:
    """Whether nothing was answered yet.

    Examples
    --------
    >>> is_blank(____), is_blank(" "), is_blank([____, 3]), is_blank(0)
    (True, True, True, False)
    """
    if isinstance(given, (list, tuple)):
        return not given or any(is_blank(one) for one in given)
    return (
        given is None or isinstance(given, Blank) or (isinstance(given, str) and not given.strip())
    )
