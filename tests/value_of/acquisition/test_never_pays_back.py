"""Who never brings back their cost: against lives lived to the end, and against what was seen."""

from __future__ import annotations

import dataclasses
import types

import numpy as np
import pandas as pd
import pytest

from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.errors import DataProblem
from cvmlab.value_of.acquisition.never_pays_back import _Life, _moved, _today, never_pays_back
from cvmlab.value_of.acquisition.never_pays_back_picture import plot_never_pays_back
from cvmlab.value_of.acquisition.newcomers import margin_of_a_purchase, new_customer_value
from cvmlab.value_of.acquisition.won import won_customers
from tests.value_of.acquisition.conftest import PHASE_CHANGE
from tests.value_of.acquisition.made_firm import A_WEEK, P, Q, customers_of, draw_purchases

WEEKS = 260.0
SPEND = pd.Series({"p": P, "q": Q})


@pytest.fixture(scope="module")
def found(values, customers, costs):
    return never_pays_back(values, customers, costs, phase=PHASE_CHANGE)


@pytest.fixture(scope="module")
def lived():
    """What 100,000 made customers bring in five years, purchase by purchase."""
    rng = np.random.default_rng(41)
    bought = draw_purchases(rng, np.full(100_000, WEEKS))
    worth = bought["margin"] * np.exp(-A_WEEK * bought["at"])
    return worth.groupby(bought["who"]).sum().to_numpy()


@pytest.fixture(scope="module")
def thirty_firms():
    """Made firms of 600 customers, each with its fit and the margin of a purchase."""
    rng, firms = np.random.default_rng(7), []
    for _ in range(30):
        ages = rng.uniform(26, 156, 600)
        members = customers_of(draw_purchases(rng, ages), ages)
        firms.append((ParetoNBD(members).fit(), margin_of_a_purchase(members)))
    return firms


@pytest.mark.parametrize("cost", [5.0, 40.0, 120.0])
def test_intervals_hold_as_often_as_they_say(lived, thirty_firms, cost):
    true, held = float((lived < cost).mean()), 0
    for run, (fit, margin) in enumerate(thirty_firms):
        life = _Life(SPEND, WEEKS, A_WEEK, run)
        share = (life.draw(fit.pair, margin[0], 10_000)[0] < cost).mean()
        price = types.SimpleNamespace(cac=cost, se_log=0.0)
        moved = _moved(fit, life, margin, price, 20, run)
        held += abs(share - true) <= 1.96 * np.sqrt(np.mean(moved**2))
    assert held >= 25


def test_lives_drawn_are_those_lived_purchase_by_purchase(lived):
    """The second route: every purchase discounted from its own day."""
    pair = ParetoNBD(_some()).fit().pair
    from tests.value_of.acquisition.made_firm import ALPHA, BETA, MARGIN, R, S

    true = type(pair[0])(R, ALPHA), type(pair[1])(S, BETA)
    drawn = _Life(SPEND, WEEKS, A_WEEK, 0).draw(true, MARGIN, 100_000)[0]
    for q in (0.1, 0.3, 0.5, 0.7, 0.9):
        assert np.quantile(drawn, q) == pytest.approx(np.quantile(lived, q), rel=0.04)
    assert drawn.mean() == pytest.approx(lived.mean(), rel=0.03)


def _some():
    rng = np.random.default_rng(0)
    ages = rng.uniform(26, 156, 400)
    return customers_of(draw_purchases(rng, ages), ages)


def test_the_last_purchase_has_its_own_day():
    np.testing.assert_allclose(_today(np.array([0, 1, 1]), np.array([0.0, 10, 100]), 0.01),
                               [1.0, np.exp(-0.1), np.exp(-1.0)])  # fmt: skip
    spread = -np.expm1(-1.0)  # ∫ e^−t over the time to the last purchase
    assert _today(np.array([3]), np.array([100.0]), 0.01)[0] == pytest.approx(
        (np.exp(-1.0) + 2 * spread) / 3
    )


def test_what_models_expect_by_the_second_year_is_what_was_seen(
    firm, values, customers, costs, found
):
    """The third route: customers known for 24 months, counted."""
    won = won_customers(firm.transactions, customers, values=values, phase=PHASE_CHANGE)
    short = never_pays_back(values, customers, costs, phase=PHASE_CHANGE, horizon=24 * 4, draws=20)
    worth = np.exp(-A_WEEK * 4 * (np.arange(24) + 0.5))
    for channel in ("paid search", "door-drop", "referral", "marketplace", "walk-in"):
        row = short.of(channel, "before")
        old = (won.customers["channel"] == channel) & (won.seen >= 24)
        seen = float(((won.margin[old] @ worth) < row.cac).mean())
        chance = 2 * np.sqrt(seen * (1 - seen) / old.sum())
        assert row.low - chance <= seen <= row.high + chance, channel
        assert row.share > found.of(channel, "before").share - 0.01  # more time, fewer left


def test_the_mean_of_lives_is_the_value_of_a_new_customer(found, values, customers):
    table = new_customer_value(values, customers).table.set_index("channel")
    for channel in ("paid search", "marketplace", "walk-in"):
        mean = found.of(channel, "before")["mean"]
        assert mean == pytest.approx(table.loc[channel, "value"], rel=0.1)


def test_dearer_customers_pay_back_less_often(found, values, customers, costs):
    dear = costs.assign(spend=2 * costs["spend"])
    other = never_pays_back(values, customers, dear, phase=PHASE_CHANGE, draws=5)
    assert (other.table["share"] > found.table["share"]).all()


def test_an_average_pays_back_where_most_customers_do_not(found):
    row = found.of("marketplace", "before")
    assert row["mean"] > row.cac > row.middle
    assert row.low > 0.5
    assert "never bring back the €53.60" in found.says("marketplace", "before")


def test_a_horizon_and_margin_are_needed(values, customers, costs):
    with pytest.raises(DataProblem, match="have to end"):
        never_pays_back(values, customers, costs, horizon=None)
    with pytest.raises(DataProblem, match="sales pay no bill"):
        never_pays_back(dataclasses.replace(values, is_margin=False), customers, costs)
    with pytest.raises(DataProblem, match="same names in both tables"):
        never_pays_back(values, customers, costs.assign(channel="elsewhere"))


def test_the_picture_says_what_it_shows(found):
    picture = plot_never_pays_back(found, "marketplace", phase="before")
    assert picture.alt.startswith("68% of the customers from marketplace never bring back")
    assert "68% never bring it back" in [t.get_text().split("\n")[0] for t in picture.axes.texts]
    assert "never bring back" in plot_never_pays_back(found).alt
    assert "Buy only once" in str(found.summary())
