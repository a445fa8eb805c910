"""Records put together into persons: beside the bare engine's join on names and e-mail."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from benchmarks.measure import Stopwatch, measure, task
from benchmarks.table import Line, at_most, both_times, megabytes

PEOPLE = (20_000, 580_000)  # some 35,000 and 1,010,000 records
_BLOCK = 20_000


def lines(largest: int, runs: int) -> Iterator[Line]:
    """The records of companies of several sizes linked."""
    for people in PEOPLE:
        if people > largest:
            continue
        source = records(people)
        several = runs if people == PEOPLE[0] else 1
        ours = measure(task(linked, source), several)
        bare = measure(task(joined, source), several)
        yield Line(
            f"{ours.said['records']:,} records linked into {ours.said['identities']:,} identities",
            both_times(ours),
            megabytes(ours),
            f"an exact join on names and e-mail, {bare.said['pairs']:,} pairs {both_times(bare)}",
            megabytes(bare),
            f"{ours.work / bare.work:,.0f} times its time",
            (at_most(ours.work, 15, "s"),) if people == PEOPLE[0] else (),
        )


@cache
def records(people: int) -> Path:
    """The records of so many people, in a file; made once."""
    import pandas as pd

    from cvmlab.kestrel.block import Block
    from cvmlab.kestrel.source_records import source_records

    file = Path(gettempdir()) / f"cvmlab-records-{people}.parquet"
    if not file.is_file():
        blocks = [Block(2022, at, _BLOCK) for at in range(people // _BLOCK)]
        pd.concat(map(source_records, blocks), ignore_index=True).to_parquet(file)
    return file


def linked(source: str) -> dict[str, Any]:
    """Read, cleaned, compared, guarded, put together."""
    import pandas as pd

    from cvmlab.idic.identify.link_records import link_records

    table = pd.read_parquet(source)
    with Stopwatch() as watch:
        linkage = link_records(table)
    return {**watch.said, "records": len(table), "identities": linkage.number}


def joined(source: str) -> dict[str, Any]:
    """The same cells compared as they stand, by the engine alone."""
    import duckdb
    import pandas as pd

    table = pd.read_parquet(source)
    names = ("first_name", "surname", "email")
    agree = " AND ".join(f"lower(a.{name}) = lower(b.{name})" for name in names)
    with Stopwatch() as watch:
        engine = duckdb.connect()
        engine.register("records", table[["record_id", *names]])
        ((pairs,),) = engine.execute(
            "SELECT count(*) FROM records a JOIN records b "
            f"ON {agree} AND a.record_id < b.record_id"
        ).fetchall()
    return {**watch.said, "pairs": int(pairs)}
