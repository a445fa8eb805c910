"""Exercises whose answer is a row of names: an order, or one label for each of several texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from cvmlab.learn import answers
from cvmlab.learn.verdict import NOT_YET, RIGHT, Level, Status, Verdict


@dataclass(frozen=True)
class Ranking:
    """Names to be put in order, the first first.

    Parameters
    ----------
    id : str
    level : str
    answer : callable
        Facts → the names in the right order.
    mistakes : mapping of name to callable
        Facts → the order somebody making this mistake finds.
    """

    id: str
    level: Level
    answer: Callable[[Any], tuple[str, ...]]
    mistakes: Mapping[str, Callable[[Any], tuple[str, ...]]] = field(default_factory=dict)
    kind: ClassVar[str] = "ranking"

    def reference(self, facts: Any) -> tuple[str, ...]:
        """The right order."""
        return tuple(self.answer(facts))

    def write(self, value: Any, facts: Any) -> str:
        """An order as it is written here."""
        return ", ".join(value)

    def wrong(self, facts: Any) -> dict[str, Any]:
        """The orders of those who make each known mistake."""
        return {name: tuple(of(facts)) for name, of in self.mistakes.items()}

    def judge(self, given: Any, facts: Any) -> Verdict:
        """Hold an order against the right one and the known mistakes."""
        right = self.reference(facts)
        names = _matched(answers.read_names(given), right)
        if sorted(names) != sorted(right):
            return Verdict(NOT_YET, right, "not_these_names", {"names": ", ".join(sorted(right))})
        if names == right:
            return Verdict(RIGHT, names, "right", {"yours": self.write(names, facts)})
        for name, wrong in self.wrong(facts).items():
            if names == wrong:
                return Verdict(NOT_YET, right, f"mistakes.{name}")
        placed = sum(one == other for one, other in zip(names, right, strict=True))
        return Verdict(NOT_YET, right, "some_in_place", {"placed": placed, "all": len(right)})


@dataclass(frozen=True)
class Coding:
    """One label for each of several texts; another reader's labels are the reference.

    Two careful readers differ, so any complete coding is kept; it counts as right from `enough`
    labels in common.

    Parameters
    ----------
    id : str
    level : str
    answer : callable
        Facts → the other reader's labels, one a text.
    labels : callable
        Facts → the labels there are.
    enough : int
        How many have to agree.
    mistakes : mapping of name to callable
        Facts → the labels somebody making this mistake gives; None where it does not matter.
    """

    id: str
    level: Level
    answer: Callable[[Any], tuple[str, ...]]
    labels: Callable[[Any], tuple[str, ...]]
    enough: int
    mistakes: Mapping[str, Callable[[Any], tuple[str | None, ...]]] = field(default_factory=dict)
    kind: ClassVar[str] = "coding"

    def reference(self, facts: Any) -> tuple[str, ...]:
        """The other reader's labels."""
        return tuple(self.answer(facts))

    def write(self, value: Any, facts: Any) -> str:
        """Labels as they are written here."""
        return ", ".join(value)

    def wrong(self, facts: Any) -> dict[str, Any]:
        """The labels of those who make each known mistake, else the other reader's."""
        right = self.reference(facts)
        return {
            name: tuple(w or r for w, r in zip(of(facts), right, strict=True))
            for name, of in self.mistakes.items()
        }

    def judge(self, given: Any, facts: Any) -> Verdict:
        """Count the labels in common with the other reader."""
        right = self.reference(facts)
        known = tuple(self.labels(facts))
        given_labels = _matched(answers.read_names(given), known)
        strangers = [label for label in given_labels if label not in known]
        if strangers or len(given_labels) != len(right):
            values = {
                "wanted": len(right),
                "given": len(given_labels),
                "strangers": ", ".join(strangers) or "–",
                "labels": ", ".join(known),
            }
            return Verdict(NOT_YET, right, "unknown_label" if strangers else "how_many", values)
        agreed = sum(one == other for one, other in zip(given_labels, right, strict=True))
        if agreed < self.enough:
            for name, pattern in self.mistakes.items():
                wrong = zip(pattern(facts), given_labels, strict=True)
                if all(label is None or label == typed for label, typed in wrong):
                    return Verdict(NOT_YET, given_labels, f"mistakes.{name}")
        status: Status = RIGHT if agreed >= self.enough else NOT_YET
        return Verdict(status, given_labels, "coded", {"agreed": agreed, "all": len(right)})


def _matched(typed: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    """The names as they are spelt in the data, whatever capitals were typed."""
    spelt = {name.casefold(): name for name in known}
    return tuple(spelt.get(name.casefold(), name) for name in typed)
