"""Two rewards of loyalty that purchases show: who pays the full price, who gives most of the purse.

Both are taken from the year before the survey, and neither sorts anybody: they are outcomes.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from cvmlab.data.order_lines import order_lines
from cvmlab.errors import one_problem
from cvmlab.loyalty.called_loyal.group_outcomes import check_columns

WEEKS_A_MONTH = 365.25 / 12 / 7


def price_and_share(
    frame: pd.DataFrame,
    transactions: Any,
    asked_on: dt.date,
    *,
    discount: str = "discount",
    wallet: str = "reported_wallet",
    weeks: int = 52,
) -> pd.DataFrame:
    """Add to each respondent the discount taken, and how much of the purse is spent here.

    Parameters
    ----------
    frame : DataFrame
        One row a respondent: ``customer_id``, ``monetary`` (currency units over `weeks`) and what
        the household says it spends in a month, here and elsewhere.
    transactions : Transactions, DataFrame or Ibis table
        ``customer_id, date``, ``cents`` or ``amount`` as paid, and the discount taken off, in
        currency units.
    asked_on : date
        The first day of the survey; purchases of the `weeks` before it count.
    discount, wallet : str
        The columns of the discount and of the monthly spending.
    weeks : int
        Length of the window, that of ``monetary`` too.

    Returns
    -------
    DataFrame
        The same rows with ``discount_per_100`` (of every 100 of full price, how much was taken
        off; missing without a purchase) and ``spent_here_per_100`` (of every 100 the household
        spends, how much is spent here; missing where nothing was said, and never above 100).

    Raises
    ------
    DataProblem
        When a column is missing.

    Examples
    --------
    >>> orders = pd.DataFrame({
    ...     "customer_id": ["A"], "date": ["2024-12-01"], "amount": [90.0], "discount": [10.0],
    ... })
    >>> asked = pd.DataFrame({"customer_id": ["A"], "monetary": [1200], "reported_wallet": [400]})
    >>> found = price_and_share(asked, orders, dt.date(2025, 1, 1))
    >>> [round(x, 1) for x in found[["discount_per_100", "spent_here_per_100"]].iloc[0]]
    [10.0, 25.1]
    """
    check_columns(frame, ["monetary", wallet], ["customer_id"])
    table = getattr(transactions, "table", transactions)
    if discount not in table.columns:
        raise one_problem(
            "the transactions do not have this column",
            "map the discount of each line.",
            column=discount,
        )
    lines, _ = order_lines(transactions, by=discount)
    day = pd.Timestamp(asked_on)
    first = (day - pd.Timedelta(weeks=weeks)).date()
    inside = lines.filter((lines.date >= first) & (lines.date < day.date()) & (lines.cents > 0))
    sums = inside.group_by("customer_id").agg(
        paid=inside.cents.sum(), off=inside[discount].cast("float64").sum()
    )
    found: Any = sums.to_pandas().set_index("customer_id").astype(float)
    off = 100 * found["off"] / (found["paid"] / 100 + found["off"])
    monthly = frame["monetary"].astype(float) / weeks * WEEKS_A_MONTH
    purse = frame[wallet].astype(float)
    here = (100 * monthly / purse.where(purse > 0)).clip(upper=100.0)
    return frame.assign(
        discount_per_100=frame["customer_id"].map(off).astype(float), spent_here_per_100=here
    )
