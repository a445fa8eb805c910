"""The file a survey tool exports: its header rows, and the answers as people see them.

Qualtrics writes three header rows: names, the texts of the questions, and import ids as JSON.
Others write one, or two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from cvmlab.data.engine import Engine
from cvmlab.data.mapping import Mapping
from cvmlab.data.sources import TEXT, open_source
from cvmlab.data.surveys.words import several
from cvmlab.data.text_dialect import unique_names
from cvmlab.data.text_rows import BadLine
from cvmlab.data.workbooks import SUFFIXES as WORKBOOKS
from cvmlab.data.workbooks import cell_text, open_sheet
from cvmlab.errors import DataProblem, one_problem

IMPORT_ID = '{"importid"'
# What Qualtrics writes under the names of its own columns, in the second row.
_TEXTS = {
    "StartDate": "start date", "EndDate": "end date", "Status": "response type",
    "RecordedDate": "recorded date", "ResponseId": "response id", "IPAddress": "ip address",
    "V1": "responseid",
}  # fmt: skip
_DAYS = ("StartDate", "EndDate", "RecordedDate")
_LEGACY = re.compile(r"^V[0-9]+$")  # names of the tool's own columns, long ago
_FIRST = re.compile(r"(?i)^\W*respondent ?id\b")  # where SurveyMonkey's names begin
_NAMELESS = re.compile(r"^column [0-9]+$")
_PEEK = 1 << 18


@dataclass(frozen=True, eq=False)
class Export:
    """The rows of a survey's file, as text.

    Parameters
    ----------
    name : str
        The file, as it is shown.
    cells : DataFrame
        A row an answer sheet (or a view of a brand), all texts; empty where nothing stands.
    lines : Series of int
        The line on which each row stands in the file.
    texts : dict of str to str
        Column -> the question's text; empty where the file holds none.
    header_rows : int
        How many rows the header had.
    is_qualtrics : bool
        Whether the header carries the import ids of Qualtrics.
    bad_lines : tuple of BadLine
        Physical lines that are no rows.
    notes : tuple of str
        How the file is written.
    """

    name: str
    cells: pd.DataFrame
    lines: pd.Series
    texts: dict[str, str] = field(default_factory=dict)
    header_rows: int = 1
    is_qualtrics: bool = False
    bad_lines: tuple[BadLine, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(self.cells.columns)


def open_export(
    given: Any, reading: Mapping | None = None, header_rows: int | None = None
) -> Export:
    """Open what a survey tool has exported.

    Parameters
    ----------
    given : str, Path or DataFrame
        A csv, tsv, xlsx or parquet file; see :func:`cvmlab.data.sources.open_source`.
    reading : Mapping, optional
        The sheet, the encoding and the delimiter where they are told.
    header_rows : int, optional
        How many header rows there are; found by itself by default.

    Raises
    ------
    DataProblem
        When it cannot be read, or holds no answers.
    """
    reading = reading or Mapping()
    if reading.header is None and _names_come_first(given, reading.sheet):
        # Question texts run over several lines, so lines of the file are a poor guide here.
        reading = reading.with_settings(header="1")
    engine = Engine()
    try:
        source = open_source(given, reading, engine)
    except DataProblem as problem:
        told = [replace(p, remedy=_in_a_description(p.remedy)) for p in problem.problems]
        raise DataProblem(told, problem.source or _called(given)) from None
    table = source.table.order_by("_part", "_line")
    frame = table.select("_part", "_line", *source.columns).to_pandas()
    cells = pd.DataFrame({c: _texts(frame[c]) for c in source.columns}, dtype="str")
    further, texts, is_qualtrics, names = _header(cells, header_rows)
    cells = cells.iloc[further:].reset_index(drop=True)
    cells.columns = pd.Index(names)
    if cells.empty:
        raise DataProblem(
            one_problem("there are no answers below the header", "check the export.").problems,
            source.name,
        )
    how = f"{several(further + 1, 'header row')}" + (", as Qualtrics writes them" * is_qualtrics)
    return Export(
        name=source.name,
        cells=cells,
        lines=frame["_line"].iloc[further:].reset_index(drop=True),
        texts=texts,
        header_rows=further + 1,
        is_qualtrics=is_qualtrics,
        bad_lines=tuple(line for _, line in source.bad_lines),
        notes=(*source.notes, f"{how}."),
    )


def _called(given: Any) -> str:
    return Path(given).name if isinstance(given, (str, Path)) else "the table"


def _in_a_description(remedy: str) -> str:
    """A remedy that is an option of the command line, as it is said in a description too."""
    options = re.findall(r"--(sheet|header|encoding|delimiter)", remedy)
    if not options:
        return remedy
    remedy = re.sub(r",? (?:or say|and) --header none and map[\s\S]*?…", "", remedy)
    return f'{remedy.rstrip(".")}; in a survey.toml, {options[0]} = "…" under [reading].'


def _names_come_first(given: Any, sheet: str | None) -> bool:
    """Whether a file is of a tool that writes the names in line 1, and more header below them."""
    path = Path(given) if isinstance(given, (str, Path)) else Path()
    if not path.is_file():
        return False
    if path.suffix.lower() in WORKBOOKS:
        try:
            names, _, _ = open_sheet(path, sheet, "1")
        except DataProblem:
            return False
        return bool(_FIRST.match(names[0]))
    if path.suffix.lower() not in TEXT:
        return False
    with path.open("rb") as stream:
        start = stream.read(_PEEK).replace(b"\x00", b"").decode("ascii", "ignore")
    return "ImportId" in start or bool(_FIRST.match(start))


def _texts(values: pd.Series) -> list[str]:
    if pd.api.types.is_string_dtype(values):
        return [" ".join(text.split()) for text in values.fillna("")]
    return ["" if pd.isna(value) else cell_text(value) for value in values]


def _header(
    cells: pd.DataFrame, told: int | None
) -> tuple[int, dict[str, str], bool, tuple[str, ...]]:
    """How many rows below the names belong to the header, the texts, and the names."""
    names = tuple(cells.columns)
    ids = next((i for i in range(min(3, len(cells))) if _holds_ids(cells.iloc[i])), None)
    further = (told - 1) if told else (ids + 1 if ids is not None else 0)
    if not further and told is None:
        if _holds_texts(cells.iloc[0]):
            further = 1
        elif grouped := _grouped_names(names, cells.iloc[0]):
            return 1, dict(zip(grouped, grouped, strict=True)), False, grouped
    row = 0 if ids is None or ids > 0 else None
    texts = {} if not further or row is None else {c: t for c, t in cells.iloc[row].items() if t}
    if "V1" in names and texts:
        names = unique_names([texts.get(n, n) if _LEGACY.match(n) else n for n in names])
    if further and told == 2 and ids is None and (grouped := _grouped_names(names, cells.iloc[0])):
        return further, dict(zip(grouped, grouped, strict=True)), False, grouped
    return further, {str(c): str(t) for c, t in texts.items()}, ids is not None, names


def _holds_ids(row: pd.Series) -> bool:
    filled = row[row != ""]
    found = filled.str.lower().str.replace(" ", "").str.startswith(IMPORT_ID)
    return len(filled) > 0 and found.mean() > 0.5


def _holds_texts(row: pd.Series) -> bool:
    if any(row[name].strip().lower() == text for name, text in _TEXTS.items() if name in row):
        return True
    # The tool speaks other languages too; in none of them is a word a day.
    days = [row[name] for name in _DAYS if row.get(name)]
    return bool(days) and not any(re.search("[0-9]", day) for day in days)


def _grouped_names(names: tuple[str, ...], row: pd.Series) -> tuple[str, ...] | None:
    """Names of a question that stands once above several columns, each with its own row name."""
    nameless = [bool(_NAMELESS.match(name)) for name in names]
    below = [row.iloc[i] for i, is_empty in enumerate(nameless) if is_empty]
    # A row of answers has a respondent; a column without a name may hold no more than row numbers.
    if not below or nameless[0] or row.iloc[0] or not all(re.search("[^\\d.,]", t) for t in below):
        return None
    grouped, group = [], ""
    for i, name in enumerate(names):
        group = group if nameless[i] else name
        shared = nameless[i] or (i + 1 < len(names) and nameless[i + 1])
        grouped.append(f"{group} | {row.iloc[i]}" if shared and row.iloc[i] else name)
    return unique_names(grouped)
