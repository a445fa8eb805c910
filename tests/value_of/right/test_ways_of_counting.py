"""One year, several sums: what an overhead does to customers who did nothing."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab.value_of.right.ways_of_counting import ways_of_counting

THREE = pd.DataFrame(
    {
        "trips": [6, 3, 0],
        "margin": [60.0, 40.0, 0.0],
        "stoppable": [10.0, 10.0, 5.0],
        "marginal": [58.0, 39.0, 0.0],
    }
)


def test_three_customers_by_hand():
    ways = ways_of_counting(THREE, overhead=90.0).set_index("way")
    # by head 30 each: 18, −1, −35; by purchase 60, 30, 0: −12, −1, −5; by margin 54, 36, 0
    assert ways.loc["overhead by head", ["customers", "bought"]].tolist() == [2, 1]
    assert ways.loc["overhead by head", "euros"] == pytest.approx(-36)
    assert ways.loc["overhead by purchase", "customers"] == 3
    assert ways.loc["overhead by margin", "euros"] == pytest.approx(-6 - 7 - 5)
    assert ways.loc["every cost by name", ["customers", "bought"]].tolist() == [1, 0]
    assert ways.loc["costs that end with them", "customers"] == 0


def test_however_it_is_shared_out_the_overhead_is_the_same():
    """What is left over all customers falls by the overhead, whatever the key."""
    for way in ("head", "purchase", "margin"):
        ways = ways_of_counting(THREE.assign(marginal=-1.0), overhead=90.0).set_index("way")
        everybody = -3.0 - 25.0 - 90.0
        assert ways.loc[f"overhead by {way}", "euros"] == pytest.approx(everybody)


def test_without_overhead_and_letters_both_ways_are_one():
    ways = ways_of_counting(THREE, sent=0.0)
    assert len(ways) == 2 and ways["customers"].tolist() == [0, 0]
