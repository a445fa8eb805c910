"""How often a year each customer could use an offer: at visits, or only when something fails."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.data.workspace import Workspace
from cvmlab.value_for.hassle.removal_inputs import WHEN_IT_FAILS
from cvmlab.value_for.hassle.removal_times import WHERE

if TYPE_CHECKING:
    from cvmlab.idic.identify.linkage_result import Linkage

YEAR = 364  # days: 52 whole weeks


def as_people(ids: pd.Series, linkage: Linkage | None) -> pd.Series:
    """Cards, or the people who hold them where it is known who is whom."""
    return ids if linkage is None else linkage.identity_of(ids)


def visits_a_year(ws: Workspace, linkage: Linkage | None = None) -> pd.DataFrame:
    """Days on which each customer bought in the last 52 weeks, by sales channel.

    Returns
    -------
    DataFrame
        ``customer_id, channel, visits``; channel "" where orders name none.
    """
    lines, last = ws.transactions.table, last_day(ws)
    bought = lines.filter((lines.cents >= 0) & (lines.date > last - dt.timedelta(days=YEAR)))
    names = [name for name in ("customer_id", "date", "channel") if name in bought.columns]
    frame = bought.select(names).distinct().to_pyarrow().to_pandas()
    if "channel" not in frame:
        frame["channel"] = ""
    frame["channel"] = frame["channel"].fillna("").astype(str)
    frame["customer_id"] = as_people(frame["customer_id"], linkage)
    frame = frame.drop_duplicates()
    counted = frame.groupby(["customer_id", "channel"]).size().rename("visits").reset_index()
    return counted.sort_values(["customer_id", "channel"], ignore_index=True)


def last_day(ws: Workspace) -> dt.date:
    """The last day of the orders."""
    lines = ws.transactions.table
    found = pd.Timestamp(lines.date.max().to_pyarrow().as_py())
    return found.date()


def failures_a_year(ws: Workspace, linkage: Linkage | None = None) -> pd.DataFrame:
    """Failures of the last 52 weeks: ``customer_id, code, touchpoint``; none where none is kept."""
    table = ws.get("service_events", "customer_id", "code", "date")
    if table is None:
        return pd.DataFrame(columns=["customer_id", "code", "touchpoint"])
    frame = table.frame().reindex(columns=["customer_id", "code", "touchpoint", "date"])
    last = pd.Timestamp(last_day(ws))
    frame = frame[(frame["date"] > last - pd.Timedelta(days=YEAR)) & (frame["date"] <= last)]
    frame = frame[frame["customer_id"].notna()]
    return frame.assign(customer_id=as_people(frame["customer_id"], linkage)).drop(columns="date")


def uses_a_year(
    customers: pd.DataFrame,
    visits: pd.DataFrame,
    failures: pd.DataFrame,
    known: Mapping[str, float] | None = None,
) -> pd.Series:
    """Uses a year of each customer's offer, at the most.

    Parameters
    ----------
    customers : DataFrame
        ``customer_id, offer``, with ``removes`` and ``paid`` of the offer.
    visits, failures : DataFrame
        As :func:`visits_a_year` and :func:`failures_a_year` return them.
    known : mapping, optional
        Offer's name to uses a year, where somebody knows better.

    Returns
    -------
    Series
        In the order of ``customers``; 0 where there is no offer.
    """
    all_visits = visits.groupby("customer_id")["visits"].sum()
    uses = pd.Series(0.0, index=customers.index)
    for offer, mine in customers[customers["offer"].notna()].groupby("offer"):
        ids = mine["customer_id"]
        code, paid = mine[["removes", "paid"]].iloc[0]
        if known and offer in known:
            times = pd.Series(float(known[str(offer)]), index=ids.unique())
        elif paid == WHEN_IT_FAILS:
            times = failures[failures["code"] == code].groupby("customer_id").size()
        elif isinstance(code, str) and (channels := _channels(code, failures, visits)):
            met = visits[visits["channel"].isin(channels)]
            times = met.groupby("customer_id")["visits"].sum()
        else:
            times = all_visits
        uses.loc[mine.index] = ids.map(times).fillna(0.0).to_numpy(float)
    return uses


def _channels(code: str, failures: pd.DataFrame, visits: pd.DataFrame) -> set[str]:
    """The sales channels in which this failure happens; none where orders name no such channel."""
    points = failures.loc[failures["code"] == code, "touchpoint"].dropna().unique()
    names = {name for point in points for name in WHERE.get(point, (point,))}
    return names & set(visits["channel"])
