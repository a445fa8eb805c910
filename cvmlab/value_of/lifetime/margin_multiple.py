"""How many years' margin a customer is worth: the shortcut on the back of an envelope.

If a customer's margin stays the same and so does the chance of keeping the customer for another
year, all that is to come is worth the margin times one number. It is quick and it is a yardstick:
who is worth more than the multiple says must differ from the average in one of the two.

Source: Gupta, Lehmann & Stuart (2004), "Valuing Customers", Journal of Marketing Research 41(1).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.data.order_lines import day_given
from cvmlab.data.transactions import purchase_occasions
from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.figures.formats import count, interval, money, number, percent
from cvmlab.stats.share_intervals import wilson

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

RETENTIONS = (0.6, 0.7, 0.8, 0.9)
DISCOUNT_RATES = (0.10, 0.12, 0.14, 0.16)
YEAR = 364  # days: 52 whole weeks


def margin_multiple(retention: Any, annual_discount_rate: Any = 0.10) -> Any:
    """How many times a year's margin a customer is worth.

    Parameters
    ----------
    retention : float or array-like
        Share of customers kept from one year to the next.
    annual_discount_rate : float or array-like
        Effective per year.

    Returns
    -------
    float or array
        r/(1 + i − r): the margin of the years to come; this year's is not in it.

    Raises
    ------
    DataProblem
        When a retention is no share, or nothing is lost and nothing discounted, so that it has no
        end.

    Notes
    -----
    Σ over years t = 1, 2, … of r^t/(1 + i)^t (Gupta, Lehmann & Stuart 2004, "Valuing Customers",
    table 1).

    Examples
    --------
    >>> round(float(margin_multiple(0.8, 0.12)), 2)
    2.5
    """
    r, i = np.asarray(retention, dtype=float), np.asarray(annual_discount_rate, dtype=float)
    problems = []
    if not np.all((r >= 0) & (r <= 1)):
        problems.append(Problem("a retention is no share", "give 0.8 for 80%."))
    if not np.all((i >= 0) & (i < 10)):
        remedy = "give a share of at least 0: 0.1 for 10%."
        problems.append(Problem("a discount rate is no share", remedy))
    if not problems and np.any(1 + i - r <= 0):
        what = "nobody leaves and money is not discounted: the sum has no end"
        problems.append(Problem(what, "give a discount rate above 0."))
    if problems:
        raise DataProblem(problems, "the margin multiple")
    return (r / (1 + i - r))[()]


@dataclass(frozen=True, eq=False)
class MultipleOfMargin:
    """A firm's multiple, from how many of last year's customers it kept.

    Attributes
    ----------
    kept, of : int
        Customers who bought again in the year after, of those who bought in a year.
    retention, retention_low, retention_high : float
        Their share, with its Wilson interval.
    multiple, low, high : float
        r/(1 + i − r) with the interval that follows from it.
    annual_discount_rate, level : float
    """

    kept: int
    of: int
    retention: float
    retention_low: float
    retention_high: float
    multiple: float
    low: float
    high: float
    annual_discount_rate: float
    level: float

    @property
    def sentence(self) -> str:
        """The retention and the multiple, in plain words."""
        share = partial(percent, digits=1)
        return (
            f"Of {count(self.of)} customers of a year {share(self.retention)} bought again in the "
            f"next ({percent(self.level)} interval "
            f"{interval(self.retention_low, self.retention_high, share)}). At "
            f"{percent(self.annual_discount_rate)} a year, all that is to come is worth "
            f"{number(self.multiple)} times a year's margin "
            f"({interval(self.low, self.high, number)}), if nothing ever changes."
        )

    def beside(self, values: pd.DataFrame, currency: str | None = None) -> str:
        """The shortcut beside the values worked out customer by customer.

        Parameters
        ----------
        values : DataFrame
            ``last_year`` and ``value``: the table of ``customer_values``.
        """
        cash = partial(money, currency=currency, digits=0)
        year, value = float(values["last_year"].sum()), float(values["value"].sum())
        return (
            f"The shortcut: {cash(year)} of margin in the last year × {number(self.multiple)} = "
            f"{cash(year * self.multiple)} "
            f"({interval(year * self.low, year * self.high, cash)}). Customer by customer: "
            f"{cash(value)}, {number(value / year)} times the margin of that year."
        )

    def summary(self, retentions: Sequence[float] = RETENTIONS) -> Table:
        """This multiple among those of other retentions and discount rates."""
        from cvmlab.figures.tables import Table

        rates = sorted({*DISCOUNT_RATES, self.annual_discount_rate})
        shares = sorted({*retentions, self.retention})
        grid = margin_multiple(np.array(shares)[:, None], np.array(rates)[None, :])
        frame = pd.DataFrame({"Kept from year to year": [percent(one) for one in shares]})
        for place, rate in enumerate(rates):
            frame[f"at {percent(rate)} a year"] = grid[:, place]
        return Table(
            frame,
            title="What a customer is worth, as a multiple of a year's margin",
            note=self.sentence,
            formats=dict.fromkeys(frame.columns[1:], number),
        )

    def __repr__(self) -> str:
        return self.sentence


def multiple_of_kept(
    kept: int, of: int, *, annual_discount_rate: float = 0.10, level: float = 0.95
) -> MultipleOfMargin:
    """The multiple of a firm that kept so many of so many customers for another year.

    Parameters
    ----------
    kept, of : int
        Customers who bought again in the year after, of those who bought in a year.
    annual_discount_rate : float
        Effective per year.
    level : float
        Confidence level; a Wilson interval of the share, carried over (the multiple only rises
        with it).

    Raises
    ------
    DataProblem
        When there was nobody to keep, or more were kept than there were.

    Examples
    --------
    >>> found = multiple_of_kept(800, 1000, annual_discount_rate=0.12)
    >>> round(found.multiple, 2), round(found.low, 2), round(found.high, 2)
    (2.5, 2.24, 2.78)
    """
    if not 0 <= kept <= of or of < 1:
        what = f"{count(kept)} of {count(of)} customers were kept"
        raise DataProblem([Problem(what, "count those of a year, and who of them came again.")])
    low, high = wilson(kept, of, level)
    share = kept / of
    worth = margin_multiple(np.array([share, low, high]), annual_discount_rate)
    return MultipleOfMargin(
        int(kept), int(of), share, float(low), float(high),
        float(worth[0]), float(worth[1]), float(worth[2]), annual_discount_rate, level,
    )  # fmt: skip


def multiple_of_orders(
    transactions: Any,
    *,
    end: dt.date | str | None = None,
    annual_discount_rate: float = 0.10,
    level: float = 0.95,
) -> MultipleOfMargin:
    """The multiple of a firm, from its orders: who of the last year but one bought again.

    Parameters
    ----------
    transactions : Transactions, DataFrame or Ibis table
        Order lines, as everywhere; a return is no purchase.
    end : date or ISO text, optional
        The last day looked at, by default the last day anybody bought.
    annual_discount_rate, level
        As in :func:`multiple_of_kept`.

    Raises
    ------
    DataProblem
        When the orders do not reach back two years.
    """
    days = purchase_occasions(transactions)
    last = day_given(end, "end") or days["date"].max().to_pyarrow().as_py()
    border, start = (last - dt.timedelta(days=YEAR * years) for years in (1, 2))
    first = days["date"].min().to_pyarrow().as_py()
    if first is None or first > start + dt.timedelta(days=1):
        raise one_problem("the orders do not reach back two years", "give two years of orders.")
    day = days["date"]
    bought = (
        days.filter((day > start) & (day <= last))
        .group_by("customer_id")
        .agg(before=(day <= border).max(), after=(day > border).max())
    )
    was = bought.filter(bought["before"])
    found = was.agg(of=was.count(), kept=was["after"].sum()).to_pyarrow().to_pylist()[0]
    return multiple_of_kept(
        int(found["kept"] or 0), int(found["of"]),
        annual_discount_rate=annual_discount_rate, level=level,
    )  # fmt: skip
