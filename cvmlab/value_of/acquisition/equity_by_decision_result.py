"""What each decision changes within the year and in all, with its owner: table and words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, interval, money, percent

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class EquityByDecision:
    """What each decision changes, within the year and afterwards; see ``equity_by_decision``.

    Attributes
    ----------
    table : DataFrame
        One row a decision: decision, owner, cost, this_year (margin of the year less cost), later
        (margin afterwards), euros (the sum: the change in customer equity), low, high, sure (share
        of plausible values above 0), basis. Today's money.
    together, together_low, together_high : float
        All at once. Less or more than the sum where decisions work on the same customers.
    equity : float
        Customer equity without any of them.
    level : float
    currency : str
    """

    table: pd.DataFrame
    together: float
    together_low: float
    together_high: float
    equity: float
    level: float
    currency: str

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None, digits=0)

    def of(self, decision: str) -> pd.Series:
        """The row of one decision."""
        return self.table.set_index("decision").loc[decision]

    @property
    def turned(self) -> pd.DataFrame:
        """The decisions that look one way within the year and the other in all."""
        table = self.table
        return table[np.sign(table["this_year"]) * np.sign(table["euros"]) < 0]

    @property
    def sentence(self) -> str:
        """What all together change, and which decisions the year alone would get wrong."""
        ends = interval(self.together_low, self.together_high, self._cash)
        together = (
            f"All {count(len(self.table))} decisions together change"
            if len(self.table) > 1
            else "The one decision changes"
        )
        return (
            f"{together} customer equity by {self._cash(self.together)} "
            f"({percent(self.level)} interval {ends}). {self.turned_sentence}"
        )

    @property
    def turned_sentence(self) -> str:
        """Which decisions the year alone would get wrong."""
        turned = "; ".join(
            f"{row.decision} ({row.owner}) {self._cash(row.this_year)} within the year, "
            f"{self._cash(row.euros)} in all"
            for row in self.turned.itertuples()
        )
        if not turned:
            return "None looks different after a year than in all."
        return f"Judged by the year alone, wrongly judged: {turned}."

    def summary(self, *, together: bool = True) -> Table:
        """Decision by decision, with its owner.

        Parameters
        ----------
        together : bool
            Whether to say what all at once would change; not where some exclude each other.
        """
        from cvmlab.figures.tables import Table

        table = self.table
        frame = pd.DataFrame(
            {
                "Decision for one year": table["decision"],
                "Answers for it": table["owner"],
                "This year": table["this_year"].map(self._cash),
                "Later": table["later"].map(self._cash),
                "Customer equity": table["euros"].map(self._cash),
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, self._cash) for row in table.itertuples()
                ],
                "Rests on": table["basis"],
            }
        )
        note = (
            "This year: margin of the year less what the decision costs. Later: margin after it, "
            "in today's money."
        )
        if together:
            ends = interval(self.together_low, self.together_high, self._cash)
            note += f" All at once: {self._cash(self.together)} ({ends})."
        return Table(frame, "What a decision does to customer equity", note)
