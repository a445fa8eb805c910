"""A chain by hand: every euro once, the published sum, and the same as the account shares it."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.value_of.contributions.referral_chains import referral_chains
from cvmlab.value_of.total.chain_by_hand import chain_by_hand


def chains(sent, worth):
    referrals = pd.DataFrame(sent, columns=["referrer", "referee"])
    return referral_chains(referrals, pd.Series(worth, dtype=float), because=1.0, owed=1.0)


ABC = chains([("A", "B"), ("B", "C")], {"A": 100, "B": 100, "C": 100})


def test_three_of_a_hundred_are_three_hundred_and_not_five():
    by_hand = chain_by_hand(ABC)
    assert by_hand.table["shared"].tolist() == pytest.approx([183.33, 83.33, 33.33], abs=0.011)
    assert by_hand.table["shared"].sum() == by_hand.table["own"].sum() == 300
    assert by_hand.table["on_top"].sum() == 500
    assert "make 500.00, while the firm has 300.00" in by_hand.sentence


def test_by_hand_and_by_the_account_come_to_the_same():
    worth = {"A": 12.34, "B": 567.89, "C": 90.01}
    both = chains([("A", "B"), ("B", "C")], worth)
    by_hand = chain_by_hand(both).table.set_index("customer_id")["shared"]
    shared = both.table.set_index("customer_id")["shared"]
    assert by_hand.to_dict() == pytest.approx(shared.to_dict(), abs=0.011)
    assert by_hand.sum() == pytest.approx(sum(worth.values()), abs=1e-9)


def test_the_most_valuable_chain_comes_first_and_begins_where_nobody_sent_anybody():
    sent = [("A", "B"), ("B", "C"), ("C", "D"), ("P", "Q"), ("Q", "R")]
    worth = {"A": 5, "B": 50, "C": 50, "D": 50, "P": 20, "Q": 20, "R": 20}
    both = chains(sent, worth)
    assert chain_by_hand(both).table["customer_id"].tolist() == ["P", "Q", "R"]
    assert chain_by_hand(both, place=2).table["customer_id"].tolist() == ["A", "B", "C"]


def test_what_is_not_there_is_told():
    with pytest.raises(DataProblem, match="there are 1 chains of 3"):
        chain_by_hand(ABC, place=2)
    with pytest.raises(ValueError, match="place 1"):
        chain_by_hand(ABC, place=0)


def test_the_table_adds_up_below_the_line():
    assert chain_by_hand(ABC).summary().cells[-1] == ["together", "300.00", "500.00", "300.00"]
