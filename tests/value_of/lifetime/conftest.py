"""The sample company, read once for all tests of this room."""

from __future__ import annotations

import pytest

from cvmlab.data.workspace import Workspace
from cvmlab.value_of.lifetime.customer_values import CustomerValues, current_values
from tests.sample import sample_company


@pytest.fixture(scope="session")
def kestrel() -> Workspace:
    """The tables of Kestrel."""
    return sample_company()


@pytest.fixture(scope="session")
def kestrel_values(kestrel) -> CustomerValues:
    """What Kestrel's customers brought and will bring."""
    return current_values(kestrel)
