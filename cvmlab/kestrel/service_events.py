"""What went wrong, as the service desk has it: the visible side of the failures in ``fates``.

How many failures a person has in a four-week month, and how many of them are put right (62%), is
drawn in ``fates``: Poisson, .084 a trip. Here each gets its day, its place and its code. A failure
is seen only if the person was a customer in that month, that is, acquired before the month's end
and not gone before its beginning. ``recovered`` is as ``fates`` says, and depends on nothing else:
not on the code, not on the touchpoint, not on the customer. So what a failure does to leaving (from
week 104 on: 60% more in its month and the two after unless put right; 10% less in its month if put
right) can be found again in this table, and is not confounded by the kind of failure.

Planted here:

* Day: a day of the month on which the person came, if there was one; what is noticed at home comes
  later (phone 1-4 days, web 0-1 days). In a month without a trip: any day as a customer, by phone
  (55%) or on the web (45%).
* Touchpoint given the trip's channel: TOUCHPOINTS_OF; code given the touchpoint: CODES_OF.
* Minutes lost: gamma of shape 2 with the code's mean (MINUTES), 40% more when not put right, from
  1 to 240. Cost to the firm: the code's (COST) times uniform(.6, 1.4), a fifth of it when nothing
  was done.
* The characters' rows stand here openly and not in ``fates``: Maura Keane's priority slot, and the
  call-backs she waited for; Dara Nolan's points. They move no hazard.

Calibration: FAILURES_A_TRIP = .084 gives about 40,000 visible events of 20,000 people. Measured on
seeds 1 to 5 together, by Poisson regression of person-months from week 104 on, on what this table
shows, for those the discounter does not reach and with their calm hazard as the offset: not
put right 1.64 (95% interval 1.55 to 1.74), put right .89 (.81 to .98). With everybody and no truth
it is weaker, 1.4: the discounter's pull does not ask what went wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.kestrel.calendar import DAYS, dates
from cvmlab.kestrel.characters import CATERER, POINTS_HUNTER
from cvmlab.kestrel.ids import running_ids
from cvmlab.kestrel.leaving import MONTH
from cvmlab.kestrel.reach import card_and_record, record_used

if TYPE_CHECKING:
    from cvmlab.kestrel.block import Block

MONTH_DAYS = int(7 * MONTH)
TOUCHPOINTS = ("store", "collection", "web", "phone", "driver")
# By the channel of the trip the failure hangs on (store, click and collect, web; last: no trip).
TOUCHPOINTS_OF = np.array(
    [
        [0.90, 0.00, 0.00, 0.10, 0.00],
        [0.00, 0.78, 0.12, 0.10, 0.00],
        [0.00, 0.00, 0.30, 0.15, 0.55],
        [0.00, 0.00, 0.45, 0.55, 0.00],
    ]
)
MINUTES = {
    "late collection": 22, "late delivery": 35, "wrong item": 18, "missing item": 16,
    "spoiled item": 20, "driver left mud": 25, "call-back not made": 30, "kept on hold": 14,
    "rude": 6, "payment error": 12, "missing voucher": 9, "points not credited": 11,
    "app failure": 10, "wrong price": 7, "item out of stock": 8, "long queue": 11,
    "priority slot withdrawn": 28,
}  # fmt: skip
COST = {
    "late collection": 5.0, "late delivery": 6.5, "wrong item": 7.0, "missing item": 5.5,
    "spoiled item": 8.0, "driver left mud": 24.0, "call-back not made": 4.0, "kept on hold": 2.5,
    "rude": 5.0, "payment error": 3.5, "missing voucher": 5.0, "points not credited": 4.5,
    "app failure": 2.0, "wrong price": 2.5, "item out of stock": 1.5, "long queue": 1.0,
    "priority slot withdrawn": 6.0,
}  # fmt: skip
CODES = tuple(MINUTES)
CODES_OF: dict[str, dict[str, float]] = {
    "store": {
        "wrong price": 0.22, "item out of stock": 0.22, "long queue": 0.18, "spoiled item": 0.16,
        "points not credited": 0.09, "missing voucher": 0.08, "rude": 0.05,
    },
    "collection": {
        "late collection": 0.36, "wrong item": 0.26, "missing item": 0.16, "spoiled item": 0.14,
        "rude": 0.05, "priority slot withdrawn": 0.03,
    },
    "web": {
        "app failure": 0.34, "payment error": 0.30, "points not credited": 0.20,
        "missing voucher": 0.16,
    },
    "phone": {"call-back not made": 0.62, "kept on hold": 0.26, "rude": 0.12},
    "driver": {
        "late delivery": 0.36, "wrong item": 0.22, "driver left mud": 0.20, "spoiled item": 0.14,
        "missing item": 0.08,
    },
}  # fmt: skip
MORE_MINUTES_UNRECOVERED, COST_UNRECOVERED = 1.4, 0.2
#                person, day, touchpoint, code, minutes lost, recovered, cost
_CHARACTERS: tuple[tuple[int, int, str, str, int, bool, float], ...] = (
    (POINTS_HUNTER, 262, "store", "points not credited", 12, True, 5.00),
    (POINTS_HUNTER, 451, "web", "points not credited", 15, True, 5.00),
    (POINTS_HUNTER, 640, "phone", "points not credited", 25, False, 0.90),
    (CATERER, 736, "collection", "priority slot withdrawn", 35, False, 0.00),  # Tue 9 Jan 2024
    (CATERER, 739, "phone", "call-back not made", 30, False, 0.00),
    (CATERER, 746, "phone", "call-back not made", 45, False, 0.00),
    (POINTS_HUNTER, 905, "phone", "points not credited", 30, False, 0.90),
)


def service_events(block: Block) -> pd.DataFrame:
    """Every failure somebody noticed and the firm wrote down.

    Returns
    -------
    DataFrame
        As the contract ``SERVICE_EVENTS`` says, in the order of days.
    """
    rng = block.rng("service event details")  # "service_events" is the stream of fates
    lines = _lines(rng, block)
    if block.number == 0 and block.size >= 100:
        names = ["person", "day", "touchpoint", "code", "minutes_lost", "recovered", "cost"]
        known = pd.DataFrame(_CHARACTERS, columns=names)
        lines = pd.concat([lines, known], ignore_index=True)
    lines = lines.sort_values("day", kind="stable", ignore_index=True)
    on_line = lines["touchpoint"].isin(("web", "driver")).to_numpy()
    rows = record_used(rng, block, lines["person"].to_numpy(), lines["day"].to_numpy(), on_line)
    return pd.DataFrame(
        {
            "event_id": running_ids("S", block.number, len(lines), digits=6),
            **card_and_record(block, rows),
            "date": dates(lines["day"]),
            "touchpoint": lines["touchpoint"],
            "code": lines["code"],
            "minutes_lost": lines["minutes_lost"],
            "recovered": lines["recovered"],
            "cost": lines["cost"],
        }
    )


def _lines(rng: np.random.Generator, block: Block) -> pd.DataFrame:
    """The failures that were seen, each with its day, touchpoint, code, minutes and cost."""
    person, month, recovered = _seen(block)
    day, channel = _days(rng, block, person, month)
    upper = np.cumsum(TOUCHPOINTS_OF, axis=1)[channel]
    touchpoint = (rng.random(len(day))[:, None] >= upper[:, :-1]).sum(axis=1)
    code = np.zeros(len(day), dtype=int)
    for place, name in enumerate(TOUCHPOINTS):
        here = touchpoint == place
        share = np.array(list(CODES_OF[name].values()))
        number = np.array([CODES.index(code) for code in CODES_OF[name]])
        code[here] = rng.choice(number, here.sum(), p=share / share.sum())
    # What is noticed at home is told later, but still as a customer and within the month.
    by_phone, on_web = TOUCHPOINTS.index("phone"), TOUCHPOINTS.index("web")
    wait = np.where(touchpoint == by_phone, rng.integers(1, 5, len(day)), 0)
    wait = np.where(touchpoint == on_web, rng.integers(0, 2, len(day)), wait)
    day = np.minimum(day + wait, _last_day(block, person, month))
    minutes = rng.gamma(2.0, np.array(list(MINUTES.values()))[code] / 2.0)
    minutes = minutes * np.where(recovered, 1.0, MORE_MINUTES_UNRECOVERED)
    cost = np.array(list(COST.values()))[code] * rng.uniform(0.6, 1.4, len(day))
    return pd.DataFrame(
        {
            "person": person,
            "day": day,
            "touchpoint": np.array(TOUCHPOINTS, dtype=object)[touchpoint],
            "code": np.array(CODES, dtype=object)[code],
            "minutes_lost": np.clip(np.round(minutes), 1, 240).astype("int64"),
            "recovered": recovered,
            "cost": np.round(cost * np.where(recovered, 1.0, COST_UNRECOVERED), 2),
        }
    )


def _seen(block: Block) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Person, month and outcome of each failure of somebody who was a customer in that month."""
    fates = block.fates
    begins = MONTH * np.arange(fates.recovered.shape[1])
    customer = (block.people["acquired"].to_numpy()[:, None] < begins + MONTH) & (
        fates.people["left"].to_numpy()[:, None] > begins
    )
    person, month, outcome = [], [], []
    for table, put_right in ((fates.recovered, True), (fates.unrecovered, False)):
        many = np.where(customer, table, 0)
        who, when = np.nonzero(many)
        often = many[who, when]
        person.append(np.repeat(who, often))
        month.append(np.repeat(when, often))
        outcome.append(np.full(often.sum(), put_right))
    return np.concatenate(person), np.concatenate(month), np.concatenate(outcome)


