"""What each customer bought before a wave of a survey, and what they bought after it.

Both are counted from the same purchase days. What stands before the wave may foretell; what comes
after it is what was to be foretold, and must never stand among the causes.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from cvmlab.data.transactions import purchase_occasions
from cvmlab.insight.counted.purchase_windows import purchases


def around_the_wave(
    transactions: Any, asked_on: dt.date, last_day: dt.date, weeks: int, stays_within: int
) -> pd.DataFrame:
    """Purchases of everybody who had bought by the day before a wave, before it and after.

    Parameters
    ----------
    transactions : Transactions, DataFrame or Ibis table
        ``customer_id, date`` and ``amount`` or ``cents``.
    asked_on : date
        The first day of the wave.
    last_day : date
        The last day of the data.
    weeks : int
        Length of the window before the wave.
    stays_within : int
        Who stays has bought within this many weeks before the last day.

    Returns
    -------
    DataFrame
        By ``customer_id``: ``recency_days, frequency, monetary`` as they stood on the day before
        the wave, ``stays``, and from the wave on ``trips_after``, ``sales_after`` (currency units)
        and ``weeks_bought`` (weeks from the wave to the last purchase; 0 where there is none).
    """
    days = purchase_occasions(transactions)
    known = purchases(days, asked_on - dt.timedelta(days=1)).in_window(weeks)
    known = known.set_index("customer_id").astype(float)
    late = purchases(days, last_day).in_window(stays_within)
    stays = late.loc[late["frequency"] > 0, "customer_id"]
    after = _since(days, asked_on, last_day).reindex(known.index, fill_value=0.0)
    return known.assign(stays=known.index.isin(stays)).join(after)


def _since(days: Any, asked_on: dt.date, last_day: dt.date) -> pd.DataFrame:
    """Trips, sales and the weeks up to the last purchase, from the wave on."""
    import ibis

    later = days.filter(days["date"] >= ibis.literal(asked_on))
    later = later.filter(later["date"] <= ibis.literal(last_day))
    sums = later.group_by("customer_id").agg(
        trips_after=later.count(), sales_after=later["cents"].sum(), last=later["date"].max()
    )
    frame: Any = sums.to_pandas().set_index("customer_id")
    since = pd.to_datetime(frame.pop("last")) - pd.Timestamp(asked_on)
    frame = frame.astype(float)
    return frame.assign(
        sales_after=frame["sales_after"] / 100,
        weeks_bought=(since.dt.days + 1) / 7,  # the day of the wave counts: never 0 for a buyer
    )
