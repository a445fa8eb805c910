"""Value of customers by contract: published, worked by hand, adding up, and holding what came."""

from __future__ import annotations

import json
from pathlib import Path

import ibis
import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from cvmlab.btyd.contract_results import ShiftedBetaGeometricResults
from cvmlab.btyd.shifted_beta_geometric import ShiftedBetaGeometric
from cvmlab.data.contract_base import ContractBase, contract_base
from cvmlab.errors import DataProblem
from cvmlab.value_of.lifetime.contract_result import ContractValue
from cvmlab.value_of.lifetime.contracts import contract_value, plot_contract_value
from cvmlab.value_of.lifetime.discounting import discount_rate

PUBLISHED = json.loads((Path(__file__).parent / "published_contracts.json").read_text())


@pytest.fixture(scope="module")
def high_end() -> ShiftedBetaGeometricResults:
    return ShiftedBetaGeometric.from_survivors(PUBLISHED["high_end"]["survivors"]).fit()


@pytest.fixture(scope="module")
def base() -> ContractBase:
    rng = np.random.default_rng(8)
    start = pd.Timestamp("2016-01-01") + pd.to_timedelta(rng.integers(0, 2500, 800), unit="D")
    years = rng.geometric(rng.beta(0.7, 2.0, 800))
    end = [day + pd.DateOffset(years=int(min(n, 60))) for day, n in zip(start, years, strict=True)]
    rows = pd.DataFrame({"customer_id": [f"c{i:03}" for i in range(800)], "start": start})
    rows["end"] = pd.Series(end).where(pd.Series(end) <= "2024-06-30")
    rows["price"] = rng.choice([20.0, 35.0, 50.0], 800)
    rows["channel"] = rng.choice(["shop", "web", None], 800)
    return contract_base(rows, end="2024-06-30", period="Y", by="channel")


@pytest.fixture(scope="module")
def fit(base) -> ShiftedBetaGeometricResults:
    return ShiftedBetaGeometric(base).fit()


@pytest.fixture(scope="module")
def value(fit, base) -> ContractValue:
    return contract_value(fit, base, annual_discount_rate=0.1, margin_rate=0.4, by="channel")


def test_a_price_of_one_gives_the_published_residual_lifetimes(high_end):
    taken = PUBLISHED["high_end"]["residual_lifetime_10_percent"]
    table = pd.DataFrame({"renewals": list(map(int, taken)), "churned": False, "price": 1.0})
    result = contract_value(high_end, table, annual_discount_rate=0.1, period="Y")
    assert result.table["value"].to_numpy() == pytest.approx(list(taken.values()), abs=1e-4)
    assert result.discount_per_period == pytest.approx(0.1)
    assert result.total.expected == pytest.approx(sum(taken.values()), abs=2e-4)


def test_a_case_worked_by_hand(high_end):
    """Two renewals ahead, the next one in a quarter of a year, at 21% a year."""
    a, b = high_end.params
    table = pd.DataFrame(
        {"renewals": [2], "churned": [0], "price": [30.0], "next_renewal_in": [0.25]}
    )
    result = contract_value(
        high_end, table, annual_discount_rate=0.21, period="Y", horizon=2, margin_rate=0.5
    )
    first = (b + 2) / (a + b + 2)
    second = first * (b + 3) / (a + b + 3)
    worth = 0.5 * 30 * (first * 1.21**-0.25 + second * 1.21**-1.25)
    one = result.table.iloc[0]
    assert one["value"] == pytest.approx(worth)
    assert one["probability_renewal"] == pytest.approx(first)
    assert one["value"] == pytest.approx(0.5 * 30 * one["discounted_payments"])
    # it stays for none, one or both: 13%, 11% and 76%
    assert one["pi_low"] == 0.0
    assert one["pi_high"] == pytest.approx(15 * (1.21**-0.25 + 1.21**-1.25))
    assert result.span == "the next 2 renewals"


