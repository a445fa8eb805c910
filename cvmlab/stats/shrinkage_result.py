"""Estimates of many groups drawn together: in a table, and what chance alone would do in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.figures.formats import count, percent

if TYPE_CHECKING:
    from cvmlab.figures.formats import Formatter
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class Shrunken:
    """Many groups, each as measured and as drawn towards all of them.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a group: ``estimate, low, high``; ``shrunken, shrunken_low, shrunken_high``;
        ``pull`` (how far it was drawn, of the way to the mean); ``others`` (their mean); ``z, p,
        p_adjusted`` of the difference from it; ``differs``, beyond chance.
    mean : float
        What the groups are drawn towards.
    spread : float
        How much groups differ beyond chance, as a standard deviation.
    level : float
        Confidence level.
    """

    table: pd.DataFrame
    mean: float
    spread: float
    level: float

    @property
    def by_chance(self) -> float:
        """How many groups would look different if none were."""
        return (1 - self.level) * len(self.table)

    @property
    def looked(self) -> int:
        """How many differ when each is looked at as if it were the only one."""
        return int((self.table["p"] <= 1 - self.level).sum())

    @property
    def differ(self) -> int:
        """How many still do when all comparisons are taken together."""
        return int(self.table["differs"].sum())

    @property
    def sentence(self) -> str:
        """What chance alone would do, and what is left beyond it."""
        groups = count(len(self.table))
        expected = f"{self.by_chance:.0f}" if self.by_chance >= 1.5 else "1 or none"
        kept = "none does" if not self.differ else (
            f"{count(self.differ)} still {'does' if self.differ == 1 else 'do'}"
        )  # fmt: skip
        found = f"{count(self.looked)} {'does' if self.looked == 1 else 'do'}"
        if not self.looked:
            return (
                f"If all {groups} were alike, {expected} would look different at "
                f"{percent(self.level)} by chance alone. Here none does."
            )
        return (
            f"If all {groups} were alike, {expected} would look different at "
            f"{percent(self.level)} by chance alone. Here {found}; with the number of comparisons "
            f"taken into account {kept}."
        )

    def summary(self, form: Formatter | None = None, name: str = "Estimate") -> Table:
        """The groups in the order of what is believed of them.

        Parameters
        ----------
        form : callable, optional
            How an estimate is written, such as ``money``.
        name : str
            What is estimated.
        """
        from cvmlab.figures.formats import interval, number
        from cvmlab.figures.tables import Table

        write = form or number
        rows = self.table.sort_values("shrunken", ascending=False, kind="stable")
        said = f"{percent(self.level)} interval"
        shown = pd.DataFrame(
            {
                name: rows["estimate"].map(write),
                said: [
                    interval(a, b, write) for a, b in zip(rows["low"], rows["high"], strict=True)
                ],
                "Shrunken": rows["shrunken"].map(write),
                f"its {said}": [
                    interval(a, b, write)
                    for a, b in zip(rows["shrunken_low"], rows["shrunken_high"], strict=True)
                ],
                "Beyond chance": [
                    ("above" if z > 0 else "below") if yes else ""
                    for z, yes in zip(rows["z"], rows["differs"], strict=True)
                ],
            },
            index=rows.index.rename("Group"),
        )
        return Table(shown, note=self.sentence)
