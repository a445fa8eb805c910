"""Whether there is anybody to compare with: planted gaps are found."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.stats.adjusted.overlap import overlap
from cvmlab.stats.adjusted.overlap_picture import plot_overlap
from tests.stats.adjusted.test_g_computation import made


def test_everybody_is_comparable_where_the_lot_made_the_groups():
    rng = np.random.default_rng(1)
    table = pd.DataFrame({"drawn": rng.random(1000) < 0.5, "age": rng.normal(size=1000)})
    found = overlap(table, "drawn", ["age"])
    assert found.enough and found.comparable > 0.98
    assert found.table[["group", "others"]].to_numpy().sum() == 1000


def test_those_found_on_one_side_only_are_counted():
    """A quarter of the customers are over 65 and all bonded: no one to compare them with."""
    rng = np.random.default_rng(2)
    old = np.arange(2000) < 500
    table = pd.DataFrame({"bond": old | (rng.random(2000) < 0.3), "old": old})
    found = overlap(table, "bond", ["old"], names=("bonded", "others"))
    assert found.comparable == pytest.approx(0.75)
    assert not found.enough
    assert not found.inside[:500].any() and found.inside[500:].all()
    assert "500 there is nobody" in found.sentence


def test_the_picture_says_what_it_shows():
    found = overlap(made(np.random.default_rng(4), 1500), "bond", ["age", "near"],
                    names=("bonded", "others"))  # fmt: skip
    picture = plot_overlap(found)
    assert "like on the other side" in picture.alt
    assert f"{found.comparable:.0%}" in picture.alt
    heights = [bar.get_height() for bar in picture.axes.patches]
    assert sum(h for h in heights if h > 0) == pytest.approx(1)
    assert sum(h for h in heights if h < 0) == pytest.approx(-1)


def test_few_customers_are_refused_in_words():
    with pytest.raises(DataProblem, match="at least 20"):
        overlap(made(np.random.default_rng(1), 30), "bond", ["age"])
