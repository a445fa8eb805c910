"""What it cost to serve each customer last year: what would not have been spent otherwise.

Only *marginal* cost is here: the letter posted, the bunch of flowers after a failure. Rent,
the till system and the managing director cost the same if one goes, so sharing them out over
customers would make some look like losses that nobody could save by losing them. What the firm
could stop by itself tomorrow (letters) stands apart from what purchases bring with them
(putting failures right).

Source: Kaplan & Narayanan (2001), "Measuring and Managing Customer Profitability", Journal of Cost
Management 15(5), for costs that follow customers and not the average.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.data.order_lines import day_given
from cvmlab.data.transactions import purchase_occasions
from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.value_of.lifetime.cost_to_serve_result import CONTACTS, SERVICE, CostToServe

__all__ = ["CostToServe", "cost_per_purchase", "cost_to_serve"]

YEAR = 364  # days: 52 whole weeks


def cost_to_serve(
    service_events: pd.DataFrame | None,
    contacts: pd.DataFrame | None,
    transactions: Any,
    *,
    end: dt.date | str | None = None,
    days: int = YEAR,
    level: float = 0.95,
    currency: str = "",
) -> CostToServe:
    """What each customer cost the firm in a year, by kind, and the cost for each purchase.

    Parameters
    ----------
    service_events : DataFrame or None
        ``customer_id, date, cost``, and ``code`` where it is known: failures, and what putting
        them right cost.
    contacts : DataFrame or None
        ``customer_id, date, cost``, and ``channel`` where it is known: letters, e-mails, calls.
    transactions : Transactions, DataFrame or Ibis table
        Order lines: they say on how many days each customer bought.
    end : date or ISO text, optional
        The last day counted, by default the last day anybody bought.
    days : int
        How many days are counted.
    level : float
        Confidence level of the cost for each purchase.
    currency : str
        ISO code for the words.

    Returns
    -------
    CostToServe

    Raises
    ------
    DataProblem
        When both tables are missing, or a column of one, or nobody bought; with all that is wrong.

    Notes
    -----
    Cost for each purchase R = Σ cost / Σ purchases over customers, its error that of a ratio of
    sums: √(n/(n−1) Σ (cost − R × purchases)²) / Σ purchases (Cochran 1977, "Sampling Techniques",
    section 6.3). A contact may be sent to somebody who bought nothing; it counts all the same.
    """
    tables = {SERVICE: service_events, CONTACTS: contacts}
    _refuse(tables)
    lines = purchase_occasions(transactions)
    until = day_given(end, "end") or lines["date"].max().to_pyarrow().as_py()
    if until is None:
        raise one_problem("nobody bought anything", "give orders with purchases.")
    since = until - dt.timedelta(days=days - 1)
    date = lines["date"]
    inside = lines.filter((date >= since) & (date <= until))
    bought = inside.group_by("customer_id").agg(trips=inside.count())
    trips = bought.to_pandas().set_index("customer_id")["trips"]
    kinds, sums, unnamed = [], {}, 0.0
    for kind, rows in tables.items():
        within = _within(rows, since, until)
        unnamed += float(within.loc[within["customer_id"].isna(), "cost"].sum())
        named = within.dropna(subset="customer_id")
        sums[kind] = named.groupby("customer_id", observed=True)["cost"].sum()
        kinds.append(_kinds(named, kind))
    table = pd.DataFrame({**sums, "trips": trips}).fillna(0.0).sort_index()
    table[[SERVICE, CONTACTS]] = table[[SERVICE, CONTACTS]].astype(float)
    table["trips"] = table["trips"].astype(int)
    table["cost"] = table[CONTACTS] + table[SERVICE]
    each, low, high = cost_per_purchase(table[SERVICE], table["trips"], level)
    table = table.rename_axis("customer_id").reset_index()
    return CostToServe(
        table[["customer_id", CONTACTS, SERVICE, "cost", "trips"]],
        pd.concat(kinds, ignore_index=True), each, low, high, unnamed,
        since, until, level, currency,
    )  # fmt: skip


def cost_per_purchase(cost: Any, trips: Any, level: float = 0.95) -> tuple[float, float, float]:
    """What a purchase costs to serve, with its interval: customers differ, so they are the sample.

    Parameters
    ----------
    cost, trips : array-like of shape (customers,)
        Cost of service and days bought of each customer.
    level : float
        Confidence level.

    Returns
    -------
    each, low, high : float

    Raises
    ------
    DataProblem
        When nobody bought anything.

    Examples
    --------
    >>> [round(x, 2) for x in cost_per_purchase([3.0, 1.0, 0.0, 2.0], [10, 4, 2, 8])]
    [0.25, 0.18, 0.32]
    """
    from scipy.special import ndtri

    cost, trips = np.asarray(cost, dtype=float), np.asarray(trips, dtype=float)
    bought, n = float(trips.sum()), int((trips > 0).sum())
    if bought == 0:
        raise one_problem("nobody bought anything in the year", "choose another last day.")
    each = float(cost.sum()) / bought
    if n < 2:
        return each, 0.0, float("inf")
    squares = float(((cost - each * trips) ** 2).sum()) * n / (n - 1)
    error = float(ndtri(0.5 + level / 2)) * squares**0.5 / bought
    return each, max(0.0, each - error), each + error


def _within(rows: pd.DataFrame | None, since: dt.date, until: dt.date) -> pd.DataFrame:
    if rows is None:
        return pd.DataFrame(
            {"customer_id": pd.Series(dtype="str"), "cost": pd.Series(dtype="float64")}
        )
    date = pd.to_datetime(rows["date"])
    inside = (date >= pd.Timestamp(since)) & (date < pd.Timestamp(until) + pd.Timedelta(days=1))
    names = [name for name in ("customer_id", "cost", "channel") if name in rows]
    within = rows.loc[inside, names]
    # Numbers instead of texts: there are hundreds of thousands of contacts, of the same customers.
    return within.assign(customer_id=within["customer_id"].astype("category"))


def _kinds(named: pd.DataFrame, kind: str) -> pd.DataFrame:
    """What was done, how often, for how many customers and at what cost; the dearest first."""
    by = "channel" if kind == CONTACTS and "channel" in named else None
    what = named[by] if by else pd.Series("putting failures right", index=named.index)
    if kind == CONTACTS and by is None:
        what = pd.Series("contacts", index=named.index)
    rows = named.groupby(what.fillna("(none)").rename("what")).agg(
        times=("cost", "size"), customers=("customer_id", "nunique"), euros=("cost", "sum")
    )
    rows = rows.sort_values("euros", ascending=False).reset_index()
    rows.insert(0, "kind", kind)
    return rows.assign(avoidable=kind == CONTACTS)


def _refuse(tables: dict[str, pd.DataFrame | None]) -> None:
    problems = []
    if all(rows is None for rows in tables.values()):
        what = "neither contacts nor service events are there"
        problems.append(Problem(what, "give one of them, with customer_id, date and cost."))
    for kind, rows in tables.items():
        if rows is None:
            continue
        for column in ("customer_id", "date", "cost"):
            if column not in rows:
                problems.append(Problem(f"{kind}: this column is not there", "map it.", column))
        cost = rows["cost"] if "cost" in rows else pd.Series(dtype=float)
        if bad := int((~np.isfinite(cost.to_numpy(float)) | (cost < 0)).sum()):
            remedy = "give every row what it cost, 0 or more."
            problems.append(Problem(f"{kind}: some costs are missing or negative", remedy,
                                    "cost", bad))  # fmt: skip
    if problems:
        raise DataProblem(problems, "the cost to serve")
