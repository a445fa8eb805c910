"""``python -m benchmarks``: one table of cvmlab's time and memory beside bare work."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from benchmarks.files import cdnow_csv, orders_csv, orders_parquet
from benchmarks.measure import Failed, Measured, measure, python, task


@dataclass(frozen=True)
class Line:
    """One line of the table: cvmlab, what stands beside it, and the limit that was set."""

    work: str
    cvmlab: str
    beside: str
    ratio: str
    peak: str
    limit: str


def customer_base(orders: int, runs: int) -> Iterator[Line]:
    """Orders in typed Parquet -> customer base, against one hand-written query."""
    source = orders_parquet(orders)
    hand = measure(task("base_by_hand", source), runs)
    for left_edge in ("without-left-edge", "with-left-edge"):
        ours = measure(task("base_cvmlab", source, left_edge), runs)
        if _result(ours) != _result(hand):
            raise Failed(f"different customer bases: {_result(ours)} and {_result(hand)}")
        yield Line(
            f"{orders:,} orders → customer base, {left_edge.replace('-', ' ')}",
            f"{ours.work:.1f} s",
            f"{hand.work:.1f} s bare DuckDB ({hand.peak:,.0f} MB)",
            f"{ours.work / hand.work:.2f}",
            f"{ours.peak:,.0f} MB",
            "1.2 ×, 1,000 MB",
        )
    few = min(orders, 1_000_000)  # lifetimes holds all rows in memory several times over
    source = orders_parquet(few)
    ours = measure(task("base_cvmlab", source, "with-left-edge"), runs)
    peer = measure(task("base_lifetimes", source), runs)
    yield Line(
        f"{few:,} orders → customer base",
        f"{ours.work:.1f} s",
        f"{peer.work:.1f} s lifetimes, purchases only ({peer.peak:,.0f} MB)",
        f"{ours.work / peer.work:.2f}",
        f"{ours.peak:,.0f} MB",
        "",
    )


def reading(megabytes: int, runs: int) -> Iterator[Line]:
    """A large text file read with its ledger."""
    source = orders_csv(megabytes)
    ours = measure(task("read_csv", source), 1)
    size = source.stat().st_size / 1e6
    yield Line(
        f"{size:,.0f} MB of csv ({ours.said['rows']:,} rows) read, with its ledger",
        f"{ours.work:.0f} s",
        f"{size / ours.work:,.1f} MB a second",
        "",
        f"{ours.peak:,.0f} MB",
        "1,000 MB",
    )


def importing(runs: int) -> Iterator[Line]:
    """``import cvmlab`` over a bare Python."""
    runs = max(runs, 9)  # these are short, so more of them are needed
    bare = measure(python("-c", "pass"), runs)
    ours = measure(python("-c", "import cvmlab"), runs)
    yield Line(
        "import cvmlab",
        f"{ours.wall * 1000:.0f} ms",
        f"{bare.wall * 1000:.0f} ms bare Python",
        f"+{(ours.wall - bare.wall) * 1000:.0f} ms",
        f"{ours.peak:,.0f} MB",
        "+100 ms",
    )


def reporting(runs: int) -> Iterator[Line]:
    """The report on the full CDNOW log, against what any notebook costs before its first cell."""
    source = cdnow_csv()
    bare = measure(task("kernel"), runs)
    ours = measure(task("report", source), runs)
    yield Line(
        "cvmlab report on the CDNOW log (69,659 orders)",
        f"{ours.work:.1f} s",
        f"{bare.work:.1f} s kernel, seaborn, statsmodels",
        f"{ours.work / bare.work:.2f}",
        f"{ours.peak:,.0f} MB",
        "3 ×, 15 s",
    )


def sample_company(largest: int, runs: int) -> Iterator[Line]:
    """The sample company in three sizes: time in proportion, memory bounded."""
    for people in (20_000, 200_000, 1_000_000):
        if people > largest:
            continue
        several = runs if people == 20_000 else 1
        ours = measure(task("company", people), several)
        bare = measure(task("company_by_hand", ours.said["transactions"]), several)
        yield Line(
            f"sample company of {people:,} people ({ours.said['transactions']:,} receipts)",
            f"{ours.work:.1f} s",
            f"{bare.work:.1f} s as many rows of bare random numbers ({bare.peak:,.0f} MB)",
            f"{ours.work / bare.work:.1f}",
            f"{ours.peak:,.0f} MB",
            "8 s" if people == 20_000 else "",
        )


def _result(measured: Measured) -> dict[str, object]:
    return {name: value for name, value in measured.said.items() if name != "seconds"}


def main() -> None:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--orders", type=int, default=10_000_000, help="orders in Parquet")
    parser.add_argument("--megabytes", type=int, default=1_000, help="size of the csv")
    parser.add_argument("--people", type=int, default=1_000_000, help="largest sample company")
    parser.add_argument("--runs", type=int, default=3, help="runs of each; the median counts")
    parser.add_argument(
        "--quick", action="store_true", help="1,000,000 orders, 100 MB, 20,000 people"
    )
    parser.add_argument("--only", choices=["base", "csv", "import", "kestrel", "report"], nargs="*")
    asked = parser.parse_args()
    orders, megabytes, people = (
        (1_000_000, 100, 20_000) if asked.quick else (asked.orders, asked.megabytes, asked.people)
    )
    parts = {
        "import": lambda: importing(asked.runs),
        "report": lambda: reporting(asked.runs),
        "base": lambda: customer_base(orders, asked.runs),
        "kestrel": lambda: sample_company(people, asked.runs),
        "csv": lambda: reading(megabytes, asked.runs),
    }
    console = Console()
    table = Table(title=f"Median of {asked.runs} runs, each in its own process")
    for name in ("work", "cvmlab", "beside it", "ratio", "peak memory", "limit"):
        table.add_column(name, justify="left" if name in ("work", "beside it") else "right")
    failed = False
    for name, part in parts.items():
        if asked.only and name not in asked.only:
            continue
        with console.status(f"measuring: {name}"):
            try:
                for line in part():
                    table.add_row(*vars(line).values())
            except Failed as error:
                failed = True
                table.add_row(name, "failed", str(error), "", "", "")
    console.print(table)
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
