"""The Lorenz curve of customers, and the Gini index and top shares read off it.

Customers are put in order of what they brought; the curve adds them up from the least to the best.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem


def gini(totals: Iterable[float]) -> float:
    """How unequally customers buy, from 0 (all alike) towards 1 (one customer buys everything).

    ``G = Σ (2i − n − 1) x(i) / (n Σ x)`` over the totals x(1) ≤ … ≤ x(n) (Gini 1912).

    Parameters
    ----------
    totals : array-like of shape (customers,)
        What each customer bought in the window, in currency units; zeros count.

    Returns
    -------
    float
        NaN where a total is negative: the index is then no longer bounded by 1.

    Raises
    ------
    DataProblem
        If totals are missing, or do not add up to more than zero.

    Examples
    --------
    >>> round(gini([1, 2, 3, 4, 5]), 5)
    0.26667
    """
    return gini_of(ascending(totals))


def lorenz(totals: Iterable[float]) -> pd.DataFrame:
    """The Lorenz curve: what share of sales the smallest customers bring together.

    Parameters
    ----------
    totals : array-like of shape (customers,)
        What each customer bought, in currency units.

    Returns
    -------
    pandas.DataFrame
        ``customers`` and ``sales``, cumulative shares from (0, 0) to (1, 1), smallest first
        (Lorenz 1905, "Methods of measuring the concentration of wealth").

    Examples
    --------
    >>> lorenz([3, 1]).to_dict("list")
    {'customers': [0.0, 0.5, 1.0], 'sales': [0.0, 0.25, 1.0]}
    """
    ordered = ascending(totals)
    return cumulative(ordered)


def top_share(totals: Iterable[float], fraction: float = 0.2) -> float:
    """The share of sales brought by the best fraction of customers.

    Between two customers the curve is a straight line, so that the best 20% of 7 customers
    are one customer and 0.4 of the next.

    Parameters
    ----------
    totals : array-like of shape (customers,)
        What each customer bought, in currency units.
    fraction : float
        The best 20% are 0.2.

    Examples
    --------
    >>> round(top_share([1, 2, 3, 4, 5]), 3)
    0.333
    """
    if not 0 < fraction <= 1:
        raise ValueError(f"fraction must lie above 0 and at most at 1, not at {fraction}")
    return float(top_shares_of(ascending(totals), np.array([fraction]))[0])


def ascending(totals: Iterable[float]) -> np.ndarray:
    """The totals as floats, smallest first, once they can be shared out."""
    values: Any = totals if hasattr(totals, "__len__") else list(totals)
    ordered = np.sort(np.asarray(values, dtype=float).ravel())
    if ordered.size == 0:
        raise one_problem("There are no customers", "check which rows were read.")
    missing = int((~np.isfinite(ordered)).sum())
    if missing:
        raise one_problem(
            "Some customers have no total",
            "give every customer a number; 0 for one who bought nothing.",
            count=missing,
        )
    if ordered.sum() <= 0:
        raise one_problem(
            "The totals do not add up to more than zero, so nobody has a share of them",
            "check the sign of the amounts, and whether purchases and returns were read alike.",
        )
    return ordered


def cumulative(ordered: np.ndarray) -> pd.DataFrame:
    running = np.concatenate([[0.0], np.cumsum(ordered)])
    return pd.DataFrame(
        {"customers": np.arange(ordered.size + 1) / ordered.size, "sales": running / running[-1]}
    )


def gini_of(ordered: np.ndarray) -> float:
    if ordered[0] < 0:
        return float("nan")
    n = ordered.size
    ranks = np.arange(1 - n, n, 2, dtype=float)  # 2i − n − 1
    return float(ranks @ ordered / (n * ordered.sum()))


def top_shares_of(ordered: np.ndarray, fractions: np.ndarray) -> np.ndarray:
    running = np.concatenate([[0.0], np.cumsum(ordered[::-1])])
    return np.interp(fractions * ordered.size, np.arange(running.size), running) / running[-1]
