"""What each line of a firm's account is made from, table by table; None where there is no table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cvmlab.data.workspace import Workspace
from cvmlab.value_of.acquisition.costs import acquisition_cost
from cvmlab.value_of.acquisition.newcomers import new_customer_value
from cvmlab.value_of.contributions.expected_contributions import (
    ExpectedContributions,
    expected_contributions,
)
from cvmlab.value_of.contributions.reward_by_lot import EVEN, RewardByLot, reward_by_lot
from cvmlab.value_of.lifetime.cost_to_serve import CostToServe
from cvmlab.value_of.lifetime.current_costs import current_costs
from cvmlab.value_of.lifetime.customer_values import CustomerValues
from cvmlab.value_of.total.assumptions import REWARD, SAVED, Assumptions, account_assumptions
from cvmlab.value_of.total.friends_by_arm import friends_by_arm
from cvmlab.value_of.total.spread import Ends, exactly, multiplied
from cvmlab.value_of.wallet.current import current_potential
from cvmlab.value_of.wallet.potential_result import AttainableValue

BY_REFERRAL = "referral"
_Z = 1.959963984540054


def frame_of(ws: Workspace, table: str) -> pd.DataFrame | None:
    """A table of the firm, where there is one."""
    found = ws.get(table)
    return None if found is None else found.frame()


def serving_of(ws: Workspace) -> CostToServe | None:
    """What serving customers cost in the last year."""
    if ws.get("service_events") is None and ws.get("contacts") is None:
        return None
    return current_costs(ws)


def cost_to_come(serving: CostToServe, values: CustomerValues) -> pd.DataFrame:
    """The cost to come with its ends: purchases err as their value does, a purchase's cost too."""
    rows = values.table
    cost = serving.to_come(rows)
    relative = [np.divide(rows[end], rows["value"], out=np.ones(len(rows)),
                          where=rows["value"].to_numpy() > 0)
                for end in ("low", "high")]  # fmt: skip
    each = Ends(*(np.asarray(x) for x in (
        serving.per_purchase, serving.per_purchase_low, serving.per_purchase_high)))  # fmt: skip
    all_of_it = cost["cost"].to_numpy()
    times = Ends(all_of_it, all_of_it * relative[0], all_of_it * relative[1])
    service = multiplied(exactly(rows["purchases"].to_numpy(float)), each)
    below = np.hypot(times.value - times.low, service.value - service.low)
    above = np.hypot(times.high - times.value, service.high - service.value)
    low = np.maximum(all_of_it - below, 0.0)
    return pd.DataFrame(
        {"customer_id": rows["customer_id"], "cost": all_of_it, "low": low,
         "high": all_of_it + above}
    )  # fmt: skip


def given_of(
    ws: Workspace, values: CustomerValues, offered: pd.Series | None
) -> ExpectedContributions | None:
    """What customers are expected to do besides buying; friends by arm where there was a lot."""
    noted = frame_of(ws, "contributions")
    if noted is None:
        return None
    whole = values.lifetime.total
    error = float(np.log(whole.ci_high / whole.ci_low)) / (2 * _Z)
    given = expected_contributions(
        noted, values.table, horizon=values.horizon, relative_error=error
    )
    if offered is None:
        return given
    return friends_by_arm(given, noted, values.table, offered, relative_error=error)


def reward_of(referrals: pd.DataFrame | None, customers: pd.DataFrame | None) -> RewardByLot | None:
    """Which share of the rewarded friends came because of the reward."""
    if referrals is None or customers is None:
        return None
    return reward_by_lot(referrals, customers, offered=EVEN)


def may_offer(ids: pd.Series) -> np.ndarray:
    """Who may offer the reward: ids that end on an even digit, as the lot has it."""
    return ids.str[-1].astype(int).to_numpy() % 2 == 0


def newcomer_of(
    values: CustomerValues, customers: pd.DataFrame | None, cost: pd.DataFrame | None
) -> Ends | None:
    """What a new customer won by referral brings, less the share of margin that serving takes."""
    if customers is None or "channel" not in customers:
        return None
    sent = customers[customers["channel"] == BY_REFERRAL]
    found = new_customer_value(values, sent).of(BY_REFERRAL)
    kept = 1.0
    if cost is not None:
        kept -= float(cost["cost"].sum() / values.table["value"].sum())
    return Ends(*(np.asarray(x) for x in found)).times(kept)


def potential_of(ws: Workspace, values: CustomerValues) -> AttainableValue | None:
    """What of the wallet spent elsewhere can be won at a profit."""
    if ws.get("survey") is None or ws.get("assignments") is None:
        return None
    return current_potential(ws, values.table, currency=values.currency)


def suggested_assumptions(
    ws: Workspace, referrals: pd.DataFrame | None, currency: str
) -> Assumptions:
    """The reward paid, and what customers of other channels cost to win."""
    said: dict[str, Any] = {}
    if referrals is not None and "reward_offered" in referrals:
        said[REWARD] = {"euros": float(referrals["reward_offered"].max()),
                        "source": "the referral scheme"}  # fmt: skip
    costs = frame_of(ws, "acquisition_costs")
    if costs is not None and {"channel", "spend", "customers_won"} <= set(costs):
        last = pd.to_datetime(costs["week"])
        year = costs[
            (last > last.max() - pd.Timedelta(days=364)) & (costs["channel"] != BY_REFERRAL)
        ]
        if year["customers_won"].sum() > 0:
            found = acquisition_cost(year.assign(channel="the others")).table.iloc[0]
            said[SAVED] = {
                "euros": float(found["cac"]), "low": float(found["low"]),
                "high": float(found["high"]),
                "source": "assumption: what customers of the other channels cost in the last year",
            }  # fmt: skip
    return account_assumptions(said, currency=currency)


def ends_of(reward: RewardByLot) -> Ends:
    """The share because of the reward, with its ends."""
    return Ends(*(np.asarray(x) for x in (reward.because, reward.low, reward.high)))
