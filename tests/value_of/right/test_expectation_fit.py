"""Expectation, offer and cost: by hand, against what is planted, and against plain sums."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.kestrel.food_service import b2b_accounts
from cvmlab.kestrel.food_service_orders import b2b_orders
from cvmlab.value_of.right.expectation_fit import expectation_fit
from cvmlab.value_of.right.expectation_fit_picture import plot_expectation_fit
from cvmlab.value_of.right.expectation_fit_result import FITS, GROUPS, MISFIT, UNDER, WOULD_PAY
from tests.sample import sample_company


@pytest.fixture(scope="module")
def tables():
    ws = sample_company()
    return ws.b2b_accounts.frame(), ws.b2b_orders.frame()


@pytest.fixture(scope="module")
def found(tables):
    return expectation_fit(*tables)


def by_hand() -> tuple[pd.DataFrame, pd.DataFrame]:
    """22 plain accounts, and four whose place a pencil finds."""
    plain = pd.DataFrame(
        {"account_id": [f"P{n:02d}" for n in range(22)], "minutes_expected": [1440, 480] * 11,
         "minutes_offered": [1440, 480] * 11, "drop_cost": 10.0, "drop_cost_expected": 10.0}
    )  # fmt: skip
    plain["price_expected"] = np.where(plain["minutes_expected"] == 1440, 100.0, 108.0)
    own = pd.DataFrame(
        {
            "account_id": ["fits", "under", "pays", "maybach"],
            "minutes_expected": [1440, 1440, 240, 120],
            "minutes_offered": [1440, 1440, 480, 480],
            "price_expected": [100.0, 100.0, 118.8, 97.2],
            "drop_cost": [10.0, 30.0, 10.0, 30.0],
            "drop_cost_expected": [10.0, 30.0, 15.0, 290.0],
        }
    )
    accounts = pd.concat([plain, own], ignore_index=True)
    days = pd.date_range("2024-01-08", periods=10, freq="28D")
    orders = pd.DataFrame(
        [
            {"account_id": one, "date": day, "amount": 100.0 + wave, "margin": 20.0 + wave}
            for one in accounts["account_id"]
            for day, wave in zip(days, [-2, 2] * 5, strict=True)
        ]
    )
    return accounts, orders


# by hand


def test_four_accounts_find_their_place_with_a_pencil():
    found = expectation_fit(*by_hand(), end="2024-12-29")
    rows = found.table.set_index("account_id")
    groups = rows["group"]
    assert groups["fits"] == FITS and groups["under"] == UNDER
    assert groups["pays"] == WOULD_PAY and groups["maybach"] == MISFIT
    # 108 are usual at 480 minutes: 118.8 is a tenth more of an order of 100, 97.2 a tenth less
    assert rows.loc["pays", "pays_more"] == pytest.approx(10.0)
    assert rows.loc["maybach", "pays_more"] == pytest.approx(-10.0)
    assert rows.loc["maybach", "costs_more"] == pytest.approx(260.0)
    assert rows.loc["maybach", "after_drops"] == pytest.approx(10 * (20 - 30))
    assert rows.loc["maybach", "as_wanted"] == pytest.approx(10 * (20 - 30 - 10 - 260))
    assert rows.loc["under", "smallest_order"] == pytest.approx(30 / 0.2)


def test_an_order_of_the_smallest_size_carries_its_drop():
    found = expectation_fit(*by_hand(), end="2024-12-29")
    rows = found.table
    rate = rows["margin"] / rows["amount"]
    np.testing.assert_allclose(rows["smallest_order"] * rate, rows["drop_cost"])
    assert "€30.00 / 0.200 = €150.00" in found.carried("under")


# planted


def test_the_usual_price_of_speed_is_the_one_planted_in_five_companies():
    """100 points for the next day and 5 for each halving of the time, with its error."""
    off = []
    for seed in (1, 2, 3, 4, 5):
        accounts = b2b_accounts(seed)
        intercept, slope = expectation_fit(accounts, b2b_orders(seed)).curve
        mine = accounts[accounts["minutes_expected"] >= accounts["minutes_offered"]]
        speed = np.log2(1440 / mine["minutes_expected"])
        error = 2.5 / (speed.std() * np.sqrt(len(mine)))  # 2.5 points of noise are planted
        off.append((slope - 5.0) / error)
        assert abs(intercept - 100) < 4 * 2.5 / np.sqrt(len(mine))
    assert np.abs(off).max() < 3.5 and abs(np.mean(off)) < 3 / np.sqrt(5)


def test_the_private_chef_is_farthest_off_in_every_company():
    for seed in (1, 2, 3):
        found = expectation_fit(b2b_accounts(seed), b2b_orders(seed))
        far = found.misfits.iloc[0]
        assert far["account_id"] == "F0420" and far["drop_cost_expected"] == 290.0
        assert far["price_gap"] == pytest.approx(96 - (100 + 5 * np.log2(12)), abs=3)
        assert far["as_wanted"] < 0 and far["would_lose"] > 2_000


def test_the_interval_of_a_drop_holds_the_planted_margin():
    """Made accounts whose true margin of a drop is known: 95% of intervals, about, hold it."""
    rng = np.random.default_rng(8)
    held, said, below = [], [], []
    for _ in range(12):
        ids = [f"A{n:03d}" for n in range(80)]
        true = 40 * np.exp(rng.normal(0, 0.5, 80))
        many = rng.integers(6, 60, 80)
        accounts = pd.DataFrame(
            {"account_id": ids, "minutes_expected": 1440, "minutes_offered": 1440,
             "price_expected": 100.0, "drop_cost": 30.0, "drop_cost_expected": 30.0}
        )  # fmt: skip
        who = np.repeat(np.arange(80), many)
        margin = true[who] * rng.lognormal(-0.045, 0.3, len(who))
        orders = pd.DataFrame(
            {"account_id": np.array(ids)[who], "date": pd.Timestamp(2024, 6, 3),
             "amount": 5 * margin, "margin": margin}
        )  # fmt: skip
        rows = expectation_fit(accounts, orders).table
        held.append((rows["a_drop_low"] <= true) & (true <= rows["a_drop_high"]))
        said.append(rows["chance_below"])
        below.append(true < 30.0)
    assert 0.92 < np.mean(np.concatenate(held)) < 0.975
    chance, happened = np.concatenate(said), np.concatenate(below)
    unsure = (chance > 0.1) & (chance < 0.9)
    assert abs(chance[unsure].mean() - happened[unsure].mean()) < 0.12
    assert happened[chance > 0.975].mean() > 0.95


# another route, and that nothing is lost


def test_what_is_left_after_drops_is_that_of_the_orders(tables, found):
    accounts, orders = tables
    year = orders[orders["date"] > orders["date"].max() - pd.Timedelta(days=364)]
    cost = year["account_id"].map(accounts.set_index("account_id")["drop_cost"])
    left = (year["margin"] - cost).groupby(year["account_id"]).sum()
    rows = found.table.set_index("account_id")["after_drops"]
    np.testing.assert_allclose(rows, left.reindex(rows.index))
    assert found.table["group"].value_counts().sum() == len(found.table)
    assert set(found.table["group"]) <= set(GROUPS)


def test_who_has_closed_or_hardly_ordered_is_not_judged(tables, found):
    accounts, _ = tables
    closed = accounts.loc[accounts["closed_on"].notna(), "account_id"]
    assert not found.table["account_id"].isin(closed).any()
    assert found.table["orders"].min() >= 4


def test_nothing_given_is_changed(tables):
    accounts, orders = (one.copy() for one in tables)
    expectation_fit(accounts, orders)
    pd.testing.assert_frame_equal(accounts, tables[0])
    pd.testing.assert_frame_equal(orders, tables[1])


# words, picture, problems


def test_the_sentences_say_the_table(found):
    sizes = found.table["group"].value_counts()
    assert f"{sizes[FITS]} get what they expect" in found.sentence
    assert f"{sizes[UNDER]} get exactly what they want" in found.sentence
    assert f"{found.surely_under} of them surely" in found.sentence
    chef = found.of("F0420")
    assert "in 120 minutes, not 480" in chef and "€46.08 less a drop" in chef
    assert "It wants" not in found.of("F0001")
    assert found.farthest(3).cells[0][0] == "F0420"
    assert [row[1] for row in found.summary().cells] == [str(sizes[name]) for name in GROUPS]


def test_the_picture_shows_every_account_and_an_arrow_for_each_wish(found):
    picture = plot_expectation_fit(found)
    shown = sum(len(line.get_xdata()) for line in picture.axes.lines[:-1])
    assert shown == len(found.table)
    faster = found.table["group"].isin([WOULD_PAY, MISFIT]).sum()
    arrows = [text for text in picture.axes.texts if getattr(text, "arrow_patch", None)]
    assert len(arrows) == faster
    assert "F0420" in picture.alt and "−€6,957" in picture.alt


def test_all_that_is_missing_is_said_at_once(tables):
    accounts, orders = tables
    with pytest.raises(DataProblem) as told:
        expectation_fit(accounts.drop(columns="drop_cost"), orders.drop(columns="margin"))
    assert "drop_cost" in str(told.value) and "margin" in str(told.value)
    bad = accounts.assign(drop_cost=accounts["drop_cost"].where(accounts.index > 2, 0.0))
    with pytest.raises(DataProblem, match="F0001"):
        expectation_fit(pd.concat([bad, bad.tail(1)]), orders)


def test_a_handful_of_accounts_is_refused(tables):
    accounts, orders = tables
    with pytest.raises(DataProblem, match="Only 12 open accounts"):
        expectation_fit(accounts.head(12), orders[orders["account_id"] <= "F0012"])
    with pytest.raises(DataProblem, match="no open account 'F9999'"):
        expectation_fit(accounts, orders).of("F9999")
