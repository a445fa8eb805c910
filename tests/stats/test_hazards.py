"""The hazard ratio: a published trial, planted rates, a second route, and bad input."""

import numpy as np
import pytest

from cvmlab.errors import DataProblem
from cvmlab.stats.effects import two_groups
from cvmlab.stats.hazards import hazard_ratio

# Weeks of remission of 42 patients (Freireich and others 1963), as Cox (1972, "Regression models
# and life-tables") used them; the fit with Efron's ties is β = 1.572, standard error 0.412.
TREATED = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
ENDED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def test_the_published_trial_is_reproduced():
    ratio = hazard_ratio(TREATED + PLACEBO, ENDED + [1] * 21, [0] * 21 + [1] * 21)
    assert np.log(ratio.value) == pytest.approx(1.572, abs=5e-4)
    assert np.log(ratio.high / ratio.low) / (2 * 1.959964) == pytest.approx(0.412, abs=5e-4)
    assert (ratio.events, ratio.of) == (30, 42)
    assert "4.82 times as often" in ratio.sentence


def test_planted_rates_are_found_and_held_by_the_interval():
    rng = np.random.default_rng(5)
    hits, values, runs = 0, [], 40
    for _ in range(runs):
        group = rng.random(200) < 0.4
        time = rng.exponential(1 / np.where(group, 0.5, 1.0))
        end = rng.uniform(0.5, 2.0, 200)
        ratio = hazard_ratio(np.minimum(time, end), time <= end, group)
        hits += ratio.low <= 0.5 <= ratio.high
        values.append(ratio.value)
    assert 0.86 < hits / runs < 0.99
    assert np.median(values) == pytest.approx(0.5, rel=0.11)  # three standard errors


def test_with_constant_rates_it_agrees_with_events_per_time_watched():
    rng = np.random.default_rng(6)
    group = rng.random(2_000) < 0.5
    time = rng.exponential(1 / np.where(group, 1.5, 1.0))
    seen = time < 1.0
    watched = np.minimum(time, 1.0)
    rates = [seen[who].sum() / watched[who].sum() for who in (group, ~group)]
    assert hazard_ratio(watched, seen, group).value == pytest.approx(rates[0] / rates[1], rel=0.02)


def test_a_comparison_shows_it_beside_the_other_ratios():
    ratio = hazard_ratio(TREATED + PLACEBO, ENDED + [1] * 21, [0] * 21 + [1] * 21)
    effect = two_groups(21, 21, 9, 21, names=("placebo", "treated"), hazard=ratio)
    assert effect["hazard ratio"].value == ratio.value
    assert "Hazard ratio" in str(effect.summary())


def test_bad_input_is_refused_with_all_problems():
    with pytest.raises(DataProblem) as caught:
        hazard_ratio([1, 0, np.nan, 2], [True, False, False, False], [True, True, False, False])
    assert len(caught.value.problems) == 2
    assert "(2 rows)" in str(caught.value)
    assert "Nothing happened in the baseline" in str(caught.value)
    with pytest.raises(DataProblem, match="differ in length"):
        hazard_ratio([1, 2], [True], [True, False])
