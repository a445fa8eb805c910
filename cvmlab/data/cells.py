"""Each row of a table typed under its contract: used or set aside, and which cells fell out.

A cell that cannot be read, or that is not among the values there can be, is left empty where the
table can do without it; where it cannot, the row is set aside.
"""

from __future__ import annotations

from functools import reduce
from operator import or_

import ibis
import ibis.expr.types as ir

from cvmlab.data import ledger as led
from cvmlab.data.contracts.table import Column, Contract
from cvmlab.data.entries import PLACEHOLDER, TOTALS_TEXT
from cvmlab.data.expressions import columns_of
from cvmlab.data.mapping import Mapped
from cvmlab.data.table_ledger import USED
from cvmlab.data.typed import Typing, trimmed

UNREADABLE, OUTSIDE = 1, 2
SHOWN = 8  # words of a column of choices that a message names
TOTAL = "a line of totals"
REPEATED = "repeats the key of an earlier row"
KINDS = {
    "id": "an id",
    "date": "a day",
    "money": "an amount of money",
    "count": "a whole number",
    "number": "a number",
    "flag": "yes or no",
    "text": "text",
}
PLACEHOLDERS_BEGIN = "0-?.(blengiuac#w"
# What people write into a cell that has no answer.
NOTHING = r"(?i)^(-+|–|—|\.+|\?+|n/?a|#n/?a|null|none|nan|k\. ?a\.|keine angabe|no answer)$"


def typed_rows(
    typing: Typing,
    mapped: dict[str, Mapped],
    contract: Contract,
    columns: tuple[str, ...],
    own_words: frozenset[str],
    key: tuple[str, ...],
) -> tuple[ir.Table, tuple[str, ...], tuple[str, ...]]:
    """Every row of a source, typed, with its entry in the ledger.

    Parameters
    ----------
    typing : Typing
        How the columns are read; its table may carry ``_kept``, whether the filter keeps a row.
    mapped : dict of str to Mapped
        The columns found, by their names in the contract; further ones are texts.
    contract : Contract
    columns : tuple of str
        The source's own columns.
    own_words : frozenset of str
        Columns of choices in which the firm has words of its own.
    key : tuple of str
        The columns that name a row: the contract's names, or the source's.

    Returns
    -------
    rows : ibis Table
        ``_part, _line, entry``, the columns, ``_state_…`` (0, 1 unreadable, 2 outside) and
        ``_read_…`` (money before a cell was left empty) and ``_key_…``.
    checked : tuple of str
        The columns that have a state.
    further : tuple of str
        The columns that are no part of the contract.
    """
    table = typing.table
    values: dict[str, ir.Value] = {}
    extra: dict[str, ir.Value] = {}
    checked: list[str] = []
    cases: list[tuple[ir.BooleanValue, str]] = []
    if (total := _is_total(typing, mapped, columns)) is not None:
        cases.append((total, TOTAL))
    if "_kept" in table.columns:
        cases.append((~table._kept, led.FILTERED))
    for name, item in mapped.items():
        if name not in contract.names:
            values[name] = typing.text(item)
            continue
        column = contract[name]
        blank, read = _blank(typing, item, column), typing.value(item, column.kind)
        inside, read = _inside(read, column, name in own_words)
        state = ibis.cases(
            (blank, 0), (read.isnull(), UNREADABLE), (~inside, OUTSIDE), else_=0
        ).cast("int8")  # fmt: skip
        values[name] = ibis.ifelse(blank | ~inside, ibis.null(read.type()), read)
        if _can_fail(table, item, column, name in own_words):
            checked.append(name)
            extra[f"_state_{name}"] = state
        if column.kind == "money":
            extra[f"_read_{name}"] = read
        if column.required and not column.empty:
            cases.append((blank, f"{name} is empty"))
            cases.append((state == UNREADABLE, f"{name} is not {KINDS[column.kind]}"))
            cases.append((state == OUTSIDE, f"{name} is not {extent(column)}"))
    further = {}
    taken = {"entry", *(n.lower() for n in values)}
    plain = {columns_of(item.tree)[0] for item in mapped.values() if item.is_plain}
    for name in columns:
        if name not in plain:
            is_taken = name.lower() in taken or name.startswith("_")
            value = table[name]
            further[f"{name} (file)" if is_taken else name] = (
                trimmed(value) if value.type().is_string() else value
            )
    for number, name in enumerate(key):
        extra[f"_key_{number}"] = values[name] if name in values else trimmed(table[name])
    entry = ibis.cases(*cases, else_=USED) if cases else ibis.literal(USED)
    rows = table.select("_part", "_line", entry=entry, **values, **further, **extra)
    named = tuple(name for name in mapped if name not in contract.names)
    return rows, tuple(checked), (*named, *further)


