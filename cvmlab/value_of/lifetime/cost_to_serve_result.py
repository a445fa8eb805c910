"""What serving customers cost in a year, customer by customer and kind by kind."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from cvmlab.figures.formats import count, day, interval, money, percent

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

CONTACTS, SERVICE = "contacts", "service"


@dataclass(frozen=True, eq=False)
class CostToServe:
    """The marginal cost of each customer over a year, by kind.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a customer with any cost or purchase: ``customer_id``, ``contacts`` (the firm's own
        choice: avoidable), ``service`` (putting failures right: comes with purchases), ``cost``
        (their sum) and ``trips`` (days bought), all within the year; money in currency units.
    kinds : pandas.DataFrame
        One row a kind and channel: ``kind``, ``what``, ``times``, ``customers``, ``euros``,
        ``avoidable``.
    per_purchase : float
        Cost of service for each purchase, with ``per_purchase_low, per_purchase_high``.
    unnamed : float
        Cost that no customer can be named for; in no row of the table.
    since, until : datetime.date
    level : float
    """

    table: pd.DataFrame
    kinds: pd.DataFrame
    per_purchase: float
    per_purchase_low: float
    per_purchase_high: float
    unnamed: float
    since: dt.date
    until: dt.date
    level: float
    currency: str

    @property
    def total(self) -> float:
        """What all named customers cost together."""
        return float(self.table["cost"].sum())

    @property
    def avoidable(self) -> float:
        """The part of it that the firm could stop by itself."""
        return float(self.table[CONTACTS].sum())

    def by_customer(self, customers: Any) -> pd.DataFrame:
        """``contacts, service, cost`` of these customers in their order; 0 where there was none.

        Parameters
        ----------
        customers : iterable of str
            Their ids.
        """
        rows = self.table.set_index("customer_id")[[CONTACTS, SERVICE, "cost"]]
        return rows.reindex(pd.Index(customers, name="customer_id")).fillna(0.0)

    def to_come(self, values: pd.DataFrame) -> pd.DataFrame:
        """What customers will cost if the firm goes on as last year, in today's money.

        Parameters
        ----------
        values : DataFrame
            ``customer_id``, ``purchases`` and ``weeks`` to come, both discounted: the table of
            ``customer_values``.

        Returns
        -------
        DataFrame
            ``customer_id``, ``service`` (purchases × the cost of service for each), ``contacts``
            (weeks as a customer × what the own contacts cost a week last year), ``cost``; and
            ``service_low, service_high`` from the interval of the cost for each purchase.
        """
        weeks_seen = ((self.until - self.since).days + 1) / 7
        own = self.by_customer(values["customer_id"])[CONTACTS].to_numpy() / weeks_seen
        purchases = values["purchases"].to_numpy(float)
        found = pd.DataFrame({"customer_id": values["customer_id"].to_numpy()})
        found[SERVICE] = purchases * self.per_purchase
        found[CONTACTS] = values["weeks"].to_numpy(float) * own
        found["cost"] = found[SERVICE] + found[CONTACTS]
        found["service_low"] = purchases * self.per_purchase_low
        found["service_high"] = purchases * self.per_purchase_high
        return found

    @property
    def sentence(self) -> str:
        """What serving costs, and how much of it is the firm's own choice."""
        cash = partial(money, currency=self.currency or None)
        if not self.total:
            return f"No cost of serving customers is on file up to {day(self.until)}."
        return (
            f"From {day(self.since)} to {day(self.until)} serving {count(len(self.table))} "
            f"customers cost {cash(self.total)} beside the goods: {cash(self.avoidable)} "
            f"({percent(self.avoidable / self.total)}) for contacts, which "
            f"the firm could stop, and {cash(self.total - self.avoidable)} to put failures right: "
            f"{cash(self.per_purchase)} a purchase ({percent(self.level)} interval "
            f"{interval(self.per_purchase_low, self.per_purchase_high, cash)})."
        )

    def summary(self) -> Table:
        """Each kind of cost: how often, to how many, how much, and who could stop it."""
        from cvmlab.figures.tables import Table

        cash = partial(money, currency=self.currency or None)
        rows = self.kinds
        frame = pd.DataFrame(
            {
                "What": rows["what"],
                "Times": rows["times"],
                "Customers": rows["customers"],
                "Cost": rows["euros"],
                "Each": rows["euros"] / rows["times"],
                "The firm could stop it": rows["avoidable"].map({True: "yes", False: "no"}),
            }
        )
        all_of_it = pd.DataFrame(
            {
                "What": ["all"], "Times": [rows["times"].sum()],
                "Customers": [int((self.table["cost"] > 0).sum())], "Cost": [rows["euros"].sum()],
                "Each": [rows["euros"].sum() / max(rows["times"].sum(), 1)],
                "The firm could stop it": [f"{cash(self.avoidable)} of it"],
            }
        )  # fmt: skip
        note = "Marginal cost only: what would not have been spent without the customer."
        if self.unnamed:
            note += f" {cash(self.unnamed)} more belong to nobody who could be named."
        return Table(
            pd.concat([frame, all_of_it], ignore_index=True),
            title=f"What serving customers cost from {day(self.since)} to {day(self.until)}",
            note=note,
            formats={"Times": count, "Customers": count, "Cost": cash, "Each": cash},
            total_row=True,
        )

    def __repr__(self) -> str:
        return self.sentence
