"""A typed table that already is what its contract says: taken as it stands, which is quick.

One pass counts what is not as it should be. Only where that is nothing at all are the rows left
where they lie; any doubt sends the table the careful way, cell by cell (``cells``).
"""

from __future__ import annotations

from functools import reduce
from operator import or_

import ibis
import ibis.expr.types as ir

from cvmlab.data.cells import PLACEHOLDERS_BEGIN
from cvmlab.data.contracts.table import Column, Contract
from cvmlab.data.expressions import columns_of
from cvmlab.data.mapping import Mapped
from cvmlab.data.table_ledger import USED
from cvmlab.data.typed import Typing, trimmed


def rows_as_they_stand(
    typing: Typing,
    mapped: dict[str, Mapped],
    contract: Contract,
    columns: tuple[str, ...],
    key: tuple[str, ...],
) -> ir.Table | None:
    """The rows of a typed source, none of them touched; None where something has to be done.

    Returns
    -------
    ibis Table or None
        ``_part, _line, entry``, the columns, and ``_read_…`` and ``_key_…``, as from
        :func:`cvmlab.data.cells.typed_rows`.
    """
    table = typing.table
    if "_kept" in table.columns or not {*mapped, *key} <= set(contract.names):
        return None
    if set(columns) - {columns_of(item.tree)[0] for item in mapped.values()}:
        return None
    odd = []
    for name, item in mapped.items():
        found = _odd(table, item, contract[name])
        if found is None:
            return None
        odd.append(found)
    if not odd or table.agg(odd=reduce(or_, odd).any()).odd.as_scalar().execute():
        return None
    values = {name: _as_kind(table, item, contract[name]) for name, item in mapped.items()}
    money = {f"_read_{n}": values[n] for n in mapped if contract[n].kind == "money"}
    names = {f"_key_{number}": values[name] for number, name in enumerate(key)}
    return table.select("_part", "_line", entry=ibis.literal(USED), **values, **money, **names)


def _as_kind(table: ir.Table, item: Mapped, column: Column) -> ir.Value:
    """A typed column in the one type of its kind."""
    value = table[columns_of(item.tree)[0]]
    if column.kind == "date" and not value.type().is_date():
        return value.date()
    if column.kind == "money":
        return value.cast("decimal(24, 6)").round(2).cast("decimal(20, 2)")
    if column.kind == "text" and not column.choices:
        return trimmed(value)
    types = {"count": "int64", "number": "float64"}
    return value.cast(types[column.kind]) if column.kind in types else value


def _odd(table: ir.Table, item: Mapped, column: Column) -> ir.BooleanValue | None:
    """Whether a cell is not as it should be; None where that cannot be said quickly."""
    if not item.is_plain:
        return None
    value = table[columns_of(item.tree)[0]]
    found = _odd_value(value, column)
    if found is None:
        return None
    odd = found.fill_null(False)
    if not column.required or column.empty:
        return odd
    return odd | (trimmed(value) if column.kind == "text" else value).isnull()


def _odd_value(value: ir.Value, column: Column) -> ir.BooleanValue | None:
    of_type = value.type()
    if column.kind in ("id", "text"):
        if not of_type.is_string():
            return None
        if column.kind == "text":
            return ~value.isin(list(column.choices)) if column.choices else ibis.literal(False)
        odd = (value < "!") | (value.right(1) < "!") | value.endswith(".0")
        if column.name == "customer_id":
            odd = odd | value.left(1).lower().isin(list(PLACEHOLDERS_BEGIN))
        return odd
    if column.kind == "date":
        if not (of_type.is_date() or of_type.is_timestamp()):
            return None
        return (value < ibis.date("1900-01-01")) | (value >= ibis.date("2100-01-01"))
    if column.kind == "flag":
        return ibis.literal(False) if of_type.is_boolean() else None
    if not (of_type.is_integer() if column.kind == "count" else of_type.is_numeric()):
        return None
    odd = ibis.literal(False)
    if of_type.is_floating():
        odd = value.isnan() | value.isinf()
    if column.low is not None:
        odd = odd | (value < column.low)
    if column.high is not None:
        odd = odd | (value > column.high)
    return odd
