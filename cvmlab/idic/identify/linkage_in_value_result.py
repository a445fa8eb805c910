"""How far values hang on the linkage, as ``linkage_in_value`` hands it over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, interval, money, percent
from cvmlab.figures.tables import Table

if TYPE_CHECKING:
    from cvmlab.idic.identify.linkage_result import Linkage

STAYS = 0.95  # on the list in so many draws: whoever decides the linkage, she is on it


@dataclass(frozen=True, eq=False)
class LinkageInValue:
    """Values under other thresholds and in draws of the pairs; see ``linkage_in_value``.

    Attributes
    ----------
    table : DataFrame
        One row a threshold: ``threshold, identities, best`` (money of the best), ``other`` (how
        many of the best are others than now).
    number : array of shape (draws,)
        Identities in each draw.
    best_total : array of shape (draws,)
        Money of the best in each draw.
    staying : Series
        By identity among the best now: in what share of the draws among the best.
    level : float
    money_is : str
    currency : str
    """

    table: pd.DataFrame
    number: np.ndarray = field(repr=False)
    best_total: np.ndarray = field(repr=False)
    staying: pd.Series = field(repr=False)
    level: float
    money_is: str
    currency: str
    linkage: Linkage = field(repr=False)
    blocks: pd.Series = field(repr=False)
    block_value: np.ndarray = field(repr=False)
    unsure: np.ndarray = field(repr=False)
    unsure_value: np.ndarray = field(repr=False)

    @property
    def identities(self) -> tuple[float, float]:
        """The interval of the number of identities over draws."""
        return self._ends(self.number)

    @property
    def best(self) -> tuple[float, float]:
        """The interval of the money of the best over draws."""
        return self._ends(self.best_total)

    def value_of(self, customer: str) -> tuple[float, float, float]:
        """What a person brought in the last year: as decided now, and its interval over draws.

        Parameters
        ----------
        customer : str
            A card, a record or an identity. In the draws it is followed from the block of its
            records that holds most of the money.
        """
        identity = self.linkage.identity_of(pd.Series([customer])).iloc[0]
        mine = np.flatnonzero((self.blocks == identity).to_numpy())
        if not len(mine):
            return 0.0, 0.0, 0.0
        value = float(self.block_value[mine].sum())
        main = mine[np.argmax(self.block_value[mine])]
        at = np.flatnonzero(self.unsure == main)
        if not len(at):
            return value, value, value
        low, high = self._ends(self.unsure_value[:, at[0]])
        return value, low, high

    def of(self, customer: str) -> str:
        """One person's money, and how far it hangs on the linkage."""
        value, low, high = self.value_of(customer)
        return (
            f"{customer} brought {self._cash(value)} in {self.money_is} in the last year as linked "
            f"now; over draws of the linkage {interval(low, high, self._cash)}."
        )

    @property
    def sure(self) -> int:
        """How many of the best are so in nearly every draw."""
        return int((self.staying >= STAYS).sum())

    @property
    def sentence(self) -> str:
        """What the doubt about who is who does to numbers, values and the list of the best."""
        return (
            f"{count(self.linkage.number)} identities; over draws of the linkage "
            f"{interval(*self.identities)}, over thresholds "
            f"{interval(self.table['identities'].min(), self.table['identities'].max())}. Of the "
            f"{count(len(self.staying))} best, {count(self.sure)} are so in {percent(STAYS)} of "
            f"the draws or more; their {self.money_is} together lies between "
            f"{interval(*self.best, self._cash).replace(' to ', ' and ')}."
        )

    def summary(self) -> Table:
        """The thresholds as a table to read."""
        frame = pd.DataFrame(
            {
                "Linked from": self.table["threshold"],
                "Identities": self.table["identities"],
                f"{self.money_is.capitalize()} of the best": self.table["best"],
                "Others among the best": self.table["other"],
            }
        )
        note = (
            f"The best: as many as now. Over draws of the linkage: {interval(*self.identities)} "
            f"identities, {interval(*self.best, self._cash)}. The draws take the match "
            "probabilities at their word."
        )
        formats = {
            "Linked from": lambda x: percent(x, 1),
            frame.columns[2]: self._cash,
        }
        return Table(frame, "The same money, other identities", note, formats=formats)

    def _ends(self, draws: np.ndarray) -> tuple[float, float]:
        tail = (1 - self.level) / 2
        low, high = np.quantile(draws, [tail, 1 - tail])
        return float(low), float(high)

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None, digits=0)

    def __repr__(self) -> str:
        return self.sentence
