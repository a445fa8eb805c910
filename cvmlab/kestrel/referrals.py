"""Who sent whom: referrals, with a reward that was decided by chance.

Everybody acquired inside the files through the channel "referral" was sent by somebody: every such
person with a card stands here once, on the day of the first purchase. The one who sent them is
drawn among those who were customers on that day, hold a card, and do not speak badly of the firm
(see ``contributions``), each weighing

    referrals a year of the type × exp(.3 (bond - mean bond of the type)) / its mean
        × Gamma(2, mean 1) × (1 / .45 if a reward may be offered, else 1).

The reward: cards with an even number may offer 10 euros to themselves for each friend who buys;
cards with an odd number may not, from the first day on. Numbers are given out in the order of
joining, so the two halves differ by chance only: a randomised experiment whose arms can be counted
in the customer file.

Estimand: of the referred customers brought by people *with* the reward, the share who would have
joined without any reward. It is .45 for every type: people with the reward bring 1/.45 = 2.2 times
as many. Which ones would have come anyway is drawn with .45 and stands in the truth; those brought
without a reward came without one.

A further quarter of the table are friends whose invitation was noted and who never bought
(.36 for each who did), sent by the same law; no reward is paid for them.

Calibration: referrals a year are planted as .30 emotional, .12 convenience, .15 points, .12 latent
emotional, .06 points occasional, .04 casual. The number of friends who buy is given by the
channel's share of acquisition, .17: about 2,240 a block, 2,150 of them with a card; the planted
rates would bring 2,230 from the customers there are, so they fit. Measured pooled over seeds 1-5,
friends who bought a year as a customer with a card: .285, .117, .153, .110, .057, .039. They are
higher before week 104 and lower after it, as acquisition is. Friends a head without the reward over
friends a head with it: .455, standard error .011 (one company: .03).

Maura Keane, who may offer nothing, sent eight friends in 2022 and 2023 and nobody since. Dara
Nolan, who may, sends one for every reward he can get: eight as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.kestrel import types
from cvmlab.kestrel.calendar import PHASE_CHANGE, WEEKS, dates
from cvmlab.kestrel.characters import CATERER, POINTS_HUNTER
from cvmlab.kestrel.ids import running_ids

if TYPE_CHECKING:
    from cvmlab.kestrel.block import Block

REWARD, ANYWAY = 10.0, 0.45
MORE_WITH_REWARD = 1 / ANYWAY
NEVER_BOUGHT = 0.36  # for each friend who bought
BOND_ON_REFERRALS, FRAILTY = 0.3, 2.0
_OF_CHARACTERS = 8
_NOBODY = np.array(None, dtype=object)
STATUS_WEEK, SLIPPED_LONG = 52.0, 30.0


def referrals(block: Block) -> pd.DataFrame:
    """Every referral that was noted: who sent whom, when, and for what reward.

    Parameters
    ----------
    block : Block
        The block of people.

    Returns
    -------
    DataFrame
        ``referral_id``, ``date``, ``referrer``, ``referee`` (cards; None: never bought),
        ``reward_offered``, ``reward_paid`` (euros); in the order of dates.
    """
    return _noted(block).drop(columns="anyway")


def truth_referrals(block: Block) -> pd.DataFrame:
    """Which of the referred customers would have joined without a reward.

    Parameters
    ----------
    block : Block
        The block of people.

    Returns
    -------
    DataFrame
        ``referral_id``, ``would_have_joined_anyway``: one row a referral that led to a purchase.
    """
    noted = _noted(block)
    joined = noted[noted["referee"].notna()]
    return pd.DataFrame(
        {
            "referral_id": joined["referral_id"],
            "would_have_joined_anyway": joined["anyway"].astype(bool),
        }
    ).reset_index(drop=True)


def lost_status(block: Block) -> np.ndarray:
    """The week in which each person's status was taken away; infinite for most.

    Slippers lose it at the first turn of a year that comes 30 weeks or more after they slipped,
    when little is left in the sum of the last twelve months. From then on they speak badly of the
    firm.
    """
    slip = block.fates.people["slip_week"].to_numpy()
    turn = STATUS_WEEK * np.ceil((slip + SLIPPED_LONG) / STATUS_WEEK)
    return np.where(np.isnan(turn) | (turn >= WEEKS), np.inf, turn)


def may_offer(cards: np.ndarray) -> np.ndarray:
    """Whether each card may offer the reward: those with an even number may."""
    return np.array([card is not None and int(card[-1]) % 2 == 0 for card in cards], dtype=bool)


def _noted(block: Block) -> pd.DataFrame:
    rng = block.rng("referrals")
    people, card = block.people, block.main_card()
    has_card = np.array([one is not None for one in card], dtype=bool)
    offers = may_offer(card)
    weight = _weights(rng, people, offers) * has_card
    from_week = np.floor(7 * people["acquired"].to_numpy()) / 7
    until = np.minimum(block.fates.people["left"].to_numpy(), lost_status(block))
    if block.number == 0 and block.size >= 100:
        until[CATERER] = PHASE_CHANGE
        weight[[CATERER, POINTS_HUNTER]] = 0  # theirs are given below

    new = ~people["legacy"].to_numpy() & (people["channel"] == types.CHANNELS.index("referral"))
    referee = np.flatnonzero(new & has_card)
    day = np.floor(7 * people["acquired"].to_numpy()[referee])
    never = rng.poisson(NEVER_BOUGHT * len(referee))
    day = np.concatenate([day, rng.choice(day, never) if len(day) else []]).astype(int)
    referee = np.concatenate([referee, np.full(len(day) - len(referee), -1)])
    referrer = _referrers(rng, weight, from_week, until, day / 7)
    if block.number == 0 and block.size >= 100:
        _of_characters(referrer, referee, day, block.fates.people["left"].to_numpy())
    found = referrer >= 0
    referee, referrer, day = referee[found], referrer[found], day[found]

    bought = referee >= 0
    offered = offers[referrer]
    anyway = ~offered | (block.rng("truth_referrals").random(len(day)) < ANYWAY)
    table = pd.DataFrame(
        {
            "date": dates(day),
            "referrer": card[referrer],
            "referee": np.where(bought, card[referee], _NOBODY),
            "reward_offered": np.where(offered, REWARD, 0.0),
            "reward_paid": np.where(offered & bought, REWARD, 0.0),
            "anyway": anyway,
        }
    ).sort_values(["date", "referrer", "referee"], kind="stable", ignore_index=True)
    table.insert(0, "referral_id", running_ids("B", block.number, len(table)))
    return table


def _weights(rng: np.random.Generator, people: pd.DataFrame, offers: np.ndarray) -> np.ndarray:
    kind, bond = people["type"].to_numpy(), people["bond"].to_numpy()
    tilt = np.exp(
        BOND_ON_REFERRALS * (bond - types.BOND_MEAN[kind])
        - (BOND_ON_REFERRALS * types.BOND_SD[kind]) ** 2 / 2
    )
    frailty = rng.gamma(FRAILTY, 1 / FRAILTY, len(people))
    return types.REFERRALS_A_YEAR[kind] * tilt * frailty * np.where(offers, MORE_WITH_REWARD, 1.0)


def _referrers(
    rng: np.random.Generator,
    weight: np.ndarray,
    from_week: np.ndarray,
    until: np.ndarray,
    week: np.ndarray,
) -> np.ndarray:
    """For each referral somebody who was a customer in that week, drawn by weight; -1: nobody.

    Drawn from everybody, and again for those who were no customers then.
    """
    total = np.cumsum(weight)
    found = np.full(len(week), -1)
    for _ in range(200):
        open_ = np.flatnonzero(found < 0)
        if not len(open_) or total[-1] <= 0:
            break
        who = np.searchsorted(total, rng.random(len(open_)) * total[-1], side="right")
        fits = (from_week[who] < week[open_] - 1e-9) & (until[who] > week[open_])
        found[open_[fits]] = who[fits]
    return found


def _of_characters(
    referrer: np.ndarray, referee: np.ndarray, day: np.ndarray, left: np.ndarray
) -> None:
    """Give the first two people of the company the friends they are known for, in place."""
    bought = np.flatnonzero(referee >= 0)
    before = bought[day[bought] < 7 * PHASE_CHANGE]
    hers = before[:: max(len(before) // _OF_CHARACTERS, 1)][:_OF_CHARACTERS]
    referrer[hers] = CATERER
    until = bought[(day[bought] < 7 * left[POINTS_HUNTER]) & (referrer[bought] != CATERER)]
    his = until[:: max(len(until) // _OF_CHARACTERS, 1)][:_OF_CHARACTERS]
    referrer[his] = POINTS_HUNTER
