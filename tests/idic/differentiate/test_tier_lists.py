"""Lists of names and the check of their chances: by hand, planted, words, problems."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.idic.differentiate.tier_by_hand import tier_by_hand
from cvmlab.idic.differentiate.tier_check import plot_tier_check, tier_check
from cvmlab.idic.differentiate.tier_lists import plot_tier_lists, tier_lists


def tiers_of(chance, actual=None, potential=None, last_year=None, by="share", top=None):
    """A stand-in for value tiers with the chances given."""
    chance = np.asarray(chance, dtype=float)
    n = len(chance)
    table = pd.DataFrame(
        {"customer_id": [f"c{i}" for i in range(n)], "p_most_valuable": chance,
         "actual": np.arange(n, 0, -1.0) if actual is None else np.asarray(actual, dtype=float),
         "potential": np.zeros(n) if potential is None else np.asarray(potential, dtype=float),
         "last_year": np.arange(n) if last_year is None else np.asarray(last_year, dtype=float),
         "value": np.arange(n, 0, -1.0), "serving": 0.0, "referrals": 0.0}
    )  # fmt: skip
    table["tier"] = np.where(chance >= 0.5, "most valuable", "in between")
    named = table["tier"] == "most valuable"
    said = {"truly": chance[named].sum(), "truly_low": 0.0, "truly_high": float(n)}
    return SimpleNamespace(
        table=table, cuts=SimpleNamespace(by=by, most_valuable=top or named.sum()), level=0.95,
        currency="EUR", draws=400, money_is="margin", potential_known=True, costs_known=True,
        brings_known=False, row=lambda name: pd.Series(said), end=dt.date(2024, 12, 29),
    )  # fmt: skip


# by hand


def test_three_lists_with_a_pencil():
    tiers = tiers_of([0.95, 0.7, 0.4, 0.1], actual=[40, 30, 20, 10], potential=[0, 0, 5, 60],
                     last_year=[1, 9, 8, 0])  # fmt: skip
    found = tier_lists(tiers, 2, potential=0.5)
    rows = found.table.set_index("list")
    assert rows.loc["by last year's money", "truly"] == pytest.approx(1.1)  # c1, c2
    assert rows.loc["by actual value", "truly"] == pytest.approx(1.65)  # c0, c1
    assert rows.loc["with potential", "truly"] == pytest.approx(1.05)  # 40 and 10 + 30
    assert rows.loc["with potential", ["new", "actual", "potential"]].tolist() == [1, 50, 60]
    assert rows["surely"].tolist() == [0, 1, 1] and rows["unlikely"].tolist() == [1, 0, 1]
    assert found.of("c1") == "c1 is on the list by last year's money and by actual value."
    assert found.of("c9") == "c9 is on none of the lists."
    assert "€20 less of actual value, €60 more of potential" in found.sentence


def test_a_list_without_potential_is_not_shown():
    found = tier_lists(tiers_of([0.9, 0.6, 0.2]), potential=0)
    assert found.table["list"].tolist() == ["by last year's money", "by actual value"]
    assert found.places == 2 and "Counting" not in found.sentence
    assert "with potential" not in plot_tier_lists(found).alt


def test_the_calibration_with_a_pencil():
    """Twenty said to be in with .8, sixteen are; twenty with .2, four are."""
    tiers = tiers_of([0.8] * 20 + [0.2] * 20)
    worth = pd.Series(
        [10.0] * 16 + [1.0] * 4 + [9.0] * 4 + [0.5] * 16, index=tiers.table["customer_id"]
    )
    found = tier_check(tiers, worth)
    assert found.table["said"].tolist() == pytest.approx([0.2, 0.8])
    assert found.table["came"].tolist() == [0.2, 0.8]
    assert (found.named, found.belong, found.foretold[0]) == (20, 16, pytest.approx(16.0))
    assert found.by_last_year == 4  # last year's order is the other way round
    assert "in truth 16 are: inside" in found.sentence
    assert "said 80%, came true 80%" in plot_tier_check(found).alt


def test_a_cut_by_money_is_taken_at_its_word():
    tiers = tiers_of([0.8] * 12 + [0.3] * 12, by="money", top=100.0)
    worth = pd.Series([100.0] * 6 + [99.99] * 18, index=tiers.table["customer_id"])
    assert tier_check(tiers, worth).belong == 6


# planted


def test_true_chances_come_out_calibrated_and_wrong_ones_do_not():
    rng = np.random.default_rng(2)
    chance = rng.beta(0.3, 0.7, 20_000)
    came = rng.random(20_000) < chance
    for said, right in ((chance, True), (np.clip(1.6 * chance, 0, 1), False)):
        tiers = tiers_of(said, top=float(came.sum()))
        worth = pd.Series(came.astype(float), index=tiers.table["customer_id"])
        rows = tier_check(tiers, worth).table
        off = (rows["said"] - rows["came"]).abs().max()
        assert bool(off < 0.035) is right


# the sum of one customer, problems


def test_one_customer_by_hand():
    said = tier_by_hand(tiers_of([0.25, 0.8]), "c0")
    assert "€2.00 margin to come − €0.00 to serve = €2.00 actual value" in said
    assert "100 / 400 = 25%" in said
    with pytest.raises(DataProblem, match="no customer 'x'"):
        tier_by_hand(tiers_of([0.25]), "x")


def test_all_that_is_out_of_range_is_said_at_once():
    with pytest.raises(DataProblem) as told:
        tier_lists(tiers_of([0.5, 0.5]), 3, potential=1.5)
    assert "3 places for 2 customers" in str(told.value) and "1.5" in str(told.value)
    with pytest.raises(DataProblem, match="no customer of the tiers"):
        tier_check(tiers_of([0.5]), pd.Series({"z": 1.0}))


def test_nobody_named_is_one_place_and_no_trouble():
    found = tier_lists(tiers_of([0.1, 0.2]))
    assert found.places == 1
    assert found.summary().cells[0][1] == "0"
