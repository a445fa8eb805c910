"""Orders as they are in the world -> transactions that satisfy the contract, and their ledger."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from cvmlab.data.contracts.transactions import TRANSACTIONS
from cvmlab.data.currencies import Conversion, attach_rates, conversion
from cvmlab.data.engine import Engine, Progress
from cvmlab.data.entries import typed_lines, without_repeats
from cvmlab.data.expressions import columns_of, condition, parse_condition
from cvmlab.data.fill_down import fill_down
from cvmlab.data.flags import flags_of
from cvmlab.data.ledger import ADJUSTMENT, PURCHASE, Entry, Ledger, entries_of
from cvmlab.data.mapping import Mapped, Mapping, resolve
from cvmlab.data.occasions import Occasions, find_occasions
from cvmlab.data.one_segment import (
    SEGMENT,
    by_customer,
    by_own_column,
    lines_without_segment,
    no_such_segment,
    only_segment,
    segment_note,
)
from cvmlab.data.sources import Source, open_source
from cvmlab.data.transactions import Transactions
from cvmlab.data.typed import Typing, trimmed
from cvmlab.errors import DataProblem, Problem

# Columns that serve the ledger only.
_INNER = ("entry", "_same", "_rounded", "_key", "_differs", SEGMENT)


def read_transactions(
    given: Any,
    mapping: Mapping | dict[str, Any] | str | Path | None = None,
    *,
    engine: Engine | None = None,
    progress: Progress | None = None,
    segments: ir.Table | None = None,
) -> Transactions:
    """Read a firm's orders, and account for every row.

    Parameters
    ----------
    given : str, Path, DataFrame, Arrow table or Ibis table
        See :func:`cvmlab.data.sources.open_source`.
    mapping : Mapping, dict or path of a TOML file, optional
        Which column is which, and how texts are to be read.
    engine : Engine, optional
        Where the rows are kept; a temporary one by default.
    progress : callable, optional
        Called with the number of rows read.
    segments : ibis Table, optional
        ``customer_id, _segment`` in `engine`, where the mapping's `each` is about customers.

    Returns
    -------
    Transactions

    Raises
    ------
    DataProblem
        With all problems at once: unknown columns, undecided dates or decimal marks, mixed
        currencies, nothing usable.
    """
    engine = engine or Engine()
    settings = Mapping.read(mapping)
    source = open_source(given, settings, engine, progress)
    try:
        return _account(source, settings, engine, segments)
    except DataProblem as problem:
        raise DataProblem(problem.problems, source.name) from None


def _account(
    source: Source, settings: Mapping, engine: Engine, segments: ir.Table | None
) -> Transactions:
    mapped, problems = resolve(settings, TRANSACTIONS, source.columns)
    table = source.table
    if settings.fill_down:
        table, trouble = fill_down(table, mapped)
        problems += trouble
    typing = Typing(table, settings)
    typing.study(mapped.values(), TRANSACTIONS)
    problems += typing.problems
    kept = declared_filter(settings, source, mapped, typing, problems)
    if kept is not None:
        typing.table = typing.table.mutate(_kept=kept)
    own = by_own_column(settings, TRANSACTIONS, source.columns, mapped, typing, problems)
    if own is not None:
        typing.table = typing.table.mutate(**{SEGMENT: own})
    exchange = conversion(mapped, settings, typing, engine)
    problems += exchange.problems
    key = unique_key(settings, source, mapped, problems)
    if "date" in mapped and "amount" in mapped:
        typing.table = attach_rates(exchange, typing, mapped, engine)
    if problems:
        raise DataProblem(problems)
    lines = engine.store(typed_lines(typing, mapped, source.columns, key))
    if key:
        lines = engine.store(without_repeats(lines))
    if settings.each:
        lines = _of_segments(lines, settings, segments, engine)
        source = replace(source, bad_lines=lines_without_segment(source.bad_lines, settings))
    shown = {name: columns_of(item.tree)[0] for name, item in mapped.items()}
    entries = entries_of(lines, table, shown, source.bad_lines)
    if not entries[0].rows:
        raise _nothing_usable(entries)
    used = lines.filter(lines.entry.isin([PURCHASE, ADJUSTMENT]))
    flags = flags_of(lines, used, may_fill_down="order_id" in mapped and not settings.fill_down)
    ledger = _ledger(source, settings, mapped, entries, flags, used, exchange)
    clean = used.drop(*[name for name in _INNER if name in used.columns])
    if "margin_cents" in clean.columns and not int(clean["margin_cents"].count().execute()):
        clean = clean.drop("margin_cents")  # a column without one entry is no margin
    return Transactions(clean, ledger, lines, source, engine)


def _of_segments(
    lines: ir.Table, settings: Mapping, segments: ir.Table | None, engine: Engine
) -> ir.Table:
    """The lines with their segments; those of one, where one is named."""
    found = lines if segments is None else by_customer(segments, lines)
    kept = engine.store(only_segment(found, settings.only))
    if settings.only is not None and not int(kept.count().execute()):
        values = found[SEGMENT].name("value").as_table().distinct().to_pyarrow().to_pylist()
        raise DataProblem([no_such_segment(settings, [row["value"] for row in values])])
    return kept


def declared_filter(
    settings: Mapping,
    source: Source,
    mapped: dict[str, Mapped],
    typing: Typing,
    problems: list[Problem],
) -> ir.BooleanValue | None:
    """The declared filter; it may name the source's columns, and those of the contract."""
    if settings.where is None:
        return None
    by_contract = {name: item for name, item in mapped.items() if name not in source.columns}
    dates = {columns_of(mapped["date"].tree)[0]} if "date" in mapped else set()
    try:
        tree = parse_condition(settings.where, [*source.columns, *by_contract])
    except DataProblem as problem:
        problems += problem.problems
        return None

    def read(name: str, as_number: bool) -> ir.Value:
        if name in dates or name == "date":
            return typing.day(mapped["date"]).cast("string")
        if name in by_contract:
            item = by_contract[name]
            return typing.money(item) if as_number else typing.text(item)
        if as_number:
            typing.study_numbers(name)
            return typing.number(name)
        return trimmed(typing.table[name])

    try:
        return condition(tree, read).fill_null(False)
    except DataProblem as problem:
        problems += problem.problems
        return None


