"""Customers won in a year, and what each brought in the first weeks after: the same age for all.

Whoever was won last month has had no time to bring anything. So customers of one age are held
against each other: those whose first half year (or year) ended inside the period, whole. And
whoever shows up in the file's first weeks may have been a customer long before the file began:
they are nobody's new customers.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import ibis
import ibis.expr.types as ir
import pandas as pd

from cvmlab.blueprint.look import ONE_DAY, YEAR
from cvmlab.data.customer_base import CustomerBase, customer_base
from cvmlab.data.left_edge import LeftEdge
from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem
from cvmlab.figures.formats import day
from cvmlab.value_of.lifetime.customer_values import current_values

HALF, WHOLE = 26, 52  # weeks of age


@dataclass(frozen=True)
class Cohort:
    """Customers whose first weeks ended inside one period.

    Attributes
    ----------
    rows : DataFrame
        ``customer_id, first_purchase``, money of the first ``half`` and ``whole`` year.
    first, last : date
        Between which days they were won.
    """

    rows: pd.DataFrame = field(repr=False)
    first: dt.date
    last: dt.date

    @property
    def weeks(self) -> int:
        """How many weeks of winning it holds: 52, or fewer at the beginning of the file."""
        return max(((self.last - self.first).days + 1) // 7, 0)

    @property
    def said(self) -> str:
        """When they were won."""
        return f"won {day(self.first)} to {day(self.last)}"


@dataclass(frozen=True, eq=False)
class NewlyWon:
    """Everybody who began inside the file, with what the first weeks brought.

    Attributes
    ----------
    rows : DataFrame
        One row a customer: ``customer_id, first_purchase, half, whole`` (currency units; of the
        first 26 and 52 weeks, as far as the file reaches).
    edge : LeftEdge
        From which day on a first appearance is taken for a first purchase.
    is_margin : bool
        False where the orders know no margin: all money is sales then.
    """

    rows: pd.DataFrame = field(repr=False)
    edge: LeftEdge
    is_margin: bool

    @property
    def money_is(self) -> str:
        """What the money is."""
        return "margin" if self.is_margin else "sales"

    def cohort(self, end: dt.date, weeks: int) -> Cohort:
        """Those whose first `weeks` weeks ended in the 52 weeks to a day.

        Parameters
        ----------
        end : date
            Last day of the period.
        weeks : int
            Age until which is looked.
        """
        last = end - dt.timedelta(weeks=weeks) + ONE_DAY
        first = max(last - YEAR + ONE_DAY, self.edge.since)
        begun = self.rows["first_purchase"]
        inside = (begun >= pd.Timestamp(first)) & (begun <= pd.Timestamp(last))
        return Cohort(self.rows[inside], first, last)


# Kept as long as the workspace is: what was read for one is of no use to another.
_KEPT: WeakKeyDictionary[Workspace, NewlyWon] = WeakKeyDictionary()


def newly_won(ws: Workspace) -> NewlyWon:
    """Who was won inside the file, and what each brought in the first half year and year.

    Parameters
    ----------
    ws : Workspace
        Orders, and where there are ``customers`` with ``acquired_on`` those.

    Raises
    ------
    DataProblem
        When the orders cannot be read.

    Notes
    -----
    Margin where the orders know it, returns taken off; a line of unknown margin brings
    what a line like it brings on average.
    """
    if ws not in _KEPT:
        base = _base(ws)
        lines, rate = ws.transactions.table, ws.transactions.margin_rate
        is_margin = rate is not None
        cents = lines["cents"]
        if rate is not None:
            cents = lines["margin_cents"].fill_null((cents * rate).round().cast("int64"))
        began = base.inside.select("customer_id", "first_purchase")
        rows = _sums(lines.select("customer_id", "date", money=cents), began)
        _KEPT[ws] = NewlyWon(rows, base.left_edge, is_margin)
    return _KEPT[ws]


def _base(ws: Workspace) -> CustomerBase:
    """That of the valuation, which is made anyway; its own where there are too few for models."""
    try:
        return current_values(ws).base
    except DataProblem:
        known = ws.get("customers", "customer_id", "acquired_on")
        return customer_base(ws.transactions, customers=None if known is None else known.frame())


def _sums(lines: ir.Table, began: ir.Table) -> pd.DataFrame:
    """Money of the first 26 and 52 weeks of each customer."""
    age: Any = lines.join(began, "customer_id")
    age = age.mutate(age=age["date"].delta(age["first_purchase"], unit="day"))
    age = age.filter(age["age"].between(0, 7 * WHOLE - 1))
    early = age["age"] < ibis.literal(7 * HALF)
    sums = age.group_by("customer_id", "first_purchase").agg(
        half=age["money"].sum(where=early).fill_null(0) / 100,
        whole=age["money"].sum().fill_null(0) / 100,
    )
    frame: pd.DataFrame = sums.order_by("customer_id").to_pyarrow().to_pandas()
    frame["first_purchase"] = pd.to_datetime(frame["first_purchase"])
    return frame.astype({"half": "float64", "whole": "float64"})
