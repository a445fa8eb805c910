"""Ends of sums and products: as drawing the parts many times shows them."""

from __future__ import annotations

import numpy as np
import pytest

from cvmlab.value_of.total.spread import Ends, added, exactly, multiplied

Z = 1.959963984540054
DRAWS = 200_000


def around(value, error):
    return Ends(*(np.array(value + k * Z * error) for k in (0, -1, 1)))


def drawn(value, error, seed):
    return value + error * np.random.default_rng(seed).standard_normal(DRAWS)


def test_a_sum_of_independent_parts_has_the_ends_that_drawing_them_gives():
    found = added([around(100, 5), around(-30, 3), around(12, 4)])
    sums = drawn(100, 5, 1) + drawn(-30, 3, 2) + drawn(12, 4, 3)
    low, high = np.quantile(sums, [0.025, 0.975])
    assert [found.low, found.high] == pytest.approx([low, high], abs=0.15)


def test_a_product_has_the_ends_that_drawing_it_gives():
    found = multiplied(around(50, 4), around(-3, 0.2))
    products = drawn(50, 4, 4) * drawn(-3, 0.2, 5)
    low, high = np.quantile(products, [0.025, 0.975])
    assert [found.low, found.high] == pytest.approx([low, high], rel=0.01)


def test_lopsided_intervals_stay_lopsided():
    found = added([Ends(np.array(10.0), np.array(9.0), np.array(20.0)), exactly(5)])
    assert (found.value, found.low, found.high) == (15, 14, 25)


def test_an_upper_end_below_the_mean_leaves_no_room_and_takes_none_away():
    mostly_nothing = Ends(np.array(8.9), np.array(0.0), np.array(0.0))
    assert added([mostly_nothing, exactly(1)]).high == pytest.approx(9.9)


def test_customers_who_err_together_add_up_wider_than_those_who_do_not():
    hundred = Ends(np.full(100, 10.0), np.full(100, 8.0), np.full(100, 13.0))
    assert (hundred.together.low, hundred.together.high) == (800, 1300)
    assert (hundred.apart.low, hundred.apart.high) == (980, 1030)


def test_a_negative_factor_turns_the_ends_round():
    assert around(10, 1).times(-2).low == pytest.approx(-2 * (10 + Z))
