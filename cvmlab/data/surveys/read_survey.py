"""The export of a survey, and its description -> a survey of brands, all answers accounted for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from cvmlab.data.ledger import Entry
from cvmlab.data.surveys import sheets
from cvmlab.data.surveys.answer_ledger import SurveyLedger, column_of
from cvmlab.data.surveys.answers import (
    EMPTY,
    USED,
    Answers,
    currencies,
    measured,
    rated,
)
from cvmlab.data.surveys.choice_answers import read_choice_answers
from cvmlab.data.surveys.columns import Located, locate
from cvmlab.data.surveys.description import OF_A_BRAND, WIDE, SurveyDescription
from cvmlab.data.surveys.description_file import COMMAND
from cvmlab.data.surveys.description_sections import description_beside
from cvmlab.data.surveys.doubts import doubts
from cvmlab.data.surveys.export import Export, open_export
from cvmlab.data.surveys.shares import as_parts
from cvmlab.data.surveys.survey import Survey
from cvmlab.data.surveys.views import customer_types, views_of
from cvmlab.errors import DataProblem, Problem

LABELS = {"price": "Price", "hassle": "Hassle", "share": "Share of the money spent"}


def read_survey(
    given: Any, description: SurveyDescription | dict[str, Any] | str | Path | None = None
) -> Survey:
    """Read how people see a firm and its rivals, and account for every answer.

    Parameters
    ----------
    given : str, Path or DataFrame
        What the survey tool exported: csv, tsv, xlsx or parquet, with one, two or three header
        rows (Qualtrics).
    description : SurveyDescription, dict or path of a TOML file, optional
        Which column is which, and from where to where people answered; by default ``survey.toml``
        beside the file. ``cvmlab survey FILE`` writes a first one.

    Returns
    -------
    Survey
        One row a respondent and brand; ``brand_views(survey)`` takes it as it is.

    Raises
    ------
    DataProblem
        With all problems at once: what the description leaves open, missing columns, answers that
        are not on the scale, shares of more than the whole.

    Examples
    --------
    >>> sheets = pd.DataFrame({
    ...     "who": ["a", "b", "c"], "1_fresh": ["9", "8", "?"], "2_fresh": ["5", "", "6"],
    ...     "1_staff": ["8", "7", "9"], "2_staff": ["4", "", "99"],
    ...     "1_pays": ["90", "85 €", "92"], "2_pays": ["about 50", "", "55"],
    ...     "1_lost": ["20", "15", "20 min"], "2_lost": ["25", "", "30"]})
    >>> survey = read_survey(sheets, {
    ...     "survey": {"own": "Us", "layout": "wide", "currency": "EUR"},
    ...     "brands": {"1": "Us", "2": "Them"},
    ...     "scale": {"low": 1, "high": 10, "best": "high", "dont_know": [99]},
    ...     "columns": {"respondent": "who", "price": "{brand}_pays", "hassle": "{brand}_lost"},
    ...     "product": {"fresh": "{brand}_fresh"}, "service": {"staff": "{brand}_staff"}})
    >>> print(survey.ledger.answers["used"].sum(), survey.table["price"].tolist())
    18 [90.0, 50.0, 85.0, 92.0, 55.0]
    """
    if description is None:
        description = description_beside(given, COMMAND)
    told = SurveyDescription.read(description)
    export = open_export(given, told.reading, told.header_rows)
    try:
        return _read(export, told)
    except DataProblem as problem:
        raise DataProblem(problem.problems, f"{export.name}, read by {told.name}") from None


def _read(export: Export, told: SurveyDescription) -> Survey:
    located, problems = locate(told, export)
    if problems:
        raise DataProblem(problems)
    fate = sheets.fates(export, located, told, problems)
    views = views_of(export, located, told, fate, problems)
    views["customer_type"] = customer_types(views, told, problems)
    if views.empty:
        raise DataProblem([*problems, *sheets.nobody_left(fate)])
    answers, notes = rated(
        {item.column: views[item.column] for item in told.items}, views["line"], told, problems
    )
    for name in OF_A_BRAND:
        if name in located.fields:
            answers[name] = _measured(name, views, told, problems)
    currency = _currency(views, told, problems, notes)
    if "share" in answers:
        answers["share"] = as_parts(answers["share"], views, told, problems)
    people = views.drop_duplicates("row").set_index("row")[["respondent", "customer_type"]]
    choices = read_choice_answers(export, told, people, problems, notes)
    if problems:
        raise DataProblem(problems)
    table, kept = _table(views, answers, located)
    survey_fate = _rows_without_views(fate, views, kept, told)
    if table.empty:
        raise DataProblem(sheets.nobody_left(survey_fate))
    columns = tuple(
        column_of(name, _label(name, told), _among(read, kept), views["line"])
        for name, read in answers.items()
        if not pd.api.types.is_float_dtype(views[name])
    )
    names = told.brand_names if told.brands else tuple(
        dict.fromkeys([told.own, *table["brand"]])
    )  # fmt: skip
    respondents = int(table["respondent"].nunique())
    ledger = SurveyLedger(
        source=export.name,
        one_row="one respondent" if told.layout == WIDE else "one respondent's view of one brand",
        entries=rows_of(export, survey_fate),
        respondents=respondents,
        possible=respondents * len(names),
        rated=len(table),
        columns=columns,
        flags=tuple(doubts(table, told)),
        notes=(*export.notes, *notes),
        mapped=located.how,
    )
    return Survey(
        table=table,
        items=told.items,
        scale=told.scale,
        own=told.own,
        brands=names,
        hassle_unit=told.hassle_unit,
        currency=currency,
        share="share" if "share" in table else None,
        customer_type="customer_type" if "customer_type" in table else None,
        ledger=ledger,
        choices=choices,
    )


def _measured(
    name: str, views: pd.DataFrame, told: SurveyDescription, problems: list[Problem]
) -> Answers:
    texts = views[name]
    if pd.api.types.is_float_dtype(texts):  # given by the description, not asked
        return Answers(texts, pd.Series(EMPTY, index=texts.index, dtype="str"), texts)
    return measured(name, texts, views["line"], told, problems)


def _currency(
    views: pd.DataFrame, told: SurveyDescription, problems: list[Problem], notes: list[str]
) -> str:
    money = ["price", *(["hassle"] if told.hassle_unit == "money" else [])]
    seen: dict[str, str] = {}
    for name in money:
        if not pd.api.types.is_float_dtype(views[name]):
            seen |= currencies(views[name])
    wanted = {told.currency} if told.currency else set()
    if len(set(seen) | wanted) > 1:
        found = ", ".join(f'{code} ("{text}")' for code, text in seen.items())
        problems.append(
            Problem(
                f"prices in several currencies: {found}"
                if len(seen) > 1
                else f"the prices are in {found}, the description says {told.currency}",
                "have them in one currency before the file is read, or mend currency in the "
                "description.",
                column="price",
            )
        )
    if seen and not told.currency and len(seen) == 1:
        notes.append(f"The currency, {next(iter(seen))}, is the one written beside the prices.")
    return told.currency or next(iter(seen), "")


def _table(
    views: pd.DataFrame, answers: dict[str, Answers], located: Located
) -> tuple[pd.DataFrame, pd.Series]:
    """The views in which a brand was rated; a share alone, perhaps of nothing, is no view."""
    asked = [read.fate for name, read in answers.items() if name != "share"]
    kept = pd.concat([fate != EMPTY for fate in asked], axis=1).any(axis=1)
    parts = {"respondent": views["respondent"], "brand": views["brand"]}
    parts |= {name: read.values for name, read in answers.items()}
    if "customer_type" in located.roles:
        parts["customer_type"] = views["customer_type"]
    return pd.DataFrame(parts)[kept].reset_index(drop=True), kept


def _among(read: Answers, kept: pd.Series) -> Answers:
    return Answers(read.values[kept], read.fate[kept], read.texts[kept])


def _rows_without_views(
    fate: pd.Series, views: pd.DataFrame, kept: pd.Series, told: SurveyDescription
) -> pd.Series:
    with_views = set(views["row"][kept])
    blank = [row for row in fate.index[fate == USED] if row not in with_views]
    result = fate.copy()
    result[blank] = sheets.EMPTY_SHEET if told.layout == WIDE else sheets.EMPTY_VIEW
    return result


def rows_of(export: Export, fate: pd.Series) -> tuple[Entry, ...]:
    """The entries of a ledger: rows used, and rows set aside by reason.

    Parameters
    ----------
    export : Export
    fate : Series of str
        What becomes of each row.
    """
    rows = fate.value_counts()
    entries = [Entry(USED, USED, int(rows.get(USED, 0)), None)]
    for reason in [r for r in rows.index if r != USED]:
        lines = export.lines[fate == reason][:3]
        places = tuple(f"line {line}" for line in lines)
        entries.append(Entry("set aside", str(reason), int(rows[reason]), None, places))
    by_reason: dict[str, list[str]] = {}
    for bad in export.bad_lines:
        by_reason.setdefault(bad.reason, []).append(f"line {bad.line}")
    for reason, found in by_reason.items():
        entries.append(Entry("set aside", reason, len(found), None, tuple(found[:3])))
    return tuple(entries)


def _label(name: str, told: SurveyDescription) -> str:
    return next((i.label for i in told.items if i.column == name), LABELS.get(name, name))
