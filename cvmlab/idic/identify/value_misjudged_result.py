"""Where each euro stands, as ``value_misjudged`` hands it over."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, money, percent
from cvmlab.figures.tables import Table

WITH, SPLIT, MERGED = "with its person", "split off", "merged in"


@dataclass(frozen=True, eq=False)
class ValueMisjudged:
    """Margin by where it stands; see ``value_misjudged``.

    Attributes
    ----------
    table : DataFrame
        One row a box (with its person, split off, merged in): ``stands, euros, share, low, high``
        (of the share), ``persons``.
    cells : DataFrame
        ``cluster, person, cents, stands``.
    left_out : float
        Money of records whose person is not known, in currency units.
    level : float
    currency : str
    money_is : str
        "margin" or "sales".
    """

    table: pd.DataFrame
    cells: pd.DataFrame = field(repr=False)
    left_out: float
    level: float
    currency: str
    money_is: str

    @property
    def whole(self) -> float:
        """All the money in the boxes."""
        return int(self.cells["cents"].sum()) / 100

    @property
    def misjudged(self) -> float:
        """Money under the wrong name: split off and merged in."""
        wrong = self.cells.loc[self.cells["stands"] != WITH, "cents"]
        return int(wrong.sum()) / 100

    def euros(self, stands: str) -> float:
        """The money in one box."""
        return float(self.table.set_index("stands")["euros"][stands])

    def share(self, stands: str) -> tuple[float, float, float]:
        """One box as a share of all, with its interval."""
        row = self.table.set_index("stands").loc[stands]
        return float(row["share"]), float(row["low"]), float(row["high"])

    @property
    def sentence(self) -> str:
        """How much stands where."""
        split, merged = (self._box(name) for name in (SPLIT, MERGED))
        text = (
            f"Of {self._cash(self.whole)} in {self.money_is}, {split} is split off from its person "
            f"and {merged} is merged into somebody else."
        )
        if self.left_out:
            text += f" Whose {self._cash(self.left_out)} more is, nobody knows."
        return text

    def of(self, customer: str) -> str:
        """The persons whose money stands under one customer, in a sentence.

        Raises
        ------
        DataProblem
            When there is no such customer.
        """
        mine = self.cells[self.cells["cluster"] == customer]
        if mine.empty:
            raise one_problem(f'no customer "{customer}" bought', "name a card or an identity.")
        elsewhere = self.cells[
            self.cells["person"].isin(mine["person"]) & (self.cells["cluster"] != customer)
        ]
        here, there = mine["cents"].sum() / 100, elsewhere["cents"].sum() / 100
        persons = mine["person"].nunique()
        return (
            f"Under {customer} stands {self._cash(here)} in {self.money_is} of "
            f"{count(persons)} {'person' if persons == 1 else 'persons'}; "
            f"{self._cash(there)} of the same stands under other names."
        )

    def summary(self) -> Table:
        """The boxes as a table to read."""
        ends = [interval(x.low, x.high, share_said) for x in self.table.itertuples()]
        frame = pd.DataFrame(
            {
                f"A euro of {self.money_is} is": self.table["stands"],
                "Euros": self.table["euros"],
                "Share": self.table["share"],
                f"{percent(self.level)} interval": ends,
                "Persons": self.table["persons"],
            }
        )
        frame.loc[len(frame)] = ["all", self.whole, 1.0, "", self.cells["person"].nunique()]
        note = (
            "Euros are counted; the interval says where the share would lie with other customers "
            "like these."
        )
        return Table(
            frame, "Where the money stands", note,
            formats={"Euros": self._cash, "Share": share_said, "Persons": count}, total_row=True,
        )  # fmt: skip

    def _box(self, stands: str) -> str:
        share, low, high = self.share(stands)
        ends = interval(low, high, share_said)
        return f"{self._cash(self.euros(stands))} ({share_said(share)}, {ends})"

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None, digits=0)

    def __repr__(self) -> str:
        return self.sentence


def share_said(x: float) -> str:
    """A small share with the decimals it takes.

    Examples
    --------
    >>> share_said(0.027), share_said(0.00036), share_said(0.0)
    ('2.7%', '0.04%', '0.0%')
    """
    return percent(x, 2 if 0 < abs(x) < 0.001 else 1)
