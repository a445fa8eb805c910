"""What runs inside the kernel beside a lesson: tables read once a firm, and answers looked up.

All lessons of a firm take turns in one kernel. Its tables are read by the first that needs them,
and an exercise's answer is worked out there, where the lesson works it out anyway.
"""

from __future__ import annotations

import builtins
from typing import Any

from IPython.core.getipython import get_ipython

import cvmlab
from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.learn.blank import ____
from cvmlab.learn.guard import Guard
from cvmlab.learn.lesson import exercises_of, facts_of

_LOADED: dict[str, Any] = {}


def load_once(source: Any = "kestrel", **options: Any) -> Any:
    """``cvm.load``, which gives the same workspace again for the same folder."""
    return _LOADED.setdefault(str(source), load(source, **options))


def answer_of(number: str, id_: str) -> Any:
    """An exercise's reference on the tables in use, as a reader would type it; else a blank."""
    workspace = get_ipython().user_ns["ws"]
    exercise = next(one for one in exercises_of(number).EXERCISES if one.id == id_)
    try:
        value = exercise.reference(facts_of(number, workspace))
    except DataProblem:
        return ____
    if isinstance(value, tuple):
        return [_typed(one) for one in value]
    if getattr(exercise, "to", "") == "percent":
        return f"{100 * value:.10f}%"  # a share above one would be read as so many percent
    return _typed(value)


def _typed(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def begin() -> None:
    """An empty notebook: no names, and nothing remembered as left out."""
    shell = get_ipython()
    for one in shell.input_transformers_cleanup:
        if isinstance(one, Guard):
            one.left_out.clear()
            one.entry = None
    shell.reset(new_session=True)
    cvmlab.load = load_once
    builtins.answer_of = answer_of  # type: ignore[attr-defined]
