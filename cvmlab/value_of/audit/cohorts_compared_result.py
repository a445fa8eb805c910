"""Cohorts side by side at the same age: ``cohorts_compared`` as a result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

from cvmlab.figures.formats import count, interval, percent
from cvmlab.insight.counted.cohort_cells import PERIODS

if TYPE_CHECKING:
    from cvmlab.figures.formats import Formatter
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class CohortsCompared:
    """Cohorts over the same first months of their customers.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a cohort: ``cohort, customers, share`` (who bought again in these months, or paid
        again) with its Wilson interval ``low, high``, and ``spend`` a customer, the first purchase
        included, with its interval ``spend_low, spend_high`` (normal; currency units).
    trend : pandas.DataFrame
        Rows ``spend`` and ``share``: the ``change`` from one year's new customers to the next's
        (currency units; share), with its interval ``low, high``.
    chance : float
        How probable differences in spend as large as these are among cohorts that are all alike.
    overall, overall_share : float
        Mean spend, and share who bought again, over all cohorts.
    months : int
        How many months of each customer are looked at.
    unit : {"M", "Q", "Y"}
        What a cohort is.
    """

    table: pd.DataFrame
    trend: pd.DataFrame
    chance: float
    overall: float
    overall_share: float
    months: int
    unit: Literal["M", "Q", "Y"]
    hidden: int
    one: str
    kind: str
    cash: Formatter
    level: float

    @property
    def worth(self) -> Literal["more", "less", "not surely"]:
        """Whether later cohorts are surely worth more, or less."""
        row = self.trend.loc["spend"]
        return "more" if row.low > 0 else "less" if row.high < 0 else "not surely"

    @property
    def sentence(self) -> str:
        """Whether later cohorts are worth less, in plain words."""
        row = self.trend.loc["spend"]
        first, last = self.table.iloc[0], self.table.iloc[-1]
        ends = sorted([abs(float(row.low)), abs(float(row.high))])
        if self.worth == "not surely":
            found = (
                f"No sure trend: from one year's new customers to the next's the change is "
                f"{self.cash(row.change)} ({percent(self.level)} interval "
                f"{interval(row.low, row.high, self.cash)}). {self._alike}"
            )
        else:
            found = (
                f"Later cohorts bring {self.worth}: from one year's new customers to the next's "
                f"{self.cash(abs(row.change))} {self.worth} each ({percent(self.level)} interval "
                f"{interval(ends[0], ends[1], self.cash)})."
            )
        return (
            f"New customers bring {self.cash(self.overall)} each {self.span}, those of "
            f"{first.cohort} {self.cash(first.spend)}, those of {last.cohort} "
            f"{self.cash(last.spend)}. {found}"
        )

    @property
    def again(self) -> str:
        """How many buy again, in plain words."""
        row = self.trend.loc["share"]
        is_shop = self.kind == "orders"
        verb, within = ("buy again", f" within {self._months}") if is_shop else ("renew", "")
        points = interval(row.low * 100, row.high * 100, _points)
        return (
            f"{percent(self.overall_share)} of new customers {verb}{within}; from "
            f"one year's to the next's it changes by {_points(row.change * 100)} percentage points "
            f"({points})."
        )

    @property
    def span(self) -> str:
        """Over which time cohorts are compared: "in the first 12 months"."""
        if self.kind == "contracts":
            return "with the first payment and the first renewal"
        return f"in the first {self._months}"

    @property
    def _months(self) -> str:
        return "month" if self.months == 1 else f"{self.months} months"

    @property
    def _alike(self) -> str:
        if self.chance < 0.05:
            return "The cohorts differ by more than chance."
        return "The cohorts differ no more than chance would have it."

    def summary(self) -> Table:
        """The cohorts as a table to read."""
        from cvmlab.figures.tables import Table

        table, level = self.table, percent(self.level)
        verb = "Buy again" if self.kind == "orders" else "Renew"
        frame = pd.DataFrame(
            {
                "Began in": table["cohort"],
                "Customers": table["customers"],
                verb: table["share"],
                f"{level} interval": [
                    interval(row.low, row.high, percent) for row in table.itertuples()
                ],
                "Spend each": table["spend"],
                f"Its {level} interval": [
                    interval(row.spend_low, row.spend_high, self.cash) for row in table.itertuples()
                ],
            }
        )
        note = f"The first {self._months} of every customer who has had them in full."
        if self.kind == "orders":
            note += (
                " What struck all customers at once, such as a new rival, looks here like cohorts "
                "that differ: these months lie in different years."
            )
        if self.unit != "Y":
            note += f" A {PERIODS[self.unit]} has its season: compare it with that of other years."
        if self.hidden:
            noun = "cohort is" if self.hidden == 1 else "cohorts are"
            note += f" {count(self.hidden)} {noun} not shown: too few customers."
        return Table(
            frame,
            title=f"Customers by the {PERIODS[self.unit]} in which they began, at the same age",
            note=note,
            formats={verb: percent, "Spend each": self.cash},
        )


def _points(x: float) -> str:
    from cvmlab.figures.formats import number

    return number(x, 1)
