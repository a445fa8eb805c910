"""The truth about each person: what no firm ever sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.kestrel import types
from cvmlab.kestrel.people import age_years

if TYPE_CHECKING:
    from cvmlab.kestrel.block import Block


def truth_person(block: Block) -> pd.DataFrame:
    """One row a person: type, bond, rates, wallet, what happened to them, when they left.

    Parameters
    ----------
    block : Block
        The block of people.
    """
    people, fates = block.people, block.fates.people
    return pd.DataFrame(
        {
            "person_id": people["person_id"],
            "customer_id": block.main_card(),
            "type": np.array(types.TYPES, dtype=object)[people["type"]],
            "legacy": people["legacy"],
            "acquired_week": people["acquired"].round(3),
            "bond": people["bond"].round(4),
            "trips_a_week": people["rate"].round(6),
            "dropout_a_week": people["dropout"].round(7),
            "spend_a_trip": people["spend"].round(2),
            "age": age_years(people),
            "distance": people["distance"].round(4),
            "competitors": people["competitors"].round(4),
            "share_of_wallet": people["wallet"].round(4),
            "margin_rate": people["margin_rate"].round(4),
            "deal_share": people["deal_share"].round(4),
            "slip_week": fates["slip_week"].round(2),
            "discounter_reaches": fates["exposed"],
            "left_week": fates["left"].replace(np.inf, np.nan).round(3),
        }
    )
