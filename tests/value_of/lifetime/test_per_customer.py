"""What a customer is worth on average: worked by hand from the parts it is made of."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from cvmlab.value_of.lifetime.per_customer import value_per_customer


def test_the_interval_holds_the_model_and_who_is_a_customer_by_hand():
    total = SimpleNamespace(ci_low=40 - 2 * 1.959964, ci_high=40 + 2 * 1.959964)  # its error is 2
    value = SimpleNamespace(
        name="expected revenue", alpha=0.05, total=total, values=pd.Series([4.0, 8.0, 12.0, 16.0])
    )
    found = value_per_customer(value)
    # Model: 2 / 4 customers = 0.5. Customers: variance 80 / 3, over 4. Together sqrt(0.25 + 6.667).
    assert found.expected == 10
    assert found.high - 10 == pytest.approx(1.959964 * 2.6300, abs=1e-3)
    assert found.low + found.high == pytest.approx(20)
