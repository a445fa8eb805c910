"""A class's guesses and answers on one page, a chart for each question and nobody's name."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from cvmlab.data.workspace import Workspace, load
from cvmlab.learn.class_answers import ClassAnswers, Given, Question, questions
from cvmlab.learn.class_views import Truth, view
from cvmlab.learn.course import find
from cvmlab.learn.exercise import Choice
from cvmlab.learn.lesson import facts_of
from cvmlab.learn.texts import exercise_texts, fill, lesson_texts
from cvmlab.learn.wording import Wording


def debrief_page(answers: ClassAnswers, workspace: Workspace | None = None) -> str:
    """The page of a class's answers, self-contained: it asks nothing of any network.

    Parameters
    ----------
    answers : ClassAnswers
        What :func:`cvmlab.learn.class_files.read_class` found.
    workspace : Workspace, optional
        The sample company, by which answers from paper are judged.
    """
    from nbformat import v4

    from cvmlab.pages.export import html_page

    workspace = load("kestrel") if workspace is None else workspace
    cells = [v4.new_markdown_cell("# What the class answered\n\n" + _lead(answers))]
    for lesson in answers.lessons:
        cells += _lesson(lesson, answers, workspace)
    return html_page(v4.new_notebook(cells=cells))


def _lead(answers: ClassAnswers) -> str:
    """How many answers the page stands on."""
    exported = sum(one.times for one in answers.given if one.truth is not None)
    on_paper = sum(one.times for one in answers.given) - exported
    people = max(answers.files.values(), default=0)
    parts = []
    if people:
        readers = "1 reader's file" if people == 1 else f"the files of {people} readers"
        parts.append(f"{_number(exported, 'answer')} from {readers}")
    if on_paper:
        parts.append(f"{_number(on_paper, 'answer')} from paper")
    return f"{' and '.join(parts)}, without names.".capitalize()


def _lesson(lesson: str, answers: ClassAnswers, workspace: Workspace) -> Iterator[Any]:
    from nbformat import v4

    facts = facts_of(lesson, workspace)
    title = lesson_texts(lesson).get("title") or find(lesson).title
    yield v4.new_markdown_cell(f"## Lesson {lesson} · {title}")
    nobody = []
    for exercise in questions(lesson).values():
        given = answers.to(lesson, exercise.id)
        if given:
            yield from _question(lesson, exercise, given, facts)
        else:
            nobody.append(Wording(lesson, facts).name(exercise))
    if nobody:
        yield _said(f"Nobody answered: {', '.join(nobody)}.")


def _question(lesson: str, exercise: Question, given: list[Given], facts: Any) -> Iterator[Any]:
    from nbformat import v4

    wording, texts = Wording(lesson, facts), exercise_texts(lesson, exercise.id)
    heading = ": ".join(filter(None, [wording.name(exercise), texts.get("title", "")]))
    asked = f"\n\n{fill(texts['question'], facts)}" if "question" in texts else ""
    yield v4.new_markdown_cell(f"### {heading}{asked}")
    truth, elsewhere = _truth(exercise, given, facts)
    of_it = [one for one in given if one.truth is None or _same(one.truth, truth.value)]
    if not truth.is_ours:  # on paper nobody said whose data it was
        of_it = [one for one in of_it if one.truth is not None]
    shown = view(lesson, exercise, of_it, truth, facts)
    sentences = list(shown.sentences)
    if elsewhere:
        sentences.append(
            f"{_number(elsewhere, 'answer')} from other data, where something else is right, "
            f"{'is' if elsewhere == 1 else 'are'} not counted."
        )
    if truth.is_ours:
        sentences += _explained(wording, exercise)
    if shown.picture is not None:
        data, details = shown.picture._repr_mimebundle_()
        output = v4.new_output("display_data", data=data, metadata=details)
        yield v4.new_code_cell("", outputs=[output])
    yield _said("\n".join(sentences))


def _explained(wording: Wording, exercise: Question) -> list[str]:
    """The catalogue's own words on what is right."""
    texts = wording.texts(exercise)
    if isinstance(exercise, Choice):
        return wording.solution(exercise) if "why" in texts else []
    return wording.solution(exercise)[1:]  # the answer alone stands above already


def _truth(exercise: Question, given: Sequence[Given], facts: Any) -> tuple[Truth, int]:
    """What was right for most, and how many answers are from data where something else was."""
    ours = exercise.reference(facts)
    votes: Counter[str] = Counter()
    values = {_key(ours): ours}
    for one in given:
        value = ours if one.truth is None or _same(one.truth, ours) else _plain(one.truth)
        key = _key(ours) if value is ours else _key(value)
        values[key] = value
        votes[key] += one.times
    winner, number = max(votes.items(), key=lambda vote: (vote[1], vote[0] == _key(ours)))
    return Truth(values[winner], winner == _key(ours)), votes.total() - number


def _same(one: Any, other: Any) -> bool:
    """Equal but for the last bits and for how a file writes numbers and rows of names."""
    one, other = _plain(one), _plain(other)
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-12)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    try:
        return float(value)
    except (TypeError, ValueError):
        return str(value)


def _key(value: Any) -> str:
    return json.dumps(_plain(value), default=str)


def _said(text: str) -> Any:
    """Sentences that are text and nothing else, whatever signs stand in them."""
    from nbformat import v4

    return v4.new_code_cell("", outputs=[v4.new_output("stream", name="stdout", text=text)])


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
