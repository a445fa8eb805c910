"""Which tables the scorecard reads, what each is for, and what became of its rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem
from cvmlab.figures.formats import MISSING, count

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

SET_ASIDE = "set aside"  # as ledgers call it
# A table, and the question of the scorecard it answers.
USED_FOR = {
    "transactions": "what customers buy, and whether we know who they are",
    "source_records": "which records are one person",
    "customers": "since when, and by which channel they came",
    "acquisition_costs": "what a customer costs who is won twice",
    "contacts": "who is written to how often, and whether that depends on value",
    "preferences": "what customers told us, and whether anybody used it",
    "service_events": "what went wrong, and whether it was put right",
    "survey": "what was asked, and answered",
    "offers": "what could be offered, for which need",
    "assignments": "who was drawn by lot, with which chance",
}


def scorecard_sources(ws: Workspace) -> Table:
    """The tables the scorecard looks for, with the rows used and set aside.

    Parameters
    ----------
    ws : Workspace

    Returns
    -------
    Table
        One line a table; one that is not there, or cannot be read, says so.
    """
    return tables_read(ws, USED_FOR, "the scorecard")


def tables_read(ws: Workspace, used_for: Mapping[str, str], page: str) -> Table:
    """Tables that a page of many looks for, with the rows used and set aside.

    Parameters
    ----------
    ws : Workspace
    used_for : mapping of table to text
        What each serves.
    page : str
        Who looks for them: "the scorecard".

    Returns
    -------
    Table
    """
    from cvmlab.figures.tables import Table

    lines, notes = [], []
    for name, question in used_for.items():
        if name not in ws.tables:
            lines.append((name, "not there", MISSING, question))
            continue
        try:
            ledger = getattr(ws, name).ledger
        except DataProblem as problem:
            lines.append((name, "cannot be read", MISSING, question))
            notes.append(f"{name}: {problem.problems[0].what.rstrip('.')}.")
            continue
        aside = ledger.rows - ledger.rows_used
        notes += [
            f"{name}: {count(entry.rows)} set aside, {entry.reason}."
            for entry in ledger.entries
            if entry.kind == SET_ASIDE
        ]
        lines.append((name, count(ledger.rows_used), count(aside) if aside else "none", question))
    there = sum(used not in ("not there", "cannot be read") for _, used, *_ in lines)
    columns = ["Table", "Rows used", "Set aside", "What it is for"]
    return Table(
        pd.DataFrame(lines, columns=columns),
        f"{there} of {len(lines)} tables that {page} can use",
        " ".join(notes) or None,
    )
