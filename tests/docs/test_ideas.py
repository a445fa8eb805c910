"""The page of ideas is what the notebooks hold, and all that it names is there."""

from __future__ import annotations

import ast

import pytest

import cvmlab as cvm
from cvmlab.learn.course import COURSE
from cvmlab.paths import ROOT
from tests.docs import ideas_page
from tests.notebooks.lessons import lessons
from tests.notebooks.test_concepts import CONCEPTS

WRITTEN = {lesson.number: lesson for lesson in lessons()}


def called_in(number: str) -> set[str]:
    """Names that a lesson's notebook or its exercises use."""
    exercises = ROOT / "cvmlab" / "learn" / "exercises" / f"lesson_{number}.py"
    sources = [cell.text for cell in WRITTEN[number].code]
    sources.append(exercises.read_text(encoding="utf-8"))
    nodes = [node for source in sources for node in ast.walk(ast.parse(source))]
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return attributes | {node.id for node in nodes if isinstance(node, ast.Name)}


def test_the_page_is_what_the_notebooks_hold():
    assert ideas_page.PAGE.read_text(encoding="utf-8") == ideas_page.page(), (
        "make docs/ideas.md anew: .venv/bin/python -m tests.docs.ideas_page"
    )


def test_every_lesson_is_written_and_every_idea_is_covered():
    assert set(WRITTEN) == {entry.number for entry in COURSE}
    assert [n for n in CONCEPTS if not ideas_page.is_covered(n, WRITTEN)] == []


@pytest.mark.parametrize("number", CONCEPTS)
def test_what_computes_an_idea_is_called_in_its_lessons(number):
    used = set().union(*(called_in(place) for place in CONCEPTS[number]["lessons"]))
    for name in CONCEPTS[number]["code"]:
        assert hasattr(cvm, name), f"cvm.{name}"
        assert name in used, f"no lesson of idea {number} uses cvm.{name}"


def test_an_idea_that_lost_its_passage_is_seen():
    gone = {n: lesson for n, lesson in WRITTEN.items() if n != "41"}
    assert ideas_page.is_covered(40, gone) and not ideas_page.is_covered(39, gone)


def test_ideas_without_a_function_are_few_and_known():
    spoken = [n for n, concept in CONCEPTS.items() if not concept["code"]]
    assert spoken == [8, 69, 71]
