"""Ages: from any record that knows a birthday, missing where none does."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.loyalty.payback.ages import with_age
from tests.sample import sample_company

RECORDS = pd.DataFrame(
    {
        "customer_id": ["a", "a", "a", "b", "c", None],
        "birth_date": pd.to_datetime(
            ["1950-01-01", "1950-01-01", "1905-01-01", None, "2023-06-01", "1990-01-01"]
        ),
    }
)
FRAME = pd.DataFrame({"customer_id": ["b", "a", "c", "d"], "spent": [1, 2, 3, 4]})


def test_the_middle_birthday_counts_and_impossible_ones_do_not():
    found = with_age(FRAME, RECORDS, dt.date(2024, 1, 1))
    assert found["age"].iloc[1] == pytest.approx(74, abs=0.01)
    assert found["age"].isna().tolist() == [True, False, True, True]
    assert found["spent"].tolist() == FRAME["spent"].tolist()
    assert "age" not in FRAME


def test_what_is_missing_is_said():
    with pytest.raises(DataProblem, match="2 problems"):
        with_age(FRAME, RECORDS.rename(columns={"customer_id": "card"}), "2024-01-01",
                 birth_date="born")  # fmt: skip
    empty = RECORDS.assign(birth_date=pd.NaT)
    with pytest.raises(DataProblem, match="no customer's age"):
        with_age(FRAME, empty, "2024-01-01")


def test_at_kestrel_nearly_everybody_has_an_age():

    ws = sample_company()
    found = with_age(ws.customers.frame(), ws.source_records, "2024-01-01")["age"]
    assert 0.9 < found.notna().mean() < 1
    assert 40 < np.nanmedian(found) < 60
