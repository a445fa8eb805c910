"""What not knowing costs: each line with a pencil, and the company's against the truth."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from cvmlab.data.planted_truth import truth
from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.idic.identify.cost_lines import letters, welcomes
from cvmlab.idic.identify.cost_of_not_knowing import (
    ASKED,
    LETTERS,
    VOUCHERS,
    WELCOME,
    cost_of_not_knowing,
)
from cvmlab.idic.identify.current_linkage import current_linkage
from tests.idic.identify.firm import anns_linkage, by_hand, firm
from tests.sample import sample_company


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return firm(tmp_path_factory.mktemp("firm"))


@pytest.fixture(scope="module")
def kestrel():
    return sample_company()


def _lines(found):
    return found.table.set_index("what")


# with a pencil


def test_the_small_firms_lines(small):
    found = cost_of_not_knowing(small, anns_linkage())
    rows = _lines(found)
    # Ann's second card came by a referral: 30 euros won three customers.
    assert rows.loc[WELCOME, ["number", "euros"]].tolist() == [1, 10.0]
    # March: 4 letters on two cards at 6 euros in all, one above the cap of 3. In April 5 came on
    # one card, which a cap by card would have seen.
    assert rows.loc[LETTERS, ["number", "euros"]].tolist() == [1, 1.5]
    # Bob was asked again too, but stands under one record.
    assert rows.loc[ASKED, ["number", "euros"]].tolist() == [3, 1.5]
    assert rows.loc[VOUCHERS, ["number", "euros"]].tolist() == [1, 10.0]
    assert found.euros == 11.5 and found.assumed == 11.5
    assert found.at_stake == 24.0 and found.several == 1
    assert rows["known"].tolist() == ["estimated", "counted", "assumed", "assumed"]


def test_ann_costs_it_all_and_bob_nothing(small):
    ann = cost_of_not_knowing(small, anns_linkage(), customer="R3")
    assert ann.sentence.startswith(
        "Not knowing that 3 records are one person, R3, cost 11.50: welcomed again"
    )
    bob = cost_of_not_knowing(small, anns_linkage(), customer="K3")
    assert bob.euros == 0 and "nothing not to know" in bob.sentence


def test_prices_and_cap_can_be_others(small):
    found = cost_of_not_knowing(small, anns_linkage(), cap=1, asking=2.0, voucher=5.0)
    rows = _lines(found)
    # March: 4 − 1 = 3 above as a person, 1 + 1 on the cards.
    assert rows.loc[LETTERS, "euros"] == 1.5
    assert rows.loc[ASKED, "euros"] == 6.0 and rows.loc[VOUCHERS, "euros"] == 5.0


def test_whoever_is_known_costs_nothing(small):
    cards = {"R1": "K1", "R2": "K2", "R4": "K3", "R5": "K4"}
    alone = by_hand({"R1": "K1", "R2": "K2", "R3": "R3", "R4": "K3", "R5": "K4"}, cards)
    found = cost_of_not_knowing(small, alone)
    assert found.euros == 0 and found.assumed == 0 and found.tier[0] == 0


def test_a_card_from_before_the_books_is_the_first_and_free(small):
    part = welcomes(small)
    rows = part.rows.set_index("key")
    assert rows.loc["K1", "price"] == 0 and rows.loc["K2", "price"] == 10.0
    assert rows.loc["K3", "price"] == 4.0
    together = part.count(part.rows.assign(who="all"))
    assert together.loc["all"].tolist() == [3, 18.0]


def test_a_person_is_due_the_tier_of_all_her_cards(small):
    """Ann's 120 of last year reach silver, which begins at K4's 90; on her cards 40 and 70."""
    assert cost_of_not_knowing(small, anns_linkage()).tier[0] == 1
    assert cost_of_not_knowing(small, anns_linkage(), customer="K1").tier == (1, "silver")


def test_missing_tables_are_said(tmp_path):
    ws = firm(tmp_path, "contacts", "preferences", "acquisition_costs", "customers")
    found = cost_of_not_knowing(ws, anns_linkage())
    assert [line.what for line in found.lines] == [VOUCHERS]
    assert len(found.missing) == 3 and "contacts" in found.sentence
    assert found.euros == 0
    path = tmp_path / "orders.csv"
    path.write_text("customer,date,amount\nC1,2024-01-01,5\n", encoding="utf-8")
    with pytest.raises(DataProblem, match="source_records"):
        cost_of_not_knowing(load(str(path)))


# the company


def _true(ws, linkage):
    person = truth().record.frame().set_index("record_id")["person_id"]
    table = linkage.table.assign(identity=linkage.table["record_id"].map(person))
    return replace(linkage, table=table, identities=table.set_index("record_id")["identity"])


def test_the_range_holds_what_it_truly_cost(kestrel):
    linkage = current_linkage(kestrel)
    found = cost_of_not_knowing(kestrel)
    true = cost_of_not_knowing(kestrel, _true(kestrel, linkage), thresholds=())
    assert found.low <= true.a_year <= found.high
    assert found.a_year == pytest.approx(true.a_year, rel=0.02)
    assert found.high - found.low < 0.1 * found.a_year
    for line, right in zip(found.lines[:2], true.lines[:2], strict=True):
        assert line.low <= right.a_year <= line.high, line.what


def test_the_letters_by_another_route(kestrel):
    linkage = current_linkage(kestrel)
    sent = kestrel.contacts.frame()
    sent["month"] = sent["date"].dt.strftime("%Y-%m")
    sent["who"] = linkage.identity_of(sent["record_id"])
    person = sent.groupby(["who", "month"]).size().sub(3).clip(lower=0).sum()
    card = sent.groupby(["record_id", "month"]).size().sub(3).clip(lower=0).sum()
    assert _lines(cost_of_not_knowing(kestrel)).loc[LETTERS, "number"] == person - card
    part = letters(kestrel, 3)
    assert part.rows["n"].sum() == len(sent)


def test_mary_costs_a_welcome_and_three_letters(kestrel):
    mary = cost_of_not_knowing(kestrel, customer="K0006972")
    books = kestrel.acquisition_costs.frame().query("channel == 'referral'")
    rows = _lines(mary)
    assert rows.loc[WELCOME, "euros"] == pytest.approx(
        books["spend"].sum() / books["customers_won"].sum()
    )
    assert rows.loc[LETTERS, "number"] == 3
    assert mary.sentence.startswith("Not knowing that 3 records are one person, K0006972, cost €")
    assert mary.tier == (1, "silver") and "The tier due was silver" in mary.sentence


def test_the_table_adds_up(kestrel):
    found = cost_of_not_knowing(kestrel)
    rows = found.table
    sure = rows["known"].isin(["counted", "estimated"])
    assert found.a_year == pytest.approx(rows.loc[sure, "a_year"].sum())
    assert found.summary().cells[-1][0] == "counted and estimated"
    assert isinstance(rows, pd.DataFrame) and (rows["number"] >= 0).all()


def test_it_is_worked_out_once_and_help_says_that_the_linkage_may_be_left_out(small):
    import inspect

    linkage = anns_linkage()
    once = cost_of_not_knowing(small, linkage, thresholds=[0.5, 0.99])
    assert cost_of_not_knowing(small, linkage, thresholds=[0.5, 0.99]) is once
    assert cost_of_not_knowing(small, linkage, cap=2) is not once
    assert inspect.signature(cost_of_not_knowing).parameters["linkage"].default is None
