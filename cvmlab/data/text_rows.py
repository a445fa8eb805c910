"""The rows of a text file, every physical line accounted for.

A line without quotation marks is one row. A quoted cell may run over several lines; one that is
opened and never closed costs its own line only, not the rows behind it.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import NamedTuple, TextIO

from cvmlab.data.text_dialect import Dialect

# A cell of more lines than this is taken for a quotation mark that was never closed.
LONGEST_CELL = 200
BEFORE_HEADER = "stands before the header"
BLANK = "blank line"
RAGGED = "has another number of cells than the header"
UNCLOSED = "opens a quotation mark and never closes it"


class Row(NamedTuple):
    """A usable row: its first physical line and its cells."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class BadLine:
    """A physical line that is no row, and why."""

    line: int
    reason: str
    text: str


def read_rows(path: Path, dialect: Dialect) -> Iterator[Row | BadLine]:
    """Every row below the header, and every line that is none, in the order of the file.

    Parameters
    ----------
    path : Path
        The file.
    dialect : Dialect
        As found by :func:`cvmlab.data.text_dialect.detect_dialect`.

    Yields
    ------
    Row or BadLine
        Together they cover each physical line but the header once.
    """
    csv.field_size_limit(2**31 - 1)  # a cell may be longer than the 128 KB Python allows by default
    yield from before_header(path, dialect)
    width = len(dialect.header)
    with path.open(encoding=dialect.encoding, newline="", errors="replace") as stream:
        for _ in range(dialect.header_line):
            stream.readline()
        for line, cells, text in _records(stream, dialect.delimiter, dialect.header_line + 1):
            if cells is not None and len(cells) == width and any(cells):
                yield Row(line, cells)
            else:
                yield judged(line, cells, text, dialect)


def before_header(path: Path, dialect: Dialect) -> list[BadLine]:
    """The lines above the header."""
    with path.open(encoding=dialect.encoding, newline="", errors="replace") as stream:
        return [
            BadLine(number, BEFORE_HEADER, stream.readline().rstrip("\r\n"))
            for number in range(1, dialect.header_line)
        ]


def judged(line: int, cells: list[str] | None, text: str, dialect: Dialect) -> Row | BadLine:
    """A record that does not fit the header: a row with empty cells too many, or why it is none."""
    width = len(dialect.header)
    if cells is None:
        return BadLine(line, UNCLOSED, text)
    if len(cells) == width or not text.strip(" \t\r\n" + dialect.delimiter):
        return BadLine(line, BLANK, text)
    if len(cells) > width and not any(cells[width:]):
        return Row(line, cells[:width])
    return BadLine(line, RAGGED, text)


def _records(
    stream: TextIO, delimiter: str, first: int
) -> Iterator[tuple[int, list[str] | None, str]]:
    """Line number, cells (None where quoting is broken) and text of each record."""
    waiting: deque[str] = deque()
    number = first
    blanks = delimiter == " "
    while True:
        line = waiting.popleft() if waiting else stream.readline()
        if not line:
            return
        if '"' not in line:
            text = line.rstrip("\r\n")
            yield number, text.split() if blanks else text.split(delimiter), text
            number += 1
            continue
        if not blanks and (closed := _closed_record(line, delimiter)) is not None:
            yield number, closed, line.rstrip("\r\n")
            number += 1
            continue
        taken: list[str] = []
        cells = _quoted_record(chain([line], _lines(waiting, stream)), delimiter, taken)
        if cells is None:
            # Only the line that opened the quotation mark is lost: the rest is read again.
            waiting.extendleft(reversed(taken[1:]))
            taken = taken[:1]
        yield number, cells, "".join(taken).rstrip("\r\n")
        number += len(taken)


def _closed_record(line: str, delimiter: str) -> list[str] | None:
    """The cells of a line whose quotation marks are all closed, as nearly all are."""
    try:
        return next(csv.reader((line,), delimiter=delimiter, strict=True))
    except csv.Error:
        return None


def _lines(waiting: deque[str], stream: TextIO) -> Iterator[str]:
    while line := (waiting.popleft() if waiting else stream.readline()):
        yield line


def _quoted_record(lines: Iterator[str], delimiter: str, taken: list[str]) -> list[str] | None:
    """The cells of the record that starts here; the lines it used are appended to `taken`."""

    def limited() -> Iterator[str]:
        for line in lines:
            taken.append(line)
            yield line.lstrip() if delimiter == " " and len(taken) == 1 else line
            if len(taken) >= LONGEST_CELL:
                return

    reader = csv.reader(
        limited(), delimiter=delimiter, skipinitialspace=delimiter == " ", strict=True
    )
    try:
        return next(reader)
    except (csv.Error, StopIteration):
        return None
