"""Three customers, A who sent B who sent C, each expected to bring 100."""

from __future__ import annotations

import pandas as pd

from cvmlab.value_of.contributions.referral_chains import referral_chains

IDS = ["A", "B", "C"]
SENT = pd.DataFrame({"referrer": ["A", "B"], "referee": ["B", "C"]})


def values(**more):
    table = pd.DataFrame(
        {
            "customer_id": IDS, "value": 100.0, "low": 90.0, "high": 112.0,
            "outcome_low": 0.0, "outcome_high": 250.0, "historic": [5000.0, 1.0, 2.0],
        }
    )  # fmt: skip
    return table.assign(**more)


def chains(owed=1.0, value=100.0):
    return referral_chains(SENT, pd.Series(value, index=IDS), because=1.0, owed=owed)


def contributions():
    return pd.DataFrame(
        {
            "customer_id": ["A", "A", "B", "C"],
            "kind": ["positive talk", "referred customer", "negative talk", "other"],
            "seen": [3, 2, 1, 0],
            "expected": [4.0, 1.0, 2.0, 0.5],
            "low": [1.0, 0.0, 0.0, 0.0],
            "high": [9.0, 3.0, 5.0, 2.0],
            "today": [3.2, 0.8, 1.6, 0.4],
        }
    )


def cost():
    return pd.DataFrame({"customer_id": IDS, "cost": [10.0, 5.0, 10 / 3]})
