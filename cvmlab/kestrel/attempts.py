"""The log of attempts to buy in 2023, and what is true about them: see ``almost`` for the process.

Calibration: 2.1 prospects for each person make 42,200 attempts on record (20,000 people). Measured,
means over seeds 1-5, of prospects who were put off and never bought ("almost customers") against
the customers who left in the same year:

* persons: 6,650 against 4,920; of the almost customers 5,660 are on record, under 5,930 keys;
* sales in a year: 0.67 against 1.98 million euros. Of an almost customer, what they would have
  bought from that day on (see ``almost``); of a churner, what they did buy in the 52 weeks before
  leaving.

So by heads more is lost through almost customers, in euros three times as much through churners:
only one in seven of the prospects who buy becomes a customer. Who values each almost customer as a
full new customer (450 euros in the first year) finds the contrary, 2.7 million against 2.0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.kestrel.almost import (
    CHANNELS,
    EMOTIONS,
    FRICTIONS,
    OUTCOMES,
    abandonment,
    draw_attempts,
    year_of_lost_prospects,
)
from cvmlab.kestrel.calendar import dates
from cvmlab.kestrel.ids import running_ids
from cvmlab.kestrel.people import SPEND

if TYPE_CHECKING:
    from cvmlab.kestrel.block import Block

NONE = np.array(None, dtype=object)  # an empty cell
IDENTIFIES = 0.80  # share of existing customers who give their card
COLUMNS = tuple(name.replace(" ", "_") for name in FRICTIONS)


def attempts(block: Block) -> pd.DataFrame:
    """Every attempt to buy that was recorded in 2023, one row each.

    Parameters
    ----------
    block : Block
        The block of people.

    Returns
    -------
    DataFrame
        ``attempt_id``, ``date``, ``visitor_id`` (a device, a telephone or a slip), ``who``
        ("prospect" or "customer"), ``customer_id``, ``card_given`` (to a prospect who became a
        customer), ``channel``, six flags for the frictions met, ``emotion``, ``outcome``,
        ``days_later`` and ``basket_intended`` (euros); in the order of dates.
    """
    rows = recorded_attempts(block)
    card = block.main_card()
    person = rows["person"].to_numpy()
    own = np.where(person >= 0, card[person], NONE)
    customer = (rows["who"] == "customer").to_numpy()
    identified = block.rng("attempts identified").random(len(rows)) < IDENTIFIES
    later = pd.array(rows["days_later"], dtype="Int64")
    later[(rows["outcome"] != 1).to_numpy()] = pd.NA
    return pd.DataFrame(
        {
            "attempt_id": rows["attempt_id"],
            "date": dates(rows["day"]),
            "visitor_id": visitor_ids(block, rows["key"].to_numpy()),
            "who": rows["who"],
            "customer_id": np.where(customer & identified, own, NONE),
            "card_given": np.where(~customer, own, NONE),
            "channel": np.array(CHANNELS, dtype=object)[rows["channel"]],
            **{name: rows[place].astype(bool) for place, name in enumerate(COLUMNS)},
            "emotion": np.array(EMOTIONS, dtype=object)[rows["emotion"]],
            "outcome": np.array(OUTCOMES, dtype=object)[rows["outcome"]],
            "days_later": later,
            "basket_intended": np.maximum(rows["basket"].round(2), 0.01),
        }
    )


def truth_attempts(block: Block) -> pd.DataFrame:
    """Who made each recorded attempt, and what would have happened without each friction.

    Parameters
    ----------
    block : Block
        The block of people.

    Returns
    -------
    DataFrame
        ``attempt_id``, ``person_id`` (None: a prospect who became no customer), ``prospect_id``
        (None: a customer), ``never_came_back``, ``because_of_any_friction`` and, for each
        friction, ``because_of_…``: abandoned, and would have bought at once without it.
    """
    rows = recorded_attempts(block)
    met = rows[list(range(len(FRICTIONS)))].to_numpy(dtype=float)
    chance = rows["chance"].to_numpy()
    abandons = (rows["outcome"] > 0).to_numpy()
    without = {
        f"because_of_{name}": abandons & (chance >= _abandonment_without(met, place))
        for place, name in enumerate(COLUMNS)
    }
    person = rows["person"].to_numpy()
    person_id = block.people["person_id"].to_numpy(dtype=object)
    return pd.DataFrame(
        {
            "attempt_id": rows["attempt_id"],
            "person_id": np.where(person >= 0, person_id[person], NONE),
            "prospect_id": prospect_ids(block, rows["prospect"].to_numpy()),
            "never_came_back": rows["outcome"] == 2,
            "because_of_any_friction": abandons & (chance >= abandonment(np.zeros_like(met))),
            **without,
        }
    )


def truth_almost_customers(block: Block) -> pd.DataFrame:
    """Every prospect who was put off in 2023 and never came back, recorded or not.

    Parameters
    ----------
    block : Block
        The block of people.

    Returns
    -------
    DataFrame
        ``prospect_id``, ``lost_on``, ``channel``, ``bought_before`` (as a guest), ``attempt_id``
        (None: nobody recorded it), ``would_have_joined``, ``baskets_a_year``, ``sales_a_year``
        (euros they would have bought for in the year from then on).
    """
    every = draw_attempts(block)
    ids = running_ids("A", block.number, int(every["on_record"].sum()))
    attempt_id = np.full(len(every), None, dtype=object)
    attempt_id[every["on_record"].to_numpy()] = ids
    before = every["prospect"].duplicated().to_numpy()
    lost = ((every["outcome"] == 2) & (every["who"] == "prospect")).to_numpy()
    rng = block.rng("truth_almost_customers")
    number = int(lost.sum())
    baskets, joins = year_of_lost_prospects(rng, number)
    # Given one intended basket, the mean of the same person's others under the Gamma-Gamma law.
    mean = (SPEND[2] + every["basket"].to_numpy()[lost]) * SPEND[0] / (SPEND[0] + SPEND[1] - 1)
    rows = every[lost]
    return pd.DataFrame(
        {
            "prospect_id": prospect_ids(block, rows["prospect"].to_numpy()),
            "lost_on": dates(rows["day"]),
            "channel": np.array(CHANNELS, dtype=object)[rows["channel"]],
            "bought_before": before[lost],
            "attempt_id": attempt_id[lost],
            "would_have_joined": joins,
            "baskets_a_year": baskets,
            "sales_a_year": np.round(rows["basket"] + (baskets - 1) * mean, 2),
        }
    ).reset_index(drop=True)


def recorded_attempts(block: Block) -> pd.DataFrame:
    """The attempts on record, as ``almost.draw_attempts`` gives them, with their ids."""
    every = draw_attempts(block)
    rows = every[every["on_record"].astype(bool)].reset_index(drop=True)
    return rows.assign(attempt_id=running_ids("A", block.number, len(rows)))


def visitor_ids(block: Block, key: np.ndarray) -> np.ndarray:
    """The keys under which the systems see visitors, as they are written."""
    return np.array([f"V{block.number:02d}{one:06d}" for one in key], dtype=object)


def prospect_ids(block: Block, prospect: np.ndarray) -> np.ndarray:
    """The hidden names of prospects; None for -1."""
    names = [f"Q{block.number:02d}{one:05d}" if one >= 0 else None for one in prospect]
    return np.array(names, dtype=object)


def _abandonment_without(met: np.ndarray, friction: int) -> np.ndarray:
    fewer = met.copy()
    fewer[:, friction] = 0
    return abandonment(fewer)
