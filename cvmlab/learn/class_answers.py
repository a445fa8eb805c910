"""The answers of a class: what was asked, and who gave which answer, names apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from cvmlab.learn.course import find
from cvmlab.learn.exercise import Choice, Coding, Guess, Number, Plan, Ranking
from cvmlab.learn.lesson import exercises_of

Question = Number | Choice | Ranking | Coding | Guess  # what readers plan is nobody's to look at


@dataclass(frozen=True)
class Given:
    """One answer, or several that are alike.

    Parameters
    ----------
    lesson, exercise : str
    answer : object
        As it was exported or typed in.
    truth : object, optional
        What was right on the data this reader worked with; None on paper.
    times : int
        How many people gave it.
    """

    lesson: str
    exercise: str
    answer: Any
    truth: Any = None
    times: int = 1


@dataclass
class ClassAnswers:
    """All answers found in a folder.

    Attributes
    ----------
    given : list of Given
    files : Counter
        Lesson → how many readers' files there are.
    notes : list of str
        What was left out, and why, for whoever runs the class; these name files, the page does not.
    """

    given: list[Given] = field(default_factory=list)
    files: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    @property
    def lessons(self) -> list[str]:
        """The lessons that were answered, in order."""
        return sorted({one.lesson for one in self.given})

    def to(self, lesson: str, exercise: str) -> list[Given]:
        """The answers to one question."""
        return [g for g in self.given if (g.lesson, g.exercise) == (lesson, exercise)]


def questions(lesson: str) -> dict[str, Question]:
    """What a class can be asked in a lesson, by id; what readers plan for their firm stays theirs.

    Raises
    ------
    DataProblem
        When there is no such lesson.
    """
    all_of_them = exercises_of(find(lesson).number).EXERCISES
    return {one.id: one for one in all_of_them if not isinstance(one, Plan)}
