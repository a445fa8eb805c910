"""The dialogue ledger: it reconciles to its tables, by hand, by another route, and when planted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.figures.pictures import Picture
from cvmlab.idic.identify.current_linkage import current_linkage
from cvmlab.idic.interact.after_messages import after_complaints, kept_silent, left_in_peace
from cvmlab.idic.interact.dialogue import clustered_share, dialogue
from cvmlab.idic.interact.dialogue_picture import plot_dialogue
from cvmlab.idic.interact.dialogue_result import ALL
from cvmlab.idic.interact.told import CANCELLED, COMMENT, COMPLAINT, FAILURE, KINDS, WISH, who_is
from cvmlab.insight.asked.shop_words import says_nothing
from tests.idic.interact.told_firm import BROKEN, COMPLAINED, OPEN, SAID, contacts, firm
from tests.sample import sample_company


@pytest.fixture(scope="module")
def kestrel():
    ws = sample_company()
    return ws, dialogue(ws, current_linkage(ws))


# by hand


def test_every_thing_told_stands_once_with_what_became_of_it(tmp_path):
    found = dialogue(firm(tmp_path))
    told = {
        kind: list(zip(rows["who"].fillna("?"), rows["done"], strict=True))
        for kind, rows in found.lines.groupby("kind")
    }
    assert told == {
        WISH: [("C4", "not used"), (OPEN, "used"), (SAID, "not used")],
        COMMENT: [(SAID, "no table says"), ("?", "no table says")],
        FAILURE: [(OPEN, "put right"), ("C8", "put right"), (BROKEN, "put right"),
                  (BROKEN, "not put right"), ("R4", "put right")],
        COMPLAINT: [(COMPLAINED, "written to again")],
        CANCELLED: [("C10", "none in this channel since")],
    }  # fmt: skip
    row = found.table.loc[ALL]
    assert (row["told"], row["acted"], row["remembered"], row["both"]) == (12, 6, 8, 5)
    assert (row["people"], row["unnamed"], row["unknown"], row["early"]) == (8, 1, 2, 0)
    assert found.used[0] == pytest.approx(5 / 12) and found.answers == 12
    assert row["again"] == 4 and found.again() == (0.0, 2.0)


def test_the_conversation_with_one_customer(tmp_path):
    found = dialogue(firm(tmp_path))
    cells = found.of(BROKEN).cells
    assert [row[:3] for row in cells] == [
        ["1 Sep 2024", "kept on hold", "phone"], ["1 Oct 2024", "spoiled item", "store"],
    ]  # fmt: skip
    assert [row[5] for row in cells] == ["put right", "not put right"]
    assert "1 of 2 acted upon. Letters and messages sent meanwhile: 1, from 5 Dec 2024" in str(
        found.of(BROKEN)
    )
    with pytest.raises(DataProblem, match="C99"):
        found.of("C99")


def test_what_is_too_recent_to_judge_is_set_aside(tmp_path):
    """A complaint ten days before the messages end: nobody knows yet whether it was heard."""
    late = contacts()
    late.loc[late["contact_id"] == "N7", "outcome"] = "complaint"
    row = dialogue(firm(tmp_path, contacts=late)).table.loc[COMPLAINT]
    assert (row["told"], row["early"], row["acted"]) == (2, 1, 0)
    assert row["remembered"] == 1 and row["remembered_share"] == 1  # of the one that can be judged
    found = dialogue(load(str(tmp_path)))
    assert found.answers == 12 and found.table.loc[ALL, "told"] == 13
    assert "Too recent to judge, and left out of the shares: 1." in str(found.summary())


def test_asked_again_and_said_nothing(tmp_path):
    found = dialogue(firm(tmp_path))
    assert found.asked["said"].tolist() == [True, False, True]
    assert "was put 3 times: 2 answers say something (66.7%)" in found.asking
    assert "1 came without a name" in found.asking


def test_two_cards_of_one_person_are_one_voice(tmp_path):
    class Two:
        """C1 and C2 are one."""

        @staticmethod
        def identity_of(ids: pd.Series) -> pd.Series:
            known = ids.where(ids != COMPLAINED, BROKEN)
            return known.where(known != "R4")  # nobody knows that record

    ws = firm(tmp_path)
    found = dialogue(ws, Two())
    assert found.table.loc[ALL, "people"] == 7 and found.table.loc[ALL, "told"] == 12
    assert len(found.told_by(COMPLAINED)) == 3 == len(found.told_by(BROKEN))
    assert (found.lines["who"] == "R4").sum() == 1  # and is somebody all the same
    assert dialogue(ws).table.loc[ALL, "people"] == 8


def test_a_message_the_same_day_or_on_the_last_day():
    sent = pd.DataFrame(
        {"who": ["Ann", "Ann", "Bo", "Bo", "Cy"], "channel": "text",
         "date": pd.to_datetime(["2024-01-01", "2024-01-01", "2024-01-01", "2024-01-30",
                                 "2024-03-01"])}
    )  # fmt: skip
    assert left_in_peace(sent, 28).tolist() == [False, True, True, True, pd.NA]
    assert left_in_peace(sent, 29).tolist() == [False, True, False, True, pd.NA]
    assert kept_silent(sent).tolist() == [True, True, False, True, pd.NA]


def test_who_a_row_belongs_to():
    rows = pd.DataFrame({"customer_id": ["C1", None, None], "record_id": ["R1", "R2", None]})
    names = who_is(rows)
    assert names[:2].tolist() == ["C1", "R2"] and pd.isna(names[2])


# what can be missing


@pytest.mark.parametrize(
    ("only", "kinds"),
    [("contacts", (COMPLAINT, CANCELLED)), ("preferences", (WISH,)), ("survey", (COMMENT,)),
     ("service_events", (FAILURE,))],
)  # fmt: skip
def test_each_table_alone_is_a_dialogue(tmp_path, only, kinds):
    found = dialogue(firm(tmp_path, only))
    assert found.kinds == kinds and len(found.missing) >= 2
    assert isinstance(plot_dialogue(found), Picture)
    assert found.sentence.endswith(".") and found.asking.endswith(".")
    assert all(said in str(found.summary()) for said in found.missing)


def test_without_any_of_them_there_is_none(tmp_path):
    with pytest.raises(DataProblem, match="no dialogue to look at"):
        dialogue(firm(tmp_path, "transactions"))


def test_a_firm_to_which_nobody_ever_said_anything(tmp_path):
    silent = contacts().assign(outcome="none")
    with pytest.raises(DataProblem, match="told"):
        dialogue(firm(tmp_path, "contacts", contacts=silent))


# planted


def test_the_interval_of_a_share_with_several_answers_a_person_keeps_its_promise():
    """1,000 firms whose 150 customers answer up to 8 times, each in a way of their own."""
    rng = np.random.default_rng(3)
    held = plain = 0
    for _ in range(1_000):
        many = rng.integers(1, 9, 150)
        own = rng.beta(1.2, 1.8, 150)
        who = np.repeat(np.arange(150), many)
        marks = rng.random(len(who)) < own[who]
        _, low, high = clustered_share(marks, pd.Series(who))
        held += low <= 0.4 <= high
        _, low, high = clustered_share(marks, pd.Series(np.arange(len(who))))
        plain += low <= 0.4 <= high
    assert 930 <= held <= 970
    assert plain < 850  # as if every answer were another customer's


def written(rng: np.random.Generator, listens: float, people: int = 400) -> pd.DataFrame:
    """A year of messages; after a complaint four weeks of quiet, with such a chance."""
    many = rng.poisson(14, people)
    who = np.repeat(np.arange(people), many)
    day = rng.integers(0, 364, len(who))
    order = np.lexsort((who, day))
    frame = pd.DataFrame({"who": who[order], "day": day[order]})
    complained = rng.random(len(frame)) < 0.03
    frame["outcome"] = np.where(complained, "complaint", "none")
    heard = frame[complained & (rng.random(len(frame)) < listens)]
    gone = np.zeros(len(frame), dtype=bool)
    for row in heard.itertuples():
        gone |= ((frame["who"] == row.who) & (frame["day"] > row.day)
                 & (frame["day"] <= row.day + 28)).to_numpy()  # fmt: skip
    frame = frame[~gone]
    dates = pd.Timestamp("2024-01-01") + pd.to_timedelta(frame["day"], unit="D")
    return frame.assign(date=dates).drop(columns="day").reset_index(drop=True)


def test_a_firm_that_does_not_listen_is_told_so_as_often_as_promised():
    """300 firms: 95 in 100 intervals hold no difference, and none of ten listeners is missed."""
    rng = np.random.default_rng(8)
    held = 0
    for _ in range(300):
        found = after_complaints(written(rng, 0.0))
        held += found.difference_low <= 0 <= found.difference_high
    assert 273 <= held <= 297
    for _ in range(10):
        found = after_complaints(written(rng, 0.4))
        assert found.difference_low > 0 and "changes what is sent" in found.sentence


def test_nobody_complained():
    sent = written(np.random.default_rng(1), 0.0, people=50).assign(outcome="none")
    assert after_complaints(sent) is None


# the sample company


def test_the_ledger_reconciles_to_the_rows_of_its_tables(kestrel):
    ws, found = kestrel
    wishes, failures = ws.preferences.frame(), ws.service_events.frame()
    sent, survey = ws.contacts.frame(), ws.survey.frame()
    comments = survey["comment"].dropna()
    told = found.table["told"]
    assert told[WISH] == len(wishes) and told[FAILURE] == len(failures)
    assert told[COMPLAINT] == (sent["outcome"] == "complaint").sum()
    assert told[CANCELLED] == (sent["outcome"] == "unsubscribed").sum()
    assert told[COMMENT] == (~comments.map(says_nothing)).sum()
    assert told[ALL] == told[list(KINDS)].sum() == found.places["told"].drop(ALL).sum()
    for name in ("acted", "remembered", "both", "again", "early", "unknown"):
        assert found.table[name].drop(ALL).sum() == found.table.loc[ALL, name]
        assert found.places[name].drop(ALL).sum() == found.table.loc[ALL, name]
    assert found.table.loc[WISH, "acted"] == wishes["used"].sum()
    assert found.table.loc[WISH, "remembered"] == wishes["visible"].sum()
    assert found.table.loc[WISH, "again"] == wishes["asked_again"].sum()
    assert found.table.loc[FAILURE, "acted"] == failures["recovered"].sum()
    seen = failures["customer_id"].notna()
    assert found.table.loc[FAILURE, "both"] == (seen & failures["recovered"]).sum()


def test_what_was_planted_is_found(kestrel):
    """Kestrel: 62 in 100 failures put right, 46 wishes seen, 21 used; nobody hears complaints, and
    a cancelled channel stays closed (it breaks only where a link joins two people)."""
    _, found = kestrel
    rows = found.table
    for kind, name, planted in ((FAILURE, "acted", 0.62), (WISH, "remembered", 0.46)):
        assert rows.loc[kind, f"{name}_low"] < planted < rows.loc[kind, f"{name}_high"]
    assert rows.loc[WISH, "acted_low"] < 0.46 * 0.46 < rows.loc[WISH, "acted_high"]
    after = found.complaints
    assert after.difference_low < 0 < after.difference_high
    assert "changes nothing that can be seen" in after.sentence
    assert rows.loc[CANCELLED, "acted_share"] > 0.985
    used, not_used = found.again()
    assert used < 0.2 < 1 < not_used


def test_cancelling_by_card_is_kept_without_exception(kestrel):
    ws, _ = kestrel
    assert dialogue(ws).table.loc[CANCELLED, "acted_share"] == 1


def test_mary_duffy_over_both_cards(kestrel):
    ws, found = kestrel
    rows = found.told_by("K0001514")
    assert len(rows) == 10 and rows["acted"].fillna(False).sum() == 5
    assert set(rows["card"]) == {"K0001514", "K0006972"}
    assert len(dialogue(ws).told_by("K0001514")) == 4
    assert "Letters and messages sent meanwhile: 34," in str(found.of("K0006972"))


def test_the_picture_says_what_the_ledger_says(kestrel):
    _, found = kestrel
    shown = plot_dialogue(found)
    assert "a wish: 4,948, seen by others 46%, acted upon 22%" in shown.alt
    assert "a comment: 1,853, and no table says what became of them" in shown.alt
    assert dialogue(kestrel[0], current_linkage(kestrel[0])) is found
