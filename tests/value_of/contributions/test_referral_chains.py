"""Whose value a friend is: counted once, to the cent, and as Shapley shares it."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.value_of.contributions.referral_chains import referral_chains

# A refers B refers C, each worth 100: 300 in all; adding direct friends gives 500, all friends
# downstream 600. Shapley: 100 + 50 + 33.33; 50 + 33.33; 33.33.
SHAPLEY = {"A": 183.333, "B": 83.333, "C": 33.333}
EQUITY, NAIVE = 300.0, 500.0


def chain(*links: str, offered: float = 0.0) -> pd.DataFrame:
    sent = pd.DataFrame([tuple(link) for link in links], columns=["referrer", "referee"])
    return sent.assign(reward_offered=offered)


@pytest.fixture
def three():
    return referral_chains(chain("AB", "BC"), pd.Series(100.0, index=list("ABC")))


def test_the_chain_of_three_is_shared_as_shapley_does(three):
    shared = three.table.set_index("customer_id")["shared"]
    for name, value in SHAPLEY.items():
        assert shared[name] == pytest.approx(value, abs=0.01)


def test_the_whole_is_three_hundred_and_not_five_hundred(three):
    assert three.equity == EQUITY == three.table["shared"].sum().round(2)
    assert three.with_friends_on_top == NAIVE
    assert round(100 * three.table["credited"].sum()) == -round(
        100 * three.table["owed_to_senders"].sum()
    )


def test_shares_equal_the_mean_over_all_orders_of_coming():
    """The second route: every order, every draw of which links hold."""
    links = {"B": "A", "C": "B", "D": "B", "E": "D"}
    value = {"A": 10.0, "B": 120.0, "C": 60.0, "D": 0.0, "E": 240.0}
    because = 0.6
    people = list(value)

    def worth(there: set[str], holds: dict[str, bool]) -> float:
        total = 0.0
        for one in there:
            here, complete = one, True
            while here in links and holds[here]:
                here = links[here]
                complete &= here in there
            total += value[one] * complete
        return total

    shares = dict.fromkeys(people, 0.0)
    orders = list(permutations(people))
    for draw in range(2 ** len(links)):
        holds = {friend: bool(draw >> place & 1) for place, friend in enumerate(links)}
        chance = np.prod([because if held else 1 - because for held in holds.values()])
        for order in orders:
            there: set[str] = set()
            for one in order:
                before = worth(there, holds)
                there = there | {one}
                shares[one] += chance * (worth(there, holds) - before) / len(orders)
    sent = chain(*[sender + friend for friend, sender in links.items()], offered=10.0)
    found = referral_chains(sent, pd.Series(value), because=because, owed=0.0)
    assert found.table["shared"].tolist() == pytest.approx(list(shares.values()), abs=0.011)


def test_who_would_have_come_anyway_owes_nothing():
    value = pd.Series([0.0, 100.0], index=["A", "B"])
    free, paid = chain("AB"), chain("AB", offered=10.0)
    credited = [
        referral_chains(sent, value, because=0.5, owed=owed).table["credited"].iloc[0]
        for sent, owed in [(free, 0.0), (free, 1.0), (paid, 0.0), (paid, 0.5), (paid, 1.0)]
    ]
    assert credited == [0.0, 50.0, 25.0, 37.5, 50.0]


def test_cents_never_get_lost_in_long_chains():
    rng = np.random.default_rng(5)
    ids = [f"K{n}" for n in range(800)]
    senders = [ids[rng.integers(0, n)] for n in range(1, 800)]
    sent = pd.DataFrame({"referrer": senders, "referee": ids[1:], "reward_offered": 10.0})
    found = referral_chains(sent, pd.Series(rng.gamma(1, 77, 800), index=ids), because=0.9, owed=0)
    cents = (found.table[["value", "credited", "owed_to_senders", "shared"]] * 100).round()
    assert cents["credited"].sum() == -cents["owed_to_senders"].sum() > 0
    assert cents["shared"].sum() == cents["value"].sum()
    assert (cents["owed_to_senders"] >= -cents["value"]).all()


def test_a_second_sender_and_a_circle_are_set_aside_and_said():
    sent = chain("AB", "CB", "BA").assign(date=pd.to_datetime(["2024-01-01"] * 3))
    found = referral_chains(sent, pd.Series(100.0, index=list("ABC")))
    assert found.set_aside["reason"].tolist() == [
        "sent by somebody else before",
        "would have been sent by their own friend",
    ]
    assert found.table["shared"].sum() == 300


def test_a_sender_who_is_no_customer_is_credited_nothing():
    found = referral_chains(chain("XB", "BC"), pd.Series(100.0, index=list("BC")))
    assert found.table["shared"].tolist() == [150.0, 50.0]


def test_shares_and_ids_are_checked_together():
    with pytest.raises(DataProblem) as found:
        referral_chains(
            pd.DataFrame({"referrer": ["A"]}), pd.Series([1.0, np.nan], index=["A", "A"]),
            because=54, owed=-1,
        )  # fmt: skip
    assert len(found.value.problems) == 5
