"""What can be computed, or why not: a report goes on where one part of it cannot be had."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from cvmlab.errors import DataProblem

Found = TypeVar("Found")


def attempt(method: Callable[..., Found], *given: Any, **settings: Any) -> tuple[Found | None, str]:
    """The result of a method, or what the data lack for it.

    Parameters
    ----------
    method : callable
        Anything that raises a DataProblem where the data do not suffice.
    *given, **settings
        What it is called with.

    Returns
    -------
    found
        The result; None where there is none.
    why : str
        What is wrong and what to do, as sentences; empty where nothing is.

    Examples
    --------
    >>> from cvmlab.data.surveys.scale import Scale
    >>> attempt(Scale, 1, 10)[1], attempt(Scale, 10, 1)[0] is None
    ('', True)
    """
    try:
        return method(*given, **settings), ""
    except DataProblem as problem:
        return None, problem.sentences
