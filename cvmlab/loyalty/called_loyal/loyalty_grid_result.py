"""Attitude against behaviour: the result, its sentences and its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.loyalty.called_loyal.group_outcomes import (
    as_points,
    as_written,
    heading_of,
)
from cvmlab.stats.share_intervals import wilson

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

LOYAL, LATENT, SPURIOUS, NONE = "loyal", "latent", "spurious", "none"
CELLS = (LOYAL, SPURIOUS, LATENT, NONE)
MEANING = {
    LOYAL: "buys often and cares",
    SPURIOUS: "buys often without caring",
    LATENT: "cares and buys seldom",
    NONE: "neither",
}


@dataclass(frozen=True, eq=False)
class LoyaltyGrid:
    """Customers in four cells, and what those of each cell did or said.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a cell: ``cell, meaning, customers, share`` of all, with ``low, high``.
    outcomes : pandas.DataFrame
        One row an outcome and cell: ``outcome, cell, customers, value, low, high``.
    marked : pandas.DataFrame
        As ``table``, for the customers with a mark of the firm's; empty without one.
    cells : pandas.Series
        The cell of each customer of the table given, by its index; missing where the attitude or
        the behaviour is not known.
    high, within_days, at_least : float
        The lines: above which the attitude is favourable, and what counts as buying often.
    near : float
        Share of customers so near the line of the attitude that the other side is plausible; NaN
        without an error of measurement.
    mark : str
        Who is marked; empty without.
    level : float
        Confidence level.
    """

    table: pd.DataFrame
    outcomes: pd.DataFrame
    marked: pd.DataFrame
    cells: pd.Series = field(repr=False)
    high: float
    within_days: int
    at_least: int
    near: float
    mark: str
    level: float
    patrons: tuple[int, int] = field(repr=False)
    gaps: dict[str, tuple[float, float, float]] = field(repr=False)
    shares: dict[str, bool] = field(repr=False)
    words: Mapping[str, str] | None = field(default=None, repr=False)

    @property
    def customers(self) -> int:
        """Customers that could be placed."""
        return int(self.table["customers"].sum())

    def share_of(self, cell: str) -> float:
        """The share of all customers in a cell."""
        return float(self.table.set_index("cell").loc[cell, "share"])

    @property
    def spurious(self) -> float:
        """Among those who buy often, the share that does not care."""
        return self.patrons[0] / self.patrons[1] if self.patrons[1] else float("nan")

    @property
    def sentence(self) -> str:
        """Of those whom their purchases call loyal, how many care, and what that changes."""
        alone, often = self.patrons
        if not often:
            return "Nobody buys often enough to count as loyal by what they do."
        ends = interval(*wilson(alone, often, self.level), percent)
        text = (
            f"Of {count(often)} customers who buy often, {percent(alone / often)} "
            f"({percent(self.level)} interval {ends}) do not care: their loyalty is spurious."
        )
        for outcome, gap in self.gaps.items():
            rows = self.outcomes[self.outcomes["outcome"] == outcome].set_index("cell")["value"]
            share = self.shares[outcome]
            write = as_written(share)
            unit = " points" if share else ""
            text += (
                f" {heading_of(outcome, self.words)}: {write(rows[LOYAL])} of those "
                f"who care, {write(rows[SPURIOUS])} of those who do not ("
                f"{as_points(gap[0], share)}{unit}, "
                f"{interval(gap[1], gap[2], partial(as_points, share=share))})."
            )
        return text

    @property
    def marked_sentence(self) -> str:
        """Where the customers stand whom the firm has marked."""
        if self.marked.empty:
            return "No customers are marked."
        rows = self.marked.set_index("cell")
        loyal = rows.loc[LOYAL]
        listed = ", ".join(f"{percent(rows.loc[cell, 'share'])} {cell}" for cell in CELLS[1:])
        return (
            f"Of {count(rows['customers'].sum())} {self.mark} customers {percent(loyal['share'])} "
            f"({interval(loyal['low'], loyal['high'], percent)}) are loyal in both senses; the "
            f"others: {listed}."
        )

    @property
    def near_sentence(self) -> str:
        """How many stand too near the line to be placed for sure."""
        return (
            f"{percent(self.near)} of the customers answered so near the line of "
            f"{number(self.high, 1)} that they may belong on its other side."
        )

    def summary(self) -> Table:
        """The four cells as a table to read."""
        from cvmlab.figures.tables import Table

        frame = pd.DataFrame(
            {
                "Loyalty": self.table["cell"],
                "Who": self.table["meaning"],
                "Customers": self.table["customers"],
                "Share": [
                    f"{percent(r.share)} ({interval(r.low, r.high, percent)})"
                    for r in self.table.itertuples()
                ],
            }
        )
        for outcome in self.shares:
            write = as_written(self.shares[outcome])
            rows = self.outcomes[self.outcomes["outcome"] == outcome].set_index("cell")
            frame[heading_of(outcome, self.words)] = [
                f"{write(rows.loc[c, 'value'])} "
                f"({interval(rows.loc[c, 'low'], rows.loc[c, 'high'], write)})"
                for c in self.table["cell"]
            ]
        if not self.marked.empty:
            frame[f"Of {self.mark} customers"] = self.marked["share"].map(percent).to_list()
        return Table(
            frame,
            title="Attitude crossed with behaviour: four kinds of loyalty",
            note=f"Buys often: last purchase at most {self.within_days} days back, on "
            f"{self.at_least} days or more. Cares: an attitude above {number(self.high, 1)}. "
            f"{percent(self.level)} intervals in brackets.",
        )
