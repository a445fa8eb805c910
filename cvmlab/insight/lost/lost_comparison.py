"""Two losses side by side: their ratio, its interval, and what that says of the claim."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import ndtri

HEADS, EUROS = "customers (heads)", "sales in a year"
SUPPORTED, NOT_SUPPORTED, OPEN = "supported", "not supported", "open"


def compare(
    almost: np.ndarray, almost_error: np.ndarray, sales: np.ndarray, level: float
) -> pd.DataFrame:
    """Heads and money of both losses, and the verdict on the claim."""
    z = ndtri(0.5 + level / 2)
    gone = np.array([sales.size, sales.sum()], dtype=float)
    # Sums over people drawn like these: Poisson for the number, its compound for the money.
    gone_error = np.array([1 / np.sqrt(sales.size), np.sqrt((sales**2).sum()) / sales.sum()])
    ratio = almost / gone
    error = np.hypot(almost_error, gone_error)
    table = pd.DataFrame({"measure": [HEADS, EUROS], "almost": almost})
    table["almost_low"], table["almost_high"] = _around(almost, almost_error, z)
    table["churned"] = gone
    table["churned_low"], table["churned_high"] = _around(gone, gone_error, z)
    table["ratio"] = ratio
    table["ratio_low"], table["ratio_high"] = _around(ratio, error, z)
    table["verdict"] = np.where(
        table["ratio_low"] > 1,
        SUPPORTED,
        np.where(table["ratio_high"] < 1, NOT_SUPPORTED, OPEN),
    )
    return table


def _around(value: np.ndarray, error: np.ndarray, z: float) -> tuple[np.ndarray, np.ndarray]:
    return value * np.exp(-z * error), value * np.exp(z * error)


def one_line(days: int, table: pd.DataFrame, returned: float) -> dict[str, object]:
    """The two ratios and verdicts of one silence."""
    heads, euros = table.itertuples()
    return {
        "quiet_days": days, "churners": int(heads.churned), "sales": euros.churned,
        "returned": returned,
        "heads_ratio": heads.ratio, "heads_verdict": heads.verdict,
        "euros_ratio": euros.ratio, "euros_verdict": euros.verdict,
    }  # fmt: skip
