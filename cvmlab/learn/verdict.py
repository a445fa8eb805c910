"""What is thought of an answer: its status, what the lesson goes on with, which words say why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Status = Literal["to do", "right", "not yet", "noted"]
TO_DO: Status = "to do"
RIGHT: Status = "right"
NOT_YET: Status = "not yet"
NOTED: Status = "noted"
Level = Literal["green", "blue", "black", "check", "quiz"]


@dataclass(frozen=True)
class Verdict:
    """What is thought of an answer.

    Attributes
    ----------
    status : str
        "to do", "right", "not yet" or "noted".
    value : object
        What the lesson goes on with: the reader's answer if it is right, else the reference.
    message : str
        Which text says why: one of the catalogue's messages, or ``mistakes.<name>`` or
        ``why.<letter>`` of the exercise.
    values : mapping
        What is put into that text.
    """

    status: Status
    value: Any
    message: str
    values: Mapping[str, Any] = field(default_factory=dict)