@pytest.mark.parametrize(("period", "per_year"), [("Y", 1), ("Q", 4), ("M", 12), ("W", 365.25 / 7)])
def test_the_rate_is_effective_per_year_whatever_the_period(high_end, period, per_year):
    table = pd.DataFrame({"renewals": [3], "churned": [False], "price": [1.0]})
    result = contract_value(high_end, table, annual_discount_rate=0.1, period=period)
    each = 1.1 ** (1 / per_year) - 1
    assert result.discount_per_period == pytest.approx(each)
    residual = high_end.discounted_expected_residual_lifetime(each, 3)
    assert result.table["value"].iloc[0] == pytest.approx(residual["expected"].iloc[0])
    other = contract_value(
        high_end, table, discount=discount_rate(np.log(1.1), compounding="continuous"),
        period=period,
    )  # fmt: skip
    assert other.total.numbers == pytest.approx(result.total.numbers)


def test_without_a_margin_it_is_expected_revenue_and_never_lifetime_value(fit, base, value):
    revenue = contract_value(fit, base, annual_discount_rate=0.1)
    assert revenue.name == "expected revenue" and value.name == "customer lifetime value"
    scaled = ["value", "ci_low", "ci_high", "pi_low", "pi_high"]
    pd.testing.assert_frame_equal(value.table[scaled], 0.4 * revenue.table[scaled])
    by_column = base.frame().assign(share=0.4)
    other = contract_value(
        fit, by_column, annual_discount_rate=0.1, margin_rate="share", period="Y"
    )
    assert other.total.numbers == pytest.approx(value.total.numbers)


def test_customers_and_segments_add_up_to_the_total(base, value):
    total, table = value.total, value.table
    assert table["value"].sum() == pytest.approx(total.expected, rel=1e-12)
    lost = base.frame()["churned"].to_numpy()
    assert (table.loc[lost, ["value", "ci_high", "pi_high"]] == 0).all().all()
    for groups in (value.by_segment(), value.by_renewals()):
        assert groups["value"].sum() == pytest.approx(total.expected, rel=1e-12)
        assert groups["customers"].sum() == (~lost).sum()
        assert (groups["pi_low"] <= groups["ci_low"]).all()
        assert (groups["ci_low"] < groups["value"]).all()
        assert (groups["pi_high"] >= groups["ci_high"]).all()
    assert set(value.by_segment().index) == {"shop", "web", "(none)"}
    assert total.pi_low < total.ci_low < total.expected < total.ci_high < total.pi_high


def test_one_retention_rate_undervalues_the_base(value, fit):
    retention = fit.constant_retention().expected
    steady = retention / (1 - retention / 1.1)  # payments to come, the first not discounted
    table = value.table
    waiting = (
        table["discounted_payments"]
        / fit.discounted_expected_residual_lifetime(0.1, table["renewals_taken"].to_numpy())[
            "expected"
        ].to_numpy()
    )
    by_hand = (0.4 * table["price"] * waiting * steady)[table["active"]].sum()
    assert value.constant_retention_total == pytest.approx(by_hand)
    assert value.constant_retention_total < 0.7 * value.total.ci_low
    assert "one retention rate" in str(value.summary())


def test_loyal_customers_are_worth_more_and_the_picture_says_so(value):
    payments = value.table[value.table["active"]].groupby("renewals_taken")["discounted_payments"]
    assert payments.mean().iloc[-1] > 1.15 * payments.mean().iloc[0]
    picture = plot_contract_value(value, currency="EUR")
    groups = value.by_renewals()
    each = groups["value_per_customer"]
    assert f"€{each.iloc[-1]:.2f}" in picture.axes.get_title()
    assert f"€{each.iloc[0]:.2f}" in picture.alt and picture.alt.endswith(".")
    assert len(picture.axes.patches) == len(groups)


def test_rows_with_weights_and_ibis_tables_give_the_same_total(fit):
    rows = pd.DataFrame(
        {"renewals": [1, 1, 4], "churned": [False, False, True], "price": [10.0, 10.0, 8.0],
         "next_renewal_in": [0.5, 0.5, np.nan]}
    )  # fmt: skip
    settings = {"annual_discount_rate": 0.1, "period": "Y"}
    plain = contract_value(fit, rows, **settings).total.numbers
    weighted = contract_value(fit, rows.iloc[1:].assign(weight=[2, 1]), **settings)
    assert weighted.total.numbers == pytest.approx(plain)
    fetched = contract_value(fit, ibis.memtable(rows), **settings)
    assert fetched.total.numbers == pytest.approx(plain)


