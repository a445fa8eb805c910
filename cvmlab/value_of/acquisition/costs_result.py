"""What customers cost on average, as a result to read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import pandas as pd

from cvmlab.figures.formats import day, interval, money, percent
from cvmlab.figures.tables import Table
from cvmlab.value_of.acquisition.of_channel import AFTER as AFTER
from cvmlab.value_of.acquisition.of_channel import ALL as ALL
from cvmlab.value_of.acquisition.of_channel import BEFORE as BEFORE
from cvmlab.value_of.acquisition.of_channel import row_of

EVERY = "all channels"


class Amount(NamedTuple):
    """An amount of money with its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class AcquisitionCost:
    """What customers cost on average; see ``acquisition_cost``.

    Attributes
    ----------
    table : DataFrame
        One row a channel and phase, and one for all channels of a phase: ``channel, phase``
        ("before", "after"; "all" without a phase), ``weeks, spend, customers, cac`` (currency
        units a customer) with its interval ``low, high``, and ``se_log``, the standard error of
        its logarithm.
    change : DataFrame
        One row a channel: ``channel, before, after, ratio`` with its interval ``low, high``;
        empty without a phase.
    phase : date or None
        First day of the later phase.
    level : float
    currency : str
    """

    table: pd.DataFrame
    change: pd.DataFrame
    phase: dt.date | None
    level: float
    currency: str

    def of(self, channel: str, phase: str | None = None) -> Amount:
        """What a customer of a channel cost on average in a phase.

        Raises
        ------
        DataProblem
            When there is no such channel or phase.
        """
        row = row_of(self.table, channel, phase, self.phase, "no cost is known for")
        return Amount(*row[["cac", "low", "high"]].astype(float))

    @property
    def sentence(self) -> str:
        """The cost of a customer over all channels, and how it moved."""
        known = percent(self.level)
        if self.phase is None:
            value, low, high = self.of(EVERY)
            return (
                f"A customer won cost {self._cash(value)} on average ({known} interval "
                f"{interval(low, high, self._cash)})."
            )
        row = self.change.set_index("channel").loc[EVERY]
        moved = "less" if row.ratio < 1 else "more"
        least, most = sorted([abs(row.low - 1), abs(row.high - 1)])
        clear = row.high < 1 or row.low > 1
        doubt = interval(least, most, percent) if clear else "which may be chance"
        return (
            f"A customer won cost {self._cash(row.before)} on average before {day(self.phase)} and "
            f"{self._cash(row.after)} from then on: {percent(abs(row.ratio - 1))} {moved} "
            f"({f'{known} interval {doubt}' if clear else doubt})."
        )

    def summary(self) -> Table:
        """Channel by channel, in the words of a report."""
        table = self.table
        phases = {BEFORE: f"before {day(self.phase)}", AFTER: f"from {day(self.phase)} on"}
        frame = pd.DataFrame({"Channel": table["channel"]})
        if self.phase is not None:
            frame["Phase"] = table["phase"].map(phases)
        frame["Weeks"] = table["weeks"]
        frame["Spent"] = table["spend"]
        frame["Customers won"] = table["customers"]
        frame["Average cost"] = table["cac"]
        frame[f"{percent(self.level)} interval"] = [
            interval(row.low, row.high, self._cash) for row in table.itertuples()
        ]
        whole = partial(money, currency=self.currency or None, digits=0)
        return Table(
            frame, "What a customer won cost on average",
            "Money spent over customers won. What one more would cost is another question.",
            formats={"Spent": whole, "Average cost": self._cash},
        )  # fmt: skip

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None)

    def __repr__(self) -> str:
        return self.sentence
