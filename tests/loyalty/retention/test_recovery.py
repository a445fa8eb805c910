"""Failures put right and not: planted ratios, a second route, the truth at Kestrel, bad input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from cvmlab import paths
from cvmlab.errors import DataProblem
from cvmlab.insight.lost.churned import purchase_days
from cvmlab.loyalty.retention.recovery import _marked, failures_per_trip, recovery
from cvmlab.loyalty.retention.recovery_picture import plot_recovery
from cvmlab.loyalty.retention.recovery_result import BAD, GOOD, NONE
from cvmlab.loyalty.retention.regular_months import RegularMonths, regular_months

TRUTH = paths.DATASETS / "kestrel" / "truth" / "person.parquet"


def followed(orders: pd.DataFrame) -> RegularMonths:
    days = purchase_days(orders.assign(cents=2000))
    return regular_months(days, first_day="2022-01-03", at_least=6)


# planted


@pytest.fixture(scope="module")
def runs(shoppers):
    made = []
    for seed in range(30):
        orders, failures = shoppers(seed, customers=700, not_right=1.8, right=0.9, failing=0.4)
        months = followed(orders)
        made.append(recovery(months, failures, until="2024-03-01", lasting=0))
    return made


def test_planted_ratios_lie_inside_the_intervals(runs):
    for name, truth in ((BAD, 1.8), (GOOD, 0.9)):
        rows = [one.of(name) for one in runs]
        held = np.mean([row.ratio_low <= truth <= row.ratio_high for row in rows])
        assert held >= 0.85, name  # of 30 at 95%: fewer once in a hundred
        logs = np.log([row.ratio for row in rows])
        assert logs.mean() == pytest.approx(np.log(truth), abs=4 * logs.std() / np.sqrt(30))
    held = np.mean([low <= 0.5 <= high for _, low, high in (r.right_against_not for r in runs)])
    assert held >= 0.85


def test_the_share_of_leaving_owed_to_failures_lies_inside_its_interval(runs):
    # At 40% failing, of which 40% are not put right: .16 × .8 of .16 × 1.8 + .24 × .9 + .6.
    truth = 0.16 * 0.8 / (0.16 * 1.8 + 0.24 * 0.9 + 0.6)
    held = np.mean([low <= truth <= high for _, low, high in (r.explained for r in runs)])
    assert held >= 0.85
    assert np.mean([r.explained[0] for r in runs]) == pytest.approx(truth, abs=0.02)


def test_where_nothing_was_planted_nothing_is_found(shoppers):
    found = 0
    for seed in range(30):
        orders, failures = shoppers(100 + seed, customers=400)
        result = recovery(followed(orders), failures, lasting=0)
        found += not result.of(BAD).ratio_low <= 1 <= result.of(BAD).ratio_high
    assert found <= 5  # of 30 at 5%: more once in three hundred


# a second route


def test_the_ratios_are_those_of_the_librarys_clustered_poisson_regression(months, failures):
    result = recovery(months, failures, since="2024-01-29")
    rows = _marked(months, failures, 2, "recovered")
    rows = rows[rows["month"] >= 27]
    x = pd.DataFrame({BAD: rows["group"] == BAD, GOOD: rows["group"] == GOOD})
    x["trips"] = np.log(rows["trips_before"])
    x = pd.concat([x, pd.get_dummies(rows["month"], prefix="m")], axis=1).astype(float)
    code = pd.factorize(rows["customer_id"])[0]
    model = sm.GLM(rows["left"].astype(float), x, family=sm.families.Poisson())
    clusters = {"groups": code, "use_correction": False}
    fit = model.fit(cov_type="cluster", cov_kwds=clusters, tol=1e-12)
    for name in (BAD, GOOD):
        row = result.of(name)
        assert np.log(row.ratio) == pytest.approx(fit.params[name], abs=1e-5)
        error = np.log(row.ratio_high / row.ratio_low) / (2 * 1.959964)
        assert error == pytest.approx(fit.bse[name], rel=0.01)


def test_the_shares_can_be_counted_by_hand(shoppers):
    orders, failures = shoppers(8, customers=300, not_right=1.6)
    months = followed(orders)
    result = recovery(months, failures, lasting=0)
    assert result.table["left"].sum() == months.rows["left"].sum()
    assert result.table["months"].sum() == len(months.rows)
    met = failures.assign(month=months.month_of(failures["date"]))[["customer_id", "month"]]
    plain = months.rows.merge(met, how="left", indicator=True)
    alone = plain[plain["_merge"] == "left_only"]
    assert result.of(NONE).months == len(alone) and result.of(NONE).left == alone["left"].sum()


# the sample company


@pytest.fixture(scope="module")
def months(kestrel_days):
    return regular_months(kestrel_days)


@pytest.fixture(scope="module")
def failures(kestrel):
    return kestrel.service_events.frame()


def test_at_kestrel_the_truth_lies_inside_the_interval(months, failures):
    """Who left is planted by the week; what is seen is the last purchase of a card."""
    result = recovery(months, failures, since="2024-01-29")
    rows = _marked(months, failures, 2, "recovered")
    person = pd.read_parquet(TRUTH).drop_duplicates("customer_id").set_index("customer_id")
    rows = rows[rows["month"] >= 27].assign(
        week=lambda x: person["left_week"].reindex(x["customer_id"]).to_numpy()
    )
    there = rows[~(rows["week"] < 4 * rows["month"])]
    gone = (there["week"] < 4 * there["month"] + 4).groupby(there["group"]).mean()
    truth = gone[BAD] / gone[[NONE, GOOD]].mean()
    assert result.of(BAD).ratio_low < truth < result.of(BAD).ratio_high
    assert result.of(BAD).ratio_low > 1
    assert result.right_against_not[2] < 1


def test_at_kestrel_failures_cost_nobody_before_the_change(months, failures):
    """Planted from week 104 on only."""
    result = recovery(months, failures, until="2024-01-01")
    assert result.of(BAD).ratio_low < 1 < result.of(BAD).ratio_high
    assert "includes no difference" in result.verdict


def test_failures_for_each_hundred_trips_are_those_planted(months, failures):
    """.084 a trip, and .5 more: failures are drawn by rate, trips are at most one a day."""
    each = failures_per_trip(months, failures)
    assert each.mean() == pytest.approx(8.6, abs=0.4)
    assert list(each.index) == list(months.series.index)


# words


def test_the_words_follow_the_interval(months, failures):
    result = recovery(months, failures, since="2024-01-29")
    picture = plot_recovery(result)
    assert "left 25% less often (7% to 40%)" in picture.alt
    assert "10% of all leaving" in result.sentence
    assert "1 (the baseline)" in str(result.summary())
    turned = failures.assign(recovered=~failures["recovered"])
    assert "more often" in recovery(months, turned, since="2024-01-29").verdict
    assert "more often" in plot_recovery(recovery(months, turned, since="2024-01-29")).alt
    assert "cannot be told" in plot_recovery(recovery(months, failures, until="2024-01-01")).alt


def test_bad_input_is_refused_in_words(months, failures):
    with pytest.raises(DataProblem, match="recovered"):
        recovery(months, failures.drop(columns="recovered"))
    with pytest.raises(DataProblem, match="write customers"):
        recovery(months, failures.assign(customer_id="nobody"))
    with pytest.raises(DataProblem, match="No month lies between"):
        recovery(months, failures, since="2031-01-01")
    with pytest.raises(DataProblem, match="Only 0 regulars left"):
        recovery(months, failures[failures["recovered"]])
    unknown = failures.assign(recovered=failures["recovered"].astype("boolean"))
    unknown.loc[3, "recovered"] = pd.NA
    unknown.loc[3, "customer_id"] = "K0000001"
    with pytest.raises(DataProblem, match="values are missing"):
        recovery(months, unknown)
