"""The lines of what not knowing costs: which rows they count, and how, given who is who.

Each line is rows that name a record or a card, and a rule that turns rows into times and euros of
each person once it is said who is who. So the same rule serves every linkage, and the truth.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.idic.identify.lines_of_records import YEAR, last_day

if TYPE_CHECKING:
    from cvmlab.data.workspace import Workspace


@dataclass(frozen=True, eq=False)
class Part:
    """The rows of a line and its rule.

    Parameters
    ----------
    rows : DataFrame
        With ``key``, a record or a card; in the order the rule needs.
    count : callable
        From these rows with ``who`` to ``number, euros`` by ``who``.
    years : float
        How many years of 364 days the rows span, one at least.
    """

    rows: pd.DataFrame
    count: Callable[[pd.DataFrame], pd.DataFrame]
    years: float


def welcomes(ws: Workspace) -> Part | str:
    """Every card of a person but the first, at what its channel costs per customer won."""
    cards = ws.get("customers", "customer_id", "acquired_on", "channel")
    spent = ws.get("acquisition_costs", "channel", "week", "spend", "customers_won")
    if cards is None:
        return ws.missing("customers", "customer_id", "acquired_on", "channel")
    if spent is None:
        return ws.missing("acquisition_costs", "channel", "week", "spend", "customers_won")
    books = spent.frame()
    prices = books.groupby("channel", observed=True)[["spend", "customers_won"]].sum()
    price = prices["spend"] / prices["customers_won"].where(prices["customers_won"] > 0)
    table = cards.frame()
    rows = table[["customer_id", "acquired_on"]].rename(columns={"customer_id": "key"})
    # A card from before the books begin has no price there; as the first it counts all the same.
    first, last = books["week"].min(), books["week"].max()
    known = rows["acquired_on"] >= first
    rows["price"] = table["channel"].map(price).astype(float).where(known, 0.0).fillna(0.0)
    rows = rows.sort_values(["acquired_on", "key"], ignore_index=True)

    def count(these: pd.DataFrame) -> pd.DataFrame:
        again = these[these.duplicated("who") & (these["price"] > 0)]
        return again.groupby("who")["price"].agg(number="size", euros="sum")

    return Part(rows, count, _years(first, last + pd.Timedelta(days=6)))


def letters(ws: Workspace, cap: int) -> Part | str:
    """Letters and messages above the cap as a person though under it on each record."""
    table = ws.get("contacts", "customer_id", "date", "cost")
    if table is None:
        return ws.missing("contacts", "customer_id", "date", "cost")
    sent = table.table
    key = sent.customer_id
    if "record_id" in sent.columns:
        key = sent.record_id.fill_null(sent.customer_id)
    month = sent.date.year() * 12 + sent.date.month()
    sums = sent.group_by(key=key, month=month).agg(n=sent.count(), cost=sent.cost.sum())
    rows = sums.order_by("key", "month").to_pyarrow().to_pandas().dropna(subset="key")
    rows["over"] = (rows["n"] - cap).clip(lower=0)
    (days,) = sent.agg(first=sent.date.min(), last=sent.date.max()).to_pyarrow().to_pylist()

    def count(these: pd.DataFrame) -> pd.DataFrame:
        person = these.groupby(["who", "month"])[["n", "cost", "over"]].sum()
        person["number"] = (person["n"] - cap).clip(lower=0) - person["over"]
        person["euros"] = person["number"] * person["cost"] / person["n"]
        return person[["number", "euros"]].groupby("who").sum()

    return Part(rows, count, _years(days["first"], days["last"]))


def asked(ws: Workspace, records: pd.Index, asking: float) -> Part | str:
    """Times a person with several records was asked again for a preference once told."""
    table = ws.get("preferences", "customer_id", "asked_again")
    if table is None:
        return ws.missing("preferences", "customer_id", "asked_again")
    told = table.frame()
    own = pd.DataFrame({"key": records, "records": 1, "asked": 0})
    often = told.groupby("customer_id")["asked_again"].sum().reset_index()
    often = often.set_axis(["key", "asked"], axis=1).assign(records=0)
    first = told["recorded_on"].min() if "recorded_on" in told else None
    years = 1.0 if first is None else _years(first, last_day(ws))

    def count(these: pd.DataFrame) -> pd.DataFrame:
        person = these.groupby("who")[["records", "asked"]].sum()
        person["number"] = person["asked"].where(person["records"] > 1, 0)
        return person.assign(euros=asking * person["number"])[["number", "euros"]]

    return Part(pd.concat([own, often], ignore_index=True), count, years)


def _years(first: dt.date, last: dt.date) -> float:
    days = (pd.Timestamp(last) - pd.Timestamp(first)).days + 1
    return max(days, YEAR) / YEAR
