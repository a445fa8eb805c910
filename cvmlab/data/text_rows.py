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
from typing import TextIO

from cvmlab.data.text_dialect import Dialect

# A cell of more lines than this is taken for a quotation mark that was never closed.
LONGEST_CELL = 200
BEFORE_HEADER = "stands before the header"
BLANK = "blank line"
RAGGED = "has another number of cells than the header"
UNCLOSED = "opens a quotation mark and never closes it"


@dataclass(frozen=True)
class Row:
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
    width = len(dialect.header)
    with path.open(encoding=dialect.encoding, newline="", errors="replace") as stream:
        for number in range(1, dialect.header_line + 1):
            text = stream.readline()
            if number < dialect.header_line:
                yield BadLine(number, BEFORE_HEADER, text.rstrip("\r\n"))
        for line, cells, text in _records(stream, dialect.delimiter, dialect.header_line + 1):
            if cells is None:
                yield BadLine(line, UNCLOSED, text)
            elif len(cells) == width and any(cells):
                yield Row(line, cells)
            elif not text.strip(" \t\r\n" + dialect.delimiter):
                yield BadLine(line, BLANK, text)
            elif len(cells) > width and not any(cells[width:]):
                yield Row(line, cells[:width])
            elif len(cells) == width:
                yield BadLine(line, BLANK, text)
            else:
                yield BadLine(line, RAGGED, text)


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
        taken: list[str] = []
        cells = _quoted_record(chain([line], _lines(waiting, stream)), delimiter, taken)
        if cells is None:
            # Only the line that opened the quotation mark is lost: the rest is read again.
            waiting.extendleft(reversed(taken[1:]))
            taken = taken[:1]
        yield number, cells, "".join(taken).rstrip("\r\n")
        number += len(taken)


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
