"""Five companies of 20,000 people, drawn once for all tests that pool over seeds."""

from __future__ import annotations

import pytest

from cvmlab.kestrel.block import Block
from tests.sample import people_of

SEEDS = (1, 2, 3, 4, 5)


@pytest.fixture(scope="session")
def blocks() -> list[Block]:
    """Five blocks of people; tables are made from them when first asked for. Not to be changed."""
    return [people_of(seed) for seed in SEEDS]


@pytest.fixture(scope="session")
def block(blocks: list[Block]) -> Block:
    """One of them."""
    return blocks[0]
