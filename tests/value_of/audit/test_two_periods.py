"""The second lens: parts that add up to the cent, and a change called sure only when it is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.value_of.audit.audit_source import open_customer_base
from cvmlab.value_of.audit.customer_periods import customer_periods
from cvmlab.value_of.audit.parts_of_change import parts_of_change
from cvmlab.value_of.audit.two_periods import two_periods
from cvmlab.value_of.audit.two_periods_picture import plot_two_periods
from tests.value_of.audit.conftest import looked_at, shop

BASES = ["kestrel_base", "payers_base", "passes_base", "shop_base"]


@pytest.mark.parametrize("which", BASES)
def test_groups_add_up_to_the_change_to_the_cent(which, request):
    base = request.getfixturevalue(which)
    found = two_periods(base, resamples=20)
    cents = (found.table["change"] * 100).round().astype("int64").sum()
    assert cents == (base.table["cents_now"] - base.table["cents_before"]).sum()
    assert round((found.won - found.lost) * 100) == cents
    either = (base.table["orders_now"] > 0) | (base.table["orders_before"] > 0)
    assert found.table["customers"].sum() == either.sum()


@pytest.mark.parametrize("which", BASES)
def test_what_the_change_is_made_of_adds_up_too(which, request):
    found = two_periods(request.getfixturevalue(which), resamples=20)
    total = found.table["now"].sum() - found.table["before"].sum()
    assert found.parts["change"].sum() == pytest.approx(total, abs=0.01)


def test_parts_are_the_same_whichever_way_round():
    rng = np.random.default_rng(1)
    before, now = rng.uniform(0.5, 9, (50, 3)), rng.uniform(0.5, 9, (50, 3))
    there = parts_of_change(before, now)
    assert there.sum(axis=1) == pytest.approx(now.prod(axis=1) - before.prod(axis=1))
    assert there == pytest.approx(-parts_of_change(now, before))


def test_a_factor_that_does_not_move_has_no_part():
    part = parts_of_change(np.array([10.0, 5.0, 2.0]), np.array([20.0, 5.0, 2.0]))
    assert part == pytest.approx([100, 0, 0])


def test_who_went_and_who_came_is_who_bought_in_one_period_only():
    """Two routes: sets of ids, by pandas alone."""
    orders = shop(250, seed=4, begun=0.4)
    base = looked_at(orders)
    found = two_periods(base, resamples=20)
    then = set(orders.loc[orders["date"] <= "2023-12-31", "customer_id"])
    now = set(orders.loc[orders["date"] > "2023-12-31", "customer_id"])
    group = found.customers.set_index("customer_id")["group"]
    assert set(group.index[group == "went"]) == then - now
    assert set(group.index[group.isin(["new", "came back"])]) == now - then
    assert found.facts.loc["kept", "value"] == pytest.approx(len(then & now) / len(then))


def test_who_bought_before_the_first_period_came_back_and_is_not_new():
    orders = shop(300, seed=4, days=1095, begun=0.5)
    found = two_periods(looked_at(orders), resamples=20)
    assert found.knows_new
    group = found.customers.set_index("customer_id")["group"]
    early = set(orders.loc[orders["date"] <= "2022-12-31", "customer_id"])
    assert set(group.index[group == "came back"]) <= early
    assert not set(group.index[group == "new"]) & early


def test_without_an_earlier_past_new_and_back_are_not_told_apart(shop_base):
    found = two_periods(shop_base, resamples=20)
    assert not found.knows_new
    assert "new, or back" in str(found.summary())


@pytest.mark.parametrize("size", [22, 30, 45, 80])
def test_no_group_of_fewer_than_ten_is_shown(size):
    found = two_periods(looked_at(shop(size, seed=size, begun=0.2)), resamples=20)
    assert found.table["customers"].min() >= 10
    labels = " ".join(t.get_text() for t in plot_two_periods(found).axes.get_xticklabels())
    assert not [n for n in range(1, 10) if f"({n})" in labels]


def test_the_change_lies_in_its_interval_where_it_is_planted():
    """Rates fall to 0.8: over 60 bases of 150 customers the interval holds 0.8 as promised."""
    hits = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        rate = rng.gamma(1.5, 4, 150)
        before, now = rng.poisson(rate), rng.poisson(0.8 * rate)
        table = pd.DataFrame(
            {
                "customer_id": np.arange(150).astype(str), "orders_before": before,
                "orders_now": now, "cents_before": before * 1000, "cents_now": now * 1000,
                "earlier": before > 0, "inside": True,
            }
        )  # fmt: skip
        row = two_periods(Fake(table), resamples=150).facts.loc["change"]
        hits += row.low <= -0.2 <= row.high
    assert 53 <= hits <= 60


class Fake:
    """Just what the lens looks at."""

    def __init__(self, table):
        from types import SimpleNamespace

        from cvmlab.value_of.audit.customer_periods import Window

        self.table, self.reaches_back = table, True
        day = pd.Timestamp("2024-01-01").date()
        self.before = self.now = Window(day, day)
        self.edge = SimpleNamespace(how="known")
        self.source = SimpleNamespace(
            one="purchase", measure="sales", kind="orders", cash=str, brief=str
        )


def test_nothing_sure_is_called_no_sure_change():
    found = two_periods(looked_at(shop(40, seed=9)), resamples=200)
    row = found.facts.loc["change"]
    assert row.low < 0 < row.high
    assert "no sure change" in found.sentence


def test_at_kestrel_fewer_customers_and_nothing_else_moved_the_sales(kestrel_base):
    """In its third year a rival opened and advertising was cut: who comes, comes as before."""
    found = two_periods(kestrel_base)
    assert found.parts.loc["customers", "high"] < -1_000_000
    assert (
        found.parts.loc["spend per purchase", "low"]
        < 0
        < (found.parts.loc["spend per purchase", "high"])
    )


def test_with_contracts_nobody_buys(passes_base):
    found = two_periods(passes_base, resamples=20)
    assert "bought" not in f"{found.sentence} {found.kept} {found.summary()}"
    assert "are known to have gone" in found.kept
    assert "Nobody came in their place" in found.kept


def test_without_a_second_period_it_is_refused_in_plain_words():
    orders = shop(60, seed=1)
    orders = orders[orders["date"] > "2024-01-01"]
    base = customer_periods(open_customer_base(orders, end="2024-12-31"), months=12)
    with pytest.raises(DataProblem, match="no second year to compare with"):
        two_periods(base)


def test_the_bridge_ends_where_the_sales_of_now_are(kestrel_base):
    found = two_periods(kestrel_base, resamples=20)
    bars = plot_two_periods(found, currency="EUR").axes.patches
    assert bars[0].get_height() == pytest.approx(found.table["before"].sum())
    assert bars[1].get_height() == pytest.approx(found.table["now"].sum())
    new = bars[-1]
    assert new.get_y() + new.get_height() == pytest.approx(found.table["now"].sum())
