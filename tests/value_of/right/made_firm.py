"""A made firm whose customers' future is known: Pareto/NBD purchases, Gamma-Gamma spend."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

START = pd.Timestamp(2022, 1, 3)
WEEKS, AHEAD, MARGIN = 104, 52, 0.25


@dataclass(frozen=True)
class Made:
    """Orders so far, and the margin each customer brings in the weeks after."""

    orders: pd.DataFrame
    future: pd.Series
    gone: pd.Series


def made_firm(seed: int, customers: int = 900) -> Made:
    """A firm whose customers all began in its first half-year."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(0.9, 1 / 2.2, customers)
    leaving = rng.exponential(1 / np.maximum(rng.gamma(1.2, 1 / 40, customers), 1e-9))
    mean = 4 / rng.gamma(5.0, 1 / 60.0, customers)
    begin = rng.uniform(0, 26, customers)
    rows = []
    for one in range(customers):
        until = min(begin[one] + leaving[one], WEEKS + AHEAD)
        number = rng.poisson(rate[one] * max(until - begin[one], 0))
        at = np.append(begin[one], rng.uniform(begin[one], until, number))
        spent = rng.gamma(4.0, mean[one] / 4, number + 1)
        own = {"customer_id": f"C{one:04d}", "week": np.sort(at), "amount": spent}
        rows.append(pd.DataFrame(own))
    bought = pd.concat(rows, ignore_index=True)
    bought["date"] = START + pd.to_timedelta((bought["week"] * 7).astype(int), unit="D")
    bought["amount"] = bought["amount"].round(2).clip(lower=0.01)
    bought["margin"] = (MARGIN * bought["amount"]).round(2)
    day = START + pd.Timedelta(days=7 * WEEKS - 1)
    past, later = bought[bought["date"] <= day], bought[bought["date"] > day]
    ids = pd.Index(sorted(past["customer_id"].unique()), name="customer_id")
    future = later.groupby("customer_id")["margin"].sum().reindex(ids).fillna(0.0)
    gone = pd.Series(begin + leaving < WEEKS, index=[f"C{n:04d}" for n in range(customers)])
    return Made(past.drop(columns="week"), future, gone.reindex(ids))
