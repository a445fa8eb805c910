"""The two figures of identify: measured against the truth, or said to be missing."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab.data.planted_truth import truth
from cvmlab.data.workspace import Workspace, load
from cvmlab.idic.identify.current_linkage import current_linkage
from cvmlab.idic.identify.link_records import link_records
from cvmlab.idic.identify.linkage_draws import linkage_draws
from cvmlab.idic.scorecard.identify_indicators import (
    DUPLICATES,
    KNOWN,
    duplicate_rate,
    identify_indicators,
)
from tests.idic.identify.made_records import company
from tests.sample import sample_company


@pytest.fixture(scope="module")
def kestrel() -> Workspace:
    return sample_company()


def second_cards(table: pd.DataFrame, person: pd.Series) -> float:
    """The share of cards that are somebody's second, where it is known whose they are."""
    cards = table.assign(person=person.to_numpy()).dropna(subset="customer_id")
    cards = cards.drop_duplicates("customer_id")
    return 1 - cards["person"].nunique() / len(cards)


def test_the_duplicate_rate_of_several_companies_is_the_true_one() -> None:
    for seed in (1, 2, 3):
        one = company(seed)
        person = one.truth.set_index("record_id").loc[one.linkage.table["record_id"], "person_id"]
        rate, low, high = duplicate_rate(one.linkage)
        true = second_cards(one.linkage.table, person)
        assert low <= true <= high
        assert rate == pytest.approx(true, abs=0.01)


def test_both_figures_of_the_sample_company(kestrel: Workspace) -> None:
    duplicates, known = identify_indicators(kestrel)
    linkage = current_linkage(kestrel)
    person = truth().record.frame().set_index("record_id").loc[linkage.table["record_id"]]
    true = second_cards(linkage.table, person["person_id"])
    assert (duplicates.name, known.name) == (DUPLICATES, KNOWN)
    assert duplicates.low is not None and duplicates.high is not None
    assert duplicates.low <= true <= duplicates.high
    # Drawn by the match probabilities instead of over thresholds: the same within the interval.
    blocks = linkage_draws(linkage, draws=20)
    cards = linkage.table.dropna(subset="customer_id").drop_duplicates("customer_id")
    own = blocks.blocks.loc[cards["record_id"]].to_numpy()
    for label in blocks.labels():
        assert duplicates.low < 1 - len(set(label[own])) / len(cards) < duplicates.high
    assert duplicates.move is not None and duplicates.move.sure
    assert duplicates.move.low <= duplicates.move.euros <= duplicates.move.high
    ledger = kestrel.transactions.ledger
    assert known.value is not None and 0.93 < known.value < 0.945
    assert f"{ledger.last_day.day} Dec 2024" in known.sentence
    assert "would raise the share to 96" in known.sentence


def test_without_records_or_orders_it_says_what_is_missing() -> None:
    orders = pd.DataFrame({"customer": ["a", ""], "date": "2024-05-06", "amount": [3.0, 1.0]})
    duplicates, known = identify_indicators(load(orders))
    assert not duplicates.measured and "source_records" in duplicates.missing
    assert known.value == 0.75


def test_without_cards_records_are_counted() -> None:
    bare = link_records(company(1).records.drop(columns="customer_id").head(500))
    rate, low, high = duplicate_rate(bare)
    assert rate == pytest.approx(1 - bare.number / 500)
    assert low < rate < high
    assert duplicate_rate(company(1).linkage)[0] < rate
