"""Sheets of a workbook as rows of text, typed cells turned into text that cannot be misread."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cvmlab.data.text_dialect import looks_like_header, unique_names
from cvmlab.data.text_rows import BEFORE_HEADER, BLANK, BadLine, Row
from cvmlab.errors import one_problem

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_HEADER_WITHIN = 100


def open_sheet(
    path: Path, sheet: str | None = None, header: str | None = None
) -> tuple[tuple[str, ...], Iterator[Row | BadLine], str]:
    """The header, the rows and the name of a workbook's sheet.

    Parameters
    ----------
    path : Path
        The workbook.
    sheet : str, optional
        The sheet's name; needed when several hold something.
    header : str, optional
        The row of the header, or ``"none"``.

    Raises
    ------
    DataProblem
        When the workbook cannot be opened, the sheet is not there or not the only one, or no
        header is found.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_path(path)
    except (CalamineError, OSError, ValueError) as error:
        raise one_problem(
            f"the workbook cannot be opened ({str(error).splitlines()[0][:120]})",
            "open it in Excel and save it again as .xlsx without a password.",
        ) from None
    filled = [name for name in workbook.sheet_names if workbook.get_sheet_by_name(name).height]
    name = _choose(sheet, workbook.sheet_names, filled)
    cells = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    rows = [[cell_text(cell) for cell in row] for row in cells]
    at = _header_row(rows, cells, header)
    width = len(rows[0])
    names = rows[at - 1] if at else [""] * width
    return unique_names(names), _body(rows, at), name


def cell_text(cell: Any) -> str:
    """A typed cell as text: days as ISO, numbers with a decimal point nobody takes for thousands.

    Examples
    --------
    >>> cell_text(12.0), cell_text(1.234), cell_text(dt.date(2024, 5, 6)), cell_text("007")
    ('12', '1.2340', '2024-05-06', '007')
    """
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int) or (isinstance(cell, float) and cell.is_integer()):
        return str(int(cell))
    if isinstance(cell, float):
        text = repr(cell)
        return "" if text == "nan" else re.sub(r"(\.\d{3})$", r"\g<1>0", text)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    return str(cell)


def _choose(sheet: str | None, names: list[str], filled: list[str]) -> str:
    if sheet is not None:
        if sheet in names:
            return sheet
        raise one_problem(f'there is no sheet "{sheet}"', f"use one of: {', '.join(names)}.")
    if not filled:
        raise one_problem("every sheet of the workbook is empty", "check the export.")
    if len(filled) > 1:
        raise one_problem(
            f"{len(filled)} sheets hold something: {', '.join(filled)}",
            f'say which: --sheet "{filled[0]}".',
        )
    return filled[0]


def _header_row(rows: list[list[str]], cells: list[list[Any]], header: str | None) -> int:
    if header == "none":
        return 0
    if header is not None:
        if header.isdigit() and 1 <= int(header) <= len(rows):
            return int(header)
        raise one_problem(
            f'"{header}" is no row a header can stand on', f"give a row from 1 to {len(rows)}."
        )
    width = max((sum(bool(c.strip()) for c in row) for row in rows[:_HEADER_WITHIN]), default=0)
    has_values_above = False
    for number, row in enumerate(rows[:_HEADER_WITHIN], start=1):
        filled = [cell for cell in cells[number - 1] if cell not in ("", None)]
        if len(filled) <= 0.6 * width:
            continue
        is_full, all_text = len(filled) == width, all(isinstance(cell, str) for cell in filled)
        if all_text and looks_like_header(row) and (is_full or not has_values_above):
            return number
        if is_full:
            break
        has_values_above = True  # a preamble's "Created" beside a day: a header may still come
    raise one_problem(
        "the sheet has no header: the first full row holds values, not names",
        "give the header's row (--header 4), or say --header none and map "
        '"column 1", "column 2", …',
    )


def _body(rows: list[list[str]], header: int) -> Iterator[Row | BadLine]:
    for number, row in enumerate(rows, start=1):
        if number < header:
            yield BadLine(number, BEFORE_HEADER, " | ".join(filter(None, row)))
        elif number > header:
            yield Row(number, row) if any(c.strip() for c in row) else BadLine(number, BLANK, "")
