"""What a workspace holds, what it does not, and what can be done with it: three tables to read."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Dict
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cvmlab.data.needs import Notebook
from cvmlab.data.shelf import Shelf, how_to_add
from cvmlab.figures.formats import count
from cvmlab.figures.tables import Table


@dataclass(frozen=True, repr=False)
class Description:
    """The description of a workspace, for a screen and for a page.

    Parameters
    ----------
    tables : Table
        The tables there are.
    absent : Table or None
        The tables there are not; None where all are there.
    notebooks : Table or None
        Which lessons and reports the tables suffice for, and what the others miss.
    """

    tables: Table
    absent: Table | None = None
    notebooks: Table | None = None

    @property
    def parts(self) -> tuple[Table, ...]:
        """The tables to read that there are."""
        return tuple(part for part in (self.tables, self.absent, self.notebooks) if part)

    def __repr__(self) -> str:
        return "\n\n".join(map(str, self.parts))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {
            "text/html": "\n".join(part.html for part in self.parts),
            "text/plain": repr(self),
        }


def describe(shelf: Shelf, others: tuple[str, ...], notebooks: Iterable[Notebook]) -> Description:
    """The description of what stands on a shelf.

    Parameters
    ----------
    shelf : Shelf
    others : tuple of str
        Files of the folder that hold no table known.
    notebooks : iterable of Notebook
    """
    there = [name for name in shelf.contracts if name in shelf.files]
    absent = [name for name in shelf.contracts if name not in shelf.files]
    return Description(
        _there(shelf, there, others),
        _absent(shelf, absent) if absent else None,
        _suffices(shelf, list(notebooks)),
    )


def missing(shelf: Shelf, table: str, columns: Iterable[str] = ()) -> str:
    """What is missing of a table, in a sentence; empty where nothing is."""
    if table not in shelf.files:
        sentence = shelf.absence(table)
        return sentence[:1].upper() + sentence[1:]
    extent = shelf.extent(table)
    if extent.trouble:
        return f"The table {table} cannot be read: {extent.trouble}."
    lost = [name for name in columns if name not in extent.columns]
    if not lost:
        return ""
    contract = shelf.contracts[table]
    if len(lost) == 1:
        what = contract[lost[0]].sentence.rstrip(".") if lost[0] in contract.names else ""
        return f"The table {table} has no column {lost[0]}{f' ({what})' if what else ''}."
    return f"The table {table} has no columns {', '.join(lost[:-1])} and {lost[-1]}."


def missing_for(shelf: Shelf, notebook: Notebook) -> tuple[str, ...]:
    """What a notebook misses, a sentence a table."""
    sentences = (
        missing(shelf, table, columns)
        for table, columns in notebook.needs.items()
        if table in shelf.contracts
    )
    return tuple(filter(None, sentences))


def _there(shelf: Shelf, names: list[str], others: tuple[str, ...]) -> Table:
    lines, troubles = [], []
    for name in names:
        extent, contract = shelf.extent(name), shelf.contracts[name]
        if extent.trouble:
            troubles.append(f"{name} cannot be read yet: {extent.trouble}.")
        rows = "–" if extent.rows is None else count(extent.rows)
        lines.append((name, rows, contract.one_row, shelf.files[name].shown))
    notes = troubles
    if others:
        which = "this file is" if len(others) == 1 else "these files are"
        notes.append(
            f"Not read, since {which} called like no table: {', '.join(others)}. "
            "mapping.toml can say which table a file holds."
        )
    columns = ["Table", "Rows", "One row is", "Read from"]
    title = f"{len(lines)} {'table' if len(lines) == 1 else 'tables'}"
    return Table(pd.DataFrame(lines, columns=columns), title=title, note=" ".join(notes) or None)


def _absent(shelf: Shelf, names: list[str]) -> Table:
    contracts = [shelf.contracts[name] for name in names]
    lines = [(c.name, c.one_row, c.called_briefly) for c in contracts]
    columns = ["Not there", "One row would be", "In your firm"]
    note = f"To add one, {how_to_add(names[0], shelf.is_folder)}"
    return Table(pd.DataFrame(lines, columns=columns), title="Tables not there", note=note)


def _suffices(shelf: Shelf, notebooks: list[Notebook]) -> Table | None:
    if not notebooks:
        return None
    lines = [
        (
            notebook.kind,
            notebook.title,
            "no" if missing_for(shelf, notebook) else "yes",
            _briefly(shelf, notebook.needs),
            _briefly(shelf, notebook.helps),
        )
        for notebook in notebooks
    ]
    good = sum(line[2] == "yes" for line in lines)
    title = f"The tables suffice for {good} of {len(lines)} lessons and reports"
    frame = pd.DataFrame(
        lines, columns=["For the", "Title", "Suffices", "Missing", "Would help too"]
    )
    return Table(frame, title=title)


def _briefly(shelf: Shelf, wanted: Dict[str, tuple[str, ...]]) -> str:
    """What is missing, in names only: ``survey; customers: acquired_on``."""
    parts = []
    for table, columns in wanted.items():
        has = shelf.extent(table).columns
        lost = [name for name in columns if name not in has]
        if table not in shelf.files or shelf.extent(table).trouble:
            parts.append(table)
        elif lost:
            parts.append(f"{table}: {', '.join(lost)}")
    return "; ".join(parts)
