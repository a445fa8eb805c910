"""Ranks of customers: the futures drawn are the model's, and what is said of ranks comes true."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cvmlab.btyd.gamma_gamma import GammaGamma
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.errors import DataProblem
from cvmlab.value_of.lifetime.lifetime_result import LifetimeValue
from cvmlab.value_of.lifetime.lifetime_value import lifetime_value
from cvmlab.value_of.lifetime.outcomes import draw_outcomes
from cvmlab.value_of.lifetime.ranking import plot_ranking, rank_customers

BASES, SIZE, TOP, HORIZON = 60, 400, 40, 26.0


def ranks_of(amounts: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Rank 1 for the largest; who brings nothing comes last, in no order: by pandas alone."""
    broken = np.where(amounts > 0, amounts, -rng.random(amounts.shape))
    return pd.DataFrame(broken).rank(ascending=False, axis=0).to_numpy(int)


@pytest.fixture(scope="module")
def value(pareto, spend, cdnow) -> LifetimeValue:
    return lifetime_value(pareto, spend, cdnow, horizon=52, annual_discount_rate=0.15)


@pytest.fixture(scope="module")
def study(simulate) -> pd.DataFrame:
    """Many bases, the ranking made at the end of calibration, and the future that came."""
    parts = []
    for seed in range(BASES):
        rng = np.random.default_rng([17, seed])
        base = simulate(
            rng, SIZE, r=0.7, alpha=8.0, s=0.8, beta=12.0, shortest=40.0, longest=60.0,
            holdout=HORIZON,
        )  # fmt: skip
        fit, spend = ParetoNBD(base).fit(), GammaGamma(base).fit()
        result = lifetime_value(fit, spend, base, horizon=HORIZON, annual_discount_rate=0.0)
        ranking = result.ranking(TOP, seed=seed)
        came = base["worth_holdout"].to_numpy()
        true = ranks_of(came[:, None], rng)[:, 0]
        table = ranking.table.assign(
            base=seed,
            true_rank=true[ranking.table.index],
            came=came[ranking.table.index],
            hits_low=ranking.hits_low,
            hits_high=ranking.hits_high,
            expected_hits=ranking.expected_hits,
        )
        parts.append(table)
    return pd.concat(parts, ignore_index=True)


def by_base(study: pd.DataFrame, column: pd.Series) -> tuple[float, float]:
    """Mean over bases and its standard error: customers of one base share its estimate."""
    means = column.astype(float).groupby(study["base"]).mean()
    return means.mean(), means.std() / np.sqrt(len(means))


def test_rank_intervals_hold_the_rank_that_came_95_percent_of_the_time(study):
    inside = study["true_rank"].between(study["rank_low"], study["rank_high"])
    share, error = by_base(study, inside)
    assert share == pytest.approx(0.95, abs=3.3 * error + 0.01)  # 400 draws know a tail to .01
    share, error = by_base(study[study["rank"] <= TOP], inside[study["rank"] <= TOP])
    assert share == pytest.approx(0.95, abs=3.3 * error + 0.01)


def test_chances_of_belonging_to_the_top_come_true(study):
    truly = (study["true_rank"] <= TOP) & (study["came"] > 0)
    group = pd.cut(study["chance_of_top"], [-0.01, 0.02, 0.1, 0.25, 0.5, 0.75, 1.0])
    for _, rows in study.groupby(group, observed=True):
        surplus, error = by_base(rows, truly.loc[rows.index] - rows["chance_of_top"])
        assert len(rows) > 300
        assert abs(surplus) < 3.3 * error + 0.005


def test_as_many_of_those_ranked_first_belong_to_the_top_as_was_said(study):
    first = study[study["rank"] <= TOP]
    hits = ((first["true_rank"] <= TOP) & (first["came"] > 0)).groupby(first["base"]).sum()
    said = study.groupby("base")[["expected_hits", "hits_low", "hits_high"]].first()
    error = (hits - said["expected_hits"]).std() / np.sqrt(BASES)
    assert hits.mean() == pytest.approx(said["expected_hits"].mean(), abs=3.3 * error)
    assert hits.between(said["hits_low"], said["hits_high"]).mean() >= 0.88


