"""How many customers: published numbers, and what many experiments of that size show."""

from __future__ import annotations

import numpy as np
import pytest

from cvmlab.errors import DataProblem
from cvmlab.stats.effects import two_groups
from cvmlab.stats.experiments.power import cohen_h, customers_needed, smallest_effect
from cvmlab.stats.experiments.unknown_sizes import unknown_sizes

# 63% of leaders against 41% of the others, of 550 respondents; group sizes were never published.
# Worked independently: Cohen's h, customers an arm at 80% power, Newcombe's interval for 110 and
# 440, and z with the pooled share (exact shares, except where whole respondents are written out).
LEADERS, OTHERS, ALL = 0.63, 0.41, 550


def test_leaders_and_others_have_the_published_size_of_effect():
    assert cohen_h(LEADERS, OTHERS) == pytest.approx(0.444, abs=5e-4)
    assert customers_needed(OTHERS, LEADERS) == 2 * 80
    assert pytest.approx(1.54, abs=0.005) == LEADERS / OTHERS
    effect = two_groups(63, 100, 41, 100)
    assert effect["odds ratio"].value == pytest.approx(2.45, abs=0.005)


@pytest.mark.parametrize(("leaders", "z"), [(110, 4.15), (60, 3.25), (20, 1.96)])
def test_the_published_z_of_each_division(leaders, z):
    row = unknown_sizes(LEADERS, OTHERS, ALL, divisions=[leaders]).table.iloc[0]
    assert row.z == pytest.approx(z, abs=0.005)


@pytest.mark.parametrize(
    ("counts", "z"), [((173, 275, 113, 275), 5.12), ((25, 40, 209, 510), 2.65)]
)
def test_the_published_z_of_whole_respondents(counts, z):
    a, n, b, m = counts
    row = unknown_sizes(a / n, b / m, n + m, divisions=[n]).table.iloc[0]
    assert row.z == pytest.approx(z, abs=0.005)


def test_the_published_interval_for_110_leaders():
    row = unknown_sizes(LEADERS, OTHERS, ALL, divisions=[110]).table.iloc[0]
    assert (row.low, row.high) == pytest.approx((0.116, 0.316), abs=5e-4)


def test_twenty_leaders_are_just_too_few():
    found = unknown_sizes(LEADERS, OTHERS, ALL, divisions=[20, 21])
    assert found.table["differs"].tolist() == [False, True]
    assert found.table.loc[0, "z"] == pytest.approx(1.958, abs=5e-4)
    assert found.fewest == 21 and found.most is not None and found.most < ALL
    assert "from 21 to" in found.sentence
    assert unknown_sizes(0.5, 0.49, 100).fewest is None


@pytest.mark.parametrize(("arms", "baseline"), [((400, 400), 0.3), ((300, 900), 0.6)])
def test_the_smallest_effect_is_seen_four_times_in_five(arms, baseline):
    found = smallest_effect(*arms, baseline=baseline)
    rng = np.random.default_rng(1)
    one = rng.binomial(arms[0], baseline + found.smallest, 4000) / arms[0]
    other = rng.binomial(arms[1], baseline, 4000) / arms[1]
    spread = np.sqrt(one * (1 - one) / arms[0] + other * (1 - other) / arms[1])
    assert np.mean((one - other) / spread > 1.96) == pytest.approx(0.8, abs=0.025)


def test_an_amount_whose_past_is_known_needs_fewer_customers():
    rng = np.random.default_rng(2)
    found = smallest_effect(500, 500, baseline=50, spread=20, explained=0.6)
    past = rng.normal(0, np.sqrt(0.6) * 20, (2000, 1000))
    noise = rng.normal(0, np.sqrt(0.4) * 20, (2000, 1000))
    gap = (noise[:, :500].mean(axis=1) + found.smallest) - noise[:, 500:].mean(axis=1)
    assert past.var() / (past.var() + noise.var()) == pytest.approx(0.6, abs=0.01)
    seen = gap / (np.sqrt(0.4) * 20 * np.sqrt(1 / 500 + 1 / 500)) > 1.96
    assert seen.mean() == pytest.approx(0.8, abs=0.03)
    plain, sharp = (customers_needed(50, 54, spread=20, explained=e) for e in (0, 0.6))
    assert sharp == pytest.approx(0.4 * plain, rel=0.02)


def test_the_two_sums_are_each_other_s_inverse():
    found = smallest_effect(1000, 1000, baseline=0.32)
    assert customers_needed(0.32, 0.32 + found.smallest) == pytest.approx(2000, abs=2)


def test_what_cannot_be_is_said():
    with pytest.raises(DataProblem, match="no effect is large enough"):
        smallest_effect(10, 10, baseline=0.9)
    with pytest.raises(DataProblem, match="2 problems"):
        smallest_effect(0, 10, baseline=63)
    with pytest.raises(DataProblem, match="effect of nothing"):
        customers_needed(0.4, 0.4)
    with pytest.raises(DataProblem, match="two shares"):
        unknown_sizes(63, 41, 550)
