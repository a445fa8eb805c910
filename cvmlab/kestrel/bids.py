"""Bids of the food-service arm: 900 offers to 300 clients, and what decides whether they are won.

Planted, as a logit over all bids (population-averaged, so that an ordinary logit finds it):

* price −.11 a point above the best rival; accuracy promised +.10 a point; a day more to answer
  −.08; incumbent (we supply this lot already) +.85; relationship +.55 a point of five; help with
  menus +.80.
* At price 0, accuracy 99.5, six days and relationship 3 the logit is −.84, calibrated so that 41%
  are won (measured .410 over 300 seeds, sd .017; .425 pooled over seeds 1-5; .386 at seed 2022).
* Client effect: the bids of one client hang together. It is drawn from the bridge distribution for
  the logit (Wang & Louis 2003) with φ = .90: within a client the weights are the planted ones / φ,
  averaged over clients they are exactly the planted ones. Its standard deviation is .88; the 300
  clients are drawn one from each 300th of it.

What stands beside it:

* Accuracy promised is 99.3-99.7 for everybody: no variance, so it cannot show what it does.
* Price is chosen by the seller, who asks more where he feels safe: 1.0 + 2.2 incumbent + 1.6
  (relationship − 3) + N(0, 3.5). Nothing else goes into it, and both stand in the table: price
  alone looks a quarter as strong as it is (−.028 a point); with both beside it the weight is
  right.
* Relationship: 3 + N(0, .8) of the client + N(0, .6) of the bid, in tenths, kept within 1-5.
  Response: 1 + Gamma(2.2, mean 5) days, at most 21. Incumbent: 35% of the lots, all with Rosemount
  House.
* Help with menus: a first menu plan, in 42% of the bids from week 26 on, whenever the planner has
  a free day; it depends on nothing else.
* Reason stated by the client: drawn without looking at what decided. "price" in 72% of the lost
  and 52% of the won bids; 8% of the clients give none.
* Money: a year's worth at our price, log-normal (sd .5) around 20,000 € (seniors' homes), 16,000
  (schools), 18,000 (restaurants) at the rival's price; cost 88 ± 2 for 100 of the rival's price.
  On average two points more than was asked would have earned most.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd
from scipy.special import expit

from cvmlab.kestrel.calendar import DAYS, dates
from cvmlab.kestrel.characters import HOME_ACCOUNT
from cvmlab.kestrel.food_service_names import KINDS, PRIVATE_CHEF, account_names, prospect_names
from cvmlab.kestrel.ids import running_ids
from cvmlab.kestrel.seeds import generator

CLIENTS, BIDS = {"seniors' home": 90, "school": 75, "restaurant": 135}, 900
WEIGHTS = {
    "price_index": -0.11,
    "accuracy_promised": 0.10,
    "response_days": -0.08,
    "incumbent": 0.85,
    "relationship": 0.55,
    "menu_help_offered": 0.80,
}
MIDDLES = {"price_index": 0, "accuracy_promised": 99.5, "response_days": 6, "relationship": 3}
AT_THE_MIDDLES = -0.84
PHI = 0.90
INCUMBENT, INCUMBENT_AT_HOME = 0.35, 1.0
MENU_HELP_FROM, MENU_HELP = 26, 0.42
COST = (88.0, 2.0)
YEARLY = {"seniors' home": 20_000.0, "school": 16_000.0, "restaurant": 18_000.0}
LOTS = ("dry goods", "fresh produce", "chilled and dairy", "frozen", "whole range")
REASONS = (
    "price", "delivery and accuracy", "range and quality", "speed of the offer",
    "knows our house", "help with menus",
)  # fmt: skip
SAID_WHEN_LOST = (0.72, 0.09, 0.10, 0.04, 0.04, 0.01)
SAID_WHEN_WON = (0.52, 0.14, 0.14, 0.06, 0.11, 0.03)
SAID_NOTHING = 0.08


def bids(seed: int) -> pd.DataFrame:
    """Every offer the food-service arm made: to whom, on what terms, and whether it was won.

    Parameters
    ----------
    seed : int
        The seed of the whole company.

    Returns
    -------
    DataFrame
        900 bids in the order of their dates; columns as in the contract ``BIDS``.
    """
    return draw_bids(seed).drop(columns=["day", "client_effect", "probability"])


def truth_bids(seed: int) -> pd.DataFrame:
    """What nobody sees of the bids: how the client leans, and how likely each bid was to be won.

    Returns
    -------
    DataFrame
        ``bid_id``, ``client_effect``, ``win_probability``.
    """
    drawn = draw_bids(seed).rename(columns={"probability": "win_probability"})
    return drawn[["bid_id", "client_effect", "win_probability"]].round(4)


def score(offers: pd.DataFrame) -> pd.Series:
    """The planted logit of winning, averaged over clients."""
    parts = [weight * (offers[name] - MIDDLES.get(name, 0)) for name, weight in WEIGHTS.items()]
    return AT_THE_MIDDLES + sum(parts[1:], parts[0])


@lru_cache(maxsize=4)
def draw_bids(seed: int) -> pd.DataFrame:
    """The bids with their day numbers and what is hidden about them. Not to be changed."""
    rng = generator(seed, "bids")
    clients = _clients(rng)
    number = len(clients)
    # Everybody is asked once; who asks more often does so by a taste for tenders of his own.
    often = rng.dirichlet(np.full(number, 2.5))
    client = np.repeat(np.arange(number), 1 + rng.multinomial(BIDS - number, often))
    offers = clients.iloc[client].reset_index(drop=True)
    offers["day"] = np.sort(rng.integers(0, DAYS - 14, BIDS))[rng.permutation(BIDS)]
    offers["lot"] = np.array(LOTS, dtype=object)[rng.integers(0, len(LOTS), BIDS)]
    share = np.where(client == 0, INCUMBENT_AT_HOME, INCUMBENT)
    offers["incumbent"] = rng.random(BIDS) < share
    feeling = 3 + offers.pop("standing") + rng.normal(0, 0.6, BIDS)
    offers["relationship"] = np.round(np.clip(feeling, 1, 5), 1)
    offers["response_days"] = np.minimum(1 + rng.gamma(2.2, 5 / 2.2, BIDS), 21).astype("int64")
    planner = offers["day"] >= 7 * MENU_HELP_FROM
    offers["menu_help_offered"] = planner & (rng.random(BIDS) < MENU_HELP)
    offers["accuracy_promised"] = np.round(np.clip(rng.normal(99.5, 0.07, BIDS), 99.3, 99.7), 1)
    asked = 1.0 + 2.2 * offers["incumbent"] + 1.6 * (offers["relationship"] - 3)
    offers["price_index"] = np.round(asked + rng.normal(0, 3.5, BIDS), 1)
    at_rivals_price = offers["kind"].map(YEARLY) * rng.lognormal(0, 0.5, BIDS)
    cost = rng.normal(*COST, BIDS)
    offers["annual_value"] = np.round(at_rivals_price * (1 + offers["price_index"] / 100), 2)
    offers["margin"] = np.round(at_rivals_price * (100 + offers["price_index"] - cost) / 100, 2)
    offers["probability"] = expit(offers["client_effect"] + score(offers) / PHI)
    offers["won"] = rng.random(BIDS) < offers["probability"]
    offers["reason_stated"] = _reasons(rng, offers["won"].to_numpy())
    return _as_extract(_with_accounts(rng, offers))


def _clients(rng: np.random.Generator) -> pd.DataFrame:
    """Kind, standing with us and hidden leaning of every client; the first is Rosemount House."""
    number = sum(CLIENTS.values())
    # The bridge distribution: with it a logit stays a logit when the clients are averaged over.
    # Each client comes from a 300th of it, so that no company has mostly friends or mostly others.
    place = (rng.permutation(number) + rng.uniform(1e-3, 1 - 1e-3, number)) / number
    lean = np.log(np.sin(PHI * np.pi * place) / np.sin(PHI * np.pi * (1 - place))) / PHI
    return pd.DataFrame(
        {
            "client_number": np.arange(number),
            "kind": np.repeat(np.array(KINDS, dtype=object), list(CLIENTS.values())),
            "standing": rng.normal(0, 0.8, number),
            "client_effect": lean,
        }
    )


def _reasons(rng: np.random.Generator, won: np.ndarray) -> np.ndarray:
    """What clients say decided; they were asked afterwards."""
    draw = rng.random(len(won))
    words = np.array(REASONS, dtype=object)
    said = np.where(
        won,
        np.searchsorted(np.cumsum(SAID_WHEN_WON)[:-1], draw),
        np.searchsorted(np.cumsum(SAID_WHEN_LOST)[:-1], draw),
    )
    reasons = words[said]
    reasons[rng.random(len(won)) < SAID_NOTHING] = None
    return reasons


def _with_accounts(rng: np.random.Generator, offers: pd.DataFrame) -> pd.DataFrame:
    """Name the clients: whoever ever bought is an account, most of the others never became one."""
    bought = (offers["won"] | offers["incumbent"]).groupby(offers["client_number"]).any()
    kind_of = offers.drop_duplicates("client_number").set_index("client_number")["kind"]
    accounts = account_names()
    account: dict[int, str | None] = {}
    name: dict[int, str] = {}
    for kind in KINDS:
        mine = accounts[accounts["kind"] == kind]
        # The private chef takes part in no tender; Rosemount House is the first client.
        free = mine[~mine["account_id"].isin([HOME_ACCOUNT, PRIVATE_CHEF])]
        free = free.iloc[rng.permutation(len(free))]
        places = iter(zip(free["account_id"], free["name"], strict=True))
        strangers = iter(prospect_names(kind))
        for number in kind_of.index[kind_of == kind]:
            stranger = None if bought[number] or number == 0 else next(strangers, None)
            if stranger:
                account[number], name[number] = None, stranger
            elif number == 0:
                account[number], name[number] = HOME_ACCOUNT, "Rosemount House"
            else:
                account[number], name[number] = next(places)
    numbers = offers["client_number"]
    return offers.assign(
        account_id=pd.Series([account[n] for n in numbers], dtype=object),
        client=pd.Series([name[n] for n in numbers], dtype=object),
    )


def _as_extract(offers: pd.DataFrame) -> pd.DataFrame:
    """In the order of dates, numbered, with the columns as the contract has them."""
    offers = offers.sort_values(["day", "client_number"], kind="stable", ignore_index=True)
    offers["bid_id"] = running_ids("B", 0, len(offers))
    offers["date"] = dates(offers["day"])
    return offers[
        [
            "bid_id", "account_id", "client", "date", "kind", "lot", "price_index",
            "accuracy_promised", "response_days", "incumbent", "relationship", "menu_help_offered",
            "annual_value", "margin", "won", "reason_stated", "day", "client_effect", "probability",
        ]
    ]  # fmt: skip
