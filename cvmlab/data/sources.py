"""Whatever a person points at, as one table: a file, a folder of parts, a DataFrame, a database.

Text stays text until the evidence of whole columns is in; columns a source has typed already keep
their type. Each row knows the line it stands on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from cvmlab.data.databases import copy_table
from cvmlab.data.engine import Engine, Progress, write_parquet
from cvmlab.data.mapping import Mapping
from cvmlab.data.plain_text import is_plain, write_plain
from cvmlab.data.text_dialect import DELIMITERS, Dialect, detect_dialect, unique_names
from cvmlab.data.text_rows import BadLine, Row, read_rows
from cvmlab.data.workbooks import SUFFIXES as WORKBOOKS
from cvmlab.data.workbooks import cell_text, open_sheet
from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.paths import DATASETS

TEXT = (".csv", ".tsv", ".tab", ".txt")
PARQUET = (".parquet", ".pq")
KESTREL = DATASETS / "kestrel"
REMAKE = "make it again: python datasets/make_kestrel.py."
SAMPLES = {"kestrel": KESTREL / "transactions.parquet"}


@dataclass(frozen=True)
class Source:
    """One opened source.

    Parameters
    ----------
    name : str
        As it is shown to people.
    table : ibis Table
        Its columns, and ``_line`` and ``_part`` (the file of a folder, else empty).
    columns : tuple of str
        The names of its columns, in order.
    bad_lines : tuple of BadLine
        Physical lines that are no rows.
    notes : tuple of str
        What was found about how it is written.
    """

    name: str
    table: ir.Table
    columns: tuple[str, ...]
    bad_lines: tuple[tuple[str, BadLine], ...] = ()
    notes: tuple[str, ...] = ()


def open_source(
    given: Any, mapping: Mapping, engine: Engine, progress: Progress | None = None
) -> Source:
    """Open what a person points at.

    Parameters
    ----------
    given : str, Path, pandas DataFrame, Arrow table or Ibis table
        A file (csv, tsv, txt, xlsx, parquet, …), a folder of such files, a database URL
        (``sqlite:///orders.db?table=orders``, ``duckdb:///…``), the word "kestrel" (the sample
        company's orders), or a table.
    mapping : Mapping
        Its reading settings are heeded.
    engine : Engine
        Where the rows are kept.
    progress : callable, optional
        Called with the number of rows read.

    Raises
    ------
    DataProblem
        When it is not there, is empty or cannot be read.
    """
    if isinstance(given, (pd.DataFrame, pa.Table, ir.Table)):
        return _from_table(given, engine)
    text = str(given)
    if "://" in text:
        return _from_database(text, engine)
    path = Path(SAMPLES.get(text, text))
    if not path.exists():
        raise one_problem(
            f'there is no file or folder "{text}"', "check the path and its spelling."
        )
    try:
        if path.is_dir():
            return _from_folder(path, mapping, engine, progress)
        return _from_file(path, mapping, engine, progress)
    except DataProblem as problem:
        raise DataProblem(problem.problems, problem.source or path.name) from None
    except (OSError, pa.ArrowInvalid, duckdb.Error) as error:
        why = getattr(error, "strerror", None) or "it is damaged, or not what its name says"
        raise DataProblem(
            [Problem(f"the file cannot be read: {why}", "check the file, or export it again.")],
            path.name,
        ) from None


def _from_file(path: Path, mapping: Mapping, engine: Engine, progress: Progress | None) -> Source:
    suffix = path.suffix.lower()
    if path.stat().st_size == 0:
        raise one_problem("the file is empty", "check the export, then try again.")
    if suffix in TEXT:
        return _from_text(path, mapping, engine, progress)
    if suffix in WORKBOOKS:
        header, rows, sheet = open_sheet(path, mapping.sheet, mapping.header)
        source = _from_rows(path.name, header, rows, engine, progress)
        return replace(source, notes=(f'Sheet "{sheet}".',))
    if suffix in PARQUET:
        return _from_parquet(path.name, path, engine)
    if suffix in (".gz", ".zip", ".7z", ".bz2", ".zst"):
        raise one_problem("the file is packed", "unpack it first.", column=None)
    raise one_problem(
        f'files ending in "{suffix}" are not known',
        f"use one of: {', '.join(TEXT + WORKBOOKS + PARQUET)}.",
    )


def _from_text(path: Path, mapping: Mapping, engine: Engine, progress: Progress | None) -> Source:
    dialect = detect_dialect(path, mapping.encoding, mapping.delimiter, mapping.header)
    source = _from_plain(path, dialect, engine, progress) or _from_rows(
        path.name, dialect.header, read_rows(path, dialect), engine, progress
    )
    mark = DELIMITERS[dialect.delimiter]
    found = f"Text in {dialect.encoding.upper()}, cells separated by {mark}"
    where = f", header in line {dialect.header_line}." if dialect.header_line else ", no header."
    return replace(source, notes=(found + where, *dialect.notes))


def _from_plain(
    path: Path, dialect: Dialect, engine: Engine, progress: Progress | None
) -> Source | None:
    """A text file that Arrow may cut; None where only the careful reader can."""
    if not is_plain(path, dialect):
        return None
    copy = engine.new_file()
    try:
        rows, bad = write_plain(path, dialect, copy, progress)
    except pa.ArrowInvalid:
        return None
    if not rows:
        raise one_problem("there are no rows below the header", "check the export.")
    table = engine.parquet(copy).mutate(_part=ibis.literal(""))
    return Source(path.name, table, dialect.header, tuple(("", line) for line in bad))


def _from_rows(
    name: str, header: tuple[str, ...], rows: Any, engine: Engine, progress: Progress | None
) -> Source:
    bad: list[tuple[str, BadLine]] = []

    def usable() -> Any:
        for row in rows:
            if isinstance(row, Row):
                yield row.line, row.cells
            else:
                bad.append(("", row))

    path = engine.new_file()
    if not write_parquet(usable(), header, path, progress):
        raise one_problem("there are no rows below the header", "check the export.")
    table = engine.parquet(path).mutate(_part=ibis.literal(""))
    return Source(name, table, header, tuple(bad))


def _from_folder(path: Path, mapping: Mapping, engine: Engine, progress: Progress | None) -> Source:
    parts = sorted(
        part
        for part in path.iterdir()
        if part.suffix.lower() in TEXT + WORKBOOKS + PARQUET
        and not part.name.startswith((".", "~"))
    )
    if not parts:
        raise one_problem(f'the folder "{path.name}" holds no table', "check the folder.")
    opened: list[Source] = []
    problems = []
    for part in parts:
        try:
            opened.append(_from_file(part, mapping, engine, progress))
        except DataProblem as problem:
            problems += [replace(p, what=f"{part.name}: {p.what}") for p in problem.problems]
    for source in opened[1:]:
        if differing := sorted(set(source.columns) ^ set(opened[0].columns)):
            problems.append(
                Problem(
                    f"{source.name} has other columns than {opened[0].name}: "
                    f"{', '.join(differing)}",
                    "give all parts the same columns; if they are different tables, call them "
                    "what they are (survey.csv), or say it in a mapping.toml beside them.",
                )
            )
    if problems:
        raise DataProblem(problems, f'folder "{path.name}"')
    return _union(f"{path.name} ({len(opened)} files)", opened)


def _union(name: str, parts: list[Source]) -> Source:
    columns = parts[0].columns
    types = {c: {str(p.table[c].type()) for p in parts} for c in columns}
    tables = []
    for part in parts:
        cast = {c: part.table[c].cast("string") for c in columns if len(types[c]) > 1}
        tables.append(part.table.mutate(_part=ibis.literal(part.name), **cast).select(
            "_line", "_part", *columns
        ))  # fmt: skip
    bad = tuple((part.name, line) for part in parts for _, line in part.bad_lines)
    notes = tuple(dict.fromkeys(note for part in parts for note in part.notes))
    return Source(name, ibis.union(*tables) if len(tables) > 1 else tables[0], columns, bad, notes)


def _from_database(url: str, engine: Engine) -> Source:
    copy = engine.new_file()
    return _from_parquet(copy_table(url, copy), copy, engine)


def _from_table(given: Any, engine: Engine) -> Source:
    path = engine.new_file()
    if isinstance(given, ir.Table):
        given.to_parquet(path)
        return _from_parquet("the table", path, engine)
    arrow = given if isinstance(given, pa.Table) else _arrow_of(given)
    if not arrow.num_rows:
        raise one_problem("the table has no rows", "check the query it comes from.")
    pq.write_table(arrow, path)
    return _from_parquet("the table", path, engine)


def _arrow_of(frame: pd.DataFrame) -> pa.Table:
    columns = {}
    names = unique_names([str(name) for name in frame.columns])
    for name, (_, column) in zip(names, frame.items(), strict=True):
        if isinstance(column.dtype, pd.DatetimeTZDtype):
            column = column.dt.tz_localize(None)  # the day is the one written
        elif (not pd.api.types.is_numeric_dtype(column) and not (
            pd.api.types.is_datetime64_any_dtype(column)
        )) or pd.api.types.is_bool_dtype(column):  # fmt: skip
            column = pd.Series(["" if pd.isna(v) else cell_text(v) for v in column], dtype="str")
        columns[name] = pa.array(column, from_pandas=True)
    return pa.table(columns)


def _from_parquet(name: str, path: Path, engine: Engine) -> Source:
    """A typed table; its lines are the rows of the file, counted from 1."""
    table = engine.con.read_parquet(str(path), file_row_number=True)
    columns = tuple(c for c in table.columns if c != "file_row_number")
    if table.count().execute() == 0:
        raise one_problem("there are no rows", "check the export.")
    numbered = table.mutate(_line=table.file_row_number + 1, _part=ibis.literal(""))
    return Source(name, numbered.drop("file_row_number"), columns)
