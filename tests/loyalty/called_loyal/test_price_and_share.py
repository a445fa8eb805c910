"""Discounts taken and the purse: sums by another route, the planted rates, refusals."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from cvmlab import paths
from cvmlab.errors import DataProblem
from cvmlab.insight.asked.respondents import respondents
from cvmlab.loyalty.called_loyal.price_and_share import price_and_share

KESTREL = paths.DATASETS / "kestrel"


@pytest.fixture(scope="module")
def orders() -> pd.DataFrame:
    return pd.read_parquet(KESTREL / "transactions.parquet").dropna(subset="customer_id")


@pytest.fixture(scope="module")
def answers(orders):
    return respondents(pd.read_parquet(KESTREL / "survey.parquet"), orders, wave=3)


@pytest.fixture(scope="module")
def found(answers, orders) -> pd.DataFrame:
    return price_and_share(answers.table, orders, answers.asked_on)


def test_discounts_are_those_of_a_plain_sum(found, answers, orders):
    until = pd.Timestamp(answers.asked_on)
    year = orders[(orders["date"] < until) & (orders["date"] >= until - pd.Timedelta(weeks=52))]
    sums = year[year["amount"] > 0].groupby("customer_id")[["amount", "discount"]].sum()
    plain = 100 * sums["discount"] / (sums["amount"] + sums["discount"])
    both = found.set_index("customer_id")["discount_per_100"].dropna()
    assert both.to_numpy() == pytest.approx(plain.reindex(both.index).to_numpy())


def test_points_customers_take_most_and_the_emotional_give_most_of_their_purse(found):
    truth = pd.read_parquet(KESTREL / "truth" / "person.parquet").dropna(subset="customer_id")
    kind = truth.drop_duplicates("customer_id").set_index("customer_id")["type"]
    often = found[(found["recency_days"] <= 42) & (found["frequency"] >= 26)]
    means = often.groupby(often["customer_id"].map(kind))[
        ["discount_per_100", "spent_here_per_100"]
    ].mean()
    assert means.loc["points", "discount_per_100"] > 2 * means.loc["emotional", "discount_per_100"]
    here = means["spent_here_per_100"]
    assert here["emotional"] > here[["points", "convenience"]].max()


def test_no_share_passes_a_hundred_and_nothing_said_stays_missing(found):
    assert found["spent_here_per_100"].max() <= 100
    silent = found["reported_wallet"].isna() | (found["reported_wallet"] == 0)
    assert found.loc[silent, "spent_here_per_100"].isna().all() and silent.any()


def test_only_the_year_before_counts_and_returns_do_not():
    orders = pd.DataFrame(
        {
            "customer_id": ["A"] * 4,
            "date": ["2023-12-31", "2024-06-01", "2024-06-02", "2025-01-01"],
            "amount": [50.0, 80.0, -80.0, 50.0],
            "discount": [50.0, 20.0, 0.0, 50.0],
        }
    )
    asked = pd.DataFrame({"customer_id": ["A", "B"], "monetary": 1.0, "reported_wallet": 100.0})
    result = price_and_share(asked, orders, dt.date(2025, 1, 1))
    assert result.loc[0, "discount_per_100"] == pytest.approx(20)
    assert pd.isna(result.loc[1, "discount_per_100"])


def test_missing_columns_are_named_and_the_table_is_not_changed(answers, orders):
    with pytest.raises(DataProblem, match="discount"):
        price_and_share(answers.table, orders.drop(columns="discount"), answers.asked_on)
    with pytest.raises(DataProblem) as caught:
        price_and_share(pd.DataFrame({"x": [1]}), orders, answers.asked_on)
    assert len(caught.value.problems) == 3
    before = answers.table.copy()
    price_and_share(answers.table, orders, answers.asked_on)
    pd.testing.assert_frame_equal(answers.table, before)
