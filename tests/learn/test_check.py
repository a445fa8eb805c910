"""check says how an answer stands, never raises, and always hands on a value to go on with."""

from __future__ import annotations

import pytest

from cvmlab.errors import DataProblem
from cvmlab.learn import ____
from cvmlab.learn.lesson import lesson
from cvmlab.learn.precision import PRECISIONS

GRADED = ("1", "2", "3", "4", "5")


@pytest.fixture
def opened(sample, orders):
    return lesson(sample, orders)


def test_a_lesson_unpacks_into_its_four_helpers(opened):
    check, hint, solution, progress = opened
    assert [one.__name__ for one in (check, hint, solution, progress)] == [
        "check",
        "hint",
        "solution",
        "progress",
    ]


@pytest.mark.parametrize("exercise", GRADED)
def test_unfilled_is_to_do_and_the_lesson_goes_on_with_the_reference(opened, told, exercise):
    reference = opened.exercises[exercise].reference(opened.facts)
    assert opened.check(exercise, ____) == reference
    assert "to do" in told[-1] and "goes on with the right value" in told[-1]
    assert opened.record.tries(exercise) == 0


@pytest.mark.parametrize("exercise", GRADED)
def test_the_reference_is_right_and_handed_back(opened, told, exercise):
    reference = opened.exercises[exercise].reference(opened.facts)
    assert opened.check(exercise, reference) == reference
    assert "· right" in told[-1]


@pytest.mark.parametrize("exercise", GRADED)
def test_each_known_mistake_gets_its_own_words_and_the_reference_goes_on(opened, told, exercise):
    found = opened.exercises[exercise]
    seen = set()
    for name, wrong in found.wrong(opened.facts).items():
        value = opened.check(exercise, wrong)
        assert "· not yet" in told[-1]
        assert opened.wording.texts(found)["mistakes"][name] in told[-1]
        seen.add(told[-1])
        if exercise != "5":  # another reading of an interview is kept: two readers may differ
            assert value == found.reference(opened.facts)
    assert len(seen) == 2


@pytest.mark.parametrize("exercise", ["1", "2", "3"])
def test_half_a_unit_is_close_enough_and_a_little_more_is_not(opened, told, exercise):
    found = opened.exercises[exercise]
    right = found.reference(opened.facts)
    half = PRECISIONS[found.to].unit / 2
    for sign in (-1, 1):
        opened.check(exercise, right + sign * half * 0.98)
        assert "· right" in told[-1]
        opened.check(exercise, right + sign * half * 1.02)
        assert "· not yet" in told[-1]


def test_an_unknown_wrong_number_hears_the_direction_only(opened, told):
    opened.check(1, 0.9)
    assert "90% is too high." in told[-1] and "35%" not in told[-1]
    opened.check(1, "20 %")
    assert "20% is too low." in told[-1]


def test_a_share_typed_as_a_whole_number_is_right_and_told_how_it_was_read(opened, told):
    assert opened.check(1, 35) == 0.35
    assert "35%: that is how your answer was read" in told[-1]


@pytest.mark.parametrize("typed", ["a third", object(), {}, [1, 2], float("nan"), "1,234"])
def test_nothing_typed_for_an_exercise_raises(opened, told, typed):
    for exercise in opened.exercises:
        opened.check(exercise, typed)
    assert len(told) == len(opened.exercises)


def test_a_value_the_lesson_lent_is_not_taken_for_an_answer(opened, told):
    for exercise in GRADED:
        lent = opened.check(exercise, ____)
        assert opened.check(exercise, lent) == lent
        assert "· to do" in told[-1] and "lent" in told[-1]
    assert opened.check("3", 13) == 13 and "· right" in told[-1]


def test_an_answer_found_stays_found(opened, told):
    opened.check(1, 0.35)
    opened.check(1, 0.65)
    assert opened.record.status("1") == "right" and opened.record.tries("1") == 2


def test_an_exercise_that_is_not_there_is_said_and_the_value_passes(opened, told):
    assert opened.check(77, 5) == 5
    assert 'no exercise "77"' in told[-1] and "guess" in told[-1]
    opened.hint(77), opened.solution(77)
    assert len(told) == 3


# choices


def test_a_choice_shows_its_question_and_every_option_is_explained(opened, told):
    assert opened.check("a", ____) is None
    for part in ("Which?", "a) this", "b) that", "c) none"):
        assert part in told[-1]
    for letter, word in {"a": "Not this.", "b": "That, yes.", "c": "One of them."}.items():
        assert opened.check("a", letter) is None
        assert word in told[-1]
        assert ("· right" in told[-1]) == (letter == "b")
    opened.check("a", "B)")
    assert "· right" in told[-1]
    opened.check("a", "d")
    assert "one letter: a, b, c" in told[-1]