def test_intervals_of_totals_hold_what_comes_within_binomial_error():
    """Planted churn, 300 bases: what the next six renewals bring lies in the interval for it."""
    rng = np.random.default_rng(31)
    alpha, beta, bases, customers = 0.8, 2.0, 300, 500
    price = rng.choice([10.0, 40.0], customers)
    came_in, expected_in, each_in = [], [], []
    for _ in range(bases):
        life = rng.geometric(rng.beta(alpha, beta, customers))
        seen = rng.integers(2, 8, customers)
        table = pd.DataFrame(
            {"renewals": np.minimum(life, seen), "churned": life <= seen, "price": price}
        )
        result = contract_value(
            ShiftedBetaGeometric(table).fit(), table, annual_discount_rate=0.1, period="Y",
            horizon=6,
        )  # fmt: skip
        paid = np.where(life > seen, np.minimum(life - seen - 1, 6), 0)
        worth = price * (1 - 1.1**-paid) / (1 - 1 / 1.1)
        j = np.arange(1, 7)
        kept = seen[:, None]
        steps = (beta + kept + j - 1) / (alpha + beta + kept + j - 1)
        truth = price * (life > seen) * (np.cumprod(steps, axis=1) @ 1.1 ** -(j - 1.0))
        total, rows = result.total, result.table
        came_in.append(total.pi_low <= worth.sum() <= total.pi_high)
        expected_in.append(total.ci_low <= truth.sum() <= total.ci_high)
        active = rows["active"].to_numpy()
        slack = 1e-9
        each = (rows["pi_low"] - slack <= worth) & (worth <= rows["pi_high"] + slack)
        each_in.append(each[active].mean())
    low, high = binom.ppf([0.0005, 0.9995], bases, 0.95)
    assert low <= sum(came_in) <= high
    assert low <= sum(expected_in) <= high
    assert np.mean(each_in) >= 0.95  # whole numbers of payments: never below


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "no discount rate"),
        ({"annual_discount_rate": 0.1, "discount": discount_rate(0.1)}, "two discount rates"),
        ({"annual_discount_rate": 10.5}, "the discount rate is 10.5"),
        ({"annual_discount_rate": 0.0}, "value has no bound"),
        ({"annual_discount_rate": 0.1, "horizon": 1.5}, "the horizon is 1.5"),
        ({"annual_discount_rate": 0.1, "period": "M"}, "the contracts are counted by 'Y'"),
        ({"annual_discount_rate": 0.1, "by": "chanel"}, 'Did you mean "channel"'),
        ({"annual_discount_rate": 0.1, "margin_rate": -0.2}, "the margin rate is -0.2"),
        ({"annual_discount_rate": 0.1, "margin_rate": "marge"}, 'Column "marge"'),
    ],
)
def test_unusable_settings_are_told_in_plain_words(fit, base, settings, said):
    with pytest.raises(DataProblem) as found:
        contract_value(fit, base, **settings)
    assert said in str(found.value)


def test_all_problems_are_told_at_once(fit, base):
    bad = base.frame().assign(price=-1.0, renewals=-1)
    with pytest.raises(DataProblem) as found:
        contract_value(fit, bad, horizon=0, margin_rate=0, by="x")
    # renewals, period, discount rate, horizon, price, margin, segment
    assert len(found.value.problems) == 7
    without = base.frame().drop(columns="price")
    with pytest.raises(DataProblem, match='Column "price": no column of this name'):
        contract_value(fit, without, annual_discount_rate=0.1, period="Y")


def test_a_missing_price_is_told_only_for_those_who_are_still_there(fit, base):
    frame = base.frame()
    lost = frame["churned"].to_numpy()
    gaps = frame.assign(price=frame["price"].where(~lost))
    settings = {"annual_discount_rate": 0.1, "period": "Y"}
    same = contract_value(fit, gaps, **settings).total.numbers
    assert same == contract_value(fit, frame, **settings).total.numbers
    gaps = frame.assign(price=frame["price"].where(lost))
    with pytest.raises(DataProblem, match="still there without a usable amount"):
        contract_value(fit, gaps, **settings)
    with pytest.raises(ValueError, match="name the column of segments"):
        contract_value(fit, frame, **settings).by_segment()
