"""What really happened, to hold a model against: during calibration and after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np

from cvmlab.data.customer_base import CustomerBase
from cvmlab.data.occasions import occasions
from cvmlab.data.order_lines import order_lines
from cvmlab.data.time_units import DAYS
from cvmlab.errors import one_problem

ROUNDING = 1e-6  # of a day: times are multiples of days / 7 or days / 30.4, give or take a bit


def holdout_purchases(transactions: Any, base: CustomerBase, times: Iterable[float]) -> np.ndarray:
    """How many purchases the customers of the fit had made by each time of the holdout.

    Parameters
    ----------
    transactions : Transactions, DataFrame or Ibis table
        The lines of orders the base was made from.
    base : CustomerBase
        With a holdout period.
    times : iterable of float
        Times since the end of calibration, in the base's unit.

    Returns
    -------
    array of int, shape (n,)
        Cumulative purchase occasions, of customers inside the file only.

    Raises
    ------
    DataProblem
        Without a holdout, or for times after its end.
    """
    if base.holdout_end is None:
        raise one_problem(
            "this customer base has no holdout", "make it with customer_base(..., holdout_end=...)."
        )
    later = _purchases(transactions, base)
    later = later.filter(later.date > ibis.literal(base.end))
    return _counted(later, base, base.end, times)


def repeat_purchases(transactions: Any, base: CustomerBase, times: Iterable[float]) -> np.ndarray:
    """How many repeat purchases the customers of the fit had made by each time, from the start.

    Parameters
    ----------
    transactions : Transactions, DataFrame or Ibis table
        The lines of orders the base was made from.
    base : CustomerBase
    times : iterable of float
        Times since the first purchase of the base's first customer, in the base's unit; calibration
        ends at the largest T. With a holdout they may go on to its end.

    Returns
    -------
    array of int, shape (n,)
        Cumulative purchase occasions other than each customer's first, of customers inside the
        file only. The ``actual`` of ``tracking``.

    Raises
    ------
    DataProblem
        For times after the last day the base knows.
    """
    inside = base.table.filter(base.table.inside)
    start = inside.first_purchase.min().execute()
    days = _purchases(transactions, base)
    firsts = inside.select("customer_id", "first_purchase")
    repeats = days.join(firsts, "customer_id")
    repeats = repeats.filter(repeats.date > repeats.first_purchase)
    return _counted(repeats, base, start, times)


def _purchases(transactions: Any, base: CustomerBase) -> ir.Table:
    """Purchase occasions of the customers inside the file, up to the last day the base knows."""
    lines, _ = order_lines(transactions)
    days = occasions(lines.filter(lines.date <= ibis.literal(base.holdout_end or base.end)))
    return days.semi_join(base.table.filter(base.table.inside), "customer_id")


def _counted(
    purchases: ir.Table, base: CustomerBase, start: dt.date, times: Iterable[float]
) -> np.ndarray:
    """Purchases up to each time since a day."""
    limits = np.asarray(list(times), float) * DAYS[base.time_unit] + ROUNDING
    first, last = np.datetime64(start, "D"), base.holdout_end or base.end
    known = (np.datetime64(last, "D") - first).astype(int)
    if np.any(limits > known + 2 * ROUNDING):
        unit = DAYS[base.time_unit]
        raise one_problem(
            f"what happened is known up to {last}, {known / unit:,.4g} units of time after the "
            f"start; {np.max(limits) / unit:,.4g} was asked for",
            "ask for earlier times, or make the base with a later holdout_end.",
        )
    by_day = purchases.group_by("date").agg(purchases=purchases.count()).to_pandas()
    since = (by_day["date"].to_numpy("datetime64[D]") - first).astype(int)
    count = by_day["purchases"].to_numpy()
    return np.array([count[since <= limit].sum() for limit in limits], dtype=int)
