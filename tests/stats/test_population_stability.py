"""Whether customers stand elsewhere than they did: the index, its limit, and its size."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.stats.population_stability import population_stability, psi_limit


def drawn(rng, before: int, after: int, shift: float = 0.0):
    return population_stability(rng.normal(size=before), rng.normal(shift, size=after))


@pytest.mark.parametrize(("many", "mean", "p95"), [(1000, 0.018, 0.034), (300, 0.060, 0.115)])
def test_where_nothing_changed_the_index_is_what_chance_makes_it(many, mean, p95):
    """Simulated figures for ten bins; the chi-squared limit gives .1128 at n = m = 300."""
    rng = np.random.default_rng(0)
    index = [drawn(rng, many, many).psi for _ in range(600)]
    assert np.mean(index) == pytest.approx(mean, rel=0.08)
    assert np.quantile(index, 0.95) == pytest.approx(p95, rel=0.12)
    assert psi_limit(many, many, 10) == pytest.approx(p95, rel=0.03)


def test_five_in_a_hundred_false_alarms_whatever_the_number_of_customers():
    rng = np.random.default_rng(1)
    for before, after in ((300, 300), (400, 2000), (5000, 1000)):
        alarms = [drawn(rng, before, after).changed for _ in range(400)]
        assert 0.02 < np.mean(alarms) < 0.085


def test_a_sure_change_may_be_too_small_to_matter():
    """A million customers: the index is far below the customary .1, yet surely above chance."""
    rng = np.random.default_rng(2)
    result = drawn(rng, 200_000, 200_000, shift=0.02)
    assert result.changed and result.psi < 0.1
    assert result.moved < 0.02
    assert result.moved > result.moved_by_chance


def test_the_index_by_hand():
    then = ["gold"] * 10 + ["bronze"] * 90
    now = ["gold"] * 20 + ["bronze"] * 80
    result = population_stability(then, now, name="the tier")
    assert result.psi == pytest.approx(0.1 * np.log(2) + -0.1 * np.log(80 / 90))
    assert result.moved == pytest.approx(0.10)
    assert result.changed == (result.psi > psi_limit(100, 100, 2))
    assert "The tier" in result.sentence
    assert result.summary().frame["Customers after"].tolist() == [80, 20]


def test_every_customer_falls_into_one_bin():
    rng = np.random.default_rng(3)
    before, after = rng.poisson(2, 500), rng.poisson(3, 700)
    result = population_stability(before, after)
    assert result.table["before"].sum() == 500
    assert result.table["after"].sum() == 700
    assert len(result.table) < 10  # values repeat: fewer bins
    first = result.table.iloc[0]
    assert first["before"] == (before <= int(first["bin"].removeprefix("up to "))).sum()


def test_the_share_that_moved_by_chance_is_what_chance_moves():
    rng = np.random.default_rng(4)
    draws = [drawn(rng, 800, 800) for _ in range(200)]
    expected = np.mean([one.moved_by_chance for one in draws])
    assert np.mean([one.moved for one in draws]) == pytest.approx(expected, rel=0.1)


def test_problems_are_told_in_plain_words():
    with pytest.raises(DataProblem) as caught:
        population_stability([], [1.0, None])
    assert len(caught.value.problems) == 2
    with pytest.raises(DataProblem, match="one bin"):
        population_stability([1] * 50, [1] * 50)
    with pytest.raises(DataProblem, match="use fewer bins"):
        population_stability(np.arange(20), np.arange(20))
    empty = population_stability(["a"] * 50 + ["b"] * 20, ["a"] * 60 + ["c"] * 20)
    assert np.isfinite(empty.psi)
    assert pd.notna(empty.table["part"]).all()