def unique_key(
    settings: Mapping, source: Source, mapped: dict[str, Mapped], problems: list[Problem]
) -> list[str]:
    key = []
    for name in settings.unique:
        if name in source.columns:
            key.append(name)
        elif name in mapped and mapped[name].is_plain:
            key.append(columns_of(mapped[name].tree)[0])
        else:
            problems.append(
                Problem(
                    f'the unique key names a column "{name}" that is not there',
                    f"use one of: {', '.join(source.columns)}.",
                )
            )
    return key


def _ledger(
    source: Source,
    settings: Mapping,
    mapped: dict[str, Mapped],
    entries: tuple[Entry, ...],
    flags: tuple[str, ...],
    used: ir.Table,
    exchange: Conversion,
) -> Ledger:
    found = find_occasions(used)
    has_adjustments = bool(entries[1].rows)
    fates = _fates(found) if has_adjustments else {}
    gone = fates.pop("cancelled", (0, 0))
    extent = used.agg(
        customers=used.customer_id.nunique(), first=used.date.min(), last=used.date.max()
    )
    size = extent.to_pyarrow().to_pylist()[0]
    return Ledger(
        source=source.name,
        entries=entries,
        adjustments=fates,
        cancelled=gone,
        flags=flags,
        notes=(
            *segment_note(settings),
            *source.notes,
            *exchange.notes,
            *_basis_note(settings, mapped),
        ),
        mapped=tuple((item.name, item.source, item.how) for item in mapped.values()),
        customers=size["customers"],
        first_day=size["first"],
        last_day=size["last"],
        currency=exchange.currency,
        basis=_basis(settings, mapped),
    )


def _fates(found: Occasions) -> dict[str, tuple[int, int]]:
    """What became of the adjustments, and what was cancelled: rows and cents."""
    gone = found.cancelled.select(
        fate=ibis.literal("cancelled"), rows=found.cancelled.purchases, cents=found.cancelled.cents
    )
    rows = found.adjustments.union(gone).order_by("fate").to_pyarrow().to_pylist()
    return {row["fate"]: (row["rows"], row["cents"]) for row in rows}


def _basis(settings: Mapping, mapped: dict[str, Mapped]) -> str:
    if settings.basis:
        return settings.basis
    name = mapped["amount"].source.lower()
    said = [word for word, marks in (("net", ("net",)), ("gross", ("gross", "brutto")))
            if any(mark in name for mark in marks)]  # fmt: skip
    return said[0] if len(said) == 1 else ""


def _basis_note(settings: Mapping, mapped: dict[str, Mapped]) -> tuple[str, ...]:
    basis = _basis(settings, mapped)
    if basis:
        return (f"Amounts are {basis} of sales tax{'' if settings.basis else ', by their name'}.",)
    return ("Whether amounts are net or gross of sales tax is not said; --basis net says it.",)


def _nothing_usable(entries: tuple[Entry, ...]) -> DataProblem:
    reasons = [e for e in entries if e.kind == "set aside"]
    problems = [
        Problem(
            f"no row can be used as a purchase; {e.reason}",
            "check the mapping and the reading settings.",
            count=e.rows,
            examples=e.examples,
        )
        for e in reasons
    ] or [Problem("there are only returns, no purchases", "check the sign of the amounts.")]
    return DataProblem(problems)
