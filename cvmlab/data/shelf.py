"""The tables of one firm, each read when it is first asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import pyarrow.parquet as pq

from cvmlab.data.accounting import Known, distinct
from cvmlab.data.contracts.table import Contract
from cvmlab.data.engine import Engine, Progress
from cvmlab.data.expressions import columns_of
from cvmlab.data.folders import ALIASES, ORDERS, TableFile
from cvmlab.data.mapping import resolve
from cvmlab.data.one_segment import OF_CUSTOMERS, segments_of
from cvmlab.data.reading import read_transactions
from cvmlab.data.sources import PARQUET
from cvmlab.data.tables import FirmTable, read_table
from cvmlab.data.transactions import Transactions
from cvmlab.errors import DataProblem, Problem, suggestion

CUSTOMERS = "customers"


class NoSuchTable(DataProblem, AttributeError):
    """A table that is asked for and is not there."""


@dataclass(frozen=True)
class Extent:
    """How large a table is and what it has, as far as can be said without a doubt.

    Parameters
    ----------
    rows : int or None
        None where the table cannot be read.
    columns : tuple of str
        The columns of the contract it has, and those of the firm's own.
    trouble : str
        Why it cannot be read, in a sentence.
    """

    rows: int | None
    columns: tuple[str, ...]
    trouble: str = ""


@dataclass(frozen=True)
class Shelf:
    """Tables by name, read on demand and kept.

    Parameters
    ----------
    files : dict of str to TableFile
        What there is.
    contracts : dict of str to Contract
        What there can be.
    progress : callable, optional
        Called with the number of rows read.
    is_folder : bool
        Whether the tables come from one folder.
    """

    files: Dict[str, TableFile]
    contracts: Dict[str, Contract]
    progress: Progress | None = None
    is_folder: bool = True
    _read: dict[str, Any] = field(default_factory=dict)
    _extents: dict[str, Extent] = field(default_factory=dict)

    @cached_property
    def engine(self) -> Engine:
        """Where the rows are kept."""
        return Engine()

    @cached_property
    def currency(self) -> str:
        """The currency of the firm's money: as its mapping says, else as its orders do."""
        for file in self.files.values():
            if file.mapping.currency:
                return file.mapping.currency.upper()
        try:
            return self.transactions().ledger.currency or "" if ORDERS in self.files else ""
        except DataProblem:
            return ""

    def transactions(self) -> Transactions:
        """The orders, with their ledger."""
        return self._kept(ORDERS)

    def table(self, name: str) -> FirmTable:
        """Any other table, with its ledger."""
        return self._kept(name)

    def _kept(self, name: str) -> Any:
        if name not in self._read:
            if name not in self.files:
                raise self.no_such(name)
            file = self.files[name]
            try:
                self._read[name] = self._opened(file)
            except DataProblem as problem:
                if not self.is_folder:
                    raise
                shown = problem.source or file.shown
                raise in_folder_words(problem, name, shown) from None
        return self._read[name]

    def _opened(self, file: TableFile) -> Any:
        segments = self._segments(file.mapping.each)
        options = {"engine": self.engine, "progress": self.progress, "segments": segments}
        if file.name == ORDERS:
            return read_transactions(file.given, file.mapping, **options)  # type: ignore[arg-type]
        return read_table(
            file.given,
            self.contracts[file.name],
            file.mapping,
            known=self._known,
            currency=lambda: self.currency,
            earliest="acquired_on" if file.name == "customers" else "",
            **options,  # type: ignore[arg-type]
        )

    def _segments(self, each: str | None) -> ir.Table | None:
        """Each customer's segment, where segments are of customers; found once."""
        if not each or not each.startswith(OF_CUSTOMERS):
            return None
        if each not in self._read:
            if CUSTOMERS not in self.files:
                raise self.no_such(CUSTOMERS)
            file = self.files[CUSTOMERS]
            whole = replace(file, mapping=replace(file.mapping, each=None, only=None))
            table = self._opened(whole).table
            column = each.removeprefix(OF_CUSTOMERS)
            found = segments_of(table, column, table.columns)
            self._read[each] = self.engine.store(found)
        return self._read[each]

    def _known(self, contract: Contract) -> Known:
        """The values that a table's references may have, from the tables they refer to."""
        result: Known = {}
        has = self.extent(contract.name).columns
        for column in contract.columns:
            table, _, name = column.refers_to.partition(".")
            if not name or column.name not in has or table == contract.name:
                continue
            if table not in self.files and name == "customer_id" and contract.name != ORDERS:
                table = ORDERS  # who bought is a customer, too
            if table in self.files and name in self.extent(table).columns:
                result[column.name] = (table, distinct(self._kept(table).table, name))
        return result

    def extent(self, name: str) -> Extent:
        """How many rows and which columns a table has; of Parquet, without reading the rows."""
        if name not in self.files:
            return Extent(None, ())
        if name not in self._extents:
            try:
                self._extents[name] = self._measured(name)
            except DataProblem as problem:
                self._extents[name] = Extent(None, (), problem.problems[0].what)
        return self._extents[name]

    def _measured(self, name: str) -> Extent:
        file, contract = self.files[name], self.contracts[name]
        path = Path(str(file.given))
        is_whole = file.mapping.only is None
        if (
            is_whole
            and name not in self._read
            and path.suffix.lower() in PARQUET
            and path.is_file()
        ):
            footer = pq.read_metadata(path)
            there = footer.schema.to_arrow_schema().names
            mapped, problems = resolve(file.mapping, contract, there)
            if not problems:
                used = {name for item in mapped.values() for name in columns_of(item.tree)}
                own = [n for n in there if n not in used and n not in contract.names]
                known = [n for n in contract.names if n in mapped]
                return Extent(footer.num_rows, (*known, *own))
        ledger = self._kept(name).ledger if name == ORDERS else None
        if ledger is None:
            reading = self._kept(name)._reading
            found, rows = reading.mapped, int(reading.rows.count().execute())
            rows += len(reading.source.bad_lines)
        else:
            found, rows = {item[0] for item in ledger.mapped}, ledger.rows
        own = [n for n in self._kept(name).table.columns if not n.startswith("_")]
        own = [n for n in own if n not in contract.names and not n.endswith("_cents")]
        return Extent(rows, (*(n for n in contract.names if n in found), *own))

    def no_such(self, name: str) -> NoSuchTable:
        """The plain message for a table that is not there, or that nobody knows."""
        if name not in self.contracts:
            close = suggestion(name, self.contracts)
            known = ", ".join(self.contracts)
            return NoSuchTable(
                [Problem(f'there is no table "{name}"', f"tables are: {known}.{close}")]
            )
        return NoSuchTable([Problem(self.absence(name), how_to_add(name, self.is_folder))])

    def absence(self, name: str) -> str:
        """A sentence that says which table is not there, and what it would hold."""
        return f"there is no table {name} here; one row of it is {self.contracts[name].one_row}."


