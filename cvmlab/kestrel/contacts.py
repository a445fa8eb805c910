"""Letters and messages of the third year, one by one: the visible side of the letters in ``fates``.

How many letters a person is sent in each four-week month from week 104 on is drawn in ``fates``:
Poisson, with a mean that rises with the rank of the trip rate from 1.0 to 5.0, none for the
holdout. They go out only while the firm believes the person a customer: bought in the 26 weeks
before the month's beginning. Silent leavers go on getting them for half a year. Here each letter
gets its day, channel, campaign and outcome.

What it does, planted in ``leaving``: each one above three a month raises the hazard of leaving in
that month by 8%. **It brings nobody in**: no effect on trips is planted. Who redeems an offer would
have come anyway; that is the difference between a response rate and an uplift. (The hazard counts
letters as drawn, so also in the 11% of customers' months in which none were sent, because somebody
comes too seldom to be believed a customer or has just joined: 4% of all letters above three.)

Planted here:

* Day: uniform over the month; none on a Sunday (moved to the Saturday before).
* Record: the card; for who has two, either, once the second is there (so a cap that counts by card
  lets more through than it says); for who has none, the web account.
* Channel: letter, e-mail, app, text .60/.25/.10/.05 for people with an e-mail address by then (web
  account, receipt by e-mail), letter and text .88/.12 for others. Campaign: one of those live on
  that day in that channel, all alike.
* Outcome: in the order unsubscribed (e-mail .004, text .006, app .003; afterwards nothing goes out
  in that channel: the firm writes letters instead), complaint (.0015 × 1.3 for each letter above
  three in the month), redeemed (only if the person came within 14 days, then with probability
  .06 + .20 × deal share), none.
* Opened: known for e-mail (.32) and app (.48), and always where something followed from it.

Measured: at seed 2022 and 20,000 people 304 thousand contacts. Seeds 1 to 5 together:

* Hazard of each letter above three: 1.085 (95% interval 1.070 to 1.101), by Poisson regression of
  the person-months in which the firm wrote or could have, on this table and the truth about leaving
  (calm hazard as the offset, failures beside it, those the discounter does not reach).
* What the firm sees points the other way: of those active at week 104, each letter a month in the
  half year after goes with a tenth *fewer* who bought nothing in the last six weeks (.90, .898 to
  .905), as letters go to those who come most; comparing people of like frequency before does not
  undo it (.96 for each above three). Among people with 13 trips and more in half a year, whose
  silence is soon heard, a month with letters above three is more often the last one: 1.04 for each
  (1.02 to 1.06), but one company alone is too small to see it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.kestrel.calendar import DAYS, PHASE_CHANGE, START, dates
from cvmlab.kestrel.campaigns import campaigns, live_to_customers
from cvmlab.kestrel.ids import running_ids
from cvmlab.kestrel.leaving import LETTERS_BORNE, MONTH, MONTHS
from cvmlab.kestrel.reach import card_and_record, record_used, records_of_people

if TYPE_CHECKING:
    from cvmlab.kestrel.block import Block

FIRST_DAY, MONTH_DAYS = 7 * PHASE_CHANGE, int(7 * MONTH)
CHANNELS = ("letter", "e-mail", "app", "text")
MIX_WITH_ADDRESS = np.array([0.60, 0.25, 0.10, 0.05])
MIX_WITHOUT = np.array([0.88, 0.00, 0.00, 0.12])
UNSUBSCRIBES = np.array([0.0, 0.004, 0.003, 0.006])
OPENED = np.array([0.0, 0.32, 0.48, 0.0])
COMPLAINS, MORE_COMPLAINTS = 0.0015, 1.3
REDEEM_WITHIN, REDEEMS, REDEEMS_BY_DEALS = 14, 0.06, 0.20
OUTCOMES = ("none", "redeemed", "complaint", "unsubscribed")


def believed_customers(block: Block) -> np.ndarray:
    """Whether the firm believes each person a customer, in each month from week 104 on.

    Returns
    -------
    array of people × 13 of bool
        Bought in the 26 weeks before the month's beginning.
    """
    begins = [int(PHASE_CHANGE + MONTH * month) for month in range(MONTHS)]
    return np.column_stack([block.active(week) for week in begins])


def contacts(block: Block) -> pd.DataFrame:
    """Every letter and message to existing customers in weeks 104 to 156.

    Returns
    -------
    DataFrame
        As the contract ``CONTACTS`` says, in the order of days.
    """
    rng = block.rng("contact details")  # "contacts" is the stream of fates
    letters = np.where(believed_customers(block), block.fates.letters, 0)
    person, month = np.nonzero(letters)
    many = letters[person, month]
    person, month, many = (np.repeat(values, many) for values in (person, month, many))
    day = FIRST_DAY + MONTH_DAYS * month + rng.integers(0, MONTH_DAYS, len(month))
    day = np.where(day % 7 == 6, day - 1, day)
    order = np.lexsort((person, day))
    person, day, many = person[order], day[order], many[order]

    channel, unsubscribed = _channels(rng, block, person, day)
    table = campaigns(block.seed)
    campaign = _campaigns(rng, table, day, channel)
    ids, costs = table["campaign_id"], table["cost_per_contact"].to_numpy()
    outcome = _outcomes(rng, block, person, day, many, unsubscribed)
    acted = np.isin(outcome, (OUTCOMES.index("redeemed"), OUTCOMES.index("unsubscribed")))
    opened = pd.array((rng.random(len(day)) < OPENED[channel]) | acted, dtype="boolean")
    opened[OPENED[channel] == 0] = pd.NA
    rows = record_used(rng, block, person, day, np.zeros(len(day), dtype=bool))
    return pd.DataFrame(
        {
            "contact_id": running_ids("N", block.number, len(day), digits=7),
            **card_and_record(block, rows),
            "date": dates(day),
            "campaign_id": _words(ids, campaign),
            "channel": _words(CHANNELS, channel),
            "cost": costs[campaign],
            "opened": opened,
            "outcome": _words(OUTCOMES, outcome),
        }
    )


def _channels(
    rng: np.random.Generator, block: Block, person: np.ndarray, day: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Channel of each contact, and whether it is the one by which somebody unsubscribed."""
    known = records_of_people(block)
    since = np.minimum(known["web_since"], known["till_since"]).to_numpy()
    draw = rng.random(len(person))
    channel = np.where(
        day >= since[person],
        np.searchsorted(np.cumsum(MIX_WITH_ADDRESS)[:-1], draw, side="right"),
        np.searchsorted(np.cumsum(MIX_WITHOUT)[:-1], draw, side="right"),
    )
    asks = rng.random(len(person)) < UNSUBSCRIBES[channel]
    place = person * len(CHANNELS) + channel
    number = np.arange(len(person))
    first = np.full(block.size * len(CHANNELS), len(person))
    np.minimum.at(first, place[asks], number[asks])
    channel = np.where(number > first[place], CHANNELS.index("letter"), channel)
    return channel, asks & (number == first[place])


