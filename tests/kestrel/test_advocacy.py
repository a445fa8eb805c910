"""Referrals and contributions: the randomised reward tells who would have come anyway."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cvmlab.data.contracts import advocacy as contracts
from cvmlab.data.contracts.checks import orphans, violations
from cvmlab.kestrel import types
from cvmlab.kestrel.block import Block
from cvmlab.kestrel.characters import CATERER_CARD, POINTS_HUNTER_CARD
from cvmlab.kestrel.contribution_phrases import PHRASES
from cvmlab.kestrel.contributions import contributions
from cvmlab.kestrel.referrals import lost_status, referrals, truth_referrals

ANYWAY = 0.45  # planted: the share who would have joined without a reward


@pytest.fixture(scope="module")
def sent(blocks: list[Block]) -> list[pd.DataFrame]:
    return [referrals(block) for block in blocks]


@pytest.fixture(scope="module")
def given(blocks: list[Block]) -> list[pd.DataFrame]:
    return [contributions(block) for block in blocks]


def _joined(sent: pd.DataFrame) -> pd.DataFrame:
    return sent[sent["referee"].notna()]


def _person(block: Block) -> pd.Series:
    return pd.Series(np.arange(block.size), index=block.main_card())


def test_tables_keep_their_contracts(block, sent, given) -> None:
    assert violations(sent[0], contracts.REFERRALS) == []
    assert violations(given[0], contracts.CONTRIBUTIONS) == []
    assert violations(truth_referrals(block), contracts.TRUTH_REFERRALS) == []


def test_every_reference_is_found(block, sent, given) -> None:
    cards = block.records["customer_id"]
    assert orphans(sent[0]["referrer"], cards) == []
    assert orphans(sent[0]["referee"], cards) == []
    assert orphans(given[0]["customer_id"], cards) == []
    assert set(given[0]["referral_id"].dropna()) == set(_joined(sent[0])["referral_id"])
    assert set(truth_referrals(block)["referral_id"]) == set(_joined(sent[0])["referral_id"])


def test_same_seed_makes_the_same_tables() -> None:
    for table in (referrals, truth_referrals, contributions):
        pd.testing.assert_frame_equal(table(Block(9, 1, 300)), table(Block(9, 1, 300)))


def test_a_small_block_works() -> None:
    for size in (20, 100):
        assert violations(referrals(Block(4, 0, size)), contracts.REFERRALS) == []
        assert violations(contributions(Block(4, 0, size)), contracts.CONTRIBUTIONS) == []


def test_about_three_thousand_referrals_and_nine_thousand_contributions(sent, given) -> None:
    assert all(2800 < len(one) < 3200 for one in sent)
    assert all(8800 < len(one) < 10_000 for one in given)


def test_everybody_won_by_a_referral_was_sent_once_by_a_customer_of_that_day(blocks, sent) -> None:
    for block, one in zip(blocks, sent, strict=True):
        joined, person = _joined(one), _person(block)
        friend, by = person[joined["referee"]].to_numpy(), person[joined["referrer"]].to_numpy()
        channel = types.CHANNELS.index("referral")
        people = block.people
        won = ~people["legacy"] & (people["channel"] == channel) & person.index.notna()
        assert sorted(friend) == np.flatnonzero(won).tolist()
        day = (joined["date"] - pd.Timestamp("2022-01-03")).dt.days.to_numpy()
        acquired = np.floor(7 * people["acquired"].to_numpy())
        assert (acquired[friend] == day).all()
        assert (acquired[by] < day).all()
        assert (7 * block.fates.people["left"].to_numpy()[by] > day).all()


def test_only_even_cards_are_rewarded(sent) -> None:
    one = pd.concat(sent)
    even = one["referrer"].str[-1].astype(int) % 2 == 0
    assert (one["reward_offered"] == np.where(even, 10.0, 0.0)).all()
    paid = (one["reward_paid"] > 0) == (even & one["referee"].notna())
    assert paid.all()


def _a_head(blocks: list[Block], sent: list[pd.DataFrame], even: bool) -> tuple[float, float]:
    """Friends who bought for each card, of one arm, with its standard error."""
    counts = []
    for block, one in zip(blocks, sent, strict=True):
        cards = pd.Series(block.main_card()).dropna()
        cards = cards[(cards.str[-1].astype(int) % 2 == 0) == even]
        counts.append(_joined(one)["referrer"].value_counts().reindex(cards, fill_value=0))
    every = pd.concat(counts)
    return float(every.mean()), float(every.sem())


def test_the_randomised_reward_finds_who_would_have_come_anyway(blocks, sent) -> None:
    """Friends a head without the reward over friends a head with it; errors over referrers."""
    without, its_error = _a_head(blocks, sent, even=False)
    with_reward, error = _a_head(blocks, sent, even=True)
    share = without / with_reward
    log_error = np.hypot(its_error / without, error / with_reward)
    low, high = share * np.exp(np.array([-1.96, 1.96]) * log_error)
    assert low < ANYWAY < high
    assert high - low < 0.08  # narrow enough to tell .45 from a half or a third of the friends


def test_the_truth_has_the_same_share(blocks, sent) -> None:
    truth = pd.concat([truth_referrals(block) for block in blocks])
    offered = pd.concat([_joined(one) for one in sent])["reward_offered"].to_numpy() > 0
    anyway = truth["would_have_joined_anyway"].to_numpy()
    assert anyway[~offered].all()
    interval = stats.binomtest(int(anyway[offered].sum()), int(offered.sum())).proportion_ci(0.99)
    assert interval.low < ANYWAY < interval.high


def test_referrals_a_year_by_type_are_as_planted(blocks, sent) -> None:
    friends, years = np.zeros(6), np.zeros(6)
    for block, one in zip(blocks, sent, strict=True):
        people, person = block.people, _person(block)
        kind = people["type"].to_numpy()
        by = person[_joined(one)["referrer"]].to_numpy()
        friends += np.bincount(kind[by], minlength=6)
        end = np.minimum(np.minimum(block.fates.people["left"], 156), lost_status(block))
        stay = (end - people["acquired"].clip(lower=0)).clip(lower=0) / 52
        years += np.bincount(kind, stay * person.index.notna(), minlength=6)
    ratio = friends / years / types.REFERRALS_A_YEAR
    # The number of friends is given by the channel's share of acquisition: it fits within 8%.
    assert np.abs(friends.sum() / (years @ types.REFERRALS_A_YEAR) - 1) < 0.08
    assert np.abs(ratio / np.average(ratio, weights=years) - 1).max() < 0.12


def test_there_are_chains_of_referrals(sent) -> None:
    assert all(set(one["referrer"]) & set(one["referee"].dropna()) for one in sent)


def test_phrases_are_varied_and_name_where_they_were_heard() -> None:
    for kind, phrases in PHRASES.items():
        assert len(set(phrases)) >= 12, kind
        assert all(len(phrase.split(" | ")) == 2 for phrase in phrases)


def test_six_kinds_for_and_one_against(given) -> None:
    one = pd.concat(given)
    assert set(one.loc[one["direction"] == "for", "kind"]) == set(PHRASES)
    assert set(one.loc[one["direction"] == "against", "kind"]) == {"negative talk"}


def test_the_bound_give_most(blocks, given) -> None:
    rates = np.zeros(6)
    for block, one in zip(blocks, given, strict=True):
        talk = one[one["kind"] == "positive talk"]
        kind = block.people["type"].to_numpy()
        rates += np.bincount(kind[_person(block)[talk["customer_id"]]], minlength=6)
    rates /= sum(np.bincount(block.people["type"], minlength=6) for block in blocks)
    assert rates[0] > 2 * rates[[1, 2, 4, 5]].max()


def test_negative_talk_follows_failures_and_lost_status(blocks, given) -> None:
    """Relative risk of speaking badly, with an interval, pooled over the companies."""
    table = np.zeros((2, 2))
    slighted, speak = 0, 0
    for block, one in zip(blocks, given, strict=True):
        talks = np.zeros(block.size, dtype=bool)
        talks[_person(block)[one.loc[one["direction"] == "against", "customer_id"]]] = True
        lost, left = lost_status(block), block.fates.people["left"].to_numpy()
        status = np.isfinite(lost)
        stayed = status & (left > lost + 52) & _person(block).index.notna()
        slighted, speak = slighted + stayed.sum(), speak + (stayed & talks).sum()
        failed = block.fates.unrecovered.sum(axis=1) > 2
        for side in (False, True):
            table[int(side)] += np.bincount(talks[(failed == side) & ~status], minlength=2)
    risk = table[:, 1] / table.sum(axis=1)
    error = np.sqrt((1 / table[:, 1] - 1 / table.sum(axis=1)).sum())
    assert np.log(risk[1] / risk[0]) - 2.58 * error > np.log(2)
    # Poisson, 1.5 in the year: nearly eight in ten of those who stayed speak at least once.
    interval = stats.binomtest(int(speak), int(slighted)).proportion_ci(0.99)
    assert interval.low < 1 - np.exp(-1.5) + 0.03 and speak / slighted > 0.7


def test_maura_turns_and_dara_is_paid(sent, given) -> None:
    hers = given[0][given[0]["customer_id"] == CATERER_CARD]
    assert (hers.loc[hers["date"] < "2024-01-01", "direction"] == "for").all()
    assert (hers.loc[hers["date"] >= "2024-01-01", "direction"] == "against").all()
    assert hers["kind"].nunique() == 7 and (hers["kind"] == "referred customer").sum() == 8
    his = sent[0][sent[0]["referrer"] == POINTS_HUNTER_CARD]
    assert len(his) == 8 and (his["reward_paid"] == 10).all()
    assert (sent[0].loc[sent[0]["referrer"] == CATERER_CARD, "reward_paid"] == 0).all()
