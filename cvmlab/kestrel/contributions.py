"""What customers give the firm besides money, and what some say against it.

Six kinds, after the list in "In pursuit of true relationship value": positive talk, a referred
customer, a referred employee, a recommendation or reference, an introduced network, other. Negative
talk is a seventh line that counts against.

* A referred customer: each referral that led to a purchase (see ``referrals``), once, with its
  referral_id, so that it is not counted twice.
* The five others: Poisson a year as a customer, A_YEAR (positive talk .21, referred employee .0135,
  recommendation .048, introduced network .021, other .035) times a factor of the type (emotional
  2.6, convenience .8, points .5, latent emotional 1.8, points occasional .4, casual .5) times
  exp(.4 (bond - mean bond of the type)) / its mean. Only what somebody noted down is here.
* Negative talk after a failure that was not put right: with probability .045 exp(-.3 bond), within
  three weeks. Failures put right cause none.
* Negative talk of slippers who lost their status (see ``referrals.lost_status``): 1.5 a year from
  that day on; they give nothing any more.

People without a card give too, but nobody could note by whom: they are not here. Maura Keane's rows
are written out in ``contribution_phrases``; Dara Nolan gives nothing except friends for a reward.

Calibration: the yearly figures make about 9,000 rows for 20,000 people. Measured, means over
seeds 1-5: positive talk 4,110, referred customer 2,150, recommendation 940, other 710, introduced
network 400, referred employee 260; negative talk 780.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.kestrel import types
from cvmlab.kestrel.calendar import DAYS, WEEKS, dates
from cvmlab.kestrel.characters import CATERER, POINTS_HUNTER
from cvmlab.kestrel.contribution_phrases import (
    AFTER_FAILURE,
    AFTER_STATUS,
    CATERERS,
    PHRASES,
)
from cvmlab.kestrel.ids import running_ids
from cvmlab.kestrel.leaving import MONTH
from cvmlab.kestrel.referrals import lost_status, referrals

if TYPE_CHECKING:
    from cvmlab.kestrel.block import Block

A_YEAR = {
    "positive talk": 0.21, "referred employee": 0.0135, "recommendation or reference": 0.048,
    "introduced network": 0.021, "other": 0.035,
}  # fmt: skip
OF_TYPE = np.array([2.6, 0.8, 0.5, 1.8, 0.4, 0.5])
BOND_ON_GIVING = 0.4
AFTER_A_FAILURE, BOND_ON_FAILURE = 0.045, -0.3
AGAINST_A_YEAR = 1.5
NEGATIVE = "negative talk"


def contributions(block: Block) -> pd.DataFrame:
    """Every contribution that was noted, and every time somebody spoke badly of the firm.

    Parameters
    ----------
    block : Block
        The block of people.

    Returns
    -------
    DataFrame
        ``contribution_id``, ``customer_id``, ``date``, ``kind``, ``direction`` ("for" or
        "against"), ``detail``, ``heard_through``, ``referral_id``; in the order of dates.
    """
    rng = block.rng("contributions")
    card = block.main_card()
    known = np.array([one is not None for one in card], dtype=bool)
    if block.number == 0 and block.size >= 100:
        known[[CATERER, POINTS_HUNTER]] = False  # theirs are not drawn
    parts = [*_for(rng, block, known), *_against(rng, block, known)]
    drawn = pd.concat(parts, ignore_index=True)
    drawn["customer_id"] = card[drawn.pop("person").to_numpy()]
    rows = pd.concat([drawn, _referred(rng, block), _of_caterer(block, card)], ignore_index=True)
    rows["direction"] = np.where(rows["kind"] == NEGATIVE, "against", "for")
    rows = rows.sort_values(["day", "customer_id", "kind"], kind="stable", ignore_index=True)
    return pd.DataFrame(
        {
            "contribution_id": running_ids("C", block.number, len(rows)),
            "customer_id": rows["customer_id"],
            "date": dates(rows["day"]),
            "kind": rows["kind"],
            "direction": rows["direction"],
            "detail": rows["detail"],
            "heard_through": rows["heard_through"],
            "referral_id": rows["referral_id"].astype("object").where(rows["referral_id"].notna()),
        }
    )


def _for(rng: np.random.Generator, block: Block, known: np.ndarray) -> list[pd.DataFrame]:
    """The five kinds that are drawn, a year as a customer."""
    people = block.people
    kind, bond = people["type"].to_numpy(), people["bond"].to_numpy()
    tilt = np.exp(
        BOND_ON_GIVING * (bond - types.BOND_MEAN[kind])
        - (BOND_ON_GIVING * types.BOND_SD[kind]) ** 2 / 2
    )
    first = np.maximum(people["acquired"].to_numpy(), 0.0)
    end = np.minimum(np.minimum(block.fates.people["left"], WEEKS), lost_status(block))
    weeks = np.maximum(end.to_numpy() - first, 0.0) * known
    found = []
    for name, rate in A_YEAR.items():
        times = rng.poisson(rate * OF_TYPE[kind] * tilt * weeks / 52)
        person = np.repeat(np.arange(len(people)), times)
        day = 7 * (first[person] + rng.random(len(person)) * weeks[person])
        found.append(_rows(rng, person, day, name, PHRASES[name]))
    return found


def _against(rng: np.random.Generator, block: Block, known: np.ndarray) -> list[pd.DataFrame]:
    """What people say after a failure that was not put right, and after losing their status."""
    people, left = block.people, block.fates.people["left"].to_numpy()
    chance = AFTER_A_FAILURE * np.exp(BOND_ON_FAILURE * people["bond"].to_numpy()) * known
    times = rng.binomial(block.fates.unrecovered, np.minimum(chance, 1)[:, None])
    person, month = np.nonzero(times)
    week = MONTH * (month + rng.random(len(person)))
    there = (people["acquired"].to_numpy()[person] < week) & (week < left[person])
    person, day = person[there], 7 * week[there] + rng.integers(0, 21, int(there.sum()))
    inside = day < DAYS
    after_failure = _rows(rng, person[inside], day[inside], NEGATIVE, AFTER_FAILURE)

    since = lost_status(block)
    weeks = np.maximum(np.minimum(left, WEEKS) - since, 0.0) * known
    person = np.repeat(np.arange(len(people)), rng.poisson(AGAINST_A_YEAR * weeks / 52))
    day = 7 * (since[person] + rng.random(len(person)) * weeks[person])
    return [after_failure, _rows(rng, person, day, NEGATIVE, AFTER_STATUS)]


def _rows(
    rng: np.random.Generator,
    person: np.ndarray,
    day: np.ndarray,
    kind: str,
    phrases: tuple[str, ...],
) -> pd.DataFrame:
    noted = np.array([phrase.split(" | ") for phrase in phrases], dtype=object)
    noted = noted[rng.integers(0, len(phrases), len(person))]
    return pd.DataFrame(
        {
            "person": person,
            "day": np.floor(day).astype(int),
            "kind": np.full(len(person), kind, dtype=object),
            "detail": noted[:, 0],
            "heard_through": noted[:, 1],
        }
    )


def _referred(rng: np.random.Generator, block: Block) -> pd.DataFrame:
    """A row for each referral that led to a purchase."""
    noted = referrals(block)
    noted = noted[noted["referee"].notna()]
    day = (noted["date"] - pd.Timestamp(dates(0))).dt.days.to_numpy()
    kind = "referred customer"
    rows = _rows(rng, np.zeros(len(noted), dtype=int), day, kind, PHRASES[kind])
    return rows.drop(columns="person").assign(
        customer_id=noted["referrer"].to_numpy(), referral_id=noted["referral_id"].to_numpy()
    )


def _of_caterer(block: Block, card: np.ndarray) -> pd.DataFrame:
    here = block.number == 0 and block.size >= 100
    columns = ["day", "kind", "detail", "heard_through"]
    rows = pd.DataFrame(list(CATERERS) if here else [], columns=columns)
    return rows.assign(customer_id=card[CATERER] if here else None)
