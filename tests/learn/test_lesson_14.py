"""Lesson 14: its exercises know right from wrong, and its explorer says what it shows."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab.errors import DataProblem, Problem
from cvmlab.learn.exercises import lesson_14
from cvmlab.learn.exercises.lesson_14 import EXERCISES, EXPLORER, FACTS, draw
from cvmlab.learn.texts import catalogue
from cvmlab.learn.verdict import NOT_YET, RIGHT
from tests.sample import sample_company

BY_ID = {one.id: one for one in EXERCISES}


@pytest.fixture(scope="module")
def facts():
    return FACTS(sample_company())


def test_the_guess_is_about_the_share_of_homes(facts):
    assert facts.need_name == "menu planning" and facts.need_group == "seniors' home"
    assert BY_ID["guess"].reference(facts) == pytest.approx(0.7)
    assert facts.asked_for == 3


def test_coder_bs_reading_counts_as_right_though_it_is_not_coder_as(facts):
    coding = BY_ID["1"]
    first, second = (facts.cards.coded_by(f"coder_{who}") for who in "ab")
    assert first != second
    verdict = coding.judge(", ".join(second), facts)
    assert verdict.status == RIGHT
    assert verdict.values["agreed"] == coding.enough == 4


def test_hearing_the_van_everywhere_and_coding_words_are_recognised(facts):
    coding = BY_ID["1"]
    for name, wrong in coding.wrong(facts).items():
        verdict = coding.judge(wrong, facts)
        assert verdict.status == NOT_YET
        assert verdict.message == f"mistakes.{name}"


def test_the_cards_with_two_readings_are_named_from_the_data(facts):
    assert facts.differ == "cards 3 and 6"


def test_three_talks_and_six_silences_are_worked_out_from_the_interviews(facts):
    assert BY_ID["2"].reference(facts) == pytest.approx(1 - 0.7**3)
    assert BY_ID["3"].reference(facts) == pytest.approx(1 - 0.05 ** (1 / 6))


def test_every_option_is_explained():
    texts = catalogue()["14"]["exercises"]
    for name in ("a", "b", "q1", "q2", "q3"):
        assert set(texts[name]["options"]) == set(texts[name]["why"]) == set("abc")
        # The status line says whether it is right; the text says why somebody might think so.
        for why in texts[name]["why"].values():
            assert not why.startswith(("Yes", "Not yet", "{"))


def test_the_explorer_moves_and_its_words_follow(facts):
    slider = EXPLORER.sliders[0]
    seen = set()
    for interviews in (slider.low, slider.start, slider.high):
        picture, sentence = draw(facts, interviews)
        assert sentence.startswith(f"With {interviews} interviews")
        assert picture.axes.get_title().startswith(f"{interviews} interviews hear")
        seen.add(sentence)
    assert len(seen) == 3


class _Own:
    """Another firm's workspace: interviews of one kind, numbered in its own way."""

    def __init__(self, **tables):
        for name, table in tables.items():
            frame = type("Frame", (), {"frame": lambda self, table=table: table})
            setattr(self, name, frame())


@pytest.fixture
def own():
    talks = pd.DataFrame(
        {
            "interview_id": [f"T{i}" for i in range(4)],
            "kind": "food-service client",
            "excerpt": ["So it is."] * 4,
            "coder_a": list("xyxy"),
            "coder_b": list("xyxx"),
        }
    )
    codes = pd.DataFrame(
        {"kind": "school", "accuracy": False, "punctuality": True, "price": False, "help": True},
        index=range(5),
    )
    return lesson_14.Lesson14(_Own(interviews=talks, interview_codes=codes))


def test_on_other_data_the_lesson_asks_about_what_is_there(own):
    assert own.need_name == "help" and own.need_of == 5
    assert own.differ == "card 4"
    coding = BY_ID["1"]
    assert coding.judge(["x", "x", "x", "y"], own).message == "coded"  # no known misreading


def test_on_other_data_questions_without_an_answer_say_so(own):
    with pytest.raises(DataProblem, match="one kind"):
        BY_ID["2"].reference(own)
    with pytest.raises(DataProblem, match="In every kind"):
        BY_ID["3"].reference(own)


def test_the_lever_moves_without_any_interviews():
    class NoTables:
        @property
        def need_share(self):
            raise DataProblem([Problem("there is no table interview_codes here", "read on.")])

    assert draw(NoTables(), 9)[1].startswith("With 9 interviews, a need of 70% of clients")
