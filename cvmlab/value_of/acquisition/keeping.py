"""A programme that keeps customers, as a use of money beside the channels that win them.

Source: Blattberg & Deighton (1996), "Manage Marketing by the Customer Equity Test", Harvard
Business Review 74(4), who draw one curve for winning and one for keeping.
"""

from __future__ import annotations

import pandas as pd

from cvmlab.value_of.acquisition.costs_result import Amount
from cvmlab.value_of.acquisition.response import Response, response
from cvmlab.value_of.lifetime.customer_values import CustomerValues


def keeping(
    name: str,
    *,
    customers: float,
    cost_each: float,
    kept: tuple[float, float, float],
    most: float,
    worth: float | Amount,
    seed: int = 0,
) -> Response:
    """A programme that keeps customers, as a use of money beside the channels that win them.

    Parameters
    ----------
    name : str
    customers : float
        How many get it now.
    cost_each : float
        What it costs a customer in the period.
    kept : (float, float, float)
        Share of them that stays because of it, with its 95% interval: best from a lot.
    most : float
        The share that any amount of money could keep: a judgement, as Blattberg and Deighton
        (1996) ask managers for it.
    worth : float or Amount
        What a customer who is kept is worth.
    seed : int

    Raises
    ------
    DataProblem
        All that is wrong at once.

    Examples
    --------
    >>> care = keeping("care", customers=1000, cost_each=6.0, kept=(0.03, 0.01, 0.05), most=0.10,
    ...                worth=200.0)
    >>> round(care.spend), round(care.won), round(float(care.curve.average(care.spend)))
    (6000, 30, 200)
    """
    share, low, high = kept
    between = worth[1:] if isinstance(worth, Amount) else None
    return response(
        name,
        spend=cost_each * customers,
        won=share * customers,
        ceiling=most * customers,
        worth=worth.value if isinstance(worth, Amount) else worth,
        keeps=True,
        won_between=(low * customers, high * customers),
        worth_between=between,
        seed=seed,
    )


def worth_of_active(values: CustomerValues, weeks: float = 26.0) -> Amount:
    """What a customer who still buys is worth on average: for want of better, one who is kept.

    Parameters
    ----------
    values : CustomerValues
    weeks : float
        Who bought within so many weeks before the end counts as active.

    Returns
    -------
    Amount
        With an interval as wide, in proportion, as that of all customers together. Who has to be
        kept by a programme may be worth less than who stays by himself.
    """
    table, total = values.table, values.lifetime.total
    last = pd.Timestamp(values.end) - pd.Timedelta(days=7 * weeks)
    value = float(table.loc[pd.to_datetime(table["last_purchase"]) > last, "value"].mean())
    return Amount(
        value, value * total.ci_low / total.expected, value * total.ci_high / total.expected
    )