def test_chances_of_bringing_more_than_the_next_one_come_true(study):
    own, after = study["came"].to_numpy()[:-1], study["came"].to_numpy()[1:]
    more = (own > after) + 0.5 * (own == after)
    pairs = study.iloc[:-1].assign(more=more)
    pairs = pairs[pairs["rank"] < SIZE]
    for rows in (pairs[pairs["rank"] <= 5], pairs[pairs["rank"] > 5]):
        surplus, error = by_base(rows, rows["more"] - rows["chance_above_next"])
        assert abs(surplus) < 3.3 * error
    first = pairs.loc[pairs["rank"] == 1, "chance_above_next"].mean()
    assert 0.5 < first < 0.9  # even the first is far from sure to bring more than the second


def test_futures_are_those_of_the_models_drawn_one_customer_at_a_time(pareto, spend):
    """Second route: customers' rates, lifetimes, purchases and amounts drawn by hand."""
    rng, draws, horizon = np.random.default_rng(2), 40_000, 52.0
    known = replace(pareto, theta_cov=np.zeros((4, 4))), replace(spend, theta_cov=np.zeros((3, 3)))
    rows = [
        (0, 0.0, 38.0, 0.0),
        (2, 30.0, 38.0, 25.0),
        (6, 20.0, 38.0, 90.0),
        (9, 37.0, 38.0, 30.0),
    ]
    some = pd.DataFrame(rows, columns=["frequency", "recency", "T", "monetary_value"])
    result = lifetime_value(*known, some, horizon=horizon, annual_discount_rate=0.0)
    ranking = rank_customers(result, 2, draws=draws, seed=1)
    r, alpha, s, beta = pareto.params
    p, q, gamma = spend.params
    worth = np.empty((4, draws))
    alive = result.table["probability_alive"]
    for i, (x, _, age, mean) in enumerate(rows):
        active = rng.random(draws) < alive[i]
        leaving = rng.gamma(s, 1 / (beta + age), draws)
        time = np.minimum(rng.exponential(1 / leaving), horizon) * active
        number = rng.poisson(rng.gamma(r + x, 1 / (alpha + age), draws) * time)
        nu = rng.gamma(q + p * x, 1 / (gamma + x * mean), draws)
        worth[i] = np.where(number > 0, rng.gamma(p * np.maximum(number, 1), 1 / nu), 0.0)
    ranks = ranks_of(worth, rng)
    off = 4 * np.sqrt(0.5 / draws)  # two shares, each from so many draws
    order = ranking.table.index
    for position, customer in enumerate(order):
        row = ranking.table.loc[customer]
        in_top = np.mean((ranks[customer] <= 2) & (worth[customer] > 0))
        assert row["chance_of_top"] == pytest.approx(in_top, abs=off)
        low, high = np.quantile(ranks[customer], [0.025, 0.975], method="nearest")
        assert (row["rank_low"], row["rank_high"]) == (low, high)
        if position < 3:
            own, after = worth[customer], worth[order[position + 1]]
            above = np.mean((own > after) + 0.5 * (own == after))
            assert row["chance_above_next"] == pytest.approx(above, abs=off)
    assert np.isnan(ranking.table["chance_above_next"].iloc[-1])
    assert ranking.table["value"].is_monotonic_decreasing


