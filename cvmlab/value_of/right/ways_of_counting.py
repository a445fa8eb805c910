"""How many customers lie below zero depends on which costs are laid at their door."""

from __future__ import annotations

import numpy as np
import pandas as pd

BY_NAME, ENDS = "every cost by name", "costs that end with them"
CENT = 0.005


def ways_of_counting(table: pd.DataFrame, overhead: float = 0.0, sent: float = 1.0) -> pd.DataFrame:
    """The same customers and the same year, counted one way and the next.

    Parameters
    ----------
    table : DataFrame
        A row a customer: ``trips, margin, stoppable, marginal`` (margin less the costs that end
        only with the customer).
    overhead : float
        What no customer causes, shared out in three ways; 0 leaves them out.
    sent : float
        Share of the stoppable costs that is spent, 0 to 1.

    Returns
    -------
    DataFrame
        ``way, customers`` (below zero), ``bought`` (of them, in the year), ``euros`` (together).

    Examples
    --------
    >>> two = pd.DataFrame({"trips": [9, 1], "margin": [90.0, 8.0], "stoppable": [9.0, 9.0],
    ...                     "marginal": [90.0, 8.0]})
    >>> ways_of_counting(two, overhead=100)[["way", "customers"]].values.tolist()[::2]
    [['overhead by head', 1], ['overhead by margin', 2], ['costs that end with them', 0]]
    """
    head, trips = max(len(table), 1), max(int(table["trips"].sum()), 1)
    margin = float(table["margin"].sum())
    left = table["marginal"] - sent * table["stoppable"]
    shares = {
        "overhead by head": np.full(len(table), 1 / head),
        "overhead by purchase": table["trips"] / trips,
        "overhead by margin": table["margin"] / margin if margin else 0.0,
    }
    ways = {way: left - overhead * share for way, share in shares.items()} if overhead else {}
    ways |= {BY_NAME: left, ENDS: table["marginal"]}
    bought = table["trips"] > 0
    return pd.DataFrame(
        [
            {
                "way": way,
                "customers": int((amount < -CENT).sum()),
                "bought": int(((amount < -CENT) & bought).sum()),
                "euros": float(amount[amount < -CENT].sum()),
            }
            for way, amount in ways.items()
        ]
    )
