"""Five companies of 20,000 people for all tests of loyalty that need the planted truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from cvmlab.kestrel.block import Block
from cvmlab.kestrel.calendar import SURVEY_WEEK
from tests.kestrel.test_loyalty import frame_of, parts_of_the_contrast
from tests.sample import people_of

SEEDS = (1, 2, 3, 4, 5)
MARKETPLACE = 4  # its place among the channels


@dataclass(frozen=True)
class Census:
    """The behaviourally loyal of one company: what is known, what came, and what is true.

    Attributes
    ----------
    frame : DataFrame
        One row a person of the three loyal types: ``emotional``, ``age``, ``distance``,
        ``competitors``, ``marketplace``, ``frequency`` (52 weeks), ``reached`` (by the
        discounter), ``remain`` (bought in the last six weeks).
    raw, caused, at_fixed_exposure : float
        The difference in staying between the emotional and the functional: as it is, caused by
        the bond, and that part of it that does not go through the discounter.
    """

    frame: pd.DataFrame
    raw: float
    caused: float
    at_fixed_exposure: float


@pytest.fixture(scope="session")
def blocks() -> list[Block]:
    """Five blocks of people; tables are made from them when first asked for. Not to be changed."""
    return [people_of(seed) for seed in SEEDS]


@pytest.fixture(scope="session")
def censuses(blocks: list[Block]) -> list[Census]:
    """The behaviourally loyal of each company."""
    return [census_of(block) for block in blocks]


def census_of(block: Block) -> Census:
    people, seen = block.people, frame_of(block)
    end = 7 * SURVEY_WEEK
    year = block.trips[(block.trips["day"] < end) & (block.trips["day"] >= end - 364)]
    everybody = pd.DataFrame(
        {
            "emotional": seen["type"] == 0,
            "age": people["age"],
            "distance": people["distance"],
            "competitors": people["competitors"],
            "marketplace": people["channel"] == MARKETPLACE,
            "frequency": np.bincount(year["person"], minlength=block.size),
            "reached": seen["reached"],
            "remain": seen["remain"],
        }
    )
    loyal = seen["loyal"] & (seen["type"] <= 2)
    return Census(everybody[loyal].reset_index(drop=True), *parts_of_the_contrast(block, seen))
