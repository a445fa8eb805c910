"""How far rules for the share of wallet are off: the result."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.figures.formats import count, interval, number, percent

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

RULE, MEAN = "rank", "brand's mean"
IN_WORDS = {
    RULE: "rank among the brands used",
    "equal": "equal shares",
    "rating": "in proportion to the ratings",
    MEAN: "the brand's mean among others",
    "last": "the last share",
}


@dataclass(frozen=True, eq=False)
class AllocationRule:
    """What each rule foretells, and how far it is off.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a rule: ``rule``; ``error`` (mean absolute difference between foretold and spent,
        as a share of wallet), ``low``, ``high``; ``more`` (its error above that of the rank rule),
        ``more_low``, ``more_high``; ``correlation`` of foretold and spent.
    rows : pandas.DataFrame
        One row a customer and brand compared: ``customer, brand, spent``, ``place`` (rank),
        ``used`` (how many brands), and the share each rule foretells.
    customers : int
    tied : float
        Share of the rows whose rank is shared with another brand.
    level : float
    """

    table: pd.DataFrame
    rows: pd.DataFrame = field(repr=False)
    customers: int
    tied: float
    level: float

    def row(self, rule: str) -> pd.Series:
        """One rule's line."""
        found = self.table[self.table["rule"] == rule]
        if found.empty:
            raise ValueError(f"no rule {rule!r}; there are: {', '.join(self.table['rule'])}")
        return found.iloc[0]

    @property
    def better(self) -> tuple[str, ...]:
        """The rules that are surely less far off than the rank."""
        rows = self.table[(self.table["rule"] != RULE) & (self.table["more_high"] < 0)]
        return tuple(rows.sort_values("error")["rule"])

    @property
    def worse(self) -> tuple[str, ...]:
        """The rules that are surely further off than the rank."""
        return tuple(self.table.loc[self.table["more_low"] > 0, "rule"])

    @property
    def sentence(self) -> str:
        """How far the rank is off, and which rules do better or worse."""
        one, equal = self.row(RULE), self.row("equal")
        points = partial(_points, digits=1)
        said = (
            f"From the rank among the brands used, the share of wallet of {count(self.customers)} "
            f"customers is foretold to within {points(one.error)} percentage points on average "
            f"({percent(self.level)} interval {interval(one.low, one.high, points)}); equal shares "
            f"would be off by {points(equal.error)}. Correlation with what is spent: "
            f"{number(one.correlation)}."
        )
        if self.better:
            said += f" Surely nearer: {', '.join(IN_WORDS[r] for r in self.better)}."
        elif self.worse:
            said += f" Surely further off: {', '.join(IN_WORDS[r] for r in self.worse)}."
        return said

    def summary(self) -> Table:
        """The rules beside one another."""
        from cvmlab.figures.tables import Table

        points = partial(_points, digits=1)
        rows = self.table
        frame = pd.DataFrame(
            {
                "Foretold from": [IN_WORDS[r] for r in rows["rule"]],
                "Off by (points)": rows["error"],
                f"{percent(self.level)} interval": [
                    interval(r.low, r.high, points) for r in rows.itertuples()
                ],
                "More than the rank": [
                    "–" if r.rule == RULE
                    else f"{points(r.more)} ({interval(r.more_low, r.more_high, points)})"
                    for r in rows.itertuples()
                ],
                "Correlation": rows["correlation"],
            }
        )  # fmt: skip
        return Table(
            frame, title="How far rules for the share of wallet are off", note=self.sentence,
            formats={"Off by (points)": points},
        )  # fmt: skip


def _points(share: float, digits: int = 1) -> str:
    """A share in percentage points, without the sign of percent."""
    return number(100 * share, digits)
