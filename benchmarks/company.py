"""The sample company in three sizes: time in proportion, memory bounded."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.measure import Stopwatch, measure, task
from benchmarks.table import Line, at_most, both_times, megabytes

SIZES = (20_000, 200_000, 1_000_000)


def lines(largest: int, runs: int) -> Iterator[Line]:
    """The company made, beside as many rows of bare random numbers."""
    for people in SIZES:
        if people > largest:
            continue
        several = runs if people == SIZES[0] else 1
        ours = measure(task(company, people), several)
        bare = measure(task(company_by_hand, ours.said["transactions"]), several)
        yield Line(
            f"sample company of {people:,} people ({ours.said['transactions']:,} receipts)",
            both_times(ours),
            megabytes(ours),
            f"as many rows of bare random numbers {both_times(bare)}",
            megabytes(bare),
            f"{ours.work / bare.work:.1f} times its time",
            (at_most(ours.work, 8, "s"),) if people == SIZES[0] else (),
        )


def company(people: str) -> dict[str, Any]:
    """The sample company, of so many people, made and written."""
    from cvmlab.kestrel.write import write_company

    with tempfile.TemporaryDirectory() as folder, Stopwatch() as watch:
        rows = write_company(Path(folder), int(people))
    return {**watch.said, "transactions": rows["transactions"]}


def company_by_hand(transactions: str) -> dict[str, Any]:
    """As many rows of nothing but random numbers and their day, drawn and written: bare numpy."""
    import numpy as np
    import pandas as pd

    rng, number = np.random.default_rng(1), int(transactions)
    with tempfile.TemporaryDirectory() as folder, Stopwatch() as watch:
        day = np.sort(rng.integers(0, 1092, number)).astype("timedelta64[D]")
        frame = pd.DataFrame({"date": np.datetime64("2022-01-03") + day})
        for name in ("gross", "discount", "amount", "margin"):
            frame[name] = rng.gamma(4, 8, number).round(2)
        for name in ("customer_id", "record_id"):
            frame[name] = "K" + pd.Series(rng.integers(10_000, 40_000, number)).astype("str")
        frame.to_parquet(Path(folder) / "rows.parquet", compression="zstd")
    return watch.said
