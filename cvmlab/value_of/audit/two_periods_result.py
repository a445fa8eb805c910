"""Who came, who went and what that did to sales: ``two_periods`` as a result."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.value_of.audit.customer_periods import Window

if TYPE_CHECKING:
    from cvmlab.figures.formats import Formatter
    from cvmlab.figures.tables import Table


GROUPS = ("went", "bought less", "bought the same", "bought more", "came back", "new")


PARTS = ("customers", "purchases each", "spend per purchase")


@dataclass(frozen=True, eq=False)
class TwoPeriods:
    """What the change from one period to the next is made of.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a group of customers: ``customers``, sales ``before`` and ``now`` and their
        ``change`` in currency units, with its interval ``low, high`` (for other customers like
        these). The changes add up to that of the sales, to the cent. Groups too small to be shown
        stand together with their like: ``went or bought less``.
    parts : pandas.DataFrame
        The same change by what it is made of: ``before, now`` (customers, purchases each, spend
        per purchase), ``change`` in currency units, ``low, high``.
    facts : pandas.DataFrame
        Rows ``change`` (of sales, as a share of those before), ``kept`` (share of the customers
        before who bought again), ``new`` (share of the customers now who were none before),
        ``replaced`` (customers that came for each that went); ``value, low, high``.
    customers : pandas.DataFrame
        ``customer_id`` and ``group``.
    lost, won : float
        What those who bought less (or nothing) took, and those who bought more added.
    before, now : Window
    """

    table: pd.DataFrame
    parts: pd.DataFrame
    facts: pd.DataFrame
    customers: pd.DataFrame
    lost: float
    won: float
    before: Window
    now: Window
    knows_new: bool
    one: str
    measure: str
    kind: str
    cash: Formatter
    brief: Formatter
    fewest: int
    level: float

    @property
    def sentence(self) -> str:
        """The change, and how large the movements behind it are, in plain words."""
        change, rows = self.facts.loc["change"], self.table
        total, before = rows["change"].sum(), rows["before"].sum()
        verb = "rose" if total > 0 else "fell"
        sides = sorted([abs(change.low), abs(change.high)])
        sure = change.low * change.high > 0
        tenths = partial(percent, digits=1)
        how = (
            f"by {tenths(abs(change.value))} ({interval(sides[0], sides[1], tenths)})"
            if sure
            else f"by {tenths(abs(change.value))}: no sure change, since with other customers like "
            f"these it could have been anything from {interval(change.low, change.high, tenths)}"
        )
        came = "are new, came back" if self.knows_new else "came"
        won = self.cash(self.won) if self.won else "nothing"
        return self.worded(
            f"{self.measure.capitalize()} {verb} from {self.cash(before)} to "
            f"{self.cash(before + total)}, {how}. Behind that stand larger movements: "
            f"{self.cash(self.lost)} less from those who went or bought less, "
            f"{won} more from those who {came} or bought more."
        )

    @property
    def kept(self) -> str:
        """How many stayed and how many replaced those who went, in plain words."""
        kept, new = self.facts.loc["kept"], self.facts.loc["replaced"]
        group = self.customers["group"]
        stayed, went = int(group.isin(GROUPS[1:4]).sum()), int((group == "went").sum())
        gone = (
            "Who did not buy may still come back: in a shop nobody says goodbye."
            if self.kind == "orders"
            else "With contracts those who went are known to have gone."
        )
        came = (
            f"For each that went, {number(new.value)} came "
            f"({interval(new.low, new.high, number)}). "
            if np.isfinite([new.value, new.low, new.high]).all() and went >= self.fewest
            else ""
        )
        if new.value == 0 and went:
            came = "Nobody came in their place. "
        return self.worded(
            f"{count(stayed)} of {count(stayed + went)} customers of the period before "
            f"bought again, {percent(kept.value)} ({interval(kept.low, kept.high, percent)}). "
            f"{came}{gone}"
        )

    @property
    def made_of(self) -> str:
        """Which of the three parts moved the sales most, in plain words."""
        parts = self.parts
        most = parts["change"].abs().idxmax()
        row = parts.loc[most]
        if row.low * row.high <= 0:
            return "None of the parts below has surely changed the sales."
        side = "more" if row.change > 0 else "less"
        words = {
            "customers": f"{'more' if row.change > 0 else 'fewer'} customers",
            "purchases each": f"{side} {self.one}s each".replace("less", "fewer"),
            "spend per purchase": f"{side} spent per {self.one}",
        }
        return (
            f"Most of the change, {self.cash(row.change)} "
            f"({interval(row.low, row.high, self.cash)}), comes from {words[str(most)]}."
        )

    def summary(self) -> Table:
        """The groups as a table to read; their changes add up to that of the sales."""
        from cvmlab.figures.tables import Table

        rows = self.table
        said = {
            "went": "Went: bought then, not now",
            "bought less": "Bought less than then",
            "bought more": "Bought more than then",
            "came back": "Came back: not then, but earlier",
            "new": "New" if self.knows_new else "Came: not then (new, or back)",
        }
        total = rows[["customers", "before", "now", "change"]].sum()
        frame = pd.DataFrame(
            {
                "Customers who": [
                    *(self.worded(said.get(name, _capital(name))) for name in rows.index),
                    "All",
                ],
                "Customers": [*rows["customers"], int(total["customers"])],
                "Before": [*rows["before"], total["before"]],
                "Now": [*rows["now"], total["now"]],
                "Change": [*rows["change"], total["change"]],
            }
        )
        change = self.facts.loc["change"]
        ends = (total["before"] * change.low, total["before"] * change.high)
        frame[f"{percent(self.level)} interval"] = [
            *(interval(row.low, row.high, self.brief) for row in rows.itertuples()),
            interval(*ends, self.brief),
        ]
        return Table(
            frame,
            title=f"{self.before.name} against {self.now.name}",
            note="The intervals say how much each change could have been with other customers "
            "like these.",
            formats=dict.fromkeys(("Before", "Now", "Change"), self._whole),
            total_row=True,
        )

    def parts_summary(self) -> Table:
        """The change by what it is made of, as a table to read."""
        from cvmlab.figures.tables import Table

        parts = self.parts
        forms: dict[str, Any] = {
            "customers": count,
            "purchases each": partial(number, digits=2),
            "spend per purchase": self.cash,
        }
        words = {
            "customers": self.worded("Customers who bought"),
            "purchases each": f"{self.one.capitalize()}s each",
            "spend per purchase": f"Spend per {self.one}",
        }
        total = parts["change"].sum()
        frame = pd.DataFrame(
            {
                "Made of": [*(words[name] for name in PARTS), f"All {self.measure}"],
                "Before": [
                    *(forms[n](parts.loc[n, "before"]) for n in PARTS),
                    self._whole(self.table["before"].sum()),
                ],
                "Now": [
                    *(forms[n](parts.loc[n, "now"]) for n in PARTS),
                    self._whole(self.table["now"].sum()),
                ],
                f"Change in {self.measure}": [*parts["change"], total],
                f"{percent(self.level)} interval": [
                    *(interval(row.low, row.high, self.brief) for row in parts.itertuples()), "",
                ],
            }
        )  # fmt: skip
        return Table(frame, formats={f"Change in {self.measure}": self._whole}, total_row=True)

    def worded(self, text: str) -> str:
        """With contracts nobody buys: customers pay."""
        if self.kind == "orders":
            return text
        text = text.replace("bought again", "paid again").replace("did not buy", "did not pay")
        return text.replace("bought", "paid").replace("Bought", "Paid")

    def _whole(self, amount: float) -> str:
        return (
            self.cash(amount) if abs(amount) < 1 else self.cash(round(amount)).removesuffix(".00")
        )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
