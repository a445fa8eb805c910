"""One customer's value with every factor shown: what a pencil can check, and a person can doubt.

A value is a product, and whoever knows the customer can say which factor is wrong. Beside each
factor stands what the last year showed; where the two differ, the customer has changed and the
model, which takes all purchases together, has not noticed.

Source: Fader, Hardie & Lee (2005), "RFM and CLV: Using Iso-Value Curves for Customer Base
Analysis", Journal of Marketing Research 42(4).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from cvmlab.data.transactions import purchase_occasions
from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, money, number, percent
from cvmlab.value_of.lifetime.cost_to_serve import CostToServe
from cvmlab.value_of.lifetime.customer_values import YEAR, CustomerValues

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class WorkedValue:
    """The factors of one customer's value, and the same of the last year.

    Attributes
    ----------
    customer : str
    purchases, sales, margin_rate, value : float
        Expected purchases to come (discounted), expected sales at each, margin a unit of sales,
        and their product in currency units.
    low, high, outcome_low, outcome_high : float
        Confidence interval of the value, and the interval of what will come.
    weeks : float
        Expected weeks as a customer still, discounted.
    year_purchases : int
        Days bought in the last 52 weeks.
    year_sales : float
        Sales at each of them; NaN where there was none.
    like_last_year : float
        The value of buying as in the last year for as long as the customer stays.
    service, contacts : float
        What serving so long would cost, as last year; NaN where no costs were given.
    horizon, currency : str
    level : float
    """

    customer: str
    purchases: float
    sales: float
    margin_rate: float
    value: float
    low: float
    high: float
    outcome_low: float
    outcome_high: float
    weeks: float
    year_purchases: int
    year_sales: float
    like_last_year: float
    service: float
    contacts: float
    horizon: str
    currency: str
    level: float

    @property
    def a_year(self) -> float:
        """Purchases the model expects in a year, while this is a customer."""
        return self.purchases / self.weeks * 52 if self.weeks > 0 else 0.0

    @property
    def sentence(self) -> str:
        """The product, and what the last year says to it."""
        text = (
            f"{self.customer}, {self.horizon}: {number(self.purchases, 1)} purchases × "
            f"{self._cash(self.sales)} × {percent(self.margin_rate, 1)} margin = "
            f"{self._cash(self.value)} in today's money."
        )
        if not self.year_purchases:
            return f"{text} In the last 52 weeks there was no purchase."
        return (
            f"{text} The model goes on from {number(self.a_year, 0)} purchases a year; in the "
            f"last 52 weeks there were {count(self.year_purchases)}, of "
            f"{self._cash(self.year_sales)} each. Going on like that for as long as this customer "
            f"is expected to stay brings {self._cash(self.like_last_year)}."
        )

    def summary(self) -> Table:
        """Factor by factor, with the last year beside it."""
        from cvmlab.figures.tables import Table

        cash = self._cash
        lines = [
            ("Purchases to come, a later one counting less", number(self.purchases, 1), ""),
            ("  a year, while a customer", number(self.a_year, 1), count(self.year_purchases)),
            ("× sales at each", cash(self.sales), cash(self.year_sales)),
            ("× margin on sales", percent(self.margin_rate, 1), ""),
            (f"= value, {self.horizon}", cash(self.value), cash(self.like_last_year)),
        ]
        if pd.notna(self.service):
            lines += [
                ("Beside it: putting failures right", cash(-self.service), ""),
                ("Beside it: letters and other contacts", cash(-self.contacts), ""),
            ]
        frame = pd.DataFrame(lines, columns=["", "As the model sees it", "As in the last 52 weeks"])
        return Table(
            frame,
            title=f"What {self.customer} is worth, factor by factor",
            note=f"{percent(self.level)} interval of the expectation: "
            f"{interval(self.low, self.high, cash)}; of what will come: "
            f"{interval(self.outcome_low, self.outcome_high, cash)}. Both hold only for "
            "somebody who goes on as over all the time on file.",
        )

    @property
    def _cash(self) -> partial[str]:
        return partial(money, currency=self.currency or None)

    def __repr__(self) -> str:
        return self.sentence


def worked_value(
    values: CustomerValues,
    customer: str,
    transactions: Any,
    cost: CostToServe | None = None,
) -> WorkedValue:
    """Show every factor of one customer's value, and what the last year says to each.

    Parameters
    ----------
    values : CustomerValues
        What :func:`~cvmlab.value_of.lifetime.customer_values.customer_values` returned.
    customer : str
        The id.
    transactions : Transactions, DataFrame or Ibis table
        The orders the values were made of.
    cost : CostToServe, optional
        What serving cost last year, for the lines beside the value.

    Returns
    -------
    WorkedValue

    Raises
    ------
    DataProblem
        When there is no such customer.

    Notes
    -----
    value = margin rate × expected purchases (discounted) × expected sales at each. Like the last
    year: purchases of the last 52 weeks × weeks to come (discounted)/52 × sales at each × margin
    rate.
    """
    table = values.table
    place = table.index[table["customer_id"] == customer]
    if place.empty:
        raise one_problem(f"no customer {customer!r} who bought", "choose an id of the table.")
    row = table.loc[place[0]]
    sales = float(values.lifetime.valuation.money.mean[int(place[0])])
    outcome = values.outcome_of([customer]).iloc[0]
    lines = purchase_occasions(transactions)
    since = values.end - dt.timedelta(days=YEAR)
    mine = lines.filter(
        (lines["customer_id"] == customer) & (lines["date"] > since) & (lines["date"] <= values.end)
    )
    paid = mine.select("cents").to_pandas()["cents"]
    bought, each = len(paid), float(paid.mean()) / 100 if len(paid) else float("nan")
    weeks, rate = float(row["weeks"]), float(row["margin_rate"])
    like = bought * weeks / (YEAR / 7) * each * rate if bought else 0.0
    service, contacts = float("nan"), float("nan")
    if cost is not None:
        ahead = cost.to_come(table.loc[[place[0]]]).iloc[0]
        service, contacts = float(ahead["service"]), float(ahead["contacts"])
    return WorkedValue(
        customer, float(row["purchases"]), sales, rate, float(row["value"]), float(row["low"]),
        float(row["high"]), float(outcome["outcome_low"]), float(outcome["outcome_high"]), weeks,
        bought, each, like, service, contacts, values.horizon, values.currency,
        1 - values.lifetime.alpha,
    )  # fmt: skip
