"""The customer base is one expression: two engines that share no code give the same frame."""

from __future__ import annotations

import datetime as dt
from typing import Any

import ibis
import numpy as np
import pandas as pd
import pytest

from cvmlab.data.customer_base import DAYS, CustomerBase, customer_base
from cvmlab.errors import DataProblem

START = np.datetime64("2023-01-02")
END, HOLDOUT_END = dt.date(2024, 6, 28), dt.date(2024, 10, 31)
SCHEMA = {
    "customer_id": "string", "date": "date", "cents": "int64", "order_id": "string",
    "channel": "string",
}  # fmt: skip
NAMES = list(SCHEMA)


def lines(customers: int = 400, seed: int = 3) -> pd.DataFrame:
    """Orders of several lines, some a day, with returns of every kind and a burn-in."""
    rng = np.random.default_rng(seed)
    orders = 6 * customers
    buyer = rng.integers(0, customers, orders)
    # A third are old customers, who all buy from the first weeks on; the others come later.
    since = np.where(buyer % 3 == 0, 0, 30 + buyer % 400)
    day = since + np.floor(rng.exponential(90, orders)).astype(int)
    order = pd.DataFrame(
        {
            "customer_id": [f"{n:04d}" for n in buyer],
            "date": START + day.astype("timedelta64[D]"),
            "order_id": [f"B{n}" for n in range(orders)],
            "channel": rng.choice(["web", "store", None], orders),
        }
    )
    sold = order.loc[order.index.repeat(rng.integers(1, 4, orders))]
    sold = sold.assign(cents=rng.choice([0, 1, 499, 1000, 25_000], len(sold)))
    back = sold.sample(frac=0.15, random_state=seed).assign(cents=lambda one: -one["cents"])
    back["date"] += pd.to_timedelta(rng.integers(0, 40, len(back)), unit="D")
    back["order_id"] = back["order_id"].where(rng.random(len(back)) < 0.5)
    refund = back.sample(frac=0.3, random_state=seed).assign(cents=-5_000_000)
    table = pd.concat([sold, back[back["cents"] < 0], refund], ignore_index=True)
    return table.sample(frac=1, random_state=seed).reset_index(drop=True)


@pytest.fixture(scope="module")
def orders() -> pd.DataFrame:
    return lines()


def stored(frame: pd.DataFrame, engine: str) -> ibis.Table:
    """The same lines in an engine of their own."""
    connection = ibis.duckdb.connect() if engine == "duckdb" else ibis.sqlite.connect()
    names = [name for name in frame.columns if name in SCHEMA]
    schema = {name: SCHEMA[name] for name in names}
    days = frame["date"].dt.date.astype(object).where(frame["date"].notna(), None)
    known = ibis.memtable(frame[names].assign(date=days), schema=schema)
    return connection.create_table("orders", known)


def both(frame: pd.DataFrame, **settings: Any) -> tuple[CustomerBase, CustomerBase]:
    one, other = (customer_base(stored(frame, name), **settings) for name in ("duckdb", "sqlite"))
    return one, other


def assert_the_same(one: CustomerBase, other: CustomerBase) -> None:
    """To the last bit: no tolerance anywhere."""
    assert one.left_edge == other.left_edge
    for made in ("customers", "frame", "patterns"):
        left, right = getattr(one, made)(), getattr(other, made)()
        assert len(left)
        for name in ("first_purchase", "last_purchase"):
            if name in left.columns:
                left[name], right[name] = (pd.to_datetime(f[name]) for f in (left, right))
        pd.testing.assert_frame_equal(left, right, check_exact=True, check_dtype=False)


@pytest.mark.parametrize("unit", DAYS)
def test_both_engines_give_the_same_base_in_every_unit(orders, unit):
    assert_the_same(*both(orders, end=END, time_unit=unit, detect_left_edge=False))


def test_both_engines_agree_on_returns_lines_segments_holdout_and_left_edge(orders):
    one, other = both(orders, end=END, holdout_end=HOLDOUT_END, by="channel")
    assert one.left_edge.how == "detected" and one.left_edge.older > 0
    found = one.customers()
    assert set(found["channel"]) == {"web", "store", "(not given)"}
    assert found["frequency_holdout"].sum() > 0 and found["inside"].nunique() == 2
    assert (found["total"] < 0).any()  # more refunded than an occasion of nothing had brought
    assert_the_same(one, other)


