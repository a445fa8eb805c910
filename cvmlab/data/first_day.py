"""A customer's value on the first day, found in the same pass as everything else."""

from __future__ import annotations

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import ibis.expr.types as ir

DAY_LENGTH = len("2024-12-31")


@ibis.udf.agg.builtin(name="arg_min")
def _arg_min(value: dt.int64, day: dt.date) -> dt.int64:
    """DuckDB's own: the value where the day is the least."""


def on_first_day(table: ir.Table, value: ir.IntegerColumn) -> ir.IntegerScalar:
    """The value on the earliest ``date`` of a group, where a day has one value: an aggregation.

    DuckDB's own ``arg_min`` is called by its name: Ibis's way of writing it takes half the query.
    Ibis writes SQLite's argmin in a way that goes wrong as soon as a maximum stands beside it, and
    some engines have none. There the day and the value are put into one text.
    """
    backend = table.get_backend()
    if backend.name == "duckdb":
        return _arg_min(value, table.date)
    if backend.name != "sqlite" and backend.has_operation(ops.ArgMin):
        return value.argmin(table.date)
    return text_on_first_day(table, value.cast("string")).cast("int64")


def text_on_first_day(table: ir.Table, text: ir.StringColumn) -> ir.StringScalar:
    """The text on the earliest ``date``, the first in the alphabet where a day has several.

    Day and text in one: ``2024-12-31`` stands before everything else, so the least of them is that
    of the first day, whatever the engine and the order of rows.
    """
    return (table.date.cast("string") + text).min().substr(DAY_LENGTH)
