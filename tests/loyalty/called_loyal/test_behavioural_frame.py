"""Who counts as loyal by purchases: the rule, its sensitivity, the planted share, refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.loyalty.called_loyal.behavioural_frame import behavioural_frame


@pytest.fixture
def customers() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    return pd.DataFrame(
        {
            "recency_days": rng.integers(0, 180, 800).astype(float),
            "frequency": rng.integers(0, 90, 800).astype(float),
            "move_city": rng.random(800) < 0.4,
        }
    )


def test_both_lines_belong_to_the_frame():
    frame = pd.DataFrame({"recency_days": [42, 43, 42], "frequency": [26, 26, 25], "who": [*"abc"]})
    assert behavioural_frame(frame).table["who"].tolist() == ["a"]


def test_the_rule_the_population_and_the_share_are_said(customers):
    found = behavioural_frame(customers, of="respondents")
    plain = ((customers["recency_days"] <= 42) & (customers["frequency"] >= 26)).sum()
    assert len(found.table) == plain and found.share == plain / 800
    assert f"{plain} of 800 respondents" in found.sentence
    assert "at most 42 days back, on 26 days or more" in found.sentence


def test_it_is_the_frame_of_respondents(customers):
    table = customers.assign(customer_id=[f"K{n}" for n in range(800)])
    lately, often = table["recency_days"] <= 30, table["frequency"] >= 40
    found = behavioural_frame(table, within_days=30, at_least=40).table
    assert found["customer_id"].tolist() == table.loc[lately & often, "customer_id"].tolist()
    assert found.index.tolist() == list(range(len(found)))


def test_every_pair_of_lines_is_looked_at_and_one_is_in_use(customers):
    found = behavioural_frame(customers).sensitivity("move_city", days=(10, 42), times=(5, 30))
    assert len(found) == 6 and found["chosen"].sum() == 1
    row = found.query("within_days == 10 and at_least == 5").iloc[0]
    inside = customers[(customers["recency_days"] <= 10) & (customers["frequency"] >= 5)]
    assert row["customers"] == len(inside)
    assert row["value"] == pytest.approx(inside["move_city"].mean())
    assert row["low"] < row["value"] < row["high"]


def test_no_line_makes_regulars_loyal(companies):
    """What a tighter rule buys: hardly more customers who would look for the firm."""
    everybody = pd.concat(companies).assign(recency_days=3.0, frequency=30.0)
    rng = np.random.default_rng(1)
    everybody["frequency"] = rng.integers(26, 120, len(everybody)).astype(float)
    found = behavioural_frame(everybody).sensitivity("move_city")
    assert found["value"].max() - found["value"].min() < 0.05
    assert "pairs of lines" in behavioural_frame(everybody).under_other_lines("move_city")


def test_the_summary_marks_the_lines_in_use(customers):
    text = str(behavioural_frame(customers).summary("move_city"))
    assert text.count(" *") == 1 and "* the lines in use" in text and "91 days back" in text


def test_who_cannot_be_placed_is_counted(customers):
    customers.loc[:4, "recency_days"] = np.nan
    found = behavioural_frame(customers)
    assert (found.population, found.left_out) == (795, 5)
    assert "5 cannot be placed" in found.sentence


def test_few_customers_get_no_comparison_of_lines():
    few = pd.DataFrame({"recency_days": 1.0, "frequency": 30.0, "move_city": [True] * 12})
    assert "too few" in behavioural_frame(few).under_other_lines("move_city")


def test_nobody_within_the_lines_and_missing_columns_are_refused(customers):
    with pytest.raises(DataProblem, match="nobody bought within 42 days"):
        behavioural_frame(customers.assign(frequency=1.0))
    with pytest.raises(DataProblem) as caught:
        behavioural_frame(pd.DataFrame({"x": [1]}))
    assert len(caught.value.problems) == 2
    with pytest.raises(DataProblem, match="recommend"):
        behavioural_frame(customers).sensitivity("recommend")


def test_the_table_given_is_not_changed(customers):
    before = customers.copy()
    behavioural_frame(customers).summary("move_city")
    pd.testing.assert_frame_equal(customers, before)
