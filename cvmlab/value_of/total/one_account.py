"""The account of one customer, to be read out line by line."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.figures.formats import interval, money, number, percent
from cvmlab.value_of.total import lines as of

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class Account:
    """What one customer is worth, line by line.

    Attributes
    ----------
    customer : str
    table : DataFrame
        One row a line: ``line``, ``count`` (expected over the horizon; of friends already here,
        how many there are), ``seen`` (noted so far), ``euros``, ``low``, ``high``, ``basis``,
        ``rests_on``. Euros are blank where nothing is priced.
    total, low, high : float
        The sum of the euros, with its interval.
    assumed : float
        How many euros of the lines, up or down, rest on assumptions.
    historic : float
        What came so far: sunk, so beside the account and never in it; NaN where not known.
    outcome : tuple of float
        Between which ends the total will turn out, by chance too.
    horizon, currency : str
    level : float
    """

    customer: str
    table: pd.DataFrame
    total: float
    low: float
    high: float
    assumed: float
    historic: float
    outcome: tuple[float, float]
    horizon: str
    currency: str
    level: float

    @property
    def unpriced(self) -> pd.DataFrame:
        """The lines that are counted and not priced, where a tenth of one is expected or more."""
        rows = self.table[self.table["basis"] == of.NOT_PRICED]
        return rows[rows["count"] >= 0.05]

    @property
    def has_outcome(self) -> bool:
        """Whether chance is in it: not where the account is only a reckoning."""
        return self.outcome[1] - self.outcome[0] >= 0.01

    def euros(self, line: str) -> float:
        """The euros of one line; NaN where it has none."""
        return float(self.table.set_index("line").loc[line, "euros"])

    @property
    def sentence(self) -> str:
        """What the customer is worth, what it is made of, and what of it is assumed."""
        cash = self._cash
        ends = interval(self.low, self.high, cash)
        chance = ""
        if self.has_outcome:
            chance = f"; it may turn out at anything from {interval(*self.outcome, cash)}"
        text = (
            f"{self.customer} is worth {cash(self.total)} over the {self.horizon} in today's money "
            f"({percent(self.level)} confidence interval {ends}{chance}): {self._made_of()}."
        )
        if self.assumed >= 0.005:
            text += f" {cash(self.assumed)} of it, up or down, is assumed."
        else:
            text += " No euro of it rests on a stated price."
        if len(self.unpriced):
            said = ", ".join(
                f"{number(row.count_, 1)} {row.line}"
                for row in self.unpriced.rename(columns={"count": "count_"}).itertuples()
            )
            text += f" Expected but not priced: {said}."
        if np.isfinite(self.historic):
            text += (
                f" The {cash(self.historic)} of the past is sunk: beside the account, not in it."
            )
        return text

    def summary(self) -> Table:
        """The account as a table to read: counts in one column, money in the other."""
        from cvmlab.figures.tables import Table

        rows: list[tuple[Any, ...]] = [
            (
                row.line.capitalize(),
                "" if np.isnan(row.seen) else number(row.seen, 0),
                "" if np.isnan(row.count_) else number(row.count_, 1),
                self._blank(row.euros),
                "" if np.isnan(row.euros) else interval(row.low, row.high, self._cash),
                row.basis,
            )
            for row in self.table.rename(columns={"count": "count_"}).itertuples()
        ]
        whole = interval(self.low, self.high, self._cash)
        rows.append(("Total", "", "", self._cash(self.total), whole, ""))
        heads = ["Line", "Noted so far", "Expected", "Worth", f"{percent(self.level)} interval",
                 "Rests on"]  # fmt: skip
        note = f"Expected over the {self.horizon}; worth in today's money."
        if self.has_outcome:
            ends = interval(*self.outcome, self._cash)
            note += f" Intervals are those of the expectation; the total may turn out at {ends}."
        if np.isfinite(self.historic):
            note += f" Beside, never in: {self._cash(self.historic)} brought so far."
        if len(self.unpriced):
            names = ", ".join(self.unpriced["line"])
            note += f" The total leaves out what has no price: {names}."
        title = f"What {self.customer} is worth"
        return Table(pd.DataFrame(rows, columns=heads), title, note, total_row=True)

    def why(self) -> Table:
        """What each line rests on, in words: the answers to whoever doubts it."""
        return why(self.table, f"What the account of {self.customer} rests on")

    def _made_of(self) -> str:
        said = self.table[self.table["euros"].abs() >= 0.005]
        parts = [f"{self._cash(row.euros)} {row.line}" for row in said.itertuples()]
        return ", ".join(parts) if parts else "no line holds a cent"

    @property
    def _cash(self) -> Any:
        return partial(money, currency=self.currency or None)

    def _blank(self, euros: float) -> str:
        return "" if np.isnan(euros) else str(self._cash(euros))

    def __repr__(self) -> str:
        return self.sentence


def why(table: pd.DataFrame, title: str) -> Table:
    """The lines with their basis and what stands behind it, as a table to read."""
    from cvmlab.figures.tables import Table

    frame = pd.DataFrame(
        {
            "Line": [line.capitalize() for line in table["line"]],
            "Basis": table["basis"].to_numpy(),
            "What it rests on": table["rests_on"].to_numpy(),
        }
    )
    return Table(frame, title)
