"""What a whole column of text says about how it is written: shapes counted, examples kept.

Formats are decided from all values of a column, never from the first ones: the one `31/12/2024`
in line 80,000 settles what `05/06/2024` in line 2 means.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir


@dataclass(frozen=True)
class Shape:
    """How often one shape occurs, and the first value that has it."""

    rows: int
    line: int
    value: str

    @property
    def example(self) -> str:
        """The first value, with its line."""
        return f'"{self.value}" in line {self.line}'


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


def collect(
    table: ir.Table, column: str, shape: Callable[[ir.StringValue], ir.StringValue]
) -> Evidence:
    """Count the shapes of a column.

    Parameters
    ----------
    table : ibis Table
        With the column as text and the line number as ``_line``.
    column : str
        The column's name.
    shape : callable
        Text -> the name of its shape, as Ibis expressions.
    """
    # Distinct values first: a million rows hold a few hundred days, a few thousand prices.
    values = table.group_by(value=table[column]).agg(rows=ibis._.count(), line=ibis._._line.min())
    shaped = values.mutate(shape=shape(values.value.cast("string")))
    counted = shaped.group_by("shape").agg(
        rows=shaped.rows.sum(), line=shaped.line.min(), value=shaped.value.argmin(shaped.line)
    )
    return Evidence(
        {
            row["shape"]: Shape(int(row["rows"]), int(row["line"]), str(row["value"] or "").strip())
            for row in counted.order_by("shape").to_pyarrow().to_pylist()
        }
    )
