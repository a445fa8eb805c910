"""What a text file is made of: its encoding, its delimiter, and the line its header stands on.

Nothing is guessed silently: what was found is part of the result and is printed, and a file whose
shape does not decide is refused with the option that settles it.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from cvmlab.errors import DataProblem, one_problem

SAMPLE_LINES = 1000
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "blanks"}
_CHUNK = 1 << 22
_NUMBER_OR_DATE = re.compile(r"^[-+(]?[\d€$£][\d.,'/: TZ€$£+)-]*$")


@dataclass(frozen=True)
class Dialect:
    """How a text file is written.

    Parameters
    ----------
    encoding : str
        Python's name of the encoding.
    delimiter : str
        The character between two cells; a blank means runs of blanks.
    header_line : int
        The physical line of the header, counted from 1; 0 when the file has none.
    header : tuple of str
        The columns' names, made unique.
    notes : tuple of str
        What was found that a reader of the report should know.
    """

    encoding: str
    delimiter: str
    header_line: int
    header: tuple[str, ...]
    notes: tuple[str, ...] = ()


def detect_dialect(
    path: Path,
    encoding: str | None = None,
    delimiter: str | None = None,
    header: str | None = None,
) -> Dialect:
    """Find out how a text file is written, from the file itself.

    Parameters
    ----------
    path : Path
        The file.
    encoding, delimiter : str, optional
        Given by the reader of the file instead of found.
    header : str, optional
        The header's line number, or ``"none"``.

    Raises
    ------
    DataProblem
        When the file is empty, has one column only, or its header cannot be found.
    """
    name = path.name
    if path.stat().st_size == 0:
        raise one_problem("the file is empty", "check the export, then try again.")
    encoding = _checked_encoding(encoding) if encoding else _detect_encoding(path)
    with path.open(encoding=encoding, newline="", errors="replace") as stream:
        lines = [line for _, line in zip(range(SAMPLE_LINES), stream, strict=False)]
    _refuse_binary("".join(lines))
    if not any(line.strip() for line in lines):
        raise one_problem("the file holds only blank lines", "check the export, then try again.")
    delimiter = _given_delimiter(delimiter) if delimiter else _detect_delimiter(lines, name)
    header_line, names = _find_header(lines, delimiter, header)
    notes = []
    if not encoding.startswith("utf"):
        notes.append(f"The file is not UTF-8; it was read as {encoding}.")
    return Dialect(encoding, delimiter, header_line, unique_names(names), tuple(notes))


def unique_names(names: list[str]) -> tuple[str, ...]:
    """Headers trimmed, empty ones named by position, repeated ones numbered.

    Examples
    --------
    >>> unique_names([" id", "amount", "", "Amount"])
    ('id', 'amount', 'column 3', 'Amount (2)')
    """
    taken: set[str] = {"_line", "_part"}  # the reader's own
    result = []
    for position, raw in enumerate(names, start=1):
        name = first = " ".join(raw.replace("\ufeff", "").split()) or f"column {position}"
        number = 1
        while name.lower() in taken:  # to a database, Amount and amount are one name
            number += 1
            name = f"{first} ({number})"
        taken.add(name.lower())
        result.append(name)
    return tuple(result)


def split_line(line: str, delimiter: str) -> list[str]:
    """One line cut into cells; broken quoting is forgiven here, it is judged when rows are read."""
    if '"' not in line:
        text = line.rstrip("\r\n")
        return text.split() if delimiter == " " else text.split(delimiter)
    stripped = line.strip() if delimiter == " " else line
    reader = csv.reader([stripped], delimiter=delimiter, skipinitialspace=delimiter == " ")
    try:
        return next(reader, [])
    except csv.Error:
        return line.split(delimiter)


def looks_like_header(cells: list[str]) -> bool:
    """Whether a row holds names rather than values."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    named = len(filled) >= max(2, round(0.6 * len(cells)))
    return named and not any(_NUMBER_OR_DATE.match(cell) for cell in filled)


def _detect_encoding(path: Path) -> str:
    with path.open("rb") as stream:
        start = stream.read(4096)
        for mark, name in (
            (codecs.BOM_UTF8, "utf-8-sig"),
            (codecs.BOM_UTF16_LE, "utf-16"),
            (codecs.BOM_UTF16_BE, "utf-16"),
        ):
            if start.startswith(mark):
                return name
        if b"\x00" in start:
            return "utf-16-le" if start[1::2].count(0) >= start[::2].count(0) else "utf-16-be"
        decoder = codecs.getincrementaldecoder("utf-8")()
        stream.seek(0)
        try:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def _refuse_binary(text: str) -> None:
    strange = sum(ord(sign) < 32 and sign not in "\t\r\n\f\v\x1a" for sign in text)
    strange += text.count("\ufffd")
    if strange > 0.01 * len(text):
        raise one_problem(
            "the file holds no text a person could read",
            "perhaps it is a workbook or a database under a wrong name; export it as csv. "
            "If it is text, name its encoding with --encoding.",
        )


