"""The company as files: one file a table, the truth in a folder of its own.

Files are written part by part as the blocks come, so memory does not grow with the people.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from cvmlab.kestrel import blueprint
from cvmlab.kestrel.company import PEOPLE, SEED, number_of_parts, parts

Format = Literal["parquet", "csv", "xlsx"]
FORMATS: tuple[Format, ...] = ("parquet", "csv", "xlsx")
ROW_GROUP = 120_000  # rows: engines read the groups of a file side by side, one on each core
MANIFEST = "kestrel.json"
MAPPING = """# Kestrel Market Group, the sample company: all money is in euros, net of tax.
[reading]
currency = "EUR"
basis = "net"
"""
SHEET_ROWS = 1_048_575  # what a sheet holds below its header
Progress = Callable[[int, int, str], None]


class Writer(Protocol):
    """A file that takes a table in parts."""

    def add(self, part: pd.DataFrame) -> None:
        """Write some more rows."""

    def close(self) -> None:
        """Finish the file."""


def write_company(
    out: Path,
    people: int = PEOPLE,
    seed: int = SEED,
    form: Format = "parquet",
    progress: Progress | None = None,
) -> dict[str, int]:
    """Make a company and write it to a folder.

    Parameters
    ----------
    out : Path
        The folder; made when it is not there.
    people : int
        How many people.
    seed : int
        The same seed writes the same files.
    form : {"parquet", "csv", "xlsx"}
        The kind of files.
    progress : callable, optional
        Called with parts done, parts in all, and the table just written.

    Returns
    -------
    dict of str to int
        The rows of each table.
    """
    rows: dict[str, int] = {}
    writers: dict[str, Writer] = {}
    in_all = number_of_parts(people)
    try:
        for done, (name, part) in enumerate(parts(people, seed), start=1):
            if name not in writers:
                writers[name] = _WRITERS[form](path_of(out, name, form))
            writers[name].add(part)
            rows[name] = rows.get(name, 0) + len(part)
            if progress:
                progress(done, in_all, name)
    finally:
        for writer in writers.values():
            writer.close()
    made = {"people": people, "seed": seed, "format": form, "rows": rows}
    (out / MANIFEST).write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")
    (out / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    (out / blueprint.FILE).write_text(blueprint.TEXT, encoding="utf-8")
    return rows


def write_table(table: pd.DataFrame, path: Path, form: Format) -> None:
    """Write one table to a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = _WRITERS[form](path)
    writer.add(table)
    writer.close()


def path_of(out: Path, name: str, form: Format) -> Path:
    """Where a table is written: what no firm ever sees stands apart.

    Examples
    --------
    >>> path_of(Path("kestrel"), "truth_person", "csv").as_posix()
    'kestrel/truth/person.csv'
    """
    folder = out / "truth" if name.startswith("truth_") else out
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name.removeprefix('truth_')}.{form}"


def files_of(folder: Path) -> set[Path]:
    """The files of the company that an earlier run wrote to a folder; none without its manifest."""
    try:
        made = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        tables = {path_of(folder, name, made["format"]) for name in made["rows"]}
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return tables | {folder / MANIFEST, folder / "mapping.toml", folder / blueprint.FILE}


class _Parquet:
    """Dictionary pages are made large enough for money, which compresses it best."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: pq.ParquetWriter | None = None

    def add(self, part: pd.DataFrame) -> None:
        table = pa.Table.from_pandas(part, preserve_index=False).replace_schema_metadata(None)
        if self._writer is None:
            running = [name for name in table.schema.names if _is_running(part[name])]
            self._writer = pq.ParquetWriter(
                self._path,
                table.schema,
                compression="zstd",
                compression_level=9,
                use_dictionary=[name for name in table.schema.names if name not in running],
                column_encoding=dict.fromkeys(running, "DELTA_BYTE_ARRAY"),
                dictionary_pagesize_limit=8_000_000,
            )
        size = min(len(part), ROW_GROUP) or 1
        self._writer.write_table(table.cast(self._writer.schema), row_group_size=size)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()


def _is_running(column: pd.Series) -> bool:
    """Whether a column is a key that hardly repeats: a dictionary of it would be wasted."""
    is_key = len(column) > 100 and column.dtype == "str" and str(column.name).endswith("_id")
    return is_key and column.nunique() > 0.9 * len(column)


class _Csv:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._schema: pa.Schema | None = None
        self._writer: pc.CSVWriter | None = None

    def add(self, part: pd.DataFrame) -> None:
        table = pa.Table.from_pandas(part, preserve_index=False).replace_schema_metadata(None)
        for place, field in enumerate(table.schema):
            if pa.types.is_timestamp(field.type):
                table = table.set_column(place, field.name, table[field.name].cast(pa.date32()))
        if self._writer is None:
            self._schema = table.schema
            options = pc.WriteOptions(quoting_style="needed")
            self._writer = pc.CSVWriter(str(self._path), table.schema, write_options=options)
        self._writer.write_table(table.cast(self._schema))

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()


class _Workbook:
    """A workbook of one sheet, written row by row so that it never stands in memory whole."""

    def __init__(self, path: Path) -> None:
        from xlsxwriter import Workbook

        self._book = Workbook(
            str(path), {"constant_memory": True, "strings_to_formulas": False,
                        "strings_to_urls": False, "default_date_format": "yyyy-mm-dd"}
        )  # fmt: skip
        self._book.set_properties({"created": datetime(2022, 1, 3)})
        self._sheet = self._book.add_worksheet(path.stem[:31])
        self._head = self._book.add_format({"bold": True})
        self._row = 0

    def add(self, part: pd.DataFrame) -> None:
        if self._row == 0:
            self._sheet.freeze_panes(1, 0)
            self._sheet.set_column(0, len(part.columns) - 1, 16)
            self._sheet.write_row(0, 0, part.columns, self._head)
            self._row = 1
        cells = part.astype("object").where(part.notna(), None)
        for row in cells.itertuples(index=False):
            self._sheet.write_row(self._row, 0, row)
            self._row += 1

    def close(self) -> None:
        self._book.close()


_WRITERS: dict[str, Callable[[Path], Writer]] = {
    "parquet": _Parquet,
    "csv": _Csv,
    "xlsx": _Workbook,
}
