"""A thousand once, or half of it and a hundred a month: which customer is worth more?

The one paid at once brings more today. The other overtakes it when enough months have been paid,
and only if she stays that long; so the answer is a number of months, or a chance of staying, and
never "the one who is here for long". All of it is arithmetic with assumptions: nothing here is
estimated, so nothing has an interval.

Source: the example of the Peppers & Rogers Group's interview with Duke University's executive
course "Managing Customer Value": $1,000 once against $500 and $100 more each month.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import count, money, percent

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

A_CENT = 0.005


@dataclass(frozen=True, eq=False)
class TwoCustomers:
    """Two customers month by month: one who pays once, one who pays and goes on paying.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a month from 0: ``month``, ``staying`` (chance that the second customer pays that
        month), ``once`` and ``second`` (what each has brought by then, expected and in today's
        money), ``lead`` (second less once).
    once, first, monthly : float
        What is paid once; at the start; and each month after it.
    continuation : float
        Chance of going on from one month to the next; 1 where none was given.
    annual_discount_rate : float
    """

    table: pd.DataFrame
    once: float
    first: float
    monthly: float
    continuation: float
    annual_discount_rate: float
    currency: str

    @property
    def tie_month(self) -> int | None:
        """The month in which both have brought the same, to the cent; None where there is none."""
        level = self.table[self.table["lead"].abs() < A_CENT]
        return None if level.empty else int(level["month"].iloc[0])

    @property
    def ahead_from(self) -> int | None:
        """The first month in which the second customer has brought more; None within the months."""
        ahead = self.table[self.table["lead"] >= A_CENT]
        return None if ahead.empty else int(ahead["month"].iloc[0])

    @property
    def in_all(self) -> float:
        """What the second customer brings if nobody stops counting; infinite where none leaves."""
        kept = self.continuation * self._month
        return np.inf if kept >= 1 else self.first + self.monthly * kept / (1 - kept)

    @property
    def break_even(self) -> float:
        """The monthly continuation above which the second customer is worth more, without end.

        Above 1 where even a customer who never leaves cannot make it good.
        """
        needed = (self.once - self.first) / self.monthly
        return needed / (1 + needed) / self._month

    @property
    def payments_needed(self) -> int | None:
        """Monthly payments after which the second customer has really brought more."""
        paid = self.first + self.monthly * np.cumsum(self._month ** np.arange(1, 1201))
        enough = np.flatnonzero(paid - self.once >= A_CENT)
        return int(enough[0]) + 1 if enough.size else None

    @property
    def chance_ahead(self) -> float:
        """The chance that the second customer really brings more: she must pay so many months."""
        needed = self.payments_needed
        return 0.0 if needed is None else float(self.continuation**needed)

    @property
    def _month(self) -> float:
        """What one paid a month from now is worth today."""
        return float((1 + self.annual_discount_rate) ** (-1 / 12))

    @property
    def sentence(self) -> str:
        """Who is worth more, from when on, and what must be so."""
        cash = self._cash
        text = (
            f"{cash(self.once)} once against {cash(self.first)} and {cash(self.monthly)} a month: "
        )
        last = int(self.table["month"].iloc[-1])
        if self.ahead_from is None:
            text += f"the second customer is not ahead within {count(last)} months"
        elif self.tie_month is not None:
            text += f"level in month {self.tie_month}, ahead from month {self.ahead_from} on"
        else:
            text += f"the second customer is ahead from month {self.ahead_from} on"
        if self.continuation == 1 and self.annual_discount_rate == 0:
            return f"{text}, if she surely stays."
        said = f", expected with {as_share(self.continuation)} staying each month"
        if self.annual_discount_rate:
            said += f" and money at {percent(self.annual_discount_rate)} a year"
        text += f"{said}. "
        if np.isfinite(self.in_all):
            text += f"In all she is expected to bring {cash(self.in_all)}; "
        text += f"{self._needs}."
        if 0 < self.continuation < 1 and self.payments_needed is not None:
            text += (
                f" The chance that she really brings more is {percent(self.chance_ahead)}: she "
                f"must pay {count(self.payments_needed)} months."
            )
        return text

    @property
    def _needs(self) -> str:
        if self.break_even >= 1:
            return "at such a discount she is worth less even if she never leaves"
        return f"she is worth more only if over {percent(self.break_even, 1)} stay each month"

    def summary(self, months: int = 8) -> Table:
        """The first months, side by side."""
        from cvmlab.figures.tables import Table

        rows = self.table.head(months + 1)
        frame = pd.DataFrame(
            {
                "Month": rows["month"],
                "Still paying": rows["staying"],
                "Paid once": rows["once"],
                "Pays on": rows["second"],
                "Ahead by": rows["lead"],
            }
        )
        return Table(
            frame,
            title="What each customer has brought by then",
            note=self.sentence,
            formats={
                "Still paying": percent,
                **dict.fromkeys(["Paid once", "Pays on", "Ahead by"], self._cash),
            },
        )

    @property
    def _cash(self) -> partial[str]:
        return partial(money, currency=self.currency or None, digits=0)

    def __repr__(self) -> str:
        return self.sentence


def as_share(share: float) -> str:
    """A share in percent, with a decimal only where there is one: 90%, 83.3%."""
    return percent(share, 0 if abs(100 * share - round(100 * share)) < 0.05 else 1)


def two_customers(
    once: float = 1000,
    first: float = 500,
    monthly: float = 100,
    continuation: float | None = None,
    *,
    annual_discount_rate: float = 0.0,
    months: int = 24,
    currency: str = "USD",
) -> TwoCustomers:
    """Set a customer who pays once beside one who pays less and goes on paying.

    Parameters
    ----------
    once : float
        What the first customer pays at once, in currency units.
    first, monthly : float
        What the second pays at once, and at the end of each month while she stays.
    continuation : float, optional
        Chance of staying from one month to the next, a share; without it she surely stays.
    annual_discount_rate : float
        Effective per year.
    months : int
        How many are shown.
    currency : str
        ISO code for the words; empty for bare amounts.

    Returns
    -------
    TwoCustomers

    Raises
    ------
    DataProblem
        When amounts, shares or months cannot be, with all that is wrong.

    Notes
    -----
    With s the continuation and v what a unit of money a month from now is worth today, the second
    has brought ``first + monthly × Σ (s v)^k`` (k = 1 … n) by month n, and without end
    ``first + monthly × s v/(1 − s v)``. That is more than ``once`` only if s > g/(1 + g)/v, with
    g = (once − first)/monthly: 5/6 in the example.

    Examples
    --------
    >>> pair = two_customers()
    >>> pair.tie_month, pair.ahead_from, round(pair.break_even, 4)
    (5, 6, 0.8333)
    >>> two_customers(continuation=0.8).ahead_from is None
    True
    """
    stays = 1.0 if continuation is None else float(continuation)
    _refuse(once, first, monthly, stays, annual_discount_rate, months)
    month = np.arange(int(months) + 1)
    kept = stays * (1 + annual_discount_rate) ** (-1 / 12)
    brought = first + monthly * np.append(0.0, np.cumsum(kept ** month[1:]))
    table = pd.DataFrame(
        {
            "month": month, "staying": stays**month, "once": float(once), "second": brought,
            "lead": brought - once,
        }
    )  # fmt: skip
    return TwoCustomers(
        table, float(once), float(first), float(monthly), stays, float(annual_discount_rate),
        currency,
    )  # fmt: skip


def _refuse(
    once: float, first: float, monthly: float, stays: float, discount: float, months: int
) -> None:
    problems = []
    if not (np.isfinite(once) and 0 <= first < once):
        what = f"{once} once and {first} at the start leave nothing to catch up"
        problems.append(Problem(what, "let the second customer begin with less, 0 or more."))
    if not (np.isfinite(monthly) and monthly > 0):
        problems.append(Problem(f"the monthly payment is {monthly}", "give an amount above 0."))
    if not 0 <= stays <= 1:
        problems.append(Problem(f"the continuation is {stays}", "give a share: 0.9 for 90%."))
    if not 0 <= discount < 10:
        remedy = "give a share of at least 0: 0.1 for 10%."
        problems.append(Problem(f"the discount rate is {discount}", remedy))
    if not 1 <= months <= 1200:
        problems.append(Problem(f"{months} months are to be shown", "choose 1 to 1,200."))
    if problems:
        raise DataProblem(problems, "the two customers")
