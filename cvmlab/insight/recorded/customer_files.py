"""What a firm's files know about single customers: the hard side of knowing somebody."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from cvmlab.data.occasions import occasions
from cvmlab.data.order_lines import order_lines
from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, money
from cvmlab.insight.counted.purchase_windows import purchases

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


def the_files(
    predictions: pd.DataFrame,
    transactions: Any,
    customers: pd.DataFrame | None = None,
    *,
    weeks: int = 52,
    tier: str = "previous_tier",
    currency: str | None = None,
) -> Table:
    """What the files knew of the customers on the day their answers were guessed.

    Parameters
    ----------
    predictions : DataFrame
        ``customer_id, made_on``.
    transactions : Transactions, DataFrame or Ibis table
        ``customer_id, date`` and ``amount`` or ``cents``.
    customers : DataFrame, optional
        ``customer_id`` and `tier`: the tier as it stood then, where it is known.
    weeks : int
        The window of purchases looked at.
    tier : str
        The column of `customers` that holds it.
    currency : str, optional
        ISO 4217 code; that of the transactions where their ledger knows it.

    Raises
    ------
    DataProblem
        When no row names a customer, or there are no purchases before that day.
    """
    from cvmlab.figures.tables import Table

    asked = predictions[predictions["customer_id"].notna()]
    if asked.empty:
        raise one_problem("nobody guessed a customer's answer", "add rows with a customer.")
    on = pd.Timestamp(asked["made_on"].max()).date()
    currency = currency or getattr(getattr(transactions, "ledger", None), "currency", None)
    lines, _ = order_lines(transactions)
    theirs = lines.filter(lines["customer_id"].isin(list(asked["customer_id"])))
    files = purchases(occasions(theirs), on - dt.timedelta(days=1)).in_window(weeks)
    files = files.set_index("customer_id").reindex(asked["customer_id"])
    frame = pd.DataFrame({"Customer": asked["customer_id"].to_numpy()})
    frame["Days since last purchase"] = files["recency_days"].to_numpy()
    frame[f"Purchase days in {weeks} weeks"] = files["frequency"].to_numpy()
    frame[f"Spent in {weeks} weeks"] = files["monetary"].to_numpy()
    if customers is not None and tier in customers:
        tiers = customers.drop_duplicates("customer_id").set_index("customer_id")[tier]
        frame["Tier"] = tiers.reindex(asked["customer_id"]).to_numpy()
    names = list(frame.columns)
    return Table(
        frame,
        title=f"What the files know of {count(len(frame))} customers",
        formats={names[1]: count, names[2]: count,
                 names[3]: partial(money, currency=currency, digits=0)},
    )  # fmt: skip
