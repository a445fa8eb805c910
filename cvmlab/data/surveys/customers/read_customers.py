"""The export of a customer survey, and its description -> answers, all of them accounted for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from cvmlab.data.surveys import sheets
from cvmlab.data.surveys.answer_ledger import SurveyLedger, column_of
from cvmlab.data.surveys.answers import EMPTY, USED, Answers, rated
from cvmlab.data.surveys.customers.customer_description import (
    ON_A_SCALE,
    YES_OR_NO,
    CustomerDescription,
)
from cvmlab.data.surveys.customers.customer_doubts import customer_doubts
from cvmlab.data.surveys.customers.customer_file import COMMAND
from cvmlab.data.surveys.customers.customer_survey import SINGLES, Battery, CustomerSurvey
from cvmlab.data.surveys.customers.places import roles_in
from cvmlab.data.surveys.customers.single_answers import days_of, labels_of, waves_of, yes_or_no
from cvmlab.data.surveys.description_sections import description_beside
from cvmlab.data.surveys.export import Export, open_export
from cvmlab.data.surveys.read_survey import rows_of
from cvmlab.data.surveys.words import several
from cvmlab.errors import DataProblem, Problem

NOTHING_SAID = "answers no question"
NO_WAVE = "no wave is named"
AGAIN = "the customer has answered this wave already; the first answer is kept"
MOST_AGAIN = 0.2
CALLED = {"move": "move_city"}  # the table's own names


@dataclass(frozen=True, eq=False)
class CustomerLedger(SurveyLedger):
    """The ledger of a customer survey: every row and every answer accounted for."""

    def _given(self) -> str:
        named = self.rated
        who = "no answer sheet names its customer" if not named else (
            f"{several(named, 'answer sheet')} of {self.possible:,} "
            f"{'names its' if named == 1 else 'name their'} customer"
        )  # fmt: skip
        return f"{who[0].upper()}{who[1:]}."


def read_customer_survey(
    given: Any, description: CustomerDescription | dict[str, Any] | str | Path | None = None
) -> CustomerSurvey:
    """Read what customers say about a firm, and account for every answer.

    Parameters
    ----------
    given : str, Path or DataFrame
        What the survey tool exported: csv, tsv, xlsx or parquet, with one, two or three header
        rows (Qualtrics).
    description : CustomerDescription, dict or path of a TOML file, optional
        Which column is which, and from where to where people answered; by default ``survey.toml``
        beside the file. ``cvmlab survey FILE --about loyalty`` writes a first one.

    Returns
    -------
    CustomerSurvey
        One row a respondent and wave.

    Raises
    ------
    DataProblem
        With all problems at once: what the description leaves open, missing columns, answers that
        are not on the scale, words that are neither yes nor no.

    Examples
    --------
    >>> sheets = pd.DataFrame({"card": ["7", "8", ""], "q1": ["9", "8", "n/a"],
    ...                        "q2": ["10", "8", "3"], "q3": ["yes", "no", "yes"]})
    >>> survey = read_customer_survey(sheets, {
    ...     "about": {"kind": "loyalty"},
    ...     "columns": {"customer": "card", "overall": "q1", "recommend_score": "q2", "move": "q3"},
    ...     "scale": {"low": 1, "high": 10, "best": "high"}})
    >>> survey.table["overall"].tolist(), survey.named
    ([9.0, 8.0, nan], 2)
    """
    if description is None:
        description = description_beside(given, COMMAND)
    told = CustomerDescription.read(description)
    export = open_export(given, told.reading, told.header_rows)
    try:
        return _read(export, told)
    except DataProblem as problem:
        raise DataProblem(problem.problems, f"{export.name}, read by {told.name}") from None


def _read(export: Export, told: CustomerDescription) -> CustomerSurvey:
    problems: list[Problem] = []
    roles, how = roles_in(export, told, problems)
    if problems:
        raise DataProblem(problems)
    fate = sheets.answered(export, roles, told.keep_unfinished, problems)
    about = _about(export, told, roles, fate, problems)
    if problems:
        raise DataProblem(problems)
    base, waves = about
    answers, notes = _answers(export, told, roles, fate, problems)
    if problems:
        raise DataProblem(problems)
    said = pd.concat([a.fate != EMPTY for n, a in answers.items() if n != "label"], axis=1)
    fate[fate.index.isin(said.index[~said.any(axis=1)])] = NOTHING_SAID
    kept = fate == USED
    if not kept.any():
        raise DataProblem(sheets.nobody_left(fate))
    table = base[kept].assign(**{name: read.values[kept] for name, read in answers.items()})
    table = table.reset_index(drop=True)
    scales = {n: s.scale for n, s in told.scales.items()}
    batteries = {b: Battery(_named(g), scales[b]) for b, g in told.batteries.items()}
    labels = _labels(export, told)
    columns = tuple(
        column_of(name, labels.get(name, SINGLES.get(name, name)), _among(read, kept), export.lines)
        for name, read in answers.items()
    )
    named = int(table["customer_id"].notna().sum())
    ledger = CustomerLedger(
        source=export.name,
        one_row="one respondent's answers",
        entries=rows_of(export, fate),
        respondents=len(table),
        possible=len(table),
        rated=named,
        columns=columns,
        flags=tuple(customer_doubts(table, batteries)),
        notes=(*export.notes, *notes),
        mapped=how,
    )
    return CustomerSurvey(
        table=table,
        batteries=batteries,
        scales={name: scales[name] for name in ON_A_SCALE if name in scales},
        labels=labels,
        waves=waves,
        own=told.own,
        ledger=ledger,
    )


def _about(
    export: Export,
    told: CustomerDescription,
    roles: dict[str, str],
    fate: pd.Series,
    problems: list[Problem],
) -> tuple[pd.DataFrame, dict[int, str]]:
    """Who answered, when and in which wave; somebody who answers a wave twice counts once."""
    cells, index = export.cells, export.cells.index
    rows = export.lines.astype("str")
    if "respondent" in roles:
        rows = sheets.names_in(export, roles["respondent"])
        again = rows.where(fate == USED).duplicated() & (fate == USED)
        fate[again] = sheets.REPEATED
        _too_many(again, fate, roles["respondent"], problems)
    days = pd.Series(pd.NaT, index=index, dtype="datetime64[s]")
    if told.asked_on is not None:
        days = pd.Series(pd.Timestamp(told.asked_on), index=index, dtype="datetime64[s]")
    elif "date" in roles:
        used = fate[fate == USED].index
        column = cells.loc[used, roles["date"]]
        found = days_of(column, export.lines[used], told.dates, roles["date"], problems)
        days = found.reindex(index)
    wave, waves = pd.Series(1, index=index, dtype="Int64"), {1: "1"}
    if "wave" in roles:
        names = cells[roles["wave"]].where(fate == USED, "")
        found_waves = waves_of(names, days, told.codes.get("wave", {}))
        if found_waves[1]:  # a column that is empty throughout says that there was one
            wave, waves = found_waves
            fate[wave.isna() & (fate == USED)] = NO_WAVE
    customer = pd.Series(pd.NA, index=index, dtype="str")
    if "customer" in roles:
        names = sheets.names_in(export, roles["customer"])
        customer = names.where(names != "").astype("str")
        key = pd.DataFrame({"who": customer, "wave": wave})[(fate == USED) & customer.notna()]
        again = key.duplicated().reindex(index, fill_value=False)
        _too_many(again, fate, roles["customer"], problems)
        fate[again] = AGAIN
    base = pd.DataFrame({"response_id": rows, "customer_id": customer, "wave": wave, "date": days})
    return base, waves


def _too_many(again: pd.Series, fate: pd.Series, column: str, problems: list[Problem]) -> None:
    used = max(int((fate == USED).sum()), 1)
    if again.sum() > MOST_AGAIN * used:
        problems.append(
            Problem(
                f"{several(int(again.sum()), 'row')} repeat somebody who has a row already",
                "name a column that is different in every answer sheet as respondent, your number "
                "of the customer as customer, and, where there were several waves, the wave.",
                column=column,
            )
        )


def _answers(
    export: Export,
    told: CustomerDescription,
    roles: dict[str, str],
    fate: pd.Series,
    problems: list[Problem],
) -> tuple[dict[str, Answers], list[str]]:
    """The answers of the rows that count, question by question."""
    cells, lines = export.cells[fate == USED], export.lines[fate == USED]
    answers: dict[str, Answers] = {}
    notes: list[str] = []
    items = told.items
    for battery, groups in told.batteries.items():
        texts = {item: cells[items[item]] for columns in _named(groups).values()
                 for item in columns}  # fmt: skip
        read, more = rated(
            texts, lines, told.scales[battery], problems, f"[scale] or [scale.{battery}]"
        )
        answers |= read
        notes += more
    for role in ON_A_SCALE:
        if role in roles:
            read, more = rated(
                {role: cells[roles[role]]}, lines, told.scales[role], problems,
                f"[scale.{role}]",
            )  # fmt: skip
            answers |= read
            notes += more
    for role in YES_OR_NO:
        if role in roles:
            answers[CALLED.get(role, role)] = yes_or_no(role, cells[roles[role]], told, problems)
    if "label" in roles:
        answers["label"] = labels_of(cells[roles["label"]], told.codes.get("label", {}), problems)
    return answers, notes


def _named(groups: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {g: tuple(f"{g}_{n}" for n in range(1, len(c) + 1)) for g, c in groups.items()}


def _among(read: Answers, kept: pd.Series) -> Answers:
    return Answers(read.values[kept], read.fate[kept], read.texts[kept])


def last_part(text: str) -> str:
    """The statement of a matrix, which stands behind the question that all of them share.

    Examples
    --------
    >>> last_part("How far do these apply? - I feel at home there")
    'I feel at home there'
    """
    return re.split(r"\s[-–]\s", text)[-1].strip()


def _labels(export: Export, told: CustomerDescription) -> dict[str, str]:
    """What pictures call groups and questions: as told, else by the question's own text."""
    groups = {g: g.replace("_", " ") for b in told.batteries.values() for g in b}
    texts = {i: last_part(export.texts.get(c, c)) for i, c in told.items.items()}
    return {**groups, **texts, **told.labels}
