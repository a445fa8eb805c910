"""Recency, frequency, money: customers sorted into fifths by what they did lately.

RFM is the oldest score of direct mail (Hughes 1994, "Strategic Database Marketing"). It describes
one window of habit, and serves as a forecast only in so far as the habit goes on. Three decisions
change who is "best", so all three are declared here: the window, the customers who are compared,
and what happens to equals.

Equal values get equal scores: customers who tie share the fifth in which the middle of their tie
falls, so that the order of the rows never decides anything. Fifths are therefore not equally
large: a third of the customers with one purchase each cannot be split into thirds of a third.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.insight.counted.purchase_windows import Purchases, purchases, whole_weeks
from cvmlab.insight.counted.rfm_result import FIFTHS, MEASURES, RFM

if TYPE_CHECKING:
    import ibis.expr.types as ir

_SAID = {"active": "customers who bought in {window}", "known": "customers who ever bought"}


def rfm(
    occasions: pd.DataFrame | ir.Table,
    *,
    end: dt.date | str | None = None,
    weeks: int = 52,
    population: str | Iterable[str] = "active",
) -> RFM:
    """Sort customers into fifths by how recently, how often and for how much they bought.

    Parameters
    ----------
    occasions : pandas.DataFrame or ibis Table
        One row for each day a customer bought: ``customer_id, date, cents``. A table is summed
        where it is stored.
    end : date or ISO text, optional
        The last day looked at, by default the last day anybody bought.
    weeks : int
        Length of the window in which purchases and money count.
    population : {"active", "known"} or iterable of customer ids
        Whose fifths they are: customers who bought in the window; everybody who ever bought; or
        the ones given. Customers long gone fill the low fifths and promote all others (see
        :func:`~cvmlab.insight.counted.rfm_populations.rfm_promotions`).

    Returns
    -------
    RFM

    Raises
    ------
    DataProblem
        If columns are missing, nobody bought in the window, or customers given never bought.

    Notes
    -----
    ``score = ⌈5 (rank − ½) / n⌉`` with the mean rank of equals among n customers, worst first.
    Recency here is the number of days *since* the last purchase, as marketing uses the word; in a
    customer base and its models ``recency`` is the age *at* the last purchase. Monetary is the
    sum in the window; ``monetary_value`` of a customer base is the mean of repeat purchases.

    References
    ----------
    Hughes, A. M. (1994). Strategic Database Marketing. Probus.

    Examples
    --------
    >>> days = pd.DataFrame({"customer_id": list("abcde"), "cents": [500, 400, 300, 200, 100],
    ...                      "date": pd.to_datetime(["2024-03-0" + d for d in "54321"])})
    >>> rfm(days, weeks=4).table[["customer_id", "recency_days", "cell"]].head(2)
      customer_id  recency_days   cell
    0           a             0  5-3-5
    1           b             1  4-3-4
    """
    weeks = whole_weeks(weeks)
    bought = purchases(occasions, end)
    everybody = bought.in_window(weeks)
    chosen, compared = _population(everybody, population, bought, weeks)
    table = everybody[chosen].reset_index(drop=True)
    others = everybody.loc[~chosen, ["customer_id", "recency_days"]].reset_index(drop=True)
    table["r"] = fifths(-table["recency_days"])
    table["f"] = fifths(table["frequency"])
    table["m"] = fifths(table["monetary"])
    table["score"] = table["r"] + table["f"] + table["m"]
    letters = [table[letter].astype(str) for letter in MEASURES]
    table["cell"] = letters[0].str.cat(letters[1:], sep="-")
    window, note = bought.words(weeks), bought.before_the_data(weeks)
    return RFM(table, bought.end, weeks, compared, window, others, note)


def fifths(values: Any) -> np.ndarray:
    """Scores 1 to 5 by size, equals alike.

    Parameters
    ----------
    values : array-like of shape (n,)
        More is better.

    Examples
    --------
    >>> fifths([10, 20, 30, 40, 50]), fifths([1, 1, 1, 1, 9])
    (array([1, 2, 3, 4, 5]), array([2, 2, 2, 2, 5]))
    """
    # pandas ranks as SciPy's statistics do, without the second it takes to load them.
    rank = pd.Series(np.asarray(values, dtype=float)).rank(method="average").to_numpy()
    return np.ceil(FIFTHS * (rank - 0.5) / rank.size).astype(np.int64)


def _population(
    everybody: pd.DataFrame, population: str | Iterable[str], bought: Purchases, weeks: int
) -> tuple[pd.Series, str]:
    window = bought.words(weeks)
    if isinstance(population, str):
        if population not in _SAID:
            raise ValueError(
                f'population must be "active", "known" or customer ids, not {population!r}'
            )
        active = everybody["frequency"] > 0
        if not active.any():
            raise one_problem(
                f"Nobody bought anything in {window}", "choose a longer window or another end."
            )
        chosen = active if population == "active" else active | True
        return chosen, _SAID[population].format(window=window)
    asked = pd.Index(list(population)).unique()
    unknown = asked.difference(everybody["customer_id"])
    if len(unknown) or not len(asked):
        raise one_problem(
            "Customers of the population never bought" if len(asked) else "No customers are given",
            f"leave them out; fifths compare customers with a purchase up to {bought.end}.",
            count=len(unknown) or None,
            examples=[str(name) for name in unknown[:3]],
        )
    return everybody["customer_id"].isin(asked), "customers chosen"
