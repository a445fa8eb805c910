"""Validity: areas and correlations by another route; another thing is told from the same thing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.loyalty.relationship.index import relationship_index
from cvmlab.loyalty.relationship.roc import two_areas
from cvmlab.loyalty.relationship.validity import columns_of, index_validity
from cvmlab.loyalty.relationship.validity_picture import plot_validity
from tests.loyalty.relationship.made_answers import drawn

LEVELS = ("core", "process", "technical", "interaction", "emotional")


def test_the_area_counts_pairs():
    rng = np.random.default_rng(1)
    first, second = rng.integers(0, 6, 80), rng.integers(0, 4, 80)
    yes = rng.random(80) < 0.4
    pairs = [
        np.mean((x[yes][:, None] > x[~yes]) + 0.5 * (x[yes][:, None] == x[~yes]))
        for x in (first, second)
    ]
    found = two_areas(first, second, yes)
    assert (found.first[0], found.second[0]) == pytest.approx(pairs)
    assert found.difference[0] == pytest.approx(pairs[0] - pairs[1])


def test_the_interval_of_two_areas_holds_their_difference():
    """Planted: scores whose areas are known from 200,000 people."""
    rng = np.random.default_rng(2)

    def people(n):
        felt = rng.standard_normal(n)
        first, second = (felt + s * rng.standard_normal(n) for s in (0.5, 1.5))
        return first, second, rng.random(n) < 1 / (1 + np.exp(-felt))

    true = two_areas(*people(200_000)).difference[0]
    held = [low <= true <= high for _, low, high in
            (two_areas(*people(250)).difference for _ in range(400))]  # fmt: skip
    assert 0.925 < np.mean(held) < 0.975


def test_the_variance_is_that_of_resampled_people():
    rng = np.random.default_rng(3)
    felt = rng.standard_normal(400)
    first, second = felt + rng.standard_normal(400), felt + 2 * rng.standard_normal(400)
    yes = felt + rng.standard_normal(400) > 0
    draws = []
    for _ in range(400):
        at = rng.integers(0, 400, 400)
        draws.append(two_areas(first[at], second[at], yes[at]).difference[0])
    _, low, high = two_areas(first, second, yes).difference
    assert (high - low) / (2 * 1.96) == pytest.approx(np.std(draws), rel=0.12)


def test_satisfaction_under_another_name_is_not_called_different():
    items, bond = drawn(1_500, seed=3)
    other, _ = drawn(1_500, seed=3, facet=0.3)  # the same bond and noise, asked again
    frame = pd.DataFrame({"customer_id": range(1_500), "overall": other.mean(axis=1)})
    frame["stays"] = np.random.default_rng(1).random(1_500) < 1 / (1 + np.exp(-bond))
    same = index_validity(
        relationship_index(items), frame, against_items=other.rename(columns="{}_again".format)
    )
    assert same.distinct is False
    assert same.freed is not None and same.freed[0] > 0.95
    assert "one thing under two names" in same.distinct_sentence
    assert not same.better and "cannot be said" in same.verdict


def test_htmt_is_the_mean_correlation_between_over_within(index, answers):
    regulars = answers.regulars()
    satisfied = answers.items_of(regulars)[columns_of(answers.items, LEVELS)]
    found = index_validity(index, regulars, against_items=satisfied)
    ours = answers.items_of(regulars)[
        [c for f in index.names for c in columns_of(answers.items, [f])]
    ]
    r = pd.concat([ours, satisfied], axis=1).astype(float).corr().abs().to_numpy()
    within = [part[np.triu_indices_from(part, 1)].mean() for part in (r[:20, :20], r[20:, 20:])]
    assert found.htmt is not None
    assert found.htmt[0] == pytest.approx(r[:20, 20:].mean() / np.sqrt(np.prod(within)))
    assert found.htmt[1] < found.htmt[0] < found.htmt[2]


def test_at_kestrel_the_bond_is_not_satisfaction_and_foretells_better(index, answers):
    regulars = answers.regulars()
    satisfied = answers.items_of(regulars)[columns_of(answers.items, LEVELS)]
    found = index_validity(index, regulars, against_items=satisfied)
    assert found.distinct is True and found.better
    assert found.correlation[0] < 0.15
    assert found.areas.second[1] < 0.5 < found.areas.second[2]  # satisfaction: a coin
    assert "better than overall satisfaction" in found.sentence
    assert found.customers == len(regulars) == 878


def test_where_buying_foretells_more_it_is_said(index, answers):
    found = index_validity(index, answers.table, against="frequency")
    assert found.areas.difference[2] < 0 and "worse than frequency" in found.verdict
    assert "does not surely tell more" in plot_validity(found).alt


def test_fifths_hold_everybody_and_their_shares(index, answers):
    found = index_validity(index, answers.table)
    ours = found.fifths[found.fifths["measure"] == "index"]
    assert ours["customers"].sum() == found.customers == len(answers.table)
    both = index.beside(answers.table)
    cut = pd.qcut(both["score"].rank(), 5, labels=False)
    by_hand = both["stays"].groupby(cut).mean().to_numpy()
    assert np.allclose(ours["share"], by_hand, atol=0.01)
    alt = plot_validity(found).alt
    assert "by the index: 28% (25% to 31%)" in alt and "3,956 customers" in alt


def test_too_few_on_one_side_are_refused(index, answers):
    few = answers.table[answers.table["stays"]].head(200)
    with pytest.raises(DataProblem, match="at least 20"):
        index_validity(index, few)


def test_a_missing_column_is_named_with_the_nearest_one(index, answers):
    with pytest.raises(DataProblem, match='Did you mean "overall"'):
        index_validity(index, answers.table, against="overal")


def test_who_has_no_score_is_left_out_and_counted(index, answers):
    strangers = answers.table.head(100).assign(customer_id=[f"X{n}" for n in range(100)])
    found = index_validity(index, pd.concat([answers.table, strangers]))
    assert found.left_out == 100 and found.customers == len(answers.table)
