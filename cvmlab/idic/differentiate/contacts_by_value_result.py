"""What was done for the customers of each tier, and how far it differed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, day, interval, money, number, percent
from cvmlab.figures.tables import Table
from cvmlab.idic.differentiate.value_tiers_result import BETWEEN, GONE, MOST_VALUABLE

Ends = tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class ContactsByValue:
    """How much of what was done depended on the value tier; see ``contacts_by_value``.

    Attributes
    ----------
    table : DataFrame
        One row a tier: ``customers``, ``contacts``, ``each`` (contacts a customer) with ``low,
        high``, and ``cost`` of the contacts.
    kinds : DataFrame
        Contacts a customer by tier (rows) and channel (columns).
    share : tuple of float
        Of the contacts with customers not called gone, the share that would have to go to another
        tier if tiers were treated alike, with its interval: 0 where everybody gets the same.
    by_chance : float
        What the share would be if contacts knew nothing of tiers.
    ratio : tuple of float
        Contacts of a most valuable customer for each one of a customer in between.
    service : DataFrame, optional
        One row a tier: ``failures, put_right, share, low, high``.
    customers : DataFrame
        By customer: ``tier, contacts``.
    others : int
        Contacts to who had no tier: won since, or never bought.
    first, last : date
    level : float
    currency : str
    """

    table: pd.DataFrame = field(repr=False)
    kinds: pd.DataFrame = field(repr=False)
    share: Ends
    by_chance: float
    ratio: Ends
    service: pd.DataFrame | None = field(repr=False)
    customers: pd.DataFrame = field(repr=False)
    others: int
    first: dt.date
    last: dt.date
    level: float
    currency: str

    @property
    def sentence(self) -> str:
        """How many contacts depend on value, and who gets more."""
        total = int(self.table.loc[self.table["tier"] != GONE, "contacts"].sum())
        text = (
            f"From {day(self.first)} to {day(self.last)} {percent(self.share[0], 1)} "
            f"({interval(self.share[1], self.share[2], lambda x: percent(x, 1))}) of "
            f"{count(total)} contacts with customers still here depended on the tier: so many "
            "would go to another tier if all were treated alike. Chance alone would make it "
            f"{percent(self.by_chance, 1)}."
        )
        if self.ratio[0] == self.ratio[0]:
            rows = self.table.set_index("tier")["each"]
            text += (
                f" A most valuable customer got {number(rows[MOST_VALUABLE], 1)} contacts, one in "
                f"between {number(rows[BETWEEN], 1)}: {number(self.ratio[0])} for one "
                f"({interval(self.ratio[1], self.ratio[2], number)})."
            )
        return f"{text} {self.service_said} {self.gone_said}".strip().replace("  ", " ")

    @property
    def gone_said(self) -> str:
        """What went to customers called gone on the first day."""
        row = self.table[self.table["tier"] == GONE]
        if row.empty or not row["contacts"].iloc[0]:
            return ""
        return (
            f"{count(row['contacts'].iloc[0])} contacts, for {self._cash(row['cost'].iloc[0])}, "
            "went to customers called no longer here."
        )

    @property
    def service_said(self) -> str:
        """Whether failures of the most valuable are put right more often."""
        if self.service is None:
            return ""
        rows = self.service.set_index("tier")
        if not {MOST_VALUABLE, BETWEEN} <= set(rows.index) or rows["failures"].min() == 0:
            return ""
        top, other = rows.loc[MOST_VALUABLE], rows.loc[BETWEEN]
        return (
            f"Of their failures {percent(top.share)} ({interval(top.low, top.high, percent)}) were "
            f"put right, of those in between {percent(other.share)} "
            f"({interval(other.low, other.high, percent)})."
        )

    def of(self, customer: str) -> str:
        """One customer's contacts beside those of the tier.

        Raises
        ------
        DataProblem
            When the customer had no tier on the first day.
        """
        if customer not in self.customers.index:
            raise one_problem(
                f"no customer {customer!r} who bought before {day(self.first)}",
                "choose an id of those who did.",
            )
        one = self.customers.loc[customer]
        each = self.table.set_index("tier")["each"]
        whole = self.table["contacts"].sum() / self.table["customers"].sum()
        return (
            f"{customer} was {one.tier} and got {count(one.contacts)} contacts from "
            f"{day(self.first)} to {day(self.last)}; the tier's mean is "
            f"{number(each[one.tier], 1)}, everybody's {number(whole, 1)}."
        )

    def summary(self) -> Table:
        """The tiers with what was done for their customers."""
        rows = self.table
        frame = pd.DataFrame(
            {
                "Tier at the beginning": rows["tier"],
                "Customers": rows["customers"],
                "Contacts a customer": [
                    f"{number(r.each, 1)} ({interval(r.low, r.high, lambda x: number(x, 1))})"
                    for r in rows.itertuples()
                ],
                "Cost of contacts": rows["cost"],
            }
        )
        if self.service is not None:
            frame["Failures put right"] = [
                f"{percent(r.share)} of {count(r.failures)}" for r in self.service.itertuples()
            ]
        note = f"{self.sentence} {count(self.others)} contacts went to others, without a tier."
        formats = {"Customers": count, "Cost of contacts": self._cash}
        return Table(frame, "What was done for customers, by value", note, formats=formats)

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None, digits=0)

    def __repr__(self) -> str:
        return self.sentence
