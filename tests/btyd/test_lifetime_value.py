"""Value of customers: totals reconcile, names are honest, and a case worked by hand comes out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad

from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.btyd.patterns import as_patterns
from cvmlab.btyd.rate_limits import CommonRate
from cvmlab.btyd.saving import load_fit, save_fit
from cvmlab.btyd.spend import GammaGammaResults
from cvmlab.value_of.lifetime.discounting import DiscountRate
from cvmlab.value_of.lifetime.lifetime_result import LifetimeValue
from cvmlab.value_of.lifetime.lifetime_value import lifetime_value


@pytest.fixture(scope="module")
def customers(cdnow) -> pd.DataFrame:
    return cdnow.assign(segment=np.where(cdnow["frequency"] > 1, "often", "seldom"))


@pytest.fixture(scope="module")
def revenue(pareto, spend, customers) -> LifetimeValue:
    return lifetime_value(
        pareto, spend, customers, horizon=52, annual_discount_rate=0.15, by="segment"
    )


def test_without_a_margin_it_is_expected_revenue_and_never_lifetime_value(
    pareto, spend, customers, revenue
):
    assert revenue.name == revenue.total.name == "expected revenue"
    with_margin = lifetime_value(
        pareto, spend, customers, horizon=52, annual_discount_rate=0.15, margin_rate=0.3
    )
    assert with_margin.name == with_margin.total.name == "customer lifetime value"
    scaled = ["value", "ci_low", "ci_high", "pi_low", "pi_high"]
    np.testing.assert_allclose(with_margin.table[scaled], 0.3 * revenue.table[scaled])
    assert with_margin.total.pi_high == pytest.approx(0.3 * revenue.total.pi_high)


def test_customers_segments_and_deciles_add_up_to_the_total(revenue):
    total = revenue.total
    assert revenue.table["value"].sum() == pytest.approx(total.expected, rel=1e-12)
    for groups in (revenue.by_decile(), revenue.by_segment()):
        assert groups["value"].sum() == pytest.approx(total.expected, rel=1e-12)
        assert groups["customers"].sum() == 2357
        assert groups["share"].sum() == pytest.approx(1.0)
        assert (groups["ci_low"] < groups["value"]).all()
        assert (groups["pi_low"] <= groups["ci_low"]).all()
        assert (groups["pi_high"] >= groups["ci_high"]).all()
    deciles = revenue.by_decile()
    assert list(deciles.index) == list(range(1, 11))
    assert deciles["customers"].between(235, 236).all()
    assert deciles["value_per_customer"].is_monotonic_decreasing
    assert set(revenue.by_segment().index) == {"often", "seldom"}


def test_a_total_is_relatively_more_certain_than_its_customers_but_not_by_the_root_of_n(revenue):
    table, total = revenue.table, revenue.total
    width = np.log(total.ci_high / total.ci_low)
    typical = np.log(table["ci_high"] / table["ci_low"]).median()
    assert width < typical
    assert width > typical / 5  # customers share the parameters, so errors do not average out


def test_value_at_risk_is_what_everybody_active_would_bring_beyond_what_is_expected(
    revenue, pareto, spend
):
    alive = revenue.table["probability_alive"]
    if_active = (revenue.table["value"] / alive).sum()
    risk = revenue.value_at_risk()
    assert risk.expected == pytest.approx(if_active - revenue.total.expected, rel=1e-9)
    assert risk.ci_low < risk.expected < risk.ci_high
    assert np.isnan(risk.pi_low)


def test_value_at_risk_moves_with_the_parameters_as_its_interval_says(
    revenue, pareto, spend, customers
):
    """Parametric bootstrap of the parameters as a second route to the delta method."""
    rng = np.random.default_rng(4)
    some = customers.head(300)
    said = lifetime_value(pareto, spend, some, horizon=52, annual_discount_rate=0.15)
    patterns = as_patterns(some)
    row, kind = patterns.inverse, type(pareto.purchase)
    risks, totals = [], []
    for _ in range(300):
        theta = rng.multivariate_normal(pareto.theta, pareto.theta_cov)
        r, alpha, s, beta = np.exp(theta)
        fit = replace(pareto, theta=theta, purchase=kind(r, alpha), dropout=kind(s, beta))
        ahead = fit.forecast(patterns, 52, said.discount_rate)
        money = replace(spend, theta=rng.multivariate_normal(spend.theta, spend.theta_cov))
        per_purchase = money.expected_spend(some)["expected"].to_numpy()
        totals.append(np.sum(ahead.expected[row] * per_purchase))
        risks.append(np.sum((ahead.if_alive - ahead.expected)[row] * per_purchase))
    for found, estimate in ((risks, said.value_at_risk()), (totals, said.total)):
        width = np.log(estimate.ci_high / estimate.ci_low)
        low, high = np.quantile(np.log(found), [0.025, 0.975])
        assert high - low == pytest.approx(width, rel=0.2)


def test_the_summary_names_the_quantity_and_is_the_same_on_every_run(revenue):
    text = str(revenue.summary())
    assert text == str(revenue.summary())
    assert "Expected revenue of 2,357 customers, next 52 weeks" in text
    assert "15.0% a year" in text and "Value at risk" in text
    assert "lifetime" not in text.lower()


def test_value_is_margin_times_discounted_purchases_times_spend(pareto, spend, customers):
    table = lifetime_value(
        pareto, spend, customers, horizon=52, annual_discount_rate=0.15, margin_rate=0.3
    ).table
    product = 0.3 * table["discounted_purchases"] * table["expected_spend"]
    np.testing.assert_allclose(table["value"], product, rtol=1e-12)
    assert (table["discounted_purchases"] < table["expected_purchases"]).all()


def test_without_a_discount_value_is_purchases_times_spend(pareto, spend, customers):
    plain = lifetime_value(pareto, spend, customers, horizon=52, annual_discount_rate=0.0).table
    purchases = pareto.expected_purchases(52)["expected"].to_numpy()
    money = spend.expected_spend(customers)["expected"].to_numpy()
    np.testing.assert_allclose(plain["value"], purchases * money, rtol=1e-12)
    np.testing.assert_allclose(plain["expected_purchases"], purchases, rtol=1e-12)
    np.testing.assert_allclose(plain["expected_spend"], money, rtol=1e-12)


def test_a_discount_lowers_the_value_by_no_more_than_a_year_costs(
    pareto, spend, customers, revenue
):
    plain = lifetime_value(pareto, spend, customers, horizon=52, annual_discount_rate=0.0).table
    ratio = revenue.table["value"] / plain["value"]
    assert (ratio < 1).all() and (ratio > 1 / 1.15).all()


@pytest.mark.parametrize("horizon", [52.0, None])
def test_a_case_worked_by_hand(pareto, spend, horizon):
    """One rate of purchase, one of dropout: every integral has a short closed form."""
    buying, leaving, rate = 0.1, 0.02, DiscountRate(0.1).continuous("W")
    end = np.inf if horizon is None else horizon
    fit: LatentAttritionResults = replace(
        pareto,
        names=("purchase_rate", "dropout_rate"),
        theta=np.log([buying, leaving]),
        theta_cov=np.zeros((2, 2)),
        purchase=CommonRate(buying),
        dropout=CommonRate(leaving),
    )
    money: GammaGammaResults = replace(spend, theta_cov=np.zeros((3, 3)))
    one = pd.DataFrame({"frequency": [2], "recency": [10.0], "T": [20.0], "monetary_value": [30.0]})
    p, q, gamma = spend.params
    # active, or left since the last purchase: at a constant hazard over the 10 weeks of silence
    total = buying + leaving
    active = np.exp(-total * 20)
    gone = leaving / total * (np.exp(-total * 10) - np.exp(-total * 20))
    alive = active / (active + gone)
    weeks = (1 - np.exp(-(leaving + rate) * end)) / (leaving + rate)
    per_purchase = p * (gamma + 2 * 30) / (p * 2 + q - 1)
    result = lifetime_value(fit, money, one, horizon=horizon, annual_discount_rate=0.1)
    row = result.table.iloc[0]
    assert row["probability_alive"] == pytest.approx(alive, rel=1e-9)
    assert row["expected_spend"] == pytest.approx(per_purchase, rel=1e-9)
    assert row["value"] == pytest.approx(alive * buying * weeks * per_purchase, rel=1e-9)
    assert row["ci_low"] == pytest.approx(row["value"])  # parameters known: nothing to be unsure of
    # second moment: each purchase with itself, and every two of them
    square = p**2 * (gamma + 60) ** 2 / ((p * 2 + q - 1) * (p * 2 + q - 2))
    twice = quad(lambda v: np.exp(-(leaving + 2 * rate) * v), 0, end)[0]
    pairs = quad(
        lambda v: 2 * np.exp(-(leaving + rate) * v) * (1 - np.exp(-rate * v)) / rate, 0, end
    )[0]
    second = alive * square * (buying * (1 + 1 / p) * twice + buying**2 * pairs)
    assert result.valuation.sums.variance[0] == pytest.approx(second - row["value"] ** 2, rel=1e-6)


def test_prediction_intervals_of_single_customers_agree_with_simulation(pareto, spend):
    rng, draws, horizon = np.random.default_rng(2), 400_000, 52.0
    rows = [(0, 0.0, 38.0, 0.0), (2, 30.0, 38.0, 25.0), (12, 37.0, 38.0, 60.0)]
    some = pd.DataFrame(rows, columns=["frequency", "recency", "T", "monetary_value"])
    result = lifetime_value(pareto, spend, some, horizon=horizon, annual_discount_rate=0.15)
    r, alpha, s, beta = pareto.params
    p, q, gamma = spend.params
    for (x, _, age, mean), (_, row) in zip(rows, result.table.iterrows(), strict=True):
        active = rng.random(draws) < row["probability_alive"]
        leaving = rng.gamma(s, 1 / (beta + age), draws)
        time = np.minimum(rng.exponential(1 / leaving), horizon) * active
        number = rng.poisson(rng.gamma(r + x, 1 / (alpha + age), draws) * time)
        nu = rng.gamma(q + p * x, 1 / (gamma + x * mean), draws)
        who = np.repeat(np.arange(draws), number)
        when = rng.random(len(who)) * time[who]
        today = rng.gamma(p, 1 / nu[who]) * np.exp(-result.discount_rate * when)
        worth = np.bincount(who, today, minlength=draws)
        assert np.mean(worth <= row["pi_high"]) == pytest.approx(0.975, abs=0.002)
        assert np.mean(worth < row["pi_low"]) <= 0.026
        assert np.mean(worth <= row["pi_low"]) >= 0.024
        assert worth.mean() == pytest.approx(row["value"], rel=0.03)


def test_a_column_of_margins_is_each_customer_s_own(pareto, spend, customers, revenue):
    margins = customers.assign(margin=np.where(customers["frequency"] > 1, 0.2, 0.4))
    result = lifetime_value(
        pareto, spend, margins, horizon=52, annual_discount_rate=0.15, margin_rate="margin"
    )
    expected = revenue.table["value"].to_numpy() * margins["margin"].to_numpy()
    np.testing.assert_allclose(result.table["value"], expected)


def test_weighted_customers_count_as_many(pareto, spend, customers, revenue):
    twice = lifetime_value(
        pareto, spend, customers.assign(weight=2.0), horizon=52, annual_discount_rate=0.15
    )
    assert twice.total.expected == pytest.approx(2 * revenue.total.expected)
    assert twice.total.ci_high == pytest.approx(2 * revenue.total.ci_high)
    assert twice.total.pi_high < 2 * revenue.total.pi_high  # chance evens out over more customers


def test_customers_of_the_fit_are_recognised_and_changed_ones_are_not(pareto, spend, cdnow):
    def of(frame):
        return lifetime_value(pareto, spend, frame, horizon=52, annual_discount_rate=0.15)

    assert of(cdnow).valuation.patterns is pareto.patterns
    shuffled = cdnow.sample(frac=1, random_state=1)
    again = of(shuffled)
    assert again.valuation.patterns is not pareto.patterns
    np.testing.assert_allclose(again.values.loc[cdnow["customer_id"]], of(cdnow).values, rtol=1e-12)
    later = of(cdnow.assign(T=cdnow["T"] + 1.0))
    assert (later.values < of(cdnow).values).all()  # a longer silence is never a good sign
    twice = of(cdnow.assign(weight=2.0))
    assert twice.total.expected == pytest.approx(2 * of(cdnow).total.expected)


def test_models_read_from_a_file_value_customers_all_the_same(pareto, spend, cdnow, tmp_path):
    fits = [load_fit(save_fit(fit, tmp_path / f"{fit.model[:5]}.json")) for fit in (pareto, spend)]
    again = lifetime_value(*fits, cdnow, horizon=52, annual_discount_rate=0.15)
    result = lifetime_value(pareto, spend, cdnow, horizon=52, annual_discount_rate=0.15)
    np.testing.assert_allclose(again.table, result.table, rtol=1e-9)
    assert again.ranking(50, draws=50).top == 50


def test_customers_of_the_whole_log_are_valued_in_seconds(cdnow_master, pareto, spend):
    result = lifetime_value(pareto, spend, cdnow_master, horizon=52, annual_discount_rate=0.15)
    assert len(result.table) == 23_570
    assert result.table.notna().all().all()
    assert len(as_patterns(cdnow_master)) < 10_000
