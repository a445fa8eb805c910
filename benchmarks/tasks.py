"""The pieces of work that are measured; each runs alone in a process and prints its result."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.files import END

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


def base_cvmlab(source: str, left_edge: str) -> dict[str, Any]:
    """Orders -> customer base by cvmlab, stored as Parquet."""
    import ibis

    from cvmlab.data.customer_base import customer_base

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        connection = ibis.duckdb.connect(temp_directory=str(place / "spill"), **SETTINGS)
        connection.raw_sql(QUIET)
        orders = connection.read_parquet(source)
        started = time.perf_counter()
        base = customer_base(
            orders, end=END, time_unit="W", detect_left_edge=left_edge == "with-left-edge"
        )
        base.table.to_parquet(place / "base.parquet")
        seconds = time.perf_counter() - started
        return {"seconds": seconds, **_totals(place / "base.parquet")}


def base_by_hand(source: str) -> dict[str, Any]:
    """The same by one hand-written query."""
    import duckdb

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        connection = duckdb.connect(config={**SETTINGS, "temp_directory": str(place / "spill")})
        connection.execute(QUIET)
        query = _BY_HAND.format(source=source.replace("'", "''"), end=END)
        to = str(place / "base.parquet").replace("'", "''")
        started = time.perf_counter()
        connection.execute(f"COPY ({query}) TO '{to}' (FORMAT parquet)")
        seconds = time.perf_counter() - started
        return {"seconds": seconds, **_totals(place / "base.parquet")}


def base_lifetimes(source: str) -> dict[str, Any]:
    """What the lifetimes package makes of the purchases; it knows no returns."""
    import pandas as pd
    from lifetimes.utils import summary_data_from_transaction_data

    lines = pd.read_parquet(source)
    bought = lines[lines["cents"] >= 0].assign(date=lambda frame: pd.to_datetime(frame["date"]))
    started = time.perf_counter()
    base = summary_data_from_transaction_data(
        bought, "customer_id", "date", "cents", observation_period_end=END
    )
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "customers": len(base), "frequency": int(base["frequency"].sum())}


def read_csv(source: str) -> dict[str, Any]:
    """A text file read with its ledger."""
    from cvmlab.data.workspace import load

    started = time.perf_counter()
    ledger = load(source).transactions.ledger
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "rows": int(ledger.rows)}


def kernel() -> dict[str, Any]:
    """A kernel started, seaborn and statsmodels imported in it: no report can be faster."""
    from jupyter_client.manager import start_new_kernel

    started = time.perf_counter()
    manager, client = start_new_kernel(kernel_name="python3")
    try:
        client.execute_interactive("import seaborn, statsmodels.api", output_hook=lambda _: None)
        seconds = time.perf_counter() - started
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return {"seconds": seconds}


def report(source: str) -> dict[str, Any]:
    """The report by the command line, from the shell's point of view."""
    import subprocess

    with tempfile.TemporaryDirectory() as folder:
        command = ["report", "customer-value", "--data", source, "--out", folder, "--to", "html"]
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "cvmlab.cli", *command], capture_output=True, text=True
        )
        seconds = time.perf_counter() - started
    if done.returncode:
        raise SystemExit(done.stderr or done.stdout)
    return {"seconds": seconds}


def company(people: str) -> dict[str, Any]:
    """The sample company, of so many people, made and written."""
    from cvmlab.kestrel.write import write_company

    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        rows = write_company(Path(folder), int(people))
        seconds = time.perf_counter() - started
    return {"seconds": seconds, "transactions": rows["transactions"]}


def company_by_hand(transactions: str) -> dict[str, Any]:
    """As many rows of nothing but random numbers and their day, drawn and written: bare numpy."""
    import numpy as np
    import pandas as pd

    rng, number = np.random.default_rng(1), int(transactions)
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        day = np.sort(rng.integers(0, 1092, number)).astype("timedelta64[D]")
        frame = pd.DataFrame({"date": np.datetime64("2022-01-03") + day})
        for name in ("gross", "discount", "amount", "margin"):
            frame[name] = rng.gamma(4, 8, number).round(2)
        for name in ("customer_id", "record_id"):
            frame[name] = "K" + pd.Series(rng.integers(10_000, 40_000, number)).astype("str")
        frame.to_parquet(Path(folder) / "rows.parquet", compression="zstd")
        seconds = time.perf_counter() - started
    return {"seconds": seconds}


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


TASKS = {one.__name__: one for one in (
    base_cvmlab, base_by_hand, base_lifetimes, read_csv, kernel, report, company, company_by_hand,
)}  # fmt: skip

if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    print(json.dumps(TASKS[name](*arguments)))
