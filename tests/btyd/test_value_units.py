"""Units of time: rates, horizons and bases in any of them come to the same value."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.btyd.bg_bb import BetaGeoBetaBinomial
from cvmlab.btyd.bg_nbd import BetaGeoNBD
from cvmlab.btyd.gamma_gamma import GammaGamma
from cvmlab.btyd.mbg_nbd import ModifiedBetaGeoNBD
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.data.customer_base import customer_base
from cvmlab.data.time_units import DAYS
from cvmlab.errors import DataProblem
from cvmlab.value_of.lifetime.discounting import DiscountRate, days, discount_rate
from cvmlab.value_of.lifetime.lifetime_value import lifetime_value


def test_an_annual_rate_is_effective_per_year_in_any_unit():
    rate = DiscountRate(0.15)
    assert rate.continuous("W") == pytest.approx(np.log(1.15) * 7 / 365.25)
    assert rate.continuous("D") * 7 == pytest.approx(rate.continuous("W"))
    assert rate.continuous("M") * 12 == pytest.approx(np.log(1.15))
    assert rate.continuous("Q") * 4 == pytest.approx(np.log(1.15))
    assert np.exp(-rate.continuous("Y")) == pytest.approx(1 / 1.15)


def test_a_rate_in_any_unit_and_either_compounding_is_the_same_rate(pareto, spend, cdnow):
    yearly = discount_rate(0.15)
    same = [
        discount_rate(np.log(1.15), compounding="continuous"),
        discount_rate(1.15 ** (1 / 12) - 1, per="month"),
        discount_rate(1.15 ** (7 / 365.25) - 1, per="week"),
        discount_rate(np.log(1.15) / 365.25, per="day", compounding="continuous"),
    ]
    plain = lifetime_value(pareto, spend, cdnow, horizon=52, annual_discount_rate=0.15)
    for rate in same:
        assert rate.annual == pytest.approx(0.15, rel=1e-12)
        assert rate.continuous("D") == pytest.approx(yearly.continuous("D"), rel=1e-12)
        result = lifetime_value(pareto, spend, cdnow, horizon=52, discount=rate)
        np.testing.assert_allclose(result.values, plain.values, rtol=1e-12)
        assert result.annual_discount_rate == pytest.approx(0.15)
    assert str(discount_rate(0.0027, per="week", compounding="continuous")) == (
        "0.270% a week (continuous)"
    )


def test_the_units_of_time_are_those_of_the_customer_base():
    assert {unit: days(unit) for unit in "DWMQY"} == DAYS


def test_a_horizon_says_its_unit_or_counts_in_that_of_the_fit(pareto, spend, cdnow):
    def of(horizon):
        return lifetime_value(pareto, spend, cdnow, horizon=horizon, annual_discount_rate=0.1)

    year = of("12 months")
    assert year.horizon == pytest.approx(365.25 / 7)
    assert year.span == "next 12 months"
    assert of("1 year").span == "next 1 year"
    np.testing.assert_allclose(of("1 Year").values, year.values, rtol=1e-12)
    np.testing.assert_allclose(of("365.25 days").values, year.values, rtol=1e-12)
    np.testing.assert_array_equal(of("52 weeks").values, of(52).values)


@pytest.fixture(scope="module")
def orders() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    rows = []
    for who in range(300):
        start, rate = rng.integers(0, 200), rng.gamma(1.0, 0.03)
        leaves = start + rng.exponential(1 / rng.gamma(1.5, 0.01))
        day, level = float(start), rng.gamma(4.0, 10.0)
        while day < min(leaves, 720):
            date = pd.Timestamp("2022-01-03") + pd.Timedelta(days=int(day))
            rows.append((f"c{who:03d}", date, round(rng.gamma(5.0, level / 5.0), 2)))
            day += rng.exponential(1 / rate) + 1
    return pd.DataFrame(rows, columns=["customer_id", "date", "amount"])


def test_value_does_not_depend_on_the_unit_of_the_base(orders):
    results = []
    for unit in ("D", "W", "M"):
        base = customer_base(orders, end="2023-09-30", time_unit=unit, detect_left_edge=False)
        fit, spend = ParetoNBD(base).fit(), GammaGamma(base).fit()
        results.append(
            lifetime_value(fit, spend, base, horizon="18 months", annual_discount_rate=0.12)
        )
        assert results[-1].time_unit == unit
    first = results[0]
    for other in results[1:]:
        for name in ("value", "ci_low", "ci_high", "pi_low", "pi_high"):
            np.testing.assert_allclose(
                other.table[name], first.table[name], rtol=2e-4, atol=1e-6 * first.table[name].max()
            )
        np.testing.assert_allclose(other.total.numbers, first.total.numbers, rtol=1e-4)


def test_a_base_knows_its_unit_and_a_contradiction_is_refused(orders):
    base = customer_base(orders, end="2023-09-30", time_unit="M", detect_left_edge=False)
    fit, spend = ParetoNBD(base).fit(), GammaGamma(base).fit()
    known = lifetime_value(fit, spend, base, horizon=12, annual_discount_rate=0.1)
    assert known.span == "next 12 months"
    assert known.discount_rate == pytest.approx(np.log(1.1) / 12)
    with pytest.raises(DataProblem, match="the customer base is in months"):
        lifetime_value(fit, spend, base, horizon=12, annual_discount_rate=0.1, time_unit="W")


def test_without_an_end_value_is_that_of_every_purchase_to_come(pareto, spend, cdnow):
    endless = lifetime_value(pareto, spend, cdnow, horizon=None, annual_discount_rate=0.15)
    left = pareto.expected_residual_transactions(endless.discount_rate, customers=cdnow)
    money = spend.expected_spend(cdnow)["expected"].to_numpy()
    np.testing.assert_allclose(endless.values, left["expected"] * money, rtol=1e-12)
    long = lifetime_value(pareto, spend, cdnow, horizon="200 years", annual_discount_rate=0.15)
    np.testing.assert_allclose(endless.values, long.values, rtol=1e-6)
    assert endless.table[["pi_low", "pi_high", "expected_purchases"]].isna().all().all()
    assert endless.table[["value", "ci_low", "ci_high", "discounted_purchases"]].notna().all().all()
    total = endless.total
    assert total.pi_low < total.ci_low < total.expected < total.ci_high < total.pi_high
    assert any("no prediction interval of a single customer" in text for text in endless.messages)
    assert "all time to come" in str(endless.summary())
    with pytest.raises(DataProblem, match="no bound"):
        lifetime_value(pareto, spend, cdnow, horizon=None, annual_discount_rate=0)


@pytest.mark.parametrize("model", [BetaGeoNBD, ModifiedBetaGeoNBD])
def test_every_model_in_continuous_time_values_customers(model, spend, cdnow):
    fit = model(cdnow).fit()
    result = lifetime_value(fit, spend, cdnow, horizon=52, annual_discount_rate=0.15)
    plain = lifetime_value(fit, spend, cdnow, horizon=52, annual_discount_rate=0)
    purchases = fit.expected_purchases(52, cdnow)["expected"]
    money = spend.expected_spend(cdnow)["expected"]
    np.testing.assert_allclose(plain.values, purchases.to_numpy() * money, rtol=1e-9)
    assert (result.values < plain.values).all()
    total = result.total
    assert total.pi_low < total.ci_low < total.expected < total.ci_high < total.pi_high
    bounds = result.table
    assert (bounds["pi_low"] <= bounds["value"]).all()
    endless = lifetime_value(fit, spend, cdnow, horizon=None, annual_discount_rate=0.15)
    assert (endless.values > result.values).all()


def test_opportunities_are_valued_in_whole_numbers_of_them(spend):
    rng = np.random.default_rng(3)
    chance, leaves = rng.beta(1.2, 0.75, 2000), rng.beta(0.65, 2.78, 2000)
    bought = np.zeros((2000, 6), dtype=bool)
    active = np.ones(2000, dtype=bool)
    for year in range(6):
        active &= rng.random(2000) >= leaves
        bought[:, year] = active & (rng.random(2000) < chance)
    x = bought.sum(axis=1)
    last = np.where(x > 0, 6 - bought[:, ::-1].argmax(axis=1), 0)
    donors = pd.DataFrame(
        {"frequency": x, "recency": last, "T": 6, "monetary_value": np.where(x > 0, 40.0, 0.0)}
    )
    fit = BetaGeoBetaBinomial(donors).fit()
    result = lifetime_value(fit, spend, donors, horizon=5, annual_discount_rate=0.1, time_unit="Y")
    assert result.discount_rate == pytest.approx(np.log(1.1))
    money = spend.expected_spend(donors)["expected"].to_numpy()
    plain = lifetime_value(fit, spend, donors, horizon=5, annual_discount_rate=0, time_unit="Y")
    ahead = fit.expected_purchases(5)["expected"].to_numpy()
    np.testing.assert_allclose(plain.values, ahead * money, rtol=1e-9)
    ratio = (result.values / plain.values).to_numpy()
    assert (ratio < 1).all() and (ratio > 1.1**-5).all()
    ranking = result.ranking(200, draws=200)
    assert ranking.table["chance_of_top"].sum() == pytest.approx(200)
    assert 50 < ranking.expected_hits < 200
    endless = lifetime_value(
        fit, spend, donors, horizon=None, annual_discount_rate=0.1, time_unit="Y"
    )
    left = fit.expected_residual_transactions(endless.discount_rate, customers=donors)["expected"]
    np.testing.assert_allclose(endless.values, left * money, rtol=1e-9)
    assert (endless.values > result.values).all()
    with pytest.raises(DataProblem, match="counts opportunities"):
        lifetime_value(
            fit, spend, donors, horizon="30 months", annual_discount_rate=0.1, time_unit="Y"
        )
