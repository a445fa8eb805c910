"""The order lines of everybody who stands in a list, with a card or without.

Orders are read by card, so a purchase on a web account that carries no card is set aside there. It
is money of somebody all the same: the record says whose, and linkage may find the card.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import ibis
import pandas as pd

from cvmlab.data.ledger import NO_CUSTOMER
from cvmlab.errors import one_problem

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from cvmlab.data.workspace import Workspace

YEAR = 364  # days: 52 whole weeks


def lines_of_records(ws: Workspace) -> ir.Table:
    """The order lines that name a card or a record.

    Parameters
    ----------
    ws : Workspace
        Orders, perhaps with ``record_id``.

    Returns
    -------
    ibis Table
        As ``ws.transactions.table``, with the lines set aside there for want of a customer alone;
        and ``key``: the record that bought, or the card where no record is named.
    """
    used, lines = ws.transactions.table, ws.transactions.lines
    if "record_id" not in used.columns:
        return used.mutate(key=used.customer_id)
    unnamed = lines.filter(
        (lines.entry == NO_CUSTOMER)
        & lines.record_id.notnull()
        & lines.date.notnull()
        & lines.cents.notnull()
    )
    both = used.union(unnamed.select(*used.columns))
    return both.mutate(key=both.record_id.fill_null(both.customer_id))


# Kept as long as the workspace is: what was read for one is of no use to another.
_KEPT: WeakKeyDictionary[Workspace, pd.DataFrame] = WeakKeyDictionary()


def sums_of_records(ws: Workspace) -> pd.DataFrame:
    """Sales and margin of each record, by year of 364 days back from the last day of the orders.

    Parameters
    ----------
    ws : Workspace

    Returns
    -------
    DataFrame
        ``key, customer_id`` (missing without a card), ``year`` (0 the last, 1 the one before),
        ``sales`` and ``margin`` in whole cents; `margin` is sales where the orders know none.
    """
    if ws not in _KEPT:
        lines = lines_of_records(ws)
        last = ibis.literal(last_day(ws))
        money = lines.margin_cents if "margin_cents" in lines.columns else lines.cents
        sums = lines.group_by(
            key=lines.key,
            customer_id=lines.customer_id,
            year=(last.delta(lines.date, unit="day") / YEAR).floor().cast("int64"),
        ).agg(
            sales=lines.cents.sum().cast("int64"),
            margin=money.fill_null(0).sum().cast("int64"),
        )
        _KEPT[ws] = sums.order_by("key", "customer_id", "year").to_pyarrow().to_pandas()
    return _KEPT[ws]


def last_day(ws: Workspace) -> dt.date:
    """The last day of the orders.

    Raises
    ------
    DataProblem
        When no order has a day.
    """
    last = ws.transactions.ledger.last_day
    if last is None:
        raise one_problem("no order has a day", "give orders with their dates.")
    return last


def money_is(ws: Workspace) -> str:
    """What the money of :func:`sums_of_records` is: "margin" or "sales"."""
    return "margin" if "margin_cents" in ws.transactions.table.columns else "sales"
