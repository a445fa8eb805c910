"""What every customer brought and will bring: money adds up, and the time as a customer is true."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad

from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.data.planted_truth import truth
from cvmlab.errors import DataProblem
from cvmlab.value_of.lifetime.active_time import active_time
from cvmlab.value_of.lifetime.customer_values import current_values, customer_values
from tests.sample import sample_company

R, ALPHA, S, BETA = 0.9, 2.2, 1.2, 30.0


@pytest.fixture(scope="module")
def workspace():
    return sample_company()


@pytest.fixture(scope="module")
def values(workspace):
    return current_values(workspace)


@pytest.fixture(scope="module")
def planted():
    """Customers of a made firm: what is seen of them, and when they really left."""
    rng = np.random.default_rng(7)
    n, age = 20_000, 104.0
    rate = rng.gamma(R, 1 / ALPHA, n)
    left = rng.exponential(1 / rng.gamma(S, 1 / BETA, n))
    until = np.minimum(left, age)
    x = rng.poisson(rate * until)
    last = np.where(x > 0, until * rng.beta(np.maximum(x, 1), 1), 0.0)
    seen = pd.DataFrame({"frequency": x, "recency": last, "T": age})
    return seen, until


def test_margin_so_far_is_that_of_the_receipts_to_the_cent(workspace, values):
    lines = workspace.transactions.table
    sums = lines.agg(cents=lines["margin_cents"].sum()).to_pyarrow().to_pylist()[0]["cents"]
    assert round(100 * values.table["historic"].sum()) == sums


def test_values_add_up_to_the_total_that_carries_the_interval(values):
    whole = values.lifetime.total
    assert values.table["value"].sum() == pytest.approx(whole.expected)
    assert whole.ci_low < whole.expected < whole.ci_high
    assert (values.table["low"] <= values.table["value"] + 1e-9).all()


def test_the_same_object_serves_a_lesson_and_its_exercises(workspace, values):
    assert current_values(workspace) is values
    assert current_values(workspace, horizon="1 year") is not values


def test_own_margin_rates_come_near_the_planted_ones(values):
    people = truth().person.frame().dropna(subset=["customer_id"]).set_index("customer_id")
    true = people["margin_rate"].rename("margin_rate_true")
    table = values.table.set_index("customer_id").join(true, how="inner")
    some = table[table["trips"] >= 10]
    error = some["margin_rate"] - some["margin_rate_true"]
    everybody = some["margin_rate_true"] - some["margin_rate_true"].mean()
    assert error.pow(2).mean() < 0.15 * everybody.pow(2).mean()
    assert abs(error.mean()) < 0.001


def test_value_ranks_customers_better_than_last_year_and_than_all_their_past(values):
    """Truth: trips × spend × margin rate over five years, discounted, while they stay."""
    people = truth().person.frame().dropna(subset=["customer_id"]).set_index("customer_id")
    table = values.table.set_index("customer_id").join(people, suffixes=("", "_true"), how="inner")
    fall = table["dropout_a_week"] + np.log(1.1) / 52.18
    here = table["left_week"].isna() | (table["left_week"] > 155)
    slipped = np.where(table["slip_week"].notna(), 0.1, 1.0)
    a_week = table["trips_a_week"] * slipped * table["spend_a_trip"] * table["margin_rate_true"]
    true = (a_week * -np.expm1(-fall * 260.9) / fall).where(here, 0.0)
    with_true = table.assign(true=true)[["value", "last_year", "historic", "true"]]
    rank = with_true.corr("spearman")["true"]
    assert rank["value"] > rank["last_year"] + 0.05 > rank["historic"] + 0.2
    best = set(true.nlargest(500).index)
    kept = {name: len(best & set(table[name].nlargest(500).index)) for name in rank.index[:3]}
    assert kept["value"] > kept["last_year"] > kept["historic"]


def test_time_as_a_customer_is_that_of_the_firm_made_up(planted):
    seen, until = planted
    fit = ParetoNBD(seen).fit()
    future = fit.forecast(fit.patterns, 52.0)
    row = fit.patterns.inverse
    asked = seen.assign(alive=future.alive[row], purchases=future.expected[row])
    time = active_time(fit, asked)
    gap = time["so_far"] - until
    for part in (seen["frequency"] == 0, seen["frequency"].between(1, 9), seen["frequency"] > 9):
        # four standard errors: what is drawn at random may be that far off
        assert abs(gap[part].mean()) < 4 * gap[part].std() / np.sqrt(part.sum())
    assert (time["so_far"] <= seen["T"] + 1e-9).all()
    assert (time["so_far"] >= seen["recency"] - 1e-9).all()


def test_the_moment_of_leaving_by_another_integral(planted):
    one = pd.DataFrame({"frequency": [3], "recency": [20.0], "T": [60.0], "alive": [0.0]})
    fit = ParetoNBD(planted[0].head(2000)).fit()
    r, alpha, s, beta = fit.params

    def density(y: float) -> float:
        return (alpha + y) ** -(r + 3) * (beta + y) ** -(s + 1)

    mean = quad(lambda y: y * density(y), 20, 60)[0] / quad(density, 20, 60)[0]
    assert active_time(fit, one.assign(purchases=1.0))["so_far"][0] == pytest.approx(mean)


def test_where_nobody_is_seen_to_leave_everybody_was_there_all_the_time():
    rng = np.random.default_rng(3)
    x = rng.poisson(20, 400)
    steady = pd.DataFrame({"frequency": x, "recency": 52 * x / (x + 1.0), "T": 52.0})
    fit = ParetoNBD(steady).fit()
    future = fit.forecast(fit.patterns, 10.0)
    row = fit.patterns.inverse
    asked = steady.assign(alive=future.alive[row], purchases=future.expected[row])
    time = active_time(fit, asked)
    assert "dropout" in str(fit.messages[0]) and (asked["alive"] == 1).all()
    assert time["so_far"].to_numpy() == pytest.approx(52.0)
    assert time["to_come"].to_numpy() == pytest.approx(10.0)


def test_sales_are_called_sales_where_no_margin_is_known():
    rng = np.random.default_rng(1)
    days = pd.to_datetime("2024-01-01") + pd.to_timedelta(rng.integers(0, 400, 3000), "D")
    orders = pd.DataFrame(
        {
            "customer_id": rng.integers(0, 300, 3000).astype(str),
            "date": days,
            "amount": rng.gamma(4, 8, 3000).round(2),
        }
    )
    plain = customer_values(orders)
    assert plain.money_is == "sales" and "in sales" in plain.sentence
    third = customer_values(orders, margin_rate=0.3)
    assert third.money_is == "margin"
    assert third.table["value"].sum() == pytest.approx(0.3 * plain.table["value"].sum())


def test_who_is_not_there_is_said_so(values):
    with pytest.raises(DataProblem, match="no customer 'nobody'"):
        values.of("nobody")
    with pytest.raises(DataProblem, match="margin rate is 30"):
        customer_values(
            pd.DataFrame({"customer_id": ["a"], "date": ["2024-01-01"], "amount": [1.0]}),
            margin_rate=30,
        )


def test_one_customers_outcome_is_that_of_the_whole_table(values):
    few = ["K0000001", "K0000002", "K0003244"]
    whole = values.lifetime.table.loc[few, ["pi_low", "pi_high"]].to_numpy()
    # a customer by itself is worked out on a grid of its own: equal to a hundred-thousandth
    assert values.outcome_of(few).to_numpy() == pytest.approx(whole, rel=1e-5, abs=1e-6)
    assert values.outcome_of(["nobody"]).to_numpy().tolist() == [[0.0, 0.0]]
