"""Orders -> customer base -> patterns: cvmlab beside one hand-written query, and lifetimes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.files import END, orders_parquet
from benchmarks.measure import Measured, Stopwatch, attempt, measure, task
from benchmarks.table import (
    Limit,
    Line,
    against,
    at_most,
    both_times,
    megabytes,
    share,
)

# Both engines get the same: little memory, all cores, no promise about the order of rows.
SETTINGS = {"memory_limit": "600MB", "preserve_insertion_order": False}
QUIET = "SET enable_progress_bar = false"

# The definition of row, occasion and customer, as somebody who knows it would write it by hand.
_BY_HAND = """
    WITH bought AS (
        SELECT * FROM '{source}' WHERE cents >= 0 AND date <= DATE '{end}'
    ), back AS (
        SELECT * FROM '{source}' WHERE cents < 0 AND date <= DATE '{end}'
    ), refunds AS (
        SELECT customer_id, order_id, sum(cents) AS refund FROM back GROUP BY ALL
    ), orders AS (
        SELECT customer_id, order_id, max(date) AS date, sum(cents) AS gross, count(*) AS lines,
               any_value(refund) AS refund
        FROM bought JOIN refunds USING (customer_id, order_id) GROUP BY ALL
    ), loose AS (
        SELECT customer_id, date, sum(cents) AS refund
        FROM back ANTI JOIN orders USING (customer_id, order_id) GROUP BY ALL
    ), days AS (
        SELECT customer_id, date, sum(cents) AS gross, count(*) AS lines
        FROM bought GROUP BY ALL
    ), lowered AS (
        SELECT customer_id, date, sum(refund) AS refund, sum(gone) AS gone,
               sum(lines_gone) AS lines_gone
        FROM (
            SELECT customer_id, date,
                   CASE WHEN gross + refund > 0 THEN refund ELSE 0 END AS refund,
                   CASE WHEN gross + refund > 0 THEN 0 ELSE gross END AS gone,
                   CASE WHEN gross + refund > 0 THEN 0 ELSE lines END AS lines_gone
            FROM orders
            UNION ALL
            SELECT l.customer_id, max(d.date), any_value(l.refund), 0, 0
            FROM loose l JOIN days d ON l.customer_id = d.customer_id AND d.date <= l.date
            GROUP BY l.customer_id, l.date
        ) GROUP BY ALL
    ), occasions AS (
        SELECT customer_id, date,
               gross - coalesce(gone, 0) + coalesce(refund, 0) AS cents
        FROM days LEFT JOIN lowered USING (customer_id, date)
        WHERE lines > coalesce(lines_gone, 0)
          AND NOT (coalesce(refund, 0) < 0 AND gross - coalesce(gone, 0) > 0
                   AND gross - coalesce(gone, 0) + refund <= 0)
    )
    SELECT customer_id, count(*) - 1 AS frequency,
           (max(date) - min(date)) / 7 AS recency,
           (DATE '{end}' - min(date)) / 7 AS T,
           CASE WHEN count(*) > 1
                THEN (sum(cents) - arg_min(cents, date)) / (count(*) - 1) / 100 ELSE 0 END
               AS monetary_value,
           sum(cents) / 100 AS total,
           min(date) AS first_purchase, max(date) AS last_purchase
    FROM occasions GROUP BY customer_id
"""


_PATTERNS_BY_HAND = """
    SELECT frequency, recency, T, count(*) AS weight
    FROM ({base}) GROUP BY ALL ORDER BY ALL
