"""Who left in a period, and what they had bought in the year before: churn without contracts.

Nobody tells a shop that they leave. A customer counts as gone with the last purchase in the period
after which a long silence follows: the length of that silence is a choice, and the number of the
lost moves with it. So it is always shown for several lengths.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, one_problem
from cvmlab.figures.formats import day
from cvmlab.insight.lost.attempts_log import missing_columns

if TYPE_CHECKING:
    import ibis.expr.types as ir

YEAR = 364  # days: 52 whole weeks, so that no weekday counts once more than another
SILENCES = (91, 182, 273, 364)


@dataclass(frozen=True, eq=False)
class PurchaseDays:
    """Purchase days in the order of customers and dates, as arrays.

    Attributes
    ----------
    customers : pandas.Index
        Their numbers; ``code`` counts them.
    code, day : numpy.ndarray of int
        Whose purchase day it was, and which day since 1970.
    paid : numpy.ndarray of float
        All money up to and with that day, over all rows, in currency units; one longer than the
        others, because it begins with 0.
    """

    customers: pd.Index
    code: np.ndarray = field(repr=False)
    day: np.ndarray = field(repr=False)
    paid: np.ndarray = field(repr=False)

    @property
    def end(self) -> int:
        """The last day anybody bought."""
        return int(self.day.max())

    @property
    def first_rows(self) -> np.ndarray:
        """The row of each customer's first purchase day."""
        return np.searchsorted(self.code, np.arange(len(self.customers)))

    def paid_between(self, row: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
        """What the customer of each row paid from one day to another, both included."""
        order = self.code * _DAYS + self.day
        start = np.searchsorted(order, self.code[row] * _DAYS + first)
        stop = np.searchsorted(order, self.code[row] * _DAYS + last, side="right")
        return np.asarray(self.paid[stop] - self.paid[start])


_DAYS = 1_000_000  # more days than any calendar in use has


def purchase_days(occasions: pd.DataFrame | ir.Table) -> PurchaseDays:
    """Occasions in the order of customers and dates.

    Parameters
    ----------
    occasions : pandas.DataFrame or ibis Table
        One row for each day a customer bought: ``customer_id, date, cents``.

    Raises
    ------
    DataProblem
        If a column is missing or there is no row.
    """
    rows = occasions if isinstance(occasions, pd.DataFrame) else occasions.to_pandas()
    problems = missing_columns(rows, ["customer_id", "date", "cents"], "purchase days")
    if not problems and rows.empty:
        raise one_problem("nobody bought anything", "check which purchases were read.")
    if problems:
        raise DataProblem(problems, "the purchase days")
    code, customers = pd.factorize(rows["customer_id"])
    date = pd.to_datetime(rows["date"]).to_numpy().astype("datetime64[D]").astype("int64")
    order = np.argsort(code.astype("int64") * _DAYS + date, kind="stable")
    cents = rows["cents"].to_numpy(dtype="int64")[order]
    paid = np.concatenate([[0], np.cumsum(cents)]) / 100
    return PurchaseDays(pd.Index(customers), code[order].astype("int64"), date[order], paid)


def churned(
    occasions: pd.DataFrame | ir.Table | PurchaseDays,
    first_day: dt.date | str,
    last_day: dt.date | str,
    *,
    quiet_days: int = YEAR,
) -> pd.DataFrame:
    """The customers who left in a period, with what they bought in their last year.

    Parameters
    ----------
    occasions : pandas.DataFrame or ibis Table
        One row for each day a customer bought: ``customer_id, date, cents``.
    first_day, last_day : date or ISO text
        The period; a customer left in it if a purchase in it was followed by silence.
    quiet_days : int
        How many days without a purchase count as having left. The purchases must be known for as
        many days after the period.

    Returns
    -------
    pandas.DataFrame
        One row a customer: ``customer_id, last_bought, sales`` (currency units, in the 364 days
        up to and with that purchase), ``returned`` (bought again later, after the silence).

    Raises
    ------
    DataProblem
        If the purchases end too early to know who left.

    Examples
    --------
    >>> bought = pd.DataFrame({"customer_id": ["a", "a", "b"], "cents": [1000, 500, 2000],
    ...                        "date": pd.to_datetime(["2024-01-05", "2024-03-01", "2024-06-20"])})
    >>> churned(bought, "2024-01-01", "2024-03-31", quiet_days=60)
      customer_id last_bought  sales  returned
    0           a  2024-03-01   15.0     False
    """
    days = occasions if isinstance(occasions, PurchaseDays) else purchase_days(occasions)
    start, stop = (_number(one) for one in (first_day, last_day))
    known = days.end - stop
    if known < quiet_days:
        raise one_problem(
            f"the purchases end on {day(_date(days.end))}, {max(known, 0)} days after the period "
            "whose losses are asked for",
            f"whoever is silent for {quiet_days} days counts as gone: take an earlier period, or "
            f"set quiet_days to {max(known, 1)} or less.",
        )
    gap = np.append(np.diff(days.day), 0).astype(float)
    gap[np.append(np.diff(days.code) != 0, True)] = np.inf
    left = np.flatnonzero((days.day >= start) & (days.day <= stop) & (gap > quiet_days))
    # Who fell silent twice in the period left with the later purchase.
    left = left[np.append(np.diff(days.code[left]) != 0, True)] if left.size else left
    final = days.day[left]
    return pd.DataFrame(
        {
            "customer_id": days.customers[days.code[left]],
            "last_bought": final.astype("datetime64[D]").astype("datetime64[s]"),
            "sales": days.paid_between(left, final - YEAR + 1, final).round(2),
            "returned": np.isfinite(gap[left]),
        }
    )


def first_year_sales(
    days: PurchaseDays,
    customers: pd.Series | None = None,
    *,
    acquired: tuple[dt.date | str, dt.date | str] | None = None,
) -> np.ndarray:
    """What customers bought in their first 364 days; those observed for less are left out.

    Parameters
    ----------
    days : PurchaseDays
        All purchase days.
    customers : pandas.Series, optional
        Their numbers; by default everybody.
    acquired : (date, date), optional
        Only who bought first between these days, both included.
    """
    rows = days.first_rows
    first = days.day[rows]
    chosen = first + YEAR - 1 <= days.end
    if customers is not None:
        chosen &= days.customers.isin(customers)
    if acquired is not None:
        chosen &= (first >= _number(acquired[0])) & (first <= _number(acquired[1]))
    rows, first = rows[chosen], first[chosen]
    return days.paid_between(rows, first, first + YEAR - 1)


def _number(one: dt.date | str) -> int:
    return int(np.datetime64(pd.Timestamp(one), "D").astype("int64"))


def _date(number: int) -> dt.date:
    return pd.Timestamp(np.datetime64(number, "D")).date()