def as_brought(contract: Contract, contracts: Dict[str, Contract]) -> Contract:
    """The contract for a reader's own table: a running number nobody refers to may be missing."""
    if len(contract.key) != 1 or contract[contract.key[0]].kind != "id":
        return contract
    (own,) = contract.key
    references = {column.refers_to for other in contracts.values() for column in other.columns}
    if f"{contract.name}.{own}" in references or contract[own].refers_to or own == "customer_id":
        return contract
    columns = (replace(c, required=c.required and c.name != own) for c in contract.columns)
    return replace(contract, columns=tuple(columns))


def how_to_add(name: str, is_folder: bool) -> str:
    """What a reader does to bring a table."""
    alias = ALIASES.get(name, ())
    other = f" or {alias[0]}.xlsx" if alias else f" or {name}.xlsx"
    first = "" if is_folder else "put your files into one folder and load the folder; "
    return (
        f"{first}save the table in the folder as {name}.csv{other}, or name its file in "
        f'mapping.toml: [tables.{name}] and below it file = "…".'
    )


def in_folder_words(problem: DataProblem, table: str, source: str) -> DataProblem:
    """The same problems, their remedies as lines of a ``mapping.toml`` instead of options."""
    result = []
    for each in problem.problems:
        words = re.sub(r'--map (\w+)="?([^".,;]+)"?', r'\1 = "\2"', each.remedy)
        words = re.sub(
            r'--(dates|decimal|sheet|header|encoding|delimiter|basis|currency|rates) "?(\w+)"?',
            r'\1 = "\2"',
            words,
        )
        if words != each.remedy:
            part = f"[tables.{table}.columns]" if "--map" in each.remedy else f"[tables.{table}]"
            words = f"{words.rstrip('.')}; it stands below {part} in mapping.toml."
        result.append(replace(each, remedy=words))
    return DataProblem(result, source)
