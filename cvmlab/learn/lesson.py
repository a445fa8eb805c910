"""A lesson's helpers: ``check``, ``hint``, ``solution`` and ``progress``, bound to the data in use.

``check`` never raises. It says *to do*, *right* or *not yet*, and gives back the reader's answer
when it is right and the reference otherwise, so that every cell below still runs.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd

from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem, one_problem
from cvmlab.figures.tables import Table
from cvmlab.learn.blank import ____, is_blank
from cvmlab.learn.course import find
from cvmlab.learn.exercise import Choice, Exercise, Facts, Guess, Plan
from cvmlab.learn.feedback import Feedback
from cvmlab.learn.lent import LENT, lent
from cvmlab.learn.look import set_as_prose
from cvmlab.learn.record import Record
from cvmlab.learn.stand_ins import is_own
from cvmlab.learn.texts import say
from cvmlab.learn.verdict import NOTED, RIGHT, TO_DO, Verdict
from cvmlab.learn.wording import Wording

# Facts cost calculations: check and explorer share those of the same tables.
_FACTS: WeakKeyDictionary[Workspace, dict[str, Facts]] = WeakKeyDictionary()


@dataclass(eq=False)
class Lesson:
    """The helpers of one lesson; unpacks into check, hint, solution and progress.

    Parameters
    ----------
    number : str
    facts : Facts
        What the lesson asks for, worked out from the tables in use.
    exercises : dict of str to Exercise
    record : Record
        What was answered so far.
    """

    number: str
    facts: Facts
    exercises: dict[str, Exercise]
    record: Record
    _hints: dict[str, int] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Callable[..., Any]]:
        return iter((self.check, self.hint, self.solution, self.progress))

    @property
    def wording(self) -> Wording:
        """What is said about its exercises."""
        return Wording(self.number, self.facts)

    def check(self, exercise: str | int, *answer: Any) -> Any:
        """Say how an answer stands, and give back a value the lesson can go on with.

        Parameters
        ----------
        exercise : str or int
            Which exercise.
        *answer
            The reader's answer; several for the fields of a plan. Without one, a guess is
            revealed, and any other exercise says what it asks.

        Returns
        -------
        object
            The answer if it is right, else the reference; a guess as it was made, else None;
            nothing for a choice.
        """
        found = self._find(exercise)
        if found is None:
            return answer[0] if answer else None
        try:
            if isinstance(found, Guess) and not answer:
                self._tell(found, "", self.wording.reveal(found, self._guessed(found)))
                return None
            value = self._judge(found, answer)
            # Nothing goes on from a letter, and shown below the cell it would give itself away.
            return None if isinstance(found, Choice) else value
        except DataProblem as problem:
            self._cannot(found, problem)
            return None

    def hint(self, exercise: str | int) -> None:
        """The next hint for an exercise."""
        found = self._find(exercise)
        if found is None:
            return
        given = self._hints.get(found.id, 0)
        self._hints[found.id] = given + 1
        which, lines = self.wording.hint(found, given)
        self._tell(found, "", lines, which)

    def solution(self, exercise: str | int) -> None:
        """The answer, and how one gets there."""
        found = self._find(exercise)
        if found is None:
            return
        try:
            self._tell(found, "", self.wording.solution(found), say("names.solution"))
        except DataProblem as problem:
            self._cannot(found, problem)

    def progress(self, export: bool = False) -> Table:
        """How far the reader is; with ``export=True`` their answers go to a file without a name."""
        rows = [
            {
                say("progress.exercise"): self.wording.name(one),
                say("progress.about"): self.facts.in_own_words(
                    self.wording.texts(one).get("title", "")
                ),
                say("progress.status"): say("status." + self.record.status(one.id)),
                say("progress.tries"): self.record.tries(one.id),
            }
            for one in self.exercises.values()
        ]
        judged = [one for one in self.exercises.values() if not isinstance(one, Guess | Plan)]
        right = sum(self.record.status(one.id) == RIGHT for one in judged)
        notes = [say("progress.note", right=right, all=len(judged))]
        if export:
            notes.append(self._export())
        title = say("progress.title", lesson=self.number)
        return Table(pd.DataFrame(rows), title=title, note=" ".join(notes))

    def _judge(self, found: Exercise, answer: tuple[Any, ...]) -> Any:
        given: Any = answer[0] if answer else ____
        if isinstance(found, Plan):  # some of its fields may wait
            given = tuple("" if is_blank(one) else str(one) for one in answer)
        if not any(given) if isinstance(found, Plan) else is_blank(given):
            # First, since what cannot be asked of these tables is not to be done either.
            value = None if isinstance(found, Guess) else lent(found.reference(self.facts))
            self._tell(found, TO_DO, self.wording.to_do(found))
            return value
        if isinstance(given, LENT):
            self._tell(found, TO_DO, [say("check.lent")])
            return given
        verdict = found.judge(given, self.facts)
        self._note(found, verdict, given)
        lines = self.wording.verdict(found, verdict)
        self._tell(found, verdict.status, self._planned() if isinstance(found, Plan) else lines)
        return verdict.value if verdict.status in (RIGHT, NOTED) else lent(verdict.value)

    def _note(self, found: Exercise, verdict: Verdict, given: Any) -> None:
        own = verdict.status in (RIGHT, NOTED) and not isinstance(found, Plan)
        answer = verdict.value if own else _as_typed(given)
        more: dict[str, Any] = {}
        if isinstance(found, Guess) and own:
            truth = found.reference(self.facts)
            more["written"] = [found.write(value, self.facts) for value in (answer, truth)]
        if isinstance(found, Plan):
            more["numbers"] = self.wording.numbers(found)
        self.record.note(found.id, verdict.status, answer, **more)

    def _guessed(self, found: Guess) -> Any:
        entry = self.record.entries.get(found.id, {})
        return entry.get("answer") if entry.get("status") == NOTED else None

    def _planned(self) -> list[str]:
        from cvmlab.learn.action_plan import write_action_plan

        if self.record.folder is None:
            return [say("check.planned_here")]
        path = write_action_plan(self.record.folder)
        shown = path.relative_to(self.record.folder.parent).as_posix()
        return [say("check.planned"), say("check.plan_at", path=shown)]

    def _export(self) -> str:
        plans = [one.id for one in self.exercises.values() if isinstance(one, Plan)]
        truth = {
            one.id: one.reference(self.facts)
            for one in self.exercises.values()
            if one.id in self.record.entries and one.id not in plans
        }
        path = self.record.export(truth, plans)
        if path is None or self.record.folder is None:
            return say("progress.not_exported")
        shown = path.relative_to(self.record.folder.parent).as_posix()
        return say("progress.exported", path=shown)

    def _find(self, exercise: str | int) -> Exercise | None:
        found = self.exercises.get(str(exercise))
        if found is None:
            known = ", ".join(self.exercises)
            Feedback("", "?", (say("check.no_such", id=exercise, known=known),)).show()
        return found

    def _cannot(self, found: Exercise, problem: DataProblem) -> None:
        first = problem.problems[0]
        where = f'column "{first.column}": ' if first.column else ""
        why = f"{where}{first.what.rstrip('.')}."
        self._tell(found, "", [say("check.no_data", why=why[0].upper() + why[1:])])

    def _tell(self, found: Exercise, status: str, lines: list[str], after: str = "") -> None:
        title = " · ".join(filter(None, [self.wording.name(found), after]))
        Feedback(status, title, tuple(lines)).show()


def lesson(number: str | int, workspace: Workspace) -> Lesson:
    """Open a lesson on the tables in use.

    Parameters
    ----------
    number : str or int
        Its number, such as "11".
    workspace : Workspace
        What :func:`cvmlab.load` returned.

    Returns
    -------
    Lesson
        Unpacks into ``check, hint, solution, progress``.

    Raises
    ------
    DataProblem
        When there is no such lesson, or the workspace is none.
    """
    from cvmlab.learn.guard import watch

    entry = find(number)
    opened = Lesson(
        entry.number,
        facts_of(entry.number, workspace),
        {one.id: one for one in exercises_of(entry.number).EXERCISES},
        Record.here(entry.number),
    )
    guard = watch(entry, workspace)
    if guard is not None and opened.record.folder is not None:
        set_as_prose()
    if guard is not None and is_own(workspace):
        guard.follow(opened.facts)
    return opened


def facts_of(number: str, workspace: Workspace) -> Facts:
    """The facts of a lesson, worked out once for the tables in use."""
    if not isinstance(workspace, Workspace):
        raise one_problem(
            "a lesson needs the tables in use", "write ws = cvm.load(source) and give it ws."
        )
    facts = _FACTS.setdefault(workspace, {})
    if number not in facts:
        facts[number] = exercises_of(number).FACTS(workspace)
    return facts[number]


def exercises_of(number: str) -> Any:
    """The module of a lesson's exercises: ``FACTS``, ``EXERCISES`` and ``EXPLORER``."""
    name = f"cvmlab.learn.exercises.lesson_{number}"
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise one_problem(
            f"lesson {number} is still to be written", "choose one that stands in the course."
        ) from None


def _as_typed(given: Any) -> Any:
    if isinstance(given, str | bool | int | float):
        return given
    return [_as_typed(one) for one in given] if isinstance(given, list | tuple) else str(given)
