"""Cards and accounts: how the firm's systems see a person, several times over or not at all.

* 97% of people hold a loyalty card; 13% of these take a second one later (lost, found again,
  another welcome offer), which the firm takes for another customer.
* 45% have a web account (everybody without a card does), 12% a receipt by e-mail at the till, 15%
  are known to the service desk. A web account, a receipt and a case carry the number of the card
  for two people in three; the others stand alone.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cvmlab.kestrel.calendar import DAYS
from cvmlab.kestrel.characters import CATERER, POINTS_HUNTER
from cvmlab.kestrel.ids import running_ids
from cvmlab.kestrel.seeds import generator

SYSTEMS = ("loyalty", "web", "till", "service desk")
HOLD_CARD, SECOND_CARD = 0.97, 0.13
HAVE = {"web": 0.45, "till": 0.12, "service desk": 0.15}
CARRY_CARD = 2 / 3


def draw_records(seed: int, block: int, people: pd.DataFrame) -> pd.DataFrame:
    """Every record of every person in the four systems.

    Returns
    -------
    DataFrame
        ``record_id``, ``person``, ``system``, ``customer_id`` (the card; None where the record
        carries none), ``created`` (day; below zero before the files begin), ``main`` (whether it
        is the person's first card).
    """
    rng = generator(seed, "cards", block)
    number = len(people)
    joined = np.floor(7 * people["acquired"].to_numpy()).astype(int)
    person = np.arange(number)
    holds = rng.random(number) < HOLD_CARD
    second = holds & (rng.random(number) < SECOND_CARD)
    if block == 0 and number >= 100:
        known = [CATERER, POINTS_HUNTER]
        holds[known], second[known] = True, False
    later = np.maximum(joined, 0) + 7 + rng.integers(0, DAYS, number)
    second &= later < DAYS
    cards = pd.DataFrame(
        {
            "person": np.concatenate([person[holds], person[second]]),
            "system": "loyalty",
            "created": np.concatenate([joined[holds], later[second]]),
            "main": np.repeat([True, False], [holds.sum(), second.sum()]),
        }
    )
    # Cards are numbered in the order in which they were given out.
    cards = cards.sort_values(["created", "person"], kind="stable", ignore_index=True)
    cards["customer_id"] = running_ids("K", block, len(cards))
    main = pd.Series(index=person, dtype="object")
    main[cards.loc[cards["main"], "person"]] = cards.loc[cards["main"], "customer_id"].to_numpy()
    others = [cards]
    for system, share in HAVE.items():
        has = rng.random(number) < share
        if system == "web":
            has |= ~holds
        mine = person[has]
        wait = rng.integers(0, 400, len(mine))
        carries = rng.random(len(mine)) < CARRY_CARD
        # Who has no card buys through the web account from the first day on.
        created = joined[mine] + np.where(holds[mine], wait, 0)
        others.append(
            pd.DataFrame(
                {
                    "person": mine,
                    "system": system,
                    "created": created,
                    "main": False,
                    "customer_id": np.where(carries, main[mine].to_numpy(), None),
                }
            )[created < DAYS]
        )
    records = pd.concat(others, ignore_index=True)
    records = records.sort_values(["created", "person", "system"], kind="stable", ignore_index=True)
    records.insert(0, "record_id", running_ids("R", block, len(records)))
    records["customer_id"] = (
        records["customer_id"].astype("object").where(records["customer_id"].notna(), None)
    )
    return records
