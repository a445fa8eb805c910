"""Text files without quotation marks: each physical line is one row, so Arrow may cut them.

The same table, lines and reasons as :mod:`cvmlab.data.text_rows` gives, many times faster; where a
file is not that plain, the careful reader takes over.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from cvmlab.data.engine import Progress
from cvmlab.data.text_dialect import Dialect
from cvmlab.data.text_rows import BLANK, BadLine, Row, before_header, judged

_BLOCK = 1 << 23
_ODD_BLANKS = re.compile(rb"[\x0b\x0c\x1c-\x1f]")


def is_plain(path: Path, dialect: Dialect) -> bool:
    """Whether no quotation mark and no lone carriage return stands in a file of UTF-8."""
    if dialect.encoding not in ("utf-8", "utf-8-sig"):
        return False
    with path.open("rb") as stream:
        last = b""
        while block := stream.read(_BLOCK):
            block, last = last + block, b"\r" if block.endswith(b"\r") else b""
            if b'"' in block or block.count(b"\r") - len(last) != block.count(b"\r\n"):
                return False
            if dialect.delimiter == " " and (not block.isascii() or _ODD_BLANKS.search(block)):
                return False
    return not last


def write_plain(
    path: Path, dialect: Dialect, out: Path, progress: Progress | None = None
) -> tuple[int, list[BadLine]]:
    """Write the rows of a plain file to Parquet; their number and the lines that are no rows.

    Raises
    ------
    pyarrow.ArrowInvalid
        When a line is too long to be cut this way.
    """
    names, bad = list(dialect.header), before_header(path, dialect)
    late: list[Row] = []  # rows with empty cells too many
    skipped: list[int] = []  # lines that Arrow handed over

    def hand_over(line: pyarrow.csv.InvalidRow) -> str:
        skipped.append(line.number)
        cells = line.text.split(dialect.delimiter) if line.text else []
        found = judged(line.number, cells, line.text, dialect)
        if isinstance(found, Row):
            late.append(found)
        else:
            bad.append(found)
        return "skip"

    if dialect.delimiter == " ":
        path = _single_blanks(path, out.with_suffix(".txt"))
    reader = _open(path, dialect, hand_over)
    schema = pa.schema([("_line", pa.int64()), *((name, pa.string()) for name in names)])
    line, rows = dialect.header_line + 1, 0
    with pq.ParquetWriter(out, schema, compression="zstd", compression_level=1) as writer:
        for batch in reader:
            numbers, line = _numbered(line, len(batch), skipped)
            empty = _all_empty(batch)
            bad += [
                BadLine(int(n), BLANK, dialect.delimiter * (len(names) - 1)) for n in numbers[empty]
            ]
            table = pa.Table.from_arrays([pa.array(numbers), *batch.columns], schema=schema)
            table = table.filter(pa.array(~empty)) if empty.any() else table
            writer.write_table(table)
            rows += len(table)
            if progress:
                progress(rows)
        if late:
            columns = zip(*(row.cells for row in late), strict=True)
            arrays = [pa.array([row.line for row in late], pa.int64())]
            arrays += [pa.array(column, pa.string()) for column in columns]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
    return rows + len(late), sorted(bad, key=lambda found: found.line)


def _single_blanks(path: Path, copy: Path) -> Path:
    """A copy with one blank between two cells and none around them."""
    with path.open("rb") as stream, copy.open("wb") as out:
        while lines := stream.readlines(_BLOCK):
            out.writelines(b" ".join(line.split()) + b"\n" for line in lines)
    return copy


def _open(path: Path, dialect: Dialect, hand_over: object) -> pyarrow.csv.CSVStreamingReader:
    names = [str(position) for position in range(len(dialect.header))]
    return pyarrow.csv.open_csv(
        path,
        read_options=pyarrow.csv.ReadOptions(
            use_threads=False, skip_rows=dialect.header_line, column_names=names, block_size=_BLOCK
        ),
        parse_options=pyarrow.csv.ParseOptions(
            delimiter=dialect.delimiter, quote_char=False, double_quote=False, escape_char=False,
            newlines_in_values=False, ignore_empty_lines=False, invalid_row_handler=hand_over,
        ),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    )  # fmt: skip


def _numbered(first: int, rows: int, skipped: list[int]) -> tuple[np.ndarray, int]:
    """The physical lines of a batch's rows, passing over the skipped ones, and the line after."""
    between = np.array([n for n in skipped if n >= first], dtype=np.int64)
    numbers = np.setdiff1d(np.arange(first, first + rows + len(between)), between)[:rows]
    following = int(numbers[-1]) + 1 if rows else first
    skipped[:] = [n for n in skipped if n >= following]
    return numbers, following


def _all_empty(batch: pa.RecordBatch) -> np.ndarray:
    empty = np.ones(len(batch), dtype=bool)
    for column in batch.columns:
        if not empty.any():
            break
        empty &= pc.equal(column, "").to_numpy(zero_copy_only=False)
    return empty