def _days(
    rng: np.random.Generator, block: Block, person: np.ndarray, month: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Day of each failure, and the channel of the trip it hangs on (3: none)."""
    trips = block.trips
    months = DAYS // MONTH_DAYS
    place = trips["person"].to_numpy() * months + trips["day"].to_numpy() // MONTH_DAYS
    order = np.argsort(place, kind="stable")
    sorted_place = place[order]
    mine = person * months + month
    first = np.searchsorted(sorted_place, mine, "left")
    many = np.searchsorted(sorted_place, mine, "right") - first
    draw = rng.random(len(mine))
    chosen = order[np.minimum(first + (draw * many).astype(int), len(order) - 1)]
    start = np.maximum(
        month * MONTH_DAYS, np.floor(7 * block.people["acquired"].to_numpy()[person])
    )
    end = _last_day(block, person, month)
    anywhere = start + np.floor(draw * (end - start + 1))
    has_trip = many > 0
    day = np.where(has_trip, trips["day"].to_numpy()[chosen], np.minimum(anywhere, end))
    return day.astype(int), np.where(has_trip, trips["channel"].to_numpy()[chosen], 3)


def _last_day(block: Block, person: np.ndarray, month: np.ndarray) -> np.ndarray:
    """The last day of a month on which somebody was still a customer."""
    left = np.ceil(7 * block.fates.people["left"].to_numpy()[person]) - 1
    return np.minimum(left, (month + 1) * MONTH_DAYS - 1)
