"""One customer's whole story: by hand, counted again in every table, and on a small firm."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.idic.identify.view_360 import view_360
from cvmlab.idic.identify.view_360_picture import plot_view_360
from cvmlab.idic.identify.view_360_result import PRIVATE
from tests.idic.identify.firm import anns_linkage, by_hand, firm
from tests.sample import sample_company

MARY = ["R0002377", "R0003464", "R0010957"]
CARDS = ["K0001514", "K0006972"]


@pytest.fixture(scope="module")
def kestrel():
    return sample_company()


@pytest.fixture(scope="module")
def mary(kestrel):
    return view_360(kestrel, "K0006972")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return firm(tmp_path_factory.mktemp("firm"))


def test_mary_is_found_by_either_card_and_by_the_receipt(kestrel, mary):
    assert mary.identity == "K0001514" and mary.cards == CARDS
    assert sorted(mary.records["record_id"]) == MARY
    again = view_360(kestrel, "R0003464")
    pd.testing.assert_frame_equal(again.events, mary.events)


def test_every_row_is_counted_again_in_its_table(kestrel, mary):
    counted = mary.events["table"].value_counts().to_dict()
    for name in ("contacts", "service_events", "assignments", "source_records"):
        rows = getattr(kestrel, name).frame()
        assert counted[name] == int(rows["record_id"].isin(MARY).sum()), name
    for name in ("survey", "preferences", "contributions", "customers"):
        rows = getattr(kestrel, name).frame()
        assert counted[name] == int(rows["customer_id"].isin(CARDS).sum()), name
    orders = kestrel.transactions.frame()
    assert counted["transactions"] == int(orders["customer_id"].isin(CARDS).sum())
    sent = kestrel.referrals.frame()
    hers = sent["referrer"].isin(CARDS) | sent["referee"].isin(CARDS)
    assert counted.get("referrals", 0) == int(hers.sum())
    assert mary.rows == sum(counted.values())


def test_the_story_of_mary_is_the_courses(mary):
    table = mary.table
    assert table.loc["K0001514"].round(2).tolist() == [511.86, 398.06, 242.70]
    assert table.loc["K0006972"].round(2).tolist() == [172.97, 245.22, 366.22]
    assert table.loc["together"].round(2).tolist() == [684.83, 643.28, 608.92]
    months = mary.months
    assert months.drop(columns="together").to_numpy().max() == 3
    over = months.index[months["together"] > 3].astype(str).tolist()
    assert over == ["2024-06", "2024-07", "2024-08"] and mary.over_cap == 3
    assert "7 failures, 6 of them on one card." in mary.unseen
    assert mary.unseen[0] == "3 records in 2 systems are one person."


def test_the_table_says_that_it_is_personal(mary):
    text = str(mary.summary())
    assert PRIVATE in text and "R0003464" in text
    assert "gluten-free" in str(mary.story(30))


def test_the_small_firm_by_hand(small):
    found = view_360(small, "R3", anns_linkage())
    assert found.events["table"].value_counts().to_dict() == {
        "contacts": 9, "transactions": 4, "source_records": 3, "customers": 2, "preferences": 1,
    }  # fmt: skip
    assert found.events["date"].is_monotonic_increasing
    # A wish names a card only: it stands under the record that bears it.
    assert found.events.set_index("table").loc["preferences", "key"] == "R1"
    assert found.over_cap == 1 and found.silent == ()
    assert found.table.loc["together"].tolist() == [100.0, 120.0]


def test_somebody_with_one_card_hides_nothing(small):
    found = view_360(small, "K4", anns_linkage())
    assert found.unseen == [] and found.over_cap == 0
    assert plot_view_360(found).alt.startswith("One person, 3 rows on one record")


def test_a_card_that_no_record_bears_is_found_by_itself(small):
    found = view_360(small, "K4", by_hand({"R1": "K1"}, {"R1": "K1"}))
    assert set(found.events["table"]) >= {"transactions", "customers"}
    with pytest.raises(DataProblem, match="no table names"):
        view_360(small, "K77", anns_linkage())


def test_the_picture_says_who_saw_what(mary):
    alt = plot_view_360(mary).alt
    assert "R0003464, till, no card: written down 1" in alt
    assert "failures 6" in alt and "Earlier than the first purchase: 3" in alt
