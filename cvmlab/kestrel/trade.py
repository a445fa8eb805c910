"""Trips and the transactions they leave: who came on which day, and what stood on the receipt.

A person buys at most once a day: on each day with the probability rate / 7, more on Saturdays and
less on Sundays. One purchase a day at most makes the trips of a week less variable than a Poisson
law; weeks differ by a gamma factor with mean 1 whose variance makes up for exactly that. So in
discrete time mean and variance of a week's trips are those of the Pareto/NBD model.

Money is a Gamma-Gamma law of the net amount; a deal takes 10 to 30% off the gross price, points
take 5 euros off. 12% of trips go to another store than the home store. 2% of purchases come back
within two weeks, half of them whole; four in five with their receipt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.kestrel import types
from cvmlab.kestrel.calendar import CARE_STARTS, DAYS, WEEKS, dates
from cvmlab.kestrel.characters import spend_of_characters
from cvmlab.kestrel.fates import SLIP_KEEPS
from cvmlab.kestrel.ids import running_ids
from cvmlab.kestrel.people import SPEND, STORES
from cvmlab.kestrel.places import STORE_NAMES
from cvmlab.kestrel.seeds import generator

if TYPE_CHECKING:
    from cvmlab.kestrel.block import Block

CHANNELS = ("store", "click and collect", "web")
WEEKDAY = np.array([0.85, 0.85, 0.90, 1.00, 1.25, 1.45, 0.70])  # Monday to Sunday, 1 on average
_DAILY = np.mean(WEEKDAY**2) / 7  # by how much, times rate², one purchase a day steadies a week
BUSY = _DAILY / (1 - _DAILY)  # the variance of the factor of a week
CARE_ON_TRIPS = 0.10  # elasticity: a bond lifted by 1 makes e^.10 as many trips
HOME_STORE, RETURNED, WITH_RECEIPT = 0.88, 0.02, 0.80
POINTS, EUROS_OF_POINTS = 500, 5.0
_AT_ONCE = 4000  # people whose days stand in memory together


def draw_trips(seed: int, block: int, people: pd.DataFrame, fates: pd.DataFrame) -> pd.DataFrame:
    """Every purchase of every person.

    Parameters
    ----------
    people, fates : DataFrame
        As ``draw_people`` and ``draw_fates`` give them.

    Returns
    -------
    DataFrame
        ``day, person, channel, store, deal`` (code of CHANNELS, 0-23, whether on a deal), and
        ``gross, discount, amount, margin`` in euros, ``points`` redeemed; in the order of days.
    """
    rng = generator(seed, "trips", block)
    person, day = _days(rng, people, fates)
    rng = generator(seed, "transactions", block)
    number = len(day)
    kind = people["type"].to_numpy()[person]
    channel = _channels(rng, people, person)
    home = people["home_store"].to_numpy()[person]
    store = np.where(rng.random(number) < HOME_STORE, home, rng.integers(0, STORES, number))
    deal = rng.random(number) < people["deal_share"].to_numpy()[person]
    spend = people["spend"].to_numpy()[person]
    if block == 0:
        spend = spend_of_characters(spend, person, day)
    amount = np.maximum(np.round(rng.gamma(SPEND[0], spend / SPEND[0]), 2), 0.01)
    off = np.where(deal, rng.uniform(0.10, 0.30, number), 0.0)
    redeems = (rng.random(number) < types.REDEEMS[kind]) & (amount > 2 * EUROS_OF_POINTS)
    discount = np.round(amount * off / (1 - off) + EUROS_OF_POINTS * redeems, 2)
    rate = people["margin_rate"].to_numpy()[person] + rng.normal(0, 0.03, number)
    return pd.DataFrame(
        {
            "day": day,
            "person": person,
            "channel": channel,
            "store": store.astype("int8"),
            "deal": deal,
            "gross": np.round(amount + discount, 2),
            "discount": discount,
            "amount": amount,
            "margin": np.round(amount * rate, 2),
            "points": np.where(redeems, POINTS, 0),
        }
    )


def _days(
    rng: np.random.Generator, people: pd.DataFrame, fates: pd.DataFrame
) -> tuple[np.ndarray, np.ndarray]:
    """Persons and days of all trips, in the order of days."""
    weeks = np.arange(WEEKS)
    rate = people["rate"].to_numpy()
    slip = np.nan_to_num(np.floor(fates["slip_week"].to_numpy()), nan=np.inf)
    care = np.exp(CARE_ON_TRIPS * fates["care_lift"].to_numpy())
    # The first purchase makes a customer; it is no chance of that day.
    joined = np.floor(7 * people["acquired"].to_numpy()).astype(int)
    new = np.flatnonzero(joined >= 0)
    persons, days = [new], [joined[new]]
    weekday = (WEEKDAY / 7).astype("float32")
    for first in range(0, len(people), _AT_ONCE):
        some = slice(first, first + _AT_ONCE)
        chance = rng.standard_gamma(1 / BUSY, (len(rate[some]), WEEKS)) * BUSY * rate[some, None]
        chance *= np.where(weeks >= slip[some, None], SLIP_KEEPS, 1.0)
        chance *= np.where(weeks >= CARE_STARTS, care[some, None], 1.0)
        daily = np.repeat(chance.astype("float32"), 7, axis=1) * np.tile(weekday, WEEKS)
        person, day = np.nonzero(rng.random(daily.shape, dtype=np.float32) < daily)
        persons.append(person + first)
        days.append(day)
    person, day = np.concatenate(persons), np.concatenate(days)
    left = 7 * fates["left"].to_numpy()
    there = (day > joined[person]) & (day < left[person])
    there[: len(new)] = True
    person, day = person[there], day[there]
    order = np.lexsort((person, day))
    return person[order], day[order]


def _channels(rng: np.random.Generator, people: pd.DataFrame, person: np.ndarray) -> np.ndarray:
    """Mostly the channel a person prefers: the farther away, the less the store."""
    own = generator(int(rng.integers(2**31)), "preferred channel")
    lean = people["distance"].to_numpy() * 0.5 + own.normal(size=len(people))
    preferred = np.digitize(lean, [0.75, 1.45])
    return np.where(
        rng.random(len(person)) < 0.9, preferred[person], rng.integers(0, 3, len(person))
    ).astype("int8")


def transactions(block: Block) -> pd.DataFrame:
    """Purchases and returns, on the record by which they were known.

    Parameters
    ----------
    block : Block
        The block of people who buy.
    """
    trips, records = block.trips, block.records
    rng = block.rng("returns")
    lines = trips.assign(record=_record_of(rng, trips, records), receipt=np.arange(len(trips)))
    back = lines[rng.random(len(lines)) < RETURNED].copy()
    share = np.where(rng.random(len(back)) < 0.5, 1.0, rng.uniform(0.1, 0.8, len(back)))
    back["day"] += rng.integers(0, 15, len(back))
    for money in ("gross", "discount", "amount", "margin"):
        back[money] = -np.round(back[money] * share, 2)
    back["gross"] = np.round(back["amount"] + back["discount"], 2)
    back["points"] = 0
    back.loc[rng.random(len(back)) > WITH_RECEIPT, "receipt"] = -1
    lines = pd.concat([lines, back[back["day"] < DAYS]], ignore_index=True)
    lines = lines.sort_values("day", kind="stable", ignore_index=True)
    receipts = running_ids("Q", block.number, len(trips), digits=7).to_numpy()
    return pd.DataFrame(
        {
            "transaction_id": running_ids("T", block.number, len(lines), digits=7),
            "order_id": pd.Series(receipts[lines["receipt"]]).where(lines["receipt"] >= 0),
            "customer_id": records["customer_id"].to_numpy()[lines["record"]],
            "record_id": records["record_id"].to_numpy()[lines["record"]],
            "date": dates(lines["day"]),
            "channel": np.array(CHANNELS, dtype=object)[lines["channel"]],
            "store": store_names()[lines["store"]],
            "gross": lines["gross"],
            "discount": lines["discount"],
            "amount": lines["amount"],
            "points_redeemed": lines["points"],
            "margin": lines["margin"],
        }
    )


def _record_of(rng: np.random.Generator, trips: pd.DataFrame, records: pd.DataFrame) -> np.ndarray:
    """Which record a trip stands on: in the store the card, on the web the account.

    Who has two cards uses either one from the day of the second; who has neither a card nor, on
    that day, a web account would not be seen, so everybody without a card has an account.
    """
    day, person = trips["day"].to_numpy(), trips["person"].to_numpy()
    number = int(person.max()) + 1 if len(person) else 0

    def first_of(chosen: pd.Series) -> tuple[np.ndarray, np.ndarray]:
        place, since = np.full(number, -1), np.full(number, DAYS)
        mine = records[chosen & (records["person"] < number)]
        place[mine["person"]] = mine.index
        since[mine["person"]] = mine["created"]
        return place, since

    loyalty = records["system"] == "loyalty"
    card, _ = first_of(loyalty & records["main"])
    second, second_since = first_of(loyalty & ~records["main"])
    account, account_since = first_of(records["system"] == "web")
    result = card[person]
    uses_second = (day >= second_since[person]) & (rng.random(len(day)) < 0.5)
    result = np.where(uses_second, second[person], result)
    on_web = (trips["channel"].to_numpy() > 0) & (day >= account_since[person])
    return np.where(on_web | (result < 0), account[person], result)


def store_names() -> np.ndarray:
    """The 24 stores, by their number."""
    return np.array(STORE_NAMES, dtype=object)
