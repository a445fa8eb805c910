"""Who leaves when: the hazard of silent leaving, and what raises and lowers it.

In calm times a customer leaves at a constant rate mu. Over people mu is Gamma(.9, rate 25)
exactly, so that a Pareto/NBD model is true; *who* has a high mu is decided by the rank of a score

    -.15 bond - .55 age + .15 distance + .20 competitors + .675 marketplace + .75 noise

among people of the same visible loyalty (otherwise frequency and leaving would depend on each
other, and the model would not be true). The rank comes from the score's distribution, a mixture of
normals over types and channels, not from the people drawn: a million people in blocks are like a
thousand.

From week 104 on the world is no longer calm, and hazards are followed month by month:

* letters: 8% more for each one above three a month;
* a failure that was not put right: 60% more in its month and the two after; put right: 10% less;
* the discounter, from week 108, for those it reaches (probability 1/(1+exp(.10+.90 bond))): .014
  exp(-.30 bond - .45 age) a week on top;
* the care programme, from week 110: the bond of its members is higher by what it lifts.

Calibration: the weight .675 of the marketplace makes the mean mu of customers from there 1.8 times
that of the others; a bond higher by 1 lowers mu by the factor exp(-BOND_ON_DROPOUT), the mean
slope of log mu on the bond at a given age.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv, ndtr

from cvmlab.kestrel import types
from cvmlab.kestrel.calendar import CARE_STARTS, DISCOUNTER_OPENS, PHASE_CHANGE, WEEKS

Floats = NDArray[np.float64]

SHAPE, RATE = 0.9, 25.0
ON_BOND, ON_AGE, ON_DISTANCE, ON_COMPETITORS, NOISE = -0.15, -0.55, 0.15, 0.20, 0.75
ON_MARKETPLACE = 0.675
BOND_ON_DROPOUT = 0.20
MONTH = 4.0  # weeks
MONTHS = int((WEEKS - PHASE_CHANGE) / MONTH)
LETTERS_BORNE, PER_LETTER = 3, 1.08
UNRECOVERED, RECOVERED = 1.60, 0.90


def score(
    bond: Floats, age: Floats, distance: Floats, competitors: Floats, marketplace: Floats,
    noise: Floats,
) -> Floats:  # fmt: skip
    """What ranks people by how soon they leave."""
    return (
        ON_BOND * bond + ON_AGE * age + ON_DISTANCE * distance + ON_COMPETITORS * competitors
        + ON_MARKETPLACE * marketplace + NOISE * noise
    )  # fmt: skip


def dropout_rate(scores: Floats, loyal: NDArray[np.bool_]) -> Floats:
    """The constant rate of leaving, a week, whose rank is the rank of the score."""
    rank = np.empty_like(scores)
    for is_loyal in (True, False):
        mine = loyal == is_loyal
        mean, sd, weight = _mixture(is_loyal)
        rank[mine] = ndtr((scores[mine, None] - mean) / sd) @ weight
    return gammaincinv(SHAPE, np.clip(rank, 1e-12, 1 - 1e-12)) / RATE


@lru_cache
def _mixture(loyal: bool) -> tuple[Floats, Floats, Floats]:
    """Means, standard deviations and weights of the score over types and channels."""
    kinds = np.flatnonzero(loyal == types.LOYAL)
    market = types.CHANNEL_SHARE[types.CHANNELS.index("marketplace")]
    mean = (
        ON_BOND * types.BOND_MEAN + ON_AGE * types.AGE_MEAN + ON_DISTANCE * types.DISTANCE_MEAN
    )[kinds]
    sd = np.sqrt(
        (ON_BOND * types.BOND_SD[kinds]) ** 2
        + ON_AGE**2 + ON_DISTANCE**2 + ON_COMPETITORS**2 + NOISE**2
    )  # fmt: skip
    share = types.SHARE[kinds]
    return (
        np.concatenate([mean, mean + ON_MARKETPLACE]),
        np.concatenate([sd, sd]),
        np.concatenate([share * (1 - market), share * market]),
    )


def exposure_probability(bond: Floats) -> Floats:
    """The probability that the discounter reaches somebody."""
    return 1 / (1 + np.exp(0.10 + 0.90 * bond))


def discounter_hazard(bond: Floats, age: Floats) -> Floats:
    """The hazard a week which the discounter adds for those it reaches."""
    return 0.014 * np.exp(-0.30 * bond - 0.45 * age)


def monthly_hazard(
    dropout: Floats, bond: Floats, age: Floats, exposed: NDArray[np.bool_],
    care_lift: Floats, letters: NDArray[np.int8], unrecovered: NDArray[np.int8],
    recovered: NDArray[np.int8],
) -> Floats:  # fmt: skip
    """The hazard a week in each four-week month from week 104 on.

    Parameters
    ----------
    dropout, bond, age : array of n
        Rate of leaving in calm times, bond, age (in standard deviations).
    exposed : array of n
        Whether the discounter reaches the person.
    care_lift : array of n
        By how much the care programme lifts the bond; 0 for those not in it.
    letters, unrecovered, recovered : array of n × 13
        Contacts and failures of each month.

    Returns
    -------
    array of n × 13
    """
    begins = PHASE_CHANGE + MONTH * np.arange(MONTHS)
    lift = care_lift[:, None] * (begins >= CARE_STARTS)
    bad = unrecovered > 0
    lasting = bad.copy()
    lasting[:, 1:] |= bad[:, :-1]
    lasting[:, 2:] |= bad[:, :-2]
    factor = PER_LETTER ** np.maximum(letters - LETTERS_BORNE, 0)
    factor = factor * np.where(lasting, UNRECOVERED, np.where(recovered > 0, RECOVERED, 1.0))
    calm = dropout[:, None] * np.exp(-BOND_ON_DROPOUT * lift)
    pull = discounter_hazard(bond[:, None] + lift, age[:, None])
    pull = pull * exposed[:, None] * (begins >= DISCOUNTER_OPENS)
    return calm * factor + pull


def leaving_week(start: Floats, dropout: Floats, monthly: Floats, exponential: Floats) -> Floats:
    """The week in which somebody leaves, who is a customer at `start`.

    Parameters
    ----------
    start : array of n
        The week from which the person is at risk (0 for customers of old).
    dropout : array of n
        Hazard a week before week 104.
    monthly : array of n × 13
        Hazard a week in each month from week 104 on.
    exponential : array of n
        Draws of the unit exponential distribution: the person leaves when so much hazard has
        passed.

    Returns
    -------
    array of n
        Weeks since the start of the files; infinite for those who stay beyond week 156.
    """
    begins = PHASE_CHANGE + MONTH * np.arange(MONTHS)
    at_risk = np.clip(begins + MONTH - np.maximum(start[:, None], begins), 0, MONTH)
    calm = np.maximum(PHASE_CHANGE - start, 0)
    passed = np.cumsum(np.column_stack([calm * dropout, at_risk * monthly]), axis=1)
    week = np.where(exponential < passed[:, 0], start + exponential / dropout, np.inf)
    place = (passed <= exponential[:, None]).sum(axis=1)  # how many stretches were survived
    later = (place >= 1) & (place <= MONTHS)
    month = place[later] - 1
    left_over = exponential[later] - passed[later, place[later] - 1]
    since = np.maximum(begins[month], start[later])
    week[later] = since + left_over / monthly[later, month]
    return week
