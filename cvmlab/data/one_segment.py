"""The rows of one segment: those with one value of a column, and no others.

A segment is read as a source of its own: what is not of it is no part of its ledger, so the ledgers
of all segments add up to that of the whole. How dates, numbers and decimal marks are written is
still decided by all rows, and a declared key is kept over all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import ibis.expr.types as ir

from cvmlab.data.contracts.table import Contract
from cvmlab.data.expressions import columns_of
from cvmlab.data.mapping import Mapped, Mapping
from cvmlab.data.text_rows import BadLine
from cvmlab.data.typed import Typing, identity
from cvmlab.errors import Problem, one_problem, suggestion

SEGMENT = "_segment"
OF_CUSTOMERS = "customers."  # a segment by a column of that table, not of the orders
NO_SEGMENTS = ("id", "date", "money")  # kinds of columns that divide nothing
BadLines = tuple[tuple[str, BadLine], ...]


def by_own_column(
    settings: Mapping,
    contract: Contract,
    columns: Sequence[str],
    mapped: dict[str, Mapped],
    typing: Typing,
    problems: list[Problem],
) -> ir.StringValue | None:
    """The segment each row of a source names itself, "" where it names none; None for no segments.

    Parameters
    ----------
    settings : Mapping
        Its `each` is a column of the source, or of the contract.
    contract : Contract
    columns : sequence of str
        The source's own columns.
    mapped : dict of str to Mapped
    typing : Typing
    problems : list of Problem
        A column that is not there, or that divides nothing, is added.
    """
    each = settings.each
    if not each or each.startswith(OF_CUSTOMERS):
        return None
    kinds = {c.name: c.kind for c in contract.columns}
    plain = {n: columns_of(item.tree)[0] for n, item in mapped.items() if item.is_plain}
    name = each if each in columns else plain.get(each)
    if name is None:
        known = list(dict.fromkeys([*columns, *mapped]))
        remedy = f"use one of: {', '.join(columns)}.{suggestion(each, known)}"
        problems.append(Problem(f'there is no column "{each}" to divide the rows by', remedy))
        return None
    kind = next((kinds[n] for n, column in plain.items() if column == name and n in kinds), "")
    if kind in NO_SEGMENTS:
        problems.append(no_segments(each, {"id": "an id", "date": "a day"}.get(kind, "an amount")))
        return None
    return identity(typing.table[name]).fill_null("")


def no_segments(column: str, kind: str) -> Problem:
    """The problem with a column that has a value of its own in nearly every row."""
    return Problem(
        f'the column "{column}" holds {kind}: it divides nothing into segments',
        "name a column of a few different words, such as a channel, a country or a region.",
    )


def by_customer(segments: ir.Table, lines: ir.Table) -> ir.Table:
    """Lines with the segment of their customer, "" for customers that have none.

    Parameters
    ----------
    segments : ibis Table
        ``customer_id`` and the segment.
    lines : ibis Table
    """
    found = lines.left_join(segments, "customer_id", rname="{name}_of_segment")
    if "customer_id_of_segment" in found.columns:
        found = found.drop("customer_id_of_segment")
    return found.mutate(**{SEGMENT: found[SEGMENT].fill_null("")})


def segments_of(customers: ir.Table, column: str, columns: Iterable[str]) -> ir.Table:
    """Each customer's segment: ``customer_id`` and the value of a column of the customers.

    Raises
    ------
    DataProblem
        When there is no such column, or it divides nothing.
    """
    known = [name for name in columns if name != "customer_id"]
    if column not in customers.columns or column == "customer_id":
        raise one_problem(
            f'the table customers has no column "{column}" to divide customers by',
            f"use one of: {', '.join(known)}.{suggestion(column, known)}",
        )
    value = identity(customers[column]).fill_null("")
    return customers.select("customer_id", **{SEGMENT: value})


def only_segment(lines: ir.Table, only: str | None) -> ir.Table:
    """The lines of one segment; all of them where none is named."""
    return lines if only is None else lines.filter(lines[SEGMENT] == only)


def lines_without_segment(bad: BadLines, settings: Mapping) -> BadLines:
    """Physical lines that are no rows name no segment: they belong to "" and to no other."""
    return () if settings.only else bad


def segment_note(settings: Mapping) -> tuple[str, ...]:
    """Which rows were read, as a sentence of the ledger."""
    if settings.only is None:
        return ()
    column = (settings.each or "").removeprefix(OF_CUSTOMERS)
    whose = " of the customer" if (settings.each or "").startswith(OF_CUSTOMERS) else ""
    said = f'is "{settings.only}"' if settings.only else "says nothing"
    return (f"Only the rows in which {column}{whose} {said} were read.",)


def no_such_segment(settings: Mapping, values: Iterable[str]) -> Problem:
    """The problem with a segment that no row is of, with those there are."""
    known = sorted(values)
    shown = ", ".join(known[:12]) + (", …" if len(known) > 12 else "")
    return Problem(
        f'no row is of the segment "{settings.only}" of {settings.each}',
        f"use one of: {shown}.{suggestion(settings.only or '', known)}",
    )
