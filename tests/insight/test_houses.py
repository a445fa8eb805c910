"""The customer's customers: houses are the unit, and the interval holds when it is checked."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from cvmlab.errors import DataProblem
from cvmlab.insight.heard.client_customers import compare_houses, plot_houses_compared
from cvmlab.insight.heard.houses import alikeness, welch, worth
from tests.sample import sample_company

ITEMS = ["dinner_interesting", "choice", "would_recommend", "temperature", "staff"]
FIRST_TO_ASK = ["F0001"]


@pytest.fixture(scope="module")
def answers():
    return sample_company().end_customers.frame()


@pytest.fixture(scope="module")
def compared(answers):
    return compare_houses(answers, items=ITEMS, leave_out=FIRST_TO_ASK)


# correctness: published numbers


def test_welchs_interval_is_the_published_one_for_students_sleep_data():
    # Student 1908, "The probable error of a mean"; R's t.test(extra ~ group, sleep) prints these.
    first = pd.Series([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
    second = pd.Series([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
    assert_allclose(welch(first, second), (-1.58, -3.3654832, 0.2054832), atol=1e-7)


def test_likeness_is_that_of_shrout_and_fleiss():
    # Shrout and Fleiss 1979, "Intraclass correlations: uses in assessing rater reliability",
    # table 2 (six targets, four ratings): ICC(1,1) = .17.
    ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    values = pd.Series(np.ravel(ratings), dtype=float)
    houses = pd.Series(np.repeat(np.arange(6), 4))
    assert alikeness(values, houses, pd.Series(0, index=values.index)) == pytest.approx(
        0.1657, abs=5e-5
    )


# correctness: planted truth


def _houses(rng, effect, number=14, size=40):
    home = np.repeat(rng.normal(0, 0.35, 2 * number), size)
    helped = np.repeat(np.arange(2 * number) < number, size)
    said = 6 + effect * helped + home + rng.normal(0, 1.3, helped.size)
    names = np.repeat([f"H{i}" for i in range(2 * number)], size)
    return pd.DataFrame({"account_id": names, "menu_help": helped, "dinner": said})


def test_intervals_by_house_hold_the_truth_as_often_as_they_say_and_those_by_answer_do_not():
    rng, rounds = np.random.default_rng(11), 300
    inside = np.zeros(2)
    for _ in range(rounds):
        row = compare_houses(_houses(rng, 0.5), items=["dinner"])["dinner"]
        inside += [row.low <= 0.5 <= row.high, row.naive_low <= 0.5 <= row.naive_high]
    by_house, by_answer = inside / rounds
    assert by_house == pytest.approx(0.95, abs=0.04)
    assert by_answer < 0.85


def test_the_planted_likeness_is_found():
    rng = np.random.default_rng(3)
    found = [compare_houses(_houses(rng, 0.5), items=["dinner"])["dinner"].alike for _ in range(60)]
    assert np.mean(found) == pytest.approx(0.35**2 / (0.35**2 + 1.3**2), abs=0.01)


def test_at_kestrel_help_reaches_the_dinner_and_leaves_warmth_and_staff_alone(compared):
    dinner = compared["dinner_interesting"]
    assert dinner.low > 0 and dinner.low <= 0.96 <= dinner.high  # 6 dinners at .16 are planted
    assert set(compared.unmoved) == {"temperature", "staff"}
    assert compared["would_recommend"].low > 0


# consistency: second routes


def test_shuffling_the_lots_gives_the_same_verdicts(compared):
    rng, houses = np.random.default_rng(7), compared.houses
    for item, surprising in (("dinner_interesting", True), ("temperature", False)):
        values, helped = houses[item].to_numpy(), houses["helped"].to_numpy()
        real = values[helped].mean() - values[~helped].mean()
        shuffled = (rng.permutation(helped) for _ in range(4000))
        as_large = np.mean(
            [abs(values[lot].mean() - values[~lot].mean()) >= abs(real) for lot in shuffled]
        )
        assert (as_large < 0.01) == surprising


def test_the_difference_agrees_with_scipy_on_the_means_of_the_houses(compared):
    houses = compared.houses
    test = stats.ttest_ind(
        houses.loc[houses["helped"], "choice"],
        houses.loc[~houses["helped"], "choice"],
        equal_var=False,
    )
    ends = test.confidence_interval()
    row = compared["choice"]
    assert_allclose([row.low, row.high], [ends.low, ends.high])


def test_a_house_that_drew_no_lot_is_left_out_and_said(answers, compared):
    assert "F0001" not in compared.houses.index
    assert compared.left_out == ("F0001",)
    assert (compared.helped, compared.others, compared.answers) == (13, 14, 1080)
    assert compare_houses(answers, items=ITEMS).answers == 1120


def test_houses_alike_make_many_answers_worth_few():
    assert worth(1120, 28, 0.0) == 1120
    assert worth(1120, 28, 1.0) == pytest.approx(28)


# what is said


def test_the_sentence_gives_both_means_the_interval_and_what_did_not_move(compared):
    assert compared.sentence == (
        '13 houses with help against 14 without: "dinner interesting" gets 0.7 points more of 10 '
        "(6.2 against 5.4; 95% interval 0.3 to 1.2). No difference is shown for temperature and "
        "staff. The 1,080 answers are worth about 202 independent ones."
    )
    assert compared.summary().cells[3][0] == "temperature"


def test_the_picture_shows_what_moved_by_filled_and_what_did_not_by_open_marks(compared):
    picture = plot_houses_compared(compared)
    marks = [line for line in picture.axes.lines if line.get_marker() == "o"]
    filled = [mark.get_markerfacecolor() != "white" for mark in marks]
    assert filled == [True, True, True, False, False]
    assert "dinner interesting 0.74 (0.31 to 1.17; by answer 0.56 to 0.92)" in picture.alt


# inputs


def test_a_house_on_both_sides_and_gaps_are_told_together(answers):
    broken = answers.copy()
    broken.loc[0, "menu_help"] = False
    broken["staff"] = broken["staff"].astype(float).where(broken.index != 5)
    with pytest.raises(DataProblem) as told:
        compare_houses(broken, items=ITEMS)
    assert "stands on both sides" in str(told.value) and "gaps" in str(told.value)


def test_one_house_on_a_side_is_too_few(answers):
    few = answers[answers["account_id"].isin(["F0001", "F0007", "F0030"])]
    with pytest.raises(DataProblem, match="fewer than two houses"):
        compare_houses(few, items=["staff"])


def test_missing_columns_are_named(answers):
    with pytest.raises(DataProblem, match='"pudding"'):
        compare_houses(answers, items=["pudding"])
