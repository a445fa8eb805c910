"""What a customer cost on average: money over customers, with an interval that holds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.kestrel.acquisition import COST
from cvmlab.value_of.acquisition.costs import acquisition_cost
from cvmlab.value_of.acquisition.costs_result import BEFORE, EVERY
from tests.value_of.acquisition.conftest import PHASE_CHANGE


def weeks(spend, won, channel="leaflet", start="2024-01-01"):
    days = pd.date_range(start, periods=len(spend), freq="7D")
    return pd.DataFrame({"week": days, "channel": channel, "spend": spend, "customers_won": won})


def test_it_is_all_the_money_over_all_the_customers():
    table = pd.concat([weeks([100.0, 50], [4, 1]), weeks([10.0, 20], [5, 10], "door")])
    found = acquisition_cost(table)
    assert found.of("leaflet").value == 30.0  # and not the mean of 25 and 50
    assert found.of("door").value == 2.0
    assert found.of(EVERY).value == 9.0


def test_a_later_phase_is_told_apart():
    table = weeks([100.0, 100, 60, 60], [5, 5, 5, 5])
    found = acquisition_cost(table, phase="2024-01-15")
    assert found.of("leaflet", BEFORE).value == 20.0
    assert found.of("leaflet").value == 12.0
    assert found.change["ratio"].tolist() == pytest.approx([0.6, 0.6])
    assert "40% less" in found.sentence


def test_one_week_has_no_interval():
    low, high = acquisition_cost(weeks([100.0], [5])).of("leaflet")[1:]
    assert np.isnan(low)
    assert np.isnan(high)


def test_intervals_hold_as_often_as_they_say():
    rng = np.random.default_rng(3)
    price, firms = 20.0, []
    for place in range(400):
        won = rng.poisson(6, 20)
        spend = price * 6 * rng.lognormal(-0.08, 0.4, 20)  # spend there first
        firms.append(weeks(spend, won, f"firm {place}"))
    table = acquisition_cost(pd.concat(firms)).table
    each = table[table["channel"] != EVERY]
    assert 0.915 <= each["low"].le(price).mul(each["high"].ge(price)).mean() <= 0.98


def test_kestrel_paid_what_was_planted(costs):
    found = acquisition_cost(costs).table.set_index("channel")["cac"]
    for channel, euros in COST.items():
        assert found[channel] == pytest.approx(euros, rel=0.02)


def test_kestrel_pays_less_for_a_customer_after_the_change(costs):
    change = acquisition_cost(costs, phase=PHASE_CHANGE).change.set_index("channel")
    assert (change.loc[["paid search", "door-drop", "marketplace"], "high"] < 1).all()
    walk_in = change.loc["walk-in"]
    assert walk_in["low"] < 1 < walk_in["high"]  # planted: the same price for everybody


def test_all_problems_are_said_at_once():
    table = weeks([100.0, -5, np.nan], [5, 5, 5])
    table["channel"] = ["leaflet", None, "leaflet"]
    with pytest.raises(DataProblem) as caught:
        acquisition_cost(table, phase="2030-01-01")
    said = str(caught.value)
    for words in ("below zero (2 rows)", "no channel", "all weeks lie on one side of 1 Jan 2030"):
        assert words in said


def test_a_missing_column_is_named_with_the_one_that_is_like_it():
    table = weeks([100.0], [5]).rename(columns={"customers_won": "customers"})
    with pytest.raises(DataProblem, match="customers_won"):
        acquisition_cost(table)


def test_an_unknown_channel_gets_a_hint(costs):
    with pytest.raises(DataProblem, match='Did you mean "marketplace"'):
        acquisition_cost(costs).of("market place")


def test_nothing_is_changed(costs):
    before = costs.copy()
    acquisition_cost(costs, phase=PHASE_CHANGE)
    pd.testing.assert_frame_equal(costs, before)


def test_the_table_says_what_and_when(costs):
    text = str(acquisition_cost(costs, phase=PHASE_CHANGE, currency="EUR").summary())
    assert "before 1 Jan 2024" in text
    assert "€39.03" in text
