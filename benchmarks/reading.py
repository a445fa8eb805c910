"""A large text file read with its ledger."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.files import orders_csv
from benchmarks.measure import Stopwatch, measure, task
from benchmarks.table import Line, at_most, both_times, megabytes


def lines(size: int) -> Iterator[Line]:
    """So many megabytes of csv."""
    source = orders_csv(size)
    ours = measure(task(read_csv, source), 1)
    size_in_mb = source.stat().st_size / 1e6
    yield Line(
        f"{size_in_mb:,.0f} MB of csv ({ours.said['rows']:,} rows) read, with its ledger",
        both_times(ours),
        megabytes(ours),
        ratio=f"{size_in_mb / ours.work:,.1f} MB a second",
        limits=(at_most(ours.peak, 1_000, "MB"),),
    )


def read_csv(source: str) -> dict[str, Any]:
    """A text file read with its ledger."""
    from cvmlab.data.workspace import load

    with Stopwatch() as watch:
        ledger = load(source).transactions.ledger
    return {**watch.said, "rows": int(ledger.rows)}
