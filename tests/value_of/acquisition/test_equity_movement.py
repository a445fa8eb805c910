"""How customer equity moved: it reconciles, a second route, and a firm in which nothing changed."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from cvmlab.btyd.gamma_gamma import GammaGamma
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.errors import DataProblem
from cvmlab.value_of.acquisition.current import current_movement
from cvmlab.value_of.acquisition.equity_movement import LOST, NEW, USED, equity_movement
from cvmlab.value_of.acquisition.equity_movement_picture import plot_equity_movement
from cvmlab.value_of.acquisition.valued import ValuedThen, valued_then
from cvmlab.value_of.lifetime.customer_values import current_values
from cvmlab.value_of.lifetime.lifetime_value import lifetime_value
from tests.value_of.acquisition.conftest import PHASE_CHANGE
from tests.value_of.acquisition.made_firm import customers_of, draw_purchases

EVE = "2023-12-31"


@pytest.fixture(scope="module")
def then(firm):
    return current_values(firm, end=EVE)


@pytest.fixture(scope="module")
def moved(then, values):
    return equity_movement(then, values)


def test_the_lines_reconcile(moved, then, values):
    lines = moved.table.set_index("line")["euros"]
    assert lines["opening"] == pytest.approx(then.table["value"].sum())
    assert lines["closing"] == pytest.approx(values.table["value"].sum())
    assert lines["opening"] + lines[[USED, LOST, NEW]].sum() == pytest.approx(lines["closing"])
    heads = moved.table.set_index("line")["customers"]
    assert heads["opening"] + heads[NEW] == heads["closing"] == len(values.table)


def test_what_was_foretold_comes_by_another_road_too(moved, then, values):
    """The value of six years less that of the first, carried forward by a year's interest."""
    elapsed = (values.end - then.end).days / 7

    def worth(weeks):
        return lifetime_value(
            then.fit, then.spend, then.table, horizon=weeks, annual_discount_rate=0.10,
            margin_rate="margin_rate", time_unit="W",
        ).values.sum()  # fmt: skip

    horizon = then.lifetime.horizon
    foretold = (worth(elapsed + horizon) - worth(elapsed)) * 1.1 ** (elapsed * 7 / 365.25)
    lines = moved.table.set_index("line")["euros"]
    assert lines["opening"] + lines[USED] == pytest.approx(foretold, rel=1e-4)


def test_the_margin_in_between_is_that_of_the_same_customers(moved, then, values):
    now = values.table.set_index("customer_id")["historic"]
    old = then.table.set_index("customer_id")["historic"]
    assert moved.margin_came == pytest.approx(float((now.loc[old.index] - old).sum()))
    assert moved.margin_came < moved.margin_foretold


def test_at_kestrel_more_was_lost_than_foretold_when_the_discounter_came(moved):
    lost = moved.line(LOST)
    assert lost["high"] < 0 and "less than was foretold" in moved.sentence
    shown = plot_equity_movement(moved)
    assert "less than foretold" in shown.axes.get_title() and "won since" in shown.alt
    assert "Used up, as was foretold" in str(moved.summary())


def test_it_is_worked_out_once(firm, moved):
    first = current_movement(firm, since=PHASE_CHANGE)
    assert current_movement(firm, since=PHASE_CHANGE) is first
    pd.testing.assert_frame_equal(first.table, moved.table)


def valued(bought, born, end):
    """A made firm as somebody would have valued it on a day, in weeks from its beginning."""
    known = bought[born[bought["who"]] + bought["at"] <= end]
    ages = (end - born)[np.unique(known["who"])]
    who = np.unique(known["who"], return_inverse=True)
    frame = customers_of(known.assign(who=who[1]), ages)
    # the first purchase opens the customer; repeat purchases carry the mean
    frame["monetary_value"] = frame["historic"] / frame["trips"]
    fit = ParetoNBD(frame[["frequency", "recency", "T"]]).fit()
    spend = GammaGamma(frame[["frequency", "monetary_value"]]).fit()
    worth = lifetime_value(fit, spend, frame, horizon="5 years", annual_discount_rate=0.10,
                           margin_rate=1.0, time_unit="W")  # fmt: skip
    table = pd.DataFrame(
        {"customer_id": who[0].astype(str), "historic": frame["historic"].to_numpy(),
         "value": worth.values.to_numpy()}
    )  # fmt: skip
    return ValuedThen(table, worth, fit, dt.date(2022, 1, 3) + dt.timedelta(weeks=end), "")


def test_where_nothing_changed_nothing_is_lost_beyond_what_was_foretold():
    """Firms with constant laws: the interval of the loss covers zero in (nearly) all of them."""
    rng, held, runs = np.random.default_rng(3), 0, 15
    for _ in range(runs):
        born = rng.uniform(0, 156, 1500)
        bought = draw_purchases(rng, 156 - born)
        found = equity_movement(valued(bought, born, 104), valued(bought, born, 156))
        lost = found.line(LOST)
        held += lost["low"] <= 0 <= lost["high"]
    assert held >= 12  # 95% of 15, less three standard errors


def test_values_without_single_intervals_are_the_same_values(firm, customers, moved):
    then = valued_then(firm.transactions, customers, end=EVE)
    assert then.table["value"].sum() == pytest.approx(moved.line("opening")["euros"])
    assert len(then.table) == moved.line("opening")["customers"]


def test_days_in_the_wrong_order_are_refused(then, values):
    with pytest.raises(DataProblem, match="earlier"):
        equity_movement(values, then)
