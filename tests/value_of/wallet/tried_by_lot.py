"""A programme tried by lot whose lift is planted, and customers it may be offered to."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from cvmlab.value_of.wallet.attainable_gap_result import AttainableGap

COST = 6.0


def trial(seed: int, lift: float | tuple[float, ...], size: int = 2400) -> pd.DataFrame:
    """Customers drawn by lot; those of each third by sales gain `lift` of their margin."""
    rng = np.random.default_rng([seed, 4])
    mean = rng.gamma(1.0, 260.0, size)
    sales = mean * rng.gamma(6.0, 1 / 6.0, size)
    third = np.searchsorted(np.quantile(sales, [1 / 3, 2 / 3]), sales)
    own = np.broadcast_to(lift, 3)[third] if np.ndim(lift) else np.full(size, float(lift))
    propensity = rng.choice([0.35, 0.5, 0.65], size)
    treated = rng.random(size) < propensity
    margin = 0.25 * mean * rng.gamma(4.0, 1 / 4.0, size) * (1 + own * treated)
    return pd.DataFrame(
        {
            "treated": treated, "propensity": propensity, "sales_26w_before": sales,
            "trips_26w_before": np.rint(sales / 30), "margin_26w_after": margin,
            "cost": np.where(treated, COST, 0.0),
        }
    )  # fmt: skip


def base(seed: int, size: int = 1500) -> tuple[AttainableGap, pd.DataFrame, pd.Series]:
    """Customers with wide gaps, their values over 104 weeks, and their sales of 26 weeks."""
    rng = np.random.default_rng([seed, 5])
    sales = rng.gamma(1.0, 260.0, size)
    ids = [f"C{n:05d}" for n in range(size)]
    gap = pd.DataFrame(
        {
            "customer_id": ids, "spent": 2 * sales, "wallet": 12 * sales, "share": 1 / 6,
            "gap": 6 * sales, "low": 3 * sales, "high": 9 * sales, "elsewhere": 10 * sales,
            "answered": True,
        }
    )  # fmt: skip
    best = pd.DataFrame(
        {"from_": [0.0], "to": [np.inf], "customers": [size], "share": [0.67], "low": [0.6],
         "high": [0.7]}
    )  # fmt: skip
    values = pd.DataFrame(
        {"customer_id": ids, "value": 4 * 0.25 * sales, "weeks": 104.0, "margin_rate": 0.25}
    )
    gaps = AttainableGap(
        table=gap, best=best, quarter=0.75, explained=0.2, end=dt.date(2024, 12, 29), level=0.95,
        currency="EUR",
    )  # fmt: skip
    return gaps, values, pd.Series(sales, index=ids)
