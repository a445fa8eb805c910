"""The ledger: every row of a source is a purchase, an adjustment or set aside with its reason.

Counts add up to the rows read, money adds up to the cent, and nothing is dropped in silence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from cvmlab.data.masking import mask
from cvmlab.data.text_rows import BadLine
from cvmlab.figures.formats import count, day, money

PURCHASE, ADJUSTMENT = "purchase line", "adjustment"
# The reasons to set a row aside, in the order in which they are looked for.
TOTALS = "a line of totals, not a sale"
FILTERED = "left out by the filter"
NO_CUSTOMER = "no customer: the id is empty or a placeholder"
NO_DATE = "no date"
BAD_DATE = "the date cannot be read"
FAR_DATE = "the date is before 1900 or after 2099"
NO_AMOUNT = "no amount"
BAD_AMOUNT = "the amount cannot be read"
NO_RATE = "no exchange rate up to that day"
REPEATED = "repeats the declared unique key"
REASONS = (
    TOTALS, FILTERED, NO_CUSTOMER, NO_DATE, BAD_DATE, FAR_DATE, NO_AMOUNT, BAD_AMOUNT, NO_RATE,
    REPEATED,
)  # fmt: skip
EXAMPLES = 3


@dataclass(frozen=True)
class Entry:
    """One kind of row: how many, how much money (None where unreadable), and examples."""

    kind: str
    reason: str
    rows: int
    cents: int | None
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ledger:
    """What became of every row of a source.

    Parameters
    ----------
    source : str
        The source, as it is shown.
    entries : tuple of Entry
        Purchase lines, adjustments, and what was set aside, by reason.
    adjustments : dict of str to (int, int)
        Rows and cents of adjustments by what they were matched to.
    cancelled : (int, int)
        Purchase lines refunded in full, and cents refunded beyond their price (zero or less).
    flags : tuple of str
        What was kept but deserves a look, as sentences.
    notes : tuple of str
        How the source was read, as sentences.
    mapped : tuple of (str, str, str)
        Contract column, what it was read from, and how that was known.
    customers, first_day, last_day
        The extent of what is used.
    currency, basis : str
        The currency, and "net" or "gross"; empty where the source does not say.
    """

    source: str
    entries: tuple[Entry, ...]
    adjustments: dict[str, tuple[int, int]]
    cancelled: tuple[int, int]
    flags: tuple[str, ...]
    notes: tuple[str, ...]
    mapped: tuple[tuple[str, str, str], ...]
    customers: int
    first_day: dt.date | None
    last_day: dt.date | None
    currency: str = ""
    basis: str = ""

    @property
    def rows(self) -> int:
        """All rows of the source."""
        return sum(entry.rows for entry in self.entries)

    @property
    def rows_used(self) -> int:
        """Purchase lines and adjustments."""
        return sum(e.rows for e in self.entries if e.kind in (PURCHASE, ADJUSTMENT))

    @property
    def cents(self) -> int:
        """All readable money of the source."""
        return sum(entry.cents or 0 for entry in self.entries)

    @property
    def cents_used(self) -> int:
        """Sales: purchases less adjustments."""
        return sum(e.cents or 0 for e in self.entries if e.kind in (PURCHASE, ADJUSTMENT))

    @property
    def table(self) -> pd.DataFrame:
        """One row an entry: what, reason, rows, money (in currency units), examples."""
        frame = pd.DataFrame(
            [
                (e.kind, e.reason, e.rows, None if e.cents is None else e.cents / 100,
                 "; ".join(e.examples))
                for e in self.entries
            ],
            columns=["what", "reason", "rows", "money", "examples"],
        )  # fmt: skip
        frame["money"] = frame["money"].astype("float64")
        return frame

    def sentences(self) -> list[str]:
        """The ledger in words, the most important first."""
        out = [
            f"{self.source}: {count(self.rows)} rows, of which {count(self.rows_used)} are used"
            f" ({self._money(self.cents_used)} of {count(self.customers)} customers,"
            f" {day(self.first_day)} to {day(self.last_day)}) and"
            f" {count(self.rows - self.rows_used)} are set aside."
        ]
        out += [self._adjustment_sentence()] if self.adjustments else []
        purchases, beyond = self.cancelled
        if purchases:
            more = f", {self._money(-beyond)} more than they had cost" if beyond else ""
            out.append(
                f"{_lines(purchases, 'purchase line')} refunded in full{more}; such a purchase "
                "counts as none."
            )
        return [*out, *self.flags]

    def summary(self) -> str:
        """The ledger as plain text, for a terminal."""
        lines = [*self.sentences(), ""]
        lines += [f"  {name} <- {source} ({how})" for name, source, how in self.mapped]
        lines += ["", *(f"  {note}" for note in self.notes), ""]
        for e in self.entries:
            what = e.kind if e.kind == e.reason else f"{e.kind}: {e.reason}"
            worth = "" if e.cents is None else self._money(e.cents)
            lines.append(f"  {count(e.rows):>12}  {worth:>18}  {what}")
            lines += [f"{'':>36}{example}" for example in e.examples]
        lines.append(f"  {count(self.rows):>12}  {self._money(self.cents):>18}  in all")
        return "\n".join(lines)

    def _adjustment_sentence(self) -> str:
        words = {
            "order": "to the order they name",
            "earlier purchase": "to the customer's latest purchase up to then",
            "unmatched": "to nothing (no earlier purchase is in the data)",
        }
        parts = [
            f"{count(rows)} {words[fate]} ({self._money(cents)})"
            for fate, (rows, cents) in self.adjustments.items()
        ]
        return f"Returns, refunds and discounts were matched: {', '.join(parts)}."

    def _money(self, cents: int) -> str:
        return money(cents / 100, self.currency or None, digits=2)


def entries_of(
    lines: ir.Table, raw: ir.Table, shown: dict[str, str], bad: Iterable[tuple[str, BadLine]]
) -> tuple[Entry, ...]:
    """Count the kinds of rows, and keep up to three masked examples of what was set aside.

    Parameters
    ----------
    lines : ibis Table
        ``_part, _line, entry, cents``.
    raw : ibis Table
        The source, with ``_part`` and ``_line``.
    shown : dict of str to str
        Contract column -> column of the source, for the examples.
    bad : iterable of (str, BadLine)
        Physical lines that are no rows, each with its file.
    """
    counted = lines.group_by("entry").agg(rows=lines.count(), cents=lines.cents.sum())
    counts = {
        row["entry"]: (row["rows"], None if row["cents"] is None else int(row["cents"]))
        for row in counted.to_pyarrow().to_pylist()
    }
    result = []
    for kind in (PURCHASE, ADJUSTMENT):
        rows, cents = counts.get(kind, (0, 0))
        result.append(Entry(kind, kind, rows, cents))
    examples = _examples(lines, raw, shown) if set(counts) & set(REASONS) else {}
    for reason in REASONS:
        if reason in counts:
            rows, cents = counts[reason]
            result.append(Entry("set aside", reason, rows, cents, examples.get(reason, ())))
    by_reason: dict[str, list[str]] = {}
    for part, line in bad:
        by_reason.setdefault(line.reason, []).append(_place(part, line.line) + _peek(line.text))
    for reason, places in by_reason.items():
        shown_places = tuple(places[:EXAMPLES])
        result.append(Entry("set aside", reason, len(places), None, shown_places))
    return tuple(result)


def _examples(lines: ir.Table, raw: ir.Table, shown: dict[str, str]) -> dict[str, tuple[str, ...]]:
    aside = lines.filter(lines.entry.isin(REASONS))
    place = ibis.row_number().over(group_by=aside.entry, order_by=[aside._part, aside._line])
    first = aside.select("_part", "_line", "entry", place=place)
    first = first.filter(first.place < EXAMPLES)
    found = first.join(raw, ["_part", "_line"]).order_by("_part", "_line")
    wanted = {f"_{name}": found[column].cast("string") for name, column in shown.items()}
    result: dict[str, list[str]] = {}
    for row in found.select("_part", "_line", "entry", **wanted).to_pyarrow().to_pylist():
        result.setdefault(row["entry"], []).append(_example(row))
    return {reason: tuple(found) for reason, found in result.items()}


def _example(row: dict[str, Any]) -> str:
    cells = []
    for name in ("customer_id", "date", "amount"):
        if (text := row.get(f"_{name}")) is not None:
            cells.append(f"{name} {(mask(text) if name == 'customer_id' else text) or 'empty'}")
    return f"{_place(row['_part'], row['_line'])}: {', '.join(cells)}"


def _place(part: str, line: int) -> str:
    return f"{part} line {line:,}".strip()


def _peek(text: str) -> str:
    """A line that was never cut into cells may hold an id anywhere: its middle is hidden too."""
    bare = text.strip()
    return f': "{mask(bare[:2] + bare[-4:])}"' if len(bare) > 5 else ""


def _lines(number: int, noun: str) -> str:
    return f"1 {noun} was" if number == 1 else f"{count(number)} {noun}s were"
