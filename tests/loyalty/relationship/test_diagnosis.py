"""The diagnosis: a weak facet is named when it is planted, and seldom when it is not."""

from __future__ import annotations

import numpy as np
import pytest

from cvmlab.errors import DataProblem
from cvmlab.loyalty.relationship.diagnosis import diagnose
from cvmlab.loyalty.relationship.index import relationship_index
from cvmlab.loyalty.relationship.index_picture import plot_diagnosis
from tests.loyalty.relationship.made_answers import drawn


def test_a_facet_made_weak_in_a_group_is_named_and_nothing_else():
    items, _ = drawn(1_000, seed=2)
    group = np.arange(1_000) < 200
    care = [f"care_{n}" for n in (1, 2, 3, 4)]
    items.loc[group, care] = (items.loc[group, care] - 1).clip(1, 7)
    found = diagnose(relationship_index(items), group, "seniors")
    assert found.weak == ["care"]
    assert "the 200 seniors stand" in found.sentence and "lower in care" in found.sentence
    row = found.table.set_index("facet").loc["care"]
    assert row["apart_low"] < row["apart"] < row["apart_high"] < 0


def test_a_weak_bond_is_no_weak_facet():
    """Low in everything is low on the index; the profile is what diagnoses."""
    items, bond = drawn(1_000, seed=3)
    found = diagnose(relationship_index(items), bond < -1, "distant ones")
    assert (found.table["score"] < found.table["everybody"] - 10).all()
    assert found.weak == found.strong == []
    assert found.sentence.startswith("No facet surely stands apart")


def test_groups_at_random_are_seldom_called_weak_or_strong():
    items, _ = drawn(1_500, seed=4)
    index = relationship_index(items)
    rng = np.random.default_rng(1)
    named = [
        bool(diagnose(index, rng.random(1_500) < 0.1).weak
             or diagnose(index, rng.random(1_500) < 0.1).strong)
        for _ in range(150)
    ]  # fmt: skip
    assert np.mean(named) < 0.16  # two looks at five per cent each, and a little


def test_one_customers_profile_without_differences_is_seldom_called_apart():
    items, _ = drawn(800, seed=6, facet=0.0)
    index = relationship_index(items)
    found = [diagnose(index, customer) for customer in range(400)]
    assert np.mean([bool(one.weak or one.strong) for one in found]) < 0.08


def test_the_profile_is_the_facet_less_the_others_as_everybodys_is():
    items, _ = drawn(300, seed=7)
    index = relationship_index(items)
    found = diagnose(index, 5).table
    own = index.table.set_index("customer_id").loc[5, index.names].to_numpy(float)
    everybody = index.facets["mean"].to_numpy()
    by_hand = own - own.mean() - everybody + everybody.mean()
    assert np.allclose(found["apart"], by_hand)
    assert found["apart"].sum() == pytest.approx(0)


def test_maura_keane_is_strong_in_meaning_alone(index):
    found = diagnose(index, "K0000001", "Maura Keane")
    assert (found.weak, found.strong) == ([], ["meaning"])
    assert "Maura Keane stands 19.9 points higher in meaning" in found.sentence
    assert plot_diagnosis(found).alt.startswith("Maura Keane: strong in meaning")


def test_few_customers_are_not_looked_at_together():
    items, _ = drawn(100)
    index = relationship_index(items)
    with pytest.raises(DataProblem, match="Only 4 customers"):
        diagnose(index, np.arange(100) < 4)
    with pytest.raises(DataProblem, match="one for each row"):
        diagnose(index, [True] * 99)


def test_a_facet_of_one_item_says_nothing_of_one_customer():
    items, _ = drawn(100)
    index = relationship_index(items, {"all": list(items.columns[:8]), "one": ["care_1"]})
    with pytest.raises(DataProblem, match="single item"):
        diagnose(index, 3)
    assert len(diagnose(index, np.arange(100) < 50).table) == 2
