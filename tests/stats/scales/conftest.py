"""The sample company's survey, and the truth about it, read once for all tests of scales."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab.paths import ROOT
from tests.sample import sample_company

FACETS = ("trust", "known", "belonging", "care", "meaning")
RELATIONSHIP = [f"{facet}_{i}" for facet in FACETS for i in (1, 2, 3, 4)]


@pytest.fixture(scope="session")
def survey() -> pd.DataFrame:
    return sample_company().survey.frame()


@pytest.fixture(scope="session")
def truth() -> pd.DataFrame:
    """Who was careless, and how likely each answer was, by response_id."""
    return pd.read_parquet(ROOT / "datasets/kestrel/truth/survey.parquet").set_index("response_id")
