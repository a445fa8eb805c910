"""Intervals of a share: the library's, Wilson's worked case, and coverage."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from cvmlab.stats.ratios import difference_with_interval, ratio_with_interval
from cvmlab.stats.share_intervals import clopper_pearson, wilson


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
@pytest.mark.parametrize(("ours", "theirs"), [(wilson, "wilson"), (clopper_pearson, "beta")])
def test_every_count_gets_the_librarys_interval(ours, theirs, level):
    for n in (1, 2, 7, 40, 1_000):
        events = np.arange(n + 1)
        low, high = ours(events, n, level)
        expected = proportion_confint(events, n, alpha=1 - level, method=theirs)
        inner = slice(1, None), slice(0, -1)  # the library leaves a closed end at NaN or at 1e-17
        assert low[inner[0]] == pytest.approx(np.asarray(expected[0])[inner[0]], abs=1e-10)
        assert high[inner[1]] == pytest.approx(np.asarray(expected[1])[inner[1]], abs=1e-10)
        assert low[0] == 0 and high[-1] == 1


def test_the_published_interval_of_15_in_148():
    """Newcombe (1998, "Two-sided confidence intervals for the single proportion"), table I."""
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert clopper_pearson(15, 148) == pytest.approx((0.0578, 0.1617), abs=5e-5)


def test_the_ends_are_the_shares_at_which_the_score_test_just_holds():
    low, high = wilson(14, 20)
    for end in (low, high):
        assert (14 / 20 - end) ** 2 / (end * (1 - end) / 20) == pytest.approx(1.959964**2, rel=1e-5)


@pytest.mark.parametrize(("interval", "least"), [(wilson, 0.92), (clopper_pearson, 0.95)])
def test_the_truth_is_held_as_often_as_it_says(interval, least):
    """Summed over all outcomes, not drawn: Wilson's on the average, the exact one always."""
    shares = np.linspace(0.05, 0.95, 91)
    outcomes = np.arange(31)
    low, high = interval(outcomes, 30)
    chances = binom.pmf(outcomes[:, None], 30, shares[None, :])
    held = (low[:, None] <= shares) & (shares <= high[:, None])
    coverage = (chances * held).sum(axis=0)
    assert coverage.min() >= least and 0.945 <= coverage.mean() <= 0.985


def test_no_trials_have_no_interval():
    assert np.isnan(wilson(0, 0)).all()


GROUPS = [(56, 70, 48, 80), (9, 10, 3, 10), (3, 9, 4, 9), (120, 1_000, 90, 1_100)]


@pytest.mark.parametrize("groups", [*GROUPS, (5, 100, 0, 20), (10, 10, 3, 10)])
def test_a_difference_of_shares_has_the_librarys_interval(groups):
    ours = difference_with_interval(*groups, 0.95)
    theirs = confint_proportions_2indep(*groups, method="newcomb")
    assert ours[1:] == pytest.approx([float(end) for end in theirs], abs=1e-9)


@pytest.mark.parametrize("groups", GROUPS)
@pytest.mark.parametrize(("compare", "method"), [("ratio", "log"), ("odds-ratio", "logit")])
def test_ratios_of_shares_and_of_odds_have_the_librarys_intervals(groups, compare, method):
    ours = ratio_with_interval(*groups, compare, 0.9)
    theirs = confint_proportions_2indep(*groups, method=method, compare=compare, alpha=0.1)
    assert ours[1:] == pytest.approx([float(end) for end in theirs], rel=1e-9)


def test_an_empty_cell_gets_half_a_case_as_in_the_library():
    value, low, high = ratio_with_interval(5, 100, 0, 20, "odds-ratio", 0.95)
    theirs = confint_proportions_2indep(
        5, 100, 0, 20, method="logit-adjusted", compare="odds-ratio"
    )
    assert low == pytest.approx(float(theirs[0]))
    assert value == high == np.inf  # nobody of the others did it: no ratio is too large
