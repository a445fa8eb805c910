"""Exercises whose answer is a number, and guesses, which have no wrong answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from cvmlab.learn import answers
from cvmlab.learn.precision import PRECISIONS
from cvmlab.learn.verdict import NOT_YET, NOTED, RIGHT, Level, Verdict


@dataclass(frozen=True)
class Number:
    """A number to find, to a stated precision.

    Parameters
    ----------
    id : str
    level : str
        green, blue or black.
    answer : callable
        Facts → the right value.
    to : str
        The precision asked for (:data:`cvmlab.learn.precision.PRECISIONS`).
    mistakes : mapping of name to callable
        Facts → the value somebody making this mistake finds.
    """

    id: str
    level: Level
    answer: Callable[[Any], float]
    to: str
    mistakes: Mapping[str, Callable[[Any], float]] = field(default_factory=dict)
    kind: ClassVar[str] = "number"

    def reference(self, facts: Any) -> float:
        """The right value."""
        return self.answer(facts)

    def write(self, value: Any, facts: Any) -> str:
        """A value as it is written here."""
        return str(facts.write(value, self.to))

    def wrong(self, facts: Any) -> dict[str, Any]:
        """What would be typed by somebody making each known mistake."""
        return {name: of(facts) for name, of in self.mistakes.items()}

    def judge(self, given: Any, facts: Any) -> Verdict:
        """Hold an answer against the reference and the known mistakes."""
        right = self.reference(facts)
        reading = answers.read_number(given, self.to)
        if reading.trouble:
            values = {"shown": reading.shown, "example": self.write(right * 0 + 0.25, facts)}
            return Verdict(NOT_YET, right, reading.trouble, values)
        near = PRECISIONS[self.to].tolerance
        for value in reading.values:
            if abs(value - right) <= near:
                told = {"yours": self.write(value, facts)}
                return Verdict(RIGHT, value, reading.note or "right", told)
        for value in reading.values:
            for name, wrong in self.wrong(facts).items():
                if abs(value - wrong) <= near:
                    return Verdict(NOT_YET, right, f"mistakes.{name}")
        yours = reading.values[0]
        message = "too_high" if yours > right else "too_low"
        return Verdict(NOT_YET, right, message, {"yours": self.write(yours, facts)})


@dataclass(frozen=True)
class Guess:
    """A guess, committed before the reveal; no guess is wrong.

    Parameters
    ----------
    id : str
    answer : callable
        Facts → the truth; a sequence where several guesses are made at once.
    to : str
        The precision in which it is shown.
    low, high : float
        What is possible at all.
    """

    id: str
    answer: Callable[[Any], Any]
    to: str
    low: float
    high: float
    level: ClassVar[str] = "guess"
    kind: ClassVar[str] = "guess"

    def reference(self, facts: Any) -> Any:
        """The truth."""
        return self.answer(facts)

    def write(self, value: Any, facts: Any) -> str:
        """A value, or several, as written here."""
        values = value if isinstance(value, (list, tuple)) else [value]
        return ", ".join(facts.write(one, self.to) for one in values)

    def wrong(self, facts: Any) -> dict[str, Any]:
        """No guess is a mistake."""
        return {}

    def judge(self, given: Any, facts: Any) -> Verdict:
        """Note a guess that is possible."""
        wanted = _length(self.reference(facts))
        parts = _parts(given) if wanted > 1 else [given]
        if len(parts) != wanted:
            return Verdict(NOT_YET, None, "how_many", {"wanted": wanted, "given": len(parts)})
        values = []
        for part in parts:
            reading = answers.read_number(part, self.to)
            fitting = [v for v in reading.values if self.low <= v <= self.high]
            if not fitting:
                limits = {"low": self.write(self.low, facts), "high": self.write(self.high, facts)}
                message = reading.trouble or "not_possible"
                return Verdict(NOT_YET, None, message, {**limits, "shown": reading.shown,
                                                        "example": limits["high"]})  # fmt: skip
            values.append(fitting[0])
        value = tuple(values) if wanted > 1 else values[0]
        return Verdict(NOTED, value, "noted", {"yours": self.write(value, facts)})


def _length(value: Any) -> int:
    return len(value) if isinstance(value, (list, tuple)) else 1


def _parts(given: Any) -> list[Any]:
    if isinstance(given, str):  # a list typed as one text
        return list(answers.read_names(given))
    return list(given) if isinstance(given, list | tuple) else [given]
