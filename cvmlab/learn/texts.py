"""Every word a learner is told, from one catalogue: a translation is one folder beside ``en``.

A folder holds ``messages.toml`` and one file a lesson; ``CVMLAB_LANGUAGE=de`` takes ``de``. Texts
hold the reader's own numbers in braces, with the format they are written in: ``{hard:count}``,
``{share:percent}``.
"""

from __future__ import annotations

import os
import string
import tomllib
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

from cvmlab.errors import DataProblem, one_problem
from cvmlab.figures.formats import Formatter, count, day, money, number, percent

LANGUAGE_VARIABLE = "CVMLAB_LANGUAGE"
_HERE = Path(__file__).parent

FORMATS: dict[str, Formatter] = {
    "count": count,
    "percent": percent,
    "percent1": partial(percent, digits=1),
    "money": money,
    "number": number,
    "number1": partial(number, digits=1),
    "day": day,
    "text": str,
}


@cache
def catalogue(language: str | None = None) -> dict[str, Any]:
    """The texts of a language.

    Raises
    ------
    DataProblem
        When there is no such translation.
    """
    language = language or os.environ.get(LANGUAGE_VARIABLE, "en")
    if language not in (there := sorted(p.parent.name for p in _HERE.glob("*/messages.toml"))):
        raise one_problem(
            f'the course has no texts in "{language}"', f"choose from: {', '.join(there)}."
        )
    files = sorted((_HERE / language).glob("*.toml"))
    return {k: v for file in files for k, v in tomllib.loads(file.read_text("utf-8")).items()}


def say(message: str, **values: Any) -> str:
    """A message of the learning system, with its values put in.

    Examples
    --------
    >>> say("status.right")
    'right'
    """
    text: Any = catalogue()["messages"]
    for part in message.split("."):
        text = text[part]
    return fill(text, values)


def lesson_texts(lesson: str) -> dict[str, Any]:
    """The texts of one lesson: title, exercises, explorer, teach."""
    return catalogue().get(lesson, {})


def exercise_texts(lesson: str, exercise: str) -> dict[str, Any]:
    """The texts of one exercise: title, question, options, why, hints, solution, mistakes."""
    return lesson_texts(lesson).get("exercises", {}).get(exercise, {})


def fill(text: str, values: Mapping[str, Any] | Any) -> str:
    """A text with values put into its braces, from a mapping or from an object's attributes.

    Examples
    --------
    >>> fill("{hard:count} are hard, {share:percent}", {"hard": 47, "share": 0.783})
    '47 are hard, 78%'
    """
    filled = _Filler().vformat(text, (), _Values(values))
    reworded = getattr(values, "in_own_words", None)  # on a firm's own tables
    return reworded(filled) if reworded is not None else filled


class _Values(dict[str, Any]):
    """Names looked up when they are needed, since most facts cost a calculation."""

    def __init__(self, values: Any) -> None:
        super().__init__(values if isinstance(values, Mapping) else {})
        self._object = values

    def __missing__(self, name: str) -> Any:
        try:
            return getattr(self._object, name)
        except DataProblem:  # a table that is not there is news for the reader
            raise
        except AttributeError as error:
            raise KeyError(name) from error


class _Filler(string.Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec in FORMATS:
            return FORMATS[format_spec](value)
        return super().format_field(value, format_spec)
