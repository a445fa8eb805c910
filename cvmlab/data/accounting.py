"""From typed rows to the ledger of a table: counts, sums, examples."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir

from cvmlab.data.cells import KINDS, OUTSIDE, UNREADABLE, extent
from cvmlab.data.contracts.table import Column, Contract
from cvmlab.data.expressions import columns_of
from cvmlab.data.ledger import EXAMPLES, Entry
from cvmlab.data.mapping import Mapped, Mapping
from cvmlab.data.masking import mask
from cvmlab.data.sources import Source
from cvmlab.data.table_ledger import STRANGER, USED, Cells, Sums, TableLedger
from cvmlab.figures.formats import count

ENOUGH_ANSWERS = 30
LONGEST_SCALE = 10
Known = dict[str, tuple[str, ir.Table]]


@dataclass(frozen=True)
class Reading:
    """A table that was read: its rows, and everything its ledger is made of."""

    contract: Contract
    source: Source
    settings: Mapping
    mapped: dict[str, Mapped]
    rows: ir.Table
    checked: tuple[str, ...]
    further: tuple[str, ...]
    own_words: frozenset[str]
    notes: tuple[str, ...] = ()


def ledger_of(reading: Reading, known: Known) -> TableLedger:
    """The ledger of a table.

    Parameters
    ----------
    reading : Reading
    known : dict of str to (str, ibis Table)
        Column -> the table in which its values are to be found again, and these (as ``value``).
    """
    counted = _counts(reading)
    flags = [*_own_words(reading), *_other_scales(reading, counted), *_repeats(reading)]
    return TableLedger(
        source=reading.source.name,
        one_row=reading.contract.one_row,
        entries=_entries(reading),
        cells=(*_emptied(reading, counted), *_strangers(reading, known)),
        sums=_sums(reading, counted),
        flags=tuple(flags),
        notes=(*reading.source.notes, *reading.notes),
        mapped=tuple((item.name, item.source, item.how) for item in reading.mapped.values()),
        further=reading.further,
        currency=reading.settings.currency or "",
    )


def _counts(reading: Reading) -> dict[str, Any]:
    """All that is counted of cells, in one pass over the rows."""
    rows, used = reading.rows, reading.rows.entry == USED
    wanted: dict[str, ir.Value] = {}
    for name in reading.checked:
        for state in (UNREADABLE, OUTSIDE):
            wanted[f"{name} {state}"] = (used & (rows[f"_state_{name}"] == state)).sum()
    for column in _columns(reading):
        if column.kind == "money":
            read = (rows[f"_read_{column.name}"] * 100).cast("int64")
            kept = (rows[column.name] * 100).cast("int64")
            wanted[f"{column.name} read"] = read.sum()
            wanted[f"{column.name} used"] = kept.sum(where=used)
            wanted[f"{column.name} aside"] = read.sum(where=~used)
            wanted[f"{column.name} emptied"] = read.sum(where=used & rows[column.name].isnull())
        elif column.kind == "count":
            wanted[f"{column.name} top"] = rows[column.name].max(where=used)
            wanted[f"{column.name} filled"] = rows[column.name].count(where=used)
    if not wanted:
        return {}
    return dict(rows.agg(**wanted).to_pyarrow().to_pylist()[0])


def _columns(reading: Reading) -> list[Column]:
    contract = reading.contract
    return [contract[name] for name in reading.mapped if name in contract.names]


def _entries(reading: Reading) -> tuple[Entry, ...]:
    rows = reading.rows
    counts = rows.group_by("entry").agg(rows=rows.count()).to_pyarrow().to_pylist()
    found = {line["entry"]: line["rows"] for line in counts}
    result = [Entry(USED, USED, found.pop(USED, 0), None)]
    for reason in sorted(found, key=lambda each: (-found[each], each)):
        examples = _examples(reading, rows.entry == reason, _named_by(reading))
        result.append(Entry("set aside", reason, found[reason], None, examples))
    places: dict[str, list[str]] = {}
    for part, line in reading.source.bad_lines:
        places.setdefault(line.reason, []).append(f"{part} line {line.line:,}".strip())
    for reason, where in places.items():
        result.append(Entry("set aside", reason, len(where), None, tuple(where[:EXAMPLES])))
    return tuple(result)


def _emptied(reading: Reading, counted: dict[str, Any]) -> list[Cells]:
    result = []
    for column in _columns(reading):
        is_needed = column.required and not column.empty
        if is_needed or column.name not in reading.checked:
            continue
        states = {
            UNREADABLE: KINDS[column.kind],
            OUTSIDE: extent(column),
        }
        for state, reason in states.items():
            if number := int(counted.get(f"{column.name} {state}") or 0):
                fell = reading.rows[f"_state_{column.name}"] == state
                chosen = (reading.rows.entry == USED) & fell
                examples = _examples(reading, chosen, [column.name])
                result.append(Cells(column.name, reason, number, examples))
    return result


def _strangers(reading: Reading, known: Known) -> list[Cells]:
    """Values that refer to another table and are not there."""
    result = []
    rows = reading.rows.filter(reading.rows.entry == USED)
    for name, (table, there) in known.items():
        mine = rows.filter(rows[name].notnull()).select("_part", "_line", value=rows[name])
        lost = mine.anti_join(there, "value")
        if not (number := int(lost.count().execute())):
            continue
        first = lost.order_by("_part", "_line").limit(EXAMPLES).to_pyarrow().to_pylist()
        examples = tuple(f"{_place(row)}: {mask(row['value'])}" for row in first)
        reason = f"not found in {table}"
        if number == int(mine.count().execute()):
            reason += " (that is all of them: are they the same numbers?)"
        result.append(Cells(name, reason, number, examples, STRANGER))
    return result


def _sums(reading: Reading, counted: dict[str, Any]) -> tuple[Sums, ...]:
    found = []
    for column in _columns(reading):
        if column.kind == "money":
            parts = ("read", "used", "aside", "emptied")
            found.append(
                Sums(column.name, *(int(counted.get(f"{column.name} {p}") or 0) for p in parts))
            )
    return tuple(found)


def _own_words(reading: Reading) -> list[str]:
    out = []
    for name in sorted(reading.own_words):
        words: Counter[str] = Counter()
        rows = reading.rows.filter(reading.rows[name].notnull())
        for row in rows.group_by(name).agg(n=rows.count()).to_pyarrow().to_pylist():
            words[row[name]] = row["n"]
        shown = ", ".join(
            word for word, _ in sorted(words.items(), key=lambda w: (-w[1], w[0]))[:5]
        )
        more = f" and {len(words) - 5} more" if len(words) > 5 else ""
        out.append(
            f"{name}: the firm has words of its own ({shown}{more}); they are kept. The course's "
            f"own are {', '.join(reading.contract[name].choices)}."
        )
    return out


def _other_scales(reading: Reading, counted: dict[str, Any]) -> list[str]:
    """Answers that all lie in the lower half of their scale may be given on another scale."""
    out = []
    for column in _columns(reading):
        top, filled = counted.get(f"{column.name} top"), counted.get(f"{column.name} filled") or 0
        if column.kind != "count" or top is None or column.low is None or column.high is None:
            continue
        is_scale = column.high - column.low <= LONGEST_SCALE
        if is_scale and filled >= ENOUGH_ANSWERS and top <= (column.low + column.high) / 2:
            out.append(
                f"{column.name}: no answer is above {count(top)}, though it is {extent(column)}: "
                "was it asked on another scale?"
            )
    return out


def _repeats(reading: Reading) -> list[str]:
    key = reading.contract.key
    missing = [name for name in key if name not in reading.mapped]
    if key and missing:
        return [f"Whether a row stands there twice was not looked at: no column is {missing[0]}."]
    return []


def _named_by(reading: Reading) -> list[str]:
    """The columns that help to find a row again: its name, and what it cannot do without."""
    wanted = [*reading.contract.key, *reading.contract.required]
    return [name for name in dict.fromkeys(wanted) if name in reading.mapped][:3]


def _examples(reading: Reading, chosen: ir.BooleanValue, names: list[str]) -> tuple[str, ...]:
    """The first three rows chosen: where they stand, and what stands in these columns."""
    rows, raw = reading.rows.filter(chosen), reading.source.table
    first = rows.select("_part", "_line").order_by("_part", "_line").limit(EXAMPLES)
    cells = {f"_{name}": columns_of(reading.mapped[name].tree)[0] for name in names}
    joined = raw.semi_join(first, ["_part", "_line"]).order_by("_part", "_line")
    shown = joined.select(
        "_part", "_line", **{key: joined[c].cast("string") for key, c in cells.items()}
    )
    result = []
    for row in shown.to_pyarrow().to_pylist():
        texts = []
        for name in names:
            text = (row[f"_{name}"] or "").strip()
            is_id = reading.contract[name].kind == "id"
            shown_text = mask(text) if is_id else text[:40]
            texts.append(f'{name} "{shown_text}"' if text else f"{name} empty")
        result.append(f"{_place(row)}{': ' if texts else ''}{', '.join(texts)}")
    return tuple(result)


def _place(row: dict[str, Any]) -> str:
    return f"{row['_part']} line {row['_line']:,}".strip()


def distinct(table: ir.Table, column: str) -> ir.Table:
    """The values of a column, each once, as ``value``."""
    values = table.select(value=table[column].cast("string"))
    return values.filter(values.value.notnull()).distinct()
