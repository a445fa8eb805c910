"""The first lens: shares that add up, a split that is right, and nobody singled out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.insight.counted.lorenz import top_share
from cvmlab.value_of.audit.one_period import one_period
from cvmlab.value_of.audit.one_period_picture import plot_one_period
from tests.value_of.audit.conftest import looked_at, shop


def test_groups_hold_everybody_and_every_cent(kestrel_base):
    found = one_period(kestrel_base, resamples=20)
    active = kestrel_base.active
    assert found.table["customers"].sum() == len(active)
    assert found.table["share"].sum() == pytest.approx(1)
    money = (found.table["per_customer"] * found.table["customers"]).sum()
    assert money == pytest.approx(active["cents_now"].sum() / 100)


def test_the_first_tenth_is_that_of_the_lorenz_curve(kestrel_base):
    """Two routes: group by group, or off the curve."""
    found = one_period(kestrel_base, resamples=20)
    curve = top_share(kestrel_base.active["cents_now"], 0.1)
    assert found.table["share"].iloc[0] == pytest.approx(curve, abs=0.001)


def test_groups_are_never_smaller_than_may_be_shown():
    base = looked_at(shop(48, seed=5))
    found = one_period(base, resamples=20)
    assert found.table["customers"].min() >= 10
    assert found.parts in ("quarter", "half", "fifth")
    assert (found.sales.table["customers"] >= 10).all()
    assert one_period(base, smallest_group=1, resamples=20).parts == "tenth"


def test_a_split_that_is_known_is_found():
    """Where all spend the same each time, all differences lie in how often they buy."""
    orders = shop(80, seed=6).assign(amount=10.0).drop_duplicates(["customer_id", "date"])
    assert one_period(looked_at(orders), resamples=20).facts.loc["often", "value"] == (
        pytest.approx(1)
    )


def test_where_everybody_pays_once_nothing_is_said_of_how_often(passes_base):
    found = one_period(passes_base, resamples=20)
    assert np.isnan(found.facts.loc["often", "value"])
    assert "the same number of payments" in found.split
    assert "lucky" not in str(found.summary())


def test_the_interval_of_the_mean_holds_the_truth():
    """Bases drawn anew from one law: its mean lies in 95 of 100 intervals, give or take."""
    rng = np.random.default_rng(0)
    truth = np.mean([looked_mean(rng, 4_000) for _ in range(5)])
    hits = 0
    for _ in range(40):
        spend = draw(rng, 120)
        found = one_period(FakePeriods(spend), resamples=100)
        row = found.facts.loc["mean"]
        hits += row.low <= truth <= row.high
    assert hits >= 33


def draw(rng, size):
    return rng.gamma(1.5, 40, size) + 1


def looked_mean(rng, size):
    return draw(rng, size).mean()


class FakePeriods:
    """Just what the lens looks at: who spent what in the period, in one purchase or two."""

    def __init__(self, spend):
        from types import SimpleNamespace

        from cvmlab.value_of.audit.customer_periods import Window

        orders = 1 + np.arange(len(spend)) % 2
        self.active = pd.DataFrame({"cents_now": spend * 100, "orders_now": orders})
        self.now = Window(pd.Timestamp("2024-01-01").date(), pd.Timestamp("2024-12-31").date())
        self.source = SimpleNamespace(one="purchase", measure="sales", cash=lambda x: f"{x:.2f}")


@pytest.mark.parametrize("size", [25, 60, 300])
def test_no_bar_of_the_picture_stands_for_fewer_than_ten(size):
    base = looked_at(shop(size, seed=size))
    picture = plot_one_period(one_period(base, resamples=20))
    heights = [bar.get_height() for bar in picture.axes.patches]
    assert min(heights) >= 10
    assert sum(heights) == len(base.active)


def test_the_picture_says_what_it_shows(kestrel_base):
    found = one_period(kestrel_base, resamples=20)
    alt = plot_one_period(found).alt
    below = (found.spend < found.spend.mean()).mean()
    assert f"{below:.0%} of customers spent less than the average" in alt


def test_few_customers_are_said_to_tell_little():
    few = one_period(looked_at(shop(30, seed=8)), resamples=20).precision
    assert "smaller differences mean nothing here" in few


def test_the_same_seed_gives_the_same_figures(shop_base):
    first, second = (one_period(shop_base, seed=3).facts for _ in range(2))
    pd.testing.assert_frame_equal(first, second)