def test_a_right_letter_may_depend_on_the_data(opened, told):
    opened.check("q1", "c")
    assert "Question 1 · right" in told[-1]
    opened.check("q1", ____)
    assert "Of 13?" in told[-1]


# orders and labels


def test_names_may_be_typed_in_any_case_and_as_one_text(opened, told):
    assert opened.check(4, "rome, BERN, oslo") == ("Rome", "Bern", "Oslo")
    assert "· right" in told[-1]
    opened.check(4, "Bern, Rome, Oslo")
    assert "1 of 3 stand where they belong" in told[-1]
    opened.check(4, "Oslo, Paris")
    assert "These are the names to put in order: Bern, Oslo, Rome" in told[-1]


def test_another_careful_coding_is_kept(opened, told):
    mine = ("price", "people", "people", "price")
    assert opened.check(5, list(mine)) == mine
    assert "· right" in told[-1] and "for 3 of 4" in told[-1]
    far = ("people", "people", "price", "place")
    assert opened.check(5, far) == far and "· not yet" in told[-1] and "1 of 4" in told[-1]
    opened.check(5, ["price", "weather", "place", "price"])
    assert "Not on the list of labels: weather" in told[-1]
    opened.check(5, "price, price")
    assert "4 answers are wanted, and there are 2" in told[-1]


# guesses


def test_a_guess_is_written_down_before_the_reveal(opened, told):
    assert opened.check("guess", ____) is None
    opened.check("guess")
    assert "You made no guess. It is 35%." in told[-1] and "because it is" in told[-1]
    assert opened.check("guess", "60 %") == 0.6
    assert "60%, is written down" in told[-1] and "35" not in told[-1]
    opened.check("guess")
    assert "You guessed 60%. It is 35%." in told[-1]
    opened.check("guess", 0.351)
    opened.check("guess")
    assert "well judged" in told[-1]


def test_a_guess_that_cannot_be_is_answered_with_the_limits(opened, told):
    assert opened.check("guess", 250) is None
    assert "between 0% and 100%" in told[-1]
    opened.check("guess")
    assert "no guess" in told[-1]


def test_several_guesses_are_made_at_once(opened, told):
    assert opened.check("several", "7, 9, 4") == (7, 9, 4)
    assert opened.check("several", [7, "8", 5]) == (7, 8, 5)
    opened.check("several")
    assert "Your guesses: 7, 8, 5. It is: 7, 9, 4." in told[-1]
    assert opened.check("several", [7, 8]) is None
    assert "3 answers are wanted, and there are 2" in told[-1]
    assert opened.check("several", [7, 8, 50]) is None


# hints and solutions


def test_hints_come_one_after_the_other_and_end_at_the_solution(opened, told):
    opened.hint(1), opened.hint("1"), opened.hint(1)
    assert "Hint 1 of 2" in told[0] and "Look at 13." in told[0]
    assert "Hint 2 of 2" in told[1] and "solution(1) shows the way" in told[1]
    assert told[1] == told[2]
    opened.hint("a")
    assert "no hint for this one" in told[-1]


def test_a_solution_shows_the_answer_and_why(opened, told):
    opened.solution(1)
    assert "Right: 35%." in told[-1] and "35%, that is 35.0%." in told[-1]
    opened.solution("a")
    assert "Right: b) that." in told[-1] and "That, yes." in told[-1]
    opened.solution("plan")
    assert "no right answer" in told[-1]


# progress


def test_progress_counts_what_is_right(opened, told):
    opened.check(1, 0.35), opened.check("a", "b"), opened.check("guess", 0.5)
    text = str(opened.progress())
    assert "2 of 8 right." in text and "noted" in text
    assert "Exercise 1" in text and "A share" in text


# data that do not suffice


def test_a_question_without_its_table_is_left_out_in_a_sentence(opened, told):
    assert opened.check(6, 5) is None
    assert "This question cannot be asked of your data. There is no table survey" in told[-1]
    opened.solution(6)
    assert "cannot be asked" in told[-1]


def test_a_lesson_that_is_not_there_or_has_no_data_is_said():
    with pytest.raises(DataProblem, match='no lesson "99"'):
        lesson("99", None)
    with pytest.raises(DataProblem, match=r"write ws = cvm\.load"):
        lesson("11", "kestrel")
