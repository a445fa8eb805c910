"""The customer's answer changes the next contact: exactly one next move for everybody.

A campaign calendar knows what the firm wants to say next. A dialogue begins at the other end: what
did this customer say last, and is it done? Each person is held against a short table of rules, and
the first that fits decides: an apology, a failure put right, an answer, a wish used, silence, or at
last something to offer or to ask.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.data.table_currency import currency_of_tables
from cvmlab.errors import one_problem
from cvmlab.idic.identify.lines_of_records import lines_of_records
from cvmlab.idic.interact.contact_fits import TOLD, fitting, whom_it_fits
from cvmlab.idic.interact.contact_rules import (
    CHEAPEST,
    SILENCE,
    WHERE,
    checked,
    contact_rules,
)
from cvmlab.idic.interact.dialogue import dialogue
from cvmlab.idic.interact.next_contact_result import (
    ANSWERS,
    NOTHING,
    SELLS,
    NextContacts,
)
from cvmlab.idic.interact.told import (
    CANCELLED,
    columns_of,
    who_is,
)

if TYPE_CHECKING:
    from cvmlab.data.workspace import Workspace
    from cvmlab.idic.interact.dialogue_result import Dialogue

MONTH = 28  # days: what the calendar sent in the last four weeks it is taken to send in the next


def next_contacts(
    ws: Workspace,
    linkage: Any = None,
    *,
    rules: pd.DataFrame | None = None,
    on: dt.date | str | None = None,
    currency: str = "EUR",
) -> NextContacts:
    """The next move towards every customer, from what the customer told us last.

    Parameters
    ----------
    ws : Workspace
        As for :func:`cvmlab.dialogue`; orders, ``offers`` and ``assignments`` where they are there.
    linkage : Linkage, optional
        Which records are one person; without it every card is treated on its own.
    rules : DataFrame, optional
        An edited copy of :func:`cvmlab.contact_rules`; the first rule that fits decides.
    on : date, optional
        The day of the decision; by default the day after the last thing told, sent or bought.
    currency : str
        ISO code, or empty.

    Returns
    -------
    NextContacts
        One row a person: everybody who stands in a list of records, told us something or was
        written to.

    Raises
    ------
    DataProblem
        If there is no dialogue to look at, or the rules cannot be used.

    Notes
    -----
    The calendar's next four weeks are taken to be like its last: to whom it wrote so often it
    would write so often again, at the same cost. Whoever cancelled a channel is not reached in it.
    A move costs what it costs once; an offer that is told of is counted as taken once.
    """
    currency = currency_of_tables(currency, ws)
    table = checked(contact_rules() if rules is None else rules)
    talk = dialogue(ws, linkage)
    bought = _last_purchase(ws, linkage)
    today = pd.Timestamp(on) if on is not None else _tomorrow(talk, bought)
    lines = talk.lines[talk.lines["who"].notna() & (talk.lines["date"] < today)]
    sent = talk.messages[talk.messages["who"].notna() & (talk.messages["date"] < today)]
    people = _everybody(ws, linkage, lines, sent, bought)
    lately = sent[sent["date"] >= today - pd.Timedelta(days=MONTH)]
    moves = pd.DataFrame(index=people)
    moves["calendar"] = lately.groupby("who").size().reindex(people, fill_value=0)
    moves["calendar_cost"] = lately.groupby("who")["cost"].sum().reindex(people, fill_value=0.0)
    open_ways = _open_ways(lines, sent)
    costs = _costs(ws, lines)
    frames = []
    for place, rule in enumerate(table.itertuples(index=False)):
        fits = whom_it_fits(rule, ws, linkage, lines, sent, bought, people, today, costs)
        if len(fits):
            frames.append(fits.assign(rule=rule.rule, place=place, move=rule.move, by=rule.by,
                                      rule_cost=rule.cost))  # fmt: skip
    all_fits = pd.concat(frames) if frames else fitting(people[:0])
    all_fits = all_fits[all_fits.index.isin(people)].sort_values("place", kind="stable")
    first = all_fits[~all_fits.index.duplicated()].reindex(people)
    moves = moves.join(first)
    moves[["rule", "move"]] = moves[["rule", "move"]].fillna({"rule": "none", "move": SILENCE})
    _reach(moves, open_ways)
    moves["earliest"] = moves["until"].fillna(today).clip(lower=today)
    moves["then"] = _then(all_fits).reindex(people).fillna("")
    moves["kind"] = np.select(
        [moves["move"].str.startswith(SILENCE), moves["rule"] == "offer"], [NOTHING, SELLS], ANSWERS
    )
    planned = np.where(moves["calendar"] > 0, SELLS, NOTHING)
    moves["differs"] = moves["kind"].to_numpy() != planned
    kept = ["rule", "move", "why", "channel", "earliest", "cost", "then", "kind", "calendar",
            "calendar_cost", "differs"]  # fmt: skip
    return NextContacts(
        table=moves[kept].rename_axis("who").reset_index(),
        rules=table,
        on=today.date(),
        linkage=linkage,
        currency=currency,
        missing=talk.missing,
    )


def _open_ways(lines: pd.DataFrame, sent: pd.DataFrame) -> pd.DataFrame:
    """The cheapest channel in which each was ever reached and did not cancel."""
    price = sent.groupby("channel")["cost"].mean()
    ways = sent[["who", "channel"]].drop_duplicates()
    closed = lines[lines["kind"] == CANCELLED][["who", "place"]].drop_duplicates()
    ways = ways.merge(closed, how="left", left_on=["who", "channel"], right_on=["who", "place"])
    ways = ways[ways["place"].isna()].assign(price=lambda w: w["channel"].map(price).fillna(0.0))
    ways = ways.sort_values("price", kind="stable").drop_duplicates("who")
    return ways.set_index("who")[["channel", "price"]]


def _reach(moves: pd.DataFrame, ways: pd.DataFrame) -> None:
    """How each move reaches the person, and what it costs."""
    channel, price = (ways[name].reindex(moves.index) for name in ("channel", "price"))
    cheapest = moves["by"] == CHEAPEST
    where = (moves["by"] == WHERE) & moves["place_told"].notna()
    moves["channel"] = (
        moves["by"].fillna("none").mask(where, moves["place_told"])
        .mask(cheapest, channel.fillna("the next visit"))
    )  # fmt: skip
    cost = moves["rule_cost"].astype(float).fillna(moves["own_cost"]).fillna(0.0)
    moves["cost"] = cost + price.fillna(0.0).where(cheapest, 0.0)


def _costs(ws: Workspace, lines: pd.DataFrame) -> dict[str, Any]:
    """What putting a failure right cost so far, by its kind."""
    if not ws.has("service_events", "code", "recovered", "cost"):
        return {"codes": pd.Series(dtype=float), "code": 0.0}
    frame = columns_of(ws, "service_events")
    right = frame[frame["recovered"].astype(bool)]
    mean = float(right["cost"].mean()) if len(right) else 0.0
    return {"codes": right.groupby("code")["cost"].mean(), "code": mean}


def _then(fits: pd.DataFrame) -> pd.Series:
    """What comes after the first move: the other things that are still open."""
    later = fits[fits.index.duplicated() & fits["rule"].isin(TOLD)]
    said = later["move"] + " (" + later["why"] + ")"
    return said.groupby(level=0, sort=False).agg("; ".join)


def _last_purchase(ws: Workspace, linkage: Any) -> pd.Series | None:
    if "transactions" not in ws.tables:
        return None
    lines = lines_of_records(ws)
    keys = [name for name in ("customer_id", "record_id") if name in lines.columns]
    last = lines.group_by(keys).agg(last=lines.date.max()).to_pyarrow().to_pandas()
    last["last"] = pd.to_datetime(last["last"]).astype("datetime64[s]")
    return last.groupby(who_is(last, linkage))["last"].max()


def _everybody(ws: Workspace, linkage: Any, lines: pd.DataFrame, sent: pd.DataFrame,
               bought: pd.Series | None) -> pd.Index:  # fmt: skip
    names = [lines["who"], sent["who"]]
    if bought is not None:
        names.append(bought.index.to_series())
    lists = [("customers", ["customer_id"])]
    if linkage is None:
        lists.append(("source_records", ["customer_id", "record_id"]))
    else:  # it knows every record already
        names.append(pd.Series(linkage.identities.unique()))
    for table, columns in lists:
        found = ws.get(table, *columns)
        if found is not None:
            rows = found.table.select(*columns).to_pyarrow().to_pandas()
            names.append(who_is(rows, linkage).dropna())
    return pd.Index(pd.concat(names).unique()).sort_values()


def _tomorrow(talk: Dialogue, bought: pd.Series | None) -> pd.Timestamp:
    ends = [talk.lines["date"].max(), talk.messages["date"].max()]
    if bought is not None and len(bought):
        ends.append(bought.max())
    known = [end for end in ends if not pd.isna(end)]
    if not known:
        raise one_problem("No day is known", "give on=, the day of the decision.")
    return max(known) + pd.Timedelta(days=1)
