"""What a report hands over beside the page: its figures as JSON, its customers as tables."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cvmlab.pages.kernel import FOLDER_VARIABLE

if TYPE_CHECKING:
    import pandas as pd

METRICS = "metrics.json"
PARQUET = "customers.parquet"
EXCEL = "customers.xlsx"

_EXCEL_ROWS = 1_048_575  # a sheet's limit, less the header
_LONG_AGO = datetime(2000, 1, 1)  # Excel files carry a date of creation; the same every time
_DIGITS = 10  # the last bits of an optimum may differ between runs; no reader needs them


def deliver(
    metrics: Mapping[str, Any],
    customers: pd.DataFrame | None = None,
    *,
    number_formats: Mapping[str, str] | None = None,
) -> None:
    """Hand over a report's results; the last cell of every report notebook.

    Under ``cvmlab report`` it writes ``metrics.json`` and, with ``customers``,
    ``customers.parquet`` and ``customers.xlsx`` (unless there are more rows than Excel takes)
    beside the report. Anywhere else it writes nothing and says so.

    Parameters
    ----------
    metrics : mapping
        The report's figures by name: numbers, texts, dates, nested where it helps.
    customers : pandas.DataFrame, optional
        One row a customer. Rows are written in the order of ``customer_id`` where there is one.
    number_formats : mapping of column name to Excel number format, optional
        Such as ``{"probability_alive": "0%"}``; other numbers get thousands marks.
    """
    folder = os.environ.get(FOLDER_VARIABLE)
    if not folder:
        print("Nothing was written: run by `cvmlab report`, this cell hands over the results.")
        return
    home = Path(folder)
    text = json.dumps(_plain(metrics), indent=2, ensure_ascii=False, allow_nan=False)
    (home / METRICS).write_text(text + "\n", encoding="utf-8")
    if customers is None:
        return
    if "customer_id" in customers.columns:
        customers = customers.sort_values("customer_id", kind="stable")
    _write_parquet(customers, home / PARQUET)
    if len(customers) <= _EXCEL_ROWS:
        _write_excel(customers, home / EXCEL, number_formats or {})


def _plain(value: Any) -> Any:
    """The value as JSON has it, rounded to the digits that mean something."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "tolist") and not isinstance(value, str):  # numpy's numbers and arrays
        return _plain(value.tolist())
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}") if math.isfinite(value) else None
    if isinstance(value, date):
        return value.isoformat().removesuffix("T00:00:00")
    if value is None or isinstance(value, bool | int | str):
        return value
    return str(value)


def _write_parquet(customers: pd.DataFrame, path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(customers, preserve_index=False)
    pq.write_table(table.replace_schema_metadata(None), path, compression="zstd")


def _write_excel(customers: pd.DataFrame, path: Path, number_formats: Mapping[str, str]) -> None:
    import xlsxwriter

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
