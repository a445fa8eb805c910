"""Made-up shoppers whose leaving, failures and returns are known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from cvmlab.data.workspace import Workspace
from cvmlab.insight.lost.churned import PurchaseDays
from cvmlab.loyalty.retention.buying_days import buying_days
from tests.sample import sample_company

START = pd.Timestamp("2022-01-03")


def month_world(
    seed: int,
    *,
    customers: int = 1500,
    months: int = 30,
    hazard: float = 0.04,
    rises: float = 1.0,
    from_month: int = 20,
    not_right: float = 1.0,
    right: float = 1.0,
    failing: float = 0.25,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Shoppers who come each week until they leave in some month; failures multiply the hazard.

    A failure falls on the first day of its month and counts in that month alone. Who leaves in a
    month comes in it for the last time. Gone shoppers are followed by silence; three months after
    the last one nobody leaves, so that each silence can be seen.
    """
    rng = np.random.default_rng(seed)
    met = rng.random((customers, months)) < failing
    mended = rng.random((customers, months)) < 0.6
    factor = np.where(met, np.where(mended, right, not_right), 1.0)
    factor = factor * np.where(np.arange(months) >= from_month, rises, 1.0)
    chance = hazard * factor
    chance[:, :3] = 0  # nobody leaves before being a regular
    leaves = rng.random((customers, months)) < chance
    last = np.where(leaves.any(axis=1), leaves.argmax(axis=1), months + 6)
    person, week = np.meshgrid(np.arange(customers), np.arange(4 * (months + 6)), indexing="ij")
    there = week // 4 <= last[:, None]
    orders = pd.DataFrame(
        {
            "customer_id": np.char.add("C", person[there].astype(str)),
            "date": START + pd.to_timedelta(7 * week[there] + rng.integers(0, 7, there.sum()), "D"),
            "amount": 20.0,
        }
    )
    who, when = np.nonzero(met & (np.arange(months) <= last[:, None]))
    failures = pd.DataFrame(
        {
            "customer_id": np.char.add("C", who.astype(str)),
            "date": START + pd.to_timedelta(28 * when, "D"),
            "recovered": mended[who, when],
        }
    )
    return orders, failures


@pytest.fixture(scope="session")
def kestrel() -> Workspace:
    return sample_company()


@pytest.fixture(scope="session")
def kestrel_days(kestrel) -> PurchaseDays:
    return buying_days(kestrel.transactions)


@pytest.fixture(scope="session")
def shoppers() -> Callable[..., tuple[pd.DataFrame, pd.DataFrame]]:
    return month_world
