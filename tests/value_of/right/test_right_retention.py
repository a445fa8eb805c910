"""Who left, in heads and in margin: by hand, against planted leaving, by a second route."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.value_of.right.right_retention import right_retention
from cvmlab.value_of.right.right_retention_picture import plot_right_retention
from tests.sample import sample_company

END = pd.Timestamp(2024, 12, 29)


def orders_of(before: np.ndarray, left: np.ndarray) -> pd.DataFrame:
    """Customers with so much margin in the first half-year, some of them absent in the last."""
    then = pd.date_range("2023-07-10", periods=8, freq="21D")
    now = pd.date_range("2024-07-15", periods=8, freq="20D")
    rows = []
    for days, here in ((then, np.ones(len(before), bool)), (now, ~left)):
        some = np.flatnonzero(here)
        rows.append(
            pd.DataFrame(
                {
                    "customer_id": np.repeat([f"C{n:04d}" for n in some], len(days)),
                    "date": np.tile(days, len(some)),
                    "margin": np.repeat(before[some] / len(days), len(days)),
                }
            )
        )
    found = pd.concat(rows, ignore_index=True)
    return found.assign(amount=4 * found["margin"])


@pytest.fixture(scope="module")
def ws():
    return sample_company()


@pytest.fixture(scope="module")
def kestrel(ws):
    return right_retention(ws.transactions, ws.contacts.frame())


def test_a_hundred_customers_by_hand():
    """The fifty small ones with 10 each, the fifty large with 30: ten small and five large left."""
    before = np.repeat([10.0, 30.0], 50)
    left = np.zeros(100, dtype=bool)
    left[:10] = left[50:55] = True
    found = right_retention(orders_of(before, left), end=END, currency="EUR")
    assert found.heads[0] == pytest.approx(0.15)
    assert found.value[0] == pytest.approx((10 * 10 + 5 * 30) / 2_000)
    assert found.gap[0] == pytest.approx(0.125 - 0.15)
    assert found.table["left"].sum() == 15
    assert found.table["gone"].sum() == pytest.approx(250)
    assert found.table["before"].sum() == pytest.approx(2_000)
    assert found.table["after"].sum() == pytest.approx(1_750)


def test_intervals_hold_the_planted_shares_as_often_as_said():
    """Large customers leave half as often, as planted; 80 made firms of 300."""
    rng = np.random.default_rng(5)
    held = []
    for _ in range(80):
        before = rng.gamma(1.5, 40.0, 300).clip(1)
        chance = np.where(before > 60, 0.2, 0.4)
        left = rng.random(300) < chance
        found = right_retention(orders_of(before, left), end=END, resamples=200)
        # of all customers like these: P(above 60) and the mean above and below it
        held.append((found.value[1] <= TRUE_VALUE <= found.value[2],
                     found.gap[1] <= TRUE_VALUE - TRUE_HEADS <= found.gap[2],
                     found.heads[1] <= TRUE_HEADS <= found.heads[2]))  # fmt: skip
    share = np.mean(held, axis=0)
    assert (share > 0.88).all() and share.mean() > 0.91


def _truth() -> tuple[float, float]:
    before = np.random.default_rng(1).gamma(1.5, 40.0, 2_000_000).clip(1)
    chance = np.where(before > 60, 0.2, 0.4)
    return float(chance.mean()), float((chance * before).sum() / before.sum())


TRUE_HEADS, TRUE_VALUE = _truth()


def test_who_leaves_by_lot_leaves_no_gap():
    rng = np.random.default_rng(2)
    before = rng.gamma(1.5, 40.0, 800).clip(1)
    found = right_retention(orders_of(before, rng.random(800) < 0.3), end=END)
    assert found.gap[1] < 0 < found.gap[2] and "about as often" in found.verdict


def test_when_the_best_leave_it_is_said():
    before = np.linspace(1, 200, 400)
    found = right_retention(orders_of(before, before > 150), end=END)
    assert found.gap[1] > 0 and "the wrong ones are kept" in found.verdict
    assert found.table["share"].iloc[0] == 1.0 and found.table["share"].iloc[-1] == 0.0


def test_kestrel_is_counted_by_another_route(ws, kestrel):
    lines = ws.transactions.frame()
    lines["date"] = pd.to_datetime(lines["date"])
    then = lines[lines["date"].between("2023-07-03", "2023-12-31")]
    now = lines[lines["date"].between("2024-07-01", "2024-12-29") & (lines["cents"] >= 0)]
    days = then[then["cents"] >= 0].groupby("customer_id")["date"].nunique()
    often = days.index[days >= 6]
    left = ~often.isin(now["customer_id"])
    worth = (then["margin_cents"] / 100).groupby(then["customer_id"]).sum().reindex(often)
    assert len(kestrel.customers) == len(often)
    assert kestrel.heads[0] == pytest.approx(left.mean())
    assert kestrel.value[0] == pytest.approx(worth[left].sum() / worth.sum())


def test_each_customer_is_in_one_fifth_and_the_best_brought_most(kestrel):
    mine = kestrel.customers
    assert mine["customer_id"].is_unique
    assert mine.groupby("fifth").size().max() - mine.groupby("fifth").size().min() <= 1
    ends = mine.groupby("fifth")["before"].agg(["min", "max"])
    assert (ends["min"].to_numpy()[:-1] >= ends["max"].to_numpy()[1:]).all()
    assert kestrel.table["spent"].sum() == pytest.approx(mine["spent"].sum())


def test_sentences_and_picture_say_the_table(kestrel):
    best = kestrel.table.iloc[0]
    assert f"{best['share']:.0%}" in kestrel.sentence and "€73,589" in kestrel.sentence
    assert "3.4 percentage points less" in kestrel.verdict
    assert f"€{best['spent'] / best['customers']:.2f}" in kestrel.spending
    picture = plot_right_retention(kestrel)
    heights = [bar.get_height() for bar in picture.axes.patches]
    np.testing.assert_allclose(heights, kestrel.table["share"])
    assert "the last fifth: 48% of 880 left" in picture.alt
    assert kestrel.summary().cells[0][1] == "881"


def test_too_few_and_no_margin_are_refused_in_words():
    few = orders_of(np.full(30, 10.0), np.zeros(30, dtype=bool))
    with pytest.raises(DataProblem, match="30 customers bought on 6 days"):
        right_retention(few, end=END)
    with pytest.raises(DataProblem, match="no margin"):
        right_retention(few.drop(columns="margin"), end=END)
    with pytest.raises(DataProblem, match="spent="):
        plain = right_retention(orders_of(np.full(60, 9.0), np.arange(60) < 9), end=END)
        _ = plain.spending


def test_a_margin_rate_stands_in_for_a_margin():
    before, left = np.linspace(5, 50, 100), np.arange(100) % 4 == 0
    orders = orders_of(before, left)
    own = right_retention(orders, end=END)
    rate = right_retention(orders.drop(columns="margin"), end=END, margin_rate=0.25)
    assert rate.value == pytest.approx(own.value) and rate.heads == pytest.approx(own.heads)
