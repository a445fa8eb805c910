"""One customer's way to break-even, month by month, to be followed with a pencil.

An average over a channel hides that some pay back with their second purchase and many never do.
One customer, her margin of each month and the cost of winning her show what the average is made of.

Source: the sum is that of :mod:`cvmlab.value_of.acquisition.break_even`, for one customer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.figures.formats import count, money, number
from cvmlab.value_of.acquisition.won import DAYS
from cvmlab.value_of.lifetime.customer_values import ANNUAL_DISCOUNT_RATE
from cvmlab.value_of.lifetime.discounting import discount_rate

if TYPE_CHECKING:
    from cvmlab.data.transactions import Transactions
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class OnePaysBack:
    """What one customer brought by month of age, against the cost of winning one.

    Attributes
    ----------
    customer : str
    cost : float
    table : DataFrame
        month, margin, discounted, so_far.
    month : float
        In which the cost was brought back; infinite where it was not yet.
    currency : str
    """

    customer: str
    cost: float
    table: pd.DataFrame
    month: float
    currency: str

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None, digits=2)

    @property
    def sentence(self) -> str:
        """The months with purchases, added up till the cost is reached."""
        months = self.table
        reached = math.isfinite(self.month)
        until = months[months["month"] <= self.month] if reached else months
        bought = until[until["margin"] != 0]
        parts = " + ".join(number(x) for x in bought["discounted"])
        total = self._cash(float(until["so_far"].iloc[-1]))
        text = (
            f"{self.customer}, margin in today's money of the {count(len(bought))} months of "
            f"{DAYS} days with purchases: {parts} = {total}"
        )
        if reached:
            return (
                f"{text}: more than the {self._cash(self.cost)} of winning one, reached in month "
                f"{count(self.month)}."
            )
        return (
            f"{text}: after {count(len(months))} months still less than the "
            f"{self._cash(self.cost)} of winning one."
        )

    def summary(self) -> Table:
        """Month by month."""
        from cvmlab.figures.tables import Table

        names = {
            "month": "Month", "margin": "Margin", "discounted": "In today's money",
            "so_far": "So far",
        }  # fmt: skip
        frame = self.table.rename(columns=names)
        return Table(
            frame, f"{self.customer}: what came, against {self._cash(self.cost)}",
            formats={"Month": count, **dict.fromkeys(list(names.values())[1:], self._cash)},
        )  # fmt: skip


def one_pays_back(
    transactions: Transactions | pd.DataFrame,
    customer: str,
    *,
    cost: float,
    annual_discount_rate: float = ANNUAL_DISCOUNT_RATE,
) -> OnePaysBack:
    """Follow one customer from the first purchase in the file to the end of it.

    Parameters
    ----------
    transactions : Transactions or DataFrame
        Orders: ``customer_id, date, margin``.
    customer : str
        One who was won inside the file: of others the first months are missing.
    cost : float
        What winning a customer cost, in currency units.
    annual_discount_rate : float
        Effective per year; a month's margin is discounted from its middle.

    Returns
    -------
    OnePaysBack

    Raises
    ------
    DataProblem
        When the orders know no margin, there is no such customer, or the cost is no amount.

    Notes
    -----
    The month is min{t : Σ margin / (1 + d)^t ≥ cost}, months of 28 days since the first purchase;
    the last, unfinished one counts with what it has.

    Examples
    --------
    >>> orders = pd.DataFrame({"customer_id": ["A", "A", "A"], "margin": [4.0, 5.0, 3.0],
    ...                        "date": ["2024-01-01", "2024-01-20", "2024-02-15"]})
    >>> print(one_pays_back(orders, "A", cost=10, annual_discount_rate=0.0).sentence)
    A, margin in today's money of the 2 months of 28 days with purchases: 9.00 + 3.00 = 12.00: \
more than the 10.00 of winning one, reached in month 2.
    """
    if not cost > 0:
        raise one_problem(f"the cost of winning is {cost}", "give an amount above 0.")
    lines, end, currency = _lines(transactions, customer)
    age = (pd.to_datetime(lines["date"]) - pd.Timestamp(lines["date"].min())).dt.days
    months = (pd.Timestamp(end) - pd.Timestamp(lines["date"].min())).days // DAYS + 1
    margin = np.bincount(age // DAYS, lines["margin"], minlength=months)
    rate = discount_rate(annual_discount_rate).continuous("D")
    discounted = margin * np.exp(-rate * DAYS * (np.arange(months) + 0.5))
    so_far = discounted.cumsum()
    reached = np.flatnonzero(so_far >= cost)
    table = pd.DataFrame(
        {
            "month": np.arange(1, months + 1), "margin": margin, "discounted": discounted,
            "so_far": so_far,
        }
    )  # fmt: skip
    month = float(reached[0] + 1) if len(reached) else math.inf
    return OnePaysBack(customer, float(cost), table, month, currency)


def _lines(
    transactions: Transactions | pd.DataFrame, customer: str
) -> tuple[pd.DataFrame, object, str]:
    """The customer's lines, the last day known of anybody, and the currency."""
    if isinstance(transactions, pd.DataFrame):
        table = transactions
        missing = [name for name in ("customer_id", "date", "margin") if name not in table]
        if missing:
            raise DataProblem(
                [Problem(f"no column {', '.join(missing)}", "map it, or name it so.")], "orders"
            )
        lines = table[table["customer_id"].astype(str) == str(customer)]
        lines = lines.assign(date=pd.to_datetime(lines["date"]))
        end, currency = pd.to_datetime(table["date"]).max(), ""
    else:
        whole = transactions.table
        if "margin_cents" not in whole.columns:
            raise one_problem("the orders know no margin", "map a column of margin.")
        chosen = whole.filter(whole["customer_id"] == str(customer))
        lines = chosen.select("date", "margin_cents").order_by("date", "margin_cents").to_pandas()
        lines["margin"] = lines["margin_cents"] / 100
        end, currency = transactions.ledger.last_day, transactions.ledger.currency or ""
    if lines.empty:
        raise one_problem(f"no customer {customer!r} in the orders", "choose an id of the orders.")
    return lines, end, currency