def _checked_encoding(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise one_problem(
            f'"{encoding}" is no encoding', "use utf-8, utf-16 or cp1252, say."
        ) from None


def _given_delimiter(delimiter: str) -> str:
    by_word = {word: mark for mark, word in DELIMITERS.items()}
    found = by_word.get(delimiter, delimiter.replace("\\t", "\t"))
    if found not in DELIMITERS:
        raise one_problem(f'"{delimiter}" is no delimiter', f"use one of: {', '.join(by_word)}.")
    return found


def _detect_delimiter(lines: list[str], name: str) -> str:
    """The mark that cuts most lines into the same number of cells, two or more."""
    filled = [line for line in lines if line.strip()]
    best: tuple[float, int, str] | None = None
    for mark in DELIMITERS:
        if mark == " " and best is not None:
            break  # blanks stand in texts and dates: they delimit only where nothing else does
        widths = Counter(len(split_line(line, mark)) for line in filled)
        width, often = max(widths.items(), key=lambda item: (item[0] > 1, item[1]))
        if width < 2:
            continue
        score = (round(often / len(filled), 2), width, mark)
        if best is None or score[:2] > best[:2]:
            best = score
    if best is None or best[0] < 0.4:
        raise one_problem(
            "no delimiter cuts the lines into columns: the file has one column, or is no table",
            "export it with a comma, semicolon or tab between the columns "
            "(or name the mark with --delimiter).",
            examples=tuple(
                f'line {i}: "{line.strip()[:60]}"' for i, line in enumerate(lines[:2], 1)
            ),
        )
    return best[2]


def _find_header(lines: list[str], delimiter: str, header: str | None) -> tuple[int, list[str]]:
    rows = [split_line(line, delimiter) for line in lines]
    widths = Counter(len(row) for line, row in zip(lines, rows, strict=True) if line.strip())
    width = max(widths.items(), key=lambda item: (item[0] > 1, item[1]))[0]
    if header == "none":
        return 0, [f"column {i}" for i in range(1, width + 1)]
    if header is not None:
        return _given_header(rows, header)
    has_values_above = False
    for number, row in enumerate(rows, start=1):
        filled = sum(bool(cell.strip()) for cell in row)
        if len(row) != width:
            continue
        if looks_like_header(row) and (filled == width or not has_values_above):
            return number, row
        if filled == width:
            _refuse_without_header(rows, number, delimiter)
        # A preamble's "Created;2024-03-01;" is no proof yet that no header comes.
        has_values_above = has_values_above or filled > 0.6 * width
    raise _no_header(next(row for row in rows if len(row) == width))


def _refuse_without_header(rows: list[list[str]], number: int, delimiter: str) -> None:
    """The first full row holds values. Was the row before it a header of another width?"""
    width = len(rows[number - 1])
    before = rows[number - 2] if number > 1 else []
    if len(before) > 1 and looks_like_header(before):
        raise one_problem(
            f"the header (line {number - 1}) has {len(before)} columns, "
            f"but most rows have {width} cells",
            "often an amount like 12,50 stands unquoted in a comma file: export with semicolons, "
            "or with quotation marks around the amounts.",
            examples=(f'line {number}: "{delimiter.join(rows[number - 1])[:70]}"',),
        )
    raise _no_header(rows[number - 1])


def _no_header(row: list[str]) -> DataProblem:
    return one_problem(
        "the file has no header: the first full row holds values, not names",
        "add a first line with the columns' names, or say --header none and map "
        '"column 1", "column 2", … (or give the header\'s line: --header 4).',
        examples=(", ".join(cell.strip() for cell in row[:6]),),
    )


def _given_header(rows: list[list[str]], header: str) -> tuple[int, list[str]]:
    number = int(header) if header.isdigit() else 0
    if not 1 <= number <= len(rows):
        raise one_problem(
            f'"{header}" is no line a header can stand on',
            f'give a line number from 1 to {len(rows)}, or "none".',
        )
    return number, rows[number - 1]
