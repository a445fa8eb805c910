"""Kestrel's respondents, once for all tests of this room."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab.insight.asked.respondents import respondents
from tests.sample import sample_company


@pytest.fixture(scope="session")
def answers() -> pd.DataFrame:
    """One row a respondent of the survey of week 104."""
    workspace = sample_company()
    return respondents(workspace.survey.frame(), workspace.transactions).table
