"""The instructor's edition of a lesson: the clock, every answer, every known mistake, the talk.

Answers and mistakes are worked out from the data by the exercises themselves, the very functions
that check a reader, so that the edition cannot promise what the notebook does not say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from cvmlab.learn.exercise import Choice, Coding, Exercise, Guess, Number, Plan, Ranking
from cvmlab.learn.lesson import Lesson
from cvmlab.learn.paper import Section, prompts, questions, sections, title_of
from cvmlab.learn.paper_text import plain
from cvmlab.learn.texts import fill, lesson_texts


@dataclass(frozen=True)
class Mistake:
    """A known mistake: what a reader making it types, and what the lesson says to it."""

    name: str
    typed: str
    feedback: str


@dataclass(frozen=True)
class Option:
    """An option of a question, and what is said to whoever chooses it."""

    letter: str
    text: str
    why: str
    is_right: bool


@dataclass(frozen=True)
class Answered:
    """An exercise with all there is to know about it.

    Parameters
    ----------
    id, kind, level, name, title : str
    question : str
        Markdown for exercises that stand on the page, plain text for questions of the catalogue.
    expected : str
        The answer as it is written, from the data; empty where there is no right answer.
    to : str
        The precision that is asked for, where it is a number.
    solution : str
    hints : tuple of str
    mistakes : tuple of Mistake
    options : tuple of Option
    fields, numbers : tuple of str
        Of the action plan: what is asked, and the numbers printed beside it.
    """

    id: str
    kind: str
    level: str
    name: str
    title: str
    question: str
    expected: str
    to: str = ""
    solution: str = ""
    hints: tuple[str, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    options: tuple[Option, ...] = ()
    fields: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """A section on the running clock, in minutes from the lesson's beginning."""

    section: Section
    full: tuple[float, float]
    core: tuple[float, float] | None
    asks: tuple[str, ...]


@dataclass(frozen=True)
class Edition:
    """The instructor's edition of a lesson.

    Parameters
    ----------
    number, title : str
    minutes : dict
        ``read``, ``do`` and ``discuss``, as the notebook states them.
    core : float
        Minutes of the manager core.
    clock : tuple of Row
    exercises : tuple of Answered
        In the order in which the lesson asks them.
    talk : tuple of (str, str)
        Each discussion prompt, and what a good answer says.
    stumbles : tuple of str
    needs : dict
        Which tables and columns the lesson reads.
    """

    number: str
    title: str
    minutes: dict[str, float]
    core: float
    clock: tuple[Row, ...]
    exercises: tuple[Answered, ...]
    talk: tuple[tuple[str, str], ...]
    stumbles: tuple[str, ...]
    needs: dict[str, list[str]] = field(default_factory=dict)

    @property
    def quiz(self) -> tuple[Answered, ...]:
        """The questions of the quiz."""
        return tuple(one for one in self.exercises if one.level == "quiz")

    @property
    def tasks(self) -> tuple[Answered, ...]:
        """All that is asked and has a right answer or a truth, without the quiz."""
        return tuple(one for one in self.exercises if one.level not in ("quiz", "plan"))

    @property
    def plan(self) -> Answered | None:
        """The fields of the action plan."""
        return next((one for one in self.exercises if one.kind == "plan"), None)

    @property
    def total(self) -> float:
        """Minutes of the whole lesson."""
        return sum(row.section.minutes for row in self.clock)


def edition(notebook: Any, opened: Lesson) -> Edition:
    """The instructor's edition of a lesson.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
    opened : Lesson
        The same lesson, opened on the data in use.
    """
    about = notebook.metadata.get("cvmlab", {})
    teach = lesson_texts(opened.number).get("teach", {})
    above = questions(notebook)
    order = [name for section in sections(notebook) for name in section.asks]
    asked = [name for name in [*order, *above] if name in opened.exercises]
    said = [fill(text, opened.facts) for text in teach.get("discuss", [])]
    return Edition(
        number=opened.number,
        title=title_of(notebook),
        minutes=dict(about.get("minutes", {})),
        core=about.get("core", 0),
        clock=tuple(_clock(notebook, opened)),
        exercises=tuple(
            _answered(opened, opened.exercises[name], above.get(name, ""))
            for name in dict.fromkeys(asked)
        ),
        talk=tuple(zip(map(plain, prompts(notebook)), said, strict=False)),
        stumbles=tuple(fill(text, opened.facts) for text in teach.get("stumbles", [])),
        needs={name: list(columns) for name, columns in about.get("needs", {}).items()},
    )


def _clock(notebook: Any, opened: Lesson) -> Iterator[Row]:
    full = core = 0.0
    for section in sections(notebook):
        asks = tuple(
            opened.wording.name(opened.exercises[name])
            for name in section.asks
            if name in opened.exercises
        )
        until = core + section.minutes if section.is_core else core
        yield Row(
            section,
            (full, full + section.minutes),
            (core, until) if section.is_core else None,
            asks,
        )
        full, core = full + section.minutes, until


def _answered(opened: Lesson, exercise: Exercise, above: str) -> Answered:
    texts, facts = opened.wording.texts(exercise), opened.facts
    reference = exercise.reference(facts)
    has_answer = not isinstance(exercise, Plan)
    explained = [] if isinstance(exercise, Choice | Plan) else opened.wording.solution(exercise)[1:]

    def put(text: str) -> str:
        return fill(text, facts)

    return Answered(
        id=exercise.id,
        kind=exercise.kind,
        level=exercise.level,
        name=opened.wording.name(exercise),
        title=texts.get("title", ""),
        question=put(texts["question"]) if "question" in texts else above,
        expected=exercise.write(reference, facts) if has_answer else "",
        to=exercise.to if isinstance(exercise, Number | Guess) else "",
        solution=" ".join(explained),
        hints=tuple(map(put, texts.get("hints", []))),
        mistakes=tuple(_mistakes(exercise, texts.get("mistakes", {}), facts, put)),
        options=tuple(_options(exercise, texts, reference, put)),
        fields=tuple(map(put, texts.get("fields", []))),
        numbers=tuple(map(put, texts.get("numbers", []))),
    )


def _mistakes(exercise: Exercise, texts: Any, facts: Any, put: Any) -> Iterator[Mistake]:
    if isinstance(exercise, Number | Ranking | Coding):
        for name, value in exercise.wrong(facts).items():
            yield Mistake(name, exercise.write(value, facts), put(texts.get(name, "")))


def _options(exercise: Exercise, texts: Any, right: Any, put: Any) -> Iterator[Option]:
    if isinstance(exercise, Choice):
        for letter, text in texts.get("options", {}).items():
            why = put(texts.get("why", {}).get(letter, ""))
            yield Option(letter, put(text), why, letter == right)
