"""What managers believed before they saw the survey: forty guesses, written down and kept.

* Thirty: six managers say how much each of five levels counts for customers' satisfaction, in
  steps of 5 adding up to 100. They think functionally: Dirichlet around core .29, process .17,
  technical .32, interaction .15, emotional .07, concentration 45. What is planted in the survey is
  .20, .18, .22, .20, .20 for satisfaction, and the emotional level decides who stays.
* Ten: what ten named customers answer on overall satisfaction (1-10) in the wave of week 104:
  Maura Keane and Dara Nolan where they answered, the others drawn among those who did. Managers go
  by what the files show: 8.2 + .8 × (log(1 + trips in 52 weeks) − 2.3) + N(0, .7), rounded; they
  know Maura as their best customer and say 10. The answers themselves play no part in the guesses.
* All were made in the week of 18 December 2023, two weeks before the answers came in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.kestrel.calendar import SURVEY_WEEK, SURVEY_WEEKS, dates
from cvmlab.kestrel.characters import CATERER_CARD, POINTS_HUNTER_CARD
from cvmlab.kestrel.ids import running_ids

if TYPE_CHECKING:
    from cvmlab.kestrel.block import Block

MANAGERS = {
    "Fergal Shanley": "managing director",
    "Noreen Costello": "head of store operations",
    "Piotr Zawadzki": "head of marketing",
    "Grace Adeyinka": "head of supply chain",
    "Ultan Brehony": "head of finance",
    "Siobhán Treacy": "head of loyalty and data",
}
DRIVERS = ("core", "process", "technical", "interaction", "emotional")
BELIEVED, CONCENTRATION, STEP = (0.29, 0.17, 0.32, 0.15, 0.07), 45.0, 5
CUSTOMERS = 10
GUESS, ON_TRIPS, TRIPS, GUESS_NOISE, OF_THE_BEST = 8.2, 0.8, 2.3, 0.7, 10
WEEKS_BEFORE = 2
WEIGHT, ANSWER = "weight of a driver", "a customer's answer"


def manager_predictions(block: Block, answers: pd.DataFrame | None = None) -> pd.DataFrame:
    """What six managers thought drives satisfaction, and what ten customers would answer.

    Parameters
    ----------
    block : Block
        The first block of people.
    answers : DataFrame, optional
        The survey of this block, if it has been made already; made when not given.

    Returns
    -------
    DataFrame
        40 guesses (fewer if fewer than ten customers answered); columns as in the contract
        ``MANAGER_PREDICTIONS``.
    """
    if answers is None:
        answers = block.table("survey")
    rng = block.rng("manager_predictions")
    table = pd.concat([_weights(rng), _of_customers(rng, block, answers)], ignore_index=True)
    table.insert(0, "prediction_id", running_ids("J", block.number, len(table)))
    table.insert(3, "made_on", dates(np.full(len(table), 7 * (SURVEY_WEEK - WEEKS_BEFORE))))
    return table


def _weights(rng: np.random.Generator) -> pd.DataFrame:
    """Each manager's hundred points, laid out over five drivers."""
    believed = rng.dirichlet(CONCENTRATION * np.array(BELIEVED), len(MANAGERS)) * 100 / STEP
    whole = np.floor(believed)
    # The steps still missing go where the fractions are largest.
    missing = (100 / STEP - whole.sum(axis=1)).astype(int)
    place = np.argsort(np.argsort(-(believed - whole), axis=1), axis=1)
    points = STEP * (whole + (place < missing[:, None]))
    return pd.DataFrame(
        {
            "manager": np.repeat(np.array([*MANAGERS], dtype=object), len(DRIVERS)),
            "role": np.repeat(np.array([*MANAGERS.values()], dtype=object), len(DRIVERS)),
            "about": np.full(points.size, WEIGHT, dtype=object),
            "driver": np.tile(np.array(DRIVERS, dtype=object), len(MANAGERS)),
            "customer_id": np.full(points.size, None, dtype=object),
            "guess": points.ravel(),
        }
    )


def _of_customers(rng: np.random.Generator, block: Block, answers: pd.DataFrame) -> pd.DataFrame:
    """What ten customers who then answered were expected to say."""
    asked = answers.loc[answers["wave"] == SURVEY_WEEKS.index(SURVEY_WEEK) + 1, "customer_id"]
    cards = np.sort(asked.dropna().unique().astype(object))
    known = [card for card in (CATERER_CARD, POINTS_HUNTER_CARD) if card in cards]
    others = np.setdiff1d(cards, known)
    drawn = rng.choice(others, min(CUSTOMERS - len(known), len(others)), replace=False)
    chosen = np.array([*known, *drawn], dtype=object)
    holders = block.records[block.records["customer_id"].notna() & block.records["main"]]
    person = holders.set_index("customer_id")["person"].reindex(chosen)
    year = block.trips["day"].between(7 * (SURVEY_WEEK - 52), 7 * SURVEY_WEEK - 1)
    trips = person.map(block.trips.loc[year, "person"].value_counts()).fillna(0).to_numpy()
    guess = GUESS + ON_TRIPS * (np.log1p(trips) - TRIPS) + rng.normal(0, GUESS_NOISE, len(chosen))
    guess = np.clip(np.round(guess), 1, 10)
    guess[chosen == CATERER_CARD] = OF_THE_BEST
    who = rng.integers(0, len(MANAGERS), len(chosen))
    return pd.DataFrame(
        {
            "manager": np.array([*MANAGERS], dtype=object)[who],
            "role": np.array([*MANAGERS.values()], dtype=object)[who],
            "about": np.full(len(chosen), ANSWER, dtype=object),
            "driver": np.full(len(chosen), None, dtype=object),
            "customer_id": chosen,
            "guess": guess,
        }
    )