"""
FEW = 1_000_000  # lifetimes holds all rows in memory several times over
LARGE = 10_000_000  # from here on the time has a limit


def lines(orders: int, runs: int) -> Iterator[Line]:
    """Orders in typed Parquet -> customer base and patterns, against hand-written queries."""
    source = orders_parquet(orders)
    work = f"{orders:,} orders → customer base"
    hand = measure(task(base_by_hand, source), runs)
    for left_edge in ("without-left-edge", "with-left-edge"):
        ours = measure(task(base_cvmlab, source, left_edge), runs)
        yield _beside_query(f"{work}, {left_edge.replace('-', ' ')}", ours, hand, orders)
    hand = measure(task(patterns_by_hand, source), runs)
    ours = measure(task(patterns_cvmlab, source), runs)
    yield _beside_query(
        f"{orders:,} orders → {ours.said['patterns']:,} patterns", ours, hand, orders
    )


def beside_lifetimes(orders: int, runs: int) -> Iterator[Line]:
    """The customer base again, against the package that is used for it."""
    source = orders_parquet(orders)
    ours = measure(task(base_cvmlab, source, "with-left-edge"), runs)
    theirs = attempt(task(base_lifetimes, source), 1 if orders > FEW else runs)
    yield against(f"{orders:,} orders → customer base", ours, theirs, "lifetimes, purchases only")


def in_little_memory(orders: int) -> Iterator[Line]:
    """The customer base of so many orders alone: what counts is the memory."""
    ours = measure(task(base_cvmlab, orders_parquet(orders), "with-left-edge"), 1)
    yield Line(
        f"{orders:,} orders → customer base, with left edge",
        both_times(ours),
        megabytes(ours),
        limits=(at_most(ours.peak, 1_000, "MB"),),
    )


def _beside_query(work: str, ours: Measured, hand: Measured, orders: int) -> Line:
    limits = [at_most(ours.peak, 1_000, "MB")]
    if orders >= LARGE:
        limits.append(at_most(ours.work / hand.work, 1.2, "of its time"))
    return Line(
        work,
        both_times(ours),
        megabytes(ours),
        f"bare DuckDB {both_times(hand)}",
        megabytes(hand),
        share(ours.work, hand.work),
        (Limit("same result", _result(ours) == _result(hand)), *limits),
    )


def _result(measured: Measured) -> dict[str, Any]:
    times = ("seconds", "cpu")
    return {name: value for name, value in measured.said.items() if name not in times}


def base_cvmlab(source: str, left_edge: str) -> dict[str, Any]:
    """Orders -> customer base by cvmlab, stored as Parquet."""
    from cvmlab.data.customer_base import customer_base

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        orders = _connected(place).read_parquet(source)
        detect = left_edge == "with-left-edge"
        with Stopwatch() as watch:
            base = customer_base(orders, end=END, time_unit="W", detect_left_edge=detect)
            base.table.to_parquet(place / "base.parquet")
        return {**watch.said, **_totals(place / "base.parquet")}


def base_by_hand(source: str) -> dict[str, Any]:
    """The same by one hand-written query."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        connection = _connection(place)
        query = _BY_HAND.format(source=source.replace("'", "''"), end=END)
        to = str(place / "base.parquet").replace("'", "''")
        with Stopwatch() as watch:
            connection.execute(f"COPY ({query}) TO '{to}' (FORMAT parquet)")
        return {**watch.said, **_totals(place / "base.parquet")}


def patterns_cvmlab(source: str) -> dict[str, Any]:
    """Orders -> weighted patterns in memory by cvmlab; no frame of all customers is made."""
    from cvmlab.data.customer_base import customer_base

    with tempfile.TemporaryDirectory() as folder:
        orders = _connected(Path(folder)).read_parquet(source)
        with Stopwatch() as watch:
            base = customer_base(orders, end=END, time_unit="W", detect_left_edge=False)
            patterns = base.patterns()
        return {**watch.said, **_moments(patterns)}


def patterns_by_hand(source: str) -> dict[str, Any]:
    """The same by one hand-written query."""
    with tempfile.TemporaryDirectory() as folder:
        base = _BY_HAND.format(source=source.replace("'", "''"), end=END)
        connection = _connection(Path(folder))
        with Stopwatch() as watch:
            patterns = connection.execute(_PATTERNS_BY_HAND.format(base=base)).df()
        return {**watch.said, **_moments(patterns)}


def base_lifetimes(source: str) -> dict[str, Any]:
    """What the lifetimes package makes of the purchases; it knows no returns."""
    import pandas as pd
    from lifetimes.utils import summary_data_from_transaction_data

    lines = pd.read_parquet(source)
    bought = lines[lines["cents"] >= 0].assign(date=lambda frame: pd.to_datetime(frame["date"]))
    with Stopwatch() as watch:
        base = summary_data_from_transaction_data(
            bought, "customer_id", "date", "cents", observation_period_end=END
        )
    return {**watch.said, "customers": len(base), "frequency": int(base["frequency"].sum())}


def _connected(place: Path) -> Any:
    import ibis

    connection = ibis.duckdb.connect(temp_directory=str(place / "spill"), **SETTINGS)
    connection.raw_sql(QUIET)
    return connection


def _connection(place: Path) -> Any:
    import duckdb

    connection = duckdb.connect(config={**SETTINGS, "temp_directory": str(place / "spill")})
    connection.execute(QUIET)
    return connection


def _moments(patterns: Any) -> dict[str, Any]:
    """What two tables of patterns must agree on to be called the same."""
    weight = patterns["weight"]
    names = ("frequency", "recency", "T")
    sums = {name: round(float((patterns[name] * weight).sum()), 3) for name in names}
    return {"patterns": len(patterns), "customers": int(weight.sum()), **sums}


def _totals(path: Path) -> dict[str, int]:
    """What two customer bases must agree on to be called the same."""
    import duckdb

    quoted = str(path).replace("'", "''")
    ((customers, frequency, days, cents),) = duckdb.sql(
        "SELECT count(*), sum(frequency), sum(round(7 * (recency + T))), sum(round(total * 100)) "
        f"FROM '{quoted}'"
    ).fetchall()
    return {
        "customers": int(customers),
        "frequency": int(frequency),
        "days": int(days),
        "cents": int(cents),
    }
