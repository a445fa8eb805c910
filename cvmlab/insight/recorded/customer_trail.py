"""Everything the firm holds of one customer, table by table: the rows before any meaning.

A list of rows is not yet a view of the customer. It is where one begins: which departments wrote
something down about her, how much, from when to when, and which tables have never heard of her.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import MISSING, count, day, is_missing, money

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from cvmlab.data.contracts.table import Contract
    from cvmlab.data.workspace import Workspace
    from cvmlab.figures.tables import Table

_CARD = "customers.customer_id"
_OWN_WORDS = ("comment", "excerpt")  # columns that hold what the customer said, word for word


@dataclass(frozen=True, eq=False)
class CustomerTrail:
    """The rows of one customer over all tables.

    Attributes
    ----------
    customer_id : str
        Whose.
    table : pandas.DataFrame
        One row a table that could name her: ``table, one_row`` (what a row is), ``rows, first,
        last`` (days) and ``own_words`` (rows that hold her own words).
    rows : int
        All her rows.
    own_words : int
        How many hold words of hers.
    silent : tuple of str
        Tables that name customers and hold no row of hers.
    first, last : datetime.date or None
        The first and the last day on any of her rows.
    sales : pandas.Series
        What she bought, less returns, by calendar year, in currency units.
    currency : str
        The currency of `sales`, where it is known.
    """

    customer_id: str
    table: pd.DataFrame
    rows: int
    own_words: int
    silent: tuple[str, ...]
    first: dt.date | None = None
    last: dt.date | None = None
    sales: pd.Series = field(repr=False, default_factory=lambda: pd.Series(dtype=float))
    currency: str = ""
    held: pd.DataFrame = field(repr=False, default_factory=pd.DataFrame)

    @property
    def sentence(self) -> str:
        """How much there is, and how little of it is hers to say."""
        most = self.held.iloc[0]
        span = f", from {day(self.first)} to {day(self.last)}" if self.first else ""
        said = (
            f"{count(self.rows)} rows in {count(len(self.held))} tables name "
            f"{self.customer_id}{span}. {count(most['rows'])} of them are rows of "
            f"{most['table']}; {count(self.own_words)} hold words of the customer's own."
        )
        if self.silent:
            said += f" No row in {', '.join(self.silent)}."
        if len(self.sales):
            years = ", ".join(
                f"{money(amount, self.currency or None, digits=0)} in {year}"
                for year, amount in self.sales.items()
            )
            said += f" Sales: {years}."
        return said

    def summary(self) -> Table:
        """The trail as a table to read, most rows first."""
        from cvmlab.figures.tables import Table

        frame = pd.DataFrame(
            {
                "Table": self.held["table"],
                "One row is": self.held["one_row"],
                "Rows": self.held["rows"],
                "From": [_year(x) for x in self.held["first"]],
                "To": [_year(x) for x in self.held["last"]],
                "In own words": self.held["own_words"],
            }
        ).reset_index(drop=True)
        frame.loc[len(frame)] = [
            "all", "", self.rows, _year(self.first), _year(self.last), self.own_words,
        ]  # fmt: skip
        note = f"No row in: {', '.join(self.silent)}." if self.silent else None
        return Table(
            frame, title=f"What is written down of {self.customer_id}", note=note, total_row=True
        )


def customer_trail(ws: Workspace, customer_id: str) -> CustomerTrail:
    """All rows the firm holds of one customer: in which tables, how many, from when to when.

    Parameters
    ----------
    ws : Workspace
        The firm's tables.
    customer_id : str
        The customer.

    Returns
    -------
    CustomerTrail

    Raises
    ------
    DataProblem
        When no table names this customer.

    Notes
    -----
    A row is hers when any column that refers to the customers' list holds her number, so that the
    friend she sent is found as well. Rows under another record of hers are not: that the same
    person stands in two systems is for record linkage to find.
    """
    found = []
    for name in ws.tables:
        contract = ws.contracts[name]
        table = ws.transactions.table if name == "transactions" else _table(ws, contract)
        if table is not None:
            found.append({"table": name, "one_row": contract.one_row} | _rows(
                table, contract, customer_id))  # fmt: skip
    table = pd.DataFrame(found, columns=["table", "one_row", "rows", "first", "last", "own_words"])
    held = table[table["rows"] > 0].sort_values("rows", ascending=False, kind="stable")
    if held.empty:
        raise one_problem(
            f'no table names the customer "{customer_id}"',
            "take a number from the customers' list, spelt exactly as it stands there.",
        )
    days = [x for x in [*held["first"], *held["last"]] if not pd.isna(x)]
    return CustomerTrail(
        customer_id=customer_id,
        table=table,
        rows=int(held["rows"].sum()),
        own_words=int(held["own_words"].sum()),
        silent=tuple(table.loc[table["rows"] == 0, "table"]),
        first=min(days, default=None),
        last=max(days, default=None),
        held=held,
        sales=_sales(ws, customer_id) if "transactions" in ws.tables else pd.Series(dtype=float),
        currency=ws.transactions.ledger.currency if "transactions" in ws.tables else "",
    )


def _sales(ws: Workspace, customer_id: str) -> pd.Series:
    lines = ws.transactions.table
    hers = lines.filter(lines.customer_id == customer_id)
    years = hers.group_by(year=hers.date.year()).agg(cents=hers.cents.sum()).order_by("year")
    frame = years.to_pandas()
    return pd.Series(frame["cents"].to_numpy() / 100, index=frame["year"].astype(int))


def _year(x: dt.date | None) -> str:
    return MISSING if x is None or is_missing(x) else str(x.year)


def _table(ws: Workspace, contract: Contract) -> ir.Table | None:
    """A table that could name a customer; the others need not be read."""
    if not name_columns(contract, contract.names):
        return None
    return getattr(ws, contract.name).table


def name_columns(contract: Contract, there: tuple[str, ...]) -> list[str]:
    """The columns of a table, of those that are there, in which a customer is named."""
    return [
        column.name
        for column in contract.columns
        if column.name in there and (column.refers_to == _CARD or column.name == "customer_id")
    ]


def day_columns(contract: Contract, there: tuple[str, ...]) -> list[str]:
    """The column with the day on which a row was written down; empty where there is none."""
    # A birthday is the one date in a firm's tables on which nothing was written down.
    days = [c.name for c in contract.columns if c.kind == "date" and c.name != "birth_date"]
    return [name for name in days if name in there][:1]


def _rows(table: ir.Table, contract: Contract, customer_id: str) -> dict[str, object]:
    import ibis

    columns = tuple(table.columns)
    names = name_columns(contract, columns)
    if not names:
        return {"rows": 0, "first": None, "last": None, "own_words": 0}
    hers = table.filter(ibis.or_(*(table[name] == customer_id for name in names)))
    words = [hers[name].notnull() for name in _OWN_WORDS if name in columns]
    dated = day_columns(contract, columns)
    wanted = {"rows": hers.count()}
    wanted["own_words"] = ibis.or_(*words).cast("int64").sum() if words else ibis.literal(0)
    for end, of in (("first", "min"), ("last", "max")):
        if dated:
            wanted[end] = getattr(hers[dated[0]].cast("date"), of)()
    (row,) = hers.agg(**wanted).to_pyarrow().to_pylist()
    return {"first": None, "last": None} | row | {"own_words": int(row["own_words"] or 0)}
