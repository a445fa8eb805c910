"""Stability of segments: planted groups and planted noise, sets counted by hand, bad input."""

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans

from cvmlab.errors import DataProblem
from cvmlab.stats.stability import cluster_stability


def kmeans(k):
    return lambda values: KMeans(k, n_init=2, random_state=0).fit_predict(values)


def groups(apart, seed=0, size=60):
    rng = np.random.default_rng(seed)
    centres = apart * np.array([[0, 0], [1, 0], [0, 1]]).repeat(size, axis=0)
    return centres + rng.normal(size=(3 * size, 2))


def test_planted_groups_are_found_again():
    result = cluster_stability(groups(8), kmeans(3), resamples=30)
    assert result.table["jaccard"].min() > 0.98
    assert result.stable
    assert result.table["size"].tolist() == [60, 60, 60]
    assert result.sentence.startswith("3 of 3 segments are found again")


def test_clusters_in_noise_fall_apart():
    """A method always returns clusters: here there are none, and it shows."""
    noise = np.random.default_rng(1).normal(size=(200, 4))
    result = cluster_stability(noise, kmeans(6), resamples=30)
    assert not result.stable
    assert result.table["jaccard"].mean() < 0.6
    assert "dissolved in" in result.sentence


def test_one_group_too_many_is_the_one_that_dissolves():
    """Hennig (2007): stability is told segment by segment, not for the whole only."""
    result = cluster_stability(groups(8), kmeans(4), resamples=40).table
    # One planted group is cut in two; the two whole ones are found again.
    whole = result[result["size"] == 60]
    assert len(whole) == 2
    assert whole["jaccard"].min() > result[result["size"] < 60]["jaccard"].max() + 0.1


def test_likeness_agrees_with_sets_counted_one_by_one():
    values = groups(2.5, seed=3, size=20)
    cluster, resamples = kmeans(3), 12
    found = cluster_stability(values, cluster, resamples=resamples, seed=5).table
    original = cluster(values)
    rng, likeness = np.random.default_rng(5), []
    for _ in range(resamples):
        drawn = rng.integers(0, 60, 60)
        again = cluster(values[drawn])
        new = [{i for i, c in zip(drawn, again, strict=True) if c == k} for k in set(again)]
        old = [{i for i in drawn if original[i] == k} for k in (0, 1, 2)]
        likeness.append([max(len(a & b) / len(a | b) for b in new) for a in old])
    assert found["jaccard"].tolist() == pytest.approx(np.mean(likeness, axis=0))
    assert found["dissolved"].tolist() == pytest.approx((np.array(likeness) <= 0.5).mean(axis=0))
    assert found["recovered"].tolist() == pytest.approx((np.array(likeness) >= 0.75).mean(axis=0))


def test_a_rule_that_does_not_look_at_the_others_is_perfectly_stable():
    values = pd.DataFrame({"spend": np.arange(100.0)})
    result = cluster_stability(values, lambda rows: np.where(rows["spend"] > 70, "big", "small"))
    assert result.table["cluster"].tolist() == ["big", "small"]
    assert result.table["jaccard"].tolist() == [1, 1]
    assert result.table["size"].tolist() == [29, 71]


def test_a_cut_at_the_median_moves_as_the_median_does():
    """With n customers the cut moves by about √(2π)·½/√n ranks in n: likeness 1 − E|Z|/√n·…"""
    n = 400
    rng = np.random.default_rng(9)
    values = rng.random((n, 1))
    result = cluster_stability(values, lambda v: v[:, 0] > np.median(v[:, 0]), resamples=200)
    # The resample's median cuts at rank share ½ + Z/(2√n): |Z|/√n of a half changes sides.
    moved = np.sqrt(2 / np.pi) / np.sqrt(n)
    assert result.table["jaccard"].mean() == pytest.approx(1 - moved, abs=0.01)


def test_rows_in_no_segment_belong_to_none():
    values = np.arange(30.0)[:, None]
    labels = lambda rows: pd.Series(np.where(rows[:, 0] < 10, "low", None), dtype=object)  # noqa: E731
    result = cluster_stability(values, labels, resamples=20)
    assert result.table["cluster"].tolist() == ["low"]
    assert result.table["size"].tolist() == [10]
    assert result.table["jaccard"].tolist() == [1]


def test_a_segment_of_one_is_judged_only_where_it_was_drawn():
    values = np.arange(10.0)[:, None]
    result = cluster_stability(values, lambda rows: rows[:, 0] == 3, resamples=60)
    assert result.table["jaccard"].tolist() == [1, 1]


def test_the_same_seed_gives_the_same_table():
    first, again = (cluster_stability(groups(2), kmeans(3), resamples=8, seed=4) for _ in range(2))
    pd.testing.assert_frame_equal(first.table, again.table)


def test_bad_input_is_refused_in_plain_words():
    with pytest.raises(DataProblem, match="fewer than two"):
        cluster_stability(np.ones((1, 2)), kmeans(1))
    with pytest.raises(DataProblem, match="gave 3 labels for 10 customers"):
        cluster_stability(np.ones((10, 2)), lambda rows: [1, 2, 3])
    with pytest.raises(DataProblem, match="nobody in a segment"):
        cluster_stability(np.ones((10, 2)), lambda rows: [None] * len(rows))


def test_the_summary_says_what_stable_means():
    text = str(cluster_stability(groups(8), kmeans(3), resamples=10).summary())
    assert "0.75 or more (Hennig 2007)" in text and "100%" in text and "yes" in text
