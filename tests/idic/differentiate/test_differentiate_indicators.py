"""The scorecard's two figures of the step, on the sample company and where tables are missing."""

from __future__ import annotations

import pytest

from cvmlab.data.workspace import load
from cvmlab.idic.differentiate.current_tiers import current_tiers
from cvmlab.idic.differentiate.value_tiers_result import BELOW_ZERO, MOST_GROWABLE, MOST_VALUABLE
from cvmlab.idic.scorecard.differentiate_indicators import (
    CONTACTS,
    STABILITY,
    differentiate_indicators,
)
from cvmlab.value_of.lifetime.current_costs import current_costs
from cvmlab.value_of.lifetime.customer_values import current_values
from cvmlab.value_of.right.letters_by_lot import letters_by_lot
from tests.idic.differentiate.planted_worth import planted
from tests.sample import sample_company


@pytest.fixture(scope="module")
def firm():
    return sample_company()


@pytest.fixture(scope="module")
def found(firm):
    return {one.name: one for one in differentiate_indicators(firm)}


def test_both_are_measured_with_intervals(found):
    for name in (CONTACTS, STABILITY):
        one = found[name]
        assert one.measured and one.low < one.value < one.high and one.sentence
        assert one.step == "differentiate" and one.better == "known" and not one.missing


def test_the_move_is_no_more_than_what_letters_cost_and_bring(firm, found):
    move = found[CONTACTS].move
    whole = letters_by_lot(current_values(firm), current_costs(firm), firm.assignments.frame())
    written = int(whole.table["customers"].iloc[0])
    assert 0 < move.low < move.euros < move.high and move.sure
    # the most valuable are still written to: less than all letters and the widest harm they may do
    assert move.euros < written * (whole.cost - whole.low)
    assert "By lot" in move.why


def test_without_contacts_or_a_lot_a_sentence_stands_there(tmp_path):
    orders = planted(4, 1_500).orders
    orders.to_csv(tmp_path / "transactions.csv", index=False)
    contacts, stability = differentiate_indicators(load(str(tmp_path)))
    assert not contacts.measured and "contacts" in contacts.missing and contacts.move is None
    assert stability.measured and stability.move is None


def test_too_short_a_file_is_said_and_not_raised(tmp_path):
    orders = planted(4, 1_500).orders
    orders[orders["date"] > "2024-12-01"].to_csv(tmp_path / "transactions.csv", index=False)
    assert all(one.missing for one in differentiate_indicators(load(str(tmp_path))))


def test_tiers_of_the_sample_company(firm):
    tiers = current_tiers(firm, friends=False)
    assert tiers is current_tiers(firm, friends=False)
    assert tiers.reconciles
    assert tiers.equity == pytest.approx(current_values(firm).table["value"].sum())
    top = tiers.row(MOST_VALUABLE)
    assert top.truly_low < top.truly < top.truly_high < top.customers
    # seen is seen, won is won: the lot has shown nothing to be winnable
    assert tiers.row(MOST_GROWABLE).potential > 100_000 and tiers.table["winnable"].sum() == 0
    assert "no income yet" in tiers.potential_said
    assert tiers.row(BELOW_ZERO).customers == 0  # failures hit everybody alike, a trip
    assert (tiers.table["p_below_zero_with_letters"] > 0.5).sum() > 50
