"""What cards get wrong of persons: by hand, by another route, and where nothing can be said."""

from __future__ import annotations

import pytest

from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.idic.identify.changed_view import changed_view
from cvmlab.idic.identify.current_linkage import current_linkage
from cvmlab.stats.share_intervals import wilson
from tests.idic.identify.firm import anns_linkage, by_hand, firm
from tests.sample import sample_company


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return firm(tmp_path_factory.mktemp("firm"))


@pytest.fixture(scope="module")
def kestrel():
    return sample_company()


def test_ann_did_not_leave_and_bob_did(small):
    found = changed_view(small, anns_linkage())
    assert found.leavers == 2  # K1 from 100 to 40, K3 from 80 to 30
    assert found.mistaken.index.tolist() == ["K1"] and found.at_stake == 24.0
    assert "K1 100 → 40 (looks like leaving)" in found.of("K2")
    assert "is not leaving" in found.of("K1") and "who is leaving" in found.of("K3")
    with pytest.raises(DataProblem):
        found.of("K9")


def test_the_best_card_is_not_the_best_person(small):
    found = changed_view(small, anns_linkage())
    assert found.listed == 1  # a fifth of three, and one at least
    assert found.missed.index.tolist() == ["K1"] and found.missed["best_card"].tolist() == [14.0]
    assert found.summary().cells[1][1:3] == ["1", "1"]


def test_without_links_cards_are_right_about_all_but_the_account_without_one(small):
    cards = {"R1": "K1", "R2": "K2", "R4": "K3", "R5": "K4"}
    alone = by_hand({"R1": "K1", "R2": "K2", "R3": "R3", "R4": "K3", "R5": "K4"}, cards)
    found = changed_view(small, alone)
    assert found.mistaken.empty and found.missed.empty and found.leavers == 2


def test_what_is_asked_wrongly_is_refused(small, tmp_path):
    with pytest.raises(DataProblem):
        changed_view(small, anns_linkage(), fall=1.5)
    with pytest.raises(DataProblem):
        changed_view(small, anns_linkage(), best=0.0)
    path = tmp_path / "orders.csv"
    path.write_text("customer,date,amount\nC1,2024-01-01,0\n", encoding="utf-8")
    with pytest.raises(DataProblem):
        changed_view(load(str(path)), anns_linkage())


def test_the_company_by_another_route(kestrel):
    """From the orders themselves, in plain pandas, without the sums."""
    linkage, found = current_linkage(kestrel), changed_view(kestrel)
    orders = kestrel.transactions.frame()
    cents = (
        orders.groupby(["customer_id", orders["date"].dt.year])["cents"].sum().unstack(fill_value=0)
    )
    # The file begins on a Monday and is three times 364 days long: its years are calendar years
    # but for the first two days of 2022 and the last two of 2024, on which nothing is on file.
    assert str(orders["date"].min().date()) == "2022-01-03"
    before, last = cents[2022], cents[2024]
    slipping = (last >= 1) & (last <= 0.5 * before)
    assert abs(found.leavers - int(slipping.sum())) <= 5  # 1 Jan 2023 and 2024 lie a year earlier
    of_card = linkage.identity_of(found.mistaken.index.to_series())
    assert not found.persons.loc[of_card, "leaving"].any()
    low, high = wilson(len(found.mistaken), found.leavers)
    row = found.table.iloc[0]
    assert (row["low"], row["high"]) == (low, high)
    assert "K0001514" in found.mistaken.index
    assert 0.07 < len(found.missed) / found.listed < 0.12


def test_whoever_stopped_is_no_longer_leaving(tmp_path):
    """K9 bought two years before and nothing since: gone, and no voucher reaches that card."""
    firm(tmp_path)
    with (tmp_path / "transactions.csv").open("a", encoding="utf-8") as orders:
        orders.write("K9,2022-05-01,60.00,12.00,,store\n")
    found = changed_view(load(str(tmp_path)), anns_linkage())
    assert found.cards.loc["K9", "before"] == 60.0
    assert not found.cards.loc["K9", "leaving"] and found.leavers == 2
