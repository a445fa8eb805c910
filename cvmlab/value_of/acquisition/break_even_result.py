"""When customers pay back, as a result to read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, day, interval, money, percent
from cvmlab.figures.tables import Table
from cvmlab.value_of.acquisition.costs_result import AcquisitionCost, Amount
from cvmlab.value_of.acquisition.margin_path import first_month
from cvmlab.value_of.acquisition.of_channel import row_of
from cvmlab.value_of.acquisition.won import DAYS


@dataclass(frozen=True, eq=False)
class BreakEven:
    """When customers pay back, by channel and phase; see ``break_even``.

    Attributes
    ----------
    table : DataFrame
        One row a channel and phase: ``channel, phase, customers`` (seen from their first purchase
        on), ``won`` (as the costs count them), ``cac, cac_low, cac_high, month`` (of age, 1 is the
        first; infinite: not within ``months``) with ``month_low, month_high``, ``seen_months``
        (months known from purchases), ``modelled`` (the break-even month lies beyond them),
        ``not_within`` (how likely it is not reached within the months looked at), ``brought``
        (discounted margin a customer by the last month) with ``brought_low, brought_high``.
    curves : DataFrame
        One row a channel, phase and month: ``month``, ``seen``, ``customers`` (of that age),
        ``active`` (share who bought in it; missing beyond what was seen), ``alive`` (share still
        customers at its end, by the model), ``margin`` (of the month a customer won, discounted),
        ``cumulative`` with ``low, high``, ``by_model`` (the same by the model alone).
    costs : AcquisitionCost
    months : int
    annual_discount_rate : float
    level : float
    messages : tuple of str
    currency : str
    """

    table: pd.DataFrame
    curves: pd.DataFrame
    costs: AcquisitionCost
    months: int
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
        nothing = "nothing is known of customers won by"
        return row_of(self.table, channel, phase, self.costs.phase, nothing)

    def at_cost(self, channel: str, cost: float, phase: str | None = None) -> Amount:
        """In which month another cost would be paid back: that of the next customer, say.

        Parameters
        ----------
        channel : str
        cost : float
            What winning a customer is to cost, in currency units, taken as known.
        phase : str, optional
            By default the later one.

        Returns
        -------
        Amount
            The month with its interval, where the band of the curve reaches the cost; infinite
            where it does not within the months looked at.
        """
        row = self.of(channel, phase)
        of_both = self.curves["channel"].eq(channel) & self.curves["phase"].eq(row["phase"])
        band = self.curves.loc[of_both, ["cumulative", "high", "low"]].to_numpy().T
        month, low, high = first_month(band, np.full(3, float(cost)))
        return Amount(float(month), float(low), float(high))

    def says(self, channel: str, phase: str | None = None) -> str:
        """One channel's break-even in a sentence."""
        row = self.of(channel, phase)
        text = (
            f"A customer from {channel} cost {self._cash(row.cac)} to win and on average "
            f"{self._pays_back(row)}"
        )
        text += "; that month is expected by the model, not seen yet." if row.modelled else "."
        return text

    @property
    def sentence(self) -> str:
        """The channels that pay back first and last, in the last phase."""
        last = self.table.groupby("channel", sort=False).tail(1)
        first, slow = last.loc[last["month"].idxmin()], last.loc[last["month"].idxmax()]
        text = self.says(first["channel"], first["phase"])
        if len(last) > 1 and slow["channel"] != first["channel"]:
            text += " " + self.says(slow["channel"], slow["phase"])
        return text

    def summary(self) -> Table:
        """Break-even by channel, in the words of a report."""
        table = self.table
        frame = pd.DataFrame({"Channel": table["channel"]})
        if self.costs.phase is not None:
            start = day(self.costs.phase)
            words = {"before": f"before {start}", "after": f"from {start} on"}
            frame["Won"] = table["phase"].map(words)
        frame["Customers"] = table["customers"]
        frame["Cost of winning"] = table["cac"]
        frame["Pays back in month"] = [self._month(m) for m in table["month"]]
        frame[f"{percent(self.level)} interval"] = [
            interval(row.month_low, row.month_high, self._month) for row in table.itertuples()
        ]
        frame["Known from"] = [
            "model" if row.modelled else "purchases" for row in table.itertuples()
        ]
        frame[f"Brought in {self.months} months"] = table["brought"]
        note = (
            f"Months of {DAYS} days since the first purchase; margin discounted at "
            f"{percent(self.annual_discount_rate, 1)} a year. The cost is an average; one more "
            "customer may cost more."
        )
        known, won = table["customers"].sum(), table["won"].sum()
        if known > 1.01 * won:
            note += (
                f" The orders know {count(known)} customers, the costs {count(won)}: some people "
                "go by two numbers, which makes a customer look a little less valuable."
            )
        return Table(
            frame, "When a customer has paid back what winning them cost",
            " ".join([note, *self.messages]),
            formats={"Cost of winning": self._cash,
                     f"Brought in {self.months} months": self._cash},
        )  # fmt: skip

    def by_month(self, channel: str, phase: str | None = None) -> Table:
        """One channel month by month up to its break-even: who is still there, what has come.

        Parameters
        ----------
        channel : str
        phase : str, optional
            By default the later one.
        """
        row = self.of(channel, phase)
        of_both = self.curves["channel"].eq(channel) & self.curves["phase"].eq(row["phase"])
        rows = self.curves[of_both & self.curves["month"].le(row["month"])]
        frame = pd.DataFrame(
            {
                "Month": rows["month"],
                "Customers known": rows["customers"],
                "Bought in it": rows["active"],
                "Still customers (model)": rows["alive"],
                "Margin of the month": rows["margin"],
                "Brought so far": rows["cumulative"],
                f"{percent(self.level)} interval": [
                    interval(one.low, one.high, self._cash) for one in rows.itertuples()
                ],
            }
        ).reset_index(drop=True)
        return Table(
            frame, f"A customer from {channel}, month by month",
            f"To be paid back: {self._cash(row.cac)}. Margin per customer won, discounted; those "
            "who never came back count as zero.",
            formats={"Bought in it": percent, "Still customers (model)": percent,
                     "Margin of the month": self._cash, "Brought so far": self._cash},
        )  # fmt: skip

    def _pays_back(self, row: pd.Series) -> str:
        ends = interval(row.month_low, row.month_high, self._month)
        if np.isinf(row.month) and np.isnan(row.brought):
            return f"has not paid that back in the {count(row.seen_months)} months seen"
        if np.isinf(row.month):
            return (
                f"does not pay that back within {self.months} months: by then "
                f"{self._cash(row.brought)} has come back ({percent(self.level)} interval "
                f"{interval(row.brought_low, row.brought_high, self._cash)})"
            )
        sure = (
            f"{percent(self.level)} interval: month {self._month(row.month)}"
            if row.month_low == row.month_high
            else f"{percent(self.level)} interval {ends}"
        )
        return f"pays that back in month {self._month(row.month)} ({sure})"

    def _month(self, month: float) -> str:
        return f"after {self.months}" if np.isinf(month) else count(month)

    @property
    def _cash(self) -> Callable[[float], str]:
        return partial(money, currency=self.currency or None)

    def __repr__(self) -> str:
        return self.sentence
