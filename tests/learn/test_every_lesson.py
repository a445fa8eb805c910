"""What holds in every lesson: mistakes told apart, words for all, no hint too much."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest

from cvmlab.learn.course import lessons
from cvmlab.learn.exercise import NOT_YET, RIGHT, Choice, Number
from cvmlab.learn.lesson import exercises_of, facts_of
from cvmlab.learn.precision import PRECISIONS
from cvmlab.learn.texts import exercise_texts, fill, lesson_texts
from tests.sample import sample_company

LESSONS = [entry.number for entry in lessons()]
NUMBERS = [
    pytest.param(lesson, one, id=f"{lesson}-{one.id}")
    for lesson in LESSONS
    for one in exercises_of(lesson).EXERCISES
    if isinstance(one, Number)
]


@pytest.fixture(scope="module")
def workspace():
    return sample_company()


def texts_in(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict | list):
        for part in node.values() if isinstance(node, dict) else node:
            yield from texts_in(part)


@pytest.mark.parametrize(("lesson", "one"), NUMBERS)
def test_each_mistake_is_told_apart_and_explained(lesson, one, workspace):
    facts = facts_of(lesson, workspace)
    values = {"right": one.reference(facts), **one.wrong(facts)}
    assert len(values) >= 3
    for (a, x), (b, y) in itertools.combinations(values.items(), 2):
        assert abs(x - y) > 2 * PRECISIONS[one.to].tolerance, (a, b)
    for name, wrong in one.wrong(facts).items():
        verdict = one.judge(wrong, facts)
        assert (verdict.status, verdict.message) == (NOT_YET, f"mistakes.{name}")


@pytest.mark.parametrize(("lesson", "one"), NUMBERS)
def test_the_answer_counts_as_it_is_asked_for(lesson, one, workspace):
    facts = facts_of(lesson, workspace)
    assert one.judge(one.write(one.reference(facts), facts), facts).status == RIGHT


@pytest.mark.parametrize(("lesson", "one"), NUMBERS)
def test_hints_do_not_give_the_answer_away(lesson, one, workspace):
    facts = facts_of(lesson, workspace)
    answer = re.escape(one.write(one.reference(facts), facts))
    for hint in exercise_texts(lesson, one.id)["hints"]:
        assert not re.search(rf"(?<![\d.]){answer}(?![\d.])", fill(hint, facts))


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_option_and_every_mistake_has_its_own_words(lesson, workspace):
    facts = facts_of(lesson, workspace)
    exercises = exercises_of(lesson).EXERCISES
    assert set(lesson_texts(lesson)["exercises"]) == {one.id for one in exercises}
    for one in exercises:
        texts = exercise_texts(lesson, one.id)
        assert texts["title"]
        if isinstance(one, Choice):
            assert set(texts["options"]) == set(texts["why"]) == set(one.options)
            assert one.reference(facts) in one.options
        if isinstance(one, Number):
            assert set(texts["mistakes"]) == set(one.mistakes)
            assert len(texts["hints"]) == 2


@pytest.mark.parametrize("lesson", LESSONS)
def test_all_words_can_be_filled_with_facts(lesson, workspace):
    facts = facts_of(lesson, workspace)

    class WithAnswer:
        def __getattr__(self, name: str) -> Any:
            return "the answer" if name == "answer" else getattr(facts, name)

    for text in texts_in(lesson_texts(lesson)):
        assert "{" not in fill(text, WithAnswer())
