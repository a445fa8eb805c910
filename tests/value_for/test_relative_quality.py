"""Relative quality: Gale's published profile, both conventions, and the trap of the zero."""

from __future__ import annotations

import numpy as np
import pytest

from cvmlab.errors import DataProblem
from cvmlab.value_for.rivals.relative_quality import relative_quality

# Gale (1994, "Managing customer value"): chickens of Frank Perdue against the average rival.
WEIGHTS = [10, 20, 20, 15, 10, 25]
OWN = [8.1, 9.0, 9.2, 8.0, 8.0, 9.4]
RIVALS = [7.2, 7.3, 6.5, 8.0, 8.0, 6.4]


def test_the_published_chickens_are_1_26_times_as_good():
    found = relative_quality(WEIGHTS, OWN, RIVALS)
    assert found.ratio == pytest.approx(1.259, abs=5e-4)
    assert found.own_score == pytest.approx(8.80, abs=5e-3)
    assert found.rival_score == pytest.approx(7.08, abs=5e-3)
    assert found.ratio_of_scores == pytest.approx(1.243, abs=5e-4)


def test_the_ratio_hangs_on_where_the_scale_begins_and_the_difference_does_not():
    found = relative_quality(WEIGHTS, OWN, RIVALS)
    moved = found.from_zero_at(1)
    assert moved.ratio > found.ratio + 0.04
    gap = found.own_score - found.rival_score
    assert moved.own_score - moved.rival_score == pytest.approx(gap, abs=1e-12)


def test_weights_count_by_their_proportions_and_attributes_in_any_order():
    found = relative_quality(WEIGHTS, OWN, RIVALS)
    order = np.random.default_rng(1).permutation(6)
    other = relative_quality(*(np.array(each)[order] for each in (WEIGHTS, OWN, RIVALS)))
    scaled = relative_quality(np.array(WEIGHTS) / 7, OWN, RIVALS)
    assert other.ratio == pytest.approx(found.ratio, rel=1e-12)
    assert scaled.ratio == pytest.approx(found.ratio, rel=1e-12)


def test_the_sentence_gives_both_conventions():
    assert "1.259 times" in relative_quality(WEIGHTS, OWN, RIVALS).sentence
    assert "1.243 times" in relative_quality(WEIGHTS, OWN, RIVALS).sentence


def test_everything_wrong_is_said_at_once():
    with pytest.raises(DataProblem) as caught:
        relative_quality([1, -1], [0, 5], [float("nan"), 4])
    assert len(caught.value.problems) == 3
    with pytest.raises(DataProblem, match="equally many"):
        relative_quality([1], [5, 4], [4])
