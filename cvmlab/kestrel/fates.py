"""What happens to people over three years: slipping, letters, failures, a discounter, leaving.

Contacts and failures are drawn month by month as if everybody stayed; what falls after somebody
has left never happened. So leaving depends on them and not the other way round.

* Slippers: of the customers of old who spend most (top 15% by rate × spend), 35% stop nine trips
  of ten from a week between 30 and 90 on. They retire, move or fall ill; they do not leave.
* Letters of the third year: Poisson a month, the mean rising with the rank of the trip rate from
  1.0 to 5.0 (the firm writes most to those who come most), none for the universal holdout of 10%.
* Failures: Poisson, .084 a trip (so that 40,000 are seen); 62% are put right.
* Care programme: arms drawn among those who are customers in week 110, with the propensity of the
  home store, .35, .50 or .65; nobody of the holdout is in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import gammainc, gammaincinv

from cvmlab.kestrel import leaving, types
from cvmlab.kestrel.calendar import CARE_STARTS, PHASE_CHANGE, WEEKS
from cvmlab.kestrel.characters import CATERER, POINTS_HUNTER, RETIRES, set_fates
from cvmlab.kestrel.people import SPEND, TRIPS
from cvmlab.kestrel.seeds import generator

HOLDOUT = 0.10
FAILURES_A_TRIP, PUT_RIGHT = 0.084, 0.62
LETTERS = (1.0, 5.0)
SLIP_SHARE, SLIP_TOP, SLIP_FROM, SLIP_KEEPS = 0.35, 0.15, (30.0, 90.0), 0.10
PROPENSITY = (0.35, 0.50, 0.65)
MONTHS_IN_ALL = int(WEEKS / leaving.MONTH)


@dataclass(frozen=True)
class Fates:
    """What happens to the people of a block.

    Parameters
    ----------
    people : DataFrame
        ``slip_week`` (NaN: never), ``exposed``, ``holdout``, ``care_propensity``, ``care`` (in the
        treated arm), ``care_lift`` (of the bond, 0 unless treated), ``left`` (week; inf: stays).
    letters : array of people × 13
        Letters planned in each four-week month from week 104 on.
    recovered, unrecovered : array of people × 39
        Failures in each four-week month from week 0 on, put right and not.
    """

    people: pd.DataFrame
    letters: NDArray[np.int8]
    recovered: NDArray[np.int8]
    unrecovered: NDArray[np.int8]


def draw_fates(seed: int, block: int, people: pd.DataFrame) -> Fates:
    """What happens to the people of a block.

    Parameters
    ----------
    people : DataFrame
        As :func:`cvmlab.kestrel.people.draw_people` gives them.
    """
    number = len(people)
    rng = generator(seed, "slippers", block)
    top = people["rate"] * people["spend"] > top_spender_threshold()
    slips = people["legacy"] & top & (rng.random(number) < SLIP_SHARE)
    slip_week = np.where(slips, rng.uniform(*SLIP_FROM, number), np.nan)
    if block == 0 and number >= 100:
        slip_week[CATERER], slip_week[POINTS_HUNTER] = RETIRES, np.nan

    rng = generator(seed, "discounter", block)
    bond, age = people["bond"].to_numpy(), people["age"].to_numpy()
    exposed = rng.random(number) < leaving.exposure_probability(bond)

    rng = generator(seed, "contacts", block)
    holdout = rng.random(number) < HOLDOUT
    if block == 0 and number >= 100:
        holdout[[CATERER, POINTS_HUNTER]] = False
    rank = gammainc(TRIPS[0], TRIPS[1] * people["rate"].to_numpy())
    mean = np.where(holdout, 0.0, LETTERS[0] + (LETTERS[1] - LETTERS[0]) * rank)
    letters = rng.poisson(mean[:, None], (number, leaving.MONTHS)).astype("int8")

    rng = generator(seed, "service_events", block)
    month = leaving.MONTH * np.arange(MONTHS_IN_ALL)
    slipped = month >= np.nan_to_num(slip_week, nan=np.inf)[:, None]
    trips = leaving.MONTH * people["rate"].to_numpy()[:, None] * np.where(slipped, SLIP_KEEPS, 1)
    failures = FAILURES_A_TRIP * trips
    recovered = rng.poisson(failures * PUT_RIGHT, (number, MONTHS_IN_ALL)).astype("int8")
    unrecovered = rng.poisson(failures * (1 - PUT_RIGHT), (number, MONTHS_IN_ALL)).astype("int8")

    rng = generator(seed, "care_programme", block)
    propensity = np.array(PROPENSITY)[people["home_store"].to_numpy() % 3]
    care = ~holdout & (rng.random(number) < propensity)
    care &= people["acquired"].to_numpy() < CARE_STARTS
    lift = np.where(care, types.CARE_LIFTS_BOND[people["type"]], 0.0)

    first = int(PHASE_CHANGE / leaving.MONTH)
    monthly = leaving.monthly_hazard(
        people["dropout"].to_numpy(), bond, age, exposed, lift, letters,
        unrecovered[:, first:], recovered[:, first:],
    )  # fmt: skip
    rng = generator(seed, "leaving", block)
    left = leaving.leaving_week(
        np.maximum(people["acquired"].to_numpy(), 0), people["dropout"].to_numpy(), monthly,
        rng.exponential(size=number),
    )  # fmt: skip
    drawn = pd.DataFrame(
        {
            "slip_week": slip_week,
            "exposed": exposed,
            "holdout": holdout,
            "care_propensity": propensity,
            "care": care,
            "care_lift": lift,
            "left": left,
        }
    )
    if block == 0:
        set_fates(drawn)
    return Fates(drawn, letters, recovered, unrecovered)


@lru_cache
def top_spender_threshold() -> float:
    """Euros a week above which a person is among the top 15%, from the distributions."""
    place = (np.arange(1000) + 0.5) / 1000
    rate = gammaincinv(TRIPS[0], place) / TRIPS[1]
    spend = SPEND[0] * SPEND[2] / gammaincinv(SPEND[1], place)
    return float(np.quantile(np.outer(rate, spend), 1 - SLIP_TOP))
