"""Fieller's interval: it holds the ratio as often as it says, and says when it has no two ends."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cvmlab.stats.fieller import fieller, in_words


def held(true_b: float, ratio: float, cov: float, draws: int = 4_000) -> np.ndarray:
    """Whether the interval and the delta method's hold the ratio, in many samples."""
    rng = np.random.default_rng(int(10 * true_b) + 7)
    spread = np.array([[1.0, cov], [cov, 1.0]])
    made = rng.multivariate_normal([ratio * true_b, true_b], spread, draws)
    found = []
    for a, b in made:
        error = math.sqrt((1 - 2 * a / b * cov + (a / b) ** 2) / b**2)
        delta = abs(a / b - ratio) <= 1.959964 * error
        found.append((fieller(a, b, 1, 1, cov).holds(ratio), delta))
    return np.mean(found, axis=0)


@pytest.mark.parametrize("true_b", [0.5, 1.5, 3.0, 8.0])
@pytest.mark.parametrize("cov", [0.0, 0.6, -0.6])
def test_it_holds_the_ratio_as_often_as_it_says_however_weak_the_number_below(true_b, cov):
    assert held(true_b, 0.8, cov)[0] == pytest.approx(0.95, abs=0.012)


def test_the_delta_method_does_not_where_fieller_does():
    """The reason for the whole module: two finite ends that miss, because b is weak."""
    fieller_holds, delta_holds = held(2.0, 3.0, 0.9)
    assert fieller_holds == pytest.approx(0.95, abs=0.012)
    assert delta_holds < 0.9


def test_it_is_the_set_of_ratios_that_a_test_does_not_reject():
    """A second route: try every ratio on a grid."""
    rng = np.random.default_rng(1)
    grid = np.linspace(-30, 30, 6_001)
    shapes = set()
    for _ in range(300):
        a, b = rng.normal(0, 3, 2)
        var_a, var_b = rng.gamma(1, 1, 2) + 0.05
        cov = rng.uniform(-0.95, 0.95) * math.sqrt(var_a * var_b)
        found = fieller(a, b, var_a, var_b, cov, 0.9)
        apart = (a - grid * b) ** 2
        plausible = apart <= 1.6448536**2 * (var_a - 2 * grid * cov + grid**2 * var_b)
        assert np.array_equal(found.holds(grid), plausible)
        assert found.holds(found.ratio)
        shapes.add(found.shape)
    assert shapes == {"bounded", "two rays", "everything"}


@pytest.mark.parametrize(
    ("a", "b", "shape", "words"),
    [
        (2, 4, "bounded", "0.01 to 1.31"),
        (8, 1, "two rays", "below −8.21 or above 2.58"),
        (1, 1, "everything", "any value at all"),
    ],
)
def test_its_shape_is_named(a, b, shape, words):
    found = fieller(a, b, 1, 1)
    assert (found.shape, found.in_words()) == (shape, words)
    assert found.bounded == (abs(b) > 1.96)
    assert math.isfinite(found.low) == math.isfinite(found.high) == found.bounded


def test_on_the_border_of_nothing_below_one_end_is_left():
    z = 1.959963984540054
    found = fieller(3 * z, z, 1, 1)
    assert found.shape == "one ray" and found.low == pytest.approx(8 / 6)
    assert found.high == math.inf and found.in_words() == "above 1.33"
    turned = fieller(-3 * z, z, 1, 1)
    assert turned.in_words() == "below −1.33"
    assert fieller(0, 0, 0, 0).shape == "everything"


def test_two_rays_leave_a_gap_that_the_ends_do_not_show():
    found = fieller(8, 1, 1, 1)
    assert found.holds([-20, 0, 8]).tolist() == [True, False, True]
    assert (found.low, found.high) == (-math.inf, math.inf)


def test_units_signs_and_turning_it_upside_down_change_nothing_else():
    plain = fieller(2.0, 5.0, 0.3, 0.4, 0.1)
    cents = fieller(200.0, 5.0, 3_000, 0.4, 10)
    assert np.allclose(cents.pieces, 100 * np.array(plain.pieces), rtol=1e-12)
    tiny = fieller(2e-9, 5e9, 0.3e-18, 0.4e18, 0.1)
    assert np.allclose(np.array(tiny.pieces) * 1e18, plain.pieces, rtol=1e-9)
    turned = fieller(-2.0, 5.0, 0.3, 0.4, -0.1)
    assert np.allclose(turned.pieces, [[-plain.high, -plain.low]])
    assert np.allclose(fieller(-2.0, -5.0, 0.3, 0.4, 0.1).pieces, plain.pieces)
    over = fieller(5.0, 2.0, 0.4, 0.3, 0.1)
    assert np.allclose(over.pieces, [[1 / plain.high, 1 / plain.low]])


def test_variances_from_few_cases_widen_it_as_student_says():
    """Ten pairs a sample: with the normal quantile the ratio of their means would be missed."""
    rng = np.random.default_rng(9)
    student, normal = [], []
    for _ in range(4_000):
        pairs = rng.multivariate_normal([2, 4], [[1, 0.3], [0.3, 1]], 10)
        (a, b), v = pairs.mean(axis=0), np.cov(pairs.T) / 10
        for found, df in ((student, 9), (normal, None)):
            found.append(fieller(a, b, v[0, 0], v[1, 1], v[0, 1], df=df).holds(0.5))
    assert np.mean(student) == pytest.approx(0.95, abs=0.012)
    assert np.mean(normal) < 0.93


def test_without_chance_below_it_is_the_plain_interval():
    found = fieller(3.0, 2.0, 0.25, 0.0)
    assert (found.low, found.high) == pytest.approx((1.5 - 1.96 / 4, 1.5 + 1.96 / 4), abs=1e-4)


def test_a_ratio_over_zero_has_no_size():
    assert fieller(1, 0, 1, 1).ratio == math.inf
    assert math.isnan(fieller(0, 0, 1, 1).ratio)


@pytest.mark.parametrize(
    "values",
    [(math.nan, 1, 1, 1, 0), (1, 1, -1, 1, 0), (1, 1, 1, 1, 1.1), (1, 1, math.inf, 1, 0)],
)
def test_what_are_no_estimates_is_refused(values):
    with pytest.raises(ValueError):
        fieller(*values)
    with pytest.raises(ValueError):
        fieller(1, 1, 1, 1, level=95)


def test_open_ranges_read_as_words():
    assert in_words(-math.inf, 2) == "below 2.00"
    assert in_words(1, 2, lambda value: f"€{value:g}") == "€1 to €2"
