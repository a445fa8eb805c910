"""What winning customers costs by channel and week, and the delivery pass as a contract business.

Acquisition costs
-----------------
Customers won are counted from the people: everybody acquired inside the files, by the week and the
channel of their first purchase (60% fewer a week after week 104). What a channel spent follows from
them, so that the two tables agree. With x the customers won in a week relative to what the channel
wins in a usual week before week 104 (its *level*), and C the most it could ever win as a multiple
of that level, the week's spend is

    spend = c × level × C × -log(1 - x / C) × noise,    x held at most at .9 C,

which is the response curve of Blattberg and Deighton (1996), customers = ceiling × (1 - exp(-k ×
spend)), read from right to left. C is 2.0 for paid search, 2.5 for door-drop and 3.0 for the
marketplace, so that at the usual level the next customer costs 1.44, 1.31 and 1.23 times the
average one. Walk-in is linear; so is referral: 10 euros for each reward paid (see ``referrals``)
and a running cost for each customer. Noise: lognormal with mean 1 and sd .04.

c is calibrated, from the Poisson law of the weekly counts and not from the people drawn, so that
euros spent per customer won over the three years are 38 paid search, 21 door-drop, 4 walk-in, 15
referral, 52 marketplace. Measured pooled over seeds 1-5: 37.73, 21.00, 3.99, 14.98, 51.81. As after
week 104 the channels work lower on their curves, a customer is cheaper then (paid search by about
21%), and spend falls by more than the 60% by which customers fall.

Spend and customers are sums, so the rows of several blocks are added up.

Delivery pass
-------------
Eight cohorts of 1,000 passes, begun in 2016 to 2023 on a day drawn evenly over the year. Once a
year a pass is renewed or not; each holder lets it lapse with a probability of their own, the same
every year, Beta(.70, 1.18) over holders: a shifted-beta-geometric contract (Fader and Hardie,
2007) by construction. So r(1) = 1.18/1.88 = .63 of a cohort renew the first time, r(2) = 2.18/2.88
= .76 of those the second. The price rises by the year of the start and changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import poisson

from cvmlab.kestrel import types
from cvmlab.kestrel.calendar import DAYS, PHASE_CHANGE, WEEKS, dates
from cvmlab.kestrel.people import ACQUISITION_AFTER, LEGACY_SHARE
from cvmlab.kestrel.referrals import MORE_WITH_REWARD, REWARD, referrals
from cvmlab.kestrel.seeds import generator

if TYPE_CHECKING:
    from cvmlab.kestrel.block import Block

COST = {  # euros a customer won, on average over the three years
    "walk-in": 4.0, "paid search": 38.0, "door-drop": 21.0, "referral": 15.0, "marketplace": 52.0,
}  # fmt: skip
CEILING = {"paid search": 2.0, "door-drop": 2.5, "marketplace": 3.0}  # C; the others are linear
NOISE = 0.04
HOLD_CARD = 0.97  # share of referred customers who can be noted, see ``cards``

COHORTS, PASSES = tuple(range(2016, 2024)), 1000
LAPSE = (0.70, 1.18)
FIRST_PRICE, PRICE_RISE = 35.0, 2.0


def acquisition_costs(block: Block) -> pd.DataFrame:
    """What each channel spent in each week, and how many customers it won.

    Parameters
    ----------
    block : Block
        The block of people. The company's table is the sum over its blocks.

    Returns
    -------
    DataFrame
        ``week`` (its Monday), ``channel``, ``spend`` (euros), ``customers_won``: 156 × 5 rows.
    """
    rng = block.rng("acquisition_costs")
    won = _customers_won(block)
    noise = np.exp(rng.normal(-(NOISE**2) / 2, NOISE, won.shape))
    spend = np.empty(won.shape)
    for place, channel in enumerate(types.CHANNELS):
        level = _level(block.size, place)
        if channel == "referral":
            running = COST[channel] - REWARD * HOLD_CARD * MORE_WITH_REWARD / (1 + MORE_WITH_REWARD)
            spend[:, place] = running * won[:, place] * noise[:, place] + _rewards_paid(block)
        else:
            unit = COST[channel] / _mean_curve(level, channel)
            curve = _curve(won[:, place] / level, channel)
            spend[:, place] = unit * level * curve * noise[:, place]
    return pd.DataFrame(
        {
            "week": np.repeat(dates(7 * np.arange(WEEKS)), len(types.CHANNELS)),
            "channel": np.tile(np.array(types.CHANNELS, dtype=object), WEEKS),
            "spend": np.round(spend.ravel(), 2),
            "customers_won": won.ravel(),
        }
    )


def _customers_won(block: Block) -> np.ndarray:
    """Customers won, weeks × channels."""
    new = block.people[~block.people["legacy"]]
    won = np.zeros((WEEKS, len(types.CHANNELS)), dtype="int64")
    np.add.at(won, (new["acquired"].to_numpy().astype(int), new["channel"].to_numpy()), 1)
    return won


def _rewards_paid(block: Block) -> np.ndarray:
    noted = referrals(block)
    week = (noted["date"] - pd.Timestamp(dates(0))).dt.days // 7
    return np.bincount(week, noted["reward_paid"], minlength=WEEKS)


def _level(size: int, channel: int) -> float:
    """Customers a channel is expected to win in a week before the phase change."""
    weeks = PHASE_CHANGE + ACQUISITION_AFTER * (WEEKS - PHASE_CHANGE)
    return float((1 - LEGACY_SHARE) * size * types.CHANNEL_SHARE[channel] / weeks)


def _curve(x: np.ndarray, channel: str) -> np.ndarray:
    """Spend that wins x, both relative to the usual level at the first customer's price."""
    if channel not in CEILING:
        return x
    ceiling = CEILING[channel]
    return -ceiling * np.log1p(-np.minimum(x, 0.9 * ceiling) / ceiling)


