"""What a cap saves, spares and lets through: by hand, reconciled, and at the sample company."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.idic.identify.current_linkage import current_linkage
from cvmlab.idic.interact.contact_cap import contact_cap
from cvmlab.idic.interact.contact_cap_picture import plot_contact_cap
from cvmlab.idic.interact.holdout_effect import holdout_effect
from tests.idic.interact.made_contacts import Known, history
from tests.sample import sample_company


def two_cards() -> pd.DataFrame:
    """One person, two cards: three and two messages in January, one in February."""
    return pd.DataFrame(
        {
            "customer_id": ["A", "B", "A", "B", "A", "A", "C"],
            "date": pd.to_datetime(
                ["2024-01-02", "2024-01-04", "2024-01-10", "2024-01-20", "2024-01-31",
                 "2024-02-01", "2024-02-02"]
            ),
            "cost": [1.0, 0.5, 1.0, 0.25, 0.923, 1.0, 1.0],
        }
    )  # fmt: skip


def test_a_cap_worked_by_hand():
    """Cap 2: as a person the third to fifth of January go, by card only A's third."""
    found = contact_cap(two_cards(), Known({"A": "P", "B": "P"}), caps=[2, 3], currency="EUR")
    two, three = found.at(2), found.at(3)
    assert (two.messages, two.euros) == (3, pytest.approx(1.0 + 0.25 + 0.923))
    assert (two.messages_by_card, two.euros_by_card) == (1, pytest.approx(0.923))
    assert (two.slip, two.slip_people, two.people_over, two.months_over) == (2, 1, 1, 1)
    assert (three.messages, three.messages_by_card, three.slip) == (2, 0, 2)
    assert "Jan 2024 (5)" in found.of("B", 3) and "none" in found.of("B", 3)
    assert "never more than 3" in found.of("C", 3)
    assert found.cap is None and "No cap can be recommended" in found.reason
    assert np.isnan(two.complaints) and np.isnan(two.net)
    assert "What each cap" in plot_contact_cap(found).alt


def test_what_is_stopped_and_what_is_sent_are_all_messages():
    sent = history(1, people=200)
    found = contact_cap(sent, caps=range(12), currency="EUR")
    table = found.table
    spent = int(np.rint(sent["cost"] * 1000).sum()) / 1000
    assert found.spent == spent and table["euros"].iloc[0] == spent  # a cap of nothing stops all
    for cap in (1, 3, 5):
        kept = found.rows.loc[found.rows["nth"] <= cap, "cost"].sum()
        assert found.at(cap).euros + kept == pytest.approx(spent)
    assert (np.diff(table["messages"]) <= 0).all()
    assert (table["slip"] == 0).all()  # without a linkage every card is a person
    assert (table["messages"] == table["messages_by_card"]).all()


def test_another_route_to_the_messages_beyond():
    """What is over the cap in each month, summed: no ranking needed."""
    sent = history(2, people=300)
    found = contact_cap(sent, caps=[3])
    months = sent.groupby(["customer_id", sent["date"].dt.to_period("M")]).size()
    assert found.at(3).messages == int((months - 3).clip(lower=0).sum())
    assert found.at(3).people_over == months[months > 3].reset_index()["customer_id"].nunique()


@pytest.mark.parametrize(
    ("brings", "pays", "cap"), [((0.1, 0.0, 0.2), False, 0), ((5.0, 4.0, 6.0), True, None)]
)
def test_without_harm_the_lot_decides(brings, pays, cap):
    """Complaints are flat: what is left is whether messages pay."""
    sent = history(3, people=200, ratio=1.0)
    lot = SimpleNamespace(of_a_letter=brings, pays=pays, cost=10.0, letters=20.0)
    found = contact_cap(sent, holdout=lot, caps=[0, 3])  # type: ignore[arg-type]
    assert found.cap == cap
    one = found.at(3)
    assert one.net == pytest.approx(one.euros - brings[0] * one.messages)
    assert one.net_low == pytest.approx(one.euros - brings[2] * one.messages)
    assert one.net_high == pytest.approx(one.euros - brings[1] * one.messages)


def test_mary_duffy_gets_too_many_as_a_person_and_on_neither_card():
    ws = sample_company()
    linkage = current_linkage(ws)
    held = holdout_effect(ws, linkage)
    sent = ws.contacts.frame()
    found = contact_cap(sent, linkage, holdout=held, currency="EUR")
    assert found.cap == 3
    said = found.of("K0001514")
    assert "34 messages to one person, 20 on K0001514 and 14 on K0006972" in said
    assert "Jun 2024 (4), Jul 2024 (4), Aug 2024 (4); counted by card in none" in said
    row = found.at(3)
    assert row.messages == pytest.approx(93_250, abs=300)
    assert row.slip == pytest.approx(4_390, abs=150) and 500 < row.slip_people < 700
    assert row.euros == pytest.approx(69_450, abs=250) and found.spent == pytest.approx(225_866.272)
    assert row.complaints_low < 520 < row.complaints_high
    assert 0 < row.net_low < row.net < row.net_high
    assert "1.30 times" in found.reason and "first, and a larger holdout" in found.reason
    assert "603" in found.sentence or "people with more than one card" in found.sentence
    assert len(found.summary().cells) == 7
    picture = plot_contact_cap(found)
    assert "A cap of 3 saves" in picture.alt and "by card" in picture.alt


def test_what_is_wrong_is_said():
    sent = two_cards()
    with pytest.raises(DataProblem, match="below 0"):
        contact_cap(sent, caps=[-1])
    with pytest.raises(DataProblem, match="cost"):
        contact_cap(sent.assign(cost=[1.0, -1, 1, 1, 1, 1, 1]))
    with pytest.raises(DataProblem, match="cost"):
        contact_cap(sent.drop(columns="cost"))
    with pytest.raises(DataProblem, match="was not looked at"):
        contact_cap(sent, caps=[2]).at(4)
    with pytest.raises(DataProblem, match="no month"):
        contact_cap(sent, window_days=0)
