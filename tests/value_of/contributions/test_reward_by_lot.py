"""What a reward brought: the planted share, its interval, and refusing what was no lot."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

from cvmlab.data.planted_truth import truth
from cvmlab.errors import DataProblem
from cvmlab.kestrel.block import Block
from cvmlab.kestrel.referrals import referrals
from cvmlab.value_of.contributions.reward_by_lot import reward_by_lot
from cvmlab.value_of.contributions.reward_by_lot_picture import plot_reward_by_lot
from tests.sample import sample_company

ANYWAY = 0.45


@pytest.fixture(scope="module")
def kestrel():
    ws = sample_company()
    return reward_by_lot(ws.referrals.frame(), ws.customers.frame()), ws


def made(rng, customers=4000, with_reward=0.2, anyway=ANYWAY):
    """Customers with a lot, and friends in bunches: some send many, most send none."""
    ids = [f"C{n:05d}" for n in range(customers)]
    even = np.arange(customers) % 2 == 0
    mean = np.where(even, with_reward, with_reward * anyway)
    sent = rng.poisson(mean * rng.gamma(2, 0.5, customers))
    who = np.repeat(np.arange(customers), sent)
    offered = np.where(even[who], 10.0, 0.0)
    friends = pd.DataFrame(
        {
            "referrer": np.array(ids)[who],
            "referee": [f"F{n}" for n in range(len(who))],
            "reward_offered": offered,
            "reward_paid": offered,
        }
    )
    return friends, pd.DataFrame({"customer_id": ids})


def test_the_share_is_the_one_nobody_sees_within_its_interval(kestrel):
    found, ws = kestrel
    rewarded = ws.referrals.frame().query("reward_offered > 0")
    hidden = truth().referrals.frame().merge(rewarded, on="referral_id")
    assert found.low < 1 - hidden["would_have_joined_anyway"].mean() < found.high
    assert found.low < 1 - ANYWAY < found.high


def test_five_companies_pooled_give_the_planted_share():
    shares, errors = [], []
    for seed in range(1, 6):
        block = Block(seed)
        cards = [card for card in block.main_card() if card is not None]
        found = reward_by_lot(referrals(block), pd.DataFrame({"customer_id": cards}))
        shares.append(found.because)
        errors.append((found.high - found.low) / 3.92)
    weight = 1 / np.square(errors)
    pooled, error = np.average(shares, weights=weight), np.sqrt(1 / weight.sum())
    assert abs(pooled - (1 - ANYWAY)) < 2.6 * error
    assert error < 0.03


def test_intervals_hold_the_planted_share_as_often_as_they_say():
    rng = np.random.default_rng(11)
    held = 0
    for _ in range(600):
        found = reward_by_lot(*made(rng, customers=1200))
        held += found.low < 1 - ANYWAY < found.high
    assert binomtest(held, 600, 0.95).pvalue > 0.01


def test_a_ratio_by_hand():
    customers = pd.DataFrame({"customer_id": list("abcdefgh")})
    friends = pd.DataFrame(
        {
            "referrer": [*list("aaacg"), "b", "d"],
            "referee": [*list("ABCDE"), "F", None],
            "reward_offered": [10.0] * 5 + [0.0] * 2,
            "reward_paid": [10.0] * 5 + [0.0] * 2,
        }
    )
    may = pd.Series([True, False] * 4)
    found = reward_by_lot(friends, customers, offered=may)
    assert found.table["per_thousand"].tolist() == [1250.0, 250.0]
    assert found.because == pytest.approx(0.8)
    assert found.additional == pytest.approx(4)
    assert found.cost_of_one[0] == pytest.approx(12.5)


def test_where_rewards_do_not_follow_the_lot_nothing_is_concluded():
    friends, customers = made(np.random.default_rng(2))
    friends.loc[friends["reward_offered"] == 0, "reward_offered"] = 10.0
    with pytest.raises(DataProblem, match="do not follow the lot"):
        reward_by_lot(friends, customers)


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(DataProblem) as found:
        reward_by_lot(pd.DataFrame({"referrer": ["a"]}), pd.DataFrame({"id": ["a"]}))
    assert len(found.value.problems) == 4
    with pytest.raises(DataProblem, match="end on no digit"):
        friends, customers = made(np.random.default_rng(2))
        reward_by_lot(friends, customers.assign(customer_id=customers["customer_id"] + "x"))


def test_the_picture_says_what_it_shows(kestrel):
    found, _ = kestrel
    picture = plot_reward_by_lot(found)
    assert found.sentence in picture.alt
    heights = [bar.get_height() for bar in picture.axes.patches]
    assert heights[0] + heights[2] == pytest.approx(found.table["per_thousand"]["reward"])
