"""The customer file: what the loyalty system says of each card, which is not always one person.

* Tier, by a rule of the last 52 weeks: gold from 1,500 euros on, silver from 500. It sees neither
  what came before nor what is to come: slippers lose their gold.
* Sales before 2022, carried over from the old till system: a customer of old came at the planted
  rate from the day of acquisition on: Poisson(rate × weeks) trips, and the gamma law of their sum.
* Negative talk: the service desk or a contribution (see ``contributions``) has it on record.
* Preference card: at least one preference is recorded (see ``preferences``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.kestrel import types
from cvmlab.kestrel.calendar import DAYS, dates
from cvmlab.kestrel.people import SPEND
from cvmlab.kestrel.trade import store_names

if TYPE_CHECKING:
    from cvmlab.kestrel.block import Block

TIERS = ("bronze", "silver", "gold")
TIER_FROM = (500.0, 1500.0)  # euros in 52 weeks


def customers(block: Block) -> pd.DataFrame:
    """One row a loyalty card.

    Parameters
    ----------
    block : Block
        The block of people who hold the cards.
    """
    rng = block.rng("customers")
    cards = block.records[block.records["system"] == "loyalty"]
    person = cards["person"].to_numpy()
    channel = np.array(types.CHANNELS, dtype=object)[block.people["channel"].to_numpy()]
    before = np.where(cards["main"], _sales_before(rng, block.people)[person], 0.0)
    return pd.DataFrame(
        {
            "customer_id": cards["customer_id"].to_numpy(),
            "acquired_on": dates(cards["created"]),
            "channel": channel[person],
            "home_store": store_names()[block.people["home_store"].to_numpy()[person]],
            "tier": _tiers(block, cards, DAYS - 364, DAYS),
            "previous_tier": _tiers(block, cards, DAYS - 728, DAYS - 364),
            "sales_before_2022": np.round(before, 2),
            "preference_card": cards["customer_id"].isin(block.table("preferences")["customer_id"]),
            "negative_talk": cards["customer_id"].isin(_talk_badly(block)),
        }
    ).reset_index(drop=True)


def _sales_before(rng: np.random.Generator, people: pd.DataFrame) -> np.ndarray:
    weeks = np.maximum(-people["acquired"].to_numpy(), 0)
    trips = rng.poisson(people["rate"].to_numpy() * weeks) + (weeks > 0)
    return rng.standard_gamma(SPEND[0] * np.maximum(trips, 1e-9)) * people["spend"] / SPEND[0]


def _tiers(block: Block, cards: pd.DataFrame, first: int, end: int) -> np.ndarray:
    """The tier by the sales of each card from a day up to before another."""
    rows = block.table("transactions")
    window = rows[(rows["date"] >= dates(first)) & (rows["date"] < dates(end))]
    sales = window.groupby("customer_id")["amount"].sum()
    of_card = sales.reindex(cards["customer_id"]).fillna(0.0).to_numpy()
    tier = np.array(TIERS, dtype=object)[np.digitize(of_card, TIER_FROM)]
    return np.where((cards["created"] < end).to_numpy(), tier, np.array(None))


def _talk_badly(block: Block) -> pd.Series:
    said = block.table("contributions")
    return said.loc[said["direction"] == "against", "customer_id"]
