"""Lines of orders in the one shape every base starts from: customer, day, cents.

Whatever holds the orders (a Transactions, a DataFrame, an Ibis table in any engine), its ids are
made text, its days calendar days and its money whole cents, lazily and where the data are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa

from cvmlab.data.typed import identity
from cvmlab.errors import DataProblem, Problem, one_problem, suggestion


def order_lines(
    transactions: Any, by: str | None = None, problems: Sequence[Problem] = ()
) -> tuple[ir.Table, dt.date]:
    """Lines of orders, and the last day among them.

    Parameters
    ----------
    transactions : Transactions, pandas DataFrame or Ibis table
        ``customer_id, date`` and ``amount`` (currency units) or ``cents``, perhaps ``order_id``.
    by : str, optional
        A further column to keep.
    problems : sequence of Problem
        What the caller has found already, to be told together with what is found here.

    Returns
    -------
    ibis Table
        ``customer_id, date, cents``, with ``order_id`` where there is one, and `by`.
    date

    Raises
    ------
    DataProblem
        When columns are missing, values in them are, or there are no rows.
    """
    table = getattr(transactions, "table", transactions)
    if isinstance(table, pd.DataFrame):
        table = _from_frame(table)
    money = "cents" if "cents" in table.columns else "amount"
    needed = ("customer_id", "date", money)
    problems = [*problems, *_missing_columns(table, [*needed, *([by] if by else [])])]
    if problems:
        raise DataProblem(problems)
    last_day, is_clean = _checked(table, needed)
    cents = table.cents if money == "cents" else (table.amount * 100).round(0)
    kept = ["order_id"] if "order_id" in table.columns else []
    kept += [by] if by and by != "order_id" else []
    lines = table.select(
        customer_id=table.customer_id if is_clean else identity(table.customer_id),
        date=_as_day(table.date),
        cents=cents.cast("int64"),
        **{name: table[name] for name in kept},
    )
    return lines, last_day


def day_given(given: str | dt.date | None, name: str) -> dt.date | None:
    """A day among the settings; none where it was left empty.

    Raises
    ------
    DataProblem
        When it is no day.
    """
    if given is None or given == "":
        return None
    if isinstance(given, dt.datetime):
        return given.date()
    if isinstance(given, dt.date):
        return given
    try:
        return dt.date.fromisoformat(str(given))
    except ValueError:
        raise one_problem(f'{name} = "{given}" is no day', "write it as 2024-12-31.") from None


def _missing_columns(table: ir.Table, names: Sequence[str]) -> list[Problem]:
    known = ", ".join(table.columns)
    return [
        Problem(
            f'there is no column "{name}"',
            f"there are: {known}.{suggestion(name, table.columns)}",
            name,
        )
        for name in names
        if name not in table.columns
    ]


def _checked(table: ir.Table, needed: Sequence[str]) -> tuple[dt.date, bool]:
    """The last day, and whether ids are clean, after making sure that nothing is missing."""
    ids = table.customer_id
    clean = identity(ids)
    # Looked at once here, ids need not be cleaned each time the lines are gone through.
    odd = (clean != ids).sum() if ids.type().is_string() else ibis.literal(1)
    counts = {f"has_{name}": table[name].count() for name in needed}
    found = table.agg(
        rows=table.count(), last=_as_day(table.date.max()), ids=clean.count(), odd=odd, **counts
    ).to_pandas()
    one = found.iloc[0]
    rows, known = int(one["rows"]), {name: int(one[f"has_{name}"]) for name in needed}
    problems = [
        Problem("values are missing", "mend or drop these rows.", name, rows - number)
        for name, number in known.items()
        if number < rows
    ]
    blank = known["customer_id"] - int(one["ids"])
    if blank:
        problems.append(Problem("ids are blank", "mend or drop these rows.", "customer_id", blank))
    if problems:
        raise DataProblem(problems)
    if rows == 0:
        raise one_problem("there are no transactions", "check the data.")
    return pd.Timestamp(one["last"]).date(), not one["odd"]


def _as_day(value: ir.Value) -> ir.DateValue:
    return value if value.type().is_date() else value.cast("date")


def _from_frame(frame: pd.DataFrame) -> ir.Table:
    """A DataFrame as a table, its texts of days read as ISO days only: nothing is guessed."""
    frame = frame.copy(deep=False)
    if "date" in frame.columns and not pd.api.types.is_datetime64_any_dtype(frame["date"]):
        try:
            frame["date"] = pd.to_datetime(frame["date"], format="ISO8601")
        except (ValueError, TypeError):
            raise one_problem(
                "some dates are not written as 2024-12-31",
                "turn them into dates, or read the source with cvm.load, which decides the format.",
                column="date",
            ) from None
    return ibis.memtable(pa.Table.from_pandas(frame, preserve_index=False))
