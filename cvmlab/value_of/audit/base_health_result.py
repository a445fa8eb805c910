"""The signs of a base and what changed in them: ``base_health`` as a result."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.value_of.audit.customer_periods import Window

if TYPE_CHECKING:
    from cvmlab.figures.formats import Formatter
    from cvmlab.figures.tables import Table


COUNTS, SHARES, SUMS = "count", "share", "money"


KINDS = {
    "customers": COUNTS, "new customers": COUNTS, "kept": SHARES,
    "purchases each": "number", "spend per purchase": SUMS, "margin rate": SHARES,
    "one purchase only": SHARES, "share of the best fifth": SHARES,
    "share of new customers": SHARES,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class BaseHealth:
    """Signs of how a customer base is doing.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a sign: ``before, now``, their ``change`` (counts and money: as a share of before;
        shares: in percentage points / 100; numbers: as a share) with its interval ``low, high``,
        and the ``verdict``: "rose", "fell" or "no sure change"; NaN and "" where the sign cannot
        be had for the period before.
    now, before : Window
    """

    table: pd.DataFrame
    now: Window
    before: Window
    one: str
    measure: str
    kind: str
    cash: Formatter
    level: float
    fewest: int

    @property
    def sure(self) -> pd.DataFrame:
        """The signs that surely changed."""
        return self.table[self.table["verdict"].isin(["rose", "fell"])]

    @property
    def sentence(self) -> str:
        """What surely changed, in plain words."""
        sure, compared = self.sure, int((self.table["verdict"] != "").sum())
        if sure.empty:
            return f"None of {count(compared)} signs surely changed."
        said = {
            verdict: [self._name(str(name)).lower() for name in part.index]
            for verdict, part in sure.groupby("verdict", sort=False)
        }
        text = "; ".join(f"{verdict}: {', '.join(names)}" for verdict, names in said.items())
        return (
            f"{count(len(sure))} of {count(compared)} signs surely changed. {text[0].upper()}"
            f"{text[1:]}."
        )

    def summary(self) -> Table:
        """The signs as a table to read."""
        from cvmlab.figures.tables import Table

        rows = []
        for name, row in self.table.iterrows():
            form = self._form(str(name))
            change = partial(_signed, points=KINDS[str(name)] == SHARES)
            rows.append(
                (
                    self._name(str(name)),
                    form(row["before"]),
                    form(row["now"]),
                    change(row["change"]),
                    interval(row["low"], row["high"], change),
                    row["verdict"] or "not known before",
                )
            )
        head = ["Sign", "Before", "Now", "Change", f"{percent(self.level)} interval", "Verdict"]
        return Table(
            pd.DataFrame(rows, columns=head),
            title=f"{self.before.name} against {self.now.name}",
            note="Changes of shares are in percentage points, all others in percent. Of twenty "
            "signs that have not changed, one would be called changed by chance.",
        )

    def _form(self, name: str) -> Formatter:
        kind = KINDS[name]
        if name == "margin rate":
            return partial(percent, digits=1)
        if kind == SUMS:
            return self.cash
        return {COUNTS: count, SHARES: percent}.get(kind, partial(number, digits=1))

    def _name(self, name: str) -> str:
        bought = "bought" if self.kind == "orders" else "paid"
        return {
            "customers": f"Customers who {bought}",
            "new customers": "New customers among them",
            "kept": f"Customers of the {self._year} before who {bought} again",
            "purchases each": f"{self.one.capitalize()}s each",
            "spend per purchase": f"Spend per {self.one}",
            "margin rate": f"Margin of {self.measure}",
            "one purchase only": f"Customers with one {self.one} only",
            "share of the best fifth": f"The best fifth's share of {self.measure}",
            "share of new customers": f"New customers' share of {self.measure}",
        }[name]

    @property
    def _year(self) -> str:
        days = (self.now.end - self.now.start).days
        return "year" if days > 360 else "period"


def _signed(x: float, *, points: bool) -> str:
    text = number(x * 100, 1) if points else percent(x, 1)
    return f"+{text}" if x > 0 and text.strip("0.%") else text
