"""What each customer bought between two days: on how many of them, and the margin it left."""

from __future__ import annotations

import datetime as dt
from typing import Any

import ibis
import pandas as pd

from cvmlab.data.transactions import Transactions
from cvmlab.errors import one_problem


def last_day(transactions: Any) -> dt.date:
    """The last day of the orders."""
    table = transactions.table if isinstance(transactions, Transactions) else transactions
    if isinstance(table, pd.DataFrame):
        return pd.Timestamp(pd.to_datetime(table["date"]).max()).date()
    return pd.Timestamp(table["date"].max().to_pyarrow().as_py()).date()


def bought_between(
    transactions: Any, first: dt.date, last: dt.date, margin_rate: float | None = None
) -> pd.DataFrame:
    """Purchase days and margin of each customer from one day to another, both included.

    Parameters
    ----------
    transactions : Transactions or DataFrame
        ``customer_id``, ``date``, ``amount``, and ``margin`` in currency units unless a rate is
        given. Returns stand with a minus.
    first, last : date
    margin_rate : float, optional
        Margin per unit of sales, where the orders carry none.

    Returns
    -------
    DataFrame
        By ``customer_id``: ``days`` with a purchase and ``margin``.

    Raises
    ------
    DataProblem
        If the orders carry no margin and no rate is given.

    Examples
    --------
    >>> day = pd.Timestamp(2024, 5, 1)
    >>> orders = pd.DataFrame({"customer_id": ["a", "a", "b"], "date": day,
    ...                        "amount": [9.0, -3.0, -2.0], "margin": [3.0, -1.0, -0.5]})
    >>> bought_between(orders, dt.date(2024, 4, 1), dt.date(2024, 6, 1)).values.tolist()
    [[1.0, 2.0], [0.0, -0.5]]
    """
    own = transactions.table if isinstance(transactions, Transactions) else transactions
    known = "margin_cents" if isinstance(transactions, Transactions) else "margin"
    if margin_rate is None and known not in own.columns:
        raise one_problem(
            "The orders carry no margin", "map a column of margin, or give margin_rate=."
        )
    if isinstance(transactions, Transactions):
        lines = transactions.table
        cents = lines["margin_cents"] if margin_rate is None else lines["cents"] * margin_rate
        lines = lines.mutate(_margin=cents / 100)
        inside = lines.filter(lines["date"].between(ibis.literal(first), ibis.literal(last)))
        sums = inside.group_by("customer_id").agg(
            days=inside["date"].nunique(where=inside["cents"] >= 0),
            margin=inside["_margin"].sum(),
        )
        return sums.order_by("customer_id").to_pandas().set_index("customer_id")
    day = pd.to_datetime(own["date"]).dt.normalize()
    margin = own["margin"] if margin_rate is None else own["amount"] * margin_rate
    table = pd.DataFrame({"customer_id": own["customer_id"], "margin": margin})
    table["day"] = day.where(own["amount"] >= 0)
    table = table[(day >= pd.Timestamp(first)) & (day <= pd.Timestamp(last))]
    by = table.groupby("customer_id")
    return pd.DataFrame({"days": by["day"].nunique(), "margin": by["margin"].sum()})
