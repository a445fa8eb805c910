"""Segments by leading need: how large, how certain, and whether they are segments at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.idic.differentiate.need_persistence import Persistence

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class NeedsSegments:
    """Customers by leading need; see ``needs_segments``.

    Attributes
    ----------
    table : DataFrame
        One row a need, the largest first: ``need, customers, share, low, high`` (of those with a
        record), ``certain`` (whose next record concerns it with a chance above one half),
        ``chance`` (of that, on average).
    customers : DataFrame
        ``customer_id, need, chance, records``.
    source : str
    persistence : Persistence
    everybody : int
        All customers, also those without a record.
    level : float
    """

    table: pd.DataFrame
    customers: pd.DataFrame = field(repr=False)
    source: str
    persistence: Persistence
    everybody: int
    level: float

    @property
    def are_segments(self) -> bool:
        """Whether records of this source have been shown to foretell the next at all."""
        return self.persistence.shown

    @property
    def sentence(self) -> str:
        """The largest segment, how many are certain, and the verdict."""
        first, known = self.table.iloc[0], len(self.customers)
        certain = int(self.table["certain"].sum())
        text = (
            f"By {self.source}, {count(known)} of {count(self.everybody)} customers "
            f"({percent(known / self.everybody)}) have a leading need; for most it is "
            f"{first['need']!r} ({percent(first['share'])}, "
            f"{interval(first['low'], first['high'], percent)}). {count(certain)} are certain. "
        )
        said = self.persistence
        held = interval(said.low, said.high, number)
        if said.value != said.value:
            return text + "Whether these needs last nobody can say: nobody has two records."
        if not self.are_segments:
            return text + (
                f"These are no segments: one record does not foretell the next (persistence "
                f"{number(said.value)}, {percent(self.level)} interval {held}). Fulfil what was "
                "told; do not infer what was not."
            )
        return text + f"One record foretells the next: persistence {number(said.value)} ({held})."

    def summary(self) -> Table:
        """One line a need."""
        from cvmlab.figures.tables import Table

        rows = self.table
        frame = pd.DataFrame(
            {
                "Leading need": rows["need"],
                "Customers": rows["customers"],
                "Share": rows["share"],
                f"{percent(self.level)} interval": [
                    interval(r.low, r.high, percent) for r in rows.itertuples()
                ],
                "Certain": rows["certain"],
                "Chance that the next is the same": rows["chance"],
            }
        )
        return Table(
            frame, f"Customers by leading need ({self.source})", self.sentence,
            formats={"Share": percent, "Chance that the next is the same": percent},
        )  # fmt: skip

    def __repr__(self) -> str:
        return self.sentence
