"""The Qini curve and its coefficient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, interval, money, percent
from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class Qini:
    """What a score gains over chance; see ``qini``.

    Attributes
    ----------
    curve : DataFrame
        ``share`` of customers treated, best first, ``gain`` a head of all customers (before the
        treatment's cost), ``low, high``, and ``random``: the same share by lot.
    coefficient, low, high : float
        Area between the curve and chance: mean gain a head over all shares, beyond chance.
    customers : int
    by : str
        What the score is.
    level : float
    currency : str
    """

    curve: pd.DataFrame
    coefficient: float
    low: float
    high: float
    customers: int
    by: str
    level: float
    currency: str

    @property
    def table(self) -> pd.DataFrame:
        """The curve."""
        return self.curve

    def at(self, share: float) -> pd.Series:
        """The gain with so many treated, between the points by a straight line."""
        row = {
            name: float(np.interp(share, self.curve["share"], self.curve[name]))
            for name in ("gain", "low", "high", "random")
        }
        return pd.Series({"share": share, **row})

    @property
    def better(self) -> bool | None:
        """Whether the score beats chance; None where the interval holds zero."""
        if self.low <= 0 <= self.high:
            return None
        return self.low > 0

    @property
    def sentence(self) -> str:
        """The coefficient in words."""
        text = (
            f"Treating by {self.by}, highest first, gains {self._cash(self.coefficient)} a head "
            f"more than treating as many by lot, on average over all shares "
            f"({percent(self.level)} interval {interval(self.low, self.high, self._cash)}; "
            f"{count(self.customers)} customers)."
        )
        if self.better is None:
            return f"{text} That may be chance."
        return text if self.better else f"{text} The order is worse than chance."

    def summary(self) -> Table:
        """The curve at a few shares."""
        rows = [self.at(share) for share in (0.05, 0.1, 0.2, 0.3, 0.5, 1.0)]
        frame = pd.DataFrame({
            "Treated first": [percent(row.share) for row in rows],
            "Gain a head": [row.gain for row in rows],
            f"{percent(self.level)} interval": [
                interval(row.low, row.high, self._cash) for row in rows
            ],
            "By lot": [row.random for row in rows],
        })  # fmt: skip
        formats = {"Gain a head": self._cash, "By lot": self._cash}
        return Table(frame, f"What treating by {self.by} gains", self.sentence, formats=formats)

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None)

    def __repr__(self) -> str:
        return self.sentence
