"""Choice tasks of a questionnaire: the tasks everybody was shown, and what each one took.

A survey tool exports one column a task; a model of choices wants one row an alternative.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cvmlab.data.surveys.description import SurveyDescription
from cvmlab.data.surveys.export import Export
from cvmlab.data.surveys.words import SHOWN, is_nothing, plain, several
from cvmlab.errors import Problem

TASK = "{task}"


@dataclass(frozen=True, eq=False)
class ChoiceDesign:
    """The tasks as they were shown.

    Parameters
    ----------
    column : str
        The column of a task's answer, with ``{task}`` in the place of its number.
    tasks : dict of str to dict
        Task -> alternative -> what it offers: ``price``, ``minutes``, …
    codes : dict of str to str
        An answer as the file writes it, plain -> the alternative.
    """

    column: str
    tasks: dict[str, dict[str, dict[str, Any]]]
    codes: dict[str, str]


def choice_design(given: dict[str, Any], problems: list[Problem]) -> ChoiceDesign | None:
    """The section ``[choices]`` of a description, checked."""
    column, tasks = given.get("column"), given.get("tasks")
    before = len(problems)
    for key in given:
        if key not in ("column", "tasks", "codes"):
            problems.append(
                Problem(f'"{key}" is no setting of [choices]', "use column, tasks, codes.")
            )
    if not isinstance(column, str) or TASK not in column:
        problems.append(
            Problem(
                "the columns of the choice tasks are not named",
                f'say column = "Q7_{TASK}" under [choices], {TASK} where the number stands.',
            )
        )
    offers: dict[str, set[str]] = {}
    for task, alternatives in (tasks if isinstance(tasks, dict) else {}).items():
        if not isinstance(alternatives, dict) or len(alternatives) < 2:
            problems.append(_bad_task(task))
            continue
        for name, offer in alternatives.items():
            if not isinstance(offer, dict) or not offer or not all(map(_is_plain, offer.values())):
                problems.append(_bad_task(task))
            else:
                offers[f"task {task}, {name}"] = set(offer)
    if not offers and len(problems) == before:
        problems.append(_bad_task("1"))
    everything = set().union(*offers.values()) if offers else set()
    for place, said in offers.items():
        if lost := sorted(everything - said):
            problems.append(
                Problem(
                    f"{place} does not say its {', '.join(lost)}",
                    "every alternative of every task says all that the others say.",
                )
            )
    if len(problems) > before:
        return None
    codes = given.get("codes", {})
    return ChoiceDesign(
        str(column), dict(tasks or {}), {plain(code): str(name) for code, name in codes.items()}
    )


def _is_plain(value: Any) -> bool:
    return isinstance(value, (str, bool, int)) or (
        isinstance(value, float) and math.isfinite(value)
    )


def _bad_task(task: str) -> Problem:
    return Problem(
        f"choice task {task} does not offer two alternatives",
        f"write it as {task} = {{ A = {{ price = 80, minutes = 40 }}, "
        "B = { price = 82, minutes = 20 } } under [choices.tasks].",
    )


def read_choice_answers(
    export: Export,
    description: SurveyDescription,
    people: pd.DataFrame,
    problems: list[Problem],
    notes: list[str],
) -> pd.DataFrame | None:
    """One row an alternative of every task that was answered.

    Parameters
    ----------
    export : Export
    description : SurveyDescription
    people : DataFrame
        ``respondent, customer_type`` of each row of the export that is used.
    problems, notes : list
        Told what is wrong, and how many tasks were answered.

    Returns
    -------
    DataFrame
        ``respondent_id, task, alternative``, what was offered, ``chosen`` and ``shopper`` where
        the kind of customer was asked; None where the questionnaire had no tasks.
    """
    if description.choices is None:
        return None
    design = choice_design(description.choices, problems)
    if design is None:
        return None
    columns = {task: design.column.replace(TASK, task) for task in design.tasks}
    lost = [column for column in columns.values() if column not in export.columns]
    if lost:
        problems.append(
            Problem(
                f"choices: there is no column {', '.join(lost[:5])}",
                "mend column, or the numbers of the tasks, under [choices].",
            )
        )
        return None
    parts: list[pd.DataFrame] = []
    odd: dict[str, str] = {}
    asked = 0
    for task, column in columns.items():
        answers = export.cells.loc[people.index, column]
        asked += len(answers)
        known = {text: _taken(text, design, task) for text in answers.unique()}
        given = {text for text in known if text and not is_nothing(text)}
        skipped = description.dont_know
        odd |= {t: column for t in given if not known[t] and plain(t) not in skipped}
        taken = answers.map(known)
        some = taken[taken.fillna("") != ""]
        for name, offer in design.tasks[task].items():
            parts.append(
                pd.DataFrame(
                    {
                        "respondent_id": people.loc[some.index, "respondent"],
                        "task": int(task) if task.isdigit() else task,
                        "alternative": name,
                        **offer,
                        "chosen": some == name,
                        "shopper": people.loc[some.index, "customer_type"],
                        "_row": some.index,
                    }
                )
            )
    if odd:
        problems.append(
            Problem(
                f"{several(len(odd), 'answer')} to the choice tasks that name no alternative",
                'say which is which under [choices.codes]: 1 = "A", 2 = "B".',
                examples=tuple(
                    f'"{text[:SHOWN]}" in {column}' for text, column in list(odd.items())[:3]
                ),
            )
        )
        return None
    table = pd.concat(parts).sort_values(["_row", "task", "alternative"], ignore_index=True)
    answered = int(table["chosen"].sum())
    notes.append(
        f"{several(asked, 'choice task')} asked = {answered:,} answered + {asked - answered:,} not."
    )
    without = ["_row"] if table["shopper"].notna().any() else ["_row", "shopper"]
    return table.drop(columns=without)


def _taken(text: str, design: ChoiceDesign, task: str) -> str:
    """The alternative an answer names: by its code, its name, or the name it begins with."""
    word = plain(text)
    if word in design.codes:
        return design.codes[word]
    for name in design.tasks[task]:
        if re.match(rf"{re.escape(plain(name))}(?![\w])", word):
            return name
    return ""
