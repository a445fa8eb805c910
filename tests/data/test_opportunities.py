"""Opportunities taken: held against a count in plain Python, on two engines."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cvmlab.data.opportunities import opportunity_base
from cvmlab.data.periods import Calendar
from cvmlab.errors import DataProblem

START = dt.date(2019, 11, 20)
PERIODS = ["Y", "Q", "M", "W", 10, 1]
FREQUENCIES = {"Y": "Y", "Q": "Q", "M": "M", "W": "W-SUN"}
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
COLUMNS = ["customer_id", "frequency", "recency", "T", "monetary_value", "total"]


def number(day: dt.date, period: str | int, origin: dt.date) -> int:
    """The period a day lies in, by pandas."""
    if isinstance(period, int):
        return (day - origin).days // period
    return pd.Timestamp(day).to_period(FREQUENCIES[period]).ordinal


def counted(
    bought: list[tuple[str, dt.date, int]], period: str | int, end: dt.date, until: dt.date
) -> dict[str, dict[str, Any]]:
    """Periods with a purchase, one customer after the other; ``until`` ends the holdout."""
    origin = min(day for _, day, _ in bought)
    last, final = (number(day + dt.timedelta(days=1), period, origin) - 1 for day in (end, until))
    money: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for customer, day, cents in bought:
        money[customer][number(day, period, origin)] += cents
    found = {}
    for customer, periods in sorted(money.items()):
        seen = sorted(n for n in periods if n <= last)
        if not seen:
            continue
        first, repeats = seen[0], seen[1:]
        found[customer] = {
            "frequency": len(repeats),
            "recency": seen[-1] - first,
            "T": last - first,
            "monetary_value": sum(periods[n] for n in repeats) / max(len(repeats), 1) / 100,
            "total": sum(periods[n] for n in seen) / 100,
            "frequency_holdout": sum(last < n <= final for n in periods),
        }
    return found


def table(bought: list[tuple[str, dt.date, int]], engine: str = "duckdb") -> ibis.Table:
    frame = pd.DataFrame(bought, columns=["customer_id", "date", "cents"])
    schema = {"customer_id": "string", "date": "date", "cents": "int64"}
    known = ibis.memtable(frame, schema=schema)
    return known if engine == "duckdb" else ibis.sqlite.connect().create_table("orders", known)


LINE = st.tuples(
    st.sampled_from("abc"),
    st.integers(0, 900).map(lambda n: START + dt.timedelta(days=n)),
    st.integers(0, 500),
)


@SLOW
@given(
    bought=st.lists(LINE, min_size=1, max_size=30),
    length=st.integers(0, 700),
    period=st.sampled_from(PERIODS),
)
def test_periods_are_the_same_counted_one_by_one(bought, length, period):
    end = START + dt.timedelta(days=length)
    until = end + dt.timedelta(days=400)  # a whole period of every kind lies in it
    expected = counted(bought, period, end, until)
    orders = table(bought)
    if not expected:
        with pytest.raises(DataProblem):
            opportunity_base(orders, period=period, end=end)
        return
    base = opportunity_base(
        orders, period=period, end=end, holdout_end=until, detect_left_edge=False
    )
    found = base.customers().set_index("customer_id")
    right = pd.DataFrame.from_dict(expected, orient="index")
    pd.testing.assert_frame_equal(
        found[right.columns], right, check_dtype=False, check_names=False, rtol=1e-12
    )
    assert all(found[name].dtype == "int64" for name in ("frequency", "recency", "T"))


def many(seed: int = 4) -> list[tuple[str, dt.date, int]]:
    rng = np.random.default_rng(seed)
    who, day = rng.integers(0, 200, 3000), np.sort(rng.integers(0, 900, 3000))
    days = [START + dt.timedelta(days=int(n)) for n in day]
    return [(f"{w:03d}", d, int(c)) for w, d, c in zip(who, days, rng.integers(0, 900, 3000))]  # noqa: B905


@pytest.mark.parametrize("period", PERIODS)
def test_both_engines_give_the_same(period):
    end, until = dt.date(2021, 3, 1), dt.date(2022, 2, 1)
    frames = []
    for engine in ("duckdb", "sqlite"):
        base = opportunity_base(table(many(), engine), period=period, end=end, holdout_end=until)
        frame = base.customers()
        frame["first_purchase"] = pd.to_datetime(frame["first_purchase"])
        frames.append(frame)
    assert frames[0]["frequency"].sum() > 0 and frames[0]["frequency_holdout"].sum() > 0
    pd.testing.assert_frame_equal(*frames, check_exact=True, check_dtype=False)


def test_a_period_is_taken_by_an_occasion_not_by_a_returned_order():
    frame = pd.DataFrame(
        [
            ("a", "2020-03-01", "1", 10.0), ("a", "2021-03-01", "2", 20.0),
            ("a", "2021-04-01", "2", -20.0), ("a", "2022-03-01", "3", 30.0),
            ("a", "2022-03-02", "3", -12.0), ("b", "2020-01-01", "4", 1.0),
            ("b", "2020-12-31", "5", 1.0), ("b", "2021-12-31", "6", 7.0),
            ("b", "2022-01-01", "6", -7.0),
        ],
        columns=["customer_id", "date", "order_id", "amount"],
    )  # fmt: skip
    found = opportunity_base(frame, end="2022-12-31").customers()[COLUMNS[:5]]
    assert found.to_numpy().tolist() == [["a", 1, 2, 2, 18.0], ["b", 0, 0, 2, 0.0]]
    # What comes back later is not known yet on the day up to which is counted.
    found = opportunity_base(frame, end="2021-12-31").customers()[COLUMNS[:5]]
    assert found.to_numpy().tolist() == [["a", 0, 0, 1, 0.0], ["b", 1, 1, 1, 7.0]]


@pytest.mark.parametrize(
    ("period", "end", "closed", "sentence"),
    [
        ("Y", "2021-12-31", "2021-12-31", ""),
        ("Y", "2021-12-30", "2020-12-31", "The year from 2021-01-01 on is not over on 2021-12-30"),
        ("Q", "2021-11-30", "2021-09-30", "The quarter from 2021-10-01 on is not over"),
        ("M", "2021-02-28", "2021-02-28", ""),
        ("M", "2020-02-28", "2020-01-31", "The month from 2020-02-01 on is not over"),
        ("W", "2021-01-10", "2021-01-10", ""),
        ("W", "2021-01-09", "2021-01-03", "The week from 2021-01-04 on is not over"),
        (10, "2019-12-09", "2019-12-09", ""),
        (10, "2019-12-08", "2019-11-29", "The 10 days from 2019-11-30 on are not over"),
    ],
)
def test_an_unfinished_period_is_left_out_and_said(period, end, closed, sentence):
    base = opportunity_base(
        table([("a", START, 100), ("a", dt.date(2021, 12, 31), 100)]), period=period, end=end
    )
    assert str(base.end) == closed
    assert base.unfinished.startswith(sentence) and bool(base.unfinished) == bool(sentence)
    assert base.summary().endswith(base.unfinished)


@pytest.mark.parametrize("period", PERIODS)
def test_the_first_day_of_a_period_begins_it(period):
    counted = Calendar(period, START) if isinstance(period, int) else Calendar(period)
    for offset in range(0, 1500, 7):
        day = START + dt.timedelta(days=offset)
        n = counted.number_of(day)
        first, after = counted.first_day(n), counted.first_day(n + 1)
        assert first <= day < after
        assert counted.number_of(first) == n == counted.number_of(after) - 1


def test_older_customers_are_kept_out_by_record():
    people = pd.DataFrame(
        {"customer_id": ["a", "b"], "acquired_on": [dt.date(2015, 1, 1), dt.date(2019, 12, 1)]}
    )
    bought = [("a", START, 100), ("b", dt.date(2019, 12, 1), 100), ("b", dt.date(2021, 5, 1), 50)]
    base = opportunity_base(table(bought), end="2021-12-31", customers=people)
    assert base.left_edge.how == "known" and base.left_edge.older == 1
    assert base.frame()["customer_id"].tolist() == ["b"]
    assert base.patterns().to_numpy().tolist() == [[1, 2, 2, 1]]


@pytest.mark.parametrize("period", ["D", "year", 0, -3, 2.5, True, None])
def test_an_unknown_period_and_missing_columns_are_told_together(period):
    frame = pd.DataFrame({"customer_id": ["a"], "day": ["2020-01-01"], "amount": [1.0]})
    with pytest.raises(DataProblem) as caught:
        opportunity_base(frame, period=period)
    first, second = caught.value.problems
    assert "is no period" in first.what and second.column == "date"


def test_nobody_before_the_first_whole_period_is_a_plain_problem():
    with pytest.raises(DataProblem, match="nobody bought up to 2018-12-31"):
        opportunity_base(table([("a", START, 100)]), end="2019-12-01")
    with pytest.raises(DataProblem, match="no whole period after 2020-12-31"):
        opportunity_base(table([("a", START, 100)]), end="2020-12-31", holdout_end="2021-06-30")
