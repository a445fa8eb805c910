"""Two periods of the same length; every customer and every cent in its place."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.value_of.audit.audit_source import open_customer_base
from cvmlab.value_of.audit.customer_periods import customer_periods
from tests.value_of.audit.conftest import looked_at, shop


def test_the_periods_are_neighbours_and_equally_long(kestrel_base):
    now, before = kestrel_base.now, kestrel_base.before
    assert now.end == dt.date(2024, 12, 29) and now.start == dt.date(2023, 12, 30)
    assert before.end == now.start - dt.timedelta(days=1) and before.start == dt.date(2022, 12, 30)


def test_sums_are_those_of_the_file():
    """Two routes: pandas alone."""
    orders = shop(60, seed=1)
    base = looked_at(orders)
    now = orders[orders["date"] > "2023-12-31"]
    cents = (now["amount"] * 100).round().astype("int64").groupby(now["customer_id"]).sum()
    days = now.drop_duplicates(["customer_id", "date"]).groupby("customer_id").size()
    table = base.table.set_index("customer_id")
    assert table.loc[cents.index, "cents_now"].to_dict() == cents.to_dict()
    assert table.loc[days.index, "orders_now"].to_dict() == days.to_dict()
    rest = table.drop(cents.index)
    assert (rest["orders_now"] == 0).all() and (rest["cents_now"] == 0).all()


def test_margins_are_summed_where_the_lines_carry_them(kestrel_base, payers_base):
    for base in (kestrel_base, payers_base):
        rate = base.table["margin_now"].sum() / base.table["cents_now"].sum()
        assert 0.1 < rate < 0.3


def test_a_short_file_is_compared_over_shorter_periods_and_says_so():
    base = looked_at(shop(60, seed=1, days=400))
    assert base.months == 6
    assert "part of any difference is the season" in base.sentence


def test_without_a_second_period_there_is_none():
    orders = shop(60, seed=1)
    orders = orders[orders["date"] > "2024-01-01"]
    source = open_customer_base(orders, end="2024-12-31")
    base = customer_periods(source, months=12)
    assert base.before is None and "does not reach back" in base.sentence


def test_fewer_than_twenty_customers_are_a_list_and_no_audit():
    with pytest.raises(DataProblem, match=r"only 1\d customers bought"):
        looked_at(shop(16, seed=2))


def test_a_file_too_short_for_any_period_is_refused():
    orders = shop(60, seed=1)
    orders = orders[orders["date"] > "2024-12-20"]
    with pytest.raises(DataProblem, match="less than one period"):
        looked_at(orders)


def test_a_length_that_is_asked_for_is_kept_or_refused():
    orders = shop(60, seed=1)
    source = open_customer_base(orders, end="2024-12-31")
    assert customer_periods(source, months=3).now.start == dt.date(2024, 10, 1)
    with pytest.raises(DataProblem, match="less than one period of 30 months"):
        customer_periods(source, months=30)


def test_customers_older_than_the_file_are_marked_where_it_is_known(kestrel_base):
    known = kestrel_base.source.acquired.frame().set_index("customer_id")["acquired_on"]
    table = kestrel_base.table.set_index("customer_id")
    older = pd.to_datetime(known.reindex(table.index)) < table["first_purchase"].min()
    assert (table["inside"] == ~older).all()
    assert kestrel_base.edge.how == "known" and "are older than the file" in kestrel_base.sentence


def test_a_group_is_that_of_the_first_purchase():
    orders = shop(60, seed=1).assign(shop="old")
    orders.loc[orders["date"] > "2024-06-30", "shop"] = "new"
    base = looked_at(orders, by="shop")
    first = base.table["first_purchase"] > "2024-06-30"
    assert (base.table["segment"] == first.map({True: "new", False: "old"})).all()


def test_orders_and_contracts_together_are_refused():
    with pytest.raises(DataProblem, match="both orders and contracts"):
        open_customer_base(shop(30, seed=1), contracts="contracts.csv")


def test_a_group_that_is_no_column_is_refused_with_the_closest():
    with pytest.raises(DataProblem, match='Did you mean "shop"'):
        looked_at(shop(30, seed=1).assign(shop="a"), by="shopp")
