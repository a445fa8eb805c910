"""Bases of customers whose truth is known, for the tests of the audit."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import ibis
import numpy as np
import pandas as pd
import pytest

from cvmlab.value_of.audit.audit_source import AuditSource, open_customer_base
from cvmlab.value_of.audit.customer_periods import customer_periods

KESTREL = Path(__file__).resolve().parents[3] / "datasets" / "kestrel"


def shop(size: int, seed: int, *, change: float = 1.0, days: int = 730, begun: float = 0.0):
    """Orders of customers who buy at random at rates of their own, over two years to 2024.

    In the second year everybody's rate is `change` times what it was. A part `begun` of them
    begins somewhere in the two years.
    """
    rng = np.random.default_rng(seed)
    rate = rng.gamma(1.5, 6 / 1.5, size)  # purchases a year
    spend = rng.lognormal(3, 0.5, size)
    start = np.where(rng.random(size) < begun, rng.uniform(0, days, size), 0)
    half = days / 2
    parts = []
    for low, high, times in ((0, half, 1.0), (half, days, change)):
        begin = np.clip(start, low, high)
        number = rng.poisson(rate * times * (high - begin) / 365)
        who = np.repeat(np.arange(size), number)
        day = (begin[who] + rng.random(who.size) * (high - begin)[who]).astype(int)
        amount = np.round(spend[who] * rng.gamma(4, 0.25, who.size), 2)
        parts.append(pd.DataFrame({"who": who, "day": day, "amount": amount}))
    orders = pd.concat(parts, ignore_index=True)
    orders.insert(0, "customer_id", [f"C{person:05d}" for person in orders.pop("who")])
    last = pd.Timestamp("2024-12-31")
    orders["date"] = last - pd.to_timedelta(days - 1 - orders.pop("day"), unit="D")
    return orders.sort_values(["date", "customer_id"], kind="stable").reset_index(drop=True)


def at_once(orders: pd.DataFrame, *, customers=None, by=None):
    """The same without reading a file: for studies of many bases."""
    day = orders.groupby(["customer_id", "date"], as_index=False)["amount"].sum()
    day["cents"] = (day.pop("amount") * 100).round().astype("int64")
    segments = None
    if by:
        segments = orders.groupby("customer_id", as_index=False)[by].first()
        segments = segments.rename(columns={by: "segment"})
    source = AuditSource(
        occasions=ibis.memtable(day), kind="orders", end=dt.date(2024, 12, 31), sentences=(),
        acquired=customers, segments=segments,
    )  # fmt: skip
    return customer_periods(source)


def looked_at(orders: pd.DataFrame, **settings):
    """The orders as customers in two periods, the last day being that of the year."""
    source = open_customer_base(orders, end="2024-12-31", **settings)
    return customer_periods(source)


@pytest.fixture(scope="session")
def kestrel_base():
    return customer_periods(open_customer_base("kestrel"))


@pytest.fixture(scope="session")
def payers_base():
    """The food-service arm of the sample company, under the accounts that pay."""
    source = open_customer_base(
        KESTREL / "b2b_orders.parquet", accounts=KESTREL / "b2b_accounts.parquet", currency="EUR"
    )
    return customer_periods(source)


@pytest.fixture(scope="session")
def passes_base():
    source = open_customer_base(
        contracts=KESTREL / "pass_subscriptions.parquet", end="2024-12-29", currency="EUR"
    )
    return customer_periods(source)


@pytest.fixture(scope="session")
def shop_base():
    """400 customers, in whom nothing changes from year to year."""
    return looked_at(shop(400, seed=3, begun=0.3))
