"""Whether waves may be compared, in words and as a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from cvmlab.figures.formats import count, interval, number, percent

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

Verdict = Literal["levels", "relations", "nothing"]
MOST_CFI_LOST = 0.01
LEAST_CFI = 0.90  # below, the picture of the scale is wrong before waves are compared
_third = partial(number, digits=3)
_STEP_WORDS = {
    "configural": "The same items belong together",
    "metric": "… and count for as much",
    "scalar": "… and who feels the same answers the same",
}


@dataclass(frozen=True, eq=False)
class Invariance:
    """Whether answers of several waves may be compared.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a ``step`` (configural, metric, scalar) with its fit, the ``cfi_lost`` and the
        ``rmsea_gained`` against the step before, and ``proper`` (a solution was found).
    means : pandas.DataFrame
        One row a ``wave`` and ``facet``: ``mean`` of what the facet measures, above the first
        wave's and in its standard deviations, with ``low`` and ``high``. They mean something only
        where the verdict is "levels".
    shifts : pandas.DataFrame
        One row an ``item`` and ``wave``: how far its mean lies from what the other items lead one
        to expect, in steps of the answer scale; the largest first.
    waves : tuple
        The waves, in order.
    rows : tuple of int
        Complete answers in each.
    left_out : int
        Answers left out because an item is missing.
    level : float
        Confidence level of the means' intervals.
    """

    table: pd.DataFrame
    means: pd.DataFrame
    shifts: pd.DataFrame
    waves: tuple[Any, ...]
    rows: tuple[int, ...]
    left_out: int
    level: float
    limit: float = field(default=MOST_CFI_LOST, repr=False)

    @property
    def verdict(self) -> Verdict:
        """What may be compared: "levels", only "relations" (correlations, slopes), or "nothing"."""
        configural, metric, scalar = (row for row in self.table.itertuples())
        if not configural.proper or configural.cfi < LEAST_CFI:
            return "nothing"
        if not metric.proper or metric.cfi_lost > self.limit:
            return "nothing"
        if not scalar.proper or scalar.cfi_lost > self.limit:
            return "relations"
        return "levels"

    @property
    def sentence(self) -> str:
        """What may be compared, and why."""
        lost = self.table.set_index("step")["cfi_lost"]
        waves = f"{len(self.waves)} waves ({', '.join(str(w) for w in self.waves)})"
        if self.verdict == "levels":
            cost, more = (_third(max(lost[step], 0)) for step in ("metric", "scalar"))
            return (
                f"Levels of {waves} may be compared: holding loadings equal costs {cost} of CFI, "
                f"intercepts {more} more (usual limit {self.limit:.2f}). A change of "
                "all items alike, such as from asking without names, no such test can see."
            )
        if self.verdict == "relations":
            worst = self.shifts.iloc[0]
            return (
                f"Levels of {waves} must not be compared: holding intercepts equal costs "
                f"{_third(lost['scalar'])} of CFI (limit {self.limit:.2f}). The farthest off is "
                f"{worst['item']} in wave {worst.wave}, by {number(worst['shift'])} steps of the "
                "answer scale. Correlations within a wave may be compared."
            )
        first = self.table.iloc[0]
        why = (
            f"already within waves the picture of the scale does not fit (CFI {_third(first.cfi)})"
            if first.cfi < LEAST_CFI or not first.proper
            else f"holding loadings equal costs {_third(lost['metric'])} of CFI (limit "
            f"{self.limit:.2f}): the items count for different things"
        )
        return f"Nothing of {waves} may be compared: {why}."

    def summary(self) -> Table:
        """The three steps as a table to read."""
        from cvmlab.figures.tables import Table

        table = self.table
        frame = pd.DataFrame(
            {
                "Held equal in all waves": [_STEP_WORDS[step] for step in table["step"]],
                "χ²": table["chi2"],
                "df": table["df"],
                "CFI": table["cfi"],
                "CFI lost": table["cfi_lost"],
                "RMSEA": table["rmsea"],
                "90% interval": [
                    interval(row.rmsea_low, row.rmsea_high, _third) for row in table.itertuples()
                ],
            }
        )
        left = f" {count(self.left_out)} left out: an answer is missing." if self.left_out else ""
        sizes = ", ".join(count(n) for n in self.rows)
        return Table(
            frame,
            title="May these waves be compared?",
            note=f"{self.sentence} Complete answers: {sizes}.{left}",
            formats={
                "χ²": partial(number, digits=1),
                **dict.fromkeys(["CFI", "CFI lost", "RMSEA"], _third),
            },
        )

    def means_summary(self) -> Table:
        """How the facets moved, as a table to read; only where levels may be compared."""
        from cvmlab.figures.tables import Table

        if self.verdict != "levels":
            return Table(pd.DataFrame({"Levels": ["must not be compared"]}), note=self.sentence)
        table = self.means[self.means["wave"] != self.waves[0]]
        frame = pd.DataFrame(
            {
                "Wave": table["wave"].astype(str),
                "Facet": table["facet"],
                f"Above wave {self.waves[0]} (sd)": table["mean"],
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, number) for row in table.itertuples()
                ],
                "Moved": [
                    "up" if row.low > 0 else "down" if row.high < 0 else "not surely"
                    for row in table.itertuples()
                ],
            }
        ).reset_index(drop=True)
        return Table(frame, title="What moved between waves", note=self.sentence)
