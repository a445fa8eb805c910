"""Trips and transactions: the buying behaviour that was planted is found again by plain methods."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import cvmlab as cvm
from cvmlab.data.contracts.checks import orphans
from cvmlab.kestrel.calendar import DAYS, DISCOUNTER_OPENS, PHASE_CHANGE, dates
from cvmlab.kestrel.people import SPEND, TRIPS
from cvmlab.kestrel.trade import POINTS

PLANTED = pd.Series({"r": TRIPS[0], "alpha": TRIPS[1], "s": 0.9, "beta": 25.0})


def base_of(block, who, week: int) -> pd.DataFrame:
    """Frequency, recency and age in weeks, of people and not of cards, up to a week."""
    trips = block.trips
    mine = trips[(trips["day"] < 7 * week) & who[trips["person"]]]
    days = mine.groupby("person")["day"].agg(["min", "max", "size"])
    return pd.DataFrame(
        {
            "frequency": days["size"] - 1,
            "recency": (days["max"] - days["min"]) / 7,
            "T": (7 * week - 1 - days["min"]) / 7,
        }
    )


def trips_of(block, people: pd.Index, first_week: int, end_week: int) -> int:
    between = block.trips["day"].between(7 * first_week, 7 * end_week - 1)
    return int(block.trips.loc[between, "person"].isin(people).sum())


@pytest.fixture(scope="module")
def fits(blocks):
    """Pareto/NBD of everybody won inside the window, as of week 104."""
    found = []
    for block in blocks:
        base = base_of(block, ~block.people["legacy"].to_numpy(), PHASE_CHANGE)
        found.append((block, base, cvm.ParetoNBD(base).fit()))
    return found


def test_pareto_nbd_of_customers_won_inside_the_window_is_recovered(fits):
    """One joint Wald test on the log parameters, pooled over the seeds."""
    errors, precisions = [], []
    for _, _, fit in fits:
        scale = 1 / fit.params.to_numpy()
        errors.append(np.log(fit.params.to_numpy()) - np.log(PLANTED.to_numpy()))
        precisions.append(np.linalg.inv(fit.cov_params().to_numpy() * np.outer(scale, scale)))
    total = np.sum(precisions, axis=0)
    pooled = np.linalg.solve(total, sum(p @ e for p, e in zip(precisions, errors, strict=True)))
    wald = float(pooled @ total @ pooled)
    assert stats.chi2(4).sf(wald) > 0.05
    # And the test is sharp: no parameter could be a fifth off unnoticed.
    assert np.sqrt(np.diag(np.linalg.inv(total))).max() < 0.10


def test_with_the_customers_of_old_the_parameters_are_visibly_wrong(blocks, fits):
    for block, _, fit in fits[:2]:
        everybody = np.ones(block.size, dtype=bool)
        wrong = cvm.ParetoNBD(base_of(block, everybody, PHASE_CHANGE)).fit()
        assert wrong.params["s"] < 0.7 * PLANTED["s"]
        _, high = wrong.conf_int().loc["s"]
        assert high < PLANTED["s"] < fit.conf_int().loc["s"].iloc[1]


def test_the_forecast_holds_until_the_discounter_comes_and_not_after(fits):
    before, after = [], []
    for block, base, fit in fits:
        early = base_of(block, ~block.people["legacy"].to_numpy(), 78)
        fit78 = cvm.ParetoNBD(early).fit()
        came = trips_of(block, early.index, 78, PHASE_CHANGE)
        before.append(fit78.expected_total(PHASE_CHANGE - 78, early).expected / came - 1)
        came = trips_of(block, base.index, PHASE_CHANGE, 156)
        after.append(fit.expected_total(156 - PHASE_CHANGE, base).expected / came - 1)
    assert abs(np.mean(before)) < 0.05 and max(map(abs, before)) < 0.05
    assert np.mean(after) >= 0.08 and min(after) >= 0.08
    assert DISCOUNTER_OPENS > PHASE_CHANGE


def test_a_weeks_trips_vary_as_poisson_counts_do(blocks):
    """One purchase a day at most would steady them; the busy weeks make up for it."""
    ratios = []
    for block in blocks:
        lively = np.flatnonzero(
            (block.people["rate"] > 1) & (block.people["acquired"] < 0)
            & (block.fates.people["left"] > 52) & ~(block.fates.people["slip_week"] < 52)
        )  # fmt: skip
        first = block.trips[block.trips["day"] < 364]
        week = pd.crosstab(first["person"], first["day"] // 7).reindex(lively, fill_value=0)
        ratios.append((week.var(axis=1) / block.people["rate"].to_numpy()[lively]).mean())
    half = stats.t(4).ppf(0.975) * np.std(ratios, ddof=1) / np.sqrt(5)
    assert abs(np.mean(ratios) - 1) < max(half, 0.02)


def test_spend_is_gamma_gamma(blocks):
    errors = []
    for block in blocks:
        own = block.trips[block.trips["person"] > 1].groupby("person")["amount"]
        spend = pd.DataFrame({"frequency": own.size() - 1, "monetary_value": own.mean()})
        first = block.trips[block.trips["person"] > 1].groupby("person")["amount"].first()
        spend = spend[spend["frequency"] > 0]
        repeat = (own.sum() - first).reindex(spend.index) / spend["frequency"]
        fit = cvm.GammaGamma(spend.assign(monetary_value=repeat)).fit()
        errors.append((fit.params.to_numpy() - np.array(SPEND)) / fit.bse.to_numpy())
    pooled = np.sum(errors, axis=0) / np.sqrt(5)
    assert np.abs(pooled).max() < stats.norm.ppf(1 - 0.05 / 6)


# the table


@pytest.fixture(scope="module")
def rows(block) -> pd.DataFrame:
    return block.table("transactions")


def test_nobody_buys_twice_a_day_nor_before_nor_after(block):
    trips = block.trips
    assert not trips.duplicated(["day", "person"]).any()
    joined = np.floor(7 * block.people["acquired"].to_numpy())
    left = 7 * block.fates.people["left"].to_numpy()
    new = ~block.people["legacy"].to_numpy()[trips["person"]]
    assert (trips["day"] >= joined[trips["person"]]).all()
    assert (
        (trips["day"] < left[trips["person"]]) | (trips["day"] == joined[trips["person"]])
    ).all()
    first = trips[new].groupby("person")["day"].min()
    assert (first == joined[first.index]).all()


def test_money_adds_up_to_the_cent(rows):
    cents = (rows[["gross", "discount", "amount", "margin"]] * 100).round().astype("int64")
    assert (cents["gross"] - cents["discount"] == cents["amount"]).all()
    bought = rows["amount"] > 0
    assert (rows.loc[bought, ["gross", "discount"]] >= 0).all().all()
    assert (rows.loc[~bought, ["gross", "discount"]] <= 0).all().all()
    assert set(rows["points_redeemed"]) == {0, POINTS}


def test_two_percent_come_back_some_on_days_without_a_purchase(block, rows):
    back = rows[rows["amount"] < 0]
    assert len(back) / len(block.trips) == pytest.approx(0.02, abs=0.001)
    bought = set(zip(rows.loc[rows["amount"] > 0, "record_id"],
                     rows.loc[rows["amount"] > 0, "date"], strict=True))  # fmt: skip
    alone = [pair not in bought for pair in zip(back["record_id"], back["date"], strict=True)]
    assert 0.3 < np.mean(alone) < 0.95


def test_what_comes_back_names_its_receipt_four_times_in_five(rows):
    bought, back = rows[rows["amount"] > 0], rows[rows["amount"] < 0]
    assert bought["order_id"].notna().all() and bought["order_id"].is_unique
    assert back["order_id"].notna().mean() == pytest.approx(0.80, abs=0.02)
    named = back.dropna(subset="order_id")
    assert named["order_id"].is_unique
    both = named.merge(bought, on="order_id", suffixes=("", "_bought"))
    assert len(both) == len(named)
    assert (both["record_id"] == both["record_id_bought"]).all()
    assert (both["date"] - both["date_bought"]).dt.days.between(0, 14).all()
    assert (both["amount"] + both["amount_bought"] > -0.005).all()


def test_each_row_stands_on_a_record_of_the_person_who_bought(block, rows):
    records = block.records.set_index("record_id")
    assert not orphans(rows["record_id"], block.records["record_id"])
    assert rows["record_id"].notna().all()
    card = records["customer_id"].reindex(rows["record_id"]).to_numpy()
    given = rows["customer_id"].notna().to_numpy()
    assert (card[given] == rows["customer_id"].to_numpy()[given]).all()
    assert 0.90 < given.mean() < 0.97  # the web knows some without their card
    used = records.loc[rows["record_id"], "created"].to_numpy()
    assert (dates(used) <= rows["date"].to_numpy()).all()
    money = rows.groupby(records["person"].reindex(rows["record_id"]).to_numpy())["amount"].sum()
    bought = block.trips.groupby("person")["amount"].sum()
    assert (money <= bought.reindex(money.index) + 1e-6).all()
    assert set(money.index) == set(bought.index)


def test_saturdays_are_busy_and_sundays_quiet(block):
    share = np.bincount(block.trips["day"] % 7, minlength=7) / len(block.trips)
    assert share.argmax() == 5 and share.argmin() == 6


def test_the_days_are_real(rows):
    assert rows["date"].min() == pd.Timestamp("2022-01-03")
    assert rows["date"].max() == pd.Timestamp("2024-12-29") == pd.Timestamp(dates(DAYS - 1).item())
    assert rows["date"].is_monotonic_increasing
