"""What customers brought over the years, beside what they are still expected to bring.

Lists of the best customers look at the last twelve months, so somebody who brought a fortune over
ten years and then retired drops off them in silence. What was brought is past: it must never be
added to what is to come, or a firm would pay for sales it has already had. But it is a reason of
its own for how somebody is treated, and what they then say of the firm is still to come (Barnes
2003, on the retired executive and the lounge).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem
from cvmlab.loyalty.retention.buying_days import as_day, buying_days
from cvmlab.loyalty.retention.historic_value_result import HistoricValue

YEAR = 364  # days: 52 whole weeks


def historic_value(
    transactions: Any,
    customers: pd.DataFrame,
    *,
    residual: str | pd.Series | None = None,
    before: str | None = "sales_before_2022",
    keep: Sequence[str] = (),
    top: float = 0.05,
    fell_below: float = 0.25,
    still_within: int = 91,
    talk: str | None = "negative_talk",
    level: float = 0.95,
) -> HistoricValue:
    """Set each customer's history beside what is still expected, and find the slipping best.

    Parameters
    ----------
    transactions : PurchaseDays, Transactions, DataFrame or Ibis table
        Purchases, as :func:`cvmlab.loyalty.retention.buying_days.buying_days` takes them.
    customers : DataFrame
        One row a customer: ``customer_id``, and the columns named below.
    residual : str or Series, optional
        What is still expected of each customer: a column of `customers`, or a Series by customer.
        Without it the sales of the last 52 weeks stand there: next year, were it like the last.
    before : str, optional
        The column of what was bought before the file begins, where it is known.
    keep : sequence of str
        Further columns to take along, such as tiers.
    top : float
        Which share of the customers, by history, counts as the best.
    fell_below : float
        Who bought in the last 52 weeks less than this share of what the first 52 weeks brought
        has slipped.
    still_within : int
        Only who bought within so many days before the end: who has not left.
    talk : str, optional
        A column of True where somebody is known to talk badly of the firm.
    level : float
        Confidence level of shares.

    Returns
    -------
    HistoricValue

    Raises
    ------
    DataProblem
        If columns are missing, or the file is shorter than two years.

    Notes
    -----
    History is sales, in currency units of their day, not margin and not discounted: it is shown,
    never added. It ranks; it does not pay.
    """
    days = buying_days(transactions)
    problems = _problems(days, customers, residual, before, keep)
    if problems:
        raise DataProblem(problems)
    begin, end = int(days.day.min()), days.end
    base = customers.drop_duplicates("customer_id").reset_index(drop=True)
    sums = pd.DataFrame(
        {
            "inside": _paid(days, begin, end),
            "first_year": _paid(days, begin, begin + YEAR - 1),
            "last_year": _paid(days, end - YEAR + 1, end),
        },
        index=days.customers.astype(str),
    )
    last = np.zeros(len(days.customers), dtype="int64")
    np.maximum.at(last, days.code, days.day)
    sums["quiet_days"] = end - last
    found = sums.reindex(base["customer_id"].astype(str)).reset_index(drop=True)
    table = pd.concat([base[["customer_id"]], found], axis=1)
    money = ["inside", "first_year", "last_year"]
    table[money] = table[money].fillna(0.0)
    history = table.pop("inside")
    known_before = before if before is not None and before in base else None
    earlier = base[known_before].fillna(0.0) if known_before else 0.0
    table.insert(1, "history", (history + earlier).round(2))
    table["residual"] = _residual(residual, base, table)
    table["best"] = table["history"].rank(ascending=False, method="first") <= top * len(table)
    table["slipped"] = (
        table["best"]
        & (table["quiet_days"] <= still_within)
        & (table["last_year"] < fell_below * table["first_year"])
    )
    for name in keep:
        table[name] = base[name]
    has_talk = talk is not None and talk in base
    if has_talk:
        table["talks_badly"] = base[talk].fillna(False).astype(bool)
    return HistoricValue(
        table=table,
        top=top,
        fell_below=fell_below,
        still_within=still_within,
        since=as_day(begin),
        until=as_day(end),
        whole_history=known_before is not None,
        has_residual=residual is not None,
        level=level,
    )


def _problems(
    days: Any,
    customers: pd.DataFrame,
    residual: str | pd.Series | None,
    before: str | None,
    keep: Sequence[str],
) -> list[Problem]:
    needed = ["customer_id", *keep, *([residual] if isinstance(residual, str) else [])]
    problems = [
        Problem("this column is not there", "map it, or leave it out of the call.", name)
        for name in needed
        if name not in customers
    ]
    if days.end - days.day.min() + 1 < 2 * YEAR:
        what = "The file is shorter than two years"
        problems.append(Problem(what, "who has slipped cannot be told yet."))
    return problems


def _paid(days: Any, first: int, last: int) -> np.ndarray:
    rows = days.first_rows
    paid = days.paid_between(rows, np.full(len(rows), first), np.full(len(rows), last))
    return np.round(paid, 2)


def _residual(
    residual: str | pd.Series | None, base: pd.DataFrame, table: pd.DataFrame
) -> pd.Series:
    if residual is None:
        return table["last_year"]
    if isinstance(residual, str):
        return base[residual].astype(float)
    given = residual.copy()
    given.index = given.index.astype(str)
    return base["customer_id"].astype(str).map(given).astype(float)
