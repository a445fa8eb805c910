"""Rows of contracts in the one shape a base starts from: customer, start, end, price.

Whatever holds them, ids are made text and days calendar days; every problem is said at once, and
every row is used or set aside with its reason. Days written as text are read as ISO days only.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa

from cvmlab.data.masking import mask
from cvmlab.data.typed import identity
from cvmlab.errors import DataProblem, Problem, one_problem, suggestion
from cvmlab.figures.formats import is_missing

KNOWN_AS = {
    "customer_id": ("customer_id", "subscription_id", "contract_id"),
    "start": ("start", "started_on", "start_date"),
    "end": ("end", "ended_on", "end_date"),
}
REPEATED, LATER = "repeats another row", "begins after the day of the base"
ISO = r"^\d{4}-\d{2}-\d{2}([ T].*)?$"


@dataclass(frozen=True, eq=False)
class ContractRows:
    """Rows that are used, and how many were set aside for which reason.

    Parameters
    ----------
    table : ibis Table
        ``customer_id, start, end`` (null: still running), ``price`` (null: not known) and
        ``segment``.
    end : date
        The day as of which they are looked at.
    rows : int
        All rows there were.
    set_aside : dict of str to int
        Reason -> rows.
    """

    table: ir.Table
    end: dt.date
    rows: int
    set_aside: dict[str, int]


def contract_rows(
    contracts: Any, end: dt.date | None, by: str | None, problems: list[Problem]
) -> ContractRows:
    """Read rows of contracts.

    Parameters
    ----------
    contracts : FirmTable, pandas DataFrame or Ibis table
        ``customer_id, start, end`` (or subscription_id, started_on, ended_on), perhaps ``price``.
    end : date, optional
        As of when; by default the last day on which a contract begins or ends.
    by : str, optional
        A further column to keep, as text.
    problems : list of Problem
        What the caller has found already, to be told together with what is found here.

    Raises
    ------
    DataProblem
        All problems at once.
    """
    table = getattr(contracts, "table", contracts)
    if isinstance(table, pd.DataFrame):
        table = _from_frame(table)
    names = {
        wanted: next((name for name in known if name in table.columns), "")
        for wanted, known in KNOWN_AS.items()
    }
    have = ", ".join(map(str, table.columns))
    for wanted, found in names.items():
        if not found:
            remedy = f"rename the column that holds it; there are: {have}."
            problems.append(Problem("there is no such column", remedy, wanted))
    if by is not None and by not in table.columns:
        remedy = f"choose one of: {have}.{suggestion(by, table.columns)}"
        problems.append(Problem("there is no such column to group by", remedy, by))
    if problems:
        raise DataProblem(problems, "the contracts")
    segment = ibis.null("string") if by is None else table[by].cast("string")
    priced = table.price.try_cast("float64") if "price" in table.columns else ibis.null("float64")
    read = table.select(
        customer_id=identity(table[names["customer_id"]]),
        start=_as_day(table[names["start"]]),
        end=_as_day(table[names["end"]]),
        price=priced,
        segment=segment,
        start_said=table[names["start"]].cast("string"),
        end_said=table[names["end"]].cast("string"),
        price_said=table.price.cast("string") if "price" in table.columns else ibis.null("string"),
    ).cache()
    _check(read, names)
    day = end or _last_day(read)
    rows = read.select("customer_id", "start", "end", "price", "segment")
    unlike = rows.distinct()
    used = unlike.filter(unlike.start <= ibis.literal(day)).cache()
    numbers = [int(each.count().execute()) for each in (rows, unlike, used)]
    if not numbers[-1]:
        raise one_problem(f"no contract has begun by {day}", "choose a later end.", column="start")
    aside = {REPEATED: numbers[0] - numbers[1], LATER: numbers[1] - numbers[2]}
    return ContractRows(used, day, numbers[0], {k: n for k, n in aside.items() if n})


def _from_frame(frame: pd.DataFrame) -> ir.Table:
    """A DataFrame as a table; days kept as Python objects become ISO text, read like any other."""
    frame = frame.copy(deep=False)
    for name in {name for known in KNOWN_AS.values() for name in known} & set(frame.columns):
        if frame[name].isna().all():
            frame[name] = pd.Series([None] * len(frame), frame.index, dtype="str")
        elif frame[name].dtype == object:
            frame[name] = frame[name].map(lambda v: None if is_missing(v) else str(v)).astype("str")
    if "price" in frame.columns and frame["price"].dtype == object:
        frame["price"] = frame["price"].map(lambda v: None if is_missing(v) else str(v))
    return ibis.memtable(pa.Table.from_pandas(frame, preserve_index=False))


def _as_day(value: ir.Value) -> ir.DateValue:
    if value.type().is_date():
        return value
    if value.type().is_timestamp():
        return value.cast("date")
    text = value.cast("string").strip()
    iso = ibis.ifelse(text.re_search(ISO), text.substr(0, len("2024-12-31")), ibis.null("string"))
    return iso.try_cast("date")


def _check(read: ir.Table, names: dict[str, str]) -> None:
    """Say everything that is wrong with the values at once."""
    iso = "write days as 2024-12-31, or read the table with cvm.load, which decides the format."

    def unread(name: str) -> ir.BooleanValue:
        said = read[f"{name}_said"]
        return (said.fill_null("").strip() != "") & read[name].isnull()

    checks = [
        ("customer_id", read.customer_id.isnull(), "values are missing", "mend or drop these rows.",
         read.start_said),
        ("start", read.start_said.fill_null("").strip() == "", "days are missing",
         "mend or drop these rows: without its start a contract has no age.", read.start_said),
        ("start", unread("start"), "not written as an ISO day", iso, read.start_said),
        ("end", unread("end"), "not written as an ISO day", iso, read.end_said),
        ("end", (read.end < read.start).fill_null(False), "ends before it starts",
         "exchange the days, or drop these rows.",
         read.end.cast("string") + " after " + read.start.cast("string")),
        ("price", unread("price"), "no number", "write plain numbers, with a decimal point.",
         read.price_said),
        ("price", (read.price < 0).fill_null(False), "negative prices",
         "credits are no contracts: give what a period costs.", read.price_said),
    ]  # fmt: skip
    counts = read.agg(
        rows=read.count(), **{f"n{i}": check[1].sum() for i, check in enumerate(checks)}
    ).execute()
    if not int(counts["rows"].iloc[0]):
        raise one_problem("there are no contracts", "check the file and any filter.")
    problems = []
    for i, (name, bad, what, remedy, shown) in enumerate(checks):
        number = 0 if is_missing(counts[f"n{i}"].iloc[0]) else int(counts[f"n{i}"].iloc[0])
        if number:
            some = read.filter(bad).select(customer=read.customer_id, value=shown)
            examples = [
                f"customer {mask(row['customer'] or '') or '(none)'}: {row['value'] or 'empty'}"
                for row in some.order_by("customer", "value").limit(3).to_pyarrow().to_pylist()
            ]
            problems.append(Problem(what, remedy, names.get(name, name), number, examples))
    if problems:
        raise DataProblem(problems, "the contracts")


def _last_day(read: ir.Table) -> dt.date:
    last = read.agg(start=read.start.max(), end=read.end.max()).to_pyarrow().to_pylist()[0]
    return max(day for day in (last["start"], last["end"]) if day is not None)
