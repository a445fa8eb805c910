"""Who stands in for the sample company's people when a lesson runs on a firm's own tables.

A lesson follows people of the sample company by their numbers, names its channels and levels, and
looks at days of its calendar. None of them is in another firm's data. There the lesson follows
somebody of that firm who fits the part, says so once, and goes on; whoever wants to follow
somebody else writes the number into the first cell.
"""

from __future__ import annotations

import ast
import datetime as dt
import re
from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from cvmlab.data.sources import SAMPLES
from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem
from cvmlab.learn.texts import say

NAMES = {"Maura Keane": "K0000001", "Dara Nolan": "K0000002", "Mary Duffy": "K0001514"}
LAST_DAY = dt.date(2024, 12, 29)  # on which the sample company's files end
SAMPLE_CURRENCY = "EUR"
FIRM = "Kestrel"
_DAY = re.compile(r"20[0-3]\d-[01]\d-[0-3]\d")

Pick = Callable[[Any], Any]


def find_stand_ins(picks: dict[str, Pick], facts: Any, found: dict[str, str]) -> None:
    """What in the tables in use stands for each part of a lesson; nothing on the sample company.

    Parameters
    ----------
    picks : dict of str to callable
        For each word of the sample company the function that finds, in the lesson's facts, what
        stands for it.
    facts : Facts
        The lesson's facts on the tables in use.
    found : dict of str to str
        Takes the sample's word and the firm's, one after the other; only where a table has somebody
        for the part.
    """
    if not is_own(facts.ws):
        return
    for sample, pick in picks.items():
        try:
            own = pick(facts)
        except (DataProblem, LookupError):
            continue
        if own is not None and str(own) != sample:
            found[sample] = str(own)


def is_own(workspace: Workspace) -> bool:
    """Whether the tables are a firm's own and not the sample company's."""
    return str(workspace.source) not in SAMPLES


# finding somebody


def buyers(workspace: Workspace) -> pd.Series:
    """The customers by how many days they bought, most first, with that number."""
    orders = workspace.transactions.table
    days = orders.group_by("customer_id").agg(days=orders.date.nunique())
    frame = days.to_pyarrow().to_pandas()
    ordered = frame.sort_values(["days", "customer_id"], ascending=[False, True])
    return pd.Series(ordered["days"].to_numpy(), index=ordered["customer_id"].astype(str))


def busiest(facts: Any, among: Iterable[Any] | None = None, place: int = 0) -> str | None:
    """Who bought on most days, of all customers or of those given; None where nobody is left."""
    ids = buyers(facts.ws).index
    if among is not None:
        given = pd.Index([str(one) for one in among])
        ids = ids[ids.isin(given)].append(given.difference(ids))
    return str(ids[min(place, len(ids) - 1)]) if len(ids) else None


def in_most(facts: Any, *tables: str, needed: tuple[str, ...] = ()) -> list[str]:
    """The customers who stand in most of these tables, and in all that are needed."""
    seen: dict[str, int] = {}
    must: set[str] | None = None
    for name in (*needed, *tables):
        table = facts.ws.get(name, "customer_id")
        if table is None:
            continue
        ids = {str(one) for one in table.frame()["customer_id"].dropna()}
        for one in ids:
            seen[one] = seen.get(one, 0) + 1
        if name in needed:
            must = ids if must is None else must & ids
    kept = {one: n for one, n in seen.items() if must is None or one in must}
    best = max(kept.values(), default=0)
    return [one for one, n in kept.items() if n == best]


def silent(facts: Any, least: int = 84) -> str | None:
    """Who bought often and has not for twelve weeks, but did in the year."""
    orders = facts.ws.transactions.table
    last = orders.group_by("customer_id").agg(last=orders.date.max()).to_pyarrow().to_pandas()
    day = pd.to_datetime(last["last"])
    quiet = (day.max() - day).dt.days
    return busiest(facts, last.loc[quiet.between(least, 300), "customer_id"])


def level(facts: Any, column: str, below: int = 0) -> str | None:
    """The level of customers who buy most often, or the one so many places below it."""
    customers = facts.ws.customers.frame()
    if column not in customers:
        return None
    known = buyers(facts.ws)
    days = customers["customer_id"].astype(str).map(known).fillna(0)
    means = days.groupby(customers[column].astype("str")).mean().drop("nan", errors="ignore")
    ordered = means.sort_values(ascending=False).index
    return str(ordered[below]) if len(ordered) > below else None


# putting them into the lesson


