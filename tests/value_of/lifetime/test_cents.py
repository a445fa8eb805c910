"""Amounts in whole cents: nothing is lost, nobody is off by more than a cent."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cvmlab.value_of.lifetime.cents import in_euros, whole_cents

AMOUNTS = st.lists(st.floats(-1e6, 1e6, allow_nan=False), min_size=1, max_size=60)


@given(AMOUNTS)
def test_cents_add_up_to_the_rounded_sum_and_nobody_is_off_by_more_than_one(amounts):
    cents = whole_cents(np.array(amounts))
    assert int(cents.sum()) == round(math.fsum(np.array(amounts) * 100))
    assert (abs(cents - np.array(amounts) * 100) <= 1 + 1e-6).all()


def test_rounding_each_by_itself_would_lose_a_cent():
    thirds = [100 / 3] * 3
    assert sum(round(100 * x) for x in thirds) == 9999
    assert whole_cents(thirds).sum() == 10_000
    assert in_euros(whole_cents(thirds)).tolist() == [33.34, 33.33, 33.33]


def test_what_is_owed_can_be_given_the_same_cents_as_what_is_credited():
    owed = -np.array([10.004, 20.004, 30.002])
    assert whole_cents(owed, -6001).sum() == -6001
    with pytest.raises(ValueError, match="not the sum"):
        whole_cents(owed, -7000)
