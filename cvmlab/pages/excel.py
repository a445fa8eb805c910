"""The customers as a workbook, written while the report is still being computed."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cvmlab.pages.delivery import EXCEL_KEY, PARQUET

if TYPE_CHECKING:
    import pandas as pd

EXCEL = "customers.xlsx"
_EXCEL_ROWS = 1_048_575  # a sheet's limit, less the header
_LONG_AGO = datetime(2000, 1, 1)  # Excel files carry a date of creation; the same every time


class ExcelMeanwhile:
    """Turns the customers into a workbook as soon as the notebook has handed them over.

    A workbook takes as long as half a report, so it is written by a process of its own while the
    notebook goes on.
    """

    def __init__(self, folder: Path, waiting: Any = None) -> None:
        self._folder = folder
        self._waiting = waiting  # a process that has loaded what it takes already
        self._process: Any = None

    def look(self) -> None:
        """Start writing if the customers are there by now."""
        if self._process is not None or not (self._folder / PARQUET).exists():
            return
        if self._waiting is not None:
            told = {"parquet": PARQUET, "path": EXCEL, "cwd": str(self._folder)}
            self._waiting.tell({**told, "errors": str(self._folder.parent / "excel.txt")})
            self._process = self._waiting
        else:
            command = [sys.executable, "-P", "-m", __name__, PARQUET, EXCEL]
            self._process = subprocess.Popen(
                command, cwd=self._folder, stderr=subprocess.PIPE, text=True
            )

    def finish(self) -> None:
        """Wait for the workbook; an error while writing it is raised here."""
        self.look()
        if self._process is not None:
            _, errors = self._process.communicate()
            if self._process.returncode:
                raise RuntimeError(f"the workbook was not written: {errors.strip()[-300:]}")

    def stop(self) -> None:
        """Give up: the report has failed."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.communicate()


def write_excel(parquet: Path, path: Path) -> None:
    """Write a table as a workbook, unless it has more rows than a sheet takes.

    Parameters
    ----------
    parquet : Path
        The table, as :func:`cvmlab.pages.delivery.deliver` leaves it.
    path : Path
        The workbook to write.
    """
    import pyarrow.parquet as pq
    import xlsxwriter

    table = pq.read_table(parquet)
    if table.num_rows > _EXCEL_ROWS:
        return
    wishes = json.loads(table.schema.metadata[EXCEL_KEY.encode()])
    number_formats = wishes["number_formats"]
    customers: pd.DataFrame = table.select(wishes["columns"]).to_pandas()

    # Text stays text: a name like "=HYPERLINK(…)" is shown, never calculated.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"created": _LONG_AGO})
        sheet = book.add_worksheet("customers")
        heading = book.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#F1F4F8"}
        )
        for position, name in enumerate(map(str, customers.columns)):
            values = customers.iloc[:, position]
            style, write = _excel_column(sheet, values, number_formats.get(name))
            look = book.add_format(style)
            sheet.set_column(position, position, _width(name, values))
            sheet.write_string(0, position, name, heading)
            for row, value in enumerate(values.tolist(), start=1):
                if value is not None and value == value:  # a missing value stays an empty cell
                    write(row, position, value, look)
        rows, columns = customers.shape
        sheet.freeze_panes(1, 1)
        if columns:
            sheet.autofilter(0, 0, max(rows, 1), columns - 1)
            # Ids such as 007 are text on purpose: no green triangles.
            sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{rows + 1}"})


def _excel_column(sheet: Any, values: pd.Series, chosen: str | None) -> tuple[dict[str, Any], Any]:
    """The number format of a column, and the method that writes one of its cells."""
    from pandas.api import types

    if types.is_bool_dtype(values):
        return {}, sheet.write_boolean
    if types.is_integer_dtype(values):
        return {"num_format": chosen or "#,##0"}, sheet.write_number
    if types.is_numeric_dtype(values):
        return {"num_format": chosen or "#,##0.00"}, _finite_writer(sheet)
    if types.is_datetime64_any_dtype(values) or isinstance(values.dropna().iloc[:1].max(), date):
        return {"num_format": chosen or "yyyy-mm-dd"}, sheet.write_datetime
    return {}, lambda row, column, value, look: sheet.write_string(row, column, str(value), look)


def _finite_writer(sheet: Any) -> Any:
    """Excel has no infinity: such a cell says so in words."""

    def write(row: int, column: int, value: Any, look: Any) -> None:
        if math.isfinite(value):
            sheet.write_number(row, column, float(value), look)
        else:
            sheet.write_string(row, column, "infinite", look)

    return write


def _width(name: str, values: pd.Series) -> float:
    shown = [f"{v:,.2f}" if isinstance(v, float) else str(v) for v in values.head(200).tolist()]
    longest_word = max((len(word) for word in name.replace("_", " ").split()), default=0)
    return min(40, max(9, longest_word + 3, len(name) * 0.75, *(len(s) + 2 for s in shown or [""])))


if __name__ == "__main__":
    write_excel(Path(sys.argv[1]), Path(sys.argv[2]))
