"""The days on which each customer bought: what everything about staying and leaving is read from.

Read once and handed on: months, silences, survival and historic value all ask the same days.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.data.order_lines import day_given
from cvmlab.data.transactions import purchase_occasions
from cvmlab.insight.lost.churned import PurchaseDays, purchase_days

NEVER = 1_000_000  # a gap in days that no calendar has: the customer was not seen again


def buying_days(transactions: Any) -> PurchaseDays:
    """Every day on which a customer bought, in the order of customers and days.

    Parameters
    ----------
    transactions : Transactions, DataFrame, Ibis table or PurchaseDays
        Order lines: ``customer_id, date`` and ``amount`` (currency units) or ``cents``. Lines of
        one day are one occasion; returns are none. Buying days are handed back as they are.

    Returns
    -------
    PurchaseDays

    Raises
    ------
    DataProblem
        If columns or values are missing, or nobody bought anything.

    Examples
    --------
    >>> orders = pd.DataFrame({"customer_id": ["b", "a", "a"], "amount": [5.0, 7.0, 2.0],
    ...                        "date": pd.to_datetime(["2024-01-01", "2024-01-05", "2024-01-05"])})
    >>> len(buying_days(orders).day)
    2
    """
    if isinstance(transactions, PurchaseDays):
        return transactions
    return purchase_days(purchase_occasions(transactions))


def gaps(days: PurchaseDays) -> np.ndarray:
    """Days from each purchase day to the customer's next one; NEVER after the last."""
    is_last = np.append(days.code[1:] != days.code[:-1], True)
    return np.where(is_last, NEVER, np.append(days.day[1:], 0) - days.day)


def day_number(given: dt.date | str | pd.Timestamp | None, name: str, otherwise: int) -> int:
    """A day as its number since 1970, as buying days count; `otherwise` where none is given."""
    wanted = day_given(given, name)
    return otherwise if wanted is None else int(np.datetime64(wanted, "D").astype("int64"))


def as_day(number: int) -> pd.Timestamp:
    """The day of a number."""
    return pd.Timestamp(np.datetime64(int(number), "D"))
