"""A forecast made earlier, held against what came: published numbers, planted truth, a company."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.btyd.bg_nbd import BetaGeoNBD
from cvmlab.btyd.gamma_gamma import GammaGamma
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.data.customer_base import customer_base
from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.value_of.lifetime.holdout_check import holdout_check, plot_holdout_check
from cvmlab.value_of.lifetime.holdout_result import HoldoutCheck
from cvmlab.value_of.lifetime.lifetime_value import lifetime_value


@pytest.fixture(scope="module")
def earlier(cdnow) -> pd.DataFrame:
    """CDNOW's first 39 weeks, with the next 39; money is what each purchase brought on average."""
    return cdnow.assign(total_holdout=cdnow["frequency_holdout"] * 35.0)


@pytest.fixture(scope="module")
def check(pareto, earlier) -> HoldoutCheck:
    return holdout_check(pareto, earlier, length="39 weeks")


def test_the_forecast_of_cdnow_and_what_came_are_the_published_ones(check, published):
    paper = published["pareto_nbd"]["holdout"]
    row = check.table.loc["purchases"]
    assert row["expected"] == pytest.approx(paper["predicted_total"], abs=0.1)
    assert row["actual"] == paper["actual_total"]
    assert row["error"] == pytest.approx(row["expected"] / row["actual"] - 1)
    assert row["inside"] and row["pi_low"] < row["ci_low"] < row["ci_high"] < row["pi_high"]


def test_the_check_of_purchases_is_the_forecast_of_the_fit_and_that_of_money_its_value(
    check, pareto, spend, earlier
):
    total = pareto.expected_total(39)
    numbers = ["expected", "ci_low", "ci_high", "pi_low", "pi_high"]
    np.testing.assert_allclose(check.table.loc["purchases", numbers].tolist(), total.numbers)
    money = lifetime_value(pareto, spend, earlier, horizon=39, annual_discount_rate=0).total
    np.testing.assert_allclose(check.table.loc["money", numbers].tolist(), money.numbers)


@pytest.mark.parametrize("of", ["purchases", "money"])
def test_tenths_add_up_to_the_whole(check, of):
    tenths, whole = check.by_decile(of), check.table.loc[of]
    assert list(tenths.index) == list(range(1, 11))
    assert tenths["customers"].sum() == 2357
    for name in ("expected", "actual"):
        assert tenths[name].sum() == pytest.approx(whole[name], rel=1e-12)
    assert (tenths["expected"] / tenths["customers"]).is_monotonic_decreasing
    inside = tenths["actual"].between(tenths["pi_low"], tenths["pi_high"])
    assert (tenths["inside"] == inside).all()


def test_a_planted_model_comes_out_as_its_intervals_say(simulate):
    """Data drawn from the models themselves: tenths and totals lie inside about 95% of the time."""
    whole, tenths = [], []
    for seed in range(30):
        base = simulate(np.random.default_rng([23, seed]), 600, holdout=26.0)
        base = base.assign(total_holdout=base["worth_holdout"])
        found = holdout_check(ParetoNBD(base).fit(), base, length=26)
        whole += found.table["inside"].tolist()
        tenths += [found.by_decile(of)["inside"].mean() for of in ("purchases", "money")]
    assert np.mean(whole) >= 0.85  # 60 of them, two a base: 0.95 less 3.3 errors of 30 bases
    error = np.std(tenths) / np.sqrt(30)
    assert np.mean(tenths) == pytest.approx(0.95, abs=3.3 * error)


def test_the_kind_of_model_that_is_checked_is_that_of_the_fit(earlier):
    found = holdout_check(BetaGeoNBD(earlier).fit(), earlier, length=39)
    again = BetaGeoNBD(earlier).fit().expected_total(39)
    assert found.table.loc["purchases", "expected"] == pytest.approx(again.expected)


@pytest.fixture(scope="module")
def kestrel():
    return load().transactions


