"""The kinds of exercise: what is asked for, how it is read, and which mistakes are known.

An exercise holds no answer, only how to work it out from the tables in use, so that it still checks
itself on the reader's own data. Its words stand in the catalogue under its lesson and id.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from cvmlab.learn import answers
from cvmlab.learn.facts import Facts
from cvmlab.learn.names_asked import Coding, Ranking
from cvmlab.learn.numbers_asked import Guess, Number
from cvmlab.learn.verdict import NOT_YET, NOTED, RIGHT, Level, Verdict

__all__ = ["Choice", "Coding", "Exercise", "Facts", "Guess", "Number", "Plan", "Ranking"]


@dataclass(frozen=True)
class Choice:
    """One of several options, by its letter; every option is explained.

    Parameters
    ----------
    id : str
    level : str
        check (after a step) or quiz.
    right : str or callable
        The letter, or Facts → the letter where it depends on the data.
    """

    id: str
    level: Level
    right: str | Callable[[Any], str]
    options: tuple[str, ...] = ("a", "b", "c")
    kind: ClassVar[str] = "choice"

    def reference(self, facts: Any) -> str:
        """The right letter."""
        return self.right if isinstance(self.right, str) else self.right(facts)

    def write(self, value: Any, facts: Any) -> str:
        """A letter as it is written here."""
        return str(value)

    def wrong(self, facts: Any) -> dict[str, Any]:
        """The other letters."""
        return {letter: letter for letter in self.options if letter != self.reference(facts)}

    def judge(self, given: Any, facts: Any) -> Verdict:
        """Hold a letter against the right one."""
        right = self.reference(facts)
        letter = answers.read_letter(given)
        if letter not in self.options:
            return Verdict(NOT_YET, right, "no_letter", {"letters": ", ".join(self.options)})
        return Verdict(RIGHT if letter == right else NOT_YET, right, f"why.{letter}")


@dataclass(frozen=True)
class Plan:
    """The fields of "In your company", for the action plan; any words will do."""

    id: str = "plan"
    fields: int = 3
    level: ClassVar[str] = "plan"
    kind: ClassVar[str] = "plan"

    def reference(self, facts: Any) -> None:
        """There is no right answer."""

    def write(self, value: Any, facts: Any) -> str:
        """The fields, one after the other."""
        return "; ".join(map(str, value or ()))

    def wrong(self, facts: Any) -> dict[str, Any]:
        """No plan is a mistake."""
        return {}

    def judge(self, given: Any, facts: Any) -> Verdict:
        """Note what was written."""
        return Verdict(NOTED, None, "planned")


Exercise = Number | Choice | Ranking | Coding | Guess | Plan