def without_repeats(rows: ir.Table, key: tuple[str, ...], earliest: str = "") -> ir.Table:
    """Rows that repeat the key are set aside, all but the first (or the earliest by a date)."""
    used = rows.entry == USED
    parts = [rows[f"_key_{number}"] for number in range(len(key))]
    named = used & ~reduce(or_, (part.isnull() for part in parts))
    order = [ibis.asc(rows[earliest], nulls_first=False)] if earliest in rows.columns else []
    window = ibis.window(group_by=[*parts, named], order_by=[*order, rows._part, rows._line])
    repeats = named & (ibis.row_number().over(window) > 0)
    return rows.mutate(entry=ibis.ifelse(repeats, REPEATED, rows.entry))


def extent(column: Column) -> str:
    """Which values a column can have, in words."""
    if column.kind == "date":
        return "between 1900 and 2099"
    if len(column.choices) > SHOWN:
        return f"one of {', '.join(column.choices[:SHOWN])}, …"
    if len(column.choices) > 1:
        return f"{', '.join(column.choices[:-1])} or {column.choices[-1]}"
    return column.extent or "among the values there can be"


def choice(read: ir.StringValue, column: Column) -> ir.StringValue:
    """A word as the contract spells it; null where it is none of the contract's."""
    word = read.strip().lower()
    cases = [(word == each.lower(), each) for each in column.choices]
    return ibis.cases(*cases, else_=ibis.null("string"))


def _inside(read: ir.Value, column: Column, own_words: bool) -> tuple[ir.BooleanValue, ir.Value]:
    """Whether a value is one there can be, and the value as it is spelt here."""
    if column.kind == "date":
        return ((read.year() >= 1900) & (read.year() <= 2099)).fill_null(True), read
    if column.kind == "text" and column.choices and not own_words:
        known = choice(read, column)
        return known.notnull() | read.isnull(), known.fill_null(read)
    inside: ir.BooleanValue = ibis.literal(True)
    if column.kind in ("count", "number", "money"):
        if column.low is not None:
            inside = inside & (read >= column.low)
        if column.high is not None:
            inside = inside & (read <= column.high)
    return inside.fill_null(True), read


def _blank(typing: Typing, item: Mapped, column: Column) -> ir.BooleanValue:
    blanks = []
    for name in columns_of(item.tree):
        value = typing.table[name]
        if not value.type().is_string():
            blank = value.isnull()
            blanks.append(blank | value.isnan() if value.type().is_floating() else blank)
            continue
        text = trimmed(value)
        blank = text.isnull()
        if column.kind not in ("id", "text"):
            blank = blank | text.re_search(NOTHING)
        elif column.name == "customer_id":
            # Looking for words costs; no placeholder begins with the letters most ids begin with.
            may_be = text.substr(0, 1).lower().isin(list(PLACEHOLDERS_BEGIN))
            said = ibis.ifelse(may_be, text.re_search(PLACEHOLDER), False)
            blank = blank | said
        blanks.append(blank)
    return reduce(or_, blanks).fill_null(True)


def _can_fail(table: ir.Table, item: Mapped, column: Column, own_words: bool) -> bool:
    if column.kind in ("id", "text"):
        return bool(column.choices) and not own_words
    typed = all(not table[name].type().is_string() for name in columns_of(item.tree))
    return not typed or column.low is not None or column.high is not None or column.kind != "number"


def _is_total(
    typing: Typing, mapped: dict[str, Mapped], columns: tuple[str, ...]
) -> ir.BooleanValue | None:
    """A line that says "Total" where a row has its name; None where all is typed already."""
    table = typing.table
    if not all(table[name].type().is_string() for name in columns):
        return None
    places = [columns[0]]
    kinds = ("customer_id", "date", "record_id")
    places += [columns_of(mapped[name].tree)[0] for name in kinds if name in mapped]
    found = [
        trimmed(table[name]).re_search(TOTALS_TEXT).fill_null(False)
        for name in dict.fromkeys(places)
    ]
    return reduce(or_, found)
