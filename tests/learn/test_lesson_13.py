"""Lesson 13: its answers from the raw files, what was planted, its lever, its words."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from cvmlab import paths
from cvmlab.figures.pictures import Picture
from cvmlab.insight.asked.respondents import LEVELS
from cvmlab.insight.asked.soft_measures import soft_power
from cvmlab.learn.exercise import Choice
from cvmlab.learn.exercises.lesson_13 import (
    EXERCISES,
    EXPLORER,
    HARD_MEASURES,
    READ,
    SOFT_MEASURES,
    draw,
)
from cvmlab.learn.explore import explorer
from cvmlab.learn.lesson import facts_of
from cvmlab.learn.texts import exercise_texts, fill
from tests.sample import sample_company

RAW = paths.DATASETS / "kestrel"
BY_ID = {one.id: one for one in EXERCISES}


@pytest.fixture(scope="module")
def workspace():
    return sample_company()


@pytest.fixture(scope="module")
def facts(workspace):
    return facts_of("13", workspace)


def raw(name: str) -> pd.DataFrame:
    return pd.read_parquet(RAW / f"{name}.parquet")


@pytest.fixture(scope="module")
def survey():
    return raw("survey")


# the right answers, by another route


def test_the_guess_is_what_the_ten_answered(facts, survey):
    ten = raw("manager_predictions")["customer_id"].dropna()
    answered = survey.query("wave == 3").set_index("customer_id")["overall"]
    assert BY_ID["guess"].reference(facts) == tuple(answered[ten])


def test_exercise_1_is_the_mean_distance_of_the_last_five(facts, survey):
    last = raw("manager_predictions").dropna(subset="customer_id").tail(5)
    answered = survey.query("wave == 3").set_index("customer_id")["overall"]
    distances = abs(last["guess"].to_numpy() - answered[last["customer_id"]].to_numpy())
    assert BY_ID["1"].reference(facts) == pytest.approx(distances.mean())


def test_exercise_2_is_over_all_who_were_asked(facts):
    table = facts.frames.table
    per = 1000 * table["outside"] / table["asked"]
    assert BY_ID["2"].reference(facts) == pytest.approx(per[1] - per[0])
    # What stands in the table that the reader sees leads to the same whole number.
    shown = table["share"].round(3) * table["wrote"] / table["asked"] * 1000
    assert round(shown[1] - shown[0]) == round(per[1] - per[0])


def test_exercise_3_is_the_difference_of_two_printed_areas(facts):
    printed = round(facts.today_auc, 3) - round(facts.hard_auc, 3)
    assert BY_ID["3"].reference(facts) == pytest.approx(printed, abs=5e-4)
    told = facts.power.forecasts
    pooled = roc_auc_score(told["happened"], told["hard"])
    assert facts.hard_auc == pytest.approx(pooled, abs=0.005)


def test_the_tier_of_today_looks_ahead_and_that_of_then_does_not(facts):
    leak = facts.answers.table.groupby("tier")["stays"].mean()
    then = facts.answers.table.groupby("previous_tier")["stays"].mean()
    assert leak["gold"] > 0.8 > then["gold"]


# what was planted is found


def test_managers_are_right_about_satisfaction_rather_than_staying(facts):
    assert facts.gap_satisfaction.misplaced_high < facts.gap_staying.misplaced_low
    assert facts.gap_staying.of("emotional").derived_rank == 1
    assert facts.gap_staying.of("emotional").low > 0.2  # an equal share of five
    assert (facts.gap_satisfaction.table["derived"] - 0.2).abs().max() < 0.05


def test_guesses_from_the_files_do_no_better_than_the_average(facts):
    managers = facts.guessed.of("managers")
    assert managers.worse_low < 0 < managers.worse_high
    assert managers.miss > facts.average_miss


def test_soft_measures_matter_where_the_files_are_silent(facts):
    hard, soft = HARD_MEASURES, SOFT_MEASURES
    everybody = soft_power(facts.answers.table, "stays", hard, soft)
    regulars = soft_power(facts.answers.regulars(), "stays", hard, soft)
    assert everybody.gain("soft").auc_low > 0
    assert everybody.gain("hard").auc > 5 * everybody.gain("soft").auc
    assert regulars.gain("soft").auc_low > 0
    assert regulars.gain("hard").auc_low < 0 < regulars.gain("hard").auc_high


def test_the_question_draws_the_box_and_reading_shows_it_more_sharply(facts):
    difference = facts.frames.effect["difference"]
    assert difference.low > 0.3
    against = facts.frames.against(READ)
    assert against["read"].sum() == len(READ) == 80
    assert (against["agree"] > 0.7).all()
    by_hand = against["by_person"].iloc[1] - against["by_person"].iloc[0]
    assert by_hand > difference.value


def test_both_questions_make_people_write_equally_often(facts):
    wrote = facts.frames.table["wrote"] / facts.frames.table["asked"]
    assert abs(wrote[0] - wrote[1]) < 0.03


def test_every_answer_of_the_wave_is_used_or_left_out_for_a_reason(facts, survey):
    asked = (survey["wave"] == facts.answers.wave).sum()
    assert len(facts.answers.table) + sum(facts.answers.left_out.values()) == asked


def test_who_answers_stays_more_often_than_who_is_silent(facts):
    assert facts.answers.stay > facts.answers.others_stay + 0.05


# the lever


def test_the_lever_shows_intervals_that_narrow_with_answers(facts):
    widths = []
    for answers in (250, 1000, 3750):
        gap = facts.gap("stays", "staying", answers)
        level = gap.of("emotional")
        widths.append(level.high - level.low)
        assert gap.respondents == answers
    assert widths[0] > widths[2]


def test_the_lever_at_all_answers_is_the_picture_of_the_lesson(facts):
    rows = len(facts.answers.table)
    one, other = facts.gap("stays", "staying", rows), facts.gap_staying
    for driver in LEVELS:
        assert one.of(driver).derived == pytest.approx(other.of(driver).derived)


def test_moving_the_slider_changes_the_sentence(workspace):
    lever = explorer("13", workspace)
    (slider,) = lever.controls.values()
    _ = lever.widget
    before = lever.view.value
    slider.value = slider.max
    assert lever.view.value != before
    assert f"{slider.max:,} answers" in lever.view.value


def test_more_answers_than_there_are_is_all_of_them(facts):
    picture, sentence = draw(facts, 10**6)
    assert isinstance(picture, Picture)
    assert f"With {len(facts.answers.table):,} answers" in sentence
    assert re.search(r"place[s]? (from )?\d", sentence)


def test_the_slider_stays_within_the_answers_there_are(facts):
    (slider,) = EXPLORER.sliders
    assert slider.high <= len(facts.answers.table)
    assert (slider.high - slider.low) % slider.step == 0


# words


def test_every_explanation_can_be_told(facts):
    for one in EXERCISES:
        texts = exercise_texts("13", one.id)
        told = [texts.get("solution", ""), *texts.get("hints", [])]
        told += list(texts.get("why", {}).values()) + texts.get("numbers", [])
        for text in told:
            assert "{" not in fill(text.replace("{answer}", ""), facts)


def test_the_reader_of_comments_is_not_mentioned_on_other_data(facts):
    class Elsewhere(type(facts)):
        frames = property(lambda self: _no_known_comments(facts.frames))

    assert Elsewhere(facts.ws).read_by_hand == ""
    assert "75%" in facts.read_by_hand


def _no_known_comments(frames):
    from dataclasses import replace

    return replace(frames, comments=frames.comments.assign(response_id="X1"))


def test_quiz_letters_do_not_repeat_one_place():
    letters = {one.right for one in EXERCISES if isinstance(one, Choice)}
    assert letters == {"a", "b", "c"}


def test_numbers_of_the_plan_are_those_of_the_lesson(facts):
    numbers = [fill(text, facts) for text in exercise_texts("13", "plan")["numbers"]]
    assert f"{facts.managers_miss:.1f}" in numbers[0]
    assert f"{np.round(100 * facts.misplaced_staying):.0f}%" in numbers[1]
