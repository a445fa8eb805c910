"""What each customer spends here in a month, and how much of that is the luck of the year."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from cvmlab.data.transactions import purchase_occasions
from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, day

MONTHS_A_YEAR = 12
WEEKS_A_YEAR = 52.18


def monthly_spending(
    transactions: Any, end: dt.date | None = None, *, weeks: int = 52, least_weeks: int = 13
) -> pd.DataFrame:
    """What every customer who bought in the window spends in a month, from the tills.

    Parameters
    ----------
    transactions : Transactions, DataFrame or Ibis table
        ``customer_id, date`` and ``amount`` or ``cents``.
    end : date, optional
        The last day looked at; the last day of the data.
    weeks : int
        Length of the window; customers who began inside it count from their first purchase.
    least_weeks : int
        Whoever began fewer weeks ago is too new to tell, and left out.

    Returns
    -------
    DataFrame
        By ``customer_id``: ``month`` (currency units a month), ``trips`` (days bought in the
        window), ``trips_a_week``, ``recency_days`` and ``luck`` (the variance of the logarithm
        of ``month`` that comes from a year's trips being a sample).

    Raises
    ------
    DataProblem
        If columns are missing or nobody bought in the window.

    Notes
    -----
    Trips that come by chance make a sum whose variance is the expected sum of the squared amounts:
    luck = Σx²/(Σx)².

    Examples
    --------
    >>> orders = pd.DataFrame({"customer_id": ["A", "A"], "amount": [30.0, 50.0],
    ...                        "date": ["2024-01-05", "2024-12-30"]})
    >>> monthly_spending(orders, dt.date(2024, 12, 30)).round(2).iloc[0].to_dict()
    {'month': 6.75, 'trips': 2.0, 'trips_a_week': 0.04, 'recency_days': 0.0, 'luck': 0.53}
    """
    import ibis

    days = purchase_occasions(transactions)
    if end is not None:
        days = days.filter(days["date"] <= ibis.literal(end))
    last_day = end or pd.Timestamp(days["date"].max().to_pandas()).date()
    begin = last_day - dt.timedelta(days=7 * weeks - 1)
    inside = days["date"] >= ibis.literal(begin)
    euros = ibis.ifelse(inside, days["cents"] / 100, 0.0)
    sums = days.group_by("customer_id").agg(
        first=days["date"].min(), last=days["date"].max(), trips=inside.sum(),
        sales=euros.sum(), squares=(euros * euros).sum(),
    )  # fmt: skip
    frame = sums.filter((sums.trips > 0) & (sums.sales > 0)).order_by("customer_id").to_pandas()
    if frame.empty:
        raise one_problem(
            f"nobody bought in the {count(weeks)} weeks to {day(last_day)}",
            "look at a longer window, or at another day.",
        )
    since_first = (pd.Timestamp(last_day) - pd.to_datetime(frame["first"])).dt.days + 1
    seen = (since_first / 7).clip(upper=weeks)
    kept = frame[seen >= least_weeks].set_index("customer_id")
    seen = seen[seen >= least_weeks].to_numpy()
    return pd.DataFrame(
        {
            "month": kept["sales"] / seen * (WEEKS_A_YEAR / MONTHS_A_YEAR),
            "trips": kept["trips"].astype(float),
            "trips_a_week": kept["trips"] / seen,
            "recency_days": (pd.Timestamp(last_day) - pd.to_datetime(kept["last"])).dt.days.astype(
                float
            ),
            "luck": kept["squares"] / kept["sales"] ** 2,
        }
    )
