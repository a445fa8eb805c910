"""The big files the measurements read, made once and kept in a folder that is not committed."""

from __future__ import annotations

from pathlib import Path

import duckdb

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
    path = CACHE / f"orders-{orders}.parquet"
    if not path.exists():
        query = _LINES.format(orders=orders, customers=max(1, orders // 10), end=END)
        _copy(f"COPY ({query}) TO '{{to}}' (FORMAT parquet, COMPRESSION zstd)", path)
    return path


def orders_csv(megabytes: int) -> Path:
    """The same orders as a shop system writes them, about as large as asked for."""
    path = CACHE / f"orders-{megabytes}mb.csv"
    if not path.exists():
        orders = orders_parquet(megabytes * 10_600)
        query = f"""
            SELECT order_id, customer_id, date AS order_date,
                   printf('%.2f', cents / 100) AS amount,
                   CASE hash(order_id) % 3 WHEN 0 THEN 'store' WHEN 1 THEN 'web' ELSE 'app' END
                       AS channel,
                   'Article ' || hash(order_id, 7) % 100000 || ', delivered as ordered, net of tax'
                       AS note
            FROM '{_quoted(orders)}'"""
        _copy(f"COPY ({query}) TO '{{to}}' (FORMAT csv, HEADER)", path)
    return path


def cdnow_csv() -> Path:
    """The full CDNOW log (69,659 orders, 23,570 customers), from the lifetimes package."""
    path = CACHE / "cdnow.csv"
    if not path.exists():
        from importlib.resources import files

        source = files("lifetimes") / "datasets" / "CDNOW_master.txt"
        rows = [line.split() for line in source.read_text(encoding="utf-8").splitlines()]
        digits = [row for row in rows if row and row[0].isdigit()]
        lines = ["customer_id,date,amount"]
        lines += [f"{who},{d[:4]}-{d[4:6]}-{d[6:]},{money}" for who, d, _, money in digits]
        CACHE.mkdir(exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _copy(statement: str, path: Path) -> None:
    """Write under another name first: a file that is there is a whole one."""
    CACHE.mkdir(exist_ok=True)
    unfinished = path.with_suffix(".part")
    connection = duckdb.connect(config={"preserve_insertion_order": False})
    connection.execute("SET enable_progress_bar = false")
    connection.execute(statement.format(to=_quoted(unfinished)))
    unfinished.rename(path)
