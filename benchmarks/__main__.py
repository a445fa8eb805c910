"""``python -m benchmarks``: one table of cvmlab's time and memory beside other work of its kind."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator
from itertools import chain

from rich.console import Console

from benchmarks import (
    base,
    company,
    each,
    fits,
    lessons,
    linking,
    predictions,
    reading,
    scaling,
    starting,
)
from benchmarks.customers import CDNOW
from benchmarks.measure import Failed
from benchmarks.table import Line, new_table

WIDTH = 200  # where the output goes to no screen
NAMES = (
    "fit",
    "score",
    "money",
    "base",
    "csv",
    "import",
    "report",
    "each",
    "kestrel",
    "linking",
    "lessons",
)


def parts(asked: argparse.Namespace) -> dict[str, Callable[[], Iterator[Line]]]:
    """What there is to measure, in the order of the table."""
    runs, quick = asked.runs, asked.quick
    orders, size, people = (
        (1_000_000, 100, 20_000) if quick else (asked.orders, asked.megabytes, asked.people)
    )
    sizes = (CDNOW, 10_000) if quick else fits.SIZES
    beside = {base.FEW, orders} if asked.full else {base.FEW}
    return {
        "fit": lambda: fits.lines(sizes, runs, full=asked.full),
        "score": lambda: predictions.scores(sizes, runs),
        "money": lambda: predictions.money(sizes, runs),
        "base": lambda: chain(
            chain.from_iterable(base.lines(n, runs) for n in sorted({base.FEW, orders})),
            chain.from_iterable(base.beside_lifetimes(n, runs) for n in sorted(beside)),
            base.in_little_memory(50_000_000) if asked.full else (),
        ),
        "csv": lambda: reading.lines(size),
        "import": lambda: starting.importing(runs),
        "report": lambda: starting.reporting(runs),
        "each": lambda: each.lines(4 if quick else each.SEGMENTS),
        "kestrel": lambda: company.lines(people, runs),
        "linking": lambda: linking.lines(people, runs),
        "lessons": lambda: lessons.lines(runs),
    }


def arguments() -> argparse.ArgumentParser:
    """The options."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--orders", type=int, default=10_000_000, help="orders in Parquet")
    parser.add_argument("--megabytes", type=int, default=1_000, help="size of the csv")
    parser.add_argument("--people", type=int, default=1_000_000, help="largest sample company")
    parser.add_argument("--runs", type=int, default=3, help="runs of each; the median counts")
    parser.add_argument("--only", choices=NAMES, nargs="+", help="some parts of the table")
    amount = parser.add_mutually_exclusive_group()
    amount.add_argument("--quick", action="store_true", help="small sizes: some two minutes")
    amount.add_argument(
        "--full",
        action="store_true",
        help="also what takes lifetimes ten minutes, and 50,000,000 orders",
    )
    return parser


def main() -> None:
    """Measure, and print one table."""
    asked = arguments().parse_args()
    console, progress = Console(), Console(stderr=True)
    if not console.is_terminal:
        console.width = WIDTH
    table = new_table(_title(asked.runs))
    started, measured, failed = time.monotonic(), [], []
    for name, part in parts(asked).items():
        if asked.only and name not in asked.only:
            continue
        with progress.status(f"measuring: {name}"):
            try:
                for line in part():
                    measured.append(line)
                    table.add_row(*line.cells())
                    _tell(progress, line, time.monotonic() - started)
            except Failed as error:
                failed.append(f"{name}: {error}")
                table.add_row(name, "failed", "", str(error), "", "", "", "")
        table.add_section()
    console.print(table)
    records = [record for line in measured for record in line.records]
    if records and not asked.quick and not failed:
        scaling.store(records, asked.runs)
        alt = scaling.draw()
        console.print(f"drawn: docs/scaling.png, with the alt text\n{alt}", soft_wrap=True)
    missed = [line.work for line in measured if not line.kept]
    for text in [*failed, *(f"missed: {work.strip()}" for work in missed)]:
        console.print(text, markup=False)
    raise SystemExit(1 if failed or missed else 0)


def _title(runs: int) -> str:
    return (
        f"One run on {os.cpu_count()} cores. Each piece of work in its own process; median of "
        f"{runs} runs, of long ones one. cpu: processor time of all cores. memory: the peak, with "
        "libraries and input."
    )


def _tell(progress: Console, line: Line, after: float) -> None:
    """One line as soon as it is known: the table comes at the end."""
    said = " | ".join(part for part in (line.cvmlab, line.beside, line.ratio) if part)
    progress.print(f"{after / 60:5.1f} min  {line.work}: {said}", highlight=False, soft_wrap=True)


if __name__ == "__main__":
    main()
