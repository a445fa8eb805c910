"""Linkage drawn by its probabilities: small numbers, coverage, and what it does to value."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.data.planted_truth import truth
from cvmlab.errors import DataProblem
from cvmlab.idic.identify.changed_view import changed_view
from cvmlab.idic.identify.current_linkage import current_linkage
from cvmlab.idic.identify.linkage_draws import linkage_draws
from cvmlab.idic.identify.linkage_in_value import linkage_in_value
from tests.idic.identify.firm import anns_linkage, by_hand, firm
from tests.sample import sample_company


def _couples(chances: np.ndarray) -> pd.DataFrame:
    many = range(len(chances))
    return pd.DataFrame(
        {
            "record_a": [f"A{i}" for i in many],
            "record_b": [f"B{i}" for i in many],
            "probability": chances,
        }
    )


def _linkage(chances: np.ndarray):
    names = {f"{side}{i}": f"{side}{i}" for side in "AB" for i in range(len(chances))}
    return by_hand(names, {}, _couples(chances))


def test_a_pair_is_linked_as_often_as_it_says():
    found = linkage_draws(_linkage(np.array([0.7])), draws=4_000, seed=1)
    assert set(found.number) == {1, 2}
    assert np.mean(found.number == 1) == pytest.approx(0.7, abs=0.025)


def test_what_is_sure_is_never_drawn_apart():
    found = linkage_draws(_linkage(np.array([0.99999, 0.6])), draws=200)
    assert len(found.unsure) == 2 and set(found.number) == {2, 3}
    blocks = found.blocks
    assert blocks["A0"] == blocks["B0"] and blocks["A1"] != blocks["B1"]
    for labels in found.labels():
        assert labels[blocks["A0"]] == blocks["A0"]


def test_a_chain_holds_together_when_its_links_do():
    pairs = pd.DataFrame(
        {"record_a": ["x", "y"], "record_b": ["y", "z"], "probability": [0.6, 0.8]}
    )
    found = linkage_draws(by_hand(dict(zip("xyz", "xyz", strict=True)), {}, pairs), draws=5_000)
    assert np.mean(found.number == 1) == pytest.approx(0.48, abs=0.025)
    assert np.mean(found.number == 3) == pytest.approx(0.08, abs=0.02)


def test_the_interval_of_identities_holds_the_truth_where_probabilities_are_right():
    """200 couples, each one person with its stated probability: 2,000 truths."""
    rng = np.random.default_rng(5)
    chances = rng.uniform(0.5, 0.99, 200)
    found = linkage_draws(_linkage(chances), draws=2_000, seed=9)
    low, high = np.quantile(found.number, [0.025, 0.975])
    true = 400 - (rng.random((2_000, 200)) < chances).sum(axis=1)
    held = np.mean((low <= true) & (true <= high))
    assert 0.93 <= held <= 0.985
    assert found.number.mean() == pytest.approx(400 - chances.sum(), abs=0.5)


def test_too_few_draws_are_refused():
    with pytest.raises(DataProblem):
        linkage_draws(_linkage(np.array([0.7])), draws=1)


def test_one_persons_money_follows_the_draws(tmp_path):
    """K1 brought 8 and K2 14 in the last year; they are one with .7."""
    pairs = pd.DataFrame({"record_a": ["R1"], "record_b": ["R2"], "probability": [0.7]})
    cards = {"R1": "K1", "R2": "K2", "R4": "K3", "R5": "K4"}
    alone = by_hand({"R1": "K1", "R2": "K2", "R3": "R3", "R4": "K3", "R5": "K4"}, cards, pairs)
    found = linkage_in_value(firm(tmp_path), alone, draws=400)
    assert found.value_of("K2") == (14.0, 14.0, 22.0)
    assert found.value_of("K4") == (18.0, 18.0, 18.0)
    assert found.value_of("nobody") == (0.0, 0.0, 0.0)
    # Together they pass K4, the best as decided now.
    assert found.staying.to_dict() == pytest.approx({"K4": 0.3}, abs=0.08)
    assert found.table["identities"].tolist() == [4, 5, 5, 5]
    assert found.table["other"].tolist() == [1, 0, 0, 0]


@pytest.fixture(scope="module")
def kestrel():
    return sample_company()


def test_thresholds_by_another_route(kestrel):
    found, linkage = linkage_in_value(kestrel), current_linkage(kestrel)
    assert found.table["identities"].is_monotonic_increasing
    for row in found.table.itertuples():
        other = linkage.at(row.threshold)
        best = changed_view(kestrel, other).persons["margin"].nlargest(len(found.staying)).sum()
        assert row.best == pytest.approx(best, abs=0.01)
    assert found.value_of("K0001514")[0] == pytest.approx(
        changed_view(kestrel).persons.loc["K0001514", "margin"]
    )


def test_the_models_probabilities_are_too_sure(kestrel):
    """The range over draws is narrow, and does not hold how many persons there are."""
    low, high = linkage_in_value(kestrel).identities
    persons = truth().record.frame()["person_id"].nunique()
    assert persons == 20_000 and high - low < 100
    assert not low <= persons <= high
    assert abs((low + high) / 2 - persons) < 0.01 * persons


def test_it_is_said(tmp_path):
    found = linkage_in_value(firm(tmp_path), anns_linkage(), draws=10)
    assert "take the match probabilities at their word" in str(found.summary())
    assert found.of("K1").startswith("K1 brought")
