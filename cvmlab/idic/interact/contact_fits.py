"""Whom a rule of the next contact fits, and why: one small look at the tables a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.figures.formats import day
from cvmlab.idic.interact.told import COMMENT, COMPLAINT, FAILURE, WISH, who_is
from cvmlab.value_of.right.letters_by_lot import HOLDOUT

if TYPE_CHECKING:
    from cvmlab.data.workspace import Workspace

# Rules that look at what a customer told us and nobody has acted upon.
TOLD = {"complaint": COMPLAINT, "failure": FAILURE, "comment": COMMENT, "wish": WISH}


def whom_it_fits(rule: Any, ws: Workspace, linkage: Any, lines: pd.DataFrame, sent: pd.DataFrame,
          bought: pd.Series | None, people: pd.Index, today: pd.Timestamp, costs: dict[str, Any],
          ) -> pd.DataFrame:  # fmt: skip
    """Whom a rule fits: one row a person with ``why, until, place_told, own_cost``."""
    days = rule.within_days
    since = pd.Timestamp.min if pd.isna(days) else today - pd.Timedelta(days=days)
    open_lines = lines[(lines["date"] >= since) & ~lines["acted"].fillna(False)]
    if rule.rule in TOLD:
        rows = open_lines[open_lines["kind"] == TOLD[rule.rule]]
        rows = rows.drop_duplicates("who", keep="last").set_index("who")
        found = fitting(rows.index)
        found["why"] = rows["words"].astype("str") + ", " + _days_said(rows["date"])
        if rule.rule == "failure":
            found["place_told"] = rows["place"]
            found["own_cost"] = rows["words"].map(costs["codes"]).fillna(costs["code"])
        return found
    if rule.rule == "lot":
        return fitting(_held_out(ws, linkage), "left alone by lot, to know what messages bring")
    if rule.rule == "cap":
        return _over_cap(sent, int(rule.limit), 28 if pd.isna(days) else int(days), today)
    if rule.rule == "gone":
        if bought is None:
            return fitting(people[:0])
        last = bought.reindex(people)
        who = people[~(last >= since).to_numpy()]
        said = ("last bought " + _days_said(last[who])).mask(last[who].isna(), "never bought")
        return fitting(who).assign(why=said)
    if rule.rule == "offer":
        return _offers(ws, lines[(lines["date"] >= since) & (lines["kind"] == FAILURE)])
    return fitting(people, "nothing open, and nobody has asked")


def fitting(who: Any, why: str = "") -> pd.DataFrame:
    """One row a person a rule fits: why, until when, where told, and a cost of its own."""
    frame = pd.DataFrame(index=pd.Index(who, name="who"))
    frame["why"], frame["until"] = why, pd.Series(pd.NaT, index=frame.index, dtype="datetime64[s]")
    frame["place_told"] = pd.Series(None, index=frame.index, dtype="str")
    frame["own_cost"] = np.nan
    return frame


def _over_cap(sent: pd.DataFrame, cap: int, days: int, today: pd.Timestamp) -> pd.DataFrame:
    """Who had as many messages in the window as the cap allows, and when the next one is free."""
    rows = sent[sent["date"] > today - pd.Timedelta(days=days)]
    rows = rows.sort_values("date", ascending=False, kind="stable")
    nth = rows[rows.groupby("who").cumcount() == cap - 1].set_index("who")
    found = fitting(nth.index)
    many = rows.groupby("who").size()[nth.index]
    found["why"] = many.astype(str) + f" messages in {days} days"
    found["until"] = nth["date"] + pd.Timedelta(days=days)
    return found


def _offers(ws: Workspace, failures: pd.DataFrame) -> pd.DataFrame:
    """Who met a failure that an offer on the list makes impossible."""
    offers = ws.get("offers", "name", "removes", "cost_per_use")
    if offers is None or failures.empty:
        return fitting(failures["who"].iloc[:0])
    frame = offers.frame().dropna(subset="removes").sort_values("cost_per_use")
    frame = frame.drop_duplicates("removes").set_index("removes")
    rows = failures[failures["words"].isin(frame.index)]
    rows = rows.drop_duplicates("who", keep="last").set_index("who")
    found = fitting(rows.index)
    words = rows["words"].astype("str")
    found["why"] = words.map(frame["name"]) + ", after: " + words + ", " + _days_said(rows["date"])
    found["own_cost"] = words.map(frame["cost_per_use"])
    return found


def _held_out(ws: Workspace, linkage: Any) -> pd.Index:
    drawn = ws.get("assignments", "customer_id", "experiment", "treated")
    if drawn is None:
        return pd.Index([], dtype="str")
    names = [n for n in ("customer_id", "record_id", "experiment", "treated") if n in drawn.columns]
    frame = drawn.table.select(*names).to_pyarrow().to_pandas()
    alone = frame[(frame["experiment"] == HOLDOUT) & ~frame["treated"].astype(bool)]
    return pd.Index(who_is(alone, linkage).dropna().unique())


def _days_said(dates: pd.Series) -> pd.Series:
    """Days as people write them; of no rows as well."""
    return pd.Series([day(x) for x in dates], index=dates.index, dtype="str")
