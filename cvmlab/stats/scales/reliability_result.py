"""What was found about a scale's reliability, in words and as a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, interval, number, percent

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

MEASURES = ("alpha", "omega_total", "omega_hierarchical")
_CALLED = {
    "alpha": "Cronbach's alpha: would the total come out the same again?",
    "omega_total": "Omega total: the same, items need not be equally good",
    "omega_hierarchical": "Omega hierarchical: how much of the total is one thing",
}
_SHORT = 4  # items a short scale would have, to show what length does


@dataclass(frozen=True, eq=False)
class Reliability:
    """How far a scale's total can be trusted, and how much of it is one thing.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a ``measure`` (alpha, omega_total, omega_hierarchical): ``estimate``, ``low``,
        ``high``.
    items : pandas.DataFrame
        One row an item: ``item``, its ``facet`` if there are any, ``mean``, ``sd``, ``item_rest``
        (correlation with the sum of the others) and ``alpha_without`` it.
    facets : pandas.DataFrame or None
        One row a facet: ``facet``, ``items``, ``alpha`` with ``low`` and ``high``, ``omega`` with
        ``omega_low`` and ``omega_high``.
    mean_correlation : float
        Of two items, on average.
    rows, left_out : int
        Respondents used, and respondents left out because an answer is missing.
    level : float
        Confidence level of the intervals.
    why_empty : str
        Why an omega is empty; "" where none is.
    """

    table: pd.DataFrame
    items: pd.DataFrame
    facets: pd.DataFrame | None
    mean_correlation: float
    rows: int
    left_out: int
    level: float
    why_empty: str = field(default="", repr=False)

    def _of(self, measure: str) -> Any:
        return self.table.set_index("measure").loc[measure]

    @property
    def alpha(self) -> float:
        """Cronbach's alpha."""
        return float(self._of("alpha").estimate)

    @property
    def omega_total(self) -> float:
        """McDonald's omega total; NaN where it cannot be known."""
        return float(self._of("omega_total").estimate)

    @property
    def omega_hierarchical(self) -> float:
        """McDonald's omega hierarchical; NaN where it cannot be known."""
        return float(self._of("omega_hierarchical").estimate)

    def alpha_of_length(self, items: int) -> float:
        """What alpha would be with so many items of the same kind (Spearman 1910, Brown 1910)."""
        times = items / len(self.items)
        return times * self.alpha / (1 + (times - 1) * self.alpha)

    @property
    def against(self) -> list[str]:
        """Items that run against the others: perhaps worded the other way round."""
        return [row.item for row in self.items.itertuples() if row.item_rest < 0]

    @property
    def sentence(self) -> str:
        """Alpha, what its length has to do with it, and how much is one thing."""
        items = len(self.items)
        text = f"The total of these {items} items has an alpha of {self._said('alpha')}."
        if items > _SHORT and self.alpha > 0:
            text += (
                f" Much of that is length: two of the items correlate by "
                f"{number(self.mean_correlation)} on average, and {_SHORT} of them would reach "
                f"only {number(self.alpha_of_length(_SHORT))}."
            )
        if np.isfinite(self.omega_hierarchical):
            common = self._of("omega_hierarchical")
            rest = max(self.omega_total - self.omega_hierarchical, 0.0)
            return (
                f"{text} {percent(common.estimate)} of the differences between totals "
                f"({interval(common.low, common.high, percent)}) come from one thing common to "
                f"all items, {percent(rest)} from the facets, {percent(1 - self.omega_total)} are "
                "chance."
            )
        return f"{text} How much of it is one thing cannot be said: {self.why_empty}."

    def summary(self) -> Table:
        """The three measures as a table to read."""
        from cvmlab.figures.tables import Table

        frame = pd.DataFrame(
            {
                "Measure": [_CALLED[name] for name in self.table["measure"]],
                "Estimate": self.table["estimate"],
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, number) for row in self.table.itertuples()
                ],
            }
        )
        return Table(
            frame,
            title=f"How far the total of {len(self.items)} items can be trusted",
            note=self._note(),
            formats={"Estimate": number},
        )

    def item_summary(self) -> Table:
        """The items as a table to read, the weakest first."""
        from cvmlab.figures.tables import Table

        table = self.items.sort_values("item_rest", ignore_index=True)
        names = {"item": "Item", "facet": "Facet", "mean": "Mean", "sd": "Spread (sd)",
                 "item_rest": "Correlation with the rest",
                 "alpha_without": "Alpha without it"}  # fmt: skip
        return Table(
            table.rename(columns=names),
            title="What each item adds",
            note=self._against() or f"Alpha with all of them: {number(self.alpha)}.",
            formats={"Alpha without it": lambda x: number(x, 3)},
        )

    def _said(self, measure: str) -> str:
        row = self._of(measure)
        ends = interval(row.low, row.high, number)
        return f"{number(row.estimate)} ({percent(self.level)} interval {ends})"

    def _against(self) -> str:
        if not self.against:
            return ""
        return (
            f"{', '.join(self.against)}: runs against the other items. If it is worded the other "
            "way round, turn the answers before anything is added up."
        )

    def _note(self) -> str:
        left = f", {count(self.left_out)} left out with an answer missing" if self.left_out else ""
        parts = [
            f"{count(self.rows)} respondents{left}.",
            *([f"An omega is empty: {self.why_empty}."] if self.why_empty else []),
            f"With {_SHORT} items of the kind alpha would be "
            f"{number(self.alpha_of_length(_SHORT))}, with 20 "
            f"{number(self.alpha_of_length(20))}: a high alpha of many items proves their number.",
            self._against(),
        ]
        return " ".join(part for part in parts if part)
