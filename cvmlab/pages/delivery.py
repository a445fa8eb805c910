"""What a report hands over beside the page: its figures as JSON, its customers as tables."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cvmlab.pages.kernel import FOLDER_VARIABLE

if TYPE_CHECKING:
    import pandas as pd

METRICS = "metrics.json"
PARQUET = "customers.parquet"

EXCEL_KEY = "excel"  # which columns Excel is to show, and how; kept with the table
_DIGITS = 10  # the last bits of an optimum may differ between runs; no reader needs them


def deliver(
    metrics: Mapping[str, Any] | None = None,
    customers: pd.DataFrame | None = None,
    *,
    excel_columns: Sequence[str] | None = None,
    number_formats: Mapping[str, str] | None = None,
) -> None:
    """Hand over a report's results, together or one after the other.

    Under ``cvmlab report``, ``metrics`` become ``metrics.json`` and ``customers`` become
    ``customers.parquet`` and ``customers.xlsx`` beside the report. Customers handed over early are
    written to Excel while the notebook goes on. Anywhere else nothing is written.

    Parameters
    ----------
    metrics : mapping, optional
        The report's figures by name: numbers, texts, dates, nested where it helps.
    customers : pandas.DataFrame, optional
        One row a customer. Rows are written in the order of ``customer_id`` where there is one.
    excel_columns : sequence of str, optional
        The columns of the workbook; all by default.
    number_formats : mapping of column name to Excel number format, optional
        Such as ``{"probability_alive": "0%"}``; other numbers get thousands marks.
    """
    folder = os.environ.get(FOLDER_VARIABLE)
    if not folder:
        if metrics is not None:
            print("Nothing was written: run by `cvmlab report`, this cell hands over the results.")
        return
    home = Path(folder)
    if metrics is not None:
        text = json.dumps(plain(metrics), indent=2, ensure_ascii=False, allow_nan=False)
        (home / METRICS).write_text(text + "\n", encoding="utf-8")
    if customers is not None:
        if "customer_id" in customers.columns:
            customers = customers.sort_values("customer_id", kind="stable")
        wishes = {
            "columns": list(excel_columns or map(str, customers.columns)),
            "number_formats": dict(number_formats or {}),
        }
        _write_parquet(customers, home / PARQUET, wishes)


def plain(value: Any) -> Any:
    """The value as JSON has it, rounded to the digits that mean something."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "tolist") and not isinstance(value, str):  # numpy's numbers and arrays
        return plain(value.tolist())
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}") if math.isfinite(value) else None
    if isinstance(value, date):
        return value.isoformat().removesuffix("T00:00:00")
    if value is None or isinstance(value, bool | int | str):
        return value
    return str(value)


def _write_parquet(customers: pd.DataFrame, path: Path, excel: Mapping[str, Any]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(customers, preserve_index=False)
    table = table.replace_schema_metadata({EXCEL_KEY: json.dumps(excel)})
    # Whoever finds the file under its name finds it whole.
    pq.write_table(table, path.with_suffix(".part"), compression="zstd")
    path.with_suffix(".part").replace(path)
