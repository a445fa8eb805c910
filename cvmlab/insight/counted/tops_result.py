"""What became of the best, as a sentence and as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from cvmlab.figures.formats import count, interval, number, percent

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

_CONTROLS = {
    "dealt": "With the same purchase days dealt out at random over both windows",
    "turned": "With time turned round",
}


@dataclass(frozen=True, eq=False)
class TopsLater:
    """How far the best of one window fall in the next, beside the same with time turned round.

    Attributes
    ----------
    table : pandas.DataFrame
        Rows ``best`` (the best of the first window, looked at in the second), ``chance`` (the
        same where nobody changes: the control), ``beyond chance`` (their difference) and
        ``everybody`` (the whole base); columns ``fall`` (1 − what they brought there / what they
        brought at their best) with its interval ``low, high``.
    first, second : float
        Mean of the best of the first window in either window, in currency units.
    top : float
        The fraction that counts as best.
    customers : int
        All customers looked at.
    level : float
        Confidence level.
    weeks : int or None
        Length of either window, where known.
    control : {"dealt", "turned"}
        Whether the purchase days were dealt out anew, or time was turned round.
    """

    table: pd.DataFrame
    first: float
    second: float
    top: float
    customers: int
    level: float
    weeks: int | None = None
    control: Literal["dealt", "turned"] = "turned"

    @property
    def fall(self) -> float:
        """How far the best fall."""
        return float(self.table.loc["best", "fall"])

    @property
    def by_chance(self) -> float:
        """How far they would fall in a base in which nobody changes: the control."""
        return float(self.table.loc["chance", "fall"])

    @property
    def sentence(self) -> str:
        """The fall and its control, in plain words."""
        best, chance, beyond, _ = self.table.itertuples()
        level = percent(self.level)
        return (
            f"The best {percent(self.top)} of {count(self.customers)} customers spend "
            f"{percent(best.fall, 1)} less in {self._next} ({level} interval "
            f"{interval(best.low, best.high, percent)}). {_CONTROLS[self.control]} the best fall "
            f"by {percent(chance.fall, 1)}: that much is chance alone. Beyond chance are "
            f"{number(beyond.fall * 100, 1)} percentage points ({_points(beyond)})."
        )

    @property
    def _next(self) -> str:
        return f"the next {count(self.weeks)} weeks" if self.weeks else "the next window"

    def summary(self) -> Table:
        """The fall, its control and what is left, one a line."""
        from cvmlab.figures.tables import Table

        said = {
            "best": f"The best {percent(self.top)}, in {self._next}",
            "chance": f"{_CONTROLS[self.control]} (chance alone)",
            "beyond chance": "Beyond chance (percentage points)",
            "everybody": f"All customers together, in {self._next}",
        }
        frame = pd.DataFrame({"Spend less by": list(said.values())})
        is_points = [name == "beyond chance" for name in said]
        rows = list(self.table.loc[list(said)].itertuples())
        frame["Fall"] = [
            number(row.fall * 100, 1) if points else percent(row.fall, 1)
            for row, points in zip(rows, is_points, strict=True)
        ]
        frame[f"{percent(self.level)} interval"] = [
            _points(row) if points else interval(row.low, row.high, percent)
            for row, points in zip(rows, is_points, strict=True)
        ]
        return Table(frame, title=f"What becomes of the best of {count(self.customers)} customers")


def _points(row: Any) -> str:
    return interval(row.low * 100, row.high * 100, count)
