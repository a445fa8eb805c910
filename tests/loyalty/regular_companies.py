"""Five companies: the answers of those who come often, beside what they truly are."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from cvmlab.kestrel.attitudes import MOTIVES, RELATIONSHIP_ITEMS, attitudes
from cvmlab.kestrel.block import Block
from cvmlab.kestrel.calendar import REMAIN_FROM, SURVEY_WEEK

# Types as ``Block.people`` numbers them, by the motive planted highest in them.
LEADING = np.array(
    ["enjoyment", "convenience", "points", "enjoyment", "points", "convenience"], dtype=object
)


@cache
def regulars_of(seed: int, size: int = 12_000) -> pd.DataFrame:
    """Who came in the last six weeks and 26 times in the year: answers, truth, and who stayed."""
    block = Block(seed, size=size)
    trips = block.trips
    year = trips[trips["day"].between(7 * (SURVEY_WEEK - 52), 7 * SURVEY_WEEK - 1)]
    often = np.bincount(year["person"], minlength=block.size) >= 26
    lately = np.isin(
        np.arange(block.size), year.loc[year["day"] >= 7 * (SURVEY_WEEK - 6), "person"]
    )
    frame = attitudes(block, SURVEY_WEEK)
    for motive in MOTIVES:
        frame[motive] = frame[[f"{motive}_{n}" for n in (1, 2, 3)]].mean(axis=1)
    frame["relationship"] = frame[list(RELATIONSHIP_ITEMS)].mean(axis=1)
    frame["leading"] = LEADING[block.people["type"].to_numpy()]
    late = trips.loc[trips["day"] >= 7 * REMAIN_FROM, "person"]
    frame["stays"] = np.isin(np.arange(block.size), late)
    return frame[often & lately & block.active(SURVEY_WEEK)].reset_index(drop=True)


@pytest.fixture(scope="session")
def company() -> pd.DataFrame:
    """The regulars of one company. Not to be changed."""
    return regulars_of(1)


@pytest.fixture(scope="session")
def companies(company: pd.DataFrame) -> list[pd.DataFrame]:
    """The regulars of five companies. Not to be changed."""
    return [company, *(regulars_of(seed) for seed in (2, 3, 4, 5))]
