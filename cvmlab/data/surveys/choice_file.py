"""A file of choice tasks of one's own: the columns of the contract, without the sample's limits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from cvmlab.data.contracts.choices import CHOICE_TASKS
from cvmlab.data.contracts.table import Contract
from cvmlab.data.mapping import Mapping
from cvmlab.data.masking import mask
from cvmlab.data.tables import FirmTable, read_table
from cvmlab.errors import DataProblem, Problem


def own_choice_tasks() -> Contract:
    """The contract of choice tasks for any study: minutes may have halves, a task any name.

    Examples
    --------
    >>> own_choice_tasks()["price"].extent, own_choice_tasks()["task"].kind
    ('0 or more', 'id')
    """
    own: dict[str, dict[str, Any]] = {
        "minutes": {"kind": "number"},
        "task": {"kind": "id", "low": None},
    }
    columns = [replace(column, **own.get(column.name, {})) for column in CHOICE_TASKS.columns]
    return replace(CHOICE_TASKS, columns=tuple(columns))


def read_choices(
    given: Any, mapping: Mapping | dict[str, Any] | str | Path | None = None
) -> FirmTable:
    """Read a file of choice tasks, one row an alternative.

    Parameters
    ----------
    given : str, Path or DataFrame
        A file with the columns ``respondent_id, task, alternative, price, minutes, chosen`` under
        these or well-known names; further ones (``warmth``, ``shopper``, a feature of your own) are
        kept under their names.
    mapping : Mapping, dict or path of a TOML file, optional
        Which column is which, where the names do not say it.

    Returns
    -------
    FirmTable
        Its ``frame()`` is what ``choice_sets`` takes.

    Raises
    ------
    DataProblem
        All problems at once; also where a task has no choice, or more than one.
    """
    table = read_table(given, own_choice_tasks(), mapping)
    frame = table.frame()
    tasks = frame.groupby(["respondent_id", "task"], sort=False)["chosen"].agg(["size", "sum"])
    problems = []
    alone = tasks[tasks["size"] < 2]
    if len(alone):
        problems.append(
            Problem(
                "tasks with one alternative only: nothing was chosen between",
                "one row is one alternative; a file with one row a task needs a row for each "
                "alternative that was shown, also the one not taken.",
                count=len(alone),
                examples=_examples(alone),
            )
        )
    wrong = tasks[(tasks["size"] > 1) & (tasks["sum"] != 1)]
    if len(wrong):
        problems.append(
            Problem(
                "tasks in which no alternative was taken, or more than one",
                "mark the one taken with yes and the others with no, or take such tasks out.",
                column="chosen",
                count=len(wrong),
                examples=_examples(wrong),
            )
        )
    if problems:
        raise DataProblem(problems, table.ledger.source)
    return table


def _examples(tasks: Any) -> tuple[str, ...]:
    return tuple(f'"{mask(who)}" task {task}' for who, task in tasks.index[:3])
