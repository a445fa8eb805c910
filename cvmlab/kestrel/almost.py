"""Almost customers: who tried to buy in 2023 (weeks 52 to 104), what they met, and what came of it.

Prospects, 2.1 for each person of the block, are people who are in no file of the firm when they
try. Each means to buy 1 + Poisson(.12) times in the year. At each attempt they meet frictions, and

    logit P(abandon) = -2.7 + 1.8 phone menu + 1.3 website + 2.4 rude + 1.7 rule
                       + 1.5 opening hours + 1.2 identity check;

nothing else acts on it: not the channel, not the basket, not who it is. Whoever abandons comes back
and buys within 60 days with probability .35 (existing customers .70; .38 of all). Who does not come
back is lost, and never tries again: so a prospect is lost at most once.

* Channel of the attempts on record: web .42, phone .26, store .20, collection .12. Frictions can
  only be met where they stand: phone menu by phone; website on the web; rude staff and opening
  hours everywhere but on the web; identity check on the web and by phone; a rule anywhere. Over all
  attempts on record they are met by .18, .26, .06, .14, .08 and .12.
* On record: of the attempts of prospects 95% on the web, 90% by phone and in collection, 60% in a
  store (those which an observer saw). The rest happened all the same.
* Basket intended: the Gamma-Gamma law of all trips (34 euros on average).
* Of the prospects who buy as many became customers as people were acquired in the year, 15 of 100,
  on that person's first day. The others bought as guests, who are in no file of customers.
* What a lost prospect would have bought in a year: in 15 cases of 100 that of a new customer, the
  rates of purchase and of leaving of ``people``; else 1 + Poisson(.12) baskets.

Existing customers: a sample of their real trips of the year, so that what was bought stands in the
transactions on that day. One who came back and bought tried some days before the trip; one who
abandoned for good did so on another day, and that basket was not bought. Abandoning does not make
existing customers leave.

Emotion noted: by the friction met (the strongest of several, by chance in proportion to its
weight); delight without any friction in 18 of 100 cases.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from cvmlab.kestrel.characters import CATERER, POINTS_HUNTER
from cvmlab.kestrel.leaving import RATE, SHAPE
from cvmlab.kestrel.people import SPEND, TRIPS

if TYPE_CHECKING:
    from cvmlab.kestrel.block import Block

YEAR = (364, 728)  # days: weeks 52 to 104
CHANNELS = ("web", "phone", "store", "collection")
SHARE = np.array([0.42, 0.26, 0.20, 0.12])  # of the attempts on record
ON_RECORD = np.array([0.95, 0.90, 0.60, 0.90])
FRICTIONS = ("phone menu", "website", "rude", "rule", "opening hours", "identity check")
WEIGHT = np.array([1.8, 1.3, 2.4, 1.7, 1.5, 1.2])
BASE = -2.7
PREVALENCE = np.array([0.18, 0.26, 0.06, 0.12, 0.14, 0.08])
STANDS = np.array(  # channels × frictions
    [[0, 1, 0, 1, 0, 1], [1, 0, 1, 1, 1, 1], [0, 0, 1, 1, 1, 0], [0, 0, 1, 1, 1, 0]]
)
COMES_BACK = {"prospect": 0.35, "customer": 0.70}
BACK_WITHIN, BACK_AFTER = 60, 9.0  # days: at most, and on average
PROSPECTS, OF_CUSTOMERS = 2.1, 0.18  # prospects, and attempts of customers, for each person
AGAIN, JOINS = 0.12, 0.15
OUTCOMES = ("bought", "came back and bought", "abandoned")
EMOTIONS = ("none", "confusion", "repulsion", "disgust", "anger", "delight")
EMOTION_OF = np.array(  # frictions × emotions
    [
        [0.25, 0.35, 0.10, 0.05, 0.25, 0.00],
        [0.25, 0.55, 0.08, 0.02, 0.10, 0.00],
        [0.05, 0.00, 0.35, 0.30, 0.30, 0.00],
        [0.20, 0.15, 0.15, 0.15, 0.35, 0.00],
        [0.50, 0.05, 0.10, 0.02, 0.33, 0.00],
        [0.25, 0.30, 0.20, 0.05, 0.20, 0.00],
    ]
)
DELIGHT = 0.18


_DRAWN: WeakKeyDictionary[Block, pd.DataFrame] = WeakKeyDictionary()  # for the tables made of it


def draw_attempts(block: Block) -> pd.DataFrame:
    """Every attempt of the year, those included that nobody recorded.

    Parameters
    ----------
    block : Block
        The block of people.

    Returns
    -------
    DataFrame
        ``who`` ("prospect", "customer"), ``prospect`` (-1 for customers), ``person`` (-1 for
        prospects who became no customers), ``day``, ``channel``, the six frictions as columns 0-5,
        ``chance`` (a uniform draw: abandons when it is below the probability), ``outcome`` (of
        OUTCOMES), ``days_later``, ``emotion``, ``basket``, ``key``, ``on_record``; in the order of
        days.
    """
    if block in _DRAWN:
        return _DRAWN[block]
    rng = block.rng("attempts")
    prospects = _of_prospects(rng, block)
    customers = _of_customers(rng, block)
    rows = pd.concat([prospects, customers], ignore_index=True)
    rows["emotion"] = _emotions(rng, rows)
    rows["key"] = _keys(rng, rows, block)
    _DRAWN[block] = rows.sort_values(["day", "key"], kind="stable", ignore_index=True)
    return _DRAWN[block]


def abandonment(met: np.ndarray) -> np.ndarray:
    """The probability of abandoning, given the frictions met (n × 6)."""
    return np.asarray(1 / (1 + np.exp(-BASE - met @ WEIGHT)))


def year_of_lost_prospects(rng: np.random.Generator, number: int) -> tuple[np.ndarray, np.ndarray]:
    """Baskets a lost prospect would have bought in a year, and whether as a customer."""
    joins = rng.random(number) < JOINS
    rate = rng.gamma(TRIPS[0], 1 / TRIPS[1], number)
    stays = np.minimum(rng.exponential(size=number) / rng.gamma(SHAPE, 1 / RATE, number), 52)
    again = np.where(joins, rng.poisson(rate * stays), rng.poisson(AGAIN, number))
    return 1 + again, joins


def _of_prospects(rng: np.random.Generator, block: Block) -> pd.DataFrame:
    number = round(PROSPECTS * block.size)
    prospect = np.repeat(np.arange(number), 1 + rng.poisson(AGAIN, number))
    day = rng.integers(*YEAR, len(prospect))
    order = np.lexsort((day, prospect))
    prospect, day = prospect[order], day[order]
    share = SHARE / ON_RECORD
    first_choice = rng.choice(len(CHANNELS), number, p=share / share.sum())
    other = rng.choice(len(CHANNELS), len(prospect), p=share / share.sum())
    channel = np.where(rng.random(len(prospect)) < 0.7, first_choice[prospect], other)
    spend = SPEND[0] / rng.gamma(SPEND[1], 1 / SPEND[2], number)
    rows = _what_happens(rng, channel, "prospect")
    rows["prospect"], rows["person"], rows["day"] = prospect, -1, day
    rows["basket"] = rng.gamma(SPEND[0], spend[prospect] / SPEND[0])
    rows["on_record"] = rng.random(len(rows)) < ON_RECORD[channel]

    # Who is lost tries no more.
    lost = (rows["outcome"] == 2).to_numpy()
    before = np.cumsum(lost) - lost
    start = np.searchsorted(prospect, prospect)
    rows = rows[before == before[start]].reset_index(drop=True)
    _become_customers(rng, rows, block)
    return rows


def _become_customers(rng: np.random.Generator, rows: pd.DataFrame, block: Block) -> None:
    """Make the people acquired in the year out of prospects who bought, in place."""
    acquired = np.floor(7 * block.people["acquired"].to_numpy()).astype(int)
    people = np.flatnonzero((acquired >= YEAR[0]) & (acquired < YEAR[1]))
    once = ~rows["prospect"].duplicated(keep=False) & (rows["outcome"] < 2)
    chosen = rng.permutation(np.flatnonzero(once))[: len(people)]
    people = people[: len(chosen)]
    later = np.minimum(rows["days_later"].to_numpy()[chosen], acquired[people] - YEAR[0])
    place = {name: rows.columns.get_loc(name) for name in ("person", "days_later", "day")}
    rows.iloc[chosen, place["person"]] = people
    rows.iloc[chosen, place["days_later"]] = later
    rows.iloc[chosen, place["day"]] = acquired[people] - later


def _of_customers(rng: np.random.Generator, block: Block) -> pd.DataFrame:
    trips, first = block.trips, YEAR[0] + BACK_WITHIN
    known = np.floor(7 * block.people["acquired"].to_numpy())[trips["person"]] + BACK_WITHIN
    usable = (trips["day"].between(first, YEAR[1] - 1) & (trips["day"] > known)).to_numpy()
    if block.number == 0 and block.size >= 100:
        usable = (
            usable & (trips["person"] > POINTS_HUNTER).to_numpy()
        )  # the characters' rows are given
    # On the web and by phone people order for delivery, in collection what they fetch themselves.
    own = trips["channel"].to_numpy()
    places = []
    for share, trip_channel in zip(SHARE, (2, 2, 0, 1), strict=True):
        there = np.flatnonzero(usable & (own == trip_channel))
        number = min(round(OF_CUSTOMERS * block.size * share), len(there) // 2)
        places.append(rng.choice(there, number, replace=False) if number else there[:0])
    channel = np.repeat(np.arange(len(CHANNELS)), [len(place) for place in places])
    trip = np.concatenate(places)
    rows = _what_happens(rng, channel, "customer")
    rows["prospect"], rows["on_record"] = -1, True
    person, day = trips["person"].to_numpy()[trip], trips["day"].to_numpy()[trip]
    rows["person"] = person
    # Who abandoned for good did so on the day before or after one on which they did buy.
    elsewhere = day - rng.integers(1, 4, len(day))
    abandoned = rows["outcome"] == 2
    rows["day"] = np.where(abandoned, elsewhere, day - rows["days_later"])
    again = rng.gamma(SPEND[0], block.people["spend"].to_numpy()[person] / SPEND[0])
    rows["basket"] = np.where(abandoned, again, trips["amount"].to_numpy()[trip])
    return pd.concat([rows, _of_characters(block)], ignore_index=True)


def _of_characters(block: Block) -> pd.DataFrame:
    """Maura Keane's last orders for her firm, all smooth; Dara Nolan's vouchers, against a rule."""
    trips = block.trips
    if block.number or block.size < 100:
        trips = trips[:0]
    year = trips[trips["day"].between(*YEAR)]
    hers = year[year["person"] == CATERER].head(2).assign(channel=3, emotion=5, rule=False)
    his = year[year["person"] == POINTS_HUNTER].head(3).assign(channel=0, emotion=4, rule=True)
    both = pd.concat([hers, his], ignore_index=True)
    rows = pd.DataFrame(np.zeros((len(both), len(FRICTIONS)), dtype=bool))
    rows[FRICTIONS.index("rule")] = both["rule"].astype(bool)
    return rows.assign(
        who="customer", prospect=-1, person=both["person"], day=both["day"], chance=1.0,
        channel=both["channel"], outcome=0, days_later=0, basket=both["amount"], on_record=True,
        emotion=both["emotion"],
    )  # fmt: skip


def _what_happens(rng: np.random.Generator, channel: np.ndarray, who: str) -> pd.DataFrame:
    """Frictions and outcome of each attempt."""
    number = len(channel)
    chance_of = STANDS * (PREVALENCE / (SHARE @ STANDS))
    met = rng.random((number, len(FRICTIONS))) < chance_of[channel]
    chance = rng.random(number)
    abandons = chance < abandonment(met)
    back = abandons & (rng.random(number) < COMES_BACK[who])
    wait = np.minimum(1 + np.floor(rng.exponential(BACK_AFTER - 0.5, number)), BACK_WITHIN)
    return pd.DataFrame(met).assign(
        who=who,
        channel=channel,
        chance=chance,
        outcome=np.where(back, 1, np.where(abandons, 2, 0)),
        days_later=np.where(back, wait, 0).astype(int),
    )


def _emotions(rng: np.random.Generator, rows: pd.DataFrame) -> np.ndarray:
    """What was noted of how the person felt, as a place in EMOTIONS."""
    met = rows[list(range(len(FRICTIONS)))].to_numpy(dtype=float)
    strongest = np.argmax(met * WEIGHT * rng.random(met.shape), axis=1)
    drawn = (rng.random(len(rows))[:, None] > np.cumsum(EMOTION_OF, axis=1)[strongest]).sum(axis=1)
    smooth = np.where(rng.random(len(rows)) < DELIGHT, EMOTIONS.index("delight"), 0)
    smooth = np.where(rows["outcome"] == 0, smooth, 0)
    felt = np.where(met.any(axis=1), np.minimum(drawn, len(EMOTIONS) - 1), smooth)
    given = rows["emotion"] if "emotion" in rows else pd.Series(np.nan, index=rows.index)
    return np.where(given.notna(), given.fillna(0), felt).astype(int)


def _keys(rng: np.random.Generator, rows: pd.DataFrame, block: Block) -> np.ndarray:
    """The number of the device, the telephone or, in a store, the observer's slip.

    Web and collection see the same device; a slip is written anew at each visit. So one person may
    stand under several keys.
    """
    number = round(PROSPECTS * block.size)
    one = np.where(rows["who"] == "customer", number + rows["person"], rows["prospect"])
    key = 2 * one + (rows["channel"] == CHANNELS.index("phone"))
    slips = 2 * (number + block.size) + np.arange(len(rows))
    key = np.where(rows["channel"] == CHANNELS.index("store"), slips, key)
    shuffled = rng.permutation(2 * (number + block.size) + len(rows))
    return np.asarray(shuffled[key])
