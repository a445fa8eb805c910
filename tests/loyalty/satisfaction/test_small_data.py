"""Few answers, one question a level, a scale of five: a wide interval or a sentence, no more."""

from __future__ import annotations

import numpy as np
import pytest

from cvmlab.errors import DataProblem
from cvmlab.loyalty.satisfaction.density import satisfaction_density
from cvmlab.loyalty.satisfaction.density_picture import plot_satisfaction_density
from cvmlab.loyalty.satisfaction.drivers import satisfaction_drivers
from cvmlab.loyalty.satisfaction.drivers_picture import plot_satisfaction_drivers
from cvmlab.loyalty.satisfaction.level_map import level_map, plot_level_map
from cvmlab.loyalty.satisfaction.levels import LEVELS
from cvmlab.loyalty.satisfaction.ordinal_check import ordinal_check
from cvmlab.loyalty.satisfaction.penalty_reward import penalty_reward
from cvmlab.loyalty.satisfaction.penalty_reward_picture import plot_penalty_reward

WORK = {
    "drivers": (satisfaction_drivers, plot_satisfaction_drivers),
    "staying": (lambda rows: satisfaction_drivers(rows, "stays"), plot_satisfaction_drivers),
    "check": (lambda rows: ordinal_check(rows, satisfaction_drivers(rows)), None),
    "sides": (penalty_reward, plot_penalty_reward),
    "map": (lambda rows: level_map(rows, satisfaction_drivers(rows)), plot_level_map),
    "density": (satisfaction_density, plot_satisfaction_density),
}


@pytest.mark.parametrize("work", WORK)
@pytest.mark.parametrize("rows", [5, 12, 30, 80])
def test_few_answers_get_a_wide_interval_or_a_sentence(answers, rows, work):
    find, draw = WORK[work]
    few = answers.sample(rows, random_state=1)
    try:
        found = find(few)
    except DataProblem as problem:
        assert "What to do" in str(problem)
        return
    assert found.sentence.endswith(".")
    assert str(found.summary())
    if draw is not None:
        assert draw(found).png.startswith(b"\x89PNG")


@pytest.mark.parametrize("work", WORK)
def test_a_scale_of_five_with_one_question_a_level_will_do(answers, work):
    marks = [*LEVELS, "overall"]
    five = answers.sample(600, random_state=2)
    five = five.assign(**{name: np.ceil(five[name] / 2) for name in marks})
    find, draw = WORK[work]
    found = find(five)
    assert found.sentence.endswith(".")
    if draw is not None:
        assert draw(found).alt


def test_fewer_than_ten_customers_a_level_are_not_put_in_order(answers):
    few = answers.sample(40, random_state=3)
    with pytest.raises(DataProblem, match="needs 50 or more"):
        ordinal_check(few, satisfaction_drivers(few))


def test_an_outcome_that_is_the_same_for_all_is_named(answers):
    with pytest.raises(DataProblem, match='"stays": All answers are the same'):
        satisfaction_density(answers.assign(stays=True))
