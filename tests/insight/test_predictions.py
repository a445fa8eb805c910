"""Managers against answers: hand-worked gaps and misses, planted truth, bad input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cvmlab.errors import DataProblem
from cvmlab.insight.asked.guessed_answers import (
    AVERAGE,
    compare_guesses,
    guessed_answers,
    plot_guessed_answers,
)
from cvmlab.insight.asked.predictions import plot_rank_gap, rank_gap
from cvmlab.insight.recorded.customer_files import the_files
from cvmlab.stats.importance import importance

DRIVERS = ("core", "technical", "emotional")


def points(**managers: tuple[float, ...]) -> pd.DataFrame:
    rows = [
        (manager, driver, guess)
        for manager, guesses in managers.items()
        for driver, guess in zip(DRIVERS, guesses, strict=True)
    ]
    return pd.DataFrame(rows, columns=["manager", "driver", "guess"])


def answers(size: int = 3000, seed: int = 1) -> pd.DataFrame:
    """Answers whose outcome is made of the drivers in the ratio 1 : 1 : 4 of variance."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(rng.normal(size=(size, 3)), columns=list(DRIVERS))
    frame["overall"] = frame @ [1, 1, 2] + rng.normal(size=size)
    return frame


@pytest.fixture(scope="module")
def derived():
    return importance(answers(), "overall", DRIVERS)


# the rank gap


def test_managers_who_lay_half_their_points_wrong_are_told_so(derived):
    gap = rank_gap(points(Ann=(50, 40, 10), Ben=(100, 60, 40)), derived)
    # Ben's 200 points count as shares of his own sum: .5, .3, .2; together .5, .35, .15.
    assert gap.table["believed"].tolist() == pytest.approx([0.5, 0.35, 0.15])
    assert gap.of("emotional").believed_low == pytest.approx(0.1)
    assert gap.of("emotional").believed_high == pytest.approx(0.2)
    # Planted shares are 1/6, 1/6, 4/6: 52 points would have to move.
    assert gap.misplaced == pytest.approx(31 / 60, abs=0.03)
    assert gap.misplaced_low <= 31 / 60 <= gap.misplaced_high
    assert gap.of("emotional").gap == 2
    assert gap.widest == "emotional"


def test_misplaced_points_are_half_the_sum_of_the_distances(derived):
    gap = rank_gap(points(Ann=(20, 20, 60)), derived)
    distance = (gap.table["believed"] - gap.table["derived"]).abs()
    assert gap.misplaced == pytest.approx(distance.sum() / 2, abs=1e-12)


def test_who_believes_what_the_answers_say_misplaces_nothing(derived):
    shares = derived.table.set_index("driver").loc[list(DRIVERS), "share"]
    gap = rank_gap(points(Ann=tuple(100 * shares)), derived)
    assert gap.misplaced == pytest.approx(0, abs=1e-12)
    assert (gap.table["gap"] == 0).all()


def test_intervals_of_misplaced_points_hold_the_planted_ones():
    guess = points(Ann=(50, 35, 15))
    held = 0
    for seed in range(100):
        derived = importance(answers(800, seed), "overall", DRIVERS, resamples=200)
        gap = rank_gap(guess, derived)
        held += gap.misplaced_low <= 31 / 60 <= gap.misplaced_high
    assert 88 <= held <= 100


def test_equal_points_share_the_better_rank(derived):
    gap = rank_gap(points(Ann=(40, 40, 20)), derived)
    assert gap.table["believed_rank"].tolist() == [1, 1, 3]


def test_the_outcome_stands_in_every_title(derived):
    gap = rank_gap(points(Ann=(50, 40, 10)), derived, outcome="staying")
    assert gap.sentence.startswith("For staying")
    assert "staying" in gap.summary().title
    picture = plot_rank_gap(gap, gap)
    titles = [ax.get_title() for ax in picture.axes.get_figure().axes]
    assert all(title.startswith("Staying: ") for title in titles)
    assert "interval" in picture.alt


def test_a_driver_that_points_the_other_way_is_said_to(derived):
    frame = answers()
    frame["overall"] -= 3 * frame["technical"]
    gap = rank_gap(points(Ann=(50, 40, 10)), importance(frame, "overall", DRIVERS))
    assert gap.backwards == ("technical",)
    assert "more of technical goes with less" in gap.sentence
    assert "more of" not in rank_gap(points(Ann=(50, 40, 10)), derived).sentence


