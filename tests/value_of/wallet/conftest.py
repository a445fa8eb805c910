"""Five companies for all tests of the wallet that need the planted truth."""

from __future__ import annotations

import pytest

from tests.value_of.wallet.five_companies import SEEDS, Company, company


@pytest.fixture(scope="session")
def companies() -> list[Company]:
    """Five companies of 8,000 people. Not to be changed."""
    return [company(seed) for seed in SEEDS]
