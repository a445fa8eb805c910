"""The rules side by side, and the line each draws: above a cost, or the highest share."""

from __future__ import annotations

import numpy as np
import pandas as pd

MASS, SEGMENT, EACH = "mass", "segment", "one to one"
ALL, UPLIFT, RISK, VALUE = "the same for all", "by uplift", "by risk", "by value"


def decided(scores: pd.DataFrame, half: np.ndarray, share: float, cost: float) -> pd.DataFrame:
    """Whom each rule treats: by risk and value the highest share of each half, else above the cost.

    Parameters
    ----------
    scores : DataFrame
        One row a customer, one column a rule; a missing score is never treated.
    half : array
        Which half each customer is in.
    share, cost : float

    Returns
    -------
    DataFrame of bool
    """
    treats = scores.gt(cost)
    for name in (RISK, VALUE):
        rank = scores[name].groupby(half).rank(method="first", ascending=False)
        of = scores[name].groupby(half).transform("size")
        treats[name] = rank <= (share * of).round()
    return treats
