"""Who answers the survey, and how carefully.

At each wave (weeks 52, 78, 104, 130) everybody who holds a card and bought in the 26 weeks before
is asked. The probability to answer rises with the bond, and with two things the firm can see:

    logit = -.40 + .55 bond + .30 log(trips in the 26 weeks / 4) + .25 age

So weights of 1 / probability bring the respondents back to those asked. A firm does not know the
bond: weights made of what it sees (age, trips) undo only a part of the selection; the truth table
holds the probabilities that undo all of it. Every answer is independent of those at other waves.

4% of the respondents are careless: half of these tick the same place all the way down, the others
anything. Half of all respondents, at random, are asked "What could we do better?", the others
"What is hard in your life?". The day of the answer is any day of the week of the wave.
The characters always answer (see ``characters``) while they are customers.

Calibration: the constant -.40 makes 3,600 to 4,100 answers a wave at 20,000 people (seeds 1-5),
from 7,800 to 9,300 asked. Mean bond at week 104: asked -.10, respondents .15, weighted by
1 / probability -.09 (a company's standard error is .02). Weights from age and trips close 19% of
that gap, with deals and margins 43%.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cvmlab.kestrel.attitudes import bond_at
from cvmlab.kestrel.calendar import ACTIVE_WEEKS, SURVEY_WEEKS
from cvmlab.kestrel.characters import CATERER, POINTS_HUNTER
from cvmlab.kestrel.characters_say import characters_live_in
from cvmlab.kestrel.ids import running_ids

if TYPE_CHECKING:
    from cvmlab.kestrel.block import Block

CONSTANT, ON_BOND, ON_TRIPS, ON_AGE = -0.40, 0.55, 0.30, 0.25
USUAL_TRIPS = 4
CARELESS = 0.04
BETTER, LIFE = "What could we do better?", "What is hard in your life?"


def response_probability(block: Block, week: int) -> NDArray[np.float64]:
    """The probability that each person answers at a wave; 0 for those who are not asked.

    Parameters
    ----------
    block : Block
        The people.
    week : int
        The week of the wave.
    """
    asked = block.active(week) & (block.main_card() != np.array(None))
    trips = np.maximum(trips_before(block, week), 1)
    logit = CONSTANT + ON_BOND * bond_at(block, week) + ON_AGE * block.people["age"].to_numpy()
    logit = logit + ON_TRIPS * np.log(trips / USUAL_TRIPS)
    probability = np.where(asked, 1 / (1 + np.exp(-logit)), 0.0)
    if characters_live_in(block):
        here = block.fates.people["left"].to_numpy()[[CATERER, POINTS_HUNTER]] > week
        probability[[CATERER, POINTS_HUNTER]] = here
    return probability


def replies(block: Block) -> pd.DataFrame:
    """Who answers when: one row an answer, in the order in which they came in.

    Returns
    -------
    DataFrame
        ``response_id``, ``person``, ``wave`` (from 1), ``week``, ``day``, ``probability`` of an
        answer, ``careless`` ("", "same" or "anything"), ``question``.
    """
    rng = block.rng("survey: replies")
    waves = []
    for wave, week in enumerate(SURVEY_WEEKS, start=1):
        probability = response_probability(block, week)
        person = np.flatnonzero(rng.random(block.size) < probability)
        # The order in which people answer says nothing about who they are.
        person = rng.permutation(person)
        day = np.sort(7 * week + rng.integers(0, 7, len(person)))
        style = rng.choice(
            np.array(["", "same", "anything"], dtype=object), len(person),
            p=[1 - CARELESS, CARELESS / 2, CARELESS / 2],
        )  # fmt: skip
        frame = rng.choice(np.array([BETTER, LIFE], dtype=object), len(person))
        waves.append(
            pd.DataFrame(
                {
                    "person": person,
                    "wave": wave,
                    "week": week,
                    "day": day,
                    "probability": probability[person],
                    "careless": style,
                    "question": frame,
                }
            )
        )
    table = pd.concat(waves, ignore_index=True)
    if characters_live_in(block):
        table.loc[table["person"] <= POINTS_HUNTER, ["careless", "question"]] = ["", BETTER]
    table.insert(0, "response_id", running_ids("S", block.number, len(table)))
    return table


def trips_before(block: Block, week: int) -> NDArray[np.int64]:
    """Trips of each person in the 26 weeks before a week."""
    day = block.trips["day"].to_numpy()  # in order
    some = slice(*np.searchsorted(day, [7 * (week - ACTIVE_WEEKS), 7 * week]))
    return np.bincount(block.trips["person"].to_numpy()[some], minlength=block.size)
