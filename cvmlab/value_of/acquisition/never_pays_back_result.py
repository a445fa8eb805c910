"""Who never brings back what winning them cost, as a result to read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pandas as pd

from cvmlab.figures.formats import day, interval, money, percent
from cvmlab.figures.tables import Table
from cvmlab.value_of.acquisition.costs_result import AFTER, BEFORE
from cvmlab.value_of.acquisition.of_channel import row_of


@dataclass(frozen=True, eq=False)
class NeverPaysBack:
    """Who never brings back their cost; see ``never_pays_back``.

    Attributes
    ----------
    table : DataFrame
        One row a channel and phase: ``channel, phase, customers`` (the models are fitted to),
        ``cac``, ``share`` (never bring it back within the horizon) with its interval ``low,
        high``; ``once`` (share who never buy a second time), ``middle`` and ``mean`` (discounted
        margin of the customer in the middle, and on average).
    lives : dict
        Discounted margin of drawn customers, ascending, by (channel, phase).
    phase : date or None
    horizon : str
        In words.
    annual_discount_rate : float
    level : float
    messages : tuple of str
    currency : str
    """

    table: pd.DataFrame
    lives: dict[tuple[str, str], np.ndarray] = field(repr=False)
    phase: dt.date | None
    horizon: str
    annual_discount_rate: float
    level: float
    messages: tuple[str, ...]
    currency: str

    def of(self, channel: str, phase: str | None = None) -> pd.Series:
        """The row of one channel and phase, by default the later one.

        Raises
        ------
        DataProblem
            When there is none.
        """
        return row_of(self.table, channel, phase, self.phase, "no lives were drawn for")

    def says(self, channel: str, phase: str | None = None) -> str:
        """One channel in a sentence."""
        row = self.of(channel, phase)
        return (
            f"Of the customers from {channel}, {percent(row.share)} "
            f"({percent(self.level)} interval {interval(row.low, row.high, percent)}) never bring "
            f"back the {self._cash(row.cac)} that winning one cost; on average they bring "
            f"{self._cash(row['mean'])} over the {self.horizon}, the one in the middle "
            f"{self._cash(row.middle)}."
        )

    @property
    def sentence(self) -> str:
        """The channel with the most who never pay back, in the last phase."""
        last = self.table.groupby("channel", sort=False).tail(1)
        row = last.loc[last["share"].idxmax()]
        return self.says(row["channel"], row["phase"])

    def summary(self) -> Table:
        """Channel by channel, in the words of a report."""
        table = self.table
        frame = pd.DataFrame({"Channel": table["channel"]})
        if self.phase is not None:
            since = day(self.phase)
            words = {BEFORE: f"before {since}", AFTER: f"from {since} on"}
            frame["Won"] = table["phase"].map(words)
        frame["Cost of winning"] = table["cac"]
        frame["Never bring it back"] = table["share"]
        frame[f"{percent(self.level)} interval"] = [
            interval(row.low, row.high, percent) for row in table.itertuples()
        ]
        frame["Buy only once"] = table["once"]
        frame["In the middle"] = table["middle"]
        frame["On average"] = table["mean"]
        note = (
            f"Lives drawn from the fitted models over the {self.horizon}; margin discounted at "
            f"{percent(self.annual_discount_rate, 1)} a year, the first purchase included."
        )
        cash = dict.fromkeys(["Cost of winning", "In the middle", "On average"], self._cash)
        return Table(
            frame, "Customers who never bring back what winning them cost",
            " ".join([note, *self.messages]),
            formats={"Never bring it back": percent, "Buy only once": percent, **cash},
        )  # fmt: skip

    @property
    def _cash(self) -> Callable[[float], str]:
        return partial(money, currency=self.currency or None)

    def __repr__(self) -> str:
        return self.sentence
