"""What the reader has promised to do: the lines of an action plan that go to a board page.

Lesson 61 asks for one promise in full: what shall change, who answers for it by when, and what
would show that it was wrong. The first field of every other lesson stands below it, the latest in
the course first, since it has the most behind it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from cvmlab.blueprint.agenda.agenda import PlanLine
from cvmlab.errors import one_problem
from cvmlab.learn.course import COURSE
from cvmlab.learn.record import all_records
from cvmlab.learn.texts import say
from cvmlab.learn.working_copy import course_folder

CAPSTONE = COURSE[-1].number
_BY = re.compile(r"^(?P<who>.*?)[\s,;:]*\bby\s+(?P<day>.+)$", re.IGNORECASE)


def plan_lines(folder: str | Path | None = None) -> tuple[PlanLine, ...]:
    """The lines of the action plan in a working copy of the course.

    Parameters
    ----------
    folder : path, optional
        The working copy, such as ``my-course``, or a folder in it; by default the one the notebook
        runs in, if it runs in one.

    Returns
    -------
    tuple of PlanLine
        Lesson 61's first, in full; then the first field of each other lesson, from the end of the
        course to its beginning, with the lesson's number. Empty where nothing was written, and
        outside a working copy.

    Raises
    ------
    DataProblem
        When there is no such folder.
    """
    if folder is not None and not Path(folder).expanduser().is_dir():
        raise one_problem(
            f'there is no folder "{folder}" to take the action plan from',
            "name your working copy, such as my-course; cvmlab lab makes one.",
        )
    copy = course_folder(None if folder is None else Path(folder).expanduser())
    if copy is None:
        return ()
    records = all_records(copy)
    found = []
    for entry in reversed(COURSE):
        what, owner, sign = _fields(records.get(entry.number, {}))
        if entry.number == CAPSTONE and (what or owner or sign):
            found.append(PlanLine(what, *_who_and_by(owner), sign))
        elif entry.number != CAPSTONE and what:
            found.append(PlanLine(say("plan.line", lesson=entry.number, what=what)))
    return tuple(found)


def _fields(entries: dict[str, Any]) -> tuple[str, str, str]:
    """The three fields of a lesson's plan, each on one line; empty ones where nothing stands."""
    plan = entries.get("plan")
    given = plan.get("answer", []) if isinstance(plan, dict) else []
    texts = [" ".join(str(one).split()) for one in given] if isinstance(given, list) else []
    what, owner, sign, *_ = *texts, "", "", ""
    return what, owner, sign


def _who_and_by(text: str) -> tuple[str, str]:
    """ "Noreen, by 1 June" in its two parts; all of it is the owner where no day is given."""
    match = _BY.match(text)
    return (match["who"].strip(), match["day"].strip()) if match else (text, "")
