"""What really happened after the calibration period, to hold a forecast against."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ibis
import numpy as np

from cvmlab.data.customer_base import DAYS, CustomerBase
from cvmlab.data.occasions import occasions


def holdout_purchases(transactions: Any, base: CustomerBase, times: Iterable[float]) -> np.ndarray:
    """How many purchases the customers of the fit had made by each time of the holdout.

    Parameters
    ----------
    transactions : Transactions or Ibis table
        The lines of orders the base was made from.
    base : CustomerBase
        With a holdout period.
    times : iterable of float
        Times since the end of calibration, in the base's unit.

    Returns
    -------
    array of int, shape (n,)
        Cumulative purchase occasions, of customers inside the file only.
    """
    lines = getattr(transactions, "table", transactions)
    days = occasions(lines.filter(lines.date <= ibis.literal(base.holdout_end)))
    inside = base.table.filter(base.table.inside).select("customer_id")
    later = days.filter(days.date > ibis.literal(base.end)).semi_join(inside, "customer_id")
    counted = later.group_by("date").agg(purchases=later.count()).to_pandas()
    since = (counted["date"].to_numpy("datetime64[D]") - np.datetime64(base.end, "D")).astype(int)
    purchases = counted["purchases"].to_numpy()
    limits = np.asarray(list(times), float) * DAYS[base.time_unit]
    return np.array([purchases[since <= limit].sum() for limit in limits], dtype=int)
