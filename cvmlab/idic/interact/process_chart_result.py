"""A figure over time with its natural limits, to be read, printed and argued over."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cvmlab.figures.formats import count, interval, number
from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class ProcessChart:
    """Which values are signals and which are noise; see ``process_chart``.

    Attributes
    ----------
    table : DataFrame
        One row a period: ``period, value, moving_range``, ``beyond`` ("above", "below" or empty),
        ``run`` (one of a long run on one side of the mean), ``jump`` (the moving range lies beyond
        its own limit).
    centre : float
        Mean of the baseline.
    limits : (float, float)
        Natural limits of the values.
    range_mean, range_limit : float
        Mean moving range, and the upper limit of moving ranges.
    baseline : int
        From how many first values the limits come.
    run : int
    name : str
    """

    table: pd.DataFrame
    centre: float
    limits: tuple[float, float]
    range_mean: float
    range_limit: float
    baseline: int
    run: int
    name: str

    @property
    def signals(self) -> pd.DataFrame:
        """Periods beyond the limits, or in a long run on one side of the mean."""
        return self.table[(self.table["beyond"] != "") | self.table["run"]]

    @property
    def sentence(self) -> str:
        """What deserves a question, and how far the figure wanders by itself."""
        table = self.table
        text = (
            f"{self.name}: {number(self.centre)} on average; by itself it wanders from "
            f"{interval(*self.limits, number)}."
        )
        beyond, runs = table[table["beyond"] != ""], table[table["run"]]
        if len(self.signals) == 0:
            return f"{text} None of the {count(len(table))} values is a signal: no ups and downs "\
                "here need a reason."  # fmt: skip
        if len(beyond):
            some = ", ".join(f"{r.period} ({number(r.value)})" for r in beyond.head(3).itertuples())
            more = f" and {count(len(beyond) - 3)} more" if len(beyond) > 3 else ""
            text += f" Beyond it: {some}{more}."
        if len(runs):
            text += (
                f" {self.run} or more in a row on one side of the mean: "
                f"{runs['period'].iloc[0]} and {count(len(runs) - 1)} others."
            )
        return text

    def hand_check(self) -> str:
        """The limits worked by hand."""
        low, high = self.centre - 2.66 * self.range_mean, self.centre + 2.66 * self.range_mean
        return (
            f"Mean {number(self.centre)}, mean moving range {number(self.range_mean)}: "
            f"{number(self.centre)} ± 2.66 × {number(self.range_mean)} = "
            f"{interval(low, high, number)}."
        )

    def summary(self) -> Table:
        """The signals as a table to read."""
        rows = self.signals
        why = [
            f"{row.beyond} the limits" if row.beyond else f"one of {self.run} or more on one side"
            for row in rows.itertuples()
        ]
        frame = pd.DataFrame(
            {"Period": rows["period"], "Value": rows["value"], "Signal": why}
        ).reset_index(drop=True)
        note = (
            f"{count(len(self.table))} values, {count(len(rows))} of them signals. "
            f"{self.hand_check()} Limits from the first {count(self.baseline)} values."
        )
        return Table(frame, f"{self.name}: what deserves a question", note,
                     formats={"Value": number})  # fmt: skip

    def __repr__(self) -> str:
        return self.sentence
