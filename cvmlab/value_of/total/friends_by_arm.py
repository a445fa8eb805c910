"""How many friends to expect of each customer, where a lot decided who may offer a reward for them.

With a reward customers send about twice as many. One law for both halves would promise too many of
those who may not offer it and too few of those who may, so each half has its own.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from cvmlab.value_of.contributions.expected_contributions import (
    ExpectedContributions,
    expected_contributions,
)

FRIEND = "referred customer"


def friends_by_arm(
    given: ExpectedContributions,
    noted: pd.DataFrame,
    values: pd.DataFrame,
    offered: pd.Series,
    *,
    relative_error: float = 0.0,
) -> ExpectedContributions:
    """The same expectations, those of friends by whether the reward may be offered.

    Parameters
    ----------
    given : ExpectedContributions
        Of all customers under one law; from ``expected_contributions``.
    noted : DataFrame
        One row a deed: ``customer_id, kind``.
    values : DataFrame
        The table of ``customer_values``.
    offered : Series by customer_id
        Who may offer the reward.
    relative_error : float
        As in ``expected_contributions``.

    Returns
    -------
    ExpectedContributions
        Without one law of friends among its ``rates``: there are two.

    Notes
    -----
    Both halves stay customers by the same model, so the ends of their totals are added.
    """
    may = values["customer_id"].isin(offered.index[offered.to_numpy(dtype=bool)])
    friends = noted[noted["kind"] == FRIEND]
    parts, totals = [], []
    for members in (values[may], values[~may]):
        own = friends[friends["customer_id"].isin(members["customer_id"])]
        if own.empty or members.empty:
            return given
        found = expected_contributions(
            own, members, kinds=[FRIEND], horizon=given.horizon, relative_error=relative_error,
            level=given.level,
        )  # fmt: skip
        parts.append(found.table)
        totals.append(found.totals.loc[FRIEND] * 1.0)
    both = totals[0] + totals[1]
    both["a_year"] = (totals[0]["a_year"] * may.sum() + totals[1]["a_year"] * (~may).sum()) / len(
        may
    )
    whole = given.totals.copy()
    for name in whole.columns:
        whole.loc[FRIEND, name] = whole[name].dtype.type(both[name])
    return replace(
        given,
        table=pd.concat([given.table[given.table["kind"] != FRIEND], *parts], ignore_index=True),
        totals=whole,
        rates={kind: law for kind, law in given.rates.items() if kind != FRIEND},
    )
