"""Whatever is in a file and however it is written, its ledger adds up to the row and the cent."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cvmlab.data.customer_base import customer_base
from cvmlab.data.ledger import ADJUSTMENT, PURCHASE
from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem

SLOW = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
COLUMNS = ["customer_id", "date", "amount", "order_id", "note"]

ROW = st.fixed_dictionaries(
    {
        "customer_id": st.sampled_from(["a", "b", "K1", "", "guest"]),
        "date": st.sampled_from(["2024-01-15", "2024-02-29", "2024-03-01", "2023-02-29", ""]),
        "amount": st.one_of(
            st.decimals("-9999.99", "9999.99", places=2), st.sampled_from([None, "free", "0.005"])
        ),
        "order_id": st.sampled_from(["1", "2", ""]),
        "note": st.sampled_from(["", "x", "a b", 'q"uote', "sep;a,rated|by\tall", "zwei\nZeilen"]),
    }
)
WRITING = st.fixed_dictionaries(
    {
        "delimiter": st.sampled_from([",", ";", "\t", "|"]),
        "decimal": st.sampled_from(".,"),
        "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
        "end": st.sampled_from(["\n", "\r\n"]),
        "blank_after": st.sets(st.integers(0, 30), max_size=3),
        "ragged_after": st.sets(st.integers(0, 30), max_size=3),
    }
)


def amount_text(amount: Any, decimal: str) -> str:
    return (
        "" if amount is None else str(amount).replace(".", decimal) if amount != "free" else amount
    )


def written(rows: list[dict[str, Any]], how: dict[str, Any]) -> tuple[str, int, int]:
    """The file's text, and how many blank and ragged lines were put in."""
    text = io.StringIO()
    writer = csv.writer(
        text, delimiter=how["delimiter"], quoting=how["quoting"], lineterminator=how["end"]
    )
    writer.writerow(COLUMNS)
    # One sure row decides the decimal mark and keeps the file usable.
    writer.writerow(["sure", "2024-01-01", amount_text("1.25", how["decimal"]), "9", "sure"])
    blank = ragged = 0
    for i, row in enumerate(rows):
        writer.writerow(
            [amount_text(row[c], how["decimal"]) if c == "amount" else row[c] for c in COLUMNS]
        )
        if i in how["blank_after"]:
            text.write(how["end"])
            blank += 1
        if i in how["ragged_after"]:
            text.write(f"only{how['delimiter']}two{how['end']}")
            ragged += 1
    return text.getvalue(), blank, ragged


def to_cents(amount: Any) -> int | None:
    if amount in (None, "free"):
        return None
    return int((Decimal(amount) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def is_day(text: str) -> bool:
    try:
        return bool(dt.date.fromisoformat(text))
    except ValueError:
        return False


@SLOW
@given(rows=st.lists(ROW, max_size=20), how=WRITING)
def test_the_ledger_always_reconciles(rows, how):
    text, blank, ragged = written(rows, how)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "orders.csv"
        path.write_text(text, encoding="utf-8", newline="")
        try:
            transactions = load(
                path, {"decimal": "comma" if how["decimal"] == "," else "point"}
            ).transactions
        except DataProblem as problem:
            raise AssertionError(str(problem)) from problem
        ledger = transactions.ledger
        entries = {e.reason: e for e in ledger.entries}

        # Rows: all of them, those used, the blank and the ragged lines.
        assert ledger.rows == len(rows) + 1 + blank + ragged
        usable = [
            to_cents(r["amount"])
            for r in rows
            if r["customer_id"] in ("a", "b", "K1") and is_day(r["date"])
        ]
        used = [125, *(cents for cents in usable if cents is not None)]
        assert ledger.rows_used == len(used)
        assert entries.get("blank line").rows == blank if blank else "blank line" not in entries
        if ragged:
            assert entries["has another number of cells than the header"].rows == ragged

        # Money: to the cent, by Python's own decimals.
        assert entries[PURCHASE].cents == sum(c for c in used if c >= 0)
        assert (entries[ADJUSTMENT].cents or 0) == sum(c for c in used if c < 0)
        everything = [125, *(c for r in rows if (c := to_cents(r["amount"])) is not None)]
        assert ledger.cents == sum(everything)

        # What the customers are worth, what was cancelled and what found no purchase are the sales.
        base = customer_base(transactions, detect_left_edge=False)
        totals = round(base.customers()["total"].sum() * 100)
        unmatched = ledger.adjustments.get("unmatched", (0, 0))[1]
        assert totals + ledger.cancelled[1] + unmatched == ledger.cents_used
        matched = sum(number for number, _ in ledger.adjustments.values())
        assert matched == entries[ADJUSTMENT].rows

        # The direct path over the same rows gives the same customers.
        frame = transactions.frame()[["customer_id", "date", "amount", "order_id"]]
        direct = customer_base(frame, detect_left_edge=False)
        pd.testing.assert_frame_equal(direct.customers(), base.customers())
