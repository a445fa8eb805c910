"""Transactions that were read: the table, its ledger, and the rows set aside."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from cvmlab.data.engine import Engine, batches
from cvmlab.data.ledger import REASONS, Ledger
from cvmlab.data.occasions import occasions
from cvmlab.data.order_lines import order_lines
from cvmlab.data.sources import Source


@dataclass(frozen=True)
class Transactions:
    """Transactions that were read, and the ledger of every row.

    Parameters
    ----------
    table : ibis Table
        ``customer_id`` (text), ``date``, ``cents`` (int64), what else was mapped, and every
        further column of the source under its own name.
    ledger : Ledger
        What became of each row.
    lines : ibis Table
        Every row that could be typed, those set aside with their reason as ``entry`` too.
    """

    table: ir.Table
    ledger: Ledger
    lines: ir.Table
    _source: Source
    _engine: Engine

    @cached_property
    def occasions(self) -> ir.Table:
        """One row for each day a customer bought, in order: ``customer_id, date, cents``.

        Worked out when first asked for and then kept in memory: a lesson or a report asks often.
        """
        return occasions_in_memory(self.table)

    @property
    def margin_rate(self) -> float | None:
        """Margin per unit of sales, over the lines that carry a margin; None where none does."""
        if "margin_cents" not in self.table.columns:
            return None
        known = self.table.filter(self.table.margin_cents.notnull())
        sums = known.agg(margin=known.margin_cents.sum(), sales=known.cents.sum())
        found = sums.to_pyarrow().to_pylist()[0]
        return float(found["margin"] / found["sales"]) if found["sales"] else None

    def frame(self) -> pd.DataFrame:
        """The transactions as a DataFrame, with ``amount`` in currency units."""
        table = self.table.mutate(amount=self.table.cents / 100)
        return table.order_by("customer_id", "date", "_part", "_line").to_pandas()

    def write_set_aside(self, path: Path) -> int:
        """Write the rows set aside, with their lines and reasons, to a csv file.

        Returns
        -------
        int
            How many rows were written.
        """
        aside = self.lines.filter(self.lines.entry.isin(REASONS))
        rows = aside.select("_part", "_line", "entry").join(self._source.table, ["_part", "_line"])
        rows = rows.order_by("_part", "_line")
        written = 0
        with path.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow(["file", "line", "reason", *map(_harmless, self._source.columns)])
            for batch in batches(rows):
                for row in batch.to_pylist():
                    cells = [_harmless(row[name]) for name in self._source.columns]
                    writer.writerow([row["_part"], row["_line"], row["entry"], *cells])
                    written += 1
            for part, line in self._source.bad_lines:
                writer.writerow([part, line.line, line.reason, _harmless(line.text)])
                written += 1
        return written


def purchase_occasions(transactions: Any) -> ir.Table:
    """Occasions of orders however they are held; those of a file that was read are worked out once.

    Parameters
    ----------
    transactions : Transactions, pandas DataFrame or Ibis table
        ``customer_id, date`` and ``amount`` (currency units) or ``cents``, perhaps ``order_id``.

    Returns
    -------
    ibis Table
        In memory: ``customer_id, date, cents``, one row for each day a customer bought.

    Raises
    ------
    DataProblem
        When columns or values are missing, or there are no rows.
    """
    if isinstance(transactions, Transactions):
        return transactions.occasions
    return occasions_in_memory(transactions)


def occasions_in_memory(orders: Any) -> ir.Table:
    """Occasions in the order of customers and days: sums of money are the same on every run."""
    lines, _ = order_lines(orders)
    return ibis.memtable(occasions(lines).order_by("customer_id", "date").to_pyarrow())


def _harmless(cell: Any) -> str:
    """Text that a spreadsheet shows and never computes."""
    text = "" if cell is None else str(cell)
    return (
        f"'{text}"
        if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not _is_number(text)
        else text
    )


def _is_number(text: str) -> bool:
    return text.lstrip("+-").replace(".", "").replace(",", "").isdigit()
