"""The page of ideas: where each of the sources' ideas is computed, told and worked on.

``.venv/bin/python -m tests.docs.ideas_page`` writes ``docs/ideas.md`` anew, from the list of ideas
and from the notebooks' own metadata.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from cvmlab.learn.course import find
from cvmlab.learn.texts import exercise_texts
from cvmlab.paths import NOTEBOOKS, ROOT
from tests.docs.claims_page import register
from tests.notebooks.lessons import Lesson, lessons
from tests.notebooks.test_concepts import CONCEPTS, coverage

PAGE = ROOT / "docs" / "ideas.md"
WHY = 71  # the one idea that every lesson carries
_INTRODUCTION = """# Every idea of the sources, and where it lives

Five texts stand behind this course. They hold 73 ideas, and none of them may get lost: each has a
passage that tells it, something to do about it (an exercise, a guess, the discussion, the action
plan), and, where it can be computed, a function of the package. This page is made from the
notebooks themselves, and a test holds it to them. What of the ideas is a claim about the world, and
what became of it, stands in the [register of claims](claims.md).
"""
_BRIEFLY = {
    "barnes": "Barnes",
    "smith": "Smith",
    "peppers": "Peppers & Rogers",
    "blueprint": "the blueprint",
    "relationship": "True Relationship Value",
}


def page() -> str:
    """The page in Markdown: how far the list is covered, then the ideas source by source."""
    titles = register()["sources"]
    written = {lesson.number: lesson for lesson in lessons()}
    homes = dict(_homes())
    total, computed = len(CONCEPTS), sum(bool(concept["code"]) for concept in CONCEPTS.values())
    covered = sum(is_covered(number, written) for number in CONCEPTS)
    lines = [
        _INTRODUCTION,
        f"**{covered} of {total} ideas are covered**, {computed} of them with something that is "
        f"computed; the other {total - computed} are talked about.",
    ]
    for source, title in titles.items():
        mine = [n for n, concept in CONCEPTS.items() if concept["sources"][0] == source]
        lines += ["", f"## {title}", "", "| | idea | told in | to do there | computed by |"]
        lines += ["|---|---|---|---|---|"]
        lines += [_row(number, written, homes) for number in mine]
    return "\n".join(lines) + "\n"


def is_covered(number: int, written: dict[str, Lesson]) -> bool:
    """Whether an idea has a passage and something to do in each of its lessons."""
    places = CONCEPTS[number]["lessons"]
    parts = [coverage(written[place], number) for place in places if place in written]
    return len(parts) == len(places) and all(p["passages"] and p["tasks"] for p in parts)


def _row(number: int, written: dict[str, Lesson], homes: dict[str, str]) -> str:
    concept = CONCEPTS[number]
    also = [_BRIEFLY[name] for name in concept["sources"][1:]]
    idea = concept["idea"] + (f" (also: {', '.join(also)})" if also else "")
    if number == WHY:
        told, tasks = "every lesson", "the discussion"
    else:
        there = [written[place] for place in concept["lessons"] if place in written]
        told = "; ".join(_passage(lesson, number) for lesson in there)
        tasks = "; ".join(f"{lesson.number}: {_tasks(lesson, number)}" for lesson in there)
    code = ", ".join(f"`{name}` ({homes.get(name, 'still to come')})" for name in concept["code"])
    return f"| {number} | {idea} | {told} | {tasks} | {code or 'talked about'} |"


def _passage(lesson: Lesson, number: int) -> str:
    """The lesson, and the heading under which the idea is told."""
    cell = lesson.cells[coverage(lesson, number)["cells"][0] - 1]
    section = lesson.cells[lesson.sections[cell.number] - 1]
    heading = next((text for level, text in section.headings if level <= 2), lesson.name)
    heading = heading.replace("▶", "").replace("|", "/").strip()
    place = lesson.path.relative_to(NOTEBOOKS).as_posix()
    return f"[{lesson.number}](../notebooks/{place}) {heading}"


def _tasks(lesson: Lesson, number: int) -> str:
    """What there is to do about the idea, by name; the nearest three."""
    names: list[str] = []
    for place in coverage(lesson, number)["tasks"]:
        cell = lesson.cells[place - 1]
        names += _asked(lesson, cell.checks) or ["the discussion"]
    return ", ".join(list(dict.fromkeys(names))[:3])


def _asked(lesson: Lesson, checks: list[str]) -> list[str]:
    number = find(lesson.number).number
    return [f"“{exercise_texts(number, one).get('title', one)}”" for one in dict.fromkeys(checks)]


def _homes() -> Iterator[tuple[str, str]]:
    """Every public name, and the folder of the package it stands in."""
    stub = ast.parse((ROOT / "cvmlab" / "__init__.pyi").read_text(encoding="utf-8"))
    for node in stub.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            path = "/".join(node.module.split("."))
            for alias in node.names:
                yield alias.name, re.sub(r"/[^/]+$", "", path) if "/" in path else path


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
