"""Transactions -> one row a customer in discrete time: in how many periods did each one buy?

Where purchases come at given opportunities (a conference each year, a subscription box each month,
one donation a year), a customer either takes an opportunity or lets it pass. Models of such
buying, BG/BB above all, count opportunities, not days: a period in which somebody bought once or
five times is one opportunity taken.

Source: Fader, P. S., Hardie, B. G. S. & Shang, J. (2010). Customer-Base Analysis in a
Discrete-Time Noncontractual Setting. Marketing Science 29(6).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir
import pandas as pd

from cvmlab.data.customer_base import CustomerBase, mean_repeat_money, with_later
from cvmlab.data.first_day import on_first_day
from cvmlab.data.left_edge import mark_inside
from cvmlab.data.occasions import CUSTOMER, occasions
from cvmlab.data.order_lines import day_given, order_lines
from cvmlab.data.periods import Calendar, period_problems
from cvmlab.errors import one_problem


@dataclass(frozen=True)
class OpportunityBase(CustomerBase):
    """One row a customer, in whole periods.

    Parameters
    ----------
    table : ibis Table
        ``customer_id, frequency, recency, T, monetary_value, total, first_purchase``,
        with a holdout ``frequency_holdout, total_holdout``, and ``inside``.
    end : date
        The last day of the last period counted.
    time_unit : str
        The period: "Y", "Q", "M", "W", or "10D" for ten days.
    left_edge : LeftEdge
    holdout_end : date, optional
        The last day of the last period of the holdout.
    unfinished : str
        What was said about a period not over yet; empty where the data end with a period.
    """

    unfinished: str = ""

    def summary(self) -> str:
        """The base in two or three sentences."""
        return f"{super().summary()} {self.unfinished}".strip()


def opportunity_base(
    transactions: Any,
    *,
    period: str | int = "Y",
    end: str | dt.date | None = None,
    holdout_end: str | dt.date | None = None,
    customers: Any = None,
    detect_left_edge: bool = True,
) -> OpportunityBase:
    """Count the periods in which each customer bought.

    frequency
        periods with a purchase occasion, the customer's first period not counted.
    recency
        number of the last of them: 0 if there is none, 1 for the period after the first one.
    T
        periods that have passed since the first one: opportunities to buy again.
    monetary_value
        mean money of the periods in `frequency`; 0 without one.

    Only whole periods are counted. One that is not over on `end` is left out, customers who first
    bought in it with it, and ``unfinished`` says so.

    Parameters
    ----------
    transactions : Transactions, pandas DataFrame or Ibis table
        As for ``customer_base``.
    period : {"Y", "Q", "M", "W"} or int
        Calendar years, quarters, months, or weeks from Monday on; a number of days counts periods
        of that length from the first day of the data on.
    end : str or date, optional
        The last day of the calibration period; the last day of the data by default.
    holdout_end : str or date, optional
        The last day of a holdout of whole periods after it.
    customers, detect_left_edge
        As for ``customer_base``.

    Returns
    -------
    OpportunityBase

    Raises
    ------
    DataProblem
        When columns are missing or have gaps, the period is unknown, or none has passed.

    Examples
    --------
    >>> gifts = pd.DataFrame({
    ...     "customer_id": ["a", "a", "a", "a", "b", "c"],
    ...     "date": ["2020-05-01", "2021-12-24", "2021-12-26", "2023-01-01", "2021-03-01",
    ...              "2024-02-29"],
    ...     "amount": [10.0, 20.0, 5.0, 30.0, 50.0, 1.0]})
    >>> base = opportunity_base(gifts, period="Y")
    >>> base.customers()[["customer_id", "frequency", "recency", "T", "monetary_value"]]
      customer_id  frequency  recency  T  monetary_value
    0           a          2        3  3            27.5
    1           b          0        0  2             0.0
    >>> base.unfinished
    'The year from 2024-01-01 on is not over on 2024-02-29; it is not counted.'
    """
    lines, last_day = order_lines(transactions, None, period_problems(period))
    end_day = day_given(end, "end") or last_day
    holdout_day = day_given(holdout_end, "holdout_end")
    counted = Calendar(period, _first_day(lines)) if isinstance(period, int) else Calendar(period)
    last = counted.last_whole(end_day)
    closed = _last_day_of(counted, last)
    table = _per_customer(_taken(lines, closed, counted), last).cache()
    until = None
    if holdout_day is not None:
        until = _last_day_of(counted, counted.last_whole(holdout_day))
        if until <= closed:
            raise one_problem(
                f"the holdout up to {holdout_day} has no whole period after {closed}",
                "choose a later holdout_end or an earlier end.",
            )
        table = _with_holdout(table, _taken(lines, until, counted), last).cache()
    table, edge = mark_inside(table, closed, customers, detect=detect_left_edge)
    unfinished = counted.unfinished(holdout_day or end_day)
    return OpportunityBase(table, closed, counted.name, edge, until, unfinished)


def _first_day(lines: ir.Table) -> dt.date:
    return pd.Timestamp(lines.date.min().execute()).date()


def _last_day_of(counted: Calendar, number: int) -> dt.date:
    return counted.first_day(number + 1) - dt.timedelta(days=1)


def _taken(lines: ir.Table, until: dt.date, counted: Calendar) -> ir.Table:
    """The opportunities each customer took: one row a customer and period."""
    days = occasions(lines.filter(lines.date <= until))
    return days.group_by(CUSTOMER, number=counted.numbers(days.date)).agg(
        cents=days.cents.sum(), date=days.date.min()
    )


def _per_customer(taken: ir.Table, last: int) -> ir.Table:
    sums = taken.group_by(CUSTOMER).agg(
        periods=taken.count(),
        cents=taken.cents.sum().cast("int64"),
        first_cents=on_first_day(taken, taken.cents),
        first_number=taken.number.min(),
        last_number=taken.number.max(),
        first_purchase=taken.date.min(),
    )
    frequency = (sums.periods - 1).cast("int64")
    return sums.select(
        customer_id=sums.customer_id,
        frequency=frequency,
        recency=(sums.last_number - sums.first_number).cast("int64"),
        T=(last - sums.first_number).cast("int64"),
        monetary_value=mean_repeat_money(sums.cents, sums.first_cents, frequency),
        total=sums.cents / 100,
        first_purchase=sums.first_purchase,
    )


def _with_holdout(table: ir.Table, taken: ir.Table, last: int) -> ir.Table:
    later = taken.filter(taken.number > last)
    sums = later.group_by(CUSTOMER).agg(
        frequency_holdout=later.count(), total_holdout=later.cents.sum() / 100
    )
    return with_later(table, sums.cache())
