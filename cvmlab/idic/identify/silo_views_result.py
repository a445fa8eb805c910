"""Departments' best customers, as ``silo_views`` hands them over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from cvmlab.figures.formats import count, interval, money, number
from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class SiloViews:
    """Each department's list of the best against that from all sides; see ``silo_views``.

    Attributes
    ----------
    table : DataFrame
        One row a department: ``department, by`` (what it goes by), ``sees`` (records it knows),
        ``shared`` (how many of its best are among the firm's best).
    lists : mapping of department to Series
        By identity: how surely it is on the department's list.
    worth : Series
        By identity: what it left over in the last year, from all sides.
    whole : Index
        The firm's best, first first.
    best : int
        How long every list is.
    by_chance : float
        How many two lists would share by chance.
    chance_range : (int, int)
        What chance gives in most draws.
    level : float
    money_is : str
    currency : str
    """

    table: pd.DataFrame
    lists: Mapping[str, pd.Series] = field(repr=False)
    worth: pd.Series = field(repr=False)
    whole: pd.Index = field(repr=False)
    best: int
    by_chance: float
    chance_range: tuple[int, int]
    level: float
    money_is: str
    currency: str

    @property
    def unnamed(self) -> int:
        """How many of the firm's best are on no department's list."""
        named = {who for one in self.lists.values() for who in one.index}
        return len(set(self.whole) - named)

    @property
    def sentence(self) -> str:
        """How many of the firm's best each department names, with chance as the baseline."""
        parts = ", ".join(
            f"{x.department} {count(round(x.shared))}" for x in self.table.itertuples()
        )
        low, high = self.chance_range
        return (
            f"Of the {count(self.best)} best customers from all sides each department names among "
            f"its own {count(self.best)} best: {parts}. By chance it would be "
            f"{number(self.by_chance, 1)} ({interval(low, high)}). On nobody's list: "
            f"{count(self.unnamed)}."
        )

    def of(self, identity: str) -> str:
        """Whose best one person is, and the rank from all sides."""
        by = [name for name, one in self.lists.items() if one.get(identity, 0.0) >= 1]
        place = self.worth.rank(ascending=False, method="min").get(identity)
        if place is None:
            return f"{identity} bought nothing in the last year."
        said = f"among the best of {', '.join(by)}" if by else "among nobody's best"
        return (
            f"{identity} is {said}; from all sides {self._cash(self.worth[identity])} a year, "
            f"rank {count(place)} of {count(len(self.worth))}."
        )

    def summary(self) -> Table:
        """The departments as a table to read."""
        frame = pd.DataFrame(
            {
                "Department": self.table["department"],
                "Goes by": self.table["by"],
                "Records it knows": self.table["sees"],
                f"Of the {count(self.best)} best": [round(x) for x in self.table["shared"]],
            }
        )
        note = (
            f"The best from all sides: {self.money_is} of the last year over all records of a "
            f"person, less letters and failures. By chance: {number(self.by_chance, 1)}."
        )
        return Table(frame, "Whom each department takes for the best", note)

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None, digits=0)

    def __repr__(self) -> str:
        return self.sentence
