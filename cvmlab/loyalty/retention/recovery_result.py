"""What came out of comparing failures put right with failures left alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.figures.formats import count, day, interval, number, percent

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

NONE, GOOD, BAD = "no failure", "a failure put right", "a failure not put right"
GROUPS = (NONE, GOOD, BAD)
Estimate = tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class Recovery:
    """How often regulars leave after a failure, and what of it failures account for.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a group (no failure, put right, not put right): ``months`` (of regulars), ``left``,
        the ``share`` that left in a month with its Wilson interval ``low, high``, and the
        ``ratio`` to no failure at the same number of trips in the same month, ``ratio_low,
        ratio_high``.
    right_against_not : tuple of float
        How often those whose failure was put right leave, as a ratio to those whose was not:
        (ratio, low, high).
    explained : tuple of float
        Share of all leaving that failures not put right account for: (share, low, high).
    customers : int
        Regulars behind the months.
    first_day, last_day : pandas.Timestamp
        The months compared.
    months_after : int
        For how many months after its own a failure counts.
    definition : str
        Who is a regular, and when one has left.
    level : float
        Confidence level.
    """

    table: pd.DataFrame
    right_against_not: Estimate
    explained: Estimate
    customers: int
    first_day: pd.Timestamp
    last_day: pd.Timestamp
    months_after: int
    definition: str
    level: float

    def of(self, group: str) -> pd.Series:
        """The row of a group."""
        return self.table.set_index("group").loc[group]

    @property
    def sentence(self) -> str:
        """Both shares, their ratios, and how much of all leaving that is."""
        base, good, bad = (self.of(name) for name in GROUPS)
        shown = partial(percent, digits=1)
        value, low, high = self.explained
        return (
            f"In a month after no failure {shown(base.share)} of regulars leave; after a failure "
            f"put right {shown(good.share)}, after one not put right {shown(bad.share)}. At the "
            f"same number of trips in the same month that is {_times(good)} and {_times(bad)} as "
            f"often as without a failure. Failures not put right account for {percent(value)} of "
            f"all leaving ({percent(self.level)} interval {interval(low, high, percent)}), if "
            "nothing else made both."
        )

    @property
    def verdict(self) -> str:
        """What putting right does, as far as the interval allows to say."""
        value, low, high = self.right_against_not
        ends = f"{number(value)} times as often ({interval(low, high, number)})"
        if high < 1:
            return f"Whose failure was put right left {ends} as those whose was not."
        if low > 1:
            return f"Whose failure was put right left more often: {ends} as those whose was not."
        return (
            f"Whose failure was put right left {ends} as those whose was not: the interval "
            "includes no difference."
        )

    def summary(self) -> Table:
        """The three groups side by side."""
        from cvmlab.figures.tables import Table

        shown = partial(percent, digits=1)
        frame = pd.DataFrame(
            {
                "In a month after": list(self.table["group"]),
                "Months of regulars": self.table["months"],
                "Left": self.table["left"],
                "Share": self.table["share"],
                "Ratio to no failure": [
                    "1 (the baseline)"
                    if row.group == NONE
                    else f"{number(row.ratio)} ({interval(row.ratio_low, row.ratio_high, number)})"
                    for row in self.table.itertuples()
                ],
            }
        )
        return Table(
            frame,
            title=f"Leaving of {count(self.customers)} regulars, {day(self.first_day)} to "
            f"{day(self.last_day)}",
            note=f"{self.definition}. A failure counts in its month and the "
            f"{count(self.months_after)} after. Ratio: at the same number of trips in the same "
            f"month; in brackets the {percent(self.level)} interval.",
            formats={"Share": shown},
        )


def _times(row: pd.Series) -> str:
    return f"{number(row.ratio)} times ({interval(row.ratio_low, row.ratio_high, number)})"
