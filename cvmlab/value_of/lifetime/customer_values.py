"""What every customer has brought and is expected to bring: the one table Part 5 stands on.

One road from orders to value, so that a lesson, its exercises and a report mean the same by it:
Pareto/NBD for purchases to come, Gamma-Gamma for what one brings, each customer's own margin rate,
discounted, with both intervals. Models are fitted to those who began inside the file; everybody is
valued.

Sources: Schmittlein, Morrison & Colombo (1987), "Counting Your Customers", Management Science
33(1); Fader, Hardie & Lee (2005), "RFM and CLV: Using Iso-Value Curves for Customer Base
Analysis", Journal of Marketing Research 42(4).
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from weakref import WeakKeyDictionary

import ibis
import ibis.expr.types as ir
import pandas as pd

from cvmlab.btyd.gamma_gamma import GammaGamma
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.data.customer_base import customer_base
from cvmlab.data.transactions import Transactions
from cvmlab.data.workspace import Workspace
from cvmlab.errors import one_problem
from cvmlab.value_of.lifetime.active_time import active_time
from cvmlab.value_of.lifetime.customer_values_result import CustomerValues
from cvmlab.value_of.lifetime.lifetime_value import lifetime_value
from cvmlab.value_of.lifetime.own_margin import own_margin

HORIZON, ANNUAL_DISCOUNT_RATE = "5 years", 0.10
YEAR = 364  # days: 52 whole weeks


def customer_values(
    transactions: Any,
    customers: pd.DataFrame | None = None,
    *,
    horizon: float | str = HORIZON,
    annual_discount_rate: float = ANNUAL_DISCOUNT_RATE,
    margin_rate: float | None = None,
    end: str | dt.date | None = None,
    alpha: float = 0.05,
    currency: str = "",
) -> CustomerValues:
    """What every customer brought and is expected to bring, with intervals.

    Parameters
    ----------
    transactions : Transactions or DataFrame
        Orders: ``customer_id, date`` and ``amount``, with ``margin`` where it is known.
    customers : DataFrame, optional
        ``customer_id, acquired_on``: who is older than the file.
    horizon : float or str
        Weeks, or a text such as "5 years"; it must end.
    annual_discount_rate : float
        Effective per year.
    margin_rate : float, optional
        Margin per unit of sales, the same for everybody, instead of the orders' own.
    end : date, optional
        The last day to know of.
    alpha : float
        One minus the level of the intervals.
    currency : str
        ISO code; by default that of the orders.

    Raises
    ------
    DataProblem
        When the orders cannot be used, or there are too few of them for the models.
    """
    base = customer_base(transactions, end=end, customers=customers)
    lines = _lines(transactions)
    lines = lines.filter(lines["date"] <= ibis.literal(base.end))
    known = margin_rate is None and "margin_cents" in lines.columns
    if not known:
        rate = 1.0 if margin_rate is None else margin_rate
        if not 0 < rate <= 1:
            raise one_problem(f"the margin rate is {rate}", "give a share: 0.3 for 30%.")
        lines = lines.mutate(margin_cents=lines["cents"] * rate)
    frame = base.customers()
    fit, spend = ParetoNBD(base).fit(), GammaGamma(base).fit()
    margins = own_margin(lines) if known else _sums(lines).assign(margin_rate=margin_rate or 1.0)
    recent = _sums(lines.filter(lines["date"] > ibis.literal(base.end - dt.timedelta(days=YEAR))))
    table = frame.drop(columns="total").assign(trips=frame["frequency"] + 1)
    for name, found in (
        ("historic", margins["margin"]),
        ("last_year", recent["margin"]),
        ("margin_rate", margins["margin_rate"]),
    ):
        table[name] = table["customer_id"].map(found)
    everybody = float(margins["margin"].sum() / margins["sales"].sum())
    table = table.fillna({"historic": 0.0, "last_year": 0.0, "margin_rate": everybody})
    worth = lifetime_value(
        fit, spend, table, horizon=horizon, annual_discount_rate=annual_discount_rate,
        margin_rate="margin_rate", time_unit="W", alpha=alpha,
    )  # fmt: skip
    future, low_high = worth.valuation, worth.valuation.confidence
    row = future.row
    table["purchases"], table["alive"] = future.ahead.expected[row], future.ahead.alive[row]
    table["value"] = future.value
    table["low"], table["high"] = low_high
    time = active_time(fit, table)
    table["weeks_so_far"], table["weeks"] = time["so_far"], time["to_come"]
    assert future.plain is not None  # the horizon ends
    later = table.assign(purchases=future.plain.expected[row])
    table["weeks_to_come"] = active_time(fit, later)["to_come"]
    own = transactions.ledger.currency if isinstance(transactions, Transactions) else ""
    return CustomerValues(
        table, worth, fit, spend, base, known or margin_rate is not None, currency or own or ""
    )


# Kept as long as the workspace is: what was read for one is of no use to another.
_KEPT: WeakKeyDictionary[Workspace, dict[tuple[Any, ...], CustomerValues]] = WeakKeyDictionary()


def current_values(
    ws: Workspace,
    *,
    horizon: float | str = HORIZON,
    annual_discount_rate: float = ANNUAL_DISCOUNT_RATE,
    end: str | None = None,
) -> CustomerValues:
    """The values of a workspace's customers: worked out once, then the same object again.

    Parameters
    ----------
    ws : Workspace
        What :func:`cvmlab.load` returned, with orders, and customers where there are any.
    horizon, annual_discount_rate, end
        As in :func:`customer_values`.
    """
    known = _KEPT.setdefault(ws, {})
    asked = (horizon, annual_discount_rate, end)
    if asked not in known:
        table = ws.get("customers", "acquired_on")
        customers = None if table is None else table.frame()
        known[asked] = customer_values(
            ws.transactions, customers, horizon=horizon,
            annual_discount_rate=annual_discount_rate, end=end,
        )  # fmt: skip
    return known[asked]


def _lines(transactions: Any) -> ir.Table:
    """Every line of the orders, returns too: customer, day, money and, where known, margin."""
    if isinstance(transactions, Transactions):
        table = transactions.table
        names = ["customer_id", "date", "cents", "margin_cents"]
        return table.select([name for name in names if name in table.columns])
    frame = pd.DataFrame(
        {
            "customer_id": transactions["customer_id"].astype(str),
            "date": pd.to_datetime(transactions["date"]).dt.date,
            "cents": (transactions["amount"] * 100).round().astype("int64"),
        }
    )
    if "margin" in transactions:
        frame["margin_cents"] = (transactions["margin"] * 100).round().astype("Int64")
    return ibis.memtable(frame)


def _sums(lines: ir.Table) -> pd.DataFrame:
    """Sales and margin of each customer."""
    cents, margin = lines["cents"].sum() / 100, lines["margin_cents"].sum() / 100
    sums = lines.group_by("customer_id").agg(sales=cents, margin=margin)
    return sums.order_by("customer_id").to_pandas().set_index("customer_id")
