"""The one entrance: whatever the reader has, as a workspace that lessons and reports take."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from cvmlab.data import description, needs
from cvmlab.data.contracts.registry import CONTRACTS
from cvmlab.data.contracts.table import Contract
from cvmlab.data.description import Description
from cvmlab.data.engine import Progress
from cvmlab.data.folders import MAPPING, ORDERS, Folder, TableFile, find_tables
from cvmlab.data.mapping import Mapping
from cvmlab.data.shelf import Shelf, as_brought
from cvmlab.data.sources import KESTREL, REMAKE, SAMPLES
from cvmlab.data.tables import FirmTable
from cvmlab.data.transactions import Transactions
from cvmlab.errors import one_problem, suggestion


# Two readings of the same source are two workspaces: compared by identity, so it can be a key.
@dataclass(frozen=True, repr=False, eq=False)
class Workspace:
    """The tables of one firm; each is read when it is first asked for.

    ``ws.transactions`` are the orders; every other table is an attribute of its name
    (``ws.survey``), with ``.table``, ``.frame()`` and ``.ledger``.

    Parameters
    ----------
    source : object
        What was pointed at.
    mapping : Mapping
        How it is read.
    customers_source : object, optional
        What the firm knows of its customers beside the orders.
    progress : callable, optional
        Called with the number of rows read.
    folder : Folder, optional
        The tables found, where `source` is a folder of several.
    contracts : dict of str to Contract
        The tables there can be.
    """

    source: Any
    mapping: Mapping
    customers_source: Any = None
    progress: Progress | None = None
    folder: Folder | None = None
    contracts: Dict[str, Contract] = field(default_factory=lambda: CONTRACTS)

    @cached_property
    def _shelf(self) -> Shelf:
        if self.folder is not None:
            files = dict(self.folder.files)
        else:
            files = {ORDERS: TableFile(ORDERS, self.source, self.mapping, _shown(self.source))}
        contracts = {n: as_brought(c, self.contracts) for n, c in self.contracts.items()}
        if _given(self.customers_source):
            settings = Mapping(dates=self.mapping.dates)
            shown = _shown(self.customers_source)
            files["customers"] = TableFile("customers", self.customers_source, settings, shown)
            contracts["customers"] = _with_day(contracts["customers"])
        return Shelf(files, contracts, self.progress, is_folder=self.folder is not None)

    @cached_property
    def transactions(self) -> Transactions:
        """The orders, with their ledger."""
        return self._shelf.transactions()

    @property
    def currency(self) -> str:
        """The currency of the firm's money, where it is known; else empty."""
        return self._shelf.currency

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables there are."""
        return tuple(name for name in self.contracts if name in self._shelf.files)

    def __getattr__(self, name: str) -> FirmTable:
        # Only for names that are nothing else: a table, or a slip of the pen.
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self._shelf.files:
            return self._shelf.table(name)
        raise self._shelf.no_such(name)

    def __repr__(self) -> str:
        names = ", ".join(self.tables)
        return f"Workspace of {_shown(self.source)}: {names}. More: .describe()"

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.tables})

    def has(self, table: str, *columns: str) -> bool:
        """Whether a table is there, and has these columns."""
        return not self.missing(table, *columns)

    def get(self, table: str, *columns: str) -> Any:
        """A table, where it is there and has these columns; else None.

        Raises
        ------
        DataProblem
            When it is there and cannot be read.
        """
        if table in self._shelf.files:
            found = getattr(self, table)
            return found if self.has(table, *columns) else None
        self.missing(table)  # a name that nobody knows is a slip, not a missing table
        return None

    def missing(self, table: str, *columns: str) -> str:
        """What is missing of a table, in a sentence; empty where nothing is.

        Examples
        --------
        >>> import pandas as pd
        >>> orders = pd.DataFrame({"customer": ["a"], "date": ["2024-05-06"], "amount": [1.0]})
        >>> load(orders).missing("transactions", "date", "margin").partition("(")[0]
        'The table transactions has no column margin '
        """
        if table not in self.contracts:
            raise self._shelf.no_such(table)
        return description.missing(self._shelf, table, columns)

    def missing_for(self, notebook: str) -> tuple[str, ...]:
        """What a lesson or a report needs and misses here, a sentence a table."""
        return description.missing_for(self._shelf, _find(notebook))

    def suffices_for(self, notebook: str) -> bool:
        """Whether a lesson or a report has all it needs."""
        return not self.missing_for(notebook)

    def describe(self) -> Description:
        """The tables there are, those there are not, and what they suffice for."""
        others = self.folder.others if self.folder else ()
        return description.describe(self._shelf, others, needs.notebooks())


def load(
    source: Any = "kestrel",
    mapping: Mapping | dict[str, Any] | str | Path | None = None,
    *,
    customers: Any = None,
    progress: Progress | None = None,
) -> Workspace:
    """Open the firm's data.

    Parameters
    ----------
    source : str, Path, DataFrame or Ibis table
        "kestrel" (the sample company), a folder of the firm's tables, a file of orders, a folder of
        its parts, a database address, or a table of orders.
    mapping : dict or path of a ``mapping.toml``, optional
        Which column is which; well-known names are found without it. A folder may hold its own.
    customers : str, Path, DataFrame or Ibis table, optional
        A table with `customer_id` and `acquired_on`.
    progress : callable, optional
        Called with the number of rows read.

    Returns
    -------
    Workspace
        Tables are read when first used; what is wrong with them is said then.

    Raises
    ------
    DataProblem
        When a folder's ``mapping.toml`` does not fit what is there, with all that is wrong.

    Examples
    --------
    >>> import pandas as pd
    >>> orders = pd.DataFrame(
    ...     {"customer": ["a", "a", ""], "date": "2024-05-06", "amount": [12.5, -2.0, 3.0]}
    ... )
    >>> ws = load(orders)
    >>> ws.transactions.ledger.rows, ws.transactions.ledger.rows_used
    (3, 2)
    >>> ws.has("customers")
    False
    """
    folder, settings = None, mapping
    path = KESTREL if str(source) in SAMPLES else _folder(source)
    if path == KESTREL and not path.is_dir():
        raise one_problem("the sample company is not there", REMAKE)
    if path is not None:
        folder = find_tables(path, CONTRACTS, mapping)
        if folder is None and (own := path / MAPPING).is_file():
            settings = Mapping.read(own).with_settings(**Mapping.read(mapping).to_dict())
    if folder is not None:
        orders = folder.files.get(ORDERS)
        settings = orders.mapping if orders else Mapping()
    return Workspace(source, Mapping.read(settings), customers, progress, folder)


def _given(source: Any) -> bool:
    """Whether something was named; a frame of rows is neither true nor false by itself."""
    return bool(source) if source is None or isinstance(source, str) else True


def _folder(source: Any) -> Path | None:
    if not isinstance(source, (str, Path)) or "://" in str(source):
        return None
    path = Path(source)
    return path if path.is_dir() else None


def _shown(source: Any) -> str:
    if isinstance(source, (str, Path)):
        return str(source) if "://" in str(source) else Path(source).name
    return "the table"


def _with_day(contract: Contract) -> Contract:
    """The customers' contract for a table that is given for one purpose: who is older."""
    wanted = ("customer_id", "acquired_on")
    columns = tuple(replace(c, required=c.name in wanted) for c in contract.columns)
    return replace(contract, columns=columns, key=("customer_id",))


def _find(name: str) -> needs.Notebook:
    known = {notebook.name: notebook for notebook in needs.notebooks()}
    if name not in known:
        raise one_problem(
            f'there is no lesson or report "{name}" that says what it needs',
            f"choose from: {', '.join(known)}.{suggestion(name, known)}",
        )
    return known[name]