def test_both_engines_agree_on_who_is_older_by_record(orders):
    people = pd.DataFrame({"customer_id": sorted(set(orders["customer_id"]))})
    people["acquired_on"] = [
        dt.date(2022, 12, 1) + dt.timedelta(days=n) for n in range(len(people))
    ]
    one, other = both(orders, end=END, customers=people)
    assert one.left_edge.how == "known" and one.left_edge.older > 0
    assert_the_same(one, other)


def test_both_engines_agree_without_order_numbers_and_from_an_unstored_expression(orders):
    frame = orders.drop(columns=["order_id", "channel"])
    assert_the_same(*both(frame, end=END))
    tables = [stored(orders, name) for name in ("duckdb", "sqlite")]
    lazy = [
        table.filter(table.channel == "web").mutate(amount=table.cents / 100).drop("cents")
        for table in tables
    ]
    assert_the_same(*(customer_base(table, end=END, holdout_end=HOLDOUT_END) for table in lazy))


@pytest.mark.parametrize("engine", ["duckdb", "sqlite"])
def test_the_money_of_the_first_day_is_that_of_the_first_day(engine):
    """What an argmin beside a maximum gets wrong on SQLite: ids and amounts rise with the day."""
    days = pd.to_datetime(["2024-01-01", "2024-01-09", "2024-02-01"])
    frame = pd.DataFrame({"customer_id": "a", "date": days, "cents": [100, 2000, 90_000]})
    found = customer_base(stored(frame, engine), detect_left_edge=False).customers()
    assert found["monetary_value"].tolist() == [(2000 + 90_000) / 2 / 100]


@pytest.mark.parametrize("engine", ["duckdb", "sqlite"])
def test_everything_missing_is_told_at_once(orders, engine):
    frame = orders.copy()
    frame.loc[:2, "customer_id"] = None
    frame["cents"] = frame["cents"].astype(object)
    frame.loc[5, "cents"] = None
    frame.loc[[7, 8], "date"] = pd.NaT
    with pytest.raises(DataProblem) as caught:
        customer_base(stored(frame, engine))
    found = {(problem.column, problem.count) for problem in caught.value.problems}
    assert found == {("customer_id", 3), ("date", 2), ("cents", 1)}


@pytest.mark.parametrize("engine", ["duckdb", "sqlite"])
def test_blank_ids_make_no_customer(orders, engine):
    frame = orders.copy()
    frame.loc[frame["customer_id"] == "0001", "customer_id"] = "  "
    with pytest.raises(DataProblem, match="ids are blank") as caught:
        customer_base(stored(frame, engine))
    (problem,) = caught.value.problems
    assert (problem.column, problem.count) == ("customer_id", (frame["customer_id"] == "  ").sum())


@pytest.mark.parametrize("engine", ["duckdb", "sqlite"])
def test_ids_written_in_several_ways_are_one_customer(engine):
    frame = pd.DataFrame({"customer_id": ["7", " 7", "7.0", "8"], "cents": [100] * 4})
    frame["date"] = pd.date_range("2024-01-01", periods=4)
    found = customer_base(stored(frame, engine), detect_left_edge=False).customers()
    assert found["frequency"].tolist() == [2, 0]


@pytest.mark.parametrize("engine", ["duckdb", "sqlite"])
def test_patterns_are_grouped_exactly(orders, engine):
    """Days divided by 7 in the engine: as many patterns as there are distinct days."""
    base = customer_base(stored(orders, engine), end=END, detect_left_edge=False)
    frame, patterns = base.frame(), base.patterns()
    last, first = pd.to_datetime(frame["last_purchase"]), pd.to_datetime(frame["first_purchase"])
    whole = pd.DataFrame(
        {
            "frequency": frame["frequency"],
            "recency": (last - first).dt.days,
            "T": (pd.Timestamp(END) - first).dt.days,
        }
    )
    expected = whole.value_counts().sort_index().reset_index(name="weight")
    for name in ("recency", "T"):
        assert (patterns[name] == expected[name] / 7).all()
    assert patterns["weight"].tolist() == expected["weight"].tolist()
