"""How many rows of the firm's tables say who it was, what happened and how it felt.

Four tables are written where customer and firm meet. Each is described once: what one of its rows
is, where it says at which touchpoint, and which columns answer which question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.data.ledger import FILTERED, NO_CUSTOMER, TOTALS
from cvmlab.errors import DataProblem, Problem, one_problem

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from cvmlab.data.workspace import Workspace

# The questions, worded to stand above a column.
QUESTIONS = {
    "who": "who\nit was",
    "what": "what they\nwanted",
    "wrong": "what went\nwrong",
    "minutes": "how long\nit took",
    "put_right": "put right\nor not",
    "felt": "how they\nfelt",
    "said": "own\nwords",
}
UNKNOWN = "not written down"
KEYS = ("touchpoint", "meeting")
COUNTS = ("rows", *QUESTIONS, "who_and_felt")


@dataclass(frozen=True)
class Record:
    """A table that is written where customer and firm meet.

    Parameters
    ----------
    table : str
        Its name.
    meeting : str
        What one row is, in a word.
    touchpoint : str
        The column that says where; empty where the table has none.
    place : str
        The touchpoint of all its rows, where there is no column.
    answers : mapping of question to columns
        Which columns answer which question; any of them will do.
    """

    table: str
    meeting: str
    touchpoint: str = ""
    place: str = UNKNOWN
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


_FRICTIONS = ("phone_menu", "website", "rude", "rule", "opening_hours", "identity_check")
RECORDS = (
    Record("transactions", "purchase", "channel",
           answers={"who": ("customer_id",), "what": ("cents",)}),
    Record("attempts", "attempt to buy", "channel",
           answers={"who": ("customer_id",), "what": ("basket_intended",), "wrong": _FRICTIONS,
                    "felt": ("emotion",)}),
    Record("service_events", "failure", "touchpoint",
           answers={"who": ("customer_id",), "wrong": ("code",), "minutes": ("minutes_lost",),
                    "put_right": ("recovered",)}),
    Record("survey", "answer", place="survey",
           answers={"who": ("customer_id",), "felt": ("overall",), "said": ("comment",)}),
)  # fmt: skip
# The till calls it by another name than the service desk does.
_SAME_PLACE = {"click and collect": "collection"}
_ORDER = ("store", "collection", "web", "phone", "driver")


def written_down(ws: Workspace) -> pd.DataFrame:
    """Rows by touchpoint and kind of meeting, and how many of them answer each question.

    Parameters
    ----------
    ws : Workspace
        The firm's tables.

    Returns
    -------
    pandas.DataFrame
        ``touchpoint, meeting, rows``, a count for each question, and ``who_and_felt``.

    Raises
    ------
    DataProblem
        When none of the tables is there.
    """
    found = [_counted(_all_rows(ws, r.table), r) for r in RECORDS if r.table in ws.tables]
    if not found:
        names = ", ".join(record.table for record in RECORDS)
        raise one_problem(
            "no table says where customers and firm met", f"bring at least one of: {names}."
        )
    counts = pd.concat(found, ignore_index=True)
    order = {place: i for i, place in enumerate(_ORDER)}
    rank = counts["touchpoint"].map(order).fillna(len(order))
    rank = rank.mask(counts["touchpoint"] == "survey", len(order) + 1)
    meetings = {record.meeting: i for i, record in enumerate(RECORDS)}
    counts = counts.assign(_a=rank, _b=counts["meeting"].map(meetings))
    counts = counts.sort_values(["_a", "touchpoint", "_b"], ignore_index=True)
    return counts.drop(columns=["_a", "_b"])


def _all_rows(ws: Workspace, name: str) -> ir.Table:
    """Every row of a table: a receipt without a card is a meeting too."""
    import ibis

    if name != "transactions":
        return getattr(ws, name).table
    lines = ws.transactions.lines
    lines = lines.filter(~lines.entry.isin([FILTERED, TOTALS]))  # neither is a meeting
    named = lines.entry != NO_CUSTOMER  # "0" and "guest" are ids that name nobody
    return lines.mutate(customer_id=named.ifelse(lines.customer_id, ibis.null()))


def _counted(table: ir.Table, record: Record) -> pd.DataFrame:
    import ibis

    marks = {}
    for question, columns in record.answers.items():
        known = [_filled(table[c]) for c in columns if c in table.columns]
        if known:
            marks[question] = reduce(or_, known)
    if {"who", "felt"} <= set(marks):
        marks["who_and_felt"] = marks["who"] & marks["felt"]
    place = ibis.literal(record.place)
    if record.touchpoint in table.columns:
        place = table[record.touchpoint].cast("string").fill_null(UNKNOWN)
        place = place.substitute(_SAME_PLACE)
    sums = {name: table.count(where=mark) for name, mark in marks.items()}
    counts = table.group_by(touchpoint=place).agg(rows=table.count(), **sums).to_pandas()
    kept = ["touchpoint", "rows", *QUESTIONS, "who_and_felt"]
    counts = counts.reindex(columns=kept, fill_value=0)  # what has no column is not answered
    counts.insert(1, "meeting", record.meeting)
    return counts


def _filled(column: ir.Column) -> ir.BooleanValue:
    if column.type().is_string():
        return column.notnull() & (column.strip() != "")  # type: ignore[attr-defined]
    return column.notnull()


def as_shares(counts: pd.DataFrame) -> pd.DataFrame:
    """Counts as shares of the rows."""
    out = counts.copy()
    for name in (*QUESTIONS, "who_and_felt"):
        out[name] = out[name] / out["rows"]
    return out


def checked(counts: pd.DataFrame) -> pd.DataFrame:
    """Counts that can be right: all columns there, no more answers than rows."""
    missing = [name for name in (*KEYS, *COUNTS) if name not in counts.columns]
    if missing:
        raise DataProblem(
            [Problem("this column is missing", "add the count.", column=name) for name in missing],
            "the counts",
        )
    kept = counts.loc[counts["rows"] > 0, [*KEYS, *COUNTS]].reset_index(drop=True)
    if kept.empty:
        raise one_problem("nothing was counted", "bring at least one table with rows.")
    too_many = [
        Problem("there are more answers than rows, or fewer than none", "count again.", name)
        for name in COUNTS[1:]
        if ((kept[name] > kept["rows"]) | (kept[name] < 0)).any()
    ]
    if too_many:
        raise DataProblem(too_many, "the counts")
    return kept
