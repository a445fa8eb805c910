"""The food-service arm: its accounts, what they expect and what they are offered.

Accounts (420: 126 seniors' homes, 105 schools, 189 restaurants, cafés and caterers):

* Since: clients of bids from their first won bid on (or from before the first bid for a lot we had
  already), the others between 2012 and 2021. 10% (42) are sites of ten groups and billed to the
  head.
* People served: log-normal around 52 (homes), 170 (schools), 65 (restaurants); Rosemount House 64.
* Service: wanted within two days, the next day, the same day or four hours (shares
  .25/.55/.15/.05); offered: the same, but never faster than the same day (Rosemount House: the
  next day). The price a client expects to pay follows a curve, 100 + 5 log2(1440 / minutes wanted)
  + N(0, 2.5), list price 100. The private chef (F0420) wants bespoke delivery in two hours, where
  the curve says 118, and expects to pay 96; it would cost 290 € a drop. A drop costs 16 (1440 /
  minutes)^.6 €, × log-normal .12.
* Pilot of help with menus, from week 61 on: of 28 seniors' homes 14 by lot, 14 on the waiting list
  by lot (Rosemount House, which asked first, is always among the helped); besides, 36 accounts
  that asked for it (22 homes, 10 schools, 4 restaurants).
* Leaving: 5% a year; 15% in the four towns of a rough delivery route (drawn). Nobody leaves before
  his last bid, nobody of the pilot before it has begun, none of the 28 homes before they were
  surveyed (week 125); Rosemount House stays.

What they ordered is in ``food_service_orders``.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from cvmlab.kestrel.bids import draw_bids
from cvmlab.kestrel.calendar import DAYS, dates
from cvmlab.kestrel.characters import HOME_ACCOUNT
from cvmlab.kestrel.food_service_names import GROUPS, KINDS, PRIVATE_CHEF, ROLES, account_names
from cvmlab.kestrel.names import (
    draw_first_names,
    draw_origins,
    draw_surnames,
    eras,
    womens_form,
)
from cvmlab.kestrel.places import TOWNS
from cvmlab.kestrel.seeds import generator

SITES = {"seniors' home": (5, 4), "school": (2, 5), "restaurant": (3, 4)}  # groups, sites billed
SERVED = {"seniors' home": (52, 0.35), "school": (170, 0.55), "restaurant": (65, 0.50)}
LEVELS = ("within two days", "next day", "same day", "within four hours")
MINUTES = np.array([2880, 1440, 480, 240])
WANTED = np.array([0.25, 0.55, 0.15, 0.05])
CURVE, CURVE_NOISE = 5.0, 2.5
DROP = (16.0, 0.6, 0.12)
CHEF = {"minutes": 120, "price": 96.0, "drop": 290.0}
PILOT_FROM, BEGINS_WITHIN, SURVEYED = 61, 8, 125
BY_LOT, ASKED = 28, {"seniors' home": 22, "school": 10, "restaurant": 4}
LEAVES_A_YEAR, LEAVES_ROUGH, ROUGH_TOWNS = 0.05, 0.15, 4

ORDERS_A_WEEK = {"seniors' home": 1.21, "school": 1.33, "restaurant": 0.79}
MARGIN_RATE = {"seniors' home": 0.16, "school": 0.13, "restaurant": 0.18}


def b2b_accounts(seed: int) -> pd.DataFrame:
    """The firms and homes the food-service arm supplies, one row an account.

    Parameters
    ----------
    seed : int
        The seed of the whole company.

    Returns
    -------
    DataFrame
        420 accounts in the order of their numbers; columns as in the contract ``B2B_ACCOUNTS``.
    """
    hidden = ["first_day", "last_day", "help_day", "rough_route", "orders_a_week", "margin_rate"]
    return draw_accounts(seed).drop(columns=hidden)


def truth_b2b_accounts(seed: int) -> pd.DataFrame:
    """What nobody sees of the accounts: the rough route, and how often they order by nature.

    Returns
    -------
    DataFrame
        ``account_id``, ``rough_route``, ``orders_a_week``, ``leaves_a_year``.
    """
    drawn = draw_accounts(seed)
    leaves = np.where(drawn["rough_route"], LEAVES_ROUGH, LEAVES_A_YEAR)
    return drawn.assign(leaves_a_year=leaves)[
        ["account_id", "rough_route", "orders_a_week", "leaves_a_year"]
    ].round(4)


@lru_cache(maxsize=4)
def draw_accounts(seed: int) -> pd.DataFrame:
    """The accounts with their day numbers and what is hidden about them. Not to be changed."""
    rng = generator(seed, "b2b_accounts")
    accounts = account_names()
    number = len(accounts)
    kind = accounts["kind"]
    accounts["contact"] = _contacts(rng, number)
    accounts["contact_role"] = [
        ROLES[k][place] for k, place in zip(kind, rng.integers(0, 3, number), strict=True)
    ]
    accounts.loc[0, ["contact", "contact_role"]] = ["Colm Brady", "food-service manager"]
    book = draw_bids(seed)
    first = _first_day(rng, accounts, book)
    accounts["since"] = dates(first)
    _add_groups(rng, accounts)
    middle, spread = (kind.map({k: v[i] for k, v in SERVED.items()}) for i in (0, 1))
    accounts["people_served"] = np.round(middle * np.exp(spread * rng.normal(size=number)))
    accounts["people_served"] = accounts["people_served"].clip(lower=12).astype("int64")
    accounts.loc[accounts["account_id"] == HOME_ACCOUNT, "people_served"] = 64
    _add_service(rng, accounts)
    tendered = accounts["account_id"].isin(book.loc[book["won"] | book["incumbent"], "account_id"])
    by_order = ~tendered & (rng.random(number) < 0.7)
    framework = np.where(rng.random(number) < 0.6, "one year", "three years")
    accounts["contract"] = np.where(by_order, "order by order", framework).astype(object)
    accounts.loc[accounts["account_id"] == PRIVATE_CHEF, "contract"] = "order by order"
    rough = accounts["town"].isin(rng.choice(TOWNS, ROUGH_TOWNS, replace=False)).to_numpy()
    rate = np.where(rough, LEAVES_ROUGH, LEAVES_A_YEAR) / 364
    last = np.floor(np.maximum(first, 0) + rng.exponential(1 / rate))
    last_bid = accounts["account_id"].map(book.groupby("account_id")["day"].max()).fillna(-1)
    last = np.where((last >= DAYS) | (last <= last_bid + 30), np.inf, last)
    last[accounts["account_id"] == HOME_ACCOUNT] = np.inf
    help_day = _add_pilot(rng, accounts, first, last)
    gone = np.isfinite(last)
    accounts["closed_on"] = pd.Series(dates(np.where(gone, last, 0))).where(gone)
    orders = kind.map(ORDERS_A_WEEK) * np.exp(0.35 * rng.normal(size=number))
    orders[accounts["account_id"] == PRIVATE_CHEF] = 0.5
    return accounts.assign(
        first_day=first,
        last_day=last,
        help_day=help_day,
        rough_route=rough,
        orders_a_week=orders,
        margin_rate=kind.map(MARGIN_RATE) + rng.normal(0, 0.015, number),
    )


def _contacts(rng: np.random.Generator, number: int) -> np.ndarray:
    """Names of people of working age."""
    era = eras(rng.integers(1958, 1998, number))
    woman = rng.random(number) < 0.5
    origin = draw_origins(rng, era)
    surname = draw_surnames(rng, origin)
    surname = np.where(woman, womens_form(surname), surname)
    return draw_first_names(rng, woman, era, origin) + " " + surname


def _first_day(rng: np.random.Generator, accounts: pd.DataFrame, book: pd.DataFrame) -> np.ndarray:
    """The first day of each account: long ago, or or soon after the first bid it gave us."""
    long_ago = np.floor(rng.uniform(-3650, -30, len(accounts)))
    wait = rng.integers(14, 43, len(accounts))
    mine = book[book["won"] | book["incumbent"]].drop_duplicates("account_id")
    mine = mine.set_index("account_id")
    won_first = mine.loc[~mine["incumbent"], "day"]
    began = accounts["account_id"].map(won_first).to_numpy(dtype=float) + wait
    return np.where(np.isnan(began), long_ago, np.minimum(began, DAYS - 7)).astype("int64")


def _add_groups(rng: np.random.Generator, accounts: pd.DataFrame) -> None:
    """The sites of a group, and the account to which its bills go."""
    accounts["bill_to"] = accounts["account_id"]
    accounts["group"] = pd.Series([None] * len(accounts), dtype=object)
    apart = accounts["account_id"].isin([HOME_ACCOUNT, PRIVATE_CHEF])
    for kind in KINDS:
        groups, sites = SITES[kind]
        own = rng.permutation(accounts.index[(accounts["kind"] == kind) & ~apart])
        chosen = own[: groups * (sites + 1)].reshape(groups, sites + 1)
        for name, members in zip(GROUPS[kind], chosen, strict=True):
            accounts.loc[members, "group"] = name
            accounts.loc[members, "bill_to"] = accounts.loc[members.min(), "account_id"]


def _add_service(rng: np.random.Generator, accounts: pd.DataFrame) -> None:
    """What service a client wants and at what price, what it is offered, and what a drop costs."""
    number = len(accounts)
    wants = np.searchsorted(np.cumsum(WANTED)[:-1], rng.random(number))
    wants[accounts["account_id"] == HOME_ACCOUNT] = LEVELS.index("next day")
    offered = np.minimum(wants, LEVELS.index("same day"))
    minutes = MINUTES[wants]
    price = 100 + CURVE * np.log2(1440 / minutes) + rng.normal(0, CURVE_NOISE, number)
    middle, power, spread = DROP
    base = middle * rng.lognormal(0, spread, number)
    wanted_drop = base * (1440 / minutes) ** power
    offered_drop = base * (1440 / MINUTES[offered]) ** power
    words = np.array(LEVELS, dtype=object)
    accounts["service_expected"] = words[wants]
    accounts["minutes_expected"] = minutes
    accounts["price_expected"] = price.round(1)
    accounts["service_offered"] = words[offered]
    accounts["minutes_offered"] = MINUTES[offered]
    accounts["drop_cost"] = offered_drop.round(2)
    accounts["drop_cost_expected"] = wanted_drop.round(2)
    chef = accounts["account_id"] == PRIVATE_CHEF
    accounts.loc[chef, ["service_expected", "service_offered"]] = [
        "bespoke, within two hours", "same day",
    ]  # fmt: skip
    accounts.loc[chef, ["minutes_expected", "minutes_offered"]] = [CHEF["minutes"], 480]
    accounts.loc[chef, "price_expected"] = CHEF["price"]
    accounts.loc[chef, ["drop_cost", "drop_cost_expected"]] = [30.93, CHEF["drop"]]


def _add_pilot(
    rng: np.random.Generator, accounts: pd.DataFrame, first: np.ndarray, last: np.ndarray
) -> np.ndarray:
    """Who was helped with menus, and how that came about; the day from which, inf if never."""
    pilot = np.full(len(accounts), None, dtype=object)
    there = (first < 7 * (PILOT_FROM - 26)) & (last > 7 * (PILOT_FROM + BEGINS_WITHIN))
    home = (accounts["kind"] == KINDS[0]) & (last > 7 * SURVEYED)
    large = there & home & (accounts["people_served"] >= 30)
    apart = accounts["account_id"].isin([HOME_ACCOUNT, PRIVATE_CHEF])
    drawn = rng.permutation(accounts.index[large & ~apart])[: BY_LOT - 1]
    pilot[drawn[: BY_LOT // 2 - 1]] = pilot[0] = "help, by lot"
    pilot[drawn[BY_LOT // 2 - 1 :]] = "waiting list, by lot"
    for kind, number in ASKED.items():
        free = there & (accounts["kind"] == kind) & ~apart & (pilot == None)  # noqa: E711
        pilot[rng.permutation(accounts.index[free])[:number]] = "help, asked for it"
    accounts["pilot"] = pd.Series(pilot, dtype=object)
    helped = accounts["pilot"].isin(["help, by lot", "help, asked for it"])
    begins = 7 * (PILOT_FROM + rng.integers(0, BEGINS_WITHIN, len(accounts)))
    accounts["menu_help"] = helped
    accounts["menu_help_since"] = pd.Series(dates(begins)).where(helped)
    return np.where(helped, begins, np.inf)
