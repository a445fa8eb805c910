"""How much of their money customers spend here: one by one, by size of wallet, together."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, day, interval, money, percent
from cvmlab.value_of.wallet.said_wallets import SaidWallets

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class ShareOfWallet:
    """How much of their money the customers who answered spend here.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a customer who said what the household spends: ``customer_id``; ``month`` (spent
        here a month, from the tills); ``said`` (spent in all a month, as answered); ``wallet``
        (the same, put right where answers are known to be off); ``share`` (month over wallet, at
        most 1), ``low``, ``high`` (its interval), ``elsewhere`` (wallet less month, at least 0),
        ``trips_a_week`` and ``noise`` (the variance of the logarithm of ``share``).
    mean, mean_low, mean_high : float
        Mean share of a customer.
    of_money, of_money_low, of_money_high : float
        Share of all their money together that is spent here.
    said : SaidWallets
        How well households know what they spend.
    over : int
        Customers whose tills show more than they say they spend in all.
    left_out : dict of str to int
        Respondents that are not in the table, by reason.
    silent_month, silent_reach : float
        What those who would rather not say spend here in a month, above what the others do, and
        half the width of its interval.
    asked_on : date
        First day of the wave.
    level : float
    currency : str
    """

    table: pd.DataFrame
    mean: float
    mean_low: float
    mean_high: float
    of_money: float
    of_money_low: float
    of_money_high: float
    said: SaidWallets
    over: int
    left_out: dict[str, int]
    silent_month: float
    silent_reach: float
    asked_on: dt.date
    level: float
    currency: str
    ratios: np.ndarray = field(repr=False)

    @property
    def sentence(self) -> str:
        """The two shares, and why they differ."""
        known = percent(self.level)
        said = (
            f"Among {count(len(self.table))} customers who said what they spend in all "
            f"({day(self.asked_on)}), a customer spends {percent(self.mean)} of it here on average "
            f"({known} interval {interval(self.mean_low, self.mean_high, percent)}); of all their "
            f"money together it is {percent(self.of_money)} "
            f"({interval(self.of_money_low, self.of_money_high, percent)})."
        )
        if self.of_money_high < self.mean_low:
            said += " Large purses are spent elsewhere."
        return said

    def of(self, customer: str) -> str:
        """One customer in a sentence.

        Raises
        ------
        DataProblem
            When the customer gave no answer.
        """
        row = self.table[self.table["customer_id"] == customer]
        if row.empty:
            raise one_problem(
                f"{customer} did not say what the household spends", "choose an id of the table."
            )
        one, cash = row.iloc[0], partial(money, currency=self.currency, digits=0)
        return (
            f"{customer} spends {cash(one.month)} a month here and says {cash(one.said)} in all: "
            f"{percent(one.share)} ({percent(self.level)} interval "
            f"{interval(one.low, one.high, percent)})."
        )

    def summary(self) -> Table:
        """Thirds of the customers by what they spend in all."""
        from cvmlab.figures.tables import Table

        cash = partial(money, currency=self.currency, digits=0)
        third = pd.qcut(self.table["said"].rank(method="first"), 3, labels=False)
        rows = self.table.assign(third=third, ratio=self.ratios).groupby("third").agg(
            low=("said", "min"), high=("said", "max"), customers=("said", "size"),
            month=("month", "mean"), said=("said", "mean"), share=("ratio", "mean"),
        )  # fmt: skip
        sizes = [interval(r.low, r.high, cash) for r in rows.itertuples()]
        frame = pd.DataFrame(
            {
                "Say they spend a month": sizes,
                "Customers": rows["customers"], "In all": rows["said"], "Here": rows["month"],
                "Mean share": rows["share"],
            }
        ).reset_index(drop=True)  # fmt: skip
        out = ", ".join(f"{count(n)} {why}" for why, n in self.left_out.items() if n) or "nobody"
        note = f"{self.sentence} {self.said.sentence} Left out: {out}."
        return Table(
            frame, title="How much of the wallet is spent here", note=note,
            formats={"In all": cash, "Here": cash, "Mean share": percent},
        )  # fmt: skip
