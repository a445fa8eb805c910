"""Accounts by how well expectation, offer and cost fit: to be read, printed and argued over."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import partial

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, day, interval, money, number, percent
from cvmlab.figures.tables import Table

FITS = "fits"
UNDER = "gets what it wants, below its drop cost"
WOULD_PAY = "wants faster, would pay for it"
MISFIT = "wants faster, would not pay for it"
GROUPS = (FITS, UNDER, WOULD_PAY, MISFIT)


@dataclass(frozen=True, eq=False)
class ExpectationFit:
    """Every account's expectation against offer and cost; see ``expectation_fit``.

    Attributes
    ----------
    table : DataFrame
        One row an account: the accounts' columns; ``orders, amount, margin`` of the year;
        ``a_drop`` (margin of a drop) and, pulled towards the kind, ``a_drop_low, a_drop_high,
        chance_below`` (of lying below the drop's cost); ``usual_price`` (points, at the service
        offered), ``price_gap`` (price expected less the usual one of the service expected);
        ``pays_more, costs_more`` (a drop, at the service expected); ``after_drops`` (a year) and
        ``as_wanted`` (were it served as it wants); ``smallest_order`` (that carries its drop);
        ``group``.
    curve : (float, float)
        Usual price at delivery the next day, and points for each halving of the time.
    first, last : date
    level : float
    currency : str
    """

    table: pd.DataFrame = field(repr=False)
    curve: tuple[float, float]
    first: dt.date
    last: dt.date
    level: float
    currency: str

    @property
    def misfits(self) -> pd.DataFrame:
        """Who wants faster than offered and would not pay for it, the dearest first."""
        mine = self.table[self.table["group"] == MISFIT].copy()
        mine["would_lose"] = mine["orders"] * (mine["costs_more"] - mine["pays_more"])
        return mine.sort_values("would_lose", ascending=False)

    @property
    def sentence(self) -> str:
        """How many fit, who does not, and what the farthest would cost."""
        table, rows = self.table, self.misfits
        sizes = table["group"].value_counts()
        fit, under, pay = (int(sizes.get(name, 0)) for name in (FITS, UNDER, WOULD_PAY))
        text = (
            f"Of {count(len(table))} accounts {count(fit)} get what they expect and pay for their "
            f"drops. {count(pay)} want faster delivery and would pay for it, {count(len(rows))} "
            "want it and would not. "
        )
        if len(rows):
            far = rows.iloc[0]
            text += (
                f"Farthest off is {far.account_id}: served as it wants, it would turn "
                f"{self._cash(far.after_drops)} a year into {self._cash(far.as_wanted)}. "
            )
        loss = table.loc[table["group"] == UNDER, "after_drops"].sum()
        text += (
            f"And {count(under)} get exactly what they want and bring less than their drops cost: "
            f"{self._cash(loss)} a year; {count(self.surely_under)} of them surely, with a chance "
            "above 97.5%."
        )
        return text

    @property
    def surely_under(self) -> int:
        """How many of those who get what they want lie below their drop cost for sure."""
        under = self.table[self.table["group"] == UNDER]
        return int((under["chance_below"] > 0.975).sum())

    def of(self, account: str) -> str:
        """One account: what it expects and gets, what a drop brings and costs.

        Raises
        ------
        DataProblem
            When there is no such account in the table.
        """
        one = self._row(account)
        name = f"{account} ({one['name']})" if "name" in one else account
        text = (
            f"{name} ordered {count(one.orders)} times. A drop brings {self._cash(one.a_drop)} of "
            f"margin ({interval(one.a_drop_low, one.a_drop_high, self._cash)}) and costs "
            f"{self._cash(one.drop_cost)}: {self._cash(one.after_drops)} a year."
        )
        if one.minutes_expected < one.minutes_offered:
            pays = f"{self._cash(abs(one.pays_more))} {'more' if one.pays_more >= 0 else 'less'}"
            text += (
                f" It wants delivery in {count(one.minutes_expected)} minutes, not "
                f"{count(one.minutes_offered)}, at a price of {number(one.price_expected, 0)} "
                f"points, where {number(one.price_expected - one.price_gap, 0)} are usual and "
                f"{number(one.usual_price, 0)} are for what it gets: it would pay {pays} a drop, "
                f"which would cost {self._cash(one.costs_more)} more. As it wants: "
                f"{self._cash(one.as_wanted)} a year."
            )
        return text

    def _row(self, account: str) -> pd.Series:
        """An account's row of the table."""
        row = self.table[self.table["account_id"] == account]
        if row.empty:
            raise one_problem(
                f"no open account {account!r} with enough orders", "choose an id of the table."
            )
        return row.iloc[0]

    def carried(self, account: str) -> str:
        """The order that carries its drop, worked by hand for one account.

        Raises
        ------
        DataProblem
            When there is no such account in the table.
        """
        one = self._row(account)
        rate = one.margin / one.amount
        return (
            f"{account}: a drop costs {self._cash(one.drop_cost)}, the margin is "
            f"{percent(rate, 1)} of an order. {self._cash(one.drop_cost)} / {number(rate, 3)} = "
            f"{self._cash(one.smallest_order)}: the smallest order that carries its drop. Its own "
            f"orders come to {self._cash(one.amount / one.orders)} on average."
        )

    def summary(self) -> Table:
        """The four groups with a year of each, as it is and as they want it."""
        rows = []
        for name in GROUPS:
            mine = self.table[self.table["group"] == name]
            drops = float(mine["orders"].sum()) or float("nan")
            rows.append(
                (name, len(mine), float(mine["margin"].sum()) / drops,
                 float((mine["drop_cost"] * mine["orders"]).sum()) / drops,
                 float(mine["after_drops"].sum()), float(mine["as_wanted"].sum()))
            )  # fmt: skip
        frame = pd.DataFrame(
            rows, columns=["An account that", "Accounts", "Margin of a drop", "A drop costs",
                           "A year, as it is", "A year, as they want it"],
        )  # fmt: skip
        note = (
            f"{day(self.first)} to {day(self.last)}; margin after the cost of drops, no overhead. "
            f"Usual price: {number(self.curve[0], 1)} points for the next day, "
            f"{number(self.curve[1], 1)} more for each halving of the time."
        )
        return Table(frame, "Expectation against offer and cost", note,
                     formats=dict.fromkeys(frame.columns[2:], self._cash))  # fmt: skip

    def farthest(self, top: int = 5) -> Table:
        """Those who want faster and would not pay for it, the dearest first."""
        rows = self.misfits.head(top)
        frame = pd.DataFrame(
            {
                "Account": rows["account_id"],
                "Wants (minutes)": rows["minutes_expected"],
                "Gets": rows["minutes_offered"],
                "Would pay more, a drop": rows["pays_more"],
                "Would cost more, a drop": rows["costs_more"],
                "A year, as it is": rows["after_drops"],
                "A year, as it wants": rows["as_wanted"],
            }
        ).reset_index(drop=True)
        return Table(frame, "Who wants what we do not build",
                     formats=dict.fromkeys(frame.columns[3:], self._cash)
                     | dict.fromkeys(frame.columns[1:3], count))  # fmt: skip

    @property
    def _cash(self):  # type: ignore[no-untyped-def]
        return partial(money, currency=self.currency or None)

    def __repr__(self) -> str:
        return self.sentence
