"""The big files the measurements read, made once and kept in a folder that is not committed."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.measure import measure, task

CACHE = Path(__file__).resolve().parent / ".cache"
END = "2025-12-28"

# Every number comes from a hash of the row, so that the same size gives the same file. Ten orders
# a customer on average, unevenly; one line in fifty is a return that names an order.
_LINES = """
    WITH drawn AS (
        SELECT range AS n,
               hash(range, 1) % 1000000 / 1e6 AS u,
               hash(range, 2) % 728 AS day,
               hash(range, 3) % 1000000 / 1e6 AS v,
               hash(range, 4) % 50 = 0 AS is_return
        FROM range({orders})
    ), lines AS (
        SELECT n, is_return,
               printf('C%08d', CAST(floor(pow(u, 1.5) * {customers}) AS BIGINT)) AS customer_id,
               printf('B%09d', n) AS order_id,
               CAST(DATE '2024-01-01' + CAST(day AS INTEGER) AS DATE) AS date,
               CAST(round(500 + 9500 * v * v) AS BIGINT) AS cents
        FROM drawn
    )
    SELECT customer_id, order_id, date, cents FROM lines
    UNION ALL
    SELECT customer_id, order_id, least(date + 9, DATE '{end}'),
           -CASE WHEN n % 2 = 0 THEN cents ELSE cents // 3 END
    FROM lines WHERE is_return
"""


def orders_parquet(orders: int) -> Path:
    """Typed orders: ``customer_id, order_id`` (text), ``date``, ``cents``."""
    return made(CACHE / f"orders-{orders}.parquet", write_orders, orders)


def orders_csv(megabytes: int) -> Path:
    """The same orders as a shop system writes them, about as large as asked for."""
    path = CACHE / f"orders-{megabytes}mb.csv"
    return path if path.exists() else made(path, write_csv, orders_parquet(megabytes * 10_600))


def cdnow_csv() -> Path:
    """The full CDNOW log (69,659 orders, 23,570 customers), from the lifetimes package."""
    return made(CACHE / "cdnow.csv", write_cdnow)


def made(path: Path, write: Callable[..., dict[str, Any]], *arguments: object) -> Path:
    """A file, written if it is not there.

    In a process of its own: the memory of the measuring one would be counted as that of whatever
    is measured next. Under another name first: a file that is there is a whole one.
    """
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        unfinished = path.with_suffix(".part")
        measure(task(write, unfinished, *arguments), 1)
        unfinished.rename(path)
    return path


def write_orders(to: str, orders: str) -> dict[str, Any]:
    """Ten orders a customer on average, unevenly."""
    query = _LINES.format(orders=orders, customers=max(1, int(orders) // 10), end=END)
    return _copy(query, to, "FORMAT parquet, COMPRESSION zstd")


def write_csv(to: str, orders: str) -> dict[str, Any]:
    """With a channel and a note, as large files have them."""
    query = f"""
        SELECT order_id, customer_id, date AS order_date,
               printf('%.2f', cents / 100) AS amount,
               CASE hash(order_id) % 3 WHEN 0 THEN 'store' WHEN 1 THEN 'web' ELSE 'app' END
                   AS channel,
               'Article ' || hash(order_id, 7) % 100000 || ', delivered as ordered, net of tax'
                   AS note
        FROM '{_quoted(orders)}'"""
    return _copy(query, to, "FORMAT csv, HEADER")


def write_cdnow(to: str) -> dict[str, Any]:
    """The log with a header and days with dashes."""
    source = lifetimes_data() / "CDNOW_master.txt"
    rows = [line.split() for line in source.read_text(encoding="utf-8").splitlines()]
    digits = [row for row in rows if row and row[0].isdigit()]
    lines = ["customer_id,date,amount"]
    lines += [f"{who},{d[:4]}-{d[4:6]}-{d[6:]},{money}" for who, d, _, money in digits]
    Path(to).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return {}


def lifetimes_data() -> Path:
    """The folder of CDNOW's files."""
    # located without importing lifetimes, which changes the filters of warnings
    found = find_spec("lifetimes")
    assert found is not None and found.origin is not None
    return Path(found.origin).parent / "datasets"


def _quoted(path: str) -> str:
    return path.replace("'", "''")


def _copy(query: str, to: str, form: str) -> dict[str, Any]:
    import duckdb

    connection = duckdb.connect(config={"preserve_insertion_order": False})
    connection.execute("SET enable_progress_bar = false")
    connection.execute(f"COPY ({query}) TO '{_quoted(to)}' ({form})")
    return {}
