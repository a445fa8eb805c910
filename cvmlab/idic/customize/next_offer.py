"""The next offer for every customer: matched to what the customer said, or a question first.

Segments get messages; a customer gets something that fits. What fits is known of those who said it.
Of the others nothing is known, and a guess that misses costs more than a question: they are asked.

Sources: Peppers and Rogers (1993), "The One to One Future", on treating customers by what they told
you; the interview on building customer value, on changing one's own behaviour for each of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem, Problem
from cvmlab.idic.customize.knowledge_flow import knowledge_flow
from cvmlab.idic.customize.knowledge_flow_result import USED, told
from cvmlab.idic.customize.needs_to_offers import needs_to_offers
from cvmlab.idic.customize.next_offer_result import ASK, AWAY, DO, OFFER, NextOffers
from cvmlab.idic.customize.uses_a_year import (
    as_people,
    failures_a_year,
    uses_a_year,
    visits_a_year,
)

if TYPE_CHECKING:
    from cvmlab.idic.identify.linkage_result import Linkage

_NOTE = ("preference", "need", "recorded_on", "recorded_by", "reached")


def next_offers(
    ws: Workspace,
    offer_for: Mapping[str, str | None] | None = None,
    *,
    needs: pd.DataFrame | None = None,
    uses: Mapping[str, float] | None = None,
    linkage: Linkage | None = None,
    level: float = 0.95,
) -> NextOffers:
    """What to do next for each customer, what a year of it costs, and why.

    Parameters
    ----------
    ws : Workspace
        With orders, ``offers`` and ``preferences``; where there are, ``customers``,
        ``service_events`` (how often something fails) and ``contacts`` (who unsubscribed).
    offer_for : mapping, optional
        Your table from needs (or wishes in the customers' words) to offers; see
        :func:`needs_to_offers`. What it leaves out gets the cheapest offer of its need.
    needs : DataFrame, optional
        Needs known from elsewhere, for customers without a note: ``customer_id, need`` and, as
        ``evidence`` or ``words``, a few words ("asked for it in the survey").
    uses : mapping, optional
        Offer's name to uses a year, where you know better than one at each visit.
    linkage : Linkage, optional
        Who is whom: with it one line a person, and a note on one card serves the other.
    level : float
        Confidence level of the intervals of the notes' flow.

    Returns
    -------
    NextOffers
        Every customer stands on exactly one line: an offer, do what was said, ask, or away.

    Raises
    ------
    DataProblem
        Where a table is missing, or with every wrong line of ``offer_for`` and ``uses``.

    Notes
    -----
    Of several notes the latest that nobody has used counts, else the latest. Cost a year = cost per
    use × uses a year; uses are the visits of the last 52 weeks in the channels where the failure
    that the offer takes away happens (all visits where it takes none away), or the failures
    themselves where it is paid when it fails. It is an upper end: each visit a use. Who has
    unsubscribed from messages is told at the counter, never by message.
    """
    flow = knowledge_flow(ws, level=level)
    offers = _offers(ws)
    table = needs_to_offers(offers, offer_for, wishes=flow.table["preference"])
    _check_uses(uses or {}, offers)
    visits = visits_a_year(ws, linkage)
    out = pd.DataFrame({"customer_id": _customers(ws, visits, linkage)})
    out = out.merge(_one_note(flow.table, linkage), on="customer_id", how="left")
    _needs_from_elsewhere(out, needs, linkage)
    _match(out, table)
    out["visits"] = out["customer_id"].map(visits.groupby("customer_id")["visits"].sum())
    out["visits"] = out["visits"].fillna(0).astype("int64")
    out["uses"] = uses_a_year(out, visits, failures_a_year(ws, linkage), uses)
    out["cost_a_year"] = (out["cost_per_use"] * out["uses"]).fillna(0.0)
    out["step"] = np.select(
        [out["visits"] == 0, out["need"].isna(), out["offer"].notna()], [AWAY, ASK, OFFER], DO
    )
    idle = out["step"] != OFFER
    out.loc[idle, ["offer", "cost_per_use"]] = None
    out.loc[idle, ["uses", "cost_a_year"]] = 0.0
    out["by_message"] = ~out["customer_id"].isin(_unsubscribed(ws, linkage))
    return NextOffers(
        table=out, offer_for=table, flow=flow, currency=ws.transactions.ledger.currency or "",
        linkage=linkage,
    )  # fmt: skip


def _offers(ws: Workspace) -> pd.DataFrame:
    lacking = ws.missing("offers", "name", "need", "cost_per_use")
    if lacking:
        raise DataProblem(
            [Problem(lacking.rstrip("."), "list what your teams may offer, and for which need.")]
        )
    return ws.offers.frame()


def _check_uses(uses: Mapping[str, float], offers: pd.DataFrame) -> None:
    known = set(offers["name"])
    problems = [
        Problem(f'there is no offer "{name}" (in uses)', "write its name as in the list of offers.")
        for name in uses
        if name not in known
    ]
    problems += [
        Problem(f'"{name}" cannot be used {times} times a year', "give a number from 0.")
        for name, times in uses.items()
        if not (np.isfinite(times) and times >= 0)
    ]
    if problems:
        raise DataProblem(problems, "the uses of offers")


def _customers(ws: Workspace, visits: pd.DataFrame, linkage: Linkage | None) -> pd.Series:
    """Everybody on file, once: cards, and who bought without standing in the customer file."""
    table = ws.get("customers", "customer_id")
    known = [visits["customer_id"]]
    if table is not None:
        known.insert(0, as_people(table.frame()["customer_id"], linkage))
    bought = ws.transactions.table.select("customer_id").distinct().to_pyarrow().to_pandas()
    known.append(as_people(bought["customer_id"].sort_values(), linkage))
    return pd.concat(known).dropna().drop_duplicates().reset_index(drop=True)


def _one_note(notes: pd.DataFrame, linkage: Linkage | None) -> pd.DataFrame:
    """The note that counts for each customer, and how many there are."""
    mine = notes.reindex(columns=["customer_id", *_NOTE])
    mine = mine.assign(
        said_by=mine["customer_id"], customer_id=as_people(mine["customer_id"], linkage),
        open=mine["reached"] != USED,
    )  # fmt: skip
    mine["notes"] = mine.groupby("customer_id")["said_by"].transform("size")
    mine = mine.sort_values(["open", "recorded_on"], kind="stable")
    mine = mine.drop_duplicates("customer_id", keep="last").drop(columns="open")
    return mine.reset_index(drop=True)


def _needs_from_elsewhere(
    out: pd.DataFrame, needs: pd.DataFrame | None, linkage: Linkage | None
) -> None:
    said = [f'said "{row["preference"]}"{told(row)}' if isinstance(row["preference"], str) else None
            for row in out[list(_NOTE)].to_dict("records")]  # fmt: skip
    out["evidence"] = pd.Series(said, index=out.index, dtype=object)
    if needs is None:
        return
    absent = [name for name in ("customer_id", "need") if name not in needs]
    if absent:
        raise DataProblem(
            [Problem("the needs have no such column", "give customer_id and need.", column=name)
             for name in absent], "needs",
        )  # fmt: skip
    more = needs[needs["need"].notna()].assign(customer_id=as_people(needs["customer_id"], linkage))
    more = more.drop_duplicates("customer_id").set_index("customer_id")
    unknown = out["need"].isna()
    out.loc[unknown, "need"] = out.loc[unknown, "customer_id"].map(more["need"])
    for name in ("evidence", "words"):
        if name in more:
            words = out.loc[unknown, "customer_id"].map(more[name])
            out.loc[unknown, "evidence"] = words
            break


def _match(out: pd.DataFrame, table: pd.DataFrame) -> None:
    """Each customer's line of the table: the wish's own line where it has one, else the need's."""
    lines = table.set_index("answers")
    wish = out["preference"].where(out["preference"].isin(lines.index[lines["kind"] == "wish"]))
    need = out["need"].where(out["need"].isin(lines.index[lines["kind"] == "need"]))
    line = wish.where(wish.notna(), need)
    out["offer"] = line.map(lines["name"]).astype(object)
    out["cost_per_use"] = line.map(lines["cost_per_use"]).astype(float)
    for name in ("removes", "paid"):
        out[name] = line.map(lines[name]).astype(object) if name in lines else None


def _unsubscribed(ws: Workspace, linkage: Linkage | None) -> set[str]:
    table = ws.get("contacts", "customer_id", "outcome")
    if table is None:
        return set()
    left = table.table.filter(table.table.outcome == "unsubscribed").select("customer_id")
    return set(as_people(left.to_pyarrow().to_pandas()["customer_id"], linkage).dropna())
