"""Two questions by lot: the rule, its counts, its errors, and a second route to the interval."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.insight.asked.question_frames import plot_question_frames, question_frames
from cvmlab.insight.asked.shop_words import SHOP_WORDS, says_nothing, words_found

US, THEM = "What could we do better?", "What is hard in your life?"
SAID = {
    US: ["Lower prices", "More tills open", "Fresher bread", "Be kind", "-", "all fine", None],
    THEM: ["What to cook", "Time", "My knees", "Your prices", "nothing", None, None],
}


def survey() -> pd.DataFrame:
    rows = [(f"{q[5]}{i}", q, text) for q, texts in SAID.items() for i, text in enumerate(texts)]
    return pd.DataFrame(rows, columns=["response_id", "comment_question", "comment"])


def test_every_answer_is_accounted_for():
    table = question_frames(survey()).table.set_index("question")
    assert table.loc[US, ["asked", "wrote", "nothing", "inside", "outside"]].tolist() == [
        7, 4, 2, 3, 1,
    ]  # fmt: skip
    assert table.loc[THEM, ["asked", "wrote", "nothing", "inside", "outside"]].tolist() == [
        7, 4, 1, 1, 3,
    ]  # fmt: skip


def test_the_share_and_its_interval_are_those_of_wilson():
    # Newcombe 1998, "Two-sided confidence intervals for the single proportion", Statistics in
    # Medicine 17, table I: 15 of 148, method 3 (Wilson's score): .0624 to .1605.
    many = pd.DataFrame(
        {
            "response_id": range(148 + 148),
            "comment_question": [US] * 148 + [THEM] * 148,
            "comment": ["my life"] * 15 + ["price"] * 133 + ["my life"] * 148,
        }
    )
    row = question_frames(many).table.iloc[0]
    assert row.share == pytest.approx(15 / 148)
    assert (row.low, row.high) == pytest.approx((0.0624, 0.1605), abs=5e-5)


def test_the_baseline_is_the_question_about_us():
    effect = question_frames(survey()).effect
    assert effect["baseline"].value == 0.25
    assert effect["share"].value == 0.75
    turned = question_frames(survey(), better=THEM).effect
    assert turned["baseline"].value == 0.75


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("PRICES went up", ["prices"]),
        ("He has lost his appetite", []),  # no app
        ("the app crashed", ["delivery and site"]),
        ("happy days", []),
        ("It costs €4", ["prices"]),
        ("Points, and points again", ["deals"]),
    ],
)
def test_the_rule_reads_beginnings_of_words_and_short_ones_whole(text, subjects):
    assert list(words_found(text)) == subjects


@pytest.mark.parametrize(
    ("text", "is_nothing"), [("", True), ("?", True), ("N/A", True), ("Don’t know.", True),
                             ("Sleep", False), ("nothing but trouble", False)]
)  # fmt: skip
def test_a_field_filled_with_nothing_is_known(text, is_nothing):
    assert says_nothing(text) is is_nothing


def test_the_reader_may_change_the_list():
    result = question_frames(survey(), words={"kindness": ["kind"]})
    assert result.table.set_index("question").loc[US, "inside"] == 1
    assert result.subjects.loc["kindness", US] == 1


def test_a_rule_that_errs_in_both_halves_hides_part_of_the_difference():
    read = {row.response_id: ("inside" if row.comment_question == US else "outside")
            for row in survey().itertuples()}  # fmt: skip
    result = question_frames(survey())
    against = result.against(read).set_index("question")
    assert against["read"].tolist() == [6, 5]
    assert against.loc[US, "by_person"] == 0
    assert against.loc[THEM, "by_person"] == 1
    assert result.effect["difference"].value < 1
    assert against.loc[US, "agree"] == 3 / 6


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(DataProblem) as caught:
        question_frames(pd.DataFrame({"x": [1]}))
    assert len(caught.value.problems) == 3
    one = survey()[lambda frame: frame["comment_question"] == US]
    with pytest.raises(DataProblem, match="there are 1"):
        question_frames(one)
    silent = survey().assign(comment="nothing")
    with pytest.raises(DataProblem, match="nobody said anything"):
        question_frames(silent)
    with pytest.raises(DataProblem, match="nobody was asked"):
        question_frames(survey(), better="How are we?")


def test_one_wave_is_looked_at_when_it_is_named():
    twice = pd.concat([survey().assign(wave=1), survey().assign(wave=2)])
    assert question_frames(twice, wave=2).table["asked"].tolist() == [7, 7]
    assert question_frames(twice).table["asked"].tolist() == [14, 14]


def test_the_survey_stays_as_it_was():
    frame = survey()
    before = frame.copy()
    question_frames(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_picture_and_sentence_say_how_many_wrote():
    result = question_frames(survey())
    assert "Of 7 and 7 who were asked, 57.1% and 57.1% said something" in result.sentence
    assert "25% when asked about us, 75%" in plot_question_frames(result).alt


def test_the_list_is_short_enough_to_be_read():
    assert 40 <= sum(map(len, SHOP_WORDS.values())) <= 80
