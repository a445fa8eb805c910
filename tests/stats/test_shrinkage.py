"""Many groups drawn together: published figures, planted truth, and a second route."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from cvmlab.errors import DataProblem
from cvmlab.stats.shrinkage import shrink
from cvmlab.stats.shrinkage_picture import plot_shrunken

# Efron and Morris (1975), "Data Analysis Using Stein's Estimator and Its Generalizations", JASA
# 70(350), table 1: averages of 18 players in their first 45 times at bat of 1970, and the
# James-Stein estimates with the variance of a binomial share at the grand mean.
FIRST_45 = [
    0.400, 0.378, 0.356, 0.333, 0.311, 0.311, 0.289, 0.267, 0.244, 0.244, 0.222, 0.222, 0.222,
    0.222, 0.222, 0.200, 0.178, 0.156,
]  # fmt: skip
STEIN = [
    0.294, 0.289, 0.285, 0.280, 0.275, 0.275, 0.270, 0.266, 0.261, 0.261, 0.256, 0.256, 0.256,
    0.256, 0.256, 0.251, 0.247, 0.242,
]  # fmt: skip


def baseball():
    mean = np.mean(FIRST_45)
    return shrink(FIRST_45, [np.sqrt(mean * (1 - mean) / 45)] * 18)


def test_the_published_estimates_of_18_players():
    found = baseball()
    assert found.table["shrunken"].to_numpy() == pytest.approx(STEIN, abs=0.0006)
    assert found.mean == pytest.approx(0.265, abs=0.0005)
    # The published comparison: the rest of the season, and a third of the squared error.
    assert found.table["pull"].iloc[0] == pytest.approx(0.788, abs=0.002)
    assert found.differ == 0


def test_a_second_route_integrates_over_what_is_not_known():
    """The same with a flat prior on the variance between groups, by quadrature: no formula of it.

    Morris's estimator is built to come close to it; with unequal errors they are not the same.
    """
    y = np.array([3.1, 5.2, 4.4, 7.9, 2.2, 4.8, 6.1, 3.7, 5.0, 9.4])
    s = np.array([1.0, 0.8, 1.2, 1.1, 0.9, 1.0, 1.3, 0.7, 1.0, 1.2])

    def parts(between):
        weight = 1 / (s**2 + between)
        mean = (weight * y).sum() / weight.sum()
        likely = np.exp(0.5 * np.log(weight).sum() - 0.5 * (weight * (y - mean) ** 2).sum())
        pull = s**2 * weight
        centre = mean + (1 - pull) * (y - mean)
        spread = s**2 * (1 - pull) + pull**2 / weight.sum()
        return likely / np.sqrt(weight.sum()), centre, spread

    def mean_of(what):
        return integrate.quad_vec(lambda a: what(*parts(a)), 0, 400, limit=400)[0]

    whole = mean_of(lambda p, m, v: p)
    centre = mean_of(lambda p, m, v: p * m) / whole
    spread = np.sqrt(mean_of(lambda p, m, v: p * (v + m**2)) / whole - centre**2)
    found = shrink(y, s).table
    width = (found["shrunken_high"] - found["shrunken_low"]) / 2 / stats.norm.ppf(0.975)
    assert found["shrunken"].to_numpy() == pytest.approx(centre, abs=0.15)
    assert width.to_numpy() == pytest.approx(spread, rel=0.12)


@pytest.mark.parametrize("between", [0.0, 0.5, 2.0])
def test_intervals_hold_what_was_planted_and_estimates_come_closer(between):
    rng = np.random.default_rng(7)
    inside, closer, alarms = [], [], []
    for _ in range(250):
        errors = np.exp(rng.normal(0, 0.5, 20))
        truth = rng.normal(5, between, 20)
        measured = rng.normal(truth, errors)
        found = shrink(measured, errors).table
        low, high = found["shrunken_low"].to_numpy(), found["shrunken_high"].to_numpy()
        inside.append(((low <= truth) & (truth <= high)).mean())
        gain = np.sum((found["shrunken"] - truth) ** 2) / np.sum((measured - truth) ** 2)
        closer.append(gain)
        alarms.append(found["differs"].any())
    assert np.mean(inside) > 0.93
    assert np.mean(closer) < 1
    if not between:  # no group differs: a false alarm in one of twenty sets of groups
        assert 0.02 < np.mean(alarms) < 0.09


def test_each_group_is_compared_with_all_others_by_hand():
    found = shrink([10, 10, 10, 10, 20], [1, 1, 1, 1, 2], weights=[1, 1, 1, 1, 4]).table
    last = found.iloc[-1]
    assert last.others == pytest.approx(10)
    assert last.z == pytest.approx(10 / np.sqrt(4 + 4 / 16))
    # Benjamini and Hochberg: the smallest of 5 p-values times 5.
    assert last.p_adjusted == pytest.approx(min(1, 5 * last.p))
    # … and the largest as it is, the same for all that share it.
    assert found["p_adjusted"].iloc[0] == pytest.approx(found["p"].iloc[0])


def test_what_is_said_of_so_many_comparisons():
    rng = np.random.default_rng(3)
    found = shrink(rng.normal(0, 1, 40), np.ones(40))
    assert "If all 40 were alike, 2 would look different at 95% by chance alone" in found.sentence
    assert len(found.summary().cells) == 40
    picture = plot_shrunken(found)
    assert "40 groups" in picture.alt


@pytest.mark.parametrize(
    ("estimates", "errors", "says"),
    [([1, 2, 3], [1, 1, 1], "3 groups"), ([1, 2, 3, 4, 5], [1, 0, 1, 1, 1], "above zero")],
)
def test_what_cannot_be_drawn_together_is_said(estimates, errors, says):
    with pytest.raises(DataProblem, match=says):
        shrink(estimates, errors)
