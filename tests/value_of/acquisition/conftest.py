"""The sample company and its values, for all tests of winning customers."""

from __future__ import annotations

import pytest

from cvmlab.data.workspace import load
from cvmlab.value_of.lifetime.customer_values import current_values

PHASE_CHANGE = "2024-01-01"


@pytest.fixture(scope="package")
def firm():
    return load("kestrel")


@pytest.fixture(scope="package")
def costs(firm):
    """Not to be changed."""
    return firm.acquisition_costs.frame()


@pytest.fixture(scope="package")
def customers(firm):
    """Not to be changed."""
    return firm.customers.frame()


@pytest.fixture(scope="package")
def values(firm):
    return current_values(firm)
