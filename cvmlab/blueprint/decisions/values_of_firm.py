"""What the firm's customers are worth on a day: worked out once, and not from a handful."""

from __future__ import annotations

import datetime as dt

from cvmlab.data.workspace import Workspace
from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, day
from cvmlab.value_of.lifetime.customer_values import current_values
from cvmlab.value_of.lifetime.customer_values_result import CustomerValues

FEWEST = 30  # customers known from their first purchase on that the models are shown for


def values_of_firm(ws: Workspace, end: dt.date) -> CustomerValues:
    """Customers as they are valued on a day.

    Parameters
    ----------
    ws : Workspace
    end : date
        The last day to know of.

    Raises
    ------
    DataProblem
        When the models cannot be fitted, all orders together leave no margin, or fewer than 30
        customers began inside the file: their interval would reach from nothing to anything, and
        look like a figure.
    """
    # the valuation of the last day is everybody's, asked for without a day
    whole = end == ws.transactions.ledger.last_day
    rate = ws.transactions.margin_rate
    if rate is not None and rate <= 0:
        raise one_problem(
            "all orders together leave no margin, so no customer is worth anything by it",
            "look at the column of margin first: is it in currency units, and not a cost?",
        )
    values = current_values(ws, end=None if whole else str(end))
    inside = int(values.table["inside"].astype(bool).sum())
    if inside < FEWEST:
        raise one_problem(
            f"by {day(end)} only {count(inside)} customers are known from their first purchase on",
            f"at least {FEWEST} are needed to tell how they buy and leave.",
        )
    return values
