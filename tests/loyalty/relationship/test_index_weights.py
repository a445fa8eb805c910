"""Other weights: what they move, by hand and against noise."""

from __future__ import annotations

import numpy as np
import pytest

from cvmlab.errors import DataProblem
from cvmlab.loyalty.relationship.index import relationship_index
from cvmlab.loyalty.relationship.index_weights import index_weights
from tests.loyalty.relationship.made_answers import drawn


def test_the_share_that_stays_on_top_is_counted_by_hand(index):
    found = index_weights(index, draws=20).table.set_index("weights")
    without = index.table[[f for f in index.names if f != "care"]].mean(axis=1)
    n = round(0.25 * len(index.table))
    top, other = (set(x.sort_values(kind="stable").index[-n:])
                  for x in (index.table["score"], without))  # fmt: skip
    assert found.loc["without care", "kept"] == pytest.approx(len(top & other) / n)
    moved = (without - index.table["score"]).abs().mean()
    assert found.loc["without care", "moved"] == pytest.approx(moved)
    ranks = np.corrcoef(index.table["score"].rank(), without.rank())[0, 1]
    assert found.loc["without care", "rank_correlation"] == pytest.approx(ranks, abs=0.001)


def test_equal_weights_move_nothing(index):
    same = index_weights(index, dict.fromkeys(index.names, 3.0), draws=5).table.iloc[0]
    assert same["weights"] == "with your weights"
    assert same["kept"] > 0.995 and same["moved"] == pytest.approx(0, abs=1e-6)


def test_what_noise_moves_is_what_asking_again_moves():
    rng = np.random.default_rng(8)
    felt = 4.2 + 1.25 * (
        0.75 * rng.standard_normal((6000, 1))
        + 0.35 * rng.standard_normal((6000, 5)).repeat(4, axis=1)
    )
    names = drawn(10)[0].columns
    import pandas as pd

    once, again = (
        relationship_index(
            pd.DataFrame(
                np.clip(np.rint(felt + 0.8 * rng.standard_normal(felt.shape)), 1, 7), columns=names
            )
        )
        for _ in range(2)
    )
    n = 1_500
    top, other = (set(x.table["score"].sort_values(kind="stable").index[-n:])
                  for x in (once, again))  # fmt: skip
    assert index_weights(once, draws=5).noise_kept == pytest.approx(len(top & other) / n, abs=0.015)


def test_one_customers_scores_lie_between_the_lowest_and_highest_facet(index):
    found = index_weights(index, draws=200)
    row = index.table.set_index("customer_id").loc["K0000001", index.names]
    low, high = found.lowest["K0000001"], found.highest["K0000001"]
    assert row.min() <= low < high <= row.max()
    assert f"{low:.0f} to {high:.0f}" in found.of("K0000001")
    assert found.sentence.count("%") == 4


def test_weights_that_do_not_fit_are_refused(index):
    with pytest.raises(DataProblem, match="trust, known"):
        index_weights(index, {"love": 1})
    with pytest.raises(DataProblem, match="do not fit"):
        index_weights(index, {"care": -1})
    items, _ = drawn(50)
    with pytest.raises(DataProblem, match="one facet only"):
        index_weights(relationship_index(items, ["care"]))


def test_the_same_seed_gives_the_same_table(index):
    a, b = (index_weights(index, draws=10, seed=3).table for _ in range(2))
    assert a.equals(b)