def told_of(known: dict[str, str], namespace: dict[str, Any]) -> str:
    """The sentence that says whom the lesson follows here; empty where nobody was changed.

    Parameters
    ----------
    known : dict of str to str
        What :func:`find_stand_ins` found.
    namespace : dict
        What the first cell has set.

    Examples
    --------
    >>> told_of({"K0000001": "C17"}, {"customer": "K0000001"}).partition(".")[0]
    'Your tables know other names than this page: it follows C17 in place of K0000001 (Maura Keane)'
    """
    said = {id_: name for name, id_ in NAMES.items()}
    parts = []
    for sample, own in known.items():
        name = f" ({said[sample]})" if sample in said else ""
        parts.append(f"{own} in place of {sample}{name}")
    if not parts:
        return ""
    cell = [name for name, value in namespace.items() if _is_one_of(value, known)]
    where = f" ({', '.join(cell)})" if cell else ""
    return say("guard.stand_ins", parts=", ".join(parts), where=where)


def _is_one_of(value: Any, known: dict[str, str]) -> bool:
    return isinstance(value, str) and value in known


def own_day(text: str, workspace: Workspace) -> str | None:
    """A day of the sample's calendar, as far from the end of the firm's own; None if it is in it.

    Parameters
    ----------
    text : str
        As 2024-01-01.
    workspace : Workspace
        The tables in use.
    """
    if not _DAY.fullmatch(text) or not is_own(workspace):
        return None
    orders = workspace.transactions.table
    ends = orders.agg(first=orders.date.min(), last=orders.date.max()).to_pyarrow().to_pylist()[0]
    first, last = (pd.Timestamp(ends[name]).date() for name in ("first", "last"))
    wanted = dt.date.fromisoformat(text)
    if first <= wanted <= last:
        return None
    return str(last - (LAST_DAY - wanted))


def own_words(text: str, known: dict[str, str], workspace: Workspace) -> str:
    """A text of the lesson with the firm's own people, days and currency in it.

    Parameters
    ----------
    text : str
        A text as it stands in a cell.
    known : dict of str to str
        What :func:`find_stand_ins` found.
    workspace : Workspace
        The tables in use.
    """
    if text in known:
        return known[text]
    try:
        if text == SAMPLE_CURRENCY:
            return workspace.transactions.ledger.currency or text
        if found := own_day(text, workspace):
            return found
    except DataProblem:
        return text
    for name, id_ in NAMES.items():
        if name in text and id_ in known:
            text = text.replace(name, known[id_])
    return text


def reworded(text: str, known: dict[str, str], currency: str = SAMPLE_CURRENCY) -> str:
    """A sentence about the sample company as one about the reader's firm.

    Parameters
    ----------
    text : str
        As it stands in the lesson's texts.
    known : dict of str to str
        What :func:`find_stand_ins` found.
    currency : str
        Of the firm; euros are spoken of where it is the euro.

    Examples
    --------
    >>> reworded("Would gold look for a Kestrel? Maura Keane would.", {"gold": "Plus"})
    'Would Plus look for your firm? Maura Keane would.'
    >>> reworded("At Kestrel: 12%.", {}), reworded("Kestrel's minutes", {})
    ('In your firm: 12%.', "Your firm's minutes")
    """
    for name, id_ in NAMES.items():
        if id_ in known:
            text = text.replace(name, known[id_])
    for sample, own in known.items():
        if sample != FIRM:
            text = re.sub(rf"\b{re.escape(sample)}\b", own.replace("\\", r"\\"), text)
    text = re.sub(rf"\b([Aa]t|[Ii]n) {FIRM}\b(?!')", lambda m: f"{_IN[m[1]]} your firm", text)
    text = re.sub(rf"(^|[.?!:] ){FIRM}\b", r"\1Your firm", text)
    text = re.sub(rf"\b(?:a )?{FIRM}\b", "your firm", text)
    if currency != SAMPLE_CURRENCY:
        text = re.sub(r"\beuro(s?)\b", r"unit\1 of money", text)
    return text


_IN = {"at": "in", "At": "In", "in": "in", "In": "In"}


class OwnWords(ast.NodeTransformer):
    """Puts a firm's own people into a cell before it runs.

    Parameters
    ----------
    known : dict of str to str
        What :func:`find_stand_ins` found.
    workspace : Workspace
        The tables in use.
    """

    def __init__(self, known: dict[str, str], workspace: Workspace) -> None:
        self.known, self.workspace = known, workspace

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        """A text, if it is one."""
        if not isinstance(node.value, str):
            return node
        text = own_words(node.value, self.known, self.workspace)
        return node if text == node.value else ast.copy_location(ast.Constant(text), node)

    def names(self, namespace: dict[str, Any]) -> None:
        """What the first cell has set already."""
        for name, value in list(namespace.items()):
            if name.startswith("_") or name == "source":
                continue
            if isinstance(value, str):
                namespace[name] = own_words(value, self.known, self.workspace)
            elif isinstance(value, list) and all(isinstance(one, str) for one in value):
                namespace[name] = [own_words(one, self.known, self.workspace) for one in value]
