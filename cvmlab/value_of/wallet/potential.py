"""What of the gap is worth anything: its chance and its cost, from a programme given out by lot.

A gap is no value. Value is the part of it that something we can do has been shown to close, less
what doing it costs. The chance comes from a programme tried by lot; whom to choose is decided on
one half of those it was tried on, and what the choice is worth is read off the other half, for the
best of several groups always looks better than it is.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem
from cvmlab.value_of.wallet.attainable_gap import AttainableGap
from cvmlab.value_of.wallet.lift_result import LiftByGroup
from cvmlab.value_of.wallet.potential_result import AttainableValue, Limit

WEEKS_A_YEAR = 52.18


def attainable_value(
    gaps: AttainableGap,
    lift: LiftByGroup,
    values: pd.DataFrame,
    recent_sales: pd.Series,
    *,
    limit: Limit = "best quarter",
    cost: float | None = None,
    horizon: str = "5 years",
    currency: str = "",
) -> AttainableValue:
    """What of the gap can be won at a profit, customer by customer, in today's money.

    Parameters
    ----------
    gaps : AttainableGap
        What each active customer could spend here beyond today.
    lift : LiftByGroup
        What a programme given out by lot adds, and what it costs.
    values : DataFrame
        One row a customer: ``customer_id``; ``value`` (margin to come over the horizon,
        discounted); ``weeks`` (expected further weeks as a customer, discounted); ``margin_rate``.
    recent_sales : Series
        By customer, what groups were made from when the programme was tried, as of today (sales
        of the last 26 weeks).
    limit : {"best quarter", "whole wallet"}
        No more is won than the gap up to what the best quarter give, or all that is spent
        elsewhere.
    cost : float, optional
        What a round costs for a customer; what it cost when tried.
    horizon : str
        The horizon of `values`, in words.
    currency : str
        ISO code.

    Returns
    -------
    AttainableValue

    Raises
    ------
    DataProblem
        When columns are missing.

    Notes
    -----
    With v the value to come, w the discounted weeks, c the cost of a round of r weeks and L the
    lift of the customer's group: cost = cw/r, net = min(Lv, gap) − cost. For each halving the one
    half's L decides whether net is above 0, the other half's says what it is. The mean of that over
    the halvings and all customers is the total, or 0 where it is below 0; it is shared out among
    the customers whose own mean is above 0. Their chance is (potential + cost)/gap, the others'
    min(Lv, gap)/gap with the pooled L.

    The interval of a customer is that of the group's lift. That of the total takes the customers
    pursued as given and their groups' lifts as independent.
    """
    table = _joined(gaps, values, recent_sales, limit)
    group = lift.group_of(table["recent"])
    v = table["value"].to_numpy(dtype=float)
    gap = table["gap_euros"].to_numpy(dtype=float)
    each = lift.cost if cost is None else cost
    paid = each * table["weeks"].to_numpy(dtype=float) / lift.weeks

    def net(of_group: np.ndarray) -> np.ndarray:
        return np.minimum(of_group[group] * v, gap) - paid

    nets, chosen = np.zeros(len(v)), np.zeros(len(v))
    for one, other in zip(lift.chosen_by, lift.valued_by, strict=True):
        here = net(one) > 0
        chosen += here
        nets += np.where(here, net(other), 0.0)
    rounds = len(lift.chosen_by)
    positive = np.maximum(nets / rounds, 0.0)
    # Leaving out whoever comes out below 0 is a choice by the same figures: the halves' own total
    # is kept, and shared out.
    whole = max(float(nets.sum()) / rounds, 0.0)
    potential = positive * (whole / positive.sum() if positive.sum() > 0 else 0.0)
    pooled = lift.table["pooled"].to_numpy()
    # Pooling makes lifts steadier on average; how far a group's own may be off, its own error says.
    error = ((lift.table["high"] - lift.table["low"]) / 2).to_numpy()
    low = np.maximum(np.minimum(net(pooled - error), potential), 0.0)
    high = np.maximum(np.maximum(net(pooled + error), potential), 0.0)
    pursued = potential > 0
    won = np.where(pursued, potential + paid, np.clip(pooled[group] * v, 0.0, gap))
    chance = np.where(gap > 0, won / np.where(gap > 0, gap, 1.0), 0.0)
    total = float(potential.sum())
    ends = _total_ends(total, pursued, group, v, gap, net, pooled, error)
    out = pd.DataFrame(
        {
            "customer_id": table["customer_id"], "gap_euros": gap, "chance": chance, "cost": paid,
            "potential": potential, "low": low, "high": high, "chosen": chosen / rounds,
            "group": group, "answered": table["answered"],
        }
    )  # fmt: skip
    lost = ~pursued & (gap > 0)
    return AttainableValue(
        table=out, total=total, low=ends[0], high=ends[1], looked_at=int(pursued.sum()),
        not_worth=int(lost.sum()), not_worth_gap=float(gap[lost].sum()),
        naive=float(np.maximum(net(lift.table["lift"].to_numpy()), 0.0).sum()), limit=limit,
        lift=lift, horizon=horizon, level=lift.level, currency=currency or gaps.currency,
    )  # fmt: skip


def _total_ends(
    total: float, pursued: np.ndarray, group: np.ndarray, v: np.ndarray, gap: np.ndarray,
    net: Any, pooled: np.ndarray, error: np.ndarray,
) -> tuple[float, float]:  # fmt: skip
    """The total's interval: customers as pursued, lifts of the groups in doubt."""
    if not pursued.any():
        # Nothing is pursued; what cannot be ruled out is what the upper ends would bring.
        return 0.0, float(np.maximum(net(pooled + error), 0.0).sum())
    reach = 0.0
    for kind in range(len(pooled)):
        here = pursued & (group == kind)
        # Where the gap is the limit, more lift wins nothing more.
        free = here & (pooled[kind] * v < gap)
        reach += (error[kind] * v[free].sum()) ** 2
    return max(0.0, total - np.sqrt(reach)), total + float(np.sqrt(reach))


def _joined(
    gaps: AttainableGap, values: pd.DataFrame, recent: pd.Series, limit: Limit
) -> pd.DataFrame:
    """One row an active customer with gap, value, weeks and recent sales."""
    needed = ("customer_id", "value", "weeks", "margin_rate")
    missing = [name for name in needed if name not in values]
    if missing:
        raise DataProblem(
            [Problem("this column is not there", "take the table of customer values.", name)
             for name in missing], "the values",
        )  # fmt: skip
    if limit not in ("best quarter", "whole wallet"):
        raise ValueError(f'limit must be "best quarter" or "whole wallet", not {limit!r}')
    a_year = gaps.table["gap" if limit == "best quarter" else "elsewhere"]
    table = gaps.table[["customer_id", "answered"]].assign(a_year=a_year)
    table = table.merge(values[list(needed)], on="customer_id", how="inner", validate="1:1")
    table["gap_euros"] = table["a_year"] * table["margin_rate"] * table["weeks"] / WEEKS_A_YEAR
    table["recent"] = table["customer_id"].map(recent).fillna(0.0).astype(float)
    return table
