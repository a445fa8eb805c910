"""The next contact: one move for everybody, by rules that can be checked by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.figures.pictures import Picture
from cvmlab.idic.identify.current_linkage import current_linkage
from cvmlab.idic.interact.contact_rules import NAMES, contact_rules
from cvmlab.idic.interact.next_contact import next_contacts
from cvmlab.idic.interact.next_contact_picture import plot_next_contacts
from cvmlab.idic.interact.told import messages_of
from tests.idic.interact.told_firm import (
    BROKEN,
    CANCELLED,
    COMPLAINED,
    HELD_OUT,
    LEFT,
    OFFERED,
    OPEN,
    OVER,
    SAID,
    TODAY,
    WISHED,
    contacts,
    firm,
)
from tests.sample import sample_company


@pytest.fixture
def moves(tmp_path):
    return next_contacts(firm(tmp_path))


@pytest.fixture(scope="module")
def kestrel():
    ws = sample_company()
    return ws, current_linkage(ws)


# by hand


def test_everybody_gets_the_move_that_their_last_word_asks_for(moves):
    rules = moves.table.set_index("who")["rule"]
    assert rules.to_dict() == {
        COMPLAINED: "complaint", BROKEN: "failure", SAID: "comment", WISHED: "wish",
        HELD_OUT: "lot", OVER: "cap", LEFT: "gone", OFFERED: "offer", OPEN: "ask",
        CANCELLED: "ask", "R4": "gone",
    }  # fmt: skip
    assert str(moves.on) == TODAY


def test_channel_and_cost_of_each_move(moves):
    rows = moves.table.set_index("who")
    assert rows.loc[COMPLAINED, ["channel", "cost"]].tolist() == ["phone", 2.10]
    # spoiled items put right so far cost 6 and 8
    assert rows.loc[BROKEN, ["channel", "cost"]].tolist() == ["store", 7.0]
    assert rows.loc[WISHED, ["channel", "cost"]].tolist() == ["the next visit", 0.35]
    letters = contacts().query("channel == 'letter'")["cost"].mean()
    assert rows.loc[OFFERED, "channel"] == "letter"
    assert rows.loc[OFFERED, "cost"] == pytest.approx(4.6 + letters)
    assert rows.loc[OPEN, ["channel", "cost"]].tolist() == ["e-mail", 0.02]


def test_a_cancelled_channel_stays_closed(moves, tmp_path):
    assert moves.table.set_index("who").loc[CANCELLED, "channel"] == "letter"
    kept = contacts()
    kept.loc[kept["outcome"] == "unsubscribed", "outcome"] = "none"
    other = next_contacts(firm(tmp_path, contacts=kept))
    assert other.table.set_index("who").loc[CANCELLED, "channel"] == "e-mail"


def test_silence_ends_when_the_window_holds_fewer_than_the_cap(moves):
    """Four on 4, 10, 20 and 22 December: with a cap of 3 the one of the 10th must fall out."""
    row = moves.row(OVER)
    assert row.why == "4 messages in 28 days"
    assert row.earliest == pd.Timestamp("2025-01-07")  # 10 December and 28 days


@pytest.mark.parametrize(("cap", "rule", "earliest"), [(4, "cap", "2025-01-01"), (5, "ask", None)])
def test_another_cap_is_another_move(tmp_path, cap, rule, earliest):
    rules = contact_rules()
    rules.loc[rules["rule"] == "cap", "limit"] = cap
    row = next_contacts(firm(tmp_path), rules=rules).row(OVER)
    assert row.rule == rule
    assert row.earliest == pd.Timestamp(earliest or TODAY)


def test_the_order_of_the_rules_decides(tmp_path):
    rules = contact_rules()
    first = rules["rule"].eq("wish")
    turned = pd.concat([rules[first], rules[~first]])
    row = next_contacts(firm(tmp_path), rules=turned).row(SAID)
    assert row.rule == "wish" and row.then.startswith("answer it (The stairs")
    assert next_contacts(firm(tmp_path)).row(SAID).then == (
        "confirm the wish, and use it (call me Nan, 1 Apr 2023)"
    )


def test_without_a_rule_that_fits_there_is_silence(tmp_path):
    rules = contact_rules().query("rule == 'complaint'")
    found = next_contacts(firm(tmp_path), rules=rules)
    assert found.table["rule"].value_counts().to_dict() == {"none": 10, "complaint": 1}
    assert found.groups.loc["none", "move"] == "silence"


def test_a_complaint_that_was_left_in_peace_is_done(tmp_path):
    quiet = contacts()
    quiet.loc[quiet["contact_id"] == "N1", "customer_id"] = BROKEN
    assert next_contacts(firm(tmp_path, contacts=quiet)).row(COMPLAINED).rule == "ask"


def test_time_windows_end(tmp_path):
    """Half a year after 1 October the failure is no longer the first thing to say."""
    ws = firm(tmp_path)
    assert next_contacts(ws, on="2025-03-31").row(BROKEN).rule == "failure"
    assert next_contacts(ws, on="2025-04-02").row(BROKEN).rule != "failure"
    assert next_contacts(ws, on="2024-09-30").row(BROKEN).rule != "failure"  # not told yet


def test_whom_it_differs_for(moves):
    """The calendar writes to nine; only the one with an offer is written to the same way."""
    rows = moves.table.set_index("who")
    assert rows.loc[rows["calendar"] > 0].index.size == 9
    same = rows.index[~rows["differs"]]
    assert sorted(same) == sorted([OFFERED, HELD_OUT, "R4"])
    assert moves.differing == 8


# nothing lost


def test_everybody_once_and_every_cent(moves):
    assert moves.table["who"].is_unique and moves.people == 11
    for name in ("people", "written_to"):
        total = {"people": 11, "written_to": 9}[name]
        assert moves.groups[name].sum() == total
    sent = contacts()
    lately = sent[pd.to_datetime(sent["date"]) >= "2024-12-02"]
    assert moves.table["calendar"].sum() == len(lately)
    assert moves.table["calendar_cost"].sum() == pytest.approx(lately["cost"].sum(), abs=1e-9)
    assert moves.saved == pytest.approx(lately["cost"].sum() - moves.table["cost"].sum())
    last = moves.summary().cells[-1]
    assert last[0] == "all" and last[1] == "11"


def test_what_is_said_holds_the_numbers(moves):
    assert moves.sentence.startswith("11 cards and records, one next move each. For 8 (73%)")
    assert "more" in moves.sentence  # these moves cost more than ten cheap letters
    assert moves.of(OVER).endswith("The calendar would send 4 messages (3.02).")
    shown = plot_next_contacts(moves)
    assert isinstance(shown, Picture)
    assert "Of 9 due for a message, 1 should get one that sells" in shown.alt


# what can be missing or wrong


@pytest.mark.parametrize("only", [("contacts",), ("preferences",), ("service_events",)])
def test_one_table_is_enough(tmp_path, only):
    found = next_contacts(firm(tmp_path, *only))
    assert found.people >= 3 and found.missing
    assert found.groups["people"].sum() == found.people
    assert isinstance(plot_next_contacts(found), Picture)


def test_no_table_that_hears_customers_is_said(tmp_path):
    with pytest.raises(DataProblem, match="no dialogue"):
        next_contacts(firm(tmp_path, "transactions", "customers"))


def test_all_that_is_wrong_with_rules_is_said_at_once(tmp_path):
    rules = contact_rules()
    rules["cost"] = rules["cost"].astype(object)
    rules.loc[0, "cost"] = "two"
    rules.loc[1, "rule"] = "mood"
    rules.loc[rules["rule"] == "cap", "limit"] = 0
    rules.loc[rules["rule"] == "ask", "rule"] = "cap"
    with pytest.raises(DataProblem) as raised:
        next_contacts(firm(tmp_path), rules=rules)
    text = str(raised.value)
    assert all(word in text for word in ("mood", "twice", "two", "no limit"))
    with pytest.raises(DataProblem, match="column is missing"):
        next_contacts(firm(tmp_path), rules=contact_rules().drop(columns="move"))


def test_nobody_of_that_name(moves):
    with pytest.raises(DataProblem, match="Nobody is called"):
        moves.of("C99")


# the sample company


def test_mary_duffy_is_one_person_with_one_move(kestrel):
    ws, linkage = kestrel
    alone, person = next_contacts(ws), next_contacts(ws, linkage)
    assert alone.row("K0001514").rule == "comment"
    assert alone.row("K0006972").rule == "failure"
    row = person.row("K0001514")
    assert row == person.row("K0006972")
    assert row.why == "spoiled item, 9 Aug 2024" and row.calendar == 2
    assert row.then.count(";") == 1 and "gluten-free" in row.then


def test_the_sample_companys_moves_by_another_route(kestrel):
    ws, linkage = kestrel
    found = next_contacts(ws, linkage)
    assert set(linkage.identities) <= set(found.table["who"])
    assert found.groups["people"].sum() == found.people == found.table["who"].nunique()
    assert tuple(found.groups.index) == tuple(n for n in NAMES if n in found.groups.index)
    sent = messages_of(ws, linkage)
    lately = sent[sent["date"] >= "2024-12-02"]
    assert found.table["calendar"].sum() == len(lately)
    assert found.table["calendar_cost"].sum() == pytest.approx(lately["cost"].sum())
    # who complained since 1 October and was written to within four weeks, or too lately to say
    open_ones = set()
    by = dict(list(sent.groupby("who")["date"]))
    mine = sent[(sent["outcome"] == "complaint") & (sent["date"] >= "2024-10-01")]
    for row in mine.itertuples():
        later = by[row.who][(by[row.who] > row.date)]
        again = (later <= row.date + pd.Timedelta(days=28)).any()
        twice = (by[row.who] == row.date).sum() > 1
        if again or twice or row.date > pd.Timestamp("2024-11-30"):
            open_ones.add(row.who)
    rows = found.table.set_index("who")
    assert set(rows.index[rows["rule"] == "complaint"]) == open_ones
