"""Where money for winning and keeping goes and where it would bring most: table and words."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.figures.formats import interval, money, number, percent
from cvmlab.value_of.acquisition.response import Response

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class AcquireOrKeep:
    """Where money for winning and keeping goes now, and where it would bring most.

    Attributes
    ----------
    table : DataFrame
        One row a use of the money: name, keeps; now, tried (the most ever spent), won_now,
        cost_each (spend ÷ won), cost_next (of the next customer), worth, brings_next (what the
        next unit of money brings); best, best_low, best_high (spend at which it brings just
        itself); split, split_low, split_high (of the budget, never beyond what was tried),
        won_split.
    budget : float
        The money that is split.
    spent : float
        What of it the best split spends: less than the budget, where the rest brings less than
        itself.
    last_brings : float
        What the last unit of money brings in the split.
    gain, gain_low, gain_high : float
        What the split is worth more than today's spending, net of the money, with its interval.
    responses : tuple of Response
    level : float
        Confidence level.
    known : bool
        Whether any response came with its uncertainty; the intervals are empty otherwise.
    period, currency : str
    """

    table: pd.DataFrame
    budget: float
    spent: float
    last_brings: float
    gain: float
    gain_low: float
    gain_high: float
    responses: tuple[Response, ...] = field(repr=False)
    level: float
    known: bool
    period: str
    currency: str

    def _cash(self, amount: float, digits: int | None = 0) -> str:
        return money(amount, self.currency or None, digits=digits)

    def of(self, name: str) -> pd.Series:
        """The row of one use of the money."""
        return self.table.set_index("name").loc[name]

    def by_hand(self, name: str) -> str:
        """The best spend of one use, step by step, exact enough for a pencil.

        Examples
        --------
        >>> from cvmlab.value_of.acquisition.acquire_or_keep import acquire_or_keep
        >>> from cvmlab.value_of.acquisition.response import response
        >>> one = response("prospects", spend=5, won=0.15, ceiling=0.40, worth=60)
        >>> print(acquire_or_keep([one]).by_hand("prospects"))
        prospects: k = −log(1 − 0.15 / 0.4) / 5 = 0.094; best spend = log(60 × 0.4 × 0.094) / \
0.094 = 8.66. The next customer then costs what one is worth, 60.00; at today's 5.00 it is 42.55.
        """
        one = next(each for each in self.responses if each.name == name)
        won, ceiling, k = (_short(x) for x in (one.won, one.curve.ceiling, one.curve.k))
        spend = self._cash(one.spend, None)
        best = f"log({number(one.worth, _digits(one.worth))} × {ceiling} × {k}) / {k}"
        # Steps are shown without the currency: they are a sum to be followed, not amounts.
        return (
            f"{name}: k = −log(1 − {won} / {ceiling}) / {_short(one.spend)} = {k}; best spend = "
            f"{best} = {self._cash(one.best, None)}. The next customer then costs what one is "
            f"worth, {self._cash(one.worth, 2)}; at today's {spend} it is "
            f"{self._cash(one.next_costs, 2)}."
        )

    @property
    def sentence(self) -> str:
        """Where the money goes now, where it would bring most, and how much more."""
        table = self.table
        moves = "; ".join(
            f"{row.name_} {self._cash(row.split)} instead of {self._cash(row.now)}"
            for row in table.rename(columns={"name": "name_"}).itertuples()
        )
        text = (
            f"Of {self._cash(self.budget)} a {self.period} the best split spends "
            f"{self._cash(self.spent)}: {moves}. Its last euro brings "
            f"{self._cash(self.last_brings, 2)}"
        )
        if self.currency != "EUR":
            text = text.replace("Its last euro", "Its last unit of money")
        ends = ""
        if self.known:
            ends = (
                f" ({percent(self.level)} interval "
                f"{interval(self.gain_low, self.gain_high, self._cash)})"
            )
        more = "more" if self.gain >= 0 else "less"
        return (
            f"{text}. This split is worth {self._cash(abs(self.gain))} {more} a {self.period} than "
            f"today's{ends}."
        )

    def summary(self) -> Table:
        """Use by use: what is spent and won now, what the next costs, and the best split."""
        from cvmlab.figures.tables import Table

        table = self.table
        cash, cents = self._cash, partial(self._cash, digits=2)
        frame = pd.DataFrame(
            {
                "Money goes to": [
                    f"{row.name_} ({'keep' if row.keeps else 'win'})"
                    for row in table.rename(columns={"name": "name_"}).itertuples()
                ],
                f"Now, a {self.period}": table["now"].map(cash),
                "Customers": [number(x, _digits(x)) for x in table["won_now"]],
                "Each cost": table["cost_each"].map(cents),
                "The next costs": table["cost_next"].map(cents),
                "One is worth": table["worth"].map(cents),
                "1 more brings": table["brings_next"].map(cents),
                "Spend at most": self._with_ends("best"),
                "Best split": self._with_ends("split"),
            }
        )
        note = (
            f"Spend at most: there the next customer costs what one is worth. Best split of "
            f"{cash(self.budget)}: the next euro brings the same everywhere, and no more is spent "
            "than was ever tried."
        )
        if self.currency != "EUR":
            note = note.replace("euro", "unit of money")
        if self.known:
            note += f" In brackets the {percent(self.level)} interval."
        unit = "euro" if self.currency == "EUR" else "unit of money"
        return Table(frame, f"Winning or keeping: where the next {unit} goes", note)

    def _with_ends(self, column: str) -> list[str]:
        rows = self.table[[column, f"{column}_low", f"{column}_high"]].itertuples(index=False)
        return [
            self._cash(middle)
            + (f" ({interval(low, high, self._cash)})" if np.isfinite(low) else "")
            for middle, low, high in rows
        ]


def _digits(x: float) -> int:
    return 0 if abs(x) >= 100 or x == int(x) else 2


def _short(x: float) -> str:
    """A number to three significant digits or so, for a sum done by hand."""
    return f"{x:,.3g}" if abs(x) < 100 else number(x, 0)
