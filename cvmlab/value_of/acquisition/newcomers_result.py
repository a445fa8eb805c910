"""What a customer about to be won will bring, as a result to read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem, suggestion
from cvmlab.figures.formats import count, day, interval, money, percent
from cvmlab.figures.tables import Table
from cvmlab.value_of.acquisition.costs_result import Amount

EVERYBODY = "all customers"


@dataclass(frozen=True, eq=False)
class NewCustomerValue:
    """What a customer just won is expected to bring; see ``new_customer_value``.

    Attributes
    ----------
    table : DataFrame
        One row a channel and one for everybody: the column of the channels, ``customers`` (whose
        behaviour it is taken from), ``a_purchase`` (margin of a purchase day), ``purchases``
        (expected over the horizon, the first one included, discounted), ``value`` with its
        confidence interval ``low, high``. Missing where a channel has too few customers.
    by : str
        The column of the channels.
    horizon : str
        In words.
    annual_discount_rate : float
    level : float
    since : date or None
        Only customers won from this day on.
    messages : tuple of str
        What the models had to say.
    currency : str
    """

    table: pd.DataFrame
    by: str
    horizon: str
    annual_discount_rate: float
    level: float
    since: dt.date | None
    messages: tuple[str, ...]
    currency: str

    def of(self, group: str = EVERYBODY) -> Amount:
        """The value of a new customer of one channel, with its interval.

        Raises
        ------
        DataProblem
            When there is no such channel, or too few customers came by it.
        """
        rows = self.table[self.table[self.by] == group]
        known = list(self.table[self.by])
        if rows.empty:
            raise one_problem(
                f"no customer came by {group!r}",
                f"choose from: {', '.join(known)}.{suggestion(str(group), known)}",
            )
        found = Amount(*rows.iloc[0][["value", "low", "high"]].astype(float))
        if np.isnan(found.value):
            raise one_problem(
                f"only {count(rows['customers'].iloc[0])} customers came by {group!r}, too few to "
                "tell how often one of them buys and leaves",
                f'use "{EVERYBODY}", or put channels together.',
            )
        return found

    @property
    def sentence(self) -> str:
        """What a new customer is worth, over all channels and between them."""
        value, low, high = self.of()
        text = (
            f"A customer about to be won is expected to bring {self._cash(value)} in margin over "
            f"the {self.horizon}, in today's money ({percent(self.level)} confidence interval "
            f"{interval(low, high, self._cash)})"
        )
        each = self.table[self.table[self.by] != EVERYBODY].dropna(subset="value")
        if len(each) > 1:
            best, last = each.loc[each["value"].idxmax()], each.loc[each["value"].idxmin()]
            text += (
                f": from {self._cash(last.value)} ({last[self.by]}) to {self._cash(best.value)} "
                f"({best[self.by]})"
            )
        return f"{text}. The cost of winning and serving them is not taken off."

    def summary(self) -> Table:
        """Channel by channel, in the words of a report."""
        table = self.table
        frame = pd.DataFrame(
            {
                self.by.capitalize(): table[self.by],
                "Customers seen": table["customers"],
                "Margin of a purchase": table["a_purchase"],
                "Purchases, discounted": table["purchases"],
                "Value of a new customer": table["value"],
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, self._cash) for row in table.itertuples()
                ],
            }
        )
        since = f", won from {day(self.since)} on" if self.since else ""
        note = (
            f"Over the {self.horizon}, discounted at {percent(self.annual_discount_rate, 1)} a "
            f"year; the first purchase is in it, the cost of winning is not. Taken from customers "
            f"who began inside the file{since}."
        )
        return Table(
            frame, "What a customer about to be won will bring", " ".join([note, *self.messages]),
            formats={"Margin of a purchase": self._cash, "Purchases, discounted": ".1f",
                     "Value of a new customer": self._cash},
            total_row=True,
        )  # fmt: skip

    @property
    def _cash(self) -> Callable[[float], str]:
        return partial(money, currency=self.currency or None)

    def __repr__(self) -> str:
        return self.sentence
