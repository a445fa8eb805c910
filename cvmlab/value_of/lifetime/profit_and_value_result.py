"""Two lists of customers laid over each other: who is on which, and what they bring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, money, percent

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

BOTH, PAST, AHEAD, NEITHER = "on both lists", "last year's only", "value's only", "on neither"
CORNERS = (BOTH, PAST, AHEAD, NEITHER)


@dataclass(frozen=True, eq=False)
class ProfitAndValue:
    """Two lists of the same length over the same customers.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a customer: ``customer_id``, ``profit`` (margin of the last year less the cost to
        serve), ``value`` (margin to come, in today's money), ``place_by_profit``,
        ``place_by_value`` (1 is the best) and ``corner``.
    corners : pandas.DataFrame
        By corner ("on both lists", "last year's only", "value's only", "on neither"):
        ``customers, profit, value`` and, where the models' errors were given, ``low, high`` of
        the value.
    top : int
        How long each list is.
    shared, shared_low, shared_high : float
        Customers on both lists, with the interval of customers like these.
    level : float
    """

    table: pd.DataFrame
    corners: pd.DataFrame
    top: int
    shared: int
    shared_low: float
    shared_high: float
    level: float
    currency: str

    @property
    def swapped(self) -> int:
        """Customers of one list who are not on the other."""
        return self.top - self.shared

    @property
    def given_up(self) -> float:
        """Value to come that the list by profit leaves out, against the list by value."""
        return float(self.corners.loc[AHEAD, "value"] - self.corners.loc[PAST, "value"])

    @property
    def sentence(self) -> str:
        """How many are on both lists, and what the others are expected to bring."""
        past, ahead = self.corners.loc[PAST], self.corners.loc[AHEAD]
        return (
            f"Of the {count(self.top)} customers who left most profit last year "
            f"{count(self.shared)} are also among the {count(self.top)} worth most from now on: "
            f"{percent(self.shared / self.top)} ({percent(self.level)} interval "
            f"{interval(self.shared_low / self.top, self.shared_high / self.top, percent)}). The "
            f"{count(self.swapped)} who are not left {self._each(past.profit)} each last year and "
            f"are expected to bring {self._each(past.value)} each; those they keep out left "
            f"{self._each(ahead.profit)} and are expected to bring {self._each(ahead.value)}."
        )

    def of(self, customer: str) -> str:
        """One customer's places on both lists.

        Raises
        ------
        DataProblem
            When there is no such customer.
        """
        found = self.table[self.table["customer_id"] == customer]
        if found.empty:
            raise one_problem(f"no customer {customer!r}", "choose an id of the table.")
        row = found.iloc[0]
        return (
            f"{customer}: {self._cash(row.profit)} of profit last year, place "
            f"{count(row.place_by_profit)} of {count(len(self.table))}; {self._cash(row.value)} "
            f"expected, place {count(row.place_by_value)}; {row.corner}."
        )

    def summary(self) -> Table:
        """The four corners with people and money."""
        from cvmlab.figures.tables import Table

        rows = self.corners
        frame = pd.DataFrame({"Customers who are": list(rows.index), "How many": rows["customers"]})
        frame = frame.reset_index(drop=True)
        frame["Profit last year"] = rows["profit"].to_numpy()
        frame["Value to come"] = rows["value"].to_numpy()
        cash = dict.fromkeys(["Profit last year", "Value to come", "To come, each"], self._cash)
        if "low" in rows:
            frame[f"{percent(self.level)} interval"] = [
                interval(row.low, row.high, self._cash) for row in rows.itertuples()
            ]
        frame["To come, each"] = (rows["value"] / rows["customers"]).to_numpy()
        return Table(
            frame,
            title=f"Two lists of {count(self.top)}: profit last year, and value to come",
            note="Profit: margin less the cost to serve. Value: margin expected, in today's money, "
            "before the cost to serve. Interval: what the models do not know for sure; what will "
            "come varies more.",
            formats={"How many": count, **cash},
        )

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None, digits=0)

    def _each(self, amount: float) -> str:
        return self._cash(amount / self.swapped) if self.swapped else self._cash(0)

    def __repr__(self) -> str:
        return self.sentence
