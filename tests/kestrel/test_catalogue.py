"""What Kestrel sells and offers, and the way of a preference through the house."""

from __future__ import annotations

import pandas as pd
import pytest
from scipy.stats import binomtest

from cvmlab.data.contracts.catalogue import OFFERS, PREFERENCES, PRODUCTS
from cvmlab.data.contracts.checks import orphans, violations
from cvmlab.data.contracts.service import SERVICE_EVENTS
from cvmlab.kestrel.block import Block
from cvmlab.kestrel.catalogue import SYSTEM_SHARE, VISIBLE, offers, preferences, products


@pytest.fixture(scope="module")
def notes(blocks: list[Block]) -> pd.DataFrame:
    return pd.concat([preferences(block) for block in blocks], ignore_index=True)


def test_tables_keep_their_contracts(block: Block) -> None:
    assert violations(products(1), PRODUCTS) == []
    assert violations(offers(1), OFFERS) == []
    assert violations(preferences(block), PREFERENCES) == []
    assert orphans(preferences(block)["customer_id"], block.records["customer_id"]) == []


def test_four_hundred_products_and_forty_offers_each_by_a_name_of_its_own() -> None:
    goods, menu = products(1), offers(1)
    assert len(goods) == 400 and goods["name"].is_unique
    assert len(menu) == 40 and menu["name"].is_unique
    assert goods["department"].value_counts().eq(40).all()


def test_a_remedy_names_a_failure_of_the_list_and_when_it_is_paid() -> None:
    menu = offers(1)
    remedies = menu.dropna(subset="removes")
    assert len(remedies) == 8 and remedies["removes"].is_unique
    assert set(remedies["removes"]) <= set(SERVICE_EVENTS["code"].choices)
    assert (menu["removes"].isna() == menu["paid"].isna()).all()
    assert remedies["paid"].value_counts().to_dict() == {"every time": 6, "when it fails": 2}
    assert remedies["price"].eq(0).all()  # what the customer pays for takes no hassle away free


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_product_earns_something(seed: int) -> None:
    goods = products(seed)
    margin = 1 - goods["cost"] / goods["price"]
    assert margin.between(0.15, 0.55).all()


def test_larger_packs_cost_more_but_less_a_piece() -> None:
    price = products(1).set_index("name")["price"]
    six, twelve = price["Eggs large free-range, six"], price["Eggs large free-range, twelve"]
    assert six < twelve < 2.2 * six


def test_every_need_has_an_offer_and_a_preference(notes: pd.DataFrame) -> None:
    assert set(offers(1)["need"]) == set(notes["need"])


def test_one_note_for_every_four_people(blocks: list[Block], notes: pd.DataFrame) -> None:
    assert len(notes) / len(blocks) == pytest.approx(5000, abs=150)
    assert notes["preference"].nunique() >= 40


def test_what_is_recorded_is_seldom_visible_and_seldomer_used(notes: pd.DataFrame) -> None:
    planted = float(SYSTEM_SHARE @ VISIBLE)
    assert planted == pytest.approx(0.46, abs=0.002)
    seen, used = int(notes["visible"].sum()), int(notes["used"].sum())
    low, high = binomtest(seen, len(notes)).proportion_ci()
    assert low < planted < high and high - low < 0.02
    low, high = binomtest(used, len(notes)).proportion_ci()
    assert low < 0.46 * planted < high
    assert not (notes["used"] & ~notes["visible"]).any()
    again = notes.groupby("used")["asked_again"].mean()
    assert again[True] < 0.15 and 1.25 < again[False] < 1.35


def test_notes_are_taken_while_people_are_customers(blocks: list[Block]) -> None:
    for block in blocks:
        notes = preferences(block)
        owner = block.records.drop_duplicates("customer_id").set_index("customer_id")["person"]
        person = owner[notes["customer_id"]].to_numpy()
        week = ((notes["recorded_on"] - pd.Timestamp("2022-01-03")).dt.days / 7).to_numpy()
        assert (week < block.fates.people["left"].to_numpy()[person]).all()
        assert (week > block.people["acquired"].to_numpy()[person] - 1 / 7).all()


def test_the_characters_notes_are_there(block: Block) -> None:
    notes = preferences(block).set_index("customer_id")
    assert "the rib joint tied, and the bone with it" in set(notes.loc["K0000001", "preference"])
    assert notes.loc["K0000002", "asked_again"] == 4


def test_same_seed_same_tables() -> None:
    pd.testing.assert_frame_equal(preferences(Block(9, size=500)), preferences(Block(9, size=500)))
    pd.testing.assert_frame_equal(products(9), products(9))
    assert not products(9)["price"].equals(products(10)["price"])
