"""The ledger of a table: every row used or set aside, every cell left empty counted and told."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cvmlab.data.ledger import Entry
from cvmlab.figures.formats import count, money

USED = "used"
EMPTIED, STRANGER = "cell left empty", "found nowhere"


@dataclass(frozen=True)
class Cells:
    """Cells of one column that were left empty, or that name what is nowhere to be found.

    Parameters
    ----------
    column : str
    reason : str
        What the cells are not: "a whole number", "1 to 10".
    cells : int
    examples : tuple of str
    what : {"cell left empty", "found nowhere"}
    """

    column: str
    reason: str
    cells: int
    examples: tuple[str, ...] = ()
    what: str = EMPTIED

    @property
    def sentence(self) -> str:
        """What happened to them, for the reader of the ledger."""
        shown = f" ({'; '.join(self.examples)})" if self.examples else ""
        one = self.cells == 1
        number = f"{count(self.cells)} {'cell' if one else 'cells'}"
        if self.what == STRANGER:
            is_ = "is" if one else "are"
            return f"{self.column}: {number} {is_} {self.reason}; the rows are kept{shown}."
        return (
            f"{self.column}: {number} that {'is' if one else 'are'} not {self.reason} "
            f"{'was' if one else 'were'} left empty{shown}."
        )


@dataclass(frozen=True)
class Sums:
    """The money of one column, in cents: all that could be read, and where it went."""

    column: str
    read: int
    used: int
    set_aside: int
    emptied: int


@dataclass(frozen=True)
class TableLedger:
    """What became of every row and every cell of a table.

    Parameters
    ----------
    source : str
        The source, as it is shown.
    one_row : str
        What one row is.
    entries : tuple of Entry
        The rows used, and those set aside, by reason.
    cells : tuple of Cells
        Cells that were left empty, and references that lead nowhere, by column.
    sums : tuple of Sums
        The money of each column of money: used, set aside and emptied make what was read.
    flags : tuple of str
        What was kept but deserves a look, as sentences.
    notes : tuple of str
        How the source was read, as sentences.
    mapped : tuple of (str, str, str)
        Contract column, what it was read from, and how that was known.
    further : tuple of str
        Columns kept under their own names.
    currency : str
        The currency of the money; empty where nobody says it.
    """

    source: str
    one_row: str
    entries: tuple[Entry, ...]
    cells: tuple[Cells, ...] = ()
    sums: tuple[Sums, ...] = ()
    flags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    mapped: tuple[tuple[str, str, str], ...] = ()
    further: tuple[str, ...] = ()
    currency: str = ""

    @property
    def rows(self) -> int:
        """All rows of the source."""
        return sum(entry.rows for entry in self.entries)

    @property
    def rows_used(self) -> int:
        """The rows of the table."""
        return sum(entry.rows for entry in self.entries if entry.kind == USED)

    @property
    def table(self) -> pd.DataFrame:
        """One row an entry: what, column, reason, number (of rows or cells), examples."""
        lines = [(e.kind, "", e.reason, e.rows, "; ".join(e.examples)) for e in self.entries]
        lines += [(c.what, c.column, c.reason, c.cells, "; ".join(c.examples)) for c in self.cells]
        return pd.DataFrame(lines, columns=["what", "column", "reason", "number", "examples"])

    def sentences(self) -> list[str]:
        """The ledger in words, the most important first."""
        aside = self.rows - self.rows_used
        fate = "all are used" if not aside else (
            f"of which {count(self.rows_used)} are used and {count(aside)} set aside"
        )  # fmt: skip
        out = [f"{self.source}: {_rows(self.rows)}, {fate}. One row is {self.one_row}."]
        if aside:
            reasons = [f"{e.reason} ({_rows(e.rows)})" for e in self.entries if e.kind != USED]
            out.append(f"Set aside: {'; '.join(reasons)}.")
        out += [cells.sentence for cells in self.cells]
        out += self.flags
        if self.further:
            out.append(f"Kept under their own names: {', '.join(self.further)}.")
        return out

    def summary(self) -> str:
        """The ledger as plain text, for a terminal."""
        lines = [*self.sentences(), ""]
        renamed = [item for item in self.mapped if item[0] != item[1]]
        lines += [f"  {name} <- {source} ({how})" for name, source, how in renamed]
        if same := len(self.mapped) - len(renamed):
            lines.append(f"  {_columns(same)} under the very names of the contract")
        lines += [*([""] if self.notes else []), *(f"  {note}" for note in self.notes), ""]
        for e in self.entries:
            what = e.kind if e.kind == USED else f"{e.kind}: {e.reason}"
            lines.append(f"  {count(e.rows):>12}  {what}")
            lines += [f"{'':>16}{example}" for example in e.examples]
        lines.append(f"  {count(self.rows):>12}  in all")
        for s in self.sums:
            parts = f"used {self._money(s.used)}, set aside {self._money(s.set_aside)}"
            left = f", left empty {self._money(s.emptied)}" if s.emptied else ""
            lines.append(f"  {s.column}: {parts}{left}; in all {self._money(s.read)}")
        return "\n".join(lines)

    def _money(self, cents: int) -> str:
        return money(cents / 100, self.currency or None, digits=2)


def _columns(number: int) -> str:
    return f"{count(number)} {'column' if number == 1 else 'columns'}"


def _rows(number: int) -> str:
    return f"{count(number)} {'row' if number == 1 else 'rows'}"
