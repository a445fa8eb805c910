"""Value of and value for the same customers: worked by hand, planted, by a second route."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.insight.asked.two_values import two_values
from cvmlab.insight.asked.two_values_picture import plot_two_values
from tests.sample import sample_company


def firm(customers: int = 400, *, tie: float = 0.0, seed: int = 1):
    """Orders and answers; `tie` is how far the rating follows the spending."""
    rng = np.random.default_rng(seed)
    wealth = rng.normal(size=customers)
    liking = tie * wealth + np.sqrt(1 - tie**2) * rng.normal(size=customers)
    ids = [f"C{n:04d}" for n in range(customers)]
    spent = np.round(np.exp(4 + wealth), 2)
    orders = pd.DataFrame({"customer": ids, "date": "2024-05-06", "amount": spent})
    rating = np.clip(np.rint(7 + 1.5 * liking), 1, 10).astype(int)
    answers = pd.DataFrame(
        {"customer_id": ids, "date": pd.Timestamp("2024-07-01"), "overall": rating, "wave": 2}
    )
    return load(orders).transactions, answers


SMALL = load(
    pd.DataFrame(
        {
            "customer": ["a", "a", "b", "c", "d", "d", "e"],
            "date": ["2024-05-01", "2024-06-01", "2024-05-03", "2024-05-04", "2024-06-30",
                     "2024-07-02", "2022-01-01"],
            "amount": [60.0, 40.0, 50.0, 20.0, 80.0, 999.0, 500.0],
            "margin": [12.0, 8.0, 5.0, 2.0, 16.0, 99.0, 50.0],
        }
    )
).transactions  # fmt: skip
REPLIES = pd.DataFrame(
    {
        "customer_id": ["a", "b", "c", "d", "e", None, "a"],
        "date": pd.to_datetime(["2024-07-01"] * 6 + ["2023-07-01"]),
        "wave": [2, 2, 2, 2, 2, 2, 1],
        "overall": [5, 9, 8, 6, 10, 1, 1],
    }
)


def test_money_is_counted_over_the_weeks_before_the_survey_only():
    result = two_values(SMALL, REPLIES, groups=2)
    assert result.is_margin and result.weeks == 52
    assert result.customers["value"].to_dict() == {"a": 20, "b": 5, "c": 2, "d": 16, "e": 0}
    assert result.customers["trips"].to_dict() == {"a": 2, "b": 1, "c": 1, "d": 1, "e": 0}
    assert result.customers["rating"].to_dict() == {"a": 5, "b": 9, "c": 8, "d": 6, "e": 10}


def test_the_groups_hold_everybody_once_and_all_the_money():
    result = two_values(SMALL, REPLIES, groups=2)
    assert result.table["customers"].sum() == 5
    assert result.table["value"].sum() == 43
    assert result.table["unhappy"].tolist() == [2, 0]
    assert result.table["share_of_value"].tolist() == pytest.approx([41 / 43, 2 / 43])


def test_without_a_margin_sales_are_counted_and_said():
    orders, answers = firm(50)
    result = two_values(orders, answers)
    assert not result.is_margin and "spent" in result.of("C0001")
    assert "Sales" in str(result.summary())


def test_one_customers_value_can_be_checked_by_hand():
    result = two_values(SMALL, REPLIES, groups=2)
    text = str(result.worked("a"))
    for part in ("2", "50.00", "100.00", "20.0%", "20.00"):
        assert part in text
    assert "20.00%" in result.factors("a") and "2 days" in result.factors("a")
    assert result.dearest_unhappy == "a"
    assert result.of("nobody").endswith("did not answer this survey.")
    with pytest.raises(DataProblem, match="did not answer"):
        result.worked("nobody")


def test_the_correlation_is_the_librarys():
    orders, answers = firm(300, tie=0.4)
    result = two_values(orders, answers)
    table = result.customers
    assert result.correlation == pytest.approx(spearmanr(table["value"], table["rating"])[0])


@pytest.mark.parametrize("tie", [0.0, 0.4])
def test_the_interval_of_the_correlation_holds_the_truth_as_often_as_it_says(tie):
    from cvmlab.insight.asked.two_values import _rank_correlation

    rng = np.random.default_rng(3)
    truth = 6 / np.pi * np.arcsin(tie / 2)  # Spearman's of a normal pair
    inside = 0
    for _ in range(1_000):
        x = rng.normal(size=200)
        y = tie * x + np.sqrt(1 - tie**2) * rng.normal(size=200)
        _, low, high = _rank_correlation(pd.Series(x), pd.Series(y), 0.95)
        inside += low <= truth <= high
    assert 925 <= inside <= 972


def test_a_planted_tie_is_said_in_the_title_and_none_is_too():
    loose, tight = (plot_two_values(two_values(*firm(tie=t))) for t in (0.0, 0.8))
    assert "says little about" in loose.alt and "goes with" in tight.alt
    assert "1st" in loose.alt and "% of sales" in loose.alt


def test_at_the_sample_company_the_two_values_have_nothing_to_do_with_each_other():
    ws = sample_company()
    result = two_values(ws.transactions, ws.survey.frame())
    assert result.low < 0 < result.high and abs(result.correlation) < 0.05
    assert result.table["share_of_value"].iloc[0] > 0.5
    assert "9 out of 10" in result.of("K0000002") and "3 out of 10" in result.of("K0000001")


def test_answers_nobody_can_be_recognised_in_are_said():
    with pytest.raises(DataProblem, match="found among the customers"):
        two_values(SMALL, REPLIES.assign(customer_id=[f"x{n}" for n in range(7)]))
    with pytest.raises(DataProblem, match="not anonymous"):
        two_values(SMALL, REPLIES.assign(customer_id=None))
    with pytest.raises(DataProblem, match="no column liking"):
        two_values(SMALL, REPLIES, rating="liking")


def test_when_nobody_is_unhappy_it_is_said():
    result = two_values(SMALL, REPLIES, groups=2, unhappy_up_to=1)
    with pytest.raises(DataProblem, match="Nobody is unhappy"):
        _ = result.dearest_unhappy
