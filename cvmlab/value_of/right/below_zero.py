"""How likely a customer is to cost more than he brings next year, given all he has bought so far.

A loss of last year may be chance: he was on holiday, or bought elsewhere for once. So futures are
drawn from the models of purchases and spend, and it is counted in how many of them the margin stays
below what serving him costs.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.value_of.lifetime.customer_values import CustomerValues
from cvmlab.value_of.lifetime.lifetime_value import lifetime_value
from cvmlab.value_of.lifetime.outcomes import draw_outcomes


def chance_below_zero(
    values: CustomerValues,
    costs: pd.Series | dict[str, Any],
    *,
    weeks: int = 52,
    draws: int = 200,
    seed: int = 0,
) -> pd.Series:
    """The chance that a customer's margin of the coming weeks stays below these costs.

    Parameters
    ----------
    values : CustomerValues
        What everybody is expected to bring, with the models behind it.
    costs : Series by customer_id
        What serving each will cost in those weeks, in currency units.
    weeks : int
        How far is looked ahead.
    draws : int
        Futures drawn; the models' parameters are drawn with them.
    seed : int
        Makes the draws reproducible.

    Returns
    -------
    Series
        By customer_id, in the order of ``costs``: a share of the futures. A cost of nothing cannot
        be missed by a margin of nothing: its chance is zero.

    Raises
    ------
    DataProblem
        If somebody has costs but never bought.

    Notes
    -----
    P(M < c) with M the margin of Pareto/NBD purchases and Gamma-Gamma spend given the customer's
    history; not discounted. Schmittlein, Morrison and Colombo (1987), "Counting Your Customers";
    Fader, Hardie and Lee (2005), "RFM and CLV".
    """
    costs = pd.Series(costs, dtype=float)
    table = values.table.set_index("customer_id")
    strange = costs.index.difference(table.index)
    if len(strange):
        raise one_problem(
            "Some customers have costs and no purchase at all", "value only those who bought.",
            count=len(strange), examples=[str(one) for one in strange[:3]],
        )  # fmt: skip
    if costs.empty:
        return costs.rename("chance_below")
    rows = table.loc[costs.index].reset_index()
    worth = lifetime_value(
        values.fit, values.spend, rows, horizon=float(weeks), annual_discount_rate=0.0,
        margin_rate="margin_rate", time_unit="W",
    ).valuation  # fmt: skip
    cost, below = costs.to_numpy(), np.zeros(len(costs))
    rng = np.random.default_rng(seed)
    for some, amounts in draw_outcomes(worth, draws, rng):
        brought = np.zeros(len(cost))
        brought[some] = amounts
        below += brought < cost
    return pd.Series(below / draws, index=costs.index, name="chance_below")
