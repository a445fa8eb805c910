"""One customer's whole story: every row of every table, whatever card or record it stands under.

A data mart is one department's view: the till's, the web shop's, the service desk's. The 360° view
puts them side by side in one person's order of days. Source: the interview with Peppers & Rogers
Group on three reasons why technology fails (Duke, "Managing Customer Value").
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import ibis
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.idic.identify.current_linkage import current_linkage
from cvmlab.idic.identify.lines_of_records import (
    YEAR,
    last_day,
    lines_of_records,
    money_is,
    sums_of_records,
)
from cvmlab.idic.identify.view_360_result import View360
from cvmlab.insight.recorded.customer_trail import day_columns, name_columns

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from cvmlab.data.contracts.table import Contract
    from cvmlab.data.workspace import Workspace
    from cvmlab.idic.identify.linkage_result import Linkage

# What a row of a table says in a word or two, where the table has such columns.
_SAYS = {
    "transactions": ("channel", "store"),
    "source_records": ("system",),
    "preferences": ("preference", "recorded_by"),
    "service_events": ("code", "touchpoint"),
    "contacts": ("channel", "outcome"),
    "assignments": ("experiment", "arm"),
    "survey": ("comment",),
    "interviews": ("excerpt",),
    "contributions": ("kind", "detail"),
    "attempts": ("channel", "outcome"),
}
_MONEY = ("amount", "cost", "reward_paid")
EVENTS = ("date", "table", "key", "card", "says", "money")
CAP = 3  # letters a month that people bear


def view_360(
    ws: Workspace, customer: str, linkage: Linkage | None = None, *, cap: int = CAP
) -> View360:
    """All that the firm's systems hold of one person, as one dated line of events.

    Parameters
    ----------
    ws : Workspace
        The firm's tables; whichever names a card or a record is read.
    customer : str
        A card or a record of the person.
    linkage : Linkage, optional
        Who is who; by default :func:`cvmlab.current_linkage`.
    cap : int
        Letters and messages a calendar month that are bearable.

    Returns
    -------
    View360
        It shows personal data: say why it is opened, and to whom.

    Raises
    ------
    DataProblem
        When no table names this card or record.

    Notes
    -----
    A row is this person's when a column that refers to the customers' list holds one of the cards,
    or its record is one of the records. A wrong link puts another person's rows in: the view is as
    good as the linkage behind it.
    """
    linkage = current_linkage(ws) if linkage is None else linkage
    identity = str(linkage.identity_of(pd.Series([customer], dtype="str")).iloc[0])
    systems = _systems(linkage, identity)
    records, cards = list(systems["record_id"]), linkage.cards_of(identity) if len(systems) else []
    if not records:
        cards = [customer]  # a card that no list of records bears
    of_card = systems.drop_duplicates("customer_id").set_index("customer_id")["record_id"]
    events, undated = [], {}
    for name in ws.tables:
        rows, contract = _rows(ws, name, records, cards), ws.contracts[name]
        if rows is None or rows.empty:
            continue
        if not day_columns(contract, tuple(rows.columns)):
            undated[name] = len(rows)
            continue
        events.append(_events(rows, contract, cards, of_card))
    if not events and not undated:
        raise one_problem(
            f'no table names the customer "{customer}"',
            "take a card or a record number, spelt exactly as it stands in the tables.",
        )
    line = pd.concat(events) if events else pd.DataFrame(columns=list(EVENTS))
    line = line.sort_values(["date", "table"], kind="stable", ignore_index=True)
    return View360(
        asked_for=customer,
        identity=identity,
        records=systems,
        events=line,
        sales=_sales(ws, records, cards),
        undated=undated,
        cap=cap,
        money_is=money_is(ws),
        currency=ws.transactions.ledger.currency or "" if "transactions" in ws.tables else "",
        silent=tuple(n for n in _could_name(ws) if n not in {*line["table"], *undated}),
    )


def _could_name(ws: Workspace) -> list[str]:
    """Tables that could name a customer."""
    return [n for n in ws.tables if name_columns(ws.contracts[n], ws.contracts[n].names)]


def _table(ws: Workspace, name: str) -> ir.Table | None:
    if name == "transactions":
        return lines_of_records(ws)
    columns = ws.contracts[name].names
    if not name_columns(ws.contracts[name], columns) and "record_id" not in columns:
        return None
    return getattr(ws, name).table


def _rows(ws: Workspace, name: str, records: list[str], cards: list[str]) -> pd.DataFrame | None:
    table = _table(ws, name)
    if table is None:
        return None
    hers = [table[c].isin(cards) for c in name_columns(ws.contracts[name], tuple(table.columns))]
    if not cards:
        hers = []
    if "record_id" in table.columns and records:
        hers.append(table["record_id"].isin(records))
    return table.filter(ibis.or_(*hers)).to_pyarrow().to_pandas() if hers else None


def _events(
    rows: pd.DataFrame, contract: Contract, cards: list[str], of_card: pd.Series
) -> pd.DataFrame:
    """Rows of one table as events: day, under which record and card, what, how much money.

    A row that names a card only stands under the record that first bore this card.
    """
    (day,) = day_columns(contract, tuple(rows.columns))
    named = [c for c in name_columns(contract, tuple(rows.columns)) if c in rows]
    card = pd.Series(pd.NA, index=rows.index, dtype="str")
    for column in named:  # of referrer and referee the one that is hers
        card = card.fillna(rows[column].where(rows[column].isin(cards)).astype("str"))
    key = card.map(of_card).astype("str").fillna(card)
    if "record_id" in rows:
        key = rows["record_id"].astype("str").fillna(key)
    money = next((c for c in _MONEY if c in rows), None)
    if "cents" in rows:
        amount = rows["cents"] / 100
    else:
        amount = pd.Series(float("nan"), rows.index) if money is None else rows[money]
    said = [c for c in _SAYS.get(contract.name, ()) if c in rows]
    words = rows[said].astype("str").fillna("").agg(", ".join, axis=1) if said else ""
    return pd.DataFrame(
        {
            "date": pd.to_datetime(rows[day]).dt.normalize(),
            "table": contract.name,
            "key": key,
            "card": card,
            "says": words,
            "money": amount.astype(float),
        }
    )[list(EVENTS)]


def _systems(linkage: Linkage, identity: str) -> pd.DataFrame:
    """The records: which system wrote them, since when, on which card."""
    columns = ["record_id", "system", "customer_id", "created"]
    if not (linkage.identities == identity).any():
        return pd.DataFrame(columns=columns)
    return linkage.records_of(identity)[columns]


def _sales(ws: Workspace, records: list[str], cards: list[str]) -> pd.DataFrame:
    """Sales and margin by card or record and year of 364 days back, in currency units."""
    if "transactions" not in ws.tables:
        return pd.DataFrame(columns=["card", "year", "sales", "margin", "until"])
    sums = sums_of_records(ws)
    hers = sums[sums["key"].isin(records) | sums["customer_id"].isin(cards)]
    hers = hers.assign(card=hers["customer_id"].astype("str").fillna(hers["key"]))
    found = hers.groupby(["card", "year"], as_index=False)[["sales", "margin"]].sum()
    found[["sales", "margin"]] = found[["sales", "margin"]] / 100
    last = last_day(ws)
    found["until"] = [last - dt.timedelta(days=YEAR * int(ago)) for ago in found["year"]]
    return found
