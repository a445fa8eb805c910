"""Transactions -> one row a customer: how often, how recently, since when, for how much.

Everything up to the last step is one Ibis expression, computed where the data are. It is tested on
DuckDB; another engine may run it, but has to be held against DuckDB first.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa

from cvmlab.data.left_edge import LeftEdge, mark_inside
from cvmlab.data.occasions import occasions
from cvmlab.data.typed import identity
from cvmlab.errors import DataProblem, Problem, one_problem, suggestion

DAYS = {"D": 1.0, "W": 7.0, "M": 365.25 / 12, "Y": 365.25}
COLUMNS = (
    "customer_id", "frequency", "recency", "T", "monetary_value", "total", "first_purchase",
    "last_purchase",
)  # fmt: skip


@dataclass(frozen=True)
class CustomerBase:
    """One row a customer, as of a day.

    Parameters
    ----------
    table : ibis Table
        ``customer_id, frequency, recency, T, monetary_value, total, first_purchase,
        last_purchase``, with a holdout ``frequency_holdout, total_holdout``, the column of `by`,
        and ``inside``: whether the customer started inside the file.
    end : date
        The last day of the calibration period.
    time_unit : str
        The unit of `recency` and `T`: "D", "W", "M" or "Y".
    left_edge : LeftEdge
        Who is kept out of fits, and why.
    holdout_end : date, optional
        The last day of the holdout period.
    """

    table: ir.Table
    end: dt.date
    time_unit: str
    left_edge: LeftEdge
    holdout_end: dt.date | None = None

    def customers(self) -> pd.DataFrame:
        """All customers, in the order of their ids."""
        return self.table.order_by("customer_id").to_pandas()

    def frame(self) -> pd.DataFrame:
        """The customers a model may be fitted to: those who started inside the file."""
        inside = self.table.filter(self.table.inside)
        return inside.order_by("customer_id").drop("inside").to_pandas()

    def patterns(self) -> pd.DataFrame:
        """The distinct (frequency, recency, T) of those customers, with how many share each."""
        inside = self.table.filter(self.table.inside)
        grouped = inside.group_by("frequency", "recency", "T").agg(weight=inside.count())
        return grouped.order_by("frequency", "recency", "T").to_pandas()

    def summary(self) -> str:
        """The base in two sentences."""
        edge = self.left_edge
        return f"{edge.inside + edge.older:,} customers as of {self.end}. {edge.sentence}"


def customer_base(
    transactions: Any,
    *,
    end: str | dt.date | None = None,
    time_unit: str = "W",
    by: str | None = None,
    holdout_end: str | dt.date | None = None,
    customers: Any = None,
    detect_left_edge: bool = True,
) -> CustomerBase:
    """Sum up each customer's purchases as of a day.

    frequency
        repeat purchase occasions: occasions less one.
    recency
        age at the last purchase (from the first to the last one). In everyday marketing "recency"
        is the time *since* the last purchase; that is ``T - recency`` here.
    T
        age at `end` (from the first purchase on).
    monetary_value
        mean money of the repeat occasions, in currency units; 0 without one.

    Parameters
    ----------
    transactions : Transactions, pandas DataFrame or Ibis table
        ``customer_id, date`` and ``amount`` (currency units) or ``cents``, perhaps ``order_id``.
    end : str or date, optional
        The last day of the calibration period; the last day of the data by default.
    time_unit : {"D", "W", "M", "Y"}
        Only scales days (a week is days / 7); it never merges occasions.
    by : str, optional
        A further column; a customer has its value on the day of the first purchase.
    holdout_end : str or date, optional
        The last day of a holdout period that begins the day after `end`.
    customers : DataFrame or Ibis table, optional
        ``customer_id, acquired_on``: who is older than the file.
    detect_left_edge : bool
        Look for customers older than the file where `customers` does not say it.

    Returns
    -------
    CustomerBase

    Raises
    ------
    DataProblem
        When columns are missing, the unit is unknown or nobody bought up to `end`.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. & Lee, K. L. (2005). "Counting Your Customers" the Easy Way.
    Marketing Science 24(2).

    Examples
    --------
    >>> orders = pd.DataFrame({
    ...     "customer_id": ["a", "a", "b"],
    ...     "date": ["2024-01-01", "2024-01-15", "2024-01-08"],
    ...     "amount": [10.0, 20.0, 5.0]})
    >>> base = customer_base(orders, end="2024-01-29")
    >>> base.customers()[["customer_id", "frequency", "recency", "T", "monetary_value"]]
      customer_id  frequency  recency    T  monetary_value
    0           a          1      2.0  4.0            20.0
    1           b          0      0.0  3.0             0.0
    """
    lines = _lines_of(transactions, by, time_unit)
    end_day = _day(end, "end") or _last_day(lines)
    holdout_day = _day(holdout_end, "holdout_end")
    if holdout_day is not None and holdout_day <= end_day:
        raise one_problem(
            f"the holdout ends on {holdout_day}, not after the calibration ({end_day})",
            "choose a later holdout_end or an earlier end.",
        )
    used = lines.filter(lines.date <= end_day)
    table = _per_customer(used, end_day, DAYS[time_unit])
    if by is not None:
        table = table.join(_at_first_purchase(used, by), "customer_id")
    if holdout_day is not None:
        table = _with_holdout(table, lines.filter(lines.date <= holdout_day), end_day)
    # The left edge looks at every customer and so will whoever asks for the table: computed once.
    table = table.cache()
    table, edge = mark_inside(table, end_day, customers, detect=detect_left_edge)
    return CustomerBase(table, end_day, time_unit, edge, holdout_day)


def _lines_of(transactions: Any, by: str | None, time_unit: str) -> ir.Table:
    table = getattr(transactions, "table", transactions)
    if isinstance(table, pd.DataFrame):
        table = _from_frame(table)
    problems = []
    if time_unit not in DAYS:
        problems.append(Problem(f'"{time_unit}" is no unit of time', f"use {', '.join(DAYS)}."))
    money = "cents" if "cents" in table.columns else "amount"
    wanted = ["customer_id", "date", money, *([by] if by else [])]
    for name in wanted:
        if name not in table.columns:
            known = ", ".join(table.columns)
            more = suggestion(name, table.columns)
            problems.append(
                Problem(f'there is no column "{name}"', f"there are: {known}.{more}", name)
            )
    if problems:
        raise DataProblem(problems)
    cents = table.cents if money == "cents" else (table.amount * 100).round(0)
    keep = ["order_id"] if "order_id" in table.columns else []
    date = table.date if table.date.type().is_date() else table.date.cast("date")
    lines = table.select(
        customer_id=identity(table.customer_id),
        date=date,
        cents=cents.cast("int64"),
        **{name: table[name] for name in dict.fromkeys([*keep, *([by] if by else [])])},
    )
    return lines


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
    missing = [
        Problem(
            "values are missing", "mend or drop these rows.", name, int(frame[name].isna().sum())
        )
        for name in ("customer_id", "date", "amount", "cents")
        if name in frame.columns and frame[name].isna().any()
    ]
    if missing:
        raise DataProblem(missing)
    return ibis.memtable(pa.Table.from_pandas(frame, preserve_index=False))


def _last_day(lines: ir.Table) -> dt.date:
    last = lines.date.max().execute()
    if last is None or pd.isna(last):
        raise one_problem("there are no transactions", "check the data.")
    return pd.Timestamp(last).date()


def _day(given: str | dt.date | None, name: str) -> dt.date | None:
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


def _per_customer(lines: ir.Table, end: dt.date, unit: float) -> ir.Table:
    days = occasions(lines)
    sums = days.group_by("customer_id").agg(
        bought=days.count(),
        cents=days.cents.sum().cast("int64"),
        first_cents=days.cents.argmin(days.date),
        first_purchase=days.date.min(),
        last_purchase=days.date.max(),
    )
    frequency = (sums.bought - 1).cast("int64")
    repeat_cents = (sums.cents - sums.first_cents).cast("float64")
    repeats = frequency.nullif(0).cast("float64")
    return sums.select(
        customer_id=sums.customer_id,
        frequency=frequency,
        recency=sums.last_purchase.delta(sums.first_purchase, unit="day") / unit,
        T=ibis.literal(end).delta(sums.first_purchase, unit="day") / unit,
        monetary_value=(repeat_cents / repeats / 100).fill_null(0.0),
        total=sums.cents / 100,
        first_purchase=sums.first_purchase,
        last_purchase=sums.last_purchase,
    )


def _at_first_purchase(lines: ir.Table, by: str) -> ir.Table:
    bought = lines.filter(lines.cents >= 0)
    # Day and value in one text: its minimum is the value on the first day, whatever the engine and
    # the order of rows (the first in the alphabet where a first day has several).
    dated = bought.date.cast("string") + bought[by].cast("string").fill_null("(not given)")
    first = bought.group_by("customer_id").agg(dated=dated.min())
    return first.select("customer_id", **{by: first.dated.substr(len("2024-12-31"))})


def _with_holdout(table: ir.Table, lines: ir.Table, end: dt.date) -> ir.Table:
    days = occasions(lines)
    later = days.filter(days.date > end)
    sums = later.group_by("customer_id").agg(
        frequency_holdout=later.count(), total_holdout=later.cents.sum() / 100
    )
    joined = table.left_join(sums, "customer_id").drop("customer_id_right")
    return joined.mutate(
        frequency_holdout=joined.frequency_holdout.fill_null(0).cast("int64"),
        total_holdout=joined.total_holdout.fill_null(0.0),
    )
