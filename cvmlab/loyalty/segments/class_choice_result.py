"""How many segments: the result, its verdict and its table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.figures.formats import count, number, percent
from cvmlab.stats.stability import STABLE, Stability

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class ClassChoice:
    """Each number of segments with what speaks for and against it.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a number of segments: ``classes``, ``llf``, ``parameters``, ``bic``, ``entropy``,
        ``likeness`` (mean Jaccard likeness of the least stable segment over the resamples),
        ``smallest`` (its share), ``names``, ``stable`` (likeness at least .75), ``against`` (what
        speaks against it, in words; empty if nothing).
    stability : dict of int to Stability
        The segments of each number, one by one.
    customers, of : int
        How many were used, of how many who answered everything.
    resamples : int
        How often they were drawn again.
    """

    table: pd.DataFrame
    stability: dict[int, Stability] = field(repr=False)
    customers: int
    of: int
    resamples: int

    @property
    def best_fit(self) -> int:
        """The number with the smallest BIC."""
        return int(self.table.loc[self.table["bic"].idxmin(), "classes"])

    @property
    def suggested(self) -> int:
        """The best-fitting number against which nothing speaks; 1 if something does everywhere."""
        sound = self.table[self.table["against"] == ""]
        return int(sound.loc[sound["bic"].idxmin(), "classes"])

    @property
    def sentence(self) -> str:
        """The verdict, in plain words."""
        chosen = self.table.set_index("classes").loc[self.suggested]
        if self.suggested == 1:
            text = "No division of these customers holds: take them as one."
        else:
            text = (
                f"{count(self.suggested)} segments ({chosen['names']}): the least stable of them "
                f"is found again with a likeness of {number(chosen['likeness'])} over "
                f"{count(self.resamples)} resamples of {count(self.customers)} customers"
            )
            more = self.table[self.table["classes"] == self.suggested + 1]
            if len(more):
                text += (
                    f"; with {count(self.suggested + 1)} it is {number(more['likeness'].iloc[0])}"
                )
            text += "."
        if self.best_fit != self.suggested:
            other = self.table.set_index("classes").loc[self.best_fit]
            text += (
                f" BIC alone would take {count(self.best_fit)}; against that: {other['against']}."
            )
        elif self.suggested > 1:
            text += " BIC says the same."
        if self.best_fit == self.table["classes"].max() > 1:
            text += (
                " BIC still falls at the largest number tried: motives that go together within a "
                "segment do that, and more segments would not mend it."
            )
        return f"{text} Whether they make sense is for those who know customers to say."

    def summary(self) -> Table:
        """All numbers of segments as a table to read."""
        from cvmlab.figures.tables import Table

        table = self.table
        frame = pd.DataFrame(
            {
                "Segments": table["classes"],
                "BIC": table["bic"].round().astype(int),
                "Likeness of the least stable": table["likeness"],
                "Smallest": table["smallest"],
                "Named by": table["names"],
                "Against it": table["against"].where(table["against"] != "", "nothing"),
            }
        )
        return Table(
            frame,
            title="How many segments?",
            note=(
                "BIC: smaller is better (Schwarz 1978). Likeness: from 0 to 1, over "
                f"{count(self.resamples)} resamples; {number(STABLE)} and more is stable "
                "(Hennig 2007)."
                + (
                    f" From {count(self.customers)} of {count(self.of)} customers, drawn at random."
                    if self.customers < self.of
                    else ""
                )
            ),
            formats={"Smallest": percent},
        )
