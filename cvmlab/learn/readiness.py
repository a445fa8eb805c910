"""Whether a lesson can be taught from: it is executed, timed, and has its teacher's texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem, Problem
from cvmlab.learn.course import Entry
from cvmlab.learn.lesson import lesson
from cvmlab.learn.paper import asked, prompts, sections
from cvmlab.learn.texts import lesson_texts


def problems_of(entry: Entry, notebook: Any, workspace: Workspace) -> list[Problem]:
    """Everything that keeps a lesson from being published."""
    try:
        known = set(lesson(entry.number, workspace).exercises)
    except DataProblem as problem:
        return list(problem.problems)
    found = [*_not_executed(notebook), *_exercises(notebook, known), *_minutes(notebook)]
    found += _talk(notebook, lesson_texts(entry.number).get("teach", {}))
    return [Problem(f"lesson {entry.number}: {what}", remedy) for what, remedy in found]


def _not_executed(notebook: Any) -> Iterator[tuple[str, str]]:
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    without = [cell for cell in code if cell.execution_count is None and cell.source.strip()]
    if without:
        remedy = "run make notebooks, which stores the outputs."
        yield f"{len(without)} of {len(code)} code cells have not been executed", remedy
    if any(output.output_type == "error" for cell in code for output in cell.outputs):
        yield "a cell holds an error instead of its output", "mend it and run make notebooks."


def _exercises(notebook: Any, known: set[str]) -> Iterator[tuple[str, str]]:
    there = {
        name for cell in notebook.cells if cell.cell_type == "code" for name in asked(cell.source)
    }
    for name in sorted(known - there):
        yield f'exercise "{name}" is not asked in the notebook', "ask it, or take it out."
    for name in sorted(there - known):
        yield f'the notebook asks "{name}", which is not defined', "define it, or take it out."


def _minutes(notebook: Any) -> Iterator[tuple[str, str]]:
    about = notebook.metadata.get("cvmlab", {})
    wanted = {"core": about.get("core"), "all": sum(about.get("minutes", {}).values())}
    clock = sections(notebook)
    added = {
        "core": sum(one.minutes for one in clock if one.is_core),
        "all": sum(one.minutes for one in clock),
    }
    for which, minutes in added.items():
        if minutes != wanted[which]:
            what = f"the minutes of {which} sections add up to {minutes:g}, not {wanted[which]}"
            yield what, "correct the minutes of its cells."


def _talk(notebook: Any, teach: dict[str, Any]) -> Iterator[tuple[str, str]]:
    asked_there, answered = len(prompts(notebook)), len(teach.get("discuss", []))
    if asked_there != answered:
        what = f"{asked_there} discussion prompts, but {answered} answers for the instructor"
        yield what, "give each prompt its answer under teach.discuss."
    if not teach.get("stumbles"):
        yield "nothing is said on where classes stumble", "say it under teach.stumbles."
