"""Decisions in customer equity: by hand, planted, lesson 52's figures, and with little there."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.blueprint.decisions.decisions_in_equity import decisions_in_equity
from cvmlab.blueprint.decisions.equity_of_firm import equity_of_firm
from cvmlab.blueprint.decisions.levers_of_decision import Levers, as_decisions
from cvmlab.blueprint.decisions.planned_decision import PlannedDecision
from cvmlab.blueprint.look import look_at
from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.value_of.acquisition.decision import Decision, three
from cvmlab.value_of.acquisition.margin_ahead import WEEKS
from cvmlab.value_of.lifetime.current_costs import current_costs
from cvmlab.value_of.lifetime.customer_values import current_values
from cvmlab.value_of.lifetime.lifetime_value import lifetime_value
from cvmlab.value_of.right.letters_by_lot import letters_by_lot
from tests.blueprint.small_firm import costs_of, lives_of, orders_of, people_of, written
from tests.sample import sample_company

EVENLY = (1 - 1 / 1.1) / np.log(1.1)  # of a cost that comes evenly over a year, at 10%
OF_KESTREL = [
    PlannedDecision("put every failure right", "Noreen Costello", "association",
                    fewer_leave=(0.10, 0.04, 0.16), cost=14_100.0),
    PlannedDecision("stop putting failures right", "Ultan Brehony", "association",
                    fewer_leave=(-0.09, -0.17, -0.02), cost=-23_300.0),
    PlannedDecision("2 × the spend on paid search", "Piotr Zawadzki", channel="paid search",
                    spend_times=2.0),
    PlannedDecision("care programme", kept=(0.025, 0.004, 0.046), customers=4150.0, cost_each=6.6,
                    basis="by lot"),
    PlannedDecision("stop letters", letters="stop"),
]  # fmt: skip


@pytest.fixture(scope="module")
def kestrel():
    ws = sample_company()
    look = look_at(ws)
    return ws, look, decisions_in_equity(ws, look, OF_KESTREL)


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """Orders alone, of 1,500 customers whose true end is known."""
    ws = load(written(tmp_path_factory.mktemp("planted") / "firm", transactions=orders_of(1500)))
    return ws, look_at(ws)


def test_kestrels_decisions_have_the_figures_of_lesson_52(kestrel):
    _, _, found = kestrel
    euros = found.table.set_index("decision")["euros"]
    assert euros["put every failure right"] == pytest.approx(49_089, abs=1)
    assert euros["stop putting failures right"] == pytest.approx(-34_060, abs=1)
    assert euros["2 × the spend on paid search"] == pytest.approx(38_288, abs=1)
    assert found.equity == pytest.approx(2_387_734, abs=1)
    assert list(found.table["basis"]) == ["association"] * 2 + ["read off a curve"] + ["by lot"] * 2
    assert list(found.table["owner"])[-2:] == ["nobody yet"] * 2
    assert (
        (found.table["low"] < euros.to_numpy()) & (euros.to_numpy() < found.table["high"])
    ).all()


def test_stopping_letters_is_what_the_lot_says_of_all_who_were_written_to(kestrel):
    """A second route: (cost − gain) × customers written to, coming evenly over the year."""
    ws, _, found = kestrel
    lot = letters_by_lot(current_values(ws), current_costs(ws), ws.assignments.frame())
    written_to, row = lot.table["customers"].iloc[0], found.of("stop letters")
    assert row.euros == pytest.approx((lot.cost - lot.gain) * written_to * EVENLY, rel=1e-4)
    assert row.low == pytest.approx((lot.cost - lot.high) * written_to * EVENLY, rel=0.04)
    assert row.high == pytest.approx((lot.cost - lot.low) * written_to * EVENLY, rel=0.04)
    assert row.later == 0


def test_a_programme_keeps_a_share_of_those_who_would_stay(kestrel):
    """A second route to who would: everybody's chance to be there in a year, added up."""
    ws, look, _ = kestrel
    values, equity = current_values(ws), equity_of_firm(ws, look)
    staying = values.fit.probability_alive(values.table, t=WEEKS)["probability_alive"].sum()
    care = as_decisions(Levers(ws, look, equity), OF_KESTREL[3:4])[0]
    assert care.stay == pytest.approx(tuple(x * 4150 / staying for x in (0.025, 0.004, 0.046)))
    assert care.cost == pytest.approx(4150 * 6.6)
    fewer = as_decisions(Levers(ws, look, equity), OF_KESTREL[:1])[0]
    stay = equity.ahead.stay
    assert three(fewer.stay)[0] == pytest.approx(0.10 * (1 - stay) / stay)


