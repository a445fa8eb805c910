"""The customers won, by channel and phase, and what each brought in every month of age.

A customer won is one who began inside the file and bought: the day of the first purchase starts
the clock. Cards that were handed out and never used are nobody's first purchase; counted as
customers they would make every channel look as if it paid back later than it does.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import ibis
import numpy as np
import pandas as pd

from cvmlab.data.order_lines import day_given
from cvmlab.data.transactions import Transactions
from cvmlab.errors import one_problem
from cvmlab.value_of.acquisition.costs import AFTER, ALL, BEFORE
from cvmlab.value_of.acquisition.newcomers import newcomers_of
from cvmlab.value_of.lifetime.customer_values import CustomerValues, customer_values

if TYPE_CHECKING:
    import ibis.expr.types as ir

DAYS = 28  # of a month of age: four whole weeks, so that every month has as many Saturdays


@dataclass(frozen=True, eq=False)
class Won:
    """Customers won, and their margin by month of age.

    Attributes
    ----------
    customers : DataFrame
        One row a customer: columns of a customer base with ``channel`` and ``phase``.
    margin : array of shape (customers, months)
        Margin of each month of age, in currency units.
    bought : array of bool, of the same shape
        Whether anything was bought in it.
    seen : array of int
        How many whole months of age of each customer lie inside the file.
    currency : str
    """

    customers: pd.DataFrame
    margin: np.ndarray = field(repr=False)
    bought: np.ndarray = field(repr=False)
    seen: np.ndarray = field(repr=False)
    currency: str

    @property
    def months(self) -> int:
        """How many months of age are told apart."""
        return self.margin.shape[1]


def won_customers(
    transactions: Any,
    customers: pd.DataFrame | None,
    *,
    values: CustomerValues | None = None,
    by: str = "channel",
    phase: str | dt.date | None = None,
    months: int = 24,
) -> Won:
    """Who was won by which channel, and what they brought month by month.

    Parameters
    ----------
    transactions : Transactions or DataFrame
        Orders: ``customer_id, date`` and ``amount``, with ``margin``.
    customers : DataFrame
        ``customer_id``, the column `by`, and ``acquired_on``, so that older ones are kept out.
    values : CustomerValues, optional
        What :func:`~cvmlab.value_of.lifetime.customer_values.customer_values` made of the same
        orders; saves making it again.
    by : str
        The column of the channels.
    phase : date, optional
        The first day of a later phase.
    months : int
        Months of 28 days of age.

    Raises
    ------
    DataProblem
        When orders or customers cannot be used, fewer than 100 were won inside the file, or the
        orders know no margin.
    """
    if months < 1:
        raise ValueError("months is a number of at least 1")
    found = values or customer_values(transactions, customers)
    if not found.is_margin:
        raise one_problem(
            "the orders know no margin, and sales pay no bill",
            "map a column of margin, or give margin_rate to customer_values.",
        )
    frame = newcomers_of(found, customers, by=by).rename(columns={by: "channel"})
    frame = frame.sort_values("customer_id", ignore_index=True)
    begun = pd.to_datetime(frame["first_purchase"])
    first = day_given(phase, "phase")
    frame["phase"] = ALL
    if first is not None:
        frame["phase"] = np.where(begun >= pd.Timestamp(first), AFTER, BEFORE)
    known = (pd.Timestamp(found.end) - begun).dt.days.to_numpy() + 1
    margin, bought = _by_age(transactions, frame, begun, found, months)
    return Won(frame, margin, bought, np.minimum(known // DAYS, months), found.currency)


def _by_age(
    transactions: Any,
    frame: pd.DataFrame,
    begun: pd.Series,
    values: CustomerValues,
    months: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Margin, and whether anything was bought, by customer and month of age."""
    start = ibis.memtable(
        pd.DataFrame(
            {
                "customer_id": frame["customer_id"],
                "row": np.arange(len(frame)),
                "begun": begun.dt.date,
                "rate": frame["margin_rate"],
            }
        )
    )
    lines = _lines(transactions)
    joined = lines.filter(lines["date"] <= ibis.literal(values.end)).join(start, "customer_id")
    if "margin_cents" not in lines.columns:
        joined = joined.mutate(margin_cents=joined["cents"] * joined["rate"])
    age = joined["date"].delta(joined["begun"], unit="day")
    joined = joined.mutate(month=(age / DAYS).floor().cast("int64"))
    joined = joined.filter((joined["month"] >= 0) & (joined["month"] < months))
    sums = joined.group_by("row", "month").agg(
        cents=joined["margin_cents"].sum(), bought=(joined["cents"] >= 0).any()
    )
    cells = sums.to_pandas()
    margin = np.zeros((len(frame), months))
    bought = np.zeros((len(frame), months), dtype=bool)
    place = cells["row"].to_numpy(), cells["month"].to_numpy()
    margin[place] = cells["cents"].fillna(0).to_numpy(float) / 100
    bought[place] = cells["bought"].to_numpy(bool)
    return margin, bought


def _lines(transactions: Any) -> ir.Table:
    """Every line of the orders: customer, day, money and, where it is known, margin."""
    names = ["customer_id", "date", "cents", "margin_cents"]
    if isinstance(transactions, Transactions):
        table = transactions.table
        return table.select([name for name in names if name in table.columns])
    frame = pd.DataFrame(
        {
            "customer_id": transactions["customer_id"].astype("str"),
            "date": pd.to_datetime(transactions["date"]).dt.date,
            "cents": (transactions["amount"] * 100).round().astype("int64"),
        }
    )
    if "margin" in transactions:
        frame["margin_cents"] = (transactions["margin"] * 100).round().astype("Int64")
    return ibis.memtable(frame)
