"""The margin multiple: the published table, the sum it stands for, and its interval."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.value_of.lifetime.margin_multiple import (
    DISCOUNT_RATES,
    RETENTIONS,
    margin_multiple,
    multiple_of_kept,
    multiple_of_orders,
)

# Gupta, Lehmann & Stuart (2004), "Valuing Customers": by retention, at 10, 12, 14 and 16% a year.
PUBLISHED = {
    0.6: (1.20, 1.15, 1.11, 1.07),
    0.7: (1.75, 1.67, 1.59, 1.52),
    0.8: (2.67, 2.50, 2.35, 2.22),
    0.9: (4.50, 4.09, 3.75, 3.46),
}


@pytest.mark.parametrize("retention", RETENTIONS)
def test_the_published_multiples_come_out(retention):
    found = margin_multiple(retention, np.array(DISCOUNT_RATES))
    np.testing.assert_allclose(found, PUBLISHED[retention], atol=0.0051)


@pytest.mark.parametrize(("r", "i"), [(0.6, 0.1), (0.9, 0.16), (0.0, 0.1), (1.0, 0.1)])
def test_the_multiple_is_the_sum_of_all_years_to_come(r, i):
    years = np.arange(1, 5_000)
    assert margin_multiple(r, i) == pytest.approx(float(((r / (1 + i)) ** years).sum()))


def test_what_has_no_end_or_is_no_share_is_refused():
    for r, i, said in ((1.0, 0.0, "no end"), (1.2, 0.1, "no share"), (0.8, -0.1, "no share")):
        with pytest.raises(DataProblem, match=said):
            margin_multiple(r, i)
    with pytest.raises(DataProblem, match="5 of 0"):
        multiple_of_kept(5, 0)


def test_the_interval_holds_the_multiple_of_the_truth_as_often_as_it_says():
    rng, truth = np.random.default_rng(3), 0.62
    held = 0
    for kept in rng.binomial(400, truth, 1_000):
        found = multiple_of_kept(int(kept), 400)
        held += found.low <= margin_multiple(truth, 0.10) <= found.high
    assert 0.93 < held / 1_000 < 0.97


def orders() -> pd.DataFrame:
    """Four customers of the year before last; two come again, one only returns something."""
    rows = [
        ("a", "2023-01-10", 10.0), ("a", "2024-05-01", 10.0),
        ("b", "2023-02-10", 10.0), ("b", "2024-12-29", 10.0),
        ("c", "2023-03-10", 10.0), ("c", "2024-03-10", -10.0),
        ("d", "2022-01-03", 10.0), ("d", "2023-12-31", 10.0),
        ("new", "2024-06-01", 10.0),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["customer_id", "date", "amount"])
    return frame.assign(date=pd.to_datetime(frame["date"]))


def test_orders_are_counted_as_by_hand():
    found = multiple_of_orders(orders())
    # "c" was refunded in full, so there was never a purchase; "new" was nobody's to keep.
    assert (found.kept, found.of) == (2, 3)
    assert found.retention == pytest.approx(2 / 3)


def test_orders_of_less_than_two_years_are_told_so():
    some = orders()
    with pytest.raises(DataProblem, match="two years"):
        multiple_of_orders(some[some["date"] >= "2023-06-01"])


def test_the_words_hold_the_numbers():
    found = multiple_of_kept(800, 1_000, annual_discount_rate=0.12)
    assert "80.0% bought again" in found.sentence and "worth 2.50 times" in found.sentence
    values = pd.DataFrame({"last_year": [60.0, 40.0], "value": [300.0, 0.0]})
    said = found.beside(values, "EUR")
    assert "€100 of margin in the last year × 2.50 = €250" in said
    assert "€300, 3.00 times" in said
    cells = found.summary().cells
    assert [row[0] for row in cells] == ["60%", "70%", "80%", "90%"]
    assert cells[2][2] == "2.50"
