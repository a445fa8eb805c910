"""The sample company and its values, for all tests of winning customers."""

from __future__ import annotations

import pytest

from cvmlab.value_of.lifetime.customer_values import current_values
from tests.sample import sample_company

PHASE_CHANGE = "2024-01-01"


@pytest.fixture(scope="session")
def firm():
    return sample_company()


@pytest.fixture(scope="session")
def costs(firm):
    """Not to be changed."""
    return firm.acquisition_costs.frame()


@pytest.fixture(scope="session")
def customers(firm):
    """Not to be changed."""
    return firm.customers.frame()


@pytest.fixture(scope="session")
def values(firm):
    return current_values(firm)
