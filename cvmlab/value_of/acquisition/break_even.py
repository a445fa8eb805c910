"""When a customer has paid back what winning them cost: the break-even month by channel.

    month = min{t : Σ margin × survival / (1 + d)^t ≥ cost of winning}

Margin per customer *won*, those who never came back included, month of age by month of age, beside
the share who still buy: a channel may bring good customers who leave, and then it pays back slowly
or never. First what was seen; beyond that, what the fitted model expects, and the result says from
which month on. It is an average over customers: that the average pays back does not mean that each
does, see :mod:`cvmlab.value_of.acquisition.never_pays_back`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.value_of.acquisition.break_even_result import BreakEven as BreakEven
from cvmlab.value_of.acquisition.costs import EVERY, acquisition_cost
from cvmlab.value_of.acquisition.margin_path import FEWEST, curve_table, margin_path, months_of
from cvmlab.value_of.acquisition.won import DAYS, won_customers
from cvmlab.value_of.lifetime.customer_values import ANNUAL_DISCOUNT_RATE, CustomerValues
from cvmlab.value_of.lifetime.discounting import discount_rate


def break_even(
    transactions: Any,
    customers: pd.DataFrame | None,
    costs: Any,
    *,
    values: CustomerValues | None = None,
    by: str = "channel",
    phase: str | dt.date | None = None,
    months: int = 24,
    annual_discount_rate: float = ANNUAL_DISCOUNT_RATE,
    level: float = 0.95,
    resamples: int = 500,
    seed: int = 0,
) -> BreakEven:
    """In which month of age a customer has paid back what winning them cost.

    Parameters
    ----------
    transactions : Transactions or DataFrame
        Orders: ``customer_id, date`` and ``amount``, with ``margin``.
    customers : DataFrame
        ``customer_id``, the column `by`, and ``acquired_on``, so that older ones are kept out.
    costs : DataFrame, or a table of a workspace
        ``week``, the column `by`, ``spend``, ``customers_won``; see
        :func:`~cvmlab.value_of.acquisition.costs.acquisition_cost`.
    values : CustomerValues, optional
        Of the same orders, where they were made already: saves several seconds.
    by : str
        The column of the channels.
    phase : date, optional
        The first day of a later phase, told apart from what was before.
    months : int
        How many months of 28 days to look at.
    annual_discount_rate : float
        Effective per year; a month's margin is discounted from its middle.
    level : float
        Confidence level.
    resamples, seed : int
        Random weights of customers, and what makes them reproducible.

    Returns
    -------
    BreakEven
        About two seconds on 500,000 orders, of which most goes into the models.

    Raises
    ------
    DataProblem
        When a table cannot be used, the orders know no margin, or no channel has both a cost and
        50 customers of the first month's age.

    Notes
    -----
    Customers were won at different times, so those of each month of age are all who are known to
    its end: Σ over months of (margin in the month / customers of that age), which is unbiased
    where the day of the first purchase says nothing of what follows (Cook and Lawless 2007, "The
    Statistical Analysis of Recurrent Events"). Beyond the last month with 50 customers,
    Pareto/NBD fitted to the channel and phase (where it has 100) goes on. Intervals: random
    weights of customers (Rubin 1981, "The Bayesian bootstrap"); the model's parameters move with
    the weights by one Newton step, and the cost of winning is drawn from its own interval.
    """
    if not 0 < level < 1:
        raise ValueError("level is a share, such as 0.95")
    rate = discount_rate(annual_discount_rate).continuous("D")
    spent = acquisition_cost(costs, by=by, phase=phase, level=level)
    won = won_customers(transactions, customers, values=values, by=by, phase=phase, months=months)
    worth_now = np.exp(-rate * DAYS * (np.arange(months) + 0.5))
    rng = np.random.default_rng(seed)
    rows, curves, messages = [], [], []
    for cost in spent.table[spent.table["channel"] != EVERY].itertuples():
        of_phase = won.customers["phase"].eq(cost.phase)
        members = np.flatnonzero(of_phase & won.customers["channel"].eq(cost.channel))
        if (won.seen[members] > 0).sum() < FEWEST or not cost.cac > 0:
            messages.append(f"{cost.channel} ({cost.phase}): too few customers or no cost.")
            continue
        path = margin_path(won, members, worth_now, resamples, rng)
        spread = 0.0 if np.isnan(cost.se_log) else cost.se_log
        price = cost.cac * np.exp(spread * rng.standard_normal(resamples))
        rows.append((cost.channel, cost.phase, len(members), int(cost.customers), cost.cac,
                     cost.low, cost.high, *months_of(path, cost.cac, price, level)))  # fmt: skip
        curves.append(curve_table(path, cost.channel, cost.phase, level))
        messages += [f"{cost.channel} ({cost.phase}): {text}" for text in path.messages]
    if not rows:
        raise one_problem(
            f"no channel has both a cost of winning and {FEWEST} customers to follow",
            "check that the channels bear the same names in both tables.",
        )
    names = ["channel", "phase", "customers", "won", "cac", "cac_low", "cac_high", "month",
             "month_low", "month_high", "seen_months", "modelled", "not_within", "brought",
             "brought_low", "brought_high"]  # fmt: skip
    return BreakEven(
        pd.DataFrame(rows, columns=names), pd.concat(curves, ignore_index=True), spent, months,
        annual_discount_rate, level, tuple(messages), won.currency,
    )  # fmt: skip
