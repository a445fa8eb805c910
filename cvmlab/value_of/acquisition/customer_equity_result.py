"""What customers of today and of the years to come are worth, and what moves it: table and words.

Source of the published elasticities: Gupta, Lehmann & Stuart (2004), "Valuing Customers", Journal
of Marketing Research 41(1), abstract.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, day, interval, money, number, percent
from cvmlab.value_of.acquisition.margin_ahead import MarginAhead

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

TODAY, NEW, SPEND = "customers of today", "customers to be won", "the cost of winning them"
PUBLISHED = {  # Gupta, Lehmann & Stuart (2004), abstract: five firms on the stock market
    "customers who stay": 5.0, "margin": 1.0, "cost of winning": 0.1,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class CustomerEquity:
    """What customers of today and of the years to come are worth; see ``customer_equity``.

    Attributes
    ----------
    table : DataFrame
        line (customers of today, customers to be won, the cost of winning them), customers,
        each, euros, low, high: today's money, with the confidence interval.
    newcomers : DataFrame
        A row a channel: won (a year), cost and worth of each, euros (net, over all years).
    equity, low, high : float
        The sum, with its interval.
    years : float
        For how many years customers are won from now on.
    draws : array of shape (n, 1 + channels)
        Plausible values of today's customers together, and of one new customer of each channel.
    theta : array of shape (n, parameters)
        The deviations of the purchase model's parameters that go with them.
    ahead : MarginAhead
        How margin to come is spread over time.
    level : float
    end : date
    currency : str
    """

    table: pd.DataFrame
    newcomers: pd.DataFrame
    equity: float
    low: float
    high: float
    years: float
    draws: np.ndarray = field(repr=False)
    theta: np.ndarray = field(repr=False)
    ahead: MarginAhead = field(repr=False)
    level: float
    end: dt.date
    currency: str

    def _cash(self, amount: float, digits: int | None = None) -> str:
        return money(amount, self.currency or None, digits=digits)

    def line(self, name: str) -> pd.Series:
        """One line of the account."""
        return self.table.set_index("line").loc[name]

    def revalued(
        self, *, stay: float = 0.0, margin: float = 0.0, cost: float = 0.0, won: float = 0.0,
        discount: float = 0.0, draws: bool = False,
    ) -> np.ndarray:  # fmt: skip
        """Customer equity if levers stood elsewhere, each by a share: 0.01 is one percent more.

        Parameters
        ----------
        stay : float
            Of those who would stay another year so many more do, this year and every year.
        margin : float
            On every sale.
        cost : float
            Of winning a customer.
        won : float
            Customers won a year, at the average cost of today.
        discount : float
            Of the discount rate itself: −0.01 turns 10% into 9.9%.
        draws : bool
            For every plausible value of the customers; else at the estimate.

        Returns
        -------
        array of shape (1,) or (draws,)
        """
        values, theta = (self.draws, self.theta) if draws else (self._estimate, None)
        rate = self.ahead.annual_rate * (1 + discount)
        today = values[:, 0] * self.ahead.today(stay, rate, theta=theta)
        arriving = self.newcomers["won"].to_numpy(float) * self.ahead.arrivals(self.years, rate)
        worth = values[:, 1:] * self.ahead.new(stay, rate, theta=theta)[:, None]
        spend = self.newcomers["cost"].to_numpy(float) * (1 + cost)
        new = (1 + won) * ((1 + margin) * worth - spend) @ arriving
        return (1 + margin) * today + new

    @property
    def _estimate(self) -> np.ndarray:
        today = float(self.line(TODAY)["euros"])
        return np.array([[today, *self.newcomers["worth"]]])

    @cached_property
    def elasticities(self) -> pd.DataFrame:
        """What a one-percent improvement of each lever does to customer equity.

        Returns
        -------
        DataFrame
            lever, improvement (in words), percent (of customer equity, for one percent of the
            lever), low, high, euros, published (Gupta, Lehmann & Stuart 2004; NaN where none).
        """
        moves: dict[str, tuple[str, dict[str, Any]]] = {
            "customers who stay": ("of those who stay a year, 1% more", {"stay": 0.01}),
            "margin": ("1% more margin on every sale", {"margin": 0.01}),
            "customers won": ("1% more, at today's average cost", {"won": 0.01}),
            "cost of winning": ("1% less a customer", {"cost": -0.01}),
            "discount rate": (
                f"1% lower: {percent(self.ahead.annual_rate * 0.99, 1)} for "
                f"{percent(self.ahead.annual_rate, 1)}",
                {"discount": -0.01},
            ),
        }
        tails = [(1 - self.level) / 2, (1 + self.level) / 2]
        whole, rows = self.revalued(draws=True), []
        for lever, (words, move) in moves.items():
            change = float(self.revalued(**move)[0]) - self.equity
            low, high = np.quantile(self.revalued(**move, draws=True) / whole - 1, tails)
            rows.append(
                {
                    "lever": lever, "improvement": words, "percent": 100 * change / self.equity,
                    "low": 100 * low, "high": 100 * high, "euros": change,
                    "published": PUBLISHED.get(lever, np.nan),
                }
            )  # fmt: skip
        return pd.DataFrame(rows)

    def stay_if_fewer_leave(self, fewer: tuple[float, float, float]) -> tuple[float, float, float]:
        """What it means for those who stay if so many of those who leave did not.

        Parameters
        ----------
        fewer : (float, float, float)
            Share of the year's leavers, with its interval: (0.10, 0.04, 0.16).

        Returns
        -------
        tuple
            The share more who stay: fewer × (1 − stay) / stay, as a ``Decision`` takes it.
        """
        stay = self.ahead.stay
        middle, low, high = (share * (1 - stay) / stay for share in fewer)
        return middle, low, high

    @property
    def sentence(self) -> str:
        """The sum, and of what it is made."""
        today, new, spend = (self.line(name) for name in (TODAY, NEW, SPEND))
        return (
            f"On {day(self.end)} customer equity is {self._cash(self.equity)} "
            f"({percent(self.level)} interval {interval(self.low, self.high, self._cash)}): "
            f"{self._cash(today.euros)} from {count(today.customers)} customers of today, and "
            f"{self._cash(new.euros + spend.euros)} from {count(new.customers)} to be won over "
            f"{number(self.years, 0)} years, who bring {self._cash(new.euros)} and cost "
            f"{self._cash(-spend.euros)} to win."
        )

    @property
    def about_levers(self) -> str:
        """Which percent weighs most, and what it means in people."""
        found = self.elasticities.set_index("lever")
        parts = [
            f"{lever} {number(row.percent)}% ({interval(row.low, row.high, number)}), "
            f"{self._cash(row.euros)}"
            for lever, row in found.iterrows()
        ]
        stay = self.ahead.stay
        return (
            f"One percent better moves customer equity so: {'; '.join(parts)}. Of customers who "
            f"are still here {percent(stay, 1)} stay a year: one percent more is "
            f"{percent(stay * 1.01, 1)}, or {percent(0.01 * stay / (1 - stay), 1)} of those who "
            "leave."
        )

    def summary(self) -> Table:
        """The account, line by line."""
        from cvmlab.figures.tables import Table

        table = self.table
        rows = [
            (row.line.capitalize(), count(row.customers), self._cash(row.each),
             self._cash(row.euros), interval(row.low, row.high, self._cash))
            for row in table.itertuples()
        ]  # fmt: skip
        rows.append(
            ("Customer equity", "", "", self._cash(self.equity),
             interval(self.low, self.high, self._cash))
        )  # fmt: skip
        names = ["", "Customers", "Each", "Today's money", f"{percent(self.level)} interval"]
        return Table(
            pd.DataFrame(rows, columns=names),
            f"Customer equity on {day(self.end)}",
            f"Margin to come, before the cost to serve. Each customer: {self.ahead.horizon} from "
            f"today, or from the day of winning; {percent(self.ahead.annual_rate, 1)} a year. As "
            "many are won a year, at the same cost, as in the year the costs are of.",
            total_row=True,
        )

    def summary_of_levers(self) -> Table:
        """What a percent of each lever is worth, beside what was published of other firms."""
        from cvmlab.figures.tables import Table

        found = self.elasticities
        frame = pd.DataFrame(
            {
                "Lever": found["lever"].str.capitalize(),
                "One percent better": found["improvement"],
                "Customer equity rises by": [f"{number(x)}%" for x in found["percent"]],
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, number) for row in found.itertuples()
                ],
                "In money": found["euros"].map(self._cash),
                "Five listed firms": [
                    "" if np.isnan(x) else f"{number(x, 0 if x >= 1 else 1)}%"
                    for x in found["published"]
                ],
            }
        )
        return Table(
            frame, "What one percent is worth",
            "Five listed firms: Gupta, Lehmann & Stuart (2004), rounded by them. A percent says "
            "nothing of what it costs.",
        )  # fmt: skip