def _mean_curve(level: float, channel: str) -> float:
    """Expected spend on the curve per expected customer, over the three years."""
    spent, won = 0.0, 0.0
    for weeks, share in ((PHASE_CHANGE, 1.0), (WEEKS - PHASE_CHANGE, ACQUISITION_AFTER)):
        mean = level * share
        counts = np.arange(int(mean + 12 * np.sqrt(mean) + 20))
        spent += weeks * level * float(poisson.pmf(counts, mean) @ _curve(counts / level, channel))
        won += weeks * mean
    return spent / won


def pass_subscriptions(seed: int) -> pd.DataFrame:
    """The delivery pass, a contract renewed once a year: eight cohorts of 1,000.

    Parameters
    ----------
    seed : int
        The seed of the whole company.

    Returns
    -------
    DataFrame
        ``subscription_id``, ``cohort`` (year), ``started_on``, ``renewals`` (so far),
        ``ended_on`` (the anniversary on which it was not renewed; NaT: still running),
        ``price`` (euros a year): 8,000 rows, in the order of their start.
    """
    rng = generator(seed, "pass_subscriptions")
    number = len(COHORTS) * PASSES
    cohort = np.repeat(np.array(COHORTS), PASSES)
    last = dates(DAYS - 1).astype("datetime64[D]").item()
    # So early in the year that everybody of a cohort has had the same number of anniversaries.
    latest = (last - last.replace(month=1, day=1)).days  # a leap year: one day more than others
    of_year = np.sort(rng.integers(0, latest, (len(COHORTS), PASSES)), axis=1).ravel()
    lapse = np.maximum(rng.beta(*LAPSE, number), 1e-12)
    renewed = np.floor(np.log(rng.random(number)) / np.log1p(-lapse)).astype("int64")
    anniversaries = last.year - cohort
    running = renewed >= anniversaries
    renewals = np.minimum(renewed, anniversaries)
    ended = _anniversary(cohort + renewals + 1, of_year).astype("datetime64[s]")
    ended[running] = np.datetime64("NaT")
    return pd.DataFrame(
        {
            "subscription_id": [f"Z{n:05d}" for n in range(1, number + 1)],
            "cohort": cohort,
            "started_on": _anniversary(cohort, of_year).astype("datetime64[s]"),
            "renewals": renewals,
            "ended_on": ended,
            "price": FIRST_PRICE + PRICE_RISE * (cohort - COHORTS[0]),
        }
    )


def _anniversary(year: np.ndarray, of_year: np.ndarray) -> np.ndarray:
    """The same day and month in another year; nobody began on 29 February."""
    usual = np.datetime64("2023-01-01") + of_year.astype("timedelta64[D]")
    month = usual.astype("datetime64[M]")
    day = usual - month.astype("datetime64[D]")
    moved = month + (12 * (year - 2023)).astype("timedelta64[M]")
    return np.asarray(moved.astype("datetime64[D]") + day)
