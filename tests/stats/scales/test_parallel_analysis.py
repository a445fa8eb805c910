"""How many things: planted numbers come back, chance alone yields none, the picture tells."""

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.stats.scales.parallel_analysis import parallel_analysis, plot_parallel_analysis
from tests.stats.scales.conftest import RELATIONSHIP
from tests.stats.scales.made_scales import made_answers


def test_answers_that_have_nothing_in_common_show_nothing():
    rng = np.random.default_rng(1)
    found = parallel_analysis(pd.DataFrame(rng.integers(1, 8, size=(400, 10))))
    assert found.components == 0
    assert "Do not add these items up" in found.sentence


def test_three_unrelated_things_are_three():
    rng = np.random.default_rng(2)
    values = rng.standard_normal((600, 3)).repeat(4, axis=1) + rng.standard_normal((600, 12))
    found = parallel_analysis(pd.DataFrame(values))
    assert found.components == 3
    assert found.table["share"].sum() == pytest.approx(1)


def test_the_largest_eigenvalue_of_chance_agrees_with_theory():
    # Johnstone (2001), "On the distribution of the largest eigenvalue in principal components
    # analysis": the mean of the Tracy-Widom law of order 1 is -1.2065.
    rows, items = np.sqrt(1999), np.sqrt(40)
    centre = (rows + items) ** 2 / 2000
    scale = (rows + items) * (1 / rows + 1 / items) ** (1 / 3) / 2000
    rng = np.random.default_rng(3)
    found = parallel_analysis(pd.DataFrame(rng.standard_normal((2000, 40))), resamples=10)
    assert found.table["by_chance"].iloc[0] == pytest.approx(centre - 1.2065 * scale, abs=0.02)


def test_small_things_beside_a_strong_one_show_only_after_it_is_taken_out():
    items, _ = made_answers(np.random.default_rng(4), 2000)
    found = parallel_analysis(items)
    assert found.components == 1
    assert found.beyond_one == 4  # five facets, one of which the common factor absorbs
    assert "4 more groups of items hang together" in found.sentence


def test_a_single_thing_is_rarely_given_a_second():
    # The limit is a 95% quantile: about 5 of 100 single things get one more.
    wrong = 0
    for seed in range(25):
        rng = np.random.default_rng(seed)
        values = rng.standard_normal((300, 1)) + rng.standard_normal((300, 6))
        wrong += parallel_analysis(pd.DataFrame(values), resamples=30, seed=seed).beyond_one > 0
    assert wrong <= 5


def test_kestrels_twenty_items_are_one_thing_with_five_facets(survey):
    found = parallel_analysis(survey.loc[survey["wave"] == 3, RELATIONSHIP], resamples=40)
    assert (found.components, found.beyond_one) == (1, 4)


def test_the_picture_says_the_finding_and_its_numbers():
    items, _ = made_answers(np.random.default_rng(5), 500)
    found = parallel_analysis(items, resamples=40)
    picture = plot_parallel_analysis(found)
    assert "1 component stands out" in picture.alt
    assert f"{found.table['eigenvalue'][0]:.2f}" in picture.alt
    assert "shuffled" in str(found.summary())


def test_the_same_seed_gives_the_same_limits():
    items, _ = made_answers(np.random.default_rng(6), 200)
    first, second = (parallel_analysis(items, resamples=20, seed=3) for _ in range(2))
    pd.testing.assert_frame_equal(first.table, second.table)


def test_hardly_more_respondents_than_items_are_refused():
    items, _ = made_answers(np.random.default_rng(7), 45)
    with pytest.raises(DataProblem, match="at least 50 are needed"):
        parallel_analysis(items)