def test_futures_have_the_mean_and_the_spread_of_the_totals(value):
    totals, means = [], np.zeros(len(value.table))
    for rows, amounts in draw_outcomes(value.valuation, 1500, np.random.default_rng(3)):
        totals.append(amounts.sum())
        means[rows] += amounts / 1500
    total = value.total
    error = np.std(totals) / np.sqrt(len(totals))
    # parameters are drawn on the log scale: their mean lies a little above the estimate
    assert np.mean(totals) == pytest.approx(total.expected, abs=4 * error + 0.01 * total.expected)
    low, high = np.quantile(totals, [0.025, 0.975])
    assert np.log(high / low) == pytest.approx(np.log(total.pi_high / total.pi_low), rel=0.1)
    assert low == pytest.approx(total.pi_low, rel=0.04)
    assert np.corrcoef(means, value.values)[0, 1] > 0.98


def test_chances_of_the_top_add_up_to_it(value):
    ranking = value.ranking(100)
    assert ranking.table["chance_of_top"].sum() == pytest.approx(100, abs=1e-9)
    first = ranking.table["chance_of_top"].head(100).sum()
    assert first == pytest.approx(ranking.expected_hits, abs=1e-9)
    assert ranking.hits_low <= ranking.expected_hits <= ranking.hits_high
    assert ranking.customers == len(ranking.table) == 2357
    assert (ranking.table["rank_low"] <= ranking.table["rank_high"]).all()
    assert ranking.table["rank_low"].min() == 1 and ranking.table["rank_high"].max() <= 2357


def test_the_same_seed_gives_the_same_ranking(value):
    one, again, other = value.ranking(seed=4), value.ranking(seed=4), value.ranking(seed=5)
    pd.testing.assert_frame_equal(one.table, again.table)
    assert not one.table["chance_of_top"].equals(other.table["chance_of_top"])
    assert one.top == 236  # a tenth
    assert value.ranking(share=0.5).top == 1178


def test_one_margin_for_all_changes_no_rank(value, pareto, spend, cdnow):
    scaled = lifetime_value(
        pareto, spend, cdnow, horizon=52, annual_discount_rate=0.15, margin_rate=0.3
    )
    one, other = value.ranking(50), scaled.ranking(50)
    pd.testing.assert_frame_equal(
        one.table.drop(columns="value"), other.table.drop(columns="value")
    )
    assert "customer lifetime value" in str(other.summary()).lower()


def test_a_large_base_is_ranked_whole_and_listed_in_part(value, monkeypatch):
    whole = value.ranking(100)
    monkeypatch.setattr(sys.modules[rank_customers.__module__], "LISTED", 300)
    part = value.ranking(100)
    assert len(part.table) == 300 and part.customers == 2357
    assert "the first 300 of 2,357" in part.messages[0] and part.messages[0] in str(part.summary())
    assert part.table.index.equals(whole.table.index[:300])
    assert part.expected_hits == pytest.approx(whole.expected_hits, abs=1.5)
    last = part.table["chance_above_next"].iloc[-1]
    assert last == pytest.approx(whole.table["chance_above_next"].iloc[299], abs=0.15)


def test_the_picture_says_how_many_of_the_first_belong_there(value):
    ranking = value.ranking(100)
    picture = plot_ranking(ranking)
    said = f"Of the 100 customers ranked first, {ranking.expected_hits:.0f} will be among the 100"
    assert said in picture.axes.get_title() and said in picture.alt
    assert said in str(ranking.summary()) and said in repr(ranking)
    assert picture.alt.endswith(".") and "first 20 of 2,357" in picture.alt
    low, high = ranking.table[["rank_low", "rank_high"]].iloc[0]
    assert f"{low:,.0f} and {high:,.0f}" in picture.alt


def test_unusable_settings_are_refused_in_one_message(value, pareto, spend, cdnow):
    with pytest.raises(DataProblem) as caught:
        value.ranking(0, share=2.0, draws=5)
    assert len(caught.value.problems) == 4
    weighted = lifetime_value(
        pareto, spend, cdnow.assign(weight=2.0), horizon=None, annual_discount_rate=0.15
    )
    with pytest.raises(DataProblem) as caught:
        weighted.ranking()
    assert len(caught.value.problems) == 2
    assert "without an end" in str(caught.value) and "one row a customer" in str(caught.value)
