"""How people live through Kestrel at five levels, and how satisfied that makes them.

A person's *experience* at a level (core product, process and support, technical performance,
interaction with staff, emotional) stands on a scale on which 0 is what people expect and 1 about
one standard deviation. It is .90 of the person's own lot and .45 of a halo over all five (who is
well-disposed rates everything higher); both keep a correlation of .64 from one wave to the next.
To this comes:

* emotional: half of its own lot's variance is the bond (correlation .70), the rest is chance; the
  other four levels have nothing to do with the bond;
* failures of the last twelve weeks, compared with what so many trips lead one to expect: one that
  was not put right takes .45 off the technical and .25 off the interaction level, one put right
  adds .15 to interaction;
* those who came often and stopped (slippers) lose their privileges by rule: half a year later
  interaction and emotional are lower by .80;
* where Kestrel stands: technical .25 and emotional .10 above what people expect;
* drift over the waves, week 104 being 0: technical +.10 and emotional -.14 every half year;
* a constant for each type (``CONTENT``) on the three hard levels (core, process, technical): people
  who come for range, nearness or points find these here. It is calibrated.

Satisfaction is the sum of the levels with weights .20, .18, .22, .20, .20, where an experience
below expectations counts 1.3, 1.0, 1.7, .8, .6 times and one above .7, 1.0, .3, 1.2, 1.4 times:
technical performance is a table stake, the emotional level delights. Overall satisfaction (1-10) is
7.5 + 2.0 × that sum + noise (sd .7), each of the three items of a level 7.2 + 1.5 × the experience
+ noise (sd 1.0); all are rounded and cut off at the ends.

Calibration: ``CONTENT`` makes the expected overall answer of active customers of each type at week
104 the same, 7.47 (found by root search on six other companies, seeds 11-16). Measured on the
active census of seeds 1-5: emotional less functional among the behaviourally loyal -.02 points
(standard error .03); shares of the five levels in R² of the overall answer (LMG) .21, .18, .21,
.21, .18; slopes on the level means .30, .22, .44, .20, .15 below 7 and .20, .23, .12, .30, .34
above it.

In the wave in which nobody's name is asked (week 78), people say more when nobody listens: .35
points lower throughout.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cvmlab.kestrel.calendar import SURVEY_WEEK
from cvmlab.kestrel.fates import FAILURES_A_TRIP, PUT_RIGHT
from cvmlab.kestrel.leaving import MONTH

if TYPE_CHECKING:
    from cvmlab.kestrel.block import Block

Floats = NDArray[np.float64]

LEVELS = ("core", "process", "technical", "interaction", "emotional")
HARD = np.array([True, True, True, False, False])
ITEMS_A_LEVEL = 3
WEIGHT = np.array([0.20, 0.18, 0.22, 0.20, 0.20])
BELOW = np.array([1.3, 1.0, 1.7, 0.8, 0.6])
ABOVE = np.array([0.7, 1.0, 0.3, 1.2, 1.4])
OWN, HALO = 0.90, 0.45
LASTING = 0.80  # loading on what stays; its square is the correlation between two waves
BOND_IN_EMOTIONAL = 0.70
BOND_CENTRE, BOND_SPREAD = -0.10, 0.85  # of the bond among active customers
NOT_PUT_RIGHT = np.array([0, 0, -0.45, -0.25, 0])
RIGHTED = np.array([0, 0, 0, 0.15, 0])
FAILURE_MONTHS = 3
SLIGHTED = np.array([0, 0, 0, -0.80, -0.80])
SLIGHTED_AFTER = 26.0
STANDING = np.array([0, 0, 0.25, 0, 0.10])
DRIFT = np.array([0, 0, 0.10, 0, -0.14])  # every half year
CONTENT = np.array([-0.34, 0.02, 0.11, -0.31, 0.06, 0.12])  # by type
ITEM = (7.2, 1.5, 1.0)
OVERALL = (7.5, 2.0, 0.7)
ANONYMOUS_WEEK, NOBODY_LISTENS = 78, -0.35


def standard_bond(bond: Floats) -> Floats:
    """The bond in standard deviations of the active customers."""
    return (bond - BOND_CENTRE) / BOND_SPREAD


def lasting(block: Block, what: str, week: int, columns: int) -> Floats:
    """Standard normal numbers of every person that change little from one wave to the next.

    Returns
    -------
    array of people × columns
    """
    shape = (block.size, columns)
    stays = block.rng(f"attitudes: {what}").standard_normal(shape)
    today = block.rng(f"attitudes: {what}, week {week}").standard_normal(shape)
    return LASTING * stays + np.sqrt(1 - LASTING**2) * today


def experiences(block: Block, week: int, bond: Floats) -> Floats:
    """What every person lives through at each of the five levels.

    Parameters
    ----------
    block : Block
        The people.
    week : int
        The week of the wave.
    bond : array of n
        Their bond in that week.

    Returns
    -------
    array of people × 5
    """
    own = lasting(block, "experience", week, len(LEVELS))
    chance = np.sqrt(1 - BOND_IN_EMOTIONAL**2) * own[:, -1]
    own[:, -1] = BOND_IN_EMOTIONAL * standard_bond(bond) + chance
    lived = OWN * own + HALO * lasting(block, "halo", week, 1)
    lived += CONTENT[block.people["type"].to_numpy()][:, None] * HARD
    lived += STANDING + DRIFT * (week - SURVEY_WEEK) / 26
    not_right, righted = unexpected_failures(block, week)
    lived += not_right[:, None] * NOT_PUT_RIGHT + righted[:, None] * RIGHTED
    slighted = block.fates.people["slip_week"].to_numpy() + SLIGHTED_AFTER < week
    return lived + slighted[:, None] * SLIGHTED


def unexpected_failures(block: Block, week: int) -> tuple[Floats, Floats]:
    """Failures of the last twelve weeks above those that so many trips lead one to expect.

    Returns
    -------
    tuple of array
        Those that were not put right, and those put right.
    """
    last = int(week / MONTH)
    months = slice(last - FAILURE_MONTHS, last)
    rate = block.people["rate"].to_numpy()
    expected = FAILURES_A_TRIP * MONTH * FAILURE_MONTHS * rate
    return (
        block.fates.unrecovered[:, months].sum(axis=1) - (1 - PUT_RIGHT) * expected,
        block.fates.recovered[:, months].sum(axis=1) - PUT_RIGHT * expected,
    )


def contentment(lived: Floats) -> Floats:
    """The sum that satisfaction grows with, from the experiences at the five levels."""
    return np.where(lived < 0, BELOW, ABOVE) * lived @ WEIGHT


def satisfaction_answers(block: Block, week: int, lived: Floats) -> NDArray[np.int64]:
    """The answers to the fifteen items, and to "all in all", from 1 to 10.

    Returns
    -------
    array of people × 16
        The items level by level, the overall answer last.
    """
    rng = block.rng(f"attitudes: satisfaction, week {week}")
    noise = rng.standard_normal((block.size, 1 + ITEMS_A_LEVEL * len(LEVELS)))
    answers = np.empty_like(noise)
    answers[:, :-1] = ITEM[0] + ITEM[1] * lived.repeat(ITEMS_A_LEVEL, axis=1)
    answers[:, :-1] += ITEM[2] * noise[:, :-1]
    answers[:, -1] = OVERALL[0] + OVERALL[1] * contentment(lived) + OVERALL[2] * noise[:, -1]
    if week == ANONYMOUS_WEEK:
        answers += NOBODY_LISTENS
    return np.clip(np.rint(answers), 1, 10).astype("int64")
