"""One customer's voice: the turn is found, what happened is put beside it, nothing is invented."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.insight.heard.one_voice import customer_voice, plot_customer_voice
from tests.sample import sample_company

MAURA = "K0000001"


@pytest.fixture(scope="module")
def tables():
    ws = sample_company()
    names = ("survey", "service_events", "contributions", "interviews")
    return {name: getattr(ws, name).frame() for name in names}


@pytest.fixture(scope="module")
def maura(tables):
    return customer_voice(
        MAURA,
        tables["survey"],
        events=tables["service_events"],
        contributions=tables["contributions"],
        currency="EUR",
    )


@pytest.fixture
def small():
    return pd.DataFrame(
        {
            "customer_id": ["K1", "K1", "K2", "K1", None],
            "date": pd.to_datetime(
                ["2024-07-01", "2023-01-01", "2023-01-01", "2024-01-01", "2023-07-01"]
            ),
            "emotional_1": [2, 9, 5, 9, 1],
            "emotional_2": [4, 9, 5, 7, 1],
            "technical_1": [9, 9, 5, 8, 1],
            "comment": ["Nobody rang.", None, "Fine.", None, "No name here."],
        }
    )


def test_the_turn_lies_where_a_level_fell_most(small):
    voice = customer_voice("K1", small)
    assert voice.turn == (pd.Timestamp("2024-01-01"), pd.Timestamp("2024-07-01"))
    assert voice.change().loc["emotional"].to_dict() == {"before": 8, "after": 3, "fall": 5}
    assert voice.change().loc["technical", "fall"] == -1


def test_answers_without_a_name_stay_without_a_name(small, tables):
    voice = customer_voice("K1", small)
    assert len(voice.answers) == 3
    assert "No name here." not in set(voice.said["words"])
    anonymous = tables["survey"][tables["survey"]["wave"] == 2]
    assert anonymous["customer_id"].isna().all()


def test_mauras_orders_come_right_and_her_feeling_falls_after_the_slot_was_withdrawn(maura):
    change = maura.change()
    assert change.index[0] == "emotional" and change.iloc[0]["fall"] == 6
    assert change.loc["technical", "fall"] == 1
    assert list(maura.failures["code"]) == [
        "priority slot withdrawn",
        "call-back not made",
        "call-back not made",
    ]
    assert maura.sentence == (
        "Between 3 Jan 2024 and 2 Jul 2024 the emotional answers fell from 7 to 1 of 10, the "
        "technical ones from 9 to 8. In between: priority slot withdrawn (9 Jan 2024), call-back "
        "not made (12 Jan 2024), call-back not made (19 Jan 2024). They took 110 of the "
        "customer's minutes; none of 3 was put right, and nothing was spent on them. 21 good "
        "deeds and words were noted, the last on 2 Nov 2023; 6 words against the firm, the first "
        "on 11 Jan 2024."
    )


def test_failures_outside_the_turn_are_not_blamed_for_it(maura, tables):
    events = tables["service_events"]
    own = events[events["customer_id"] == MAURA]
    assert len(own) > len(maura.failures)
    assert maura.failures["date"].between(*maura.turn, inclusive="right").all()


def test_words_stand_in_the_order_of_their_dates(tables):
    voice = customer_voice(MAURA, tables["survey"], interviews=tables["interviews"])
    assert list(voice.said["where"]) == ["survey, wave 1", "interview", "survey, wave 4"]
    assert voice.said["date"].is_monotonic_increasing
    days = [row[0] for row in voice.summary().cells]
    assert len(days) == 3


def test_a_voice_that_never_fell_is_said_to_be_content(small):
    voice = customer_voice("K2", small)
    assert voice.turn is None
    assert voice.sentence == "1 answer, and no level of satisfaction ever fell."
    assert plot_customer_voice(voice).axes.get_title() == "No level of satisfaction fell"


def test_without_a_list_of_failures_none_is_claimed(small):
    assert "No failure was written down in between." in customer_voice("K1", small).sentence


def test_the_picture_states_every_plotted_answer(maura):
    picture = plot_customer_voice(maura)
    assert picture.axes.get_title() == "Technical satisfaction 9 to 8, emotional 7 to 1"
    assert "emotional 10, 7, 1" in picture.alt and "process 9, 8, 5" in picture.alt
    assert "call-back not made ×2" in picture.alt
    markers = {line.get_marker() for line in picture.axes.lines}
    assert len(markers) >= 5  # one a level, so that colour is not the only cue


def test_a_stranger_is_refused_in_plain_words(tables):
    with pytest.raises(DataProblem, match="no answers of"):
        customer_voice("K9999999", tables["survey"])
    with pytest.raises(DataProblem, match="no level of satisfaction"):
        customer_voice(MAURA, tables["survey"][["customer_id", "date", "wave"]])


def test_tables_that_stay_in_the_database_give_the_same_voice(maura):
    ws = sample_company()
    there = customer_voice(
        MAURA,
        ws.survey.table,
        events=ws.service_events.table,
        contributions=ws.contributions.table,
    )
    assert there.sentence == maura.sentence
    pd.testing.assert_frame_equal(there.answers, maura.answers, check_dtype=False)
    assert there.summary().cells == maura.summary().cells
