"""A refusal shown on purpose: the plain words of a call that cannot be done, and no error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cvmlab.errors import DataProblem, Problem


def refusal(call: Callable[..., Any], *arguments: Any, **settings: Any) -> str:
    """What a function says when it refuses, so that a lesson can show it and go on.

    Parameters
    ----------
    call : callable
        The function to ask.
    *arguments, **settings
        What to ask it for.

    Returns
    -------
    str
        The problems with their remedies; or that nothing was refused, with what came back.

    Examples
    --------
    >>> from cvmlab.figures.formats import percent
    >>> refusal(percent, 0.25)
    'This was not refused: 25%'
    """
    try:
        result = call(*arguments, **settings)
    except DataProblem as problem:
        return "\n".join(f"Refused: {_said(each)}" for each in problem.problems)
    return f"This was not refused: {getattr(result, 'sentence', result)}"


def _said(problem: Problem) -> str:
    """A problem as running text: on a page it stands among sentences."""
    return " ".join(line.strip() for line in str(problem).splitlines())
