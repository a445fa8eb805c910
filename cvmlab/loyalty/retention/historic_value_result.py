"""History beside residual value, customer by customer, and the best who have slipped."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, day, interval, money, percent
from cvmlab.stats.share_intervals import wilson

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

_KNOWN = (
    "customer_id", "history", "first_year", "last_year", "quiet_days", "residual", "best",
    "slipped", "talks_badly",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class HistoricValue:
    """What customers brought, beside what is still expected of them. The two are never added.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a customer: ``customer_id, history`` (all sales known), ``first_year, last_year``
        (of the file), ``quiet_days`` since the last purchase (NaN: none in the file),
        ``residual``, ``best`` (among the top by history), ``slipped``, the kept columns, and
        ``talks_badly`` where that is known. Money in currency units.
    top, fell_below : float
        Which share counts as the best, and below which share of the first year's sales somebody
        has slipped.
    still_within : int
        Days within which somebody who slipped has still bought.
    since, until : pandas.Timestamp
        First and last day of the file.
    whole_history : bool
        Whether sales before the file are known.
    has_residual : bool
        Whether a residual value was given; else it is the last year's sales.
    level : float
        Confidence level of shares.
    """

    table: pd.DataFrame
    top: float
    fell_below: float
    still_within: int
    since: pd.Timestamp
    until: pd.Timestamp
    whole_history: bool
    has_residual: bool
    level: float

    @property
    def slipped(self) -> pd.DataFrame:
        """The best by history who still come, for a fraction; the largest history first."""
        mine = self.table[self.table["slipped"]]
        return mine.sort_values("history", ascending=False, ignore_index=True)

    @property
    def residual_name(self) -> str:
        """What stands beside the history."""
        return "expected to come" if self.has_residual else "sales of the last 52 weeks"

    def place(self, customer: str, by: str = "history") -> int:
        """The rank of a customer: 1 is the best."""
        row = self._row(customer)
        return int((self.table[by] > row[by]).sum()) + 1

    def _row(self, customer: str) -> pd.Series:
        found = self.table[self.table["customer_id"].astype(str) == str(customer)]
        if found.empty:
            raise one_problem(f'there is no customer "{customer}"', "check how ids are written.")
        return found.iloc[0]

    def of(self, customer: str, currency: str | None = None) -> str:
        """One customer's history, and what is still expected, side by side."""
        row = self._row(customer)
        cash = partial(money, currency=currency, digits=0)
        people = count(len(self.table))
        expected = (
            f"{cash(row.residual)} are expected to come"
            if self.has_residual
            else f"the last 52 weeks brought {cash(row.residual)}"
        )
        kept = [
            f"{name.replace('_', ' ')} {row[name]}"
            for name in self.table.columns
            if name not in _KNOWN
        ]
        return (
            f"{row.customer_id} brought {cash(row.history)} over the years: place "
            f"{count(self.place(customer))} of {people} by history. {expected.capitalize()}: "
            f"place {count(self.place(customer, 'residual'))}."
            + (f" On file: {', '.join(kept)}." if kept else "")
        )

    @property
    def talk(self) -> dict[str, tuple[float, float, float, int]]:
        """Share that talks badly, with interval and number: the slipped, and everybody else."""
        if "talks_badly" not in self.table:
            return {}
        shares = {}
        for name, rows in self.table.groupby("slipped")["talks_badly"]:
            low, high = wilson(int(rows.sum()), len(rows), self.level)
            share = (float(rows.mean()), float(low), float(high), len(rows))
            shares["slipped" if name else "others"] = share
        return shares

    @property
    def sentence(self) -> str:
        """How many of the best slipped, what they brought, and what they say of the firm."""
        return self.says()

    def says(self, currency: str | None = None) -> str:
        """The same with a currency."""
        cash = partial(money, currency=currency, digits=0)
        some, best = self.slipped, int(self.table["best"].sum())
        text = (
            f"{count(len(some))} of the best {count(best)} customers by history still come, for "
            f"less than {percent(self.fell_below)} of what they once bought in a year"
        )
        if some.empty:
            return f"{text}."
        text += (
            f": together {cash(some['first_year'].sum())} in the first year of the file, "
            f"{cash(some['last_year'].sum())} in the last"
        )
        talk = self.talk
        if "others" not in talk or "slipped" not in talk:
            return f"{text}."
        share, low, high, _ = talk["slipped"]
        return (
            f"{text}. {percent(share)} of them ({interval(low, high, percent)}) talk badly of us, "
            f"against {percent(talk['others'][0])} of all others."
        )

    def summary(self, currency: str | None = None, largest: int = 8) -> Table:
        """The slipped with the largest histories; what they brought is not added to anything."""
        from cvmlab.figures.tables import Table

        cash = partial(money, currency=currency, digits=0)
        some = self.slipped.head(largest)
        shown = {
            "Customer": some["customer_id"],
            "History": some["history"],
            "First year of the file": some["first_year"],
            self.residual_name.capitalize(): some["residual"],
        }
        for name in some.columns:
            if name not in _KNOWN:
                shown[name.replace("_", " ").capitalize()] = some[name]
        if "talks_badly" in some:
            shown["Talks badly of us"] = some["talks_badly"].map({True: "yes", False: "no"})
        where = "" if self.whole_history else f" since {day(self.since)}"
        return Table(
            pd.DataFrame(shown),
            title="The best by history who have slipped",
            note=f"History: all sales{where}, of their day, not discounted. It is past and stands "
            f"beside what is {self.residual_name}, never in one sum. {count(len(self.slipped))} "
            "in all.",
            formats=dict.fromkeys(
                ["History", "First year of the file", self.residual_name.capitalize()], cash
            ),
        )