def test_drivers_that_do_not_match_are_named(derived):
    guess = points(Ann=(50, 40, 10)).replace("emotional", "feelings")
    with pytest.raises(DataProblem, match="emotional, feelings"):
        rank_gap(guess, derived)
    with pytest.raises(DataProblem, match="no manager"):
        rank_gap(guess.assign(driver=None), derived)
    with pytest.raises(DataProblem) as caught:
        rank_gap(guess[["guess"]], derived)
    assert len(caught.value.problems) == 2


# guessed answers


def survey() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer_id": ["a", "b", None, "a", "b", "c", "d"],
            "wave": [1, 1, 2, 3, 3, 3, 4],
            "date": pd.to_datetime(["2023-01-02"] * 2 + ["2023-07-03"] + ["2024-01-02"] * 3
                                   + ["2024-07-01"]),
            "overall": [6, 8, 1, 10, 5, 8, 1],
        }
    )  # fmt: skip


def guesses() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer_id": ["a", "b", "d", None],
            "made_on": pd.to_datetime(["2023-12-18"] * 4),
            "guess": [9.0, 9.0, 9.0, 30.0],
        }
    )


def test_misses_are_those_worked_out_by_hand():
    result = guessed_answers(guesses(), survey())
    # The average known before the guesses is that of the named wave 1: 7. Customer d answered
    # only later and is left out: a and b answered 10 and 5.
    assert result.average == 7
    assert result.each["customer_id"].tolist() == ["a", "b"]
    assert result.of("managers").miss == (1 + 4) / 2
    assert result.of("managers").bias == (-1 + 4) / 2
    assert result.of(AVERAGE).miss == (3 + 2) / 2
    assert result.of("managers").within_one == 0.5
    assert result.without_worst("managers") == 1


def test_the_reader_may_guess_too_or_not():
    assert "you" not in set(guessed_answers(guesses(), survey()).table["guesser"])
    result = guessed_answers(guesses(), survey(), mine=(10, 5, 7))
    assert result.of("you").miss == 0
    assert result.table["guesser"].iloc[0] == "you"
    with pytest.raises(DataProblem, match="2 guesses for 3 customers"):
        guessed_answers(guesses(), survey(), mine=(10, 5))


def test_differences_from_the_average_are_a_paired_t_test():
    rng = np.random.default_rng(2)
    truth, guess = rng.integers(1, 11, 40).astype(float), rng.integers(1, 11, 40).astype(float)
    made = compare_guesses(truth, {"managers": guess, AVERAGE: np.full(40, 7.5)})
    test = stats.ttest_rel(np.abs(guess - truth), np.abs(7.5 - truth))
    low, high = test.confidence_interval()
    row = made.of("managers")
    assert (row.worse_low, row.worse_high) == pytest.approx((low, high))


def test_intervals_of_the_mean_miss_hold_the_planted_one():
    held = 0
    for seed in range(400):
        off = np.random.default_rng(seed).uniform(0, 4, 10)
        row = compare_guesses(np.zeros(10), {"m": off, AVERAGE: np.ones(10)}).of("m")
        held += row.low <= 2 <= row.high
    assert 370 <= held <= 392


def test_nobody_is_compared_without_the_average():
    with pytest.raises(ValueError, match="plain average"):
        compare_guesses([1, 2], {"managers": [1, 2]})


def test_guesses_without_answers_are_refused():
    late = guesses().assign(customer_id=["x", "y", "z", None])
    with pytest.raises(DataProblem, match="none of the customers"):
        guessed_answers(late, survey())
    with pytest.raises(DataProblem, match="nobody guessed"):
        guessed_answers(guesses().assign(customer_id=None), survey())
    with pytest.raises(DataProblem) as caught:
        guessed_answers(guesses()[["guess"]], survey()[["wave"]])
    assert len(caught.value.problems) == 5


def test_picture_and_table_say_the_same():
    result = guessed_answers(guesses(), survey(), mine=(10, 5, 7))
    picture = plot_guessed_answers(result)
    assert "managers 2.5" in picture.alt
    assert result.summary().cells[-1][0] == "mean miss"
    assert "2.5" in result.summary().cells[-1]


# what the files know


def test_the_files_know_only_what_lay_before_the_guess():
    orders = pd.DataFrame(
        {
            "customer_id": ["a", "a", "b", "a"],
            "date": ["2022-01-01", "2023-12-08", "2023-12-17", "2023-12-19"],
            "amount": [100.0, 20.0, 5.0, 999.0],
        }
    )
    customers = pd.DataFrame({"customer_id": ["a", "b"], "previous_tier": ["gold", "bronze"]})
    table = the_files(guesses(), orders, customers, currency="EUR")
    assert table.cells == [
        ["a", "9", "1", "€20", "gold"],
        ["b", "0", "1", "€5", "bronze"],
        ["d", "–", "–", "–", "–"],
    ]
