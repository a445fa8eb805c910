"""Cheaper, or only fewer: a price list that stayed is told from one that moved."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.value_of.acquisition.foretold_cost import foretold_cost
from cvmlab.value_of.acquisition.response_curve import ResponseCurve
from tests.value_of.acquisition.conftest import PHASE_CHANGE

LATER = "2024-01-01"


def made_weeks(rng, channels, cheaper=1.0, bill=True):
    """Channels that go from twenty customers a week to eight, on one curve or on a cheaper one."""
    frames = []
    days = pd.date_range("2022-01-03", "2024-12-23", freq="7D")
    late = days >= pd.Timestamp(LATER)
    for place in range(channels):
        old = ResponseCurve(25.0, 1 / 50)
        new = ResponseCurve(25.0 * cheaper, 1 / 50)
        mean = np.where(late, 8.0, 20.0)
        if bill:
            won = np.minimum(np.maximum(rng.poisson(mean), 1), 42)
            spend = np.where(late, new.spend_for(won), old.spend_for(won))
            spend = spend * rng.lognormal(-0.0008, 0.04, len(days))
        else:
            spend = old.spend_for(mean) * rng.uniform(0.5, 1.5, len(days))
            won = rng.poisson(np.where(late, new.customers(spend), old.customers(spend)))
        frames.append(
            pd.DataFrame(
                {"week": days, "channel": f"c{place}", "spend": spend, "customers_won": won}
            )
        )
    return pd.concat(frames, ignore_index=True)


@pytest.mark.parametrize("bill", [True, False])
def test_the_same_prices_are_called_moved_as_rarely_as_promised(bill):
    table = foretold_cost(made_weeks(np.random.default_rng(8), 80, bill=bill), LATER).table
    assert (table["after"] < table["before"]).mean() > 0.95  # it does look cheaper
    assert 0.88 <= table["same"].mean() <= 1.0


@pytest.mark.parametrize("bill", [True, False])
def test_a_new_price_is_found_and_its_size(bill):
    weeks = made_weeks(np.random.default_rng(9), 40, cheaper=0.8, bill=bill)
    table = foretold_cost(weeks, LATER).table
    assert table["ratio"].mean() == pytest.approx(0.8, abs=0.04)
    held = table["ratio_low"].le(0.8) & table["ratio_high"].ge(0.8)
    assert held.mean() >= 0.85
    assert (~table["same"]).mean() > (0.95 if bill else 0.5)


def test_kestrel_buys_fewer_at_the_old_prices(costs):
    found = foretold_cost(costs, PHASE_CHANGE, currency="EUR")
    table = found.table.set_index("channel")
    for channel in ("paid search", "marketplace"):
        row = table.loc[channel]
        assert row["after"] < 0.9 * row["before"]
        assert row["same"]
        assert row["foretold"] == pytest.approx(row["after"], rel=0.02)
    assert found.sentence.startswith("Paid search: a customer cost €39.03 before 1 Jan 2024")
    assert found.sentence.endswith("the prices are the old ones, only fewer customers are bought.")


def test_the_weeks_after_take_no_part_in_the_curve(costs):
    moved = costs.assign(
        spend=costs["spend"].where(costs["week"] < PHASE_CHANGE, 2 * costs["spend"])
    )
    usual, twice = (foretold_cost(one, PHASE_CHANGE).table for one in (costs, moved))
    np.testing.assert_allclose(usual["foretold"], twice["foretold"])
    np.testing.assert_allclose(twice["ratio"], 2 * usual["ratio"])
    assert "more than they would have" in foretold_cost(moved, PHASE_CHANGE).says("paid search")


def test_what_cannot_be_compared_is_said(costs):
    with pytest.raises(DataProblem, match="all weeks lie on one side"):
        foretold_cost(costs, "2030-01-01")
    with pytest.raises(DataProblem, match='Did you mean "walk-in"'):
        foretold_cost(costs, PHASE_CHANGE).says("walkin")
    nothing = costs.assign(
        customers_won=costs["customers_won"].where(costs["week"] < PHASE_CHANGE, 0)
    )
    with pytest.raises(DataProblem, match="won customers within reach"):
        foretold_cost(nothing, PHASE_CHANGE)


def test_the_table_says_whether_prices_moved(costs):
    text = str(foretold_cost(costs, PHASE_CHANGE, currency="EUR").summary())
    assert "Foretold by the old curve" in text
    assert "as before" in text