def test_a_company_that_lost_customers_to_a_discounter_is_told_its_forecast_was_too_high(kestrel):
    """A year forecast just before the discounter came, which no model of habits can know."""
    before = customer_base(kestrel, end="2023-12-31", holdout_end="2024-12-29")
    now = customer_base(kestrel, end="2024-12-29")
    fit, spend = ParetoNBD(now).fit(), GammaGamma(now).fit()
    result = lifetime_value(fit, spend, now, horizon=52, annual_discount_rate=0.1, holdout=before)
    check = result.holdout
    assert check is not None and check.length == pytest.approx(52)
    frame = before.frame()
    assert check.customers == len(frame)
    row = check.table.loc["purchases"]
    assert row["actual"] == frame["frequency_holdout"].sum()
    assert check.table.loc["money", "actual"] == pytest.approx(frame["total_holdout"].sum())
    assert 0.05 < row["error"] < 0.25 and not row["inside"]
    text = str(result.summary())
    assert "52 weeks already past" in text and "too high, outside the 95% interval" in text
    assert f"{row['actual']:,.0f} came" in text


def test_without_a_holdout_the_summary_says_so_and_how_to_do_it(pareto, spend, cdnow, earlier):
    plain = lifetime_value(pareto, spend, cdnow, horizon=52, annual_discount_rate=0.15)
    assert plain.holdout is None
    assert "Not held against what happened" in str(plain.summary())
    assert "holdout=cvm.customer_base(" in str(plain.summary())
    held = lifetime_value(
        pareto, spend, cdnow, horizon=52, annual_discount_rate=0.15, holdout=earlier,
        holdout_length=39,
    )  # fmt: skip
    text = str(held.summary())
    assert "Not held" not in text
    assert "1,666 purchases were expected and 1,882 came (11.5% too low, inside" in text
    pd.testing.assert_frame_equal(held.table, plain.table)


def test_purchases_can_be_checked_without_money(pareto, cdnow):
    only = holdout_check(pareto, cdnow, length="39 weeks")
    assert list(only.table.index) == ["purchases"]
    with pytest.raises(ValueError, match="purchases"):
        only.by_decile("money")


def test_weighted_customers_count_as_many(pareto, earlier, check):
    twice = holdout_check(pareto, earlier.assign(weight=2.0), length=39)
    for name in ("expected", "actual"):
        np.testing.assert_allclose(twice.table[name], 2 * check.table[name], rtol=1e-6)
    assert twice.customers == 2 * check.customers


@pytest.mark.parametrize("of", ["purchases", "money"])
def test_the_picture_says_how_far_off_the_forecast_was(check, of):
    picture, row = plot_holdout_check(check, of=of), check.table.loc[of]
    assert f"{abs(row['error']):.1%} too low" in picture.axes.get_title()
    assert f"{row['expected']:,.0f}" in picture.alt and f"{row['actual']:,.0f}" in picture.alt
    assert picture.alt.endswith(".")
    assert "1,882" in repr(check)


def test_a_holdout_that_is_none_is_refused_in_one_message(pareto, spend, cdnow):
    bad = cdnow.drop(columns="frequency_holdout")
    bad.loc[3, "monetary_value"] = np.nan
    with pytest.raises(DataProblem) as caught:
        lifetime_value(pareto, spend, cdnow, horizon=52, annual_discount_rate=0.15, holdout=bad)
    assert len(caught.value.problems) == 3
    assert "there is no holdout" in str(caught.value)
    assert "length of the holdout is not known" in str(caught.value)
    with pytest.raises(DataProblem, match="holdout length is '39 furlongs'"):
        holdout_check(pareto, cdnow, length="39 furlongs")


def test_a_base_knows_the_length_of_its_holdout():
    days = pd.date_range("2023-01-02", periods=60, freq="7D")
    amounts = np.random.default_rng(1).gamma(4.0, 10.0, 60).round(2)
    orders = pd.DataFrame(
        {"customer_id": np.tile(list("abcd"), 15), "date": days, "amount": amounts}
    )
    base = customer_base(orders, end="2023-12-31", holdout_end="2024-02-25", detect_left_edge=False)
    fit = ParetoNBD(base).fit()
    assert holdout_check(fit, base).length == pytest.approx(8.0)
    assert holdout_check(fit, base).span == "8 weeks"
    with pytest.raises(DataProblem, match="the customer base knows it"):
        holdout_check(fit, base, length=8)


def test_where_spend_cannot_be_modelled_purchases_are_checked_alone(pareto, earlier):
    found = holdout_check(pareto, earlier.assign(monetary_value=20.0), length=39)
    assert list(found.table.index) == ["purchases"]
    assert "spend cannot be modelled" in found.messages[-1]
