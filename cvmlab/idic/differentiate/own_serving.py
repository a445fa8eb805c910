"""What a purchase of each customer costs to serve: his own, as far as his purchases speak for it.

Somebody with three failures in eight trips had bad luck, or lives at the end of the driver's round.
One year cannot tell. So his own cost a purchase is pulled towards everybody's, as far as customers
do not differ by more than chance would have it; and the doubt that is left is kept.

Source: Efron & Morris (1975), "Data Analysis Using Stein's Estimator and its Generalizations",
Journal of the American Statistical Association 70(350).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cvmlab.value_of.lifetime.cost_to_serve import SERVICE, CostToServe

FEWEST = 20  # customers who bought, to tell differences from chance


def own_serving(costs: CostToServe, customers: pd.Index) -> pd.DataFrame:
    """Cost of service for each purchase of each customer, and how far it may be off.

    Parameters
    ----------
    costs : CostToServe
        Cost and purchases of the last year.
    customers : Index
        Whose.

    Returns
    -------
    DataFrame
        By customer: ``each`` (currency units a purchase) and ``spread`` (standard deviation of
        the true one); everybody's, with the spread between customers, for who bought nothing.

    Notes
    -----
    With everybody's cost R and n purchases, (cost − R n)² is expected to be σ² n + τ² n²: chance,
    and true differences. Both are found by least squares once divided by n². Then
    each = (cost + k R) / (n + k), k = σ²/τ², and spread² = σ²/(n + k).
    """
    seen = costs.table[costs.table["trips"] > 0]
    trips, spent = seen["trips"].to_numpy(float), seen[SERVICE].to_numpy(float)
    everybody = costs.per_purchase
    found = pd.DataFrame({"each": everybody, "spread": 0.0}, index=customers)
    chance, between = _parts(trips, spent - everybody * trips)
    if between <= 0:
        return found
    weight = chance / between
    own = pd.DataFrame(
        {"each": (spent + weight * everybody) / (trips + weight),
         "spread": np.sqrt(chance / (trips + weight)) if chance else 0.0},
        index=seen["customer_id"],
    ).reindex(customers)  # fmt: skip
    return own.fillna({"each": everybody, "spread": float(np.sqrt(between))})


def _parts(trips: np.ndarray, off: np.ndarray) -> tuple[float, float]:
    """σ² and τ² of (cost − R n)² = σ² n + τ² n²: none below zero."""
    if len(trips) < FEWEST or np.ptp(trips) == 0:
        return 1.0, 0.0
    # Divided by n² each row weighs the same: y = σ²/n + τ².
    y, share = (off / trips) ** 2, 1 / trips
    weight = trips**2 / (trips + 1.0) ** 2  # rows of one or two purchases scatter most
    mean_x, mean_y = np.average(share, weights=weight), np.average(y, weights=weight)
    bent = float(np.average((share - mean_x) ** 2, weights=weight))
    chance = float(np.average((share - mean_x) * (y - mean_y), weights=weight)) / bent
    chance = min(max(chance, 0.0), float(mean_y / mean_x))
    return chance, max(float(mean_y - chance * mean_x), 0.0)
