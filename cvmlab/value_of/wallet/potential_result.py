"""What can be won of what customers spend elsewhere: one by one, by group, together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

import pandas as pd

from cvmlab.figures.formats import count, interval, money, number, percent
from cvmlab.value_of.wallet.lift_result import LiftByGroup

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

Limit = Literal["best quarter", "whole wallet"]


@dataclass(frozen=True, eq=False)
class AttainableValue:
    """What can be won of what customers spend elsewhere, net, in today's money.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a customer, in currency units over the horizon, discounted: ``customer_id``;
        ``gap_euros`` (margin on what is missing up to the limit); ``chance`` (part of it that the
        programme closes); ``cost`` (of the programme, round after round, as long as the customer
        stays); ``potential`` (what is added, less the cost; 0 where it does not pay), ``low``,
        ``high``; ``chosen`` (in how many of the halvings the one half would choose the customer);
        ``group`` (of the programme's groups); ``answered`` (said what the household spends).
    total, low, high : float
        Potential of all customers together and its interval.
    looked_at : int
        Customers with a potential above 0.
    not_worth, not_worth_gap : int, float
        Customers with a gap whose chance does not pay for the programme, and their gap.
    naive : float
        What the total would be if choice and value came from the same customers.
    limit : {"best quarter", "whole wallet"}
    lift : LiftByGroup
    horizon : str
        In words.
    level : float
    currency : str
    """

    table: pd.DataFrame
    total: float
    low: float
    high: float
    looked_at: int
    not_worth: int
    not_worth_gap: float
    naive: float
    limit: Limit
    lift: LiftByGroup
    horizon: str
    level: float
    currency: str

    @property
    def gap(self) -> float:
        """The margin on the whole gap over the horizon, discounted."""
        return float(self.table["gap_euros"].sum())

    @property
    def by_group(self) -> pd.DataFrame:
        """One row a group of the programme: ``group``, ``customers``, ``gap``; ``won`` and ``cost``
        if all with a gap were chased; ``pursued`` (customers at whom it pays) and ``potential``.
        """
        table = self.table.assign(
            won=self.table["chance"] * self.table["gap_euros"],
            pays=self.table["potential"] > 0,
            cost=self.table["cost"].where(self.table["gap_euros"] > 0, 0.0),
        )
        rows = table.groupby("group").agg(
            customers=("gap_euros", "size"), gap=("gap_euros", "sum"), won=("won", "sum"),
            cost=("cost", "sum"), pursued=("pays", "sum"), potential=("potential", "sum"),
        )  # fmt: skip
        rows = rows.reindex(range(len(self.lift.table)), fill_value=0)
        rows.insert(0, "group", self.lift.table["group"])
        return rows.reset_index(drop=True)

    @property
    def sentence(self) -> str:
        """The gap, what of it is worth pursuing, and where not to chase it."""
        cash = partial(money, currency=self.currency, short=True)
        said = f"The gap holds {cash(self.gap)} of margin over {self.horizon}. "
        lost = cash(self.not_worth_gap)
        if not self.looked_at:
            return said + (
                "The programme tried by lot has not been shown to win more of it than it costs, at "
                f"any customer: potential {cash(0.0)} ({percent(self.level)} interval up to "
                f"{cash(self.high)}). On this evidence none of the {count(self.not_worth)} "
                "customers with a gap is worth chasing."
            )
        said += (
            f"What the programme tried by lot would win of it, less its cost, is "
            f"{cash(self.total)} ({percent(self.level)} interval "
            f"{interval(self.low, self.high, cash)}), from {count(self.looked_at)} customers. At "
            f"{count(self.not_worth)} others with a gap of {lost} it would cost more than it wins: "
            "no reason to chase them."
        )
        if self.low <= 0:
            said += " That nothing can be won at a profit is not ruled out."
        return said

    @property
    def plan_sentence(self) -> str:
        """What choosing and valuing on the same customers would have promised instead."""
        cash = partial(money, currency=self.currency, short=True)
        more = f", {number(self.naive / self.total, 1)} times as much" if self.total else ""
        return (
            "Had whom to choose and what it is worth been read off the same customers, it would "
            f"have promised {cash(self.naive)}{more}: the best of several groups looks better than "
            "it is."
        )

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What must be believed beyond the lot."""
        return (
            f"Each round of {self.lift.weeks} weeks costs and works like the one tried, for as "
            "long as somebody is a customer; the effect ends with the programme.",
            "A customer gains in the proportion in which the group did when it was tried.",
            "Money won from other shops brings the customer's own margin rate.",
            f"No more is won than the gap up to the {self.limit}.",
        )

    def of(self, customer: str) -> str:
        """One customer in a sentence; customers without a row have no potential."""
        row = self.table[self.table["customer_id"] == customer]
        if row.empty:
            return (
                f"{customer} is not active: the programme was not tried on such customers, and no "
                "potential is counted."
            )
        one, cash = row.iloc[0], partial(money, currency=self.currency, digits=0)
        said = (
            f"{customer}: {cash(one.gap_euros)} of margin lie in the gap over {self.horizon}; "
            f"the programme would close {percent(one.chance, 1)} of it for {cash(one.cost)}. "
        )
        if one.potential > 0:
            return said + (
                f"That leaves {cash(one.potential)} ({percent(self.level)} interval "
                f"{interval(one.low, one.high, cash)})."
            )
        return said + (
            f"That does not pay: potential 0, and hardly above {cash(one.high)}."
            if one.high > 0
            else "That does not pay: potential 0."
        )

    def summary(self) -> Table:
        """The gap and the potential by group of the programme."""
        from cvmlab.figures.tables import Table

        rows = self.by_group
        last = pd.DataFrame(rows.drop(columns="group").sum()).T.assign(group="all")
        rows = pd.concat([rows, last], ignore_index=True)
        cash = partial(money, currency=self.currency, short=True)
        frame = pd.DataFrame(
            {
                f"Bought in {self.lift.weeks} weeks": rows["group"],
                "Customers": rows["customers"].astype(int),
                "Gap (margin)": rows["gap"],
                "Would be won": rows["won"],
                "Would cost": rows["cost"],
                "Worth it at": rows["pursued"].astype(int),
                "Potential": rows["potential"],
            }
        )
        euros = ["Gap (margin)", "Would be won", "Would cost", "Potential"]
        return Table(
            frame, title="What of the gap is worth pursuing",
            note=f"{self.sentence} Believed: {' '.join(self.assumptions)}",
            formats=dict.fromkeys(euros, cash), total_row=True,
        )  # fmt: skip