def _campaigns(
    rng: np.random.Generator, table: pd.DataFrame, day: np.ndarray, channel: np.ndarray
) -> np.ndarray:
    """Row of the campaign of each contact: one of those live that day in the channel."""
    draw = rng.random(len(day))
    chosen = np.zeros(len(day), dtype=int)
    for number, name in enumerate(CHANNELS):
        live = live_to_customers(table, name, START, DAYS)
        order = np.argsort(~live, axis=1, kind="stable")  # the live ones first
        mine = channel == number
        at = (draw[mine] * live.sum(axis=1)[day[mine]]).astype(int)
        chosen[mine] = order[day[mine], at]
    return chosen


def _outcomes(
    rng: np.random.Generator, block: Block, person: np.ndarray, day: np.ndarray,
    many: np.ndarray, unsubscribed: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """What came of each contact."""
    trips = block.trips
    bought = np.sort(trips["person"].to_numpy() * (2 * DAYS) + trips["day"].to_numpy())
    at = person * (2 * DAYS) + day
    after = np.append(bought, np.iinfo("int64").max)[np.searchsorted(bought, at)]
    came = after - at <= REDEEM_WITHIN
    deals = block.people["deal_share"].to_numpy()[person]
    redeems = came & (rng.random(len(day)) < REDEEMS + REDEEMS_BY_DEALS * deals)
    pressure = MORE_COMPLAINTS ** np.maximum(many - LETTERS_BORNE, 0)
    complains = rng.random(len(day)) < COMPLAINS * pressure
    return np.select([unsubscribed, complains, redeems], [3, 2, 1], 0)


def _words(words: Iterable[str], place: np.ndarray) -> pd.api.extensions.ExtensionArray:
    """The word of each row."""
    return pd.array(list(words), dtype="str").take(place)
