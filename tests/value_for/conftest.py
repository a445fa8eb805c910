"""The sample company's brand ratings and choice tasks, read once for all tests of value for."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab.kestrel.brands import brand_perceptions
from cvmlab.value_for.brands.brand_views import BrandViews, brand_views
from tests.sample import sample_company


@pytest.fixture(scope="session")
def ratings() -> pd.DataFrame:
    return brand_perceptions(1)


@pytest.fixture(scope="session")
def views(ratings) -> BrandViews:
    return brand_views(ratings, own="Kestrel")


@pytest.fixture(scope="session")
def tasks() -> pd.DataFrame:
    return sample_company().choice_tasks.frame()
