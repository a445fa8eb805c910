"""A table of the firm beside its orders: read under its contract, every row accounted for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import pandas as pd

from cvmlab.data.accounting import Known, Reading, ledger_of
from cvmlab.data.as_it_stands import rows_as_they_stand
from cvmlab.data.cells import choice, typed_rows, without_repeats
from cvmlab.data.contracts.table import Contract
from cvmlab.data.engine import Engine, Progress
from cvmlab.data.expressions import columns_of
from cvmlab.data.mapping import Mapped, Mapping, resolve
from cvmlab.data.one_segment import (
    SEGMENT,
    by_customer,
    lines_without_segment,
    only_segment,
    segment_note,
)
from cvmlab.data.reading import declared_filter, unique_key
from cvmlab.data.sources import open_source
from cvmlab.data.table_ledger import USED, TableLedger
from cvmlab.data.typed import Typing
from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.figures.formats import count
from cvmlab.figures.tables import Table

FindKnown = Callable[[Contract], Known]
OWN_WORDS = 0.5  # from this share of other words on, a column of choices holds the firm's own
SHOWN_COLUMNS = 8


@dataclass(frozen=True, eq=False, repr=False)
class FirmTable:
    """One table of a firm, typed as its contract says, with its ledger.

    Parameters
    ----------
    contract : Contract
        What the table holds, column by column.
    table : ibis Table
        Its rows and columns; money is an exact decimal, in currency units.

    Examples
    --------
    >>> from cvmlab.data.contracts.table import Column
    >>> visits = Contract("visits", "one visit", (Column("day", "date", "The day.", True),))
    >>> read_table(pd.DataFrame({"Day": ["2024-05-06", "soon"]}), visits)
    visits: 1 row, 1 column (day). One row is one visit.
    """

    contract: Contract
    table: ir.Table
    _reading: Reading
    _known: FindKnown = field(default=lambda contract: {})
    _firm_currency: Callable[[], str] | None = None

    @property
    def name(self) -> str:
        """The table's name."""
        return self.contract.name

    @cached_property
    def ledger(self) -> TableLedger:
        """What became of every row and cell of the source."""
        return ledger_of(self._reading, self._known(self.contract))

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(self.table.columns)

    def frame(self) -> pd.DataFrame:
        """The table as a DataFrame, in the order of the source; money in currency units."""
        rows = self._reading.rows
        rows = rows.filter(rows.entry == USED).order_by("_part", "_line").select(*self.columns)
        kinds = {c.name: c.kind for c in self.contract.columns}
        money = {n: rows[n].cast("float64") for n in self.columns if kinds.get(n) == "money"}
        frame = rows.mutate(**money).to_pandas() if money else rows.to_pandas()
        for name, kind in kinds.items():
            if name not in frame.columns:
                continue
            if kind == "date":
                frame[name] = pd.to_datetime(frame[name]).astype("datetime64[s]")
            elif kind == "count" and not pd.api.types.is_integer_dtype(frame[name]):
                frame[name] = frame[name].astype("Int64")
            elif kind == "flag" and not pd.api.types.is_bool_dtype(frame[name]):
                frame[name] = frame[name].astype("boolean")
        if money and self.currency is not None:
            frame.attrs["currency"] = self.currency
        return frame

    @property
    def currency(self) -> str | None:
        """The currency of its money; empty where the firm named none, None where nobody asked."""
        if said := self._reading.settings.currency:
            return said.upper()
        return self._firm_currency() if self._firm_currency is not None else None

    def set_aside(self) -> pd.DataFrame:
        """The rows that were set aside: file, line, reason, and the cells as they were read."""
        rows, source = self._reading.rows, self._reading.source
        aside = rows.filter(rows.entry != USED).select("_part", "_line", "entry")
        found = aside.join(source.table, ["_part", "_line"]).order_by("_part", "_line")
        found = found.select("_part", "_line", "entry", *source.columns)
        names = {"_part": "file", "_line": "line", "entry": "reason"}
        lines = found.to_pandas().rename(columns=names)
        bad = [(part, each.line, each.reason) for part, each in source.bad_lines]
        if bad:  # physical lines that are no rows have no cells
            lines = pd.concat([lines, pd.DataFrame(bad, columns=["file", "line", "reason"])])
        return lines.sort_values(["file", "line"], ignore_index=True)

    def dictionary(self) -> Table:
        """What each column holds, as a table to read."""
        lines = []
        for name in self.columns:
            if name in self.contract.names:
                column = self.contract[name]
                lines.append((name, column.sentence, column.unit_and_range))
            else:
                lines.append((name, "A column of the firm's own.", ""))
        frame = pd.DataFrame(lines, columns=["Column", "What it holds", "Unit and range"])
        return Table(frame, title=repr(self).replace(f" ({self._shown_columns()})", ""))

    def __len__(self) -> int:
        return int(self.table.count().execute())

    def __repr__(self) -> str:
        rows, columns = len(self), len(self.columns)
        return (
            f"{self.name}: {count(rows)} {'row' if rows == 1 else 'rows'}, {columns} "
            f"{'column' if columns == 1 else 'columns'} ({self._shown_columns()}). "
            f"One row is {self.contract.one_row}."
        )

    def _shown_columns(self) -> str:
        more = len(self.columns) - SHOWN_COLUMNS
        shown = ", ".join(self.columns[:SHOWN_COLUMNS])
        return shown if more <= 0 else f"{shown} and {more} more"

    def _repr_html_(self) -> str:
        return self.dictionary().html


