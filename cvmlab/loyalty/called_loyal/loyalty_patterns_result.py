"""Answers wave after wave: the result, its sentences and its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.figures.formats import count, interval, is_missing, percent
from cvmlab.loyalty.called_loyal.group_outcomes import (
    as_points,
    as_written,
    words_of,
)

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

HIGH, RISING, FALLING, LOW, MIXED = (
    "high each time", "rising", "falling", "low each time", "up and down",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class LoyaltyPatterns:
    """Customers by the pattern of their answers, and what they did afterwards.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a score and pattern: ``score, pattern, customers, share, value, low, high`` of the
        outcome.
    gaps : pandas.DataFrame
        One row a score, the widest gap first: ``score, line`` (splits all answers in half), ``high,
        low_each`` (the outcome of those high and low each time), ``gap`` with ``gap_low,
        gap_high``, which hold for all scores together, ``sure``; ``crossed``, the share that
        changed sides between first and last wave, and ``by_chance``, how many would have if nobody
        had changed (NaN for a single item: its reliability is not known).
    waves : tuple
        The waves, in order.
    customers : int
        Customers who answered all of them and whose outcome is known.
    outcome : str
        What they did afterwards.
    level : float
        Confidence level.
    """

    table: pd.DataFrame
    gaps: pd.DataFrame
    waves: tuple[object, ...]
    customers: int
    outcome: str
    level: float
    share: bool = field(repr=False)
    words: Mapping[str, str] | None = field(default=None, repr=False)

    @property
    def sentence(self) -> str:
        """Which lasting highs go with customers who come back, in words."""
        sure = self.gaps[self.gaps["sure"]]
        waves = f"{', '.join(map(str, self.waves[:-1]))} and {self.waves[-1]}"
        text = f"{count(self.customers)} customers answered waves {waves}. "
        if sure.empty:
            top = self.gaps.iloc[0]
            return (
                f"{text}No score tells those who were high each time surely from those who were "
                f"low: the widest gap, {top['score']}, is {self._gap(top)}."
            )
        said = [f"{row['score']} {self._gap(row)}" for _, row in sure.iterrows()]
        rest = [row["score"] for _, row in self.gaps[~self.gaps["sure"]].iterrows()]
        listed = "; ".join(said)
        text += (
            f"High each time against low each time, {words_of(self.outcome, self.words)}: "
            f"surely apart in {listed}."
        )
        return f"{text} Not surely in: {', '.join(rest)}." if rest else text

    def of(self, score: str) -> str:
        """One score in words: the gap, and how many changed sides by chance."""
        row = self.gaps.set_index("score", drop=False).loc[score]
        chance = (
            ""
            if is_missing(row["by_chance"])
            else f", where {percent(row['by_chance'])} would by chance if nobody had changed"
        )
        return (
            f"{score}: {self._gap(row)} ({words_of(self.outcome, self.words)}). "
            f"{percent(row['crossed'])} changed sides{chance}."
        )

    def _gap(self, row: pd.Series) -> str:
        write = as_written(self.share)
        ends = interval(row["gap_low"], row["gap_high"], partial(as_points, share=self.share))
        unit = " points" if self.share else ""
        return (
            f"{write(row['high'])} against {write(row['low_each'])} "
            f"({as_points(row['gap'], self.share)}{unit}, {ends})"
        )

    def summary(self) -> Table:
        """The patterns of every score as a table to read."""
        from cvmlab.figures.tables import Table

        write = as_written(self.share)
        patterns = list(dict.fromkeys(self.table["pattern"]))
        rows = []
        for _, gap in self.gaps.iterrows():
            found = self.table[self.table["score"] == gap["score"]].set_index("pattern")
            ends = partial(as_points, share=self.share)
            rows.append(
                {
                    "Asked": gap["score"],
                    **{
                        pattern.capitalize(): f"{write(found.loc[pattern, 'value'])} of "
                        f"{count(found.loc[pattern, 'customers'])}"
                        for pattern in patterns
                    },
                    "High less low": f"{as_points(gap['gap'], self.share)} "
                    f"({interval(gap['gap_low'], gap['gap_high'], ends)})",
                    "Changed sides": percent(gap["crossed"]),
                    "By chance": percent(gap["by_chance"]),
                }
            )
        return Table(
            pd.DataFrame(rows),
            title=f"Of each pattern, how many {words_of(self.outcome, self.words)}",
            note=f"{count(self.customers)} customers who answered every wave. High is above the "
            f"middle of all answers. {percent(self.level)} intervals that hold for all rows "
            "together. By chance: how many would change sides if nobody had changed their mind.",
        )
