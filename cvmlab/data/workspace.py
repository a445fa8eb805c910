"""The one entrance: whatever the reader has, as a workspace that lessons and reports take."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from cvmlab.data.contracts.customers import CUSTOMERS
from cvmlab.data.engine import Engine, Progress
from cvmlab.data.mapping import Mapping, resolve
from cvmlab.data.reading import read_transactions
from cvmlab.data.sources import SAMPLES, open_source
from cvmlab.data.transactions import Transactions
from cvmlab.data.typed import Typing
from cvmlab.errors import DataProblem


@dataclass(frozen=True)
class Workspace:
    """The tables of one firm; each is read when it is first asked for.

    Parameters
    ----------
    source : object
        What was pointed at.
    mapping : Mapping
        How it is read.
    customers_source : object, optional
        What the firm knows of its customers beside the orders.
    """

    source: Any
    mapping: Mapping
    customers_source: Any = None
    progress: Progress | None = None

    @cached_property
    def _engine(self) -> Engine:
        return Engine()

    @cached_property
    def transactions(self) -> Transactions:
        """The orders, with their ledger."""
        return read_transactions(
            self.source, self.mapping, engine=self._engine, progress=self.progress
        )

    @cached_property
    def customers(self) -> ir.Table | None:
        """``customer_id, acquired_on``, where such a table was given."""
        if self.customers_source in (None, ""):
            return None
        return _read_customers(self.customers_source, self.mapping, self._engine)


def load(
    source: Any = "sample",
    mapping: Mapping | dict[str, Any] | str | Path | None = None,
    *,
    customers: Any = None,
    progress: Progress | None = None,
) -> Workspace:
    """Open the firm's data.

    Parameters
    ----------
    source : str, Path, DataFrame or Ibis table
        "sample", a file, a folder of parts, a database address, or a table.
    mapping : dict or path of a ``mapping.toml``, optional
        Which column is which; well-known names are found without it.
    customers : str, Path, DataFrame or Ibis table, optional
        A table with `customer_id` and `acquired_on`.
    progress : callable, optional
        Called with the number of rows read.

    Returns
    -------
    Workspace
        Tables are read when first used; what is wrong with them is said then.

    Examples
    --------
    >>> ws = load("sample")
    >>> ws.transactions.ledger.rows == ws.transactions.ledger.rows_used
    False
    """
    if not mapping and str(source) in SAMPLES:
        mapping = SAMPLES[str(source)].parent / "mapping.toml"
    return Workspace(source, Mapping.read(mapping), customers, progress)


def _read_customers(given: Any, mapping: Mapping, engine: Engine) -> ir.Table:
    """The customers' table; days and ids are read as in the transactions."""
    settings = Mapping(dates=mapping.dates)
    source = open_source(given, settings, engine)
    mapped, problems = resolve(settings, CUSTOMERS, source.columns)
    typing = Typing(source.table, settings)
    typing.study(mapped.values(), CUSTOMERS)
    problems += typing.problems
    if "acquired_on" not in mapped and not problems:
        _, problems = resolve(
            settings.with_settings(columns={"acquired_on": "acquired_on"}),
            CUSTOMERS,
            source.columns,
        )
    if problems:
        raise DataProblem(problems, source.name)
    table = source.table.select(
        customer_id=typing.identity(mapped["customer_id"]),
        acquired_on=typing.day(mapped["acquired_on"]),
    )
    earliest = table.filter(table.customer_id.notnull()).group_by("customer_id")
    return engine.store(earliest.agg(acquired_on=table.acquired_on.min()))
