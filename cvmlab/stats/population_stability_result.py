"""How far a distribution moved: in an index with its limit, and in customers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.figures.formats import count, number, percent

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class PopulationStability:
    """How far a distribution moved between two times.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a bin: ``bin``, ``before`` and ``after`` (customers), ``share_before``,
        ``share_after`` and ``part`` (of the index).
    psi, limit : float
        The index, and the value that chance alone exceeds in 1 − `level` of cases.
    moved, moved_by_chance : float
        Share of customers who would have to change their bin to undo the difference, and what it
        would be on average if nothing had changed.
    before, after : int
        Customers then and now.
    level : float
        Confidence level.
    name : str
        What is looked at, inside a sentence.
    """

    table: pd.DataFrame
    psi: float
    limit: float
    moved: float
    moved_by_chance: float
    before: int
    after: int
    level: float
    name: str

    @property
    def changed(self) -> bool:
        """Whether the index is above what chance makes of so many customers."""
        return self.psi > self.limit

    @property
    def sentence(self) -> str:
        """Whether anything changed, and whether it is large enough to matter."""
        against = (
            f"population stability index {number(self.psi, 3)}; chance alone exceeds "
            f"{number(self.limit, 3)} in {percent(1 - self.level)} of cases with "
            f"{count(self.before)} and {count(self.after)} customers"
        )
        if not self.changed:
            return f"{self._named} did not change beyond chance ({against})."
        top = self.table.loc[self.table["part"].idxmax()]
        return (
            f"{self._named} changed ({against}). {percent(self.moved)} of the customers stand "
            f"elsewhere than they did ({percent(self.moved_by_chance)} would by chance), most of "
            f"all in {top['bin']}: {percent(top['share_before'])} then, "
            f"{percent(top['share_after'])} now."
        )

    @property
    def _named(self) -> str:
        return self.name[:1].upper() + self.name[1:]

    def summary(self) -> Table:
        """The bins, then and now."""
        from cvmlab.figures.tables import Table

        table = self.table
        frame = pd.DataFrame(
            {
                self._named: table["bin"],
                "Customers before": table["before"],
                "Customers after": table["after"],
                "Share before": table["share_before"],
                "Share after": table["share_after"],
                "Part of the index": table["part"],
            }
        )
        return Table(
            frame,
            note=self.sentence,
            formats={
                "Share before": percent,
                "Share after": percent,
                "Part of the index": partial(number, digits=3),
            },
        )
