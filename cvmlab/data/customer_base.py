"""Transactions -> one row a customer: how often, how recently, since when, for how much.

Occasions and their sums are one Ibis expression, computed where the data are. It is held to the
same results on two engines that share no code, DuckDB and SQLite. What is not part of it: the table
of customers is stored in the engine (Ibis's ``cache``) once it is made, and again after each thing
joined to it, so the engine must allow temporary tables.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from cvmlab.data.first_day import on_first_day, text_on_first_day
from cvmlab.data.left_edge import LeftEdge, mark_inside
from cvmlab.data.occasions import occasions
from cvmlab.data.order_lines import day_given, order_lines
from cvmlab.data.time_units import DAYS
from cvmlab.errors import Problem, one_problem

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
        The unit of `recency` and `T`: "D", "W", "M", "Q" or "Y".
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

    @property
    def inside(self) -> ir.Table:
        """The customers a model may be fitted to: those who started inside the file.

        An Ibis table: a model given it groups it in the engine and fetches its patterns only.
        """
        return self.table.filter(self.table.inside).drop("inside")

    def frame(self) -> pd.DataFrame:
        """The same as a DataFrame, one row a customer, in the order of their ids."""
        return self.inside.order_by("customer_id").to_pandas()

    def patterns(self) -> pd.DataFrame:
        """The distinct (frequency, recency, T) of those customers, with how many share each."""
        names = ["frequency", "recency", "T"]
        grouped = self.inside.group_by(names).agg(weight=self.inside.count())
        return grouped.order_by(names).to_pandas()

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
    time_unit : {"D", "W", "M", "Q", "Y"}
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
        When columns are missing or have gaps, the unit is unknown or nobody bought up to `end`.

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
    lines, last_day = order_lines(transactions, by, _unknown_unit(time_unit))
    end_day = day_given(end, "end") or last_day
    holdout_day = day_given(holdout_end, "holdout_end")
    if holdout_day is not None and holdout_day <= end_day:
        raise one_problem(
            f"the holdout ends on {holdout_day}, not after the calibration ({end_day})",
            "choose a later holdout_end or an earlier end.",
        )
    used = lines.filter(lines.date <= end_day)
    # The left edge looks at every customer and so will whoever asks for the table: computed once,
    # and step by step, since SQLite parses no query nested as deep as all steps together.
    table = _per_customer(used, end_day, DAYS[time_unit]).cache()
    if by is not None:
        table = table.join(_at_first_purchase(used, by), "customer_id").cache()
    if holdout_day is not None:
        later = lines.filter(lines.date <= holdout_day)
        table = _with_holdout(table, later, end_day).cache()
    table, edge = mark_inside(table, end_day, customers, detect=detect_left_edge)
    return CustomerBase(table, end_day, time_unit, edge, holdout_day)


def _unknown_unit(time_unit: str) -> list[Problem]:
    if time_unit in DAYS:
        return []
    return [Problem(f'"{time_unit}" is no unit of time', f"use {', '.join(DAYS)}.")]


def _per_customer(lines: ir.Table, end: dt.date, unit: float) -> ir.Table:
    days = occasions(lines)
    sums = days.group_by("customer_id").agg(
        bought=days.count(),
        cents=days.cents.sum().cast("int64"),
        first_cents=on_first_day(days, days.cents),
        first_purchase=days.date.min(),
        last_purchase=days.date.max(),
    )
    frequency = (sums.bought - 1).cast("int64")
    return sums.select(
        customer_id=sums.customer_id,
        frequency=frequency,
        recency=sums.last_purchase.delta(sums.first_purchase, unit="day") / unit,
        T=ibis.literal(end).delta(sums.first_purchase, unit="day") / unit,
        monetary_value=mean_repeat_money(sums.cents, sums.first_cents, frequency),
        total=sums.cents / 100,
        first_purchase=sums.first_purchase,
        last_purchase=sums.last_purchase,
    )


def mean_repeat_money(
    cents: ir.IntegerValue, first_cents: ir.IntegerValue, frequency: ir.IntegerValue
) -> ir.FloatingValue:
    """Mean money of the repeat occasions, in currency units; 0 without one.

    Parameters
    ----------
    cents, first_cents : Ibis integers
        Of all occasions together, and of the first one.
    frequency : Ibis integers
        Repeat occasions.
    """
    repeat_cents = (cents - first_cents).cast("float64")
    return (repeat_cents / frequency.nullif(0).cast("float64") / 100).fill_null(0.0)


def _at_first_purchase(lines: ir.Table, by: str) -> ir.Table:
    bought = lines.filter(lines.cents >= 0)
    value = bought[by].cast("string").fill_null("(not given)")
    return bought.group_by("customer_id").agg(**{by: text_on_first_day(bought, value)})


def _with_holdout(table: ir.Table, lines: ir.Table, end: dt.date) -> ir.Table:
    days = occasions(lines)
    later = days.filter(days.date > end)
    sums = later.group_by("customer_id").agg(
        frequency_holdout=later.count(), total_holdout=later.cents.sum() / 100
    )
    return with_later(table, sums.cache())


def with_later(table: ir.Table, sums: ir.Table) -> ir.Table:
    """Customers with what came in the holdout; zeros where nothing did.

    Parameters
    ----------
    table : ibis Table
        One row a customer.
    sums : ibis Table
        ``customer_id, frequency_holdout, total_holdout``, for those who bought.
    """
    joined = table.left_join(sums, "customer_id").drop("customer_id_right")
    return joined.mutate(
        frequency_holdout=joined.frequency_holdout.fill_null(0).cast("int64"),
        total_holdout=joined.total_holdout.fill_null(0.0),
    )
