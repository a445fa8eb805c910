"""Do the customers fit the business: what each expects, what we offer, and what a drop costs.

A maker of small cars does not build a limousine for the one who asks for it, however well he would
pay; and he would not pay well. So three questions are asked of each client. Do we offer what he
expects? If not, would the price he expects carry the service he expects? And does he pay his way at
what he gets now? The cost is that of one more drop, nothing shared out.

Who wants more than is offered is no bad customer: he may pay his way at what he gets. And who gets
exactly what he wants may cost more than he brings, and nobody notices, since nobody complains.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from cvmlab.data.table_currency import currency_of_tables
from cvmlab.errors import DataProblem, Problem
from cvmlab.value_of.right.expectation_fit_result import (
    FITS,
    MISFIT,
    UNDER,
    WOULD_PAY,
    ExpectationFit,
)

BASE = 1440.0  # minutes: delivery the next day
NEEDED = ("account_id", "minutes_expected", "minutes_offered", "price_expected", "drop_cost",
          "drop_cost_expected")  # fmt: skip
ORDERED = ("account_id", "date", "amount", "margin")
FEWEST_ORDERS = 4
FEWEST_ACCOUNTS = 20
FEWEST_OF_A_KIND = 5  # fewer accounts of a kind say nothing about it
PRIOR_ORDERS = 10.0  # what the kind's spread weighs beside an account's own


def expectation_fit(
    accounts: pd.DataFrame,
    orders: pd.DataFrame,
    *,
    weeks: int = 52,
    end: dt.date | str | None = None,
    level: float = 0.95,
    currency: str = "EUR",
) -> ExpectationFit:
    """Hold every account's expectation against what is offered and what a drop costs.

    Parameters
    ----------
    accounts : DataFrame
        ``account_id``; ``minutes_expected, minutes_offered`` from order to delivery;
        ``price_expected`` in points (list price for the next day is 100) *for the service
        expected*; ``drop_cost, drop_cost_expected``, of one delivery at the service offered and at
        the one expected, in currency units. Optionally ``name, kind, closed_on``.
    orders : DataFrame
        ``account_id, date, amount, margin`` of each delivery (margin before the drop).
    weeks : int
        How much of the orders is looked at, up to ``end``.
    end : date, optional
        By default the last day of the orders.
    level : float
        Confidence level.
    currency : str
        ISO code, or empty.

    Returns
    -------
    ExpectationFit
        Of accounts that are open and ordered at least four times.

    Raises
    ------
    DataProblem
        All that is missing at once, or fewer than twenty accounts.

    Notes
    -----
    *Usual price*: price expected = a + b log₂(1440 / minutes), least squares over the accounts that
    are offered what they expect. *Would pay more*: amount of an order × (price expected / usual
    price of the service offered − 1): assumed is that today's invoice carries the usual price.
    *Fits* if offered as fast as expected and margin of a drop ≥ its cost; *below its drop cost* if
    not; *would pay* if what it would pay more covers what a drop would cost more; else *misfit*.

    Margin of a drop, of which some accounts have few: log-means are pulled towards their kind's
    (DerSimonian and Laird 1986, "Meta-analysis in clinical trials"; Efron and Morris 1975), so of
    400 accounts the worst does not look so by chance alone; ``chance_below`` is the chance that it
    lies below the drop's cost.
    """
    currency = currency_of_tables(currency, orders, accounts)
    _check(accounts, orders)
    days = pd.to_datetime(orders["date"])
    last = pd.Timestamp(end) if end is not None else days.max()
    first = last - pd.Timedelta(days=7 * weeks - 1)
    year = orders[(days >= first) & (days <= last)]
    curve = _usual_price(accounts)
    by = year.groupby("account_id")
    sums = pd.DataFrame(
        {"orders": by.size(), "amount": by["amount"].sum(), "margin": by["margin"].sum(),
         "spread": by["margin"].std()}
    )  # fmt: skip
    table = accounts.set_index("account_id").join(sums, how="inner")
    if "closed_on" in table:
        table = table[table["closed_on"].isna()]
    table = table[table["orders"] >= FEWEST_ORDERS].sort_index()
    if len(table) < FEWEST_ACCOUNTS:
        raise DataProblem([
            Problem(f"Only {len(table)} open accounts ordered {FEWEST_ORDERS} times or more",
                    f"take a longer time: {FEWEST_ACCOUNTS} are needed.")
        ])  # fmt: skip
    if "kind" not in table:
        table["kind"] = "all"
    table["a_drop"] = table["margin"] / table["orders"]
    _shrink(table, level)
    intercept, slope = curve
    usual = intercept + slope * np.log2(BASE / table["minutes_offered"])
    faster = table["minutes_expected"] < table["minutes_offered"]
    table["usual_price"] = usual
    table["price_gap"] = (
        table["price_expected"] - intercept - slope * np.log2(BASE / table["minutes_expected"])
    )
    more = table["amount"] / table["orders"] * (table["price_expected"] / usual - 1)
    table["pays_more"] = more.where(faster, 0.0)
    table["costs_more"] = (table["drop_cost_expected"] - table["drop_cost"]).where(faster, 0.0)
    table["after_drops"] = table["orders"] * (table["a_drop"] - table["drop_cost"])
    table["as_wanted"] = table["after_drops"] + table["orders"] * (
        table["pays_more"] - table["costs_more"]
    )
    rate = table["margin"] / table["amount"]
    table["smallest_order"] = table["drop_cost"] / rate
    pays = table["a_drop"] >= table["drop_cost"]
    carried = table["pays_more"] >= table["costs_more"]
    table["group"] = np.select([faster & carried, faster, ~pays], [WOULD_PAY, MISFIT, UNDER], FITS)
    return ExpectationFit(
        table=table.reset_index(),
        curve=curve,
        first=first.date(),
        last=last.date(),
        level=level,
        currency=currency,
    )


def _usual_price(accounts: pd.DataFrame) -> tuple[float, float]:
    """Price at the next day, and points more for each halving of the time."""
    mine = accounts[accounts["minutes_expected"] >= accounts["minutes_offered"]]
    speed = np.log2(BASE / mine["minutes_expected"].to_numpy(float))
    price = mine["price_expected"].to_numpy(float)
    if len(mine) < 3 or np.ptp(speed) == 0:
        return float(accounts["price_expected"].mean()), 0.0
    slope, intercept = np.polyfit(speed, price, 1)
    return float(intercept), float(slope)


def _shrink(table: pd.DataFrame, level: float) -> None:
    """Margin of a drop with its interval, each account pulled towards its kind."""
    z = float(ndtri(0.5 + level / 2))
    seen = table["a_drop"].clip(lower=0.01)
    log_mean = np.log(seen)
    square = (table["spread"] / seen) ** 2
    more = table["orders"] - 1.0
    for _, rows in table.groupby("kind").groups.items():
        # A few orders tell their own spread badly: it is pulled towards the kind's as well.
        kind = (more[rows] * square[rows]).sum() / more[rows].sum()
        spread = (more[rows] * square[rows] + PRIOR_ORDERS * kind) / (more[rows] + PRIOR_ORDERS)
        y, v = log_mean[rows], (spread / table.loc[rows, "orders"]).clip(lower=1e-4)
        w = 1 / v
        middle = (w * y).sum() / w.sum()
        scale = w.sum() - (w**2).sum() / w.sum()
        between = max(((w * (y - middle) ** 2).sum() - (len(y) - 1)) / scale, 0.0) if scale else 0.0
        weight = 1 / (v + between)
        centre = (y * weight).sum() / weight.sum()
        own = between / (between + v) if len(y) >= FEWEST_OF_A_KIND else 1.0
        mean = own * y + (1 - own) * centre
        sd = np.sqrt(own * v + (1 - own) ** 2 / weight.sum())
        table.loc[rows, "a_drop_low"] = np.exp(mean - z * sd)
        table.loc[rows, "a_drop_high"] = np.exp(mean + z * sd)
        gap = np.log(table.loc[rows, "drop_cost"]) - mean
        sure = sd.where(sd > 0, 1e-9)
        table.loc[rows, "chance_below"] = ndtr(gap / sure)


def _check(accounts: pd.DataFrame, orders: pd.DataFrame) -> None:
    problems = [
        Problem(f"The {said} lack {', '.join(missing)}", "map these columns.")
        for said, frame, needed in (("accounts", accounts, NEEDED), ("orders", orders, ORDERED))
        if (missing := [c for c in needed if c not in frame.columns])
    ]
    if not problems:
        numeric = [c for c in NEEDED if c != "account_id"]
        for column in numeric:
            bad = ~(accounts[column] > 0)
            if bad.any():
                problems.append(
                    Problem("some values are missing or not above zero", "fill them in.",
                            column=column, count=int(bad.sum()),
                            examples=accounts.loc[bad, "account_id"].astype(str).head(3).tolist())
                )  # fmt: skip
        if accounts["account_id"].duplicated().any():
            problems.append(Problem("some accounts stand there twice", "keep one row an account.",
                                    column="account_id"))  # fmt: skip
    if problems:
        raise DataProblem(problems)
