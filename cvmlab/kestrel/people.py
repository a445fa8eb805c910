"""The people of one block: what is true of each of them, and what nobody at Kestrel can see.

Of every 20 people 7 are customers of old (acquired evenly over the six years before the files
begin, and still there when they begin) and 13 are won within the files, 60% fewer a week after
week 104.

* Trips a week: Gamma(.9, rate 2.2). Leaving: see ``leaving``. Spend a trip: gamma with shape 4 and
  a rate that is Gamma(5, 34) over people, 34 euros on average (Gamma-Gamma).
* Type, bond, age, distance: see ``types``. The type is drawn first, then age and distance given
  the type, so that every mixture is a mixture of normals. What then happens to them is in
  ``fates``.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import gammaincinv

from cvmlab.kestrel import leaving, types
from cvmlab.kestrel.calendar import PHASE_CHANGE, WEEKS
from cvmlab.kestrel.characters import set_traits
from cvmlab.kestrel.ids import running_ids
from cvmlab.kestrel.seeds import generator

LEGACY_SHARE = 0.35
LEGACY_WEEKS = 312.0
ACQUISITION_AFTER = 0.40  # acquisition a week after the phase change, relative to before
TRIPS = (0.9, 2.2)
SPEND = (4.0, 5.0, 34.0)
STORES = 24


def draw_people(seed: int, block: int, number: int) -> pd.DataFrame:
    """The people of a block, one row each.

    Returns
    -------
    DataFrame
        ``person`` (0, 1, …), ``person_id``, ``legacy``, ``acquired`` (week, below zero for
        customers of old), ``type``, ``loyal``, ``bond``, ``rate`` (trips a week), ``score`` and
        ``dropout`` (a week; see ``leaving``), ``spend`` (mean euros a trip), ``age``,
        ``distance``, ``competitors`` (standard deviations), ``channel``, ``home_store`` (0-23),
        ``wallet`` (share of food money spent here), ``margin_rate`` and ``deal_share`` (share of
        trips on a deal).
    """
    rng = generator(seed, "people", block)
    legacy = np.arange(number) < round(LEGACY_SHARE * number)
    old = _survivors(rng, int(legacy.sum()))
    new = _candidates(rng, number - int(legacy.sum()))
    new["acquired"] = _acquisition_weeks(rng, len(new))
    people = pd.concat([old, new], ignore_index=True)
    people.insert(0, "person", np.arange(number))
    people.insert(1, "person_id", running_ids("P", block, number))
    people.insert(2, "legacy", legacy)
    if block == 0:
        set_traits(people)
    return people


def age_years(people: pd.DataFrame) -> np.ndarray:
    """Age in whole years when the files begin; nobody was under 16 when they joined."""
    years = np.clip(48 + 15 * people["age"].to_numpy(), 18, 95)
    youngest = 16.01 - people["acquired"].to_numpy() * 7 / 365.25
    return np.floor(np.maximum(years, youngest)).astype(int)


def _candidates(rng: np.random.Generator, number: int) -> pd.DataFrame:
    """People as they are on the day they become customers."""
    rank = rng.random(number)
    loyal = rng.random(number) < 1 / (1 + np.exp(-(rank - types.LOYAL_MIDDLE) / types.LOYAL_WIDTH))
    kind = _kinds(rng, loyal)
    bond = rng.normal(types.BOND_MEAN[kind], types.BOND_SD[kind])
    age = rng.normal(types.AGE_MEAN[kind])
    distance = rng.normal(types.DISTANCE_MEAN[kind])
    competitors = rng.normal(size=number)
    channel = rng.choice(len(types.CHANNELS), number, p=types.CHANNEL_SHARE)
    market = (channel == types.CHANNELS.index("marketplace")).astype(float)
    scores = leaving.score(bond, age, distance, competitors, market, rng.normal(size=number))
    mean, size = types.WALLET_MEAN[kind], types.WALLET_SIZE
    return pd.DataFrame(
        {
            "acquired": 0.0,
            "type": kind,
            "loyal": loyal,
            "bond": bond,
            "rate": gammaincinv(TRIPS[0], rank) / TRIPS[1],
            "score": scores,
            "dropout": leaving.dropout_rate(scores, loyal),
            "spend": SPEND[0] / rng.gamma(SPEND[1], 1 / SPEND[2], number),
            "age": age,
            "distance": distance,
            "competitors": competitors,
            "channel": channel,
            "home_store": rng.integers(0, STORES, number),
            "wallet": rng.beta(mean * size, (1 - mean) * size),
            "margin_rate": types.MARGIN_RATE[kind],
            "deal_share": types.DEAL_SHARE[kind],
        }
    )


def _kinds(rng: np.random.Generator, loyal: np.ndarray) -> np.ndarray:
    draw = rng.random(len(loyal))
    upper = [np.cumsum(types.SHARE[side == types.LOYAL])[:-1] for side in (True, False)]
    return np.where(
        loyal, np.searchsorted(upper[0], draw), 3 + np.searchsorted(upper[1], draw)
    ).astype("int8")


def _survivors(rng: np.random.Generator, number: int) -> pd.DataFrame:
    """Customers of old who are still there: of all who ever came, those who have not left."""
    found: list[pd.DataFrame] = []
    while sum(map(len, found)) < max(number, 1):
        people = _candidates(rng, 3 * number + 50)
        weeks = rng.uniform(0, LEGACY_WEEKS, len(people))
        stayed = rng.exponential(1 / people["dropout"]) > weeks
        found.append(people.assign(acquired=-weeks)[stayed])
    return pd.concat(found).head(number).sort_values("acquired", kind="stable")


def _acquisition_weeks(rng: np.random.Generator, number: int) -> np.ndarray:
    before, after = PHASE_CHANGE, ACQUISITION_AFTER * (WEEKS - PHASE_CHANGE)
    place = np.sort(rng.uniform(0, before + after, number))
    return np.where(place < before, place, before + (place - before) / ACQUISITION_AFTER)
