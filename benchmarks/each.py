"""Forty segments' reports by one command, against the forty commands one after another."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.measure import measure, task
from benchmarks.table import Line, at_most, megabytes, seconds

SEGMENTS, CUSTOMERS, WEEKS = 40, 150, 104
LONGEST = 0.6  # of the time of one after another


def lines(segments: int = SEGMENTS) -> Iterator[Line]:
    """The reports of all segments, together and one after another, on the same made orders."""
    together = measure(task(each, segments), 1)
    apart = measure(task(singly, segments), 1)
    ratio = together.work / apart.work
    work = together.cpu / apart.cpu
    yield Line(
        f"cvmlab report customer-value --each, {segments} segments",
        f"{seconds(together.work)} (cpu {seconds(together.cpu)})",
        megabytes(together),
        f"one after another {seconds(apart.work)} (cpu {seconds(apart.cpu)})",
        megabytes(apart),
        f"{ratio:.2f} of its time, {work:.2f} of its cpu",
        (at_most(ratio, LONGEST, "of its time"),),
    )


def each(segments: str) -> dict[str, Any]:
    """All segments by ``--each``."""
    with tempfile.TemporaryDirectory() as folder:
        data = write_orders(Path(folder) / "orders.csv", int(segments))
        return _timed([["--each", "shop", "--data", str(data), "--out", f"{folder}/out"]])


def singly(segments: str) -> dict[str, Any]:
    """The same reports, a command each."""
    with tempfile.TemporaryDirectory() as folder:
        data = write_orders(Path(folder) / "orders.csv", int(segments))
        return _timed(
            [
                ["--only", f"shop=shop {n}", "--data", str(data), "--out", f"{folder}/{n}"]
                for n in range(1, int(segments) + 1)
            ]
        )


def write_orders(path: Path, segments: int = SEGMENTS, seed: int = 1) -> Path:
    """Orders of customers who come and go alike in all segments: no segment differs."""
    rng = np.random.default_rng(seed)
    n = segments * CUSTOMERS
    rate = rng.gamma(1.2, 1 / 6, n)
    spend = 90 / np.maximum(rng.gamma(4, 1, n), 0.5) / 4
    first = rng.uniform(0, WEEKS * 0.7, n)
    life = np.minimum(rng.exponential(1 / rng.gamma(0.6, 1 / 20, n)), WEEKS - first)
    repeats = rng.poisson(rate * life)
    who = np.repeat(np.arange(n), repeats + 1)
    since = rng.uniform(0, 1, len(who)) * life[who]
    since[np.r_[0, np.cumsum(repeats + 1)[:-1]]] = 0
    day = ((first[who] + since) * 7).astype(int)
    orders = pd.DataFrame(
        {
            "customer_id": [f"C{i:06d}" for i in who],
            "date": pd.Timestamp("2023-01-02") + pd.to_timedelta(day, unit="D"),
            "amount": (rng.gamma(6, spend[who] / 6) + 0.01).round(2),
            "shop": [f"shop {i // CUSTOMERS + 1}" for i in who],
        }
    )
    orders.drop_duplicates(["customer_id", "date"]).to_csv(path, index=False)
    return path


def _timed(commands: list[list[str]]) -> dict[str, Any]:
    """Seconds on the clock and of processor time, of all processes together."""
    before, started = getrusage(RUSAGE_CHILDREN), perf_counter()
    for command in commands:
        full = [sys.executable, "-m", "cvmlab.cli", "report", "customer-value", *command]
        done = subprocess.run(full, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(done.stderr or done.stdout)
    wall, after = perf_counter() - started, getrusage(RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"seconds": wall, "cpu": cpu}
