"""Every idea of the course is taught where it belongs: a passage, and something to do about it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cvmlab.learn.course import COURSE
from tests.notebooks.lessons import Lesson, code, hold, lessons, made_up, md, names, words

CONCEPTS = {
    row["number"]: row
    for row in json.loads(Path(__file__).with_name("concepts.json").read_text(encoding="utf-8"))
}
PASSAGE_WORDS = 25
TASKS = {"exercise", "discuss", "action-plan"}


def coverage(lesson: Lesson, number: int) -> dict[str, list[int]]:
    """The cells that teach an idea: those that name it, its passages, and what there is to do.

    A passage is prose of some length, in a naming cell or at most two cells from it. Something to
    do is an exercise, a guess, the discussion or the action plan: in the same section, or naming
    the idea itself.
    """
    named = [cell for cell in lesson.cells if number in cell.own.get("concepts", ())]
    near = {cell.number + step for cell in named for step in range(-2, 3)}
    under = {lesson.sections[cell.number] for cell in named}
    return {
        "cells": [cell.number for cell in named],
        "passages": [
            cell.number
            for cell in lesson.markdown
            if cell.number in near
            and lesson.sections[cell.number] in under
            and words(cell.text) >= PASSAGE_WORDS
        ],
        "tasks": [
            cell.number
            for cell in lesson.cells
            if TASKS & cell.tags and lesson.sections[cell.number] in under
        ],
    }


def untaught(lesson: Lesson) -> list[str]:
    """Ideas that a lesson owes, and numbers it names that are no idea."""
    found = []
    for number, concept in CONCEPTS.items():
        if lesson.number not in concept["lessons"]:
            continue
        there, idea = coverage(lesson, number), f'idea {number} ("{concept["idea"]}")'
        if not there["cells"]:
            found.append(lesson.at(None, f"{idea}: no cell names it in its concepts"))
            continue
        first = lesson.cells[there["cells"][0] - 1]
        if not there["passages"]:
            found.append(lesson.at(first, f"{idea}: no passage of {PASSAGE_WORDS} words beside it"))
        if not there["tasks"]:
            found.append(
                lesson.at(
                    first,
                    f"{idea}: no exercise, guess or prompt in its section; add one, or name the "
                    "idea in the cell that asks about it",
                )
            )
    for cell in lesson.cells:
        for number in cell.own.get("concepts", ()):
            if number not in CONCEPTS:
                found.append(lesson.at(cell, f"there is no idea {number}"))
    return found


# the list itself


def test_the_list_holds_each_idea_once_and_only_lessons_there_are():
    rows = json.loads(Path(__file__).with_name("concepts.json").read_text(encoding="utf-8"))
    assert [row["number"] for row in rows] == list(range(1, 74))
    known = {entry.number for entry in COURSE}
    assert known == {lesson for row in rows for lesson in row["lessons"]}
    assert len({row["idea"] for row in rows}) == len(rows)
    assert all(row["lessons"] == sorted(set(row["lessons"])) for row in rows)


# the course


@pytest.mark.parametrize("lesson", lessons(), ids=names)
def test_every_idea_is_taught_where_it_belongs(lesson):
    hold(untaught(lesson))


def test_the_table_of_ideas(capsys):
    """Printed for whoever plans the next lesson."""
    written = {lesson.number: lesson for lesson in lessons()}
    lines = ["idea  lesson  cells            passages         to do", "-" * 70]
    open_ideas = set()
    for number, concept in CONCEPTS.items():
        for place in concept["lessons"]:
            if place not in written:
                open_ideas.add(number)
                continue
            there = coverage(written[place], number)
            cells = (", ".join(map(str, part)) or "none" for part in there.values())
            lines.append(f"{number:>4}  {place:>6}  " + "  ".join(c.ljust(15) for c in cells))
    with capsys.disabled():
        print("\n" + "\n".join(line.rstrip() for line in lines))
        print(f"{len(open_ideas)} of {len(CONCEPTS)} ideas wait for a lesson still to be written")
    assert len(lines) > 2, "no idea is taught anywhere"


# the rule itself

TALK = "The four levels answer one question, each in its own way, and only the last says why. " * 3


def owed(*cells) -> list[str]:
    return [what for what in untaught(made_up(*cells)) if "idea 4 (" in what]


def test_an_idea_nobody_names_is_missed():
    assert "no cell names it" in owed(md("# 11"), md(TALK))[0]


def test_an_idea_without_a_passage_is_missed():
    asked = code('check("a", ____)', "exercise")
    found = owed(md("# 11"), md("## Levels", concepts=[4]), asked)
    assert len(found) == 1 and "no passage of 25 words" in found[0]


def test_an_idea_without_something_to_do_is_missed():
    later = [md("## Another"), code('check("a", ____)', "exercise")]
    found = owed(md("# 11"), md(f"## Levels\n{TALK}", concepts=[4]), *later)
    assert len(found) == 1
    assert "no exercise" in found[0] and '11-data, cell 2 (markdown, "## Levels")' in found[0]


@pytest.mark.parametrize(
    "cells",
    [
        [md(f"## Levels\n{TALK}", concepts=[4]), code('check("a", ____)', "exercise")],
        [md("## Levels"), md(TALK), code('guess = check("guess", ____)', "exercise", concepts=[4])],
        [
            md(f"## Levels\n{TALK}", concepts=[4]),
            md("## Discuss\nWhich level?", "discuss", concepts=[4]),
        ],
    ],
)
def test_an_idea_with_a_passage_and_a_task_is_covered(cells):
    assert owed(md("# 11"), *cells) == []


def test_a_number_that_is_no_idea_is_named():
    assert any("no idea 99" in what for what in untaught(made_up(md("# 11", concepts=[99]))))
