"""Row -> occasion -> customer, held against a second route in plain Python."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from typing import Any

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cvmlab.data.customer_base import customer_base
from cvmlab.data.occasions import find_occasions

START = dt.date(2024, 1, 1)
SLOW = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))

LINE = st.fixed_dictionaries(
    {
        "customer_id": st.sampled_from("abc"),
        "date": st.integers(0, 12).map(lambda n: START + dt.timedelta(days=n)),
        "cents": st.sampled_from([0, 1, 500, 500, 700, 1000, -1, -500, -500, -700, -1000, -3000]),
        "order_id": st.sampled_from([None, "1", "2", "3"]),
    }
)
LINES = st.lists(LINE, min_size=1, max_size=25)


def by_hand(lines: list[dict[str, Any]], with_orders: bool) -> dict[str, Any]:
    """Occasions, fates of adjustments and cancelled money, one customer after the other."""
    occasions: dict[tuple[str, dt.date], int] = {}
    fates: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    cancelled = [0, 0]
    for customer in sorted({line["customer_id"] for line in lines}):
        own = [line for line in lines if line["customer_id"] == customer]
        bought = [line for line in own if line["cents"] >= 0]
        back = [line for line in own if line["cents"] < 0]
        lowered: dict[dt.date, int] = defaultdict(int)
        if with_orders:
            for order in sorted({line["order_id"] for line in back} - {None}):
                items = [line for line in bought if line["order_id"] == order]
                returns = [line for line in back if line["order_id"] == order]
                if not items:
                    continue
                back = [line for line in back if line["order_id"] != order]
                price = sum(line["cents"] for line in items)
                returned = sum(line["cents"] for line in returns)
                fates["order"][0] += len(returns)
                fates["order"][1] += returned
                if price > 0 and price + returned <= 0:
                    bought = [line for line in bought if line["order_id"] != order]
                    cancelled[0] += len(items)
                    cancelled[1] += price + returned
                else:
                    lowered[max(line["date"] for line in items)] += returned
        days = sorted({line["date"] for line in bought})
        for line in back:
            earlier = [day for day in days if day <= line["date"]]
            fate = "earlier purchase" if earlier else "unmatched"
            fates[fate][0] += 1
            fates[fate][1] += line["cents"]
            if earlier:
                lowered[earlier[-1]] += line["cents"]
        for day in days:
            items = [line for line in bought if line["date"] == day]
            price = sum(line["cents"] for line in items)
            if lowered[day] < 0 < price and price + lowered[day] <= 0:
                cancelled[0] += len(items)
                cancelled[1] += price + lowered[day]
            else:
                occasions[customer, day] = price + lowered[day]
    return {"occasions": occasions, "fates": {k: tuple(v) for k, v in fates.items()},
            "cancelled": tuple(cancelled)}  # fmt: skip


def table(lines: list[dict[str, Any]], with_orders: bool) -> ibis.Table:
    columns = ["customer_id", "date", "cents", *(["order_id"] if with_orders else [])]
    frame = pd.DataFrame(lines, columns=columns)
    schema = {"customer_id": "string", "date": "date", "cents": "int64", "order_id": "string"}
    return ibis.memtable(frame, schema={name: schema[name] for name in columns})


def computed(lines: ibis.Table) -> dict[str, Any]:
    found = find_occasions(lines)
    rows = found.table.to_pyarrow().to_pylist()
    fates = found.adjustments.to_pyarrow().to_pylist()
    (gone,) = found.cancelled.to_pyarrow().to_pylist()
    assert len({(r["customer_id"], r["date"]) for r in rows}) == len(rows)
    return {
        "occasions": {(r["customer_id"], r["date"]): r["cents"] for r in rows},
        "fates": {f["fate"]: (f["rows"], f["cents"]) for f in fates},
        "cancelled": (gone["purchases"], gone["cents"]),
    }


@pytest.mark.parametrize("with_orders", [True, False], ids=["orders", "no orders"])
@SLOW
@given(lines=LINES)
def test_occasions_are_the_same_by_hand(with_orders, lines):
    assert computed(table(lines, with_orders)) == by_hand(lines, with_orders)


@SLOW
@given(lines=LINES, seed=st.integers(0, 1000))
def test_every_cent_is_somewhere_and_the_order_of_rows_plays_no_role(lines, seed):
    found = computed(table(lines, True))
    shuffled = random.Random(seed).sample(lines, len(lines))
    assert computed(table(shuffled, True)) == found
    unmatched = found["fates"].get("unmatched", (0, 0))[1]
    everything = sum(found["occasions"].values()) + found["cancelled"][1] + unmatched
    assert everything == sum(line["cents"] for line in lines)


@pytest.mark.parametrize(
    ("lines", "occasions"),
    [
        ([("a", 1, 500, "1"), ("a", 1, 300, "2")], {1: 800}),
        ([("a", 1, 500, "1"), ("a", 5, -500, "1")], {}),
        ([("a", 1, 500, "1"), ("a", 5, -200, "1")], {1: 300}),
        ([("a", 1, 500, "1"), ("a", 3, 100, "2"), ("a", 5, -500, "1")], {3: 100}),
        ([("a", 1, 500, "1"), ("a", 3, 100, "2"), ("a", 5, -50, None)], {1: 500, 3: 50}),
        ([("a", 1, 500, "1"), ("a", 3, 100, "2"), ("a", 5, -50, "77")], {1: 500, 3: 50}),
        # The later order is cancelled, so the credit lowers the occasion before it.
        ([("a", 1, 500, "1"), ("a", 3, 100, "2"), ("a", 4, -100, "2"), ("a", 5, -50, None)],
         {1: 450}),
        ([("a", 3, 500, "1"), ("a", 1, -50, None)], {3: 500}),
        ([("a", 1, 0, "1")], {1: 0}),
        ([("b", 1, 500, "1"), ("a", 1, 500, "1"), ("a", 2, -500, "1")], {}),
    ],
    ids=["a day is one occasion", "returned in full", "returned in part", "only its order",
         "without an order", "an unknown order", "a cancelled day is passed over",
         "nothing before", "zero is a purchase", "orders are a customer's own"],
)  # fmt: skip
def test_the_definition_by_example(lines, occasions):
    rows = [
        {"customer_id": c, "date": START + dt.timedelta(days=d), "cents": m, "order_id": o}
        for c, d, m, o in lines
    ]
    found = computed(table(rows, True))["occasions"]
    mine = {(day - START).days: cents for (c, day), cents in found.items() if c == "a"}
    assert mine == occasions


def reference_base(lines: list[dict[str, Any]], end: dt.date, with_orders: bool) -> pd.DataFrame:
    days = by_hand([line for line in lines if line["date"] <= end], with_orders)["occasions"]
    rows = pd.DataFrame(
        [(c, pd.Timestamp(d), m) for (c, d), m in sorted(days.items())],
        columns=["customer_id", "date", "cents"],
    )
    if rows.empty:
        return rows
    grouped = rows.groupby("customer_id")
    first, last = grouped["date"].min(), grouped["date"].max()
    frequency = grouped.size() - 1
    repeat = grouped["cents"].sum() - grouped["cents"].first()
    return pd.DataFrame(
        {
            "frequency": frequency,
            "recency": (last - first).dt.days / 7,
            "T": (pd.Timestamp(end) - first).dt.days / 7,
            "monetary_value": (repeat / frequency.replace(0, np.nan) / 100).fillna(0.0),
            "total": grouped["cents"].sum() / 100,
        }
    ).reset_index()


@pytest.mark.parametrize("with_orders", [True, False], ids=["orders", "no orders"])
@SLOW
@given(lines=LINES.filter(lambda ls: any(line["cents"] > 0 for line in ls)))
def test_one_row_a_customer_is_the_same_by_pandas(with_orders, lines):
    end = START + dt.timedelta(days=10)
    expected = reference_base(lines, end, with_orders)
    if expected.empty:
        return
    base = customer_base(table(lines, with_orders), end=end, detect_left_edge=False)
    found = base.customers()[list(expected.columns)]
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, rtol=1e-12)
    patterns = base.patterns()
    assert patterns["weight"].sum() == len(expected)
    assert not patterns.duplicated(["frequency", "recency", "T"]).any()
