"""What a whole column of text says about how it is written: shapes counted, examples kept.

Formats are decided from all values of a column, never from the first ones: the one `31/12/2024`
in line 80,000 settles what `05/06/2024` in line 2 means.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from cvmlab.data.engine import batches


@dataclass(frozen=True)
class Shape:
    """How often one shape occurs, and the first value that has it."""

    rows: int
    line: int
    value: str
    part: str = ""

    @property
    def example(self) -> str:
        """The first value, with its line."""
        return f'"{self.value}" in {f"{self.part} line {self.line}".strip()}'


@dataclass(frozen=True)
class Evidence:
    """The shapes of a column's values."""

    shapes: dict[str, Shape]

    def rows(self, *names: str) -> int:
        """How many rows have one of these shapes."""
        return sum(self.shapes[name].rows for name in names if name in self.shapes)

    def examples(self, *names: str) -> tuple[str, ...]:
        """An example of each of these shapes."""
        return tuple(self.shapes[name].example for name in names if name in self.shapes)


def collect(table: ir.Table, column: str, shape: Callable[[str], str]) -> Evidence:
    """Count the shapes of a column.

    Parameters
    ----------
    table : ibis Table
        With the column as text, the line number as ``_line`` and the file as ``_part``.
    column : str
        The column's name.
    shape : callable
        Text -> the name of its shape. It is not shown what follows a first colon: minutes and
        seconds decide nothing, and a million times of day are a few hundred days.
    """
    # Distinct values first: a million rows hold a few hundred days, a few thousand prices.
    text = table[column].cast("string").fill_null("")
    short = ibis.ifelse(text.contains(":"), text.split(":")[0], text)
    placed = table._part + "\x1f" + text
    values = table.group_by(short=short).agg(
        rows=ibis._.count(), line=table._line.min(), placed=placed.argmin(table._line)
    )
    rows_of: Counter[str] = Counter()
    first: dict[str, tuple[int, str]] = {}
    for batch in batches(values):
        columns = (batch[name].to_pylist() for name in ("short", "rows", "line", "placed"))
        for value, rows, line, text_there in zip(*columns, strict=True):
            name = shape(value)
            rows_of[name] += rows
            if name not in first or (line, text_there) < first[name]:
                first[name] = (line, text_there)
    found = {}
    for name, (line, text_there) in sorted(first.items()):
        part, whole = text_there.split("\x1f", 1)
        found[name] = Shape(rows_of[name], line, whole.strip(), part)
    return Evidence(found)
