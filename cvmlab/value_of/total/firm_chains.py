"""Chains of friends with their ends: how far off what friends are worth, and the lot, may be."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cvmlab.value_of.contributions.referral_chains import referral_chains
from cvmlab.value_of.lifetime.customer_values import CustomerValues
from cvmlab.value_of.total.spread import Ends


def chains_with_ends(
    referrals: pd.DataFrame, values: CustomerValues, owed: float, because: Ends
) -> pd.DataFrame:
    """What senders are credited and friends leave them, with intervals.

    Parameters
    ----------
    referrals : DataFrame
        ``referrer, referee`` (missing: never bought), ``reward_offered``.
    values : CustomerValues
    owed : float
        Of friends who came without a reward, the share owed to the sender: an assumption.
    because : Ends
        The share of rewarded friends who came because of the reward, from the lot.

    Returns
    -------
    DataFrame
        ``customer_id, friends, credited, owed_to_senders``, and of both sums the ends and the part
        that rests on the lot alone (``credited_by_lot, owed_by_lot``). Only who sent somebody or
        was sent.
    """
    came = referrals.dropna(subset=["referee", "referrer"])
    rows = values.table.set_index("customer_id")
    # Whoever was sent by nobody and sent nobody has no part in it.
    rows = rows[rows.index.isin(came["referee"]) | rows.index.isin(came["referrer"])]

    def shared(share: float, owed: float) -> pd.DataFrame:
        kept = float(np.clip(share, 0, 1))
        found = referral_chains(came, rows["value"], because=kept, owed=owed)
        return found.table.set_index("customer_id")

    centre = shared(float(because.value), owed)
    by_lot = centre if owed == 0 else shared(float(because.value), 0.0)
    # Where everything is owed, the lot no longer matters.
    ends = [centre if owed == 1 else shared(float(end), owed)
            for end in (because.low, because.high)]  # fmt: skip
    # Customers are valued with the same parameters: their friends' values err as the total.
    whole = values.lifetime.total
    stretch = [end / whole.expected - 1 for end in (whole.ci_low, whole.ci_high)]
    found = centre[["friends", "credited", "owed_to_senders"]].copy()
    for column, name in (("credited", "credited"), ("owed_to_senders", "owed")):
        amount = centre[column]
        moves = [[amount * part for part in stretch], [end[column] - amount for end in ends]]
        below = sum(np.minimum(np.minimum(*pair), 0.0) ** 2 for pair in moves)
        above = sum(np.maximum(np.maximum(*pair), 0.0) ** 2 for pair in moves)
        found[f"{name}_low"] = amount - np.sqrt(below)
        found[f"{name}_high"] = amount + np.sqrt(above)
        found[f"{name}_by_lot"] = by_lot[column]
    return found.reset_index()
