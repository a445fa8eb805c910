"""Who was put into which arm of the firm's two experiments, and what became of it.

Both draws are those of ``fates``.

* **Universal holdout** (drawn in week 104, or on joining): one person in ten is never written to.
  ``propensity`` of the treated arm ("written to") is .90. Sales do not react to letters; leaving
  does, by 8% for each one above three a month, so the holdout keeps customers, if few.
* **Care programme** (week 110): a named contact who knows you, and a call once a month. Tried among
  people outside the holdout who hold a card and bought in the 26 weeks before; the propensity is
  that of the home store, .35, .50 or .65 (stores differ in staff), so arms must be compared within
  it or weighted by it. It lifts the bond by Δθ: convenience and latent emotional 1.0, emotional .4,
  casual .3, points .1; that makes trips e^(.10 Δθ) times as many from week 110 on and lowers the
  hazard of leaving (``leaving``: calm hazard × e^(-.20 Δθ), pull of the discounter × e^(-.30 Δθ))
  from week 112 on. A call costs 1.10 €, six calls in 26 weeks 6.60 €.

Outcomes are what a firm would look at: trips, sales and margin of the person over all cards and
accounts, before returns, in the 26 weeks before and after; and whether they bought in the last six
weeks of the files.

``truth_uplift`` holds, for each person of the care programme, what it changes in the trips to be
expected in weeks 110 to 136, from the planted process and not from what happened:

    uplift = rate (e^(.10 Δθ) ∫ S1(t) dt - ∫ S0(t) dt),  S(t) = exp(-∫ hazard), t: 0 to 26 weeks

for who had not left by week 110 (else 0); S1 with the lift of the bond, S0 without, both under the
letters and failures drawn; rate × .10 for slippers after their slip. In euros: times the person's
mean spend and margin rate.

Arm sizes at 20,000 people (seeds 1 to 5): holdout 1,940 to 2,050; care 3,950 to 4,150, control
3,970 to 4,120. Smallest effect of the care programme one company can detect (80% power at 5%,
differences within stores' propensities): .65 trips in 26 weeks or 9.5% of the control's; with the
trips before taken into account .43 or 6.2%; of sales 7.3%; of those who bought in the last six
weeks 3.0 points. The holdout (active ones): 4.5 points of those.

So one company alone will probably not see the care programme's mean effect, but it sees for whom
it works. Measured on five together, trips in 26 weeks: true mean .39 (5.7%), difference found .39
(95% interval .25 to .52); by lift 1.0 true 1.06, found 1.04 (.73 to 1.36); .4: .74, .54 (-.04 to
1.13); .3: .13, .19 (.08 to .29); .1: .11, .18 (-.08 to .45). Its margin is 2.78 € a person on
average, less than its cost; for 11 to 12 in 100 people it is more. Outside the holdout lie letters
and care programme together: their difference from the holdout is that of both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.kestrel import leaving, types
from cvmlab.kestrel.calendar import (
    ACTIVE_WEEKS,
    CARE_STARTS,
    DAYS,
    PHASE_CHANGE,
    REMAIN_FROM,
    dates,
)
from cvmlab.kestrel.characters import spend_of_characters
from cvmlab.kestrel.fates import HOLDOUT, SLIP_KEEPS
from cvmlab.kestrel.reach import card_and_record, records_of_people
from cvmlab.kestrel.trade import CARE_ON_TRIPS

if TYPE_CHECKING:
    from cvmlab.kestrel.block import Block

Floats = np.ndarray
HALF_YEAR = 7 * ACTIVE_WEEKS
CARE_DAY = 7 * CARE_STARTS
CALLS, COST_OF_A_CALL = 6, 1.10


def in_care_experiment(block: Block) -> np.ndarray:
    """Whether each person was drawn for or against the care programme."""
    carded = (records_of_people(block)["card"] >= 0).to_numpy()
    return carded & block.active(CARE_STARTS) & ~block.fates.people["holdout"].to_numpy()


def assignments(block: Block) -> pd.DataFrame:
    """Who was put into which arm of which experiment, and what became of it.

    Returns
    -------
    DataFrame
        As the contract ``ASSIGNMENTS`` says: first the holdout, then the care programme.
    """
    fates = block.fates.people
    everybody = np.arange(block.size)
    joined = np.floor(7 * block.people["acquired"].to_numpy()).astype(int)
    written_to = ~fates["holdout"].to_numpy()
    holdout = _rows(
        block, everybody, np.maximum(joined, 7 * PHASE_CHANGE), written_to, 1 - HOLDOUT,
        ("universal holdout", "written to", "holdout"),
    )  # fmt: skip
    tried = everybody[in_care_experiment(block)]
    care = _rows(
        block, tried, np.full(len(tried), CARE_DAY), fates["care"].to_numpy()[tried],
        fates["care_propensity"].to_numpy()[tried], ("care programme", "care", "control"),
    )  # fmt: skip
    holdout["cost"] = 0.0
    care["cost"] = np.where(care["treated"], round(CALLS * COST_OF_A_CALL, 2), 0.0)
    return pd.concat([holdout, care], ignore_index=True)


def _rows(
    block: Block, person: np.ndarray, day: np.ndarray, treated: np.ndarray,
    propensity: float | np.ndarray, names: tuple[str, str, str],
) -> pd.DataFrame:  # fmt: skip
    """The rows of one experiment, in the order of days and records."""
    order = np.lexsort((person, day))
    person, day, treated = person[order], day[order], treated[order]
    logged = np.broadcast_to(propensity, len(order))[order]
    known = records_of_people(block)
    rows = np.where(known["card"] >= 0, known["card"], known["web"])[person]
    since = np.full(block.size, DAYS)
    since[person] = day
    before, after = _sums(block, since, -HALF_YEAR), _sums(block, since, HALF_YEAR)
    seen = day + HALF_YEAR <= DAYS  # whether the files reach so far
    last = block.trips.loc[block.trips["day"] >= 7 * REMAIN_FROM, "person"]
    remains = np.bincount(last, minlength=block.size) > 0
    experiment, arm, other = names
    return pd.DataFrame(
        {
            **card_and_record(block, rows),
            "experiment": experiment,
            "arm": np.where(treated, arm, other),
            "treated": treated,
            "propensity": logged,
            "assigned_on": dates(day),
            "trips_26w_before": before["trips"][person].astype("int64"),
            "sales_26w_before": np.round(before["amount"][person], 2),
            "trips_26w_after": pd.array(
                np.where(seen, after["trips"][person], np.nan), dtype="Int64"
            ),
            "sales_26w_after": np.round(np.where(seen, after["amount"][person], np.nan), 2),
            "margin_26w_after": np.round(np.where(seen, after["margin"][person], np.nan), 2),
            "bought_in_last_6_weeks": remains[person],
        }
    )


def _sums(block: Block, since: np.ndarray, days: int) -> dict[str, np.ndarray]:
    """Trips, sales and margin of each person in the days after (or, below zero, before) a day."""
    trips = block.trips
    person = trips["person"].to_numpy()
    wait = trips["day"].to_numpy() - since[person]
    within = (wait >= min(days, 0)) & (wait < max(days, 0))
    mine = person[within]
    money = {name: trips[name].to_numpy()[within] for name in ("amount", "margin")}
    sums = {"trips": np.bincount(mine, minlength=block.size)}
    return sums | {
        name: np.bincount(mine, values, minlength=block.size) for name, values in money.items()
    }


def truth_uplift(block: Block) -> pd.DataFrame:
    """What the care programme changes for each person it was tried on, from the planted process.

    Returns
    -------
    DataFrame
        As the contract ``TRUTH_UPLIFT`` says, in the order of persons.
    """
    people, fates = block.people, block.fates.people
    tried = in_care_experiment(block)
    lift = types.CARE_LIFTS_BOND[people["type"]]
    there = (fates["left"] > CARE_STARTS).to_numpy()
    slipped = (fates["slip_week"] <= CARE_STARTS).to_numpy()
    rate = people["rate"].to_numpy() * np.where(slipped, SLIP_KEEPS, 1.0) * there
    without = rate * _weeks_there(block, np.zeros(block.size))
    with_care = rate * np.exp(CARE_ON_TRIPS * lift) * _weeks_there(block, lift)
    uplift = with_care - without
    person = np.arange(block.size)
    spend = people["spend"].to_numpy()
    if block.number == 0:
        spend = spend_of_characters(spend, person, np.full(block.size, CARE_DAY))
    margin = uplift * spend * people["margin_rate"].to_numpy()
    return pd.DataFrame(
        {
            "customer_id": block.main_card(),
            "person_id": people["person_id"],
            "bond_lift": lift,
            "trips_without": np.round(without, 4),
            "trips_with": np.round(with_care, 4),
            "uplift_trips": np.round(uplift, 4),
            "uplift_margin": np.round(margin, 2),
        }
    )[tried].reset_index(drop=True)


def _weeks_there(block: Block, lift: Floats) -> Floats:
    """Weeks of 110 to 136 each person may expect to be a customer, being one at week 110."""
    people, fates = block.people, block.fates
    first = int(PHASE_CHANGE / leaving.MONTH)
    hazard = leaving.monthly_hazard(
        people["dropout"].to_numpy(), people["bond"].to_numpy(), people["age"].to_numpy(),
        fates.people["exposed"].to_numpy(), lift, fates.letters,
        fates.unrecovered[:, first:], fates.recovered[:, first:],
    )  # fmt: skip
    begins = PHASE_CHANGE + leaving.MONTH * np.arange(leaving.MONTHS)
    ends = np.minimum(begins + leaving.MONTH, CARE_STARTS + ACTIVE_WEEKS)
    weeks = np.maximum(ends - np.maximum(begins, CARE_STARTS), 0.0)
    passed = np.cumsum(hazard * weeks, axis=1)
    at_start = np.exp(-np.column_stack([np.zeros(block.size), passed[:, :-1]]))
    return (at_start * -np.expm1(-hazard * weeks) / hazard).sum(axis=1)