def test_those_who_stay_are_as_many_as_truly_do(planted):
    """Lives are known: so many of the 1,500 are still there a year after the file ends."""
    ws, look = planted
    _, until, _ = lives_of(1500)
    truly = (until > 156 + WEEKS).sum()
    keep = PlannedDecision("care", kept=0.1, customers=100.0)
    stay = three(as_decisions(Levers(ws, look, equity_of_firm(ws, look)), [keep])[0].stay)[0]
    assert 0.1 * 100 / stay == pytest.approx(truly, rel=0.15)


def test_money_by_hand_with_orders_alone(planted):
    """A cost of 1,000 is 953.83 in today's money; a tenth more on every sale a tenth of the year's.

    (1 − 1/1.1) / ln 1.1 = 0.95382.
    """
    ws, look = planted
    plans = [PlannedDecision("spend", stay=0.0, cost=1000.0), PlannedDecision("dearer", margin=0.1)]
    found = decisions_in_equity(ws, look, plans)
    assert found.of("spend").euros == pytest.approx(-953.82, abs=0.01)
    values = current_values(ws)
    year = lifetime_value(
        values.fit, values.spend, values.table, horizon=WEEKS, annual_discount_rate=0.10,
        margin_rate="margin_rate", time_unit="W",
    ).total.expected  # fmt: skip
    assert found.of("dearer").euros == pytest.approx(0.1 * year, rel=1e-4)
    assert found.of("dearer").later == 0
    assert set(found.table["basis"]) == {"assumption; in sales, not margin"}
    assert found.equity == pytest.approx(values.lifetime.total.expected)


def test_without_a_decision_an_assumption_is_offered(planted):
    ws, look = planted
    found = decisions_in_equity(ws, look)
    row = found.table.iloc[0]
    assert (
        len(found.table) == 1 and row.owner == "nobody yet" and row.basis.startswith("assumption")
    )
    assert 0 < row.low < row.euros < row.high
    assert "The one decision changes" in found.sentence


def test_without_a_decision_tables_say_what_they_can(tmp_path):
    orders = orders_of()
    orders["margin"] = orders["amount"] * 0.3
    folder = written(
        tmp_path / "firm", transactions=orders, customers=people_of(orders),
        acquisition_costs=costs_of(),
    )  # fmt: skip
    ws = load(folder)
    found = decisions_in_equity(ws, look_at(ws))
    assert list(found.table["decision"]) == ["2 × the spend on leaflet", "2 × the spend on search"]
    assert set(found.table["basis"]) == {"read off a curve"}


def test_all_that_is_wrong_is_said_at_once(planted):
    ws, look = planted
    plans = [
        PlannedDecision("win", won={"web": 30.0}),
        PlannedDecision("talk", "Ultan Brehony"),
        PlannedDecision("twice", stay=0.1, kept=0.1),
        PlannedDecision("more letters", letters="more"),
        PlannedDecision("no lot", letters="stop"),
        PlannedDecision("no curve", channel="web", spend_times=2.0),
        PlannedDecision("same", channel="web", spend_times=1.0),
        PlannedDecision("nowhere", spend_times=2.0, cost_each=3.0),
        Decision("too much", "Ultan Brehony", stay=3.0),
    ]
    with pytest.raises(DataProblem) as raised:
        decisions_in_equity(ws, look, plans)
    said = str(raised.value)
    for part in (
        "win: it wins customers", "talk: it says nothing", "twice: stay and kept", "of how many",
        'more letters: letters = "more"', "no lot: There is no table assignments",
        "no curve: There is no table acquisition_costs", "same: spend_times is 1",
        "nowhere: spend_times of no channel", "nowhere: cost_each goes with kept", "too much: stay",
    ):  # fmt: skip
        assert part in said, part


def test_channels_nobody_knows_are_refused(kestrel):
    ws, look, _ = kestrel
    plans = [PlannedDecision("a", won={"web": 3.0}),
             PlannedDecision("b", channel="papers", spend_times=2.0)]  # fmt: skip
    with pytest.raises(DataProblem, match="no channel 'web'") as raised:
        decisions_in_equity(ws, look, plans)
    assert "no curve was fitted for 'papers'" in str(raised.value)


def test_too_few_customers_are_not_valued():
    orders = pd.DataFrame(
        {"customer_id": ["a", "b", "a"], "date": ["2024-05-06", "2024-05-06", "2024-06-03"],
         "amount": [1.0, 2.0, 3.0]}
    )  # fmt: skip
    ws = load(orders)
    with pytest.raises(DataProblem):
        decisions_in_equity(ws, look_at(ws))
