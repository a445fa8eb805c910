"""What an offer to the silent brings, group by group, in words and as a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, money, number, percent
from cvmlab.loyalty.retention.voucher_limit import voucher_limit

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class WinBack:
    """What one offer to all who are silent brings and costs, group by group.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a rhythm and length of silence: ``rhythm, low_weeks, high_weeks``, ``customers``
        silent now, the share that comes back ``anyway`` (with ``low, high``), ``margin`` of a
        comeback, the ``limit`` of a voucher there (with ``limit_low, limit_high`` for the ends of
        `anyway`), and ``profit`` of the offer over the group.
    voucher, letter, lift : float
        The offer: value of a voucher and cost of a letter in currency units; the lift assumed.
    margin_rate : float
        Margin per unit of sales.
    watch_weeks : int
        The weeks over which a comeback is followed.
    level : float
        Confidence level of the shares.
    currency : str or None
        ISO 4217 code.
    now : pandas.DataFrame
        Who is silent today.
    """

    table: pd.DataFrame
    voucher: float
    letter: float
    lift: float
    margin_rate: float
    watch_weeks: int
    level: float
    currency: str | None = None
    now: pd.DataFrame = field(repr=False, default_factory=pd.DataFrame)

    @property
    def customers(self) -> int:
        """Everybody the offer goes to."""
        return int(self.table["customers"].sum())

    @property
    def redeemed(self) -> float:
        """How many are expected to redeem."""
        return float((self.table["customers"] * (self.table["anyway"] + self.lift)).sum())

    @property
    def anyway(self) -> float:
        """How many would come back without any offer."""
        return float((self.table["customers"] * self.table["anyway"]).sum())

    @property
    def profit(self) -> float:
        """Margin of those brought back, less vouchers and letters, in currency units."""
        return float(self.table["profit"].sum())

    @property
    def paying(self) -> pd.DataFrame:
        """The groups in which the offer pays for itself."""
        return self.table[self.table["profit"] > 0]

    def _cash(self, amount: float, digits: int = 0) -> str:
        return money(amount, self.currency, digits=digits)

    def group(self, rhythm: str, weeks: float) -> pd.Series:
        """The row of a rhythm and a length of silence."""
        table = self.table
        fits = (table["low_weeks"] <= weeks) & (weeks < table["high_weeks"])
        rows = table[fits & (table["rhythm"] == rhythm)]
        if rows.empty:
            raise one_problem(
                f'Nobody who had come "{rhythm}" is silent for {number(weeks, 0)} weeks',
                f"take one of: {', '.join(dict.fromkeys(table['rhythm']))}.",
            )
        return rows.iloc[0]

    def of(self, rhythm: str, weeks: float) -> str:
        """What goes into the limit of a group, exact enough for a pencil."""
        row = self.group(rhythm, weeks)
        return (
            f"Had come {rhythm}, silent for {interval(row.low_weeks, row.high_weeks)} weeks: "
            f"{percent(row.anyway, 1)} come back by themselves, and a comeback brings "
            f"{self._cash(row.margin, 2)} in {self.watch_weeks} weeks."
        )

    def by_hand(self, customer: str) -> str:
        """The limit for one silent customer, step by step."""
        found = self.now[self.now["customer_id"].astype(str) == str(customer)]
        if found.empty:
            raise one_problem(f'Customer "{customer}" is not silent', "choose one who is.")
        one = found.iloc[0]
        row = self.group(one.rhythm, one.weeks)
        margin = self.margin_rate * float(one.sales_before)
        limit = voucher_limit(row.anyway, self.lift, margin, self.letter)
        less = f" − {number(self.letter)}" if self.letter else ""
        return (
            f"{customer} had come {one.rhythm} and has been silent for {number(one.weeks, 0)} "
            f"weeks. In the {self.watch_weeks} weeks before: {self._cash(one.sales_before, 2)}, "
            f"at a margin of {percent(self.margin_rate, 1)} that is {self._cash(margin, 2)}. Of "
            f"customers like that {percent(row.anyway, 1)} come back by themselves. If the offer "
            f"brings back {percent(self.lift)}, a voucher may cost ({number(self.lift)} × "
            f"{number(margin)}{less}) / ({number(row.anyway, 3)} + {number(self.lift)}) = "
            f"{self._cash(limit, 2)}."
        )

    @property
    def sentence(self) -> str:
        """Who redeems, what it brings, and where it would pay."""
        verdict = "brings" if self.profit > 0 else "loses"
        text = (
            f"A voucher of {self._cash(self.voucher)} to {count(self.customers)} silent customers, "
            f"if it brings back {percent(self.lift)} of them: {count(self.redeemed)} redeem it, "
            f"{count(self.anyway)} of whom would have come anyway, and it {verdict} "
            f"{self._cash(abs(self.profit))}."
        )
        some = self.paying
        if some.empty:
            return f"{text} It pays in none of the {count(len(self.table))} groups."
        if len(some) == len(self.table):
            return f"{text} It pays in every group."
        return (
            f"{text} It pays in {count(len(some))} of {count(len(self.table))} groups, with "
            f"{count(some['customers'].sum())} customers, where it brings "
            f"{self._cash(some['profit'].sum())}."
        )

    def summary(self) -> Table:
        """Group by group."""
        from cvmlab.figures.tables import Table

        cash = partial(money, currency=self.currency, digits=0)
        table = self.table
        frame = pd.DataFrame(
            {
                "Had come": table["rhythm"],
                "Silent, weeks": [
                    interval(row.low_weeks, row.high_weeks) for row in table.itertuples()
                ],
                "Customers now": table["customers"],
                "Come anyway": [
                    f"{percent(row.anyway)} ({interval(row.low, row.high, percent)})"
                    for row in table.itertuples()
                ],
                "Margin of a comeback": table["margin"],
                "A voucher may cost": table["limit"],
                "The offer brings": table["profit"],
            }
        )
        return Table(
            frame,
            title=f"Winning back with a voucher of {cash(self.voucher)}, if it lifts returns by "
            f"{percent(self.lift)} of the silent",
            note=f"A comeback brings what the customer brought in the {self.watch_weeks} weeks "
            f"before, at a margin of {percent(self.margin_rate)}; in brackets the "
            f"{percent(self.level)} interval. The lift is assumed: only an offer with a control "
            "group can tell it.",
            formats={
                "Margin of a comeback": cash,
                "A voucher may cost": partial(money, currency=self.currency, digits=2),
                "The offer brings": cash,
            },
        )
