"""Five companies whose true wallets are known: what was answered and bought, and what is true."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cvmlab.kestrel.block import Block
from cvmlab.kestrel.calendar import dates
from cvmlab.kestrel.rivals import MOST, food_money

SEEDS = (1, 2, 3, 4, 5)
WAVE, WEEK = 4, 130


@dataclass(frozen=True)
class Company:
    """The tables of a company, and one row a card of what is true at the fourth wave.

    Attributes
    ----------
    survey, orders, trial, uplift : DataFrame
    truth : DataFrame
        By ``customer_id``: ``wallet`` (euros a month, no more than the form takes) and ``month``
        (euros a month to be expected here).
    """

    survey: pd.DataFrame
    orders: pd.DataFrame
    trial: pd.DataFrame
    uplift: pd.DataFrame
    truth: pd.DataFrame


def company(seed: int, size: int = 8_000) -> Company:
    block = Block(seed, size=size)
    card = pd.Series(block.main_card())
    trips = block.trips
    orders = pd.DataFrame(
        {
            "customer_id": card.to_numpy()[trips["person"]],
            "date": dates(trips["day"].to_numpy()),
            "amount": trips["amount"].round(2),
        }
    )
    orders = orders[orders["customer_id"].notna()]
    trial = block.table("assignments")
    people, fates = block.people, block.fates.people
    left = (fates["left"] < WEEK).to_numpy()
    slipped = np.where(fates["slip_week"] < WEEK, 0.1, 1.0)
    month = people["rate"] * people["spend"] * slipped * (52 / 12)
    truth = pd.DataFrame(
        {"customer_id": card, "wallet": np.minimum(food_money(block, WEEK), MOST),
         "month": month, "slipped": slipped < 1, "left": left}
    )  # fmt: skip
    survey = block.table("survey")
    return Company(
        survey=survey,
        orders=orders,
        trial=trial[trial["experiment"] == "care programme"],
        uplift=block.table("truth_uplift"),
        truth=truth[truth["customer_id"].notna()].set_index("customer_id"),
    )
