"""What everybody would answer at a wave of the survey: the census behind the sample.

* Satisfaction: see ``satisfaction``.
* Relationship, an index of our own (five facets of four items, 1-7): an item is its loading (.78,
  .74, .70, .66 within each facet) times the relationship as it is felt that day, .35 times the
  facet, and chance. The felt relationship is the bond, in standard deviations, plus the day's mood
  (sd .25). Answers are 4.2 + 1.25 × the item, rounded.
* Motives (enjoyment, convenience, points, three items each, 1-7): a mean for each type
  (``MOTIVE``), .60 times the person's own, item noise .75; answers are rounded.
* Would recommend Kestrel: logit -.75 + .62 bond; would look for a Kestrel after a move to another
  town: logit -1.1 + 1.35 bond. The answer of a person at two waves hangs together (.64). The score
  from 0 to 10 is cut from the same number, so that 7 and more means "would recommend".
* The bond is that of ``people``; from week 110 on the care programme lifts it for those in it.
* The two characters answer as their stories have it: see ``characters_say``.

Measured on the active census of seeds 1-5 at week 104 (people behaviourally loyal: a trip in the
last 6 weeks, 26 in the year): alpha of the relationship items .954; their mean correlates .08 with
overall satisfaction among the loyal; area under the curve for remaining .62 for the relationship,
.51 for satisfaction (all active). Recommend 49% of the emotional, 30% of the functional (1.66);
move city 61% and 21%. Share of the emotional level in what drives remaining (LMG) .84, bootstrap
.78 to .88. Three classes of motives: minimum Jaccard .95 and more in each company; four: .51 on
average.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import log_ndtr

from cvmlab.kestrel.calendar import CARE_STARTS
from cvmlab.kestrel.characters_say import answer_as_characters, characters_live_in
from cvmlab.kestrel.satisfaction import (
    ITEMS_A_LEVEL,
    LEVELS,
    experiences,
    lasting,
    satisfaction_answers,
    standard_bond,
)

if TYPE_CHECKING:
    from cvmlab.kestrel.block import Block

Floats = NDArray[np.float64]

SATISFACTION_ITEMS = tuple(f"{level}_{n}" for level in LEVELS for n in (1, 2, 3))
FACETS = ("trust", "known", "belonging", "care", "meaning")
RELATIONSHIP_ITEMS = tuple(f"{facet}_{n}" for facet in FACETS for n in (1, 2, 3, 4))
MOTIVES = ("enjoyment", "convenience", "points")
MOTIVE_ITEMS = tuple(f"{motive}_{n}" for motive in MOTIVES for n in (1, 2, 3))
INTENTIONS = ("move_city", "recommend", "recommend_score")
ITEMS = [*SATISFACTION_ITEMS, "overall", *RELATIONSHIP_ITEMS, *MOTIVE_ITEMS, *INTENTIONS]

LOADING = np.array([0.78, 0.74, 0.70, 0.66])
FACET = 0.35
MOOD = 0.25
RELATIONSHIP = (4.2, 1.25)
MOTIVE = np.array(
    [
        [5.2, 4.0, 3.2],  # emotional
        [3.3, 5.2, 3.3],  # convenience
        [3.2, 4.0, 5.2],  # points
        [5.1, 4.0, 3.2],  # latent emotional
        [3.2, 4.0, 5.1],  # points occasional
        [3.5, 4.6, 3.8],  # casual
    ]
)
MOTIVE_OWN, MOTIVE_NOISE = 0.60, 0.75
RECOMMEND, MOVE_CITY = (-0.75, 0.62), (-1.10, 1.35)


def bond_at(block: Block, week: int) -> Floats:
    """Everybody's bond in a week."""
    bond = block.people["bond"].to_numpy()
    return bond + (week >= CARE_STARTS) * block.fates.people["care_lift"].to_numpy()


def attitudes(block: Block, week: int) -> pd.DataFrame:
    """What every person of a block would answer at a wave, asked or not.

    Parameters
    ----------
    block : Block
        The people.
    week : int
        The week of the wave.

    Returns
    -------
    DataFrame
        One row a person, in the order of ``block.people``: the fifteen items of satisfaction,
        ``overall``, the twenty items of the relationship, the nine of motives, ``move_city``,
        ``recommend`` and ``recommend_score``.
    """
    bond = bond_at(block, week)
    satisfied = satisfaction_answers(block, week, experiences(block, week, bond))
    answers = np.hstack(
        [
            satisfied,
            _relationship(block, week, bond),
            _motives(block, week),
            _intentions(block, week, bond),
        ]
    )
    if characters_live_in(block):
        answer_as_characters(answers, ITEMS, week)
    return pd.DataFrame(answers, columns=ITEMS).astype(dict.fromkeys(INTENTIONS[:2], bool))


def _relationship(block: Block, week: int, bond: Floats) -> NDArray[np.int64]:
    rng = block.rng(f"attitudes: relationship, week {week}")
    mood = MOOD * rng.standard_normal(block.size)
    felt = (standard_bond(bond) + mood) / np.sqrt(1 + MOOD**2)
    facet = lasting(block, "facets", week, len(FACETS)).repeat(len(LOADING), axis=1)
    loading = np.tile(LOADING, len(FACETS))
    chance = np.sqrt(1 - loading**2 - FACET**2) * rng.standard_normal((block.size, len(loading)))
    item = loading * felt[:, None] + FACET * facet + chance
    return _scale(RELATIONSHIP[0] + RELATIONSHIP[1] * item)


def _motives(block: Block, week: int) -> NDArray[np.int64]:
    own = MOTIVE_OWN * lasting(block, "motives", week, len(MOTIVES))
    facet = MOTIVE[block.people["type"].to_numpy()] + own
    rng = block.rng(f"attitudes: motives, week {week}")
    noise = MOTIVE_NOISE * rng.standard_normal((block.size, len(MOTIVE_ITEMS)))
    return _scale(facet.repeat(ITEMS_A_LEVEL, axis=1) + noise)


def _intentions(block: Block, week: int, bond: Floats) -> NDArray[np.int64]:
    inclined = _logistic(lasting(block, "intentions", week, 2))
    inclined += np.array([MOVE_CITY[0], RECOMMEND[0]])
    inclined += bond[:, None] * np.array([MOVE_CITY[1], RECOMMEND[1]])
    score = np.clip(np.floor(7 + 1.2 * inclined[:, 1]), 0, 10)
    return np.column_stack([inclined > 0, score]).astype("int64")


def _scale(answer: Floats) -> NDArray[np.int64]:
    return np.clip(np.rint(answer), 1, 7).astype("int64")


def _logistic(normal: Floats) -> Floats:
    """Standard normal numbers turned into standard logistic ones."""
    return log_ndtr(normal) - log_ndtr(-normal)
