"""How often a year each remedy could be needed: purchases in the channels where it fails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, one_problem
from cvmlab.value_for.hassle.removal_inputs import EVERY_TIME, missing

# In which sales channels a touchpoint is met; one that stands nowhere here is a channel itself.
WHERE: dict[str, tuple[str, ...]] = {
    "collection": ("click and collect",),
    "driver": ("web",),
    "web": ("web", "click and collect"),
}


def times_a_year(
    ways: pd.DataFrame,
    failures: pd.DataFrame,
    receipts: Any,
    where: Mapping[str, tuple[str, ...]],
    days: int,
) -> np.ndarray:
    """How often a year each remedy could be needed: purchases in the channels where it fails.

    Raises
    ------
    DataProblem
        When something is paid every time and nobody says how often that is.
    """
    times = ways["times"].to_numpy(dtype=float).copy()
    if receipts is not None and np.isnan(times).any():
        problems = missing(receipts, ("date",), "receipts")
        if problems:
            raise DataProblem(problems, "the receipts")
        last = pd.to_datetime(failures["date"]).max()
        bought = _by_channel(receipts, last - pd.Timedelta(days=days), last)
        for i, code in enumerate(ways["removes"]):
            if np.isnan(times[i]):
                met = failures.loc[failures["code"] == code, "touchpoint"].dropna().unique()
                times[i] = _purchases(bought, met, where) * 364 / days
    unknown = (ways["paid"] == EVERY_TIME).to_numpy() & ~(times > 0)
    if unknown.any():
        raise one_problem(
            "nobody knows how often it would be paid",
            'give the receipts, or a column "times" in the remedies: how often a year.',
            column="times",
            count=int(unknown.sum()),
            examples=tuple(ways["name"][unknown]),
        )
    return times


def _by_channel(receipts: Any, since: pd.Timestamp, last: pd.Timestamp) -> pd.Series:
    """Purchases after one day and up to another, by channel; "" where no channel is known."""
    if isinstance(receipts, pd.DataFrame):
        day = pd.to_datetime(receipts["date"])
        bought = receipts[(day > since) & (day <= last)]
        if "amount" in bought:
            bought = bought[pd.to_numeric(bought["amount"]) >= 0]
        if "channel" not in bought:
            return pd.Series({"": len(bought)})
        return bought["channel"].fillna("").astype(str).value_counts()
    day = receipts.date.cast("date")
    bought = receipts.filter((day > since.date()) & (day <= last.date()))
    if "cents" in receipts.columns:
        bought = bought.filter(bought.cents >= 0)
    if "channel" not in receipts.columns:
        return pd.Series({"": int(bought.count().to_pandas())})
    counted = bought.group_by("channel").agg(times=bought.count()).to_pandas()
    return counted.assign(channel=counted["channel"].fillna("")).set_index("channel")["times"]


def _purchases(bought: pd.Series, met: np.ndarray, where: Mapping[str, tuple[str, ...]]) -> float:
    """Purchases in the channels of these touchpoints; all of them where channels are unknown."""
    channels = {name for point in met for name in where.get(point, (point,))}
    found = bought[bought.index.isin(list(channels))].sum()
    return float(found or bought.sum())  # as a call: it may follow any purchase