def read_table(
    given: Any,
    contract: Contract,
    mapping: Mapping | dict[str, Any] | str | Path | None = None,
    *,
    engine: Engine | None = None,
    progress: Progress | None = None,
    known: FindKnown | None = None,
    earliest: str = "",
    currency: Callable[[], str] | None = None,
    segments: ir.Table | None = None,
) -> FirmTable:
    """Read one table of a firm under its contract.

    Parameters
    ----------
    given : str, Path, DataFrame, Arrow table or Ibis table
        See :func:`cvmlab.data.sources.open_source`.
    contract : Contract
        What the table is to hold.
    mapping : Mapping, dict or path of a TOML file, optional
        Which column is which, and how texts are to be read.
    engine : Engine, optional
        Where the rows are kept; a temporary one by default.
    progress : callable, optional
        Called with the number of rows read.
    known : callable, optional
        Gives, for the columns that refer to other tables, the values to be found there.
    earliest : str, optional
        A date: of rows with the same key the earliest is kept, not the first of the file.
    currency : callable, optional
        Gives the firm's currency, where the mapping does not say it.
    segments : ibis Table, optional
        ``customer_id, _segment`` in `engine`: a table about customers is read for one segment.

    Raises
    ------
    DataProblem
        With all problems at once: needed columns that are missing, undecided dates or decimal
        marks, no usable row.
    """
    engine = engine or Engine()
    settings = Mapping.read(mapping)
    source = open_source(given, settings, engine, progress)
    mapped, problems = resolve(settings, contract, source.columns)
    typing = Typing(source.table, settings)
    typing.study(mapped.values(), contract)
    problems += _of_consequence(typing.problems, mapped, contract)
    kept = declared_filter(settings, source, mapped, typing, problems)
    if kept is not None:
        typing.table = typing.table.mutate(_kept=kept)
    key = tuple(unique_key(settings, source, mapped, problems))
    if not key and set(contract.key) <= set(mapped):
        key = contract.key
    if problems:
        raise DataProblem(problems, source.name)
    own_words: frozenset[str] = frozenset()
    checked: tuple[str, ...] = ()
    further: tuple[str, ...] = ()
    rows = rows_as_they_stand(typing, mapped, contract, source.columns, key)
    if rows is None:
        own_words = _own_words(typing, mapped, contract)
        typed = typed_rows(typing, mapped, contract, source.columns, own_words, key)
        rows, checked, further = engine.store(typed[0]), typed[1], typed[2]
    if key and _has_repeats(rows, key):
        rows = engine.store(without_repeats(rows, key, earliest))
    if segments is not None and settings.only is not None and "customer_id" in rows.columns:
        kept = only_segment(by_customer(segments, rows), settings.only)
        rows = engine.store(kept.drop(SEGMENT))
        bad = lines_without_segment(source.bad_lines, settings)
        source = replace(source, bad_lines=bad, notes=(*segment_note(settings), *source.notes))
    reading = Reading(contract, source, settings, mapped, rows, checked, further, own_words)
    ordered = [name for name in contract.names if name in mapped]
    used = rows.filter(rows.entry == USED).select(*ordered, *further)
    table = FirmTable(contract, used, reading, known or (lambda contract: {}), currency)
    if not len(table):
        raise _nothing_usable(reading)
    return table


def _of_consequence(
    problems: list[Problem], mapped: dict[str, Mapped], contract: Contract
) -> list[Problem]:
    """The problems that stop the reading, in words that fit the kind of column."""
    kinds = {
        column: contract[name]
        for name, item in mapped.items()
        if name in contract.names
        for column in columns_of(item.tree)
    }
    result = []
    for problem in problems:
        column = kinds.get(problem.column or "")
        if column is None:
            result.append(problem)
        elif column.required or not problem.what.startswith("most values are no"):
            what, remedy = problem.what, problem.remedy
            if column.kind in ("count", "number"):
                what = what.replace("amounts", "numbers")
            for words in ("the money", "the day of the purchase"):
                remedy = remedy.replace(f"holds {words}", f"holds the {column.name}")
            result.append(replace(problem, what=what, remedy=remedy))
    return result


def _own_words(typing: Typing, mapped: dict[str, Mapped], contract: Contract) -> frozenset[str]:
    """Columns of choices in which most values are words of the firm's own."""
    wanted = {}
    for name, item in mapped.items():
        if name in contract.names and contract[name].kind == "text" and contract[name].choices:
            text = typing.text(item)
            wanted[f"{name} all"] = text.count()
            wanted[f"{name} known"] = choice(text, contract[name]).count()
    if not wanted:
        return frozenset()
    seen = typing.table.agg(**wanted).to_pyarrow().to_pylist()[0]
    names = [name.removesuffix(" all") for name in wanted if name.endswith(" all")]
    return frozenset(n for n in names if seen[f"{n} known"] < OWN_WORDS * seen[f"{n} all"])


def _has_repeats(rows: ir.Table, key: tuple[str, ...]) -> bool:
    used = rows.filter(rows.entry == USED)
    copies = used.group_by([f"_key_{number}" for number in range(len(key))]).agg(n=used.count())
    return bool((copies.n > 1).any().execute())


def _nothing_usable(reading: Reading) -> DataProblem:
    ledger = ledger_of(reading, {})
    problems = [
        Problem(
            f"no row can be used; {entry.reason}",
            "check the mapping and the reading settings.",
            count=entry.rows,
            examples=entry.examples,
        )
        for entry in ledger.entries[1:]
    ]
    return DataProblem(problems, reading.source.name) if problems else one_problem(
        "there are no rows", "check the export."
    )  # fmt: skip
