"""One cohort as it ages: ``one_cohort`` as a result."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.figures.formats import count, interval, number, percent

if TYPE_CHECKING:
    from cvmlab.figures.formats import Formatter
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class OneCohort:
    """Customers who began in the same quarter or year, at every age.

    Attributes
    ----------
    table : pandas.DataFrame
        One row an age: ``age`` (0 begins with the first purchase), ``buyers`` (who bought again in
        it; under contract, who paid), their ``share`` with its Wilson interval ``low, high``,
        ``orders`` a buyer, ``per_order``, ``spend`` a customer of the cohort with its bootstrap
        interval ``spend_low, spend_high``, and ``so_far``: all each has brought up to then, the
        first purchase included. Money in currency units.
    change : pandas.DataFrame
        From the first age to the last: what ``buyers``, ``purchases each`` and ``spend per
        purchase`` contribute to the change of spend a customer; ``value, low, high``.
    cohort : str
        When they began: ``"2022 Q2"``.
    ids : pandas.Series
        Who they are.
    customers : int
        How many began.
    step : int
        Months of an age.
    """

    table: pd.DataFrame
    change: pd.DataFrame
    cohort: str
    ids: pd.Series
    customers: int
    step: int
    one: str
    kind: str
    cash: Formatter
    level: float

    def months(self, age: int) -> str:
        """The months of an age, counted from one: "4 to 6"."""
        first = age * self.step + 1
        return count(first) if self.step == 1 else interval(first, (age + 1) * self.step)

    @property
    def _span(self) -> str:
        return {1: "month", 12: "year"}.get(self.step, f"{self.step} months")

    @property
    def sentence(self) -> str:
        """How many still buy, in plain words."""
        first, last = self.table.iloc[0], self.table.iloc[-1]
        again = "bought again" if self.kind == "orders" else "paid"
        text = (
            f"Of the {count(self.customers)} customers who began in {self.cohort}, "
            f"{percent(first.share)} {again} in months {self.months(0)} and {percent(last.share)} "
            f"({interval(last.low, last.high, percent)}) in months {self.months(int(last.age))}."
        )
        return (
            f"{text} Each of them has brought {self.cash(last.so_far)} so far, "
            f"{self.cash(first.so_far)} of it in the first {self._span}."
        )

    @property
    def made_of(self) -> str:
        """In what their spend has changed, in plain words."""
        first, last = self.table.iloc[0], self.table.iloc[-1]
        most = str(self.change["value"].abs().idxmax())
        row = self.change.loc[most]
        verb = "fell" if last.spend < first.spend else "rose"
        less, verb_now = row.value < 0, "buy" if self.kind == "orders" else "pay"
        side = "less" if less else "more"
        words = {
            "buyers": f"{'fewer' if less else 'more'} of them {verb_now}",
            "purchases each": f"those who {verb_now} come {'less' if less else 'more'} often",
            "spend per purchase": f"those who {verb_now} spend {side} each time",
        }
        still = (
            f" Who still {verb_now}s, {verb_now}s {number(last.orders, 1)} times for "
            f"{self.cash(last.per_order)}; at first it was {number(first.orders, 1)} times for "
            f"{self.cash(first.per_order)}."
            if self.kind == "orders"
            else ""
        )
        return (
            f"What a customer of the cohort spent {verb} from {self.cash(first.spend)} to "
            f"{self.cash(last.spend)} for each {self._span}, above all since {words[most]}: "
            f"{self.cash(row.value)} of the change ({percent(self.level)} interval "
            f"{interval(row.low, row.high, self.cash)}).{still}"
        )

    def summary(self) -> Table:
        """Age by age, as a table to read."""
        from cvmlab.figures.tables import Table

        table = self.table
        is_small = bool(table["spend_high"].max() < 100)

        def whole(amount: float) -> str:
            return self.cash(amount) if is_small else self.cash(round(amount)).removesuffix(".00")

        named = f"{self.one.capitalize()}s each"
        frame = pd.DataFrame(
            {
                "Months": [self.months(int(age)) for age in table["age"]],
                "Buy" if self.kind == "orders" else "Pay": table["share"],
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, percent) for row in table.itertuples()
                ],
                named: table["orders"],
                f"Per {self.one}": table["per_order"],
                "Per customer": table["spend"],
                f"Its {percent(self.level)} interval": [
                    interval(row.spend_low, row.spend_high, whole) for row in table.itertuples()
                ],
                "So far": table["so_far"],
            }
        )
        note = (
            "The first purchase starts the clock: it counts in what each has brought so far, not "
            "in the months."
            if self.kind == "orders"
            else ""
        )
        return Table(
            frame,
            title=f"The {count(self.customers)} customers who began in {self.cohort}",
            note=note or None,
            formats={
                ("Buy" if self.kind == "orders" else "Pay"): percent,
                named: partial(number, digits=1),
                f"Per {self.one}": self.cash,
                "Per customer": self.cash,
                "So far": self.cash,
            },
        )
