"""What one customer lost, failure by failure, and which remedy would have spared it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.errors import one_problem, suggestion
from cvmlab.figures.formats import MISSING, count, day
from cvmlab.value_for.hassle.hassle_removals_result import HassleRemovals, cash
from cvmlab.value_for.hassle.removal_inputs import DAYS, read_failures

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class CustomerHassle:
    """One customer's failures within a year.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a failure, in the order of days: ``date, code, minutes, remedy`` (None where there
        is none), ``cost_per_use``.
    customer : str
        Who it is.
    minute_price : float
        What a minute is worth to people like the customer, in money.
    customer_type : str
        What people like that are called; "" where one price stands for all.
    currency : str
        ISO 4217 code.
    """

    table: pd.DataFrame = field(repr=False)
    customer: str
    minute_price: float
    customer_type: str
    currency: str

    @property
    def minutes(self) -> float:
        """Minutes lost in all."""
        return float(self.table["minutes"].sum())

    @property
    def worth(self) -> float:
        """What they are worth to the customer, in money."""
        return self.minutes * self.minute_price

    @property
    def sentence(self) -> str:
        """How much was lost, and what it is worth to people like the customer."""
        if self.table.empty:
            return f"Nothing that went wrong for {self.customer} within 52 weeks was written down."
        failures = "1 failure" if len(self.table) == 1 else f"{count(len(self.table))} failures"
        of = f'the type "{self.customer_type}"' if self.customer_type else "customers"
        return (
            f"{self.customer} lost {count(self.minutes)} minutes in {failures} within 52 weeks. To "
            f"{of} a minute is worth {cash(self.minute_price, self.currency)}: together "
            f"{cash(self.worth, self.currency)}."
        )

    def summary(self) -> Table:
        """The failures as a table to read."""
        from cvmlab.figures.tables import Table

        frame = pd.DataFrame(
            {
                "Day": [day(when) for when in self.table["date"]],
                "What went wrong": self.table["code"],
                "Minutes lost": self.table["minutes"],
                "Remedy": self.table["remedy"].fillna(MISSING),
                "Cost of one use": self.table["cost_per_use"],
            }
        )
        return Table(
            frame,
            title=f"What went wrong for {self.customer} within 52 weeks",
            formats={
                "Minutes lost": count,
                "Cost of one use": partial(cash, currency=self.currency),
            },
        )


def customer_hassle(
    failures: pd.DataFrame, customer: str, removals: HassleRemovals, customer_type: str = ""
) -> CustomerHassle:
    """What one customer lost within the last 52 weeks, and what it is worth to people like that.

    Parameters
    ----------
    failures : pandas.DataFrame
        One row a failure: ``customer_id, code, minutes_lost, date``.
    customer : str
        Whose.
    removals : HassleRemovals
        What :func:`hassle_removals` returned: the remedies and the price of a minute.
    customer_type : str
        A type whose price of a minute is known; "" takes the price for all, and so does any type
        where prices by type are not known.

    Returns
    -------
    CustomerHassle

    Raises
    ------
    DataProblem
        When the failures name nobody, or no such type is among those whose price is known.
    """
    prices = removals.minute.by_type
    if not prices:
        customer_type = ""  # one price stands for all
    if customer_type and customer_type not in prices:
        raise one_problem(
            f'nobody is of the type "{customer_type}"',
            f"there are: {', '.join(prices)}.{suggestion(customer_type, prices)}",
        )
    if "customer_id" not in failures:
        raise one_problem("the failures name no customer", "map a column to customer_id.")
    rows, _ = read_failures(failures, DAYS)
    mine = rows[rows["customer"].astype(str) == customer].sort_values("date", kind="stable")
    ways = removals.table.drop_duplicates("removes").set_index("removes")  # the cheapest first
    found = mine["code"].isin(ways.index)
    table = pd.DataFrame(
        {
            "date": pd.to_datetime(mine["date"]),
            "code": mine["code"],
            "minutes": mine["minutes_lost"],
            "remedy": mine["code"].map(ways["name"]).where(found, None),
            "cost_per_use": mine["code"].map(ways["cost_per_use"]),
        }
    ).reset_index(drop=True)
    price = prices[customer_type] if customer_type else removals.minute.price
    return CustomerHassle(table, customer, price, customer_type, removals.currency)
