"""Where each euro stands: by hand, to the cent, against the truth; how often intervals hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cvmlab.data.planted_truth import truth
from cvmlab.errors import DataProblem
from cvmlab.idic.identify.current_linkage import current_linkage
from cvmlab.idic.identify.lines_of_records import sums_of_records
from cvmlab.idic.identify.value_misjudged import _judged, value_misjudged, where_each_cent_stands
from cvmlab.idic.identify.value_misjudged_picture import plot_value_misjudged
from cvmlab.idic.identify.value_misjudged_result import MERGED, SPLIT, WITH
from tests.idic.identify.firm import anns_linkage, by_hand, firm
from tests.sample import sample_company

PEOPLE = pd.DataFrame(
    {"record_id": ["R1", "R2", "R3", "R4", "R5"], "person_id": ["Ann", "Ann", "Ann", "Bob", "Cid"]}
)


@pytest.fixture(scope="module")
def kestrel():
    return sample_company()


@pytest.fixture(scope="module")
def known():
    return truth().record.frame()


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return firm(tmp_path_factory.mktemp("firm"))


# by hand: Ann's margin is 28 on K1, 14 on K2, 2 without a card; Bob's 22; Cid's 18


def test_cards_split_ann_and_merge_nobody(small):
    found = value_misjudged(small, None, PEOPLE)
    assert [found.euros(x) for x in (WITH, SPLIT, MERGED)] == [68.0, 16.0, 0.0]
    assert found.whole == 84.0 and found.misjudged == 16.0
    assert "14" in found.of("K2") and "1 person" in found.of("K2")


def test_linked_rightly_nothing_is_misjudged(small):
    assert value_misjudged(small, anns_linkage(), PEOPLE).misjudged == 0


def test_bob_put_to_ann_is_merged_in(small):
    cards = {"R1": "K1", "R2": "K2", "R4": "K3", "R5": "K4"}
    wrong = by_hand({"R1": "K1", "R2": "K1", "R3": "R3", "R4": "K1", "R5": "K4"}, cards)
    found = value_misjudged(small, wrong, PEOPLE)
    assert (found.euros(SPLIT), found.euros(MERGED)) == (2.0, 22.0)
    assert "merged into somebody else" in found.sentence


def test_of_equals_the_first_by_name_is_the_main_one():
    rows = pd.DataFrame({"cluster": ["b", "a"], "person": ["x", "x"], "cents": [50, 50]})
    cells = where_each_cent_stands(rows).set_index("cluster")["stands"]
    assert cells.to_dict() == {"a": WITH, "b": SPLIT}


def test_records_of_nobody_known_are_left_out_and_said(small):
    found = value_misjudged(small, None, PEOPLE.query("record_id != 'R5'"))
    assert found.left_out == 18.0 and "18" in found.sentence
    with pytest.raises(DataProblem):
        value_misjudged(small, None, PEOPLE.assign(record_id="X"))
    with pytest.raises(DataProblem):
        found.of("K9")


# to the cent, whatever the clusters


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(-500, 5_000)), min_size=1)
)
def test_no_cent_is_lost_and_each_stands_once(cells):
    rows = pd.DataFrame(cells, columns=["cluster", "person", "cents"])
    found = where_each_cent_stands(rows)
    assert found["cents"].sum() == rows["cents"].sum()
    assert not found.duplicated(["cluster", "person"]).any()
    # A person has one main cluster and a cluster one main person.
    home = found[found["stands"] == WITH]
    assert not home.duplicated("person").any() and not home.duplicated("cluster").any()
    split = found[found["stands"] == SPLIT]
    assert not split.duplicated("cluster").any()


def test_all_margin_of_the_company_reconciles(kestrel, known):
    linkage = current_linkage(kestrel)
    cents = int(sums_of_records(kestrel)["margin"].sum())
    for one in (None, linkage, linkage.at(guard=False)):
        found = value_misjudged(kestrel, one, known)
        assert int(found.cells["cents"].sum()) == cents
        assert found.table["euros"].sum() == pytest.approx(cents / 100, abs=1e-6)
        assert found.left_out == 0


def test_the_companys_split_by_another_route(kestrel, known):
    """All of a person's margin less that of the best card: what cards split off."""
    sums = sums_of_records(kestrel)
    person = sums["key"].map(known.set_index("record_id")["person_id"])
    name = sums["customer_id"].fillna(sums["key"])
    by_name = sums.groupby([person, name])["margin"].sum()
    people = by_name.groupby(level=0)
    split = int((people.sum() - people.max()).sum()) / 100
    found = value_misjudged(kestrel, None, known)
    assert found.euros(SPLIT) == pytest.approx(split) and found.euros(MERGED) == 0
    assert split > 50_000


def test_the_guard_pays_in_money(kestrel, known):
    linkage = current_linkage(kestrel)
    cards = value_misjudged(kestrel, None, known).misjudged
    bare = value_misjudged(kestrel, linkage.at(guard=False), known)
    guarded = value_misjudged(kestrel, linkage, known)
    assert guarded.misjudged < 0.05 * cards
    assert bare.euros(MERGED) > 10 * guarded.euros(MERGED)
    assert "K0001514" in guarded.of("K0001514") and "1 person" in guarded.of("K0001514")


def test_the_truth_misjudges_nothing(kestrel, known):
    linkage = current_linkage(kestrel)
    person = known.set_index("record_id")["person_id"]
    table = linkage.table.assign(identity=linkage.table["record_id"].map(person))
    right = replace(linkage, table=table, identities=table.set_index("record_id")["identity"])
    assert value_misjudged(kestrel, right, known).misjudged == 0


# the interval


def test_the_interval_holds_the_planted_share():
    """Persons with a second card at chance .2, holding a share of their money: 1,000 firms."""
    rng, held = np.random.default_rng(21), 0
    planted = 0.2 * 0.3  # a second card holds 30% of the money, whatever the money
    for _ in range(1_000):
        money = np.round(rng.gamma(2, 5_000, 150)).astype(int)
        second = rng.random(150) < 0.2
        part = np.where(second, np.round(0.3 * money), 0).astype(int)
        who = np.arange(150)
        rows = pd.DataFrame(
            {
                "cluster": np.concatenate([who, 1_000 + who]),
                "person": np.concatenate([who, who]),
                "cents": np.concatenate([money - part, part]),
            }
        )
        _, low, high = _judged(rows[rows["cents"] > 0], 0.0, 0.95, "", "margin").share(SPLIT)
        held += low <= planted <= high
    assert 910 <= held <= 970


# to read


def test_picture_and_table_say_the_sums(small):
    shown = {
        "cards": value_misjudged(small, None, PEOPLE),
        "linked": value_misjudged(small, anns_linkage(), PEOPLE),
    }
    picture = plot_value_misjudged(shown)
    assert "16 (cards), 0 (linked)" in picture.alt
    assert "cards: 16 split off, 0 merged in, of 84" in picture.alt
    assert shown["cards"].summary().cells[-1][1] == "84"
    with pytest.raises(DataProblem):
        plot_value_misjudged({})
