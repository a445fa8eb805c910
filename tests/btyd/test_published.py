"""Correctness, first way: the numbers in the papers, from the CDNOW log itself."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.btyd.forecasting import forecast_newcomers
from cvmlab.btyd.gamma_gamma import GammaGamma
from cvmlab.btyd.pareto_nbd import ParetoNBD, ParetoNBDResults
from cvmlab.btyd.patterns import as_patterns
from cvmlab.btyd.rates import GammaRates


def at(params: list[float], base: pd.DataFrame) -> ParetoNBDResults:
    """A Pareto/NBD model at given parameters, for papers that print them rounded."""
    r, alpha, s, beta = params
    return ParetoNBDResults(
        model="Pareto/NBD",
        names=("r", "alpha", "s", "beta"),
        theta=np.log(params),
        theta_cov=np.zeros((4, 4)),
        llf=ParetoNBD(base).loglike(np.array(params)),
        nobs=len(base),
        messages=(),
        patterns=as_patterns(base),
        purchase=GammaRates(r, alpha),
        dropout=GammaRates(s, beta),
    )


def test_pareto_nbd_estimates_errors_and_likelihood_are_the_published_ones(pareto, published):
    paper = published["pareto_nbd"]
    assert pareto.params.to_dict() == pytest.approx(paper["params"], abs=0.0005)
    assert pareto.bse.to_dict() == pytest.approx(paper["bse"], rel=0.001)
    assert pareto.llf == pytest.approx(paper["llf"], abs=0.0005)
    assert pareto.nobs == 2357
    assert pareto.messages == ()


def test_a_customer_s_expectation_and_p_alive_are_the_published_ones(cdnow, published):
    paper = published["pareto_nbd"]
    one = pd.DataFrame([paper["customer"]])[["frequency", "recency", "T"]]
    fit = at(paper["rounded_params"], cdnow)
    expected = fit.expected_purchases(52, one)["expected"].item()
    assert expected == pytest.approx(paper["customer"]["expected_52"], abs=0.0005)
    alive = fit.probability_alive(one)["probability_alive"].item()
    assert alive == pytest.approx(paper["customer"]["p_alive"], abs=0.00005)
    new = fit.expected_purchases_new(52)["expected"].item()
    assert new == pytest.approx(paper["new_customer_expected_52"], abs=0.0005)


def test_dert_is_the_published_one(cdnow, published):
    paper = published["dert"]
    fit = at(published["pareto_nbd"]["rounded_params"], cdnow)
    one = {"frequency": paper["customer"]["frequency"], "recency": paper["customer"]["recency"]}
    one = pd.DataFrame([one]).assign(T=paper["T"])
    value = fit.expected_residual_transactions(paper["delta"], customers=one)["expected"].item()
    assert value == pytest.approx(paper["customer"]["value"], abs=0.0001)
    row = pd.DataFrame({"frequency": range(1, 11), "recency": 30.0, "T": paper["T"]})
    values = fit.expected_residual_transactions(paper["delta"], customers=row)["expected"]
    assert values.tolist() == pytest.approx(paper["by_frequency_1_to_10_at_recency_30"], abs=0.0001)


def test_holdout_forecast_is_the_published_one(pareto, cdnow, published):
    paper = published["pareto_nbd"]["holdout"]
    forecast = pareto.expected_purchases(paper["weeks"])["expected"].to_numpy()
    came = cdnow["frequency_holdout"].to_numpy()
    assert forecast.sum() == pytest.approx(paper["predicted_total"], abs=0.1)
    assert came.sum() == paper["actual_total"]
    assert np.corrcoef(forecast, came)[0, 1] == pytest.approx(paper["correlation"], abs=0.0005)
    total = pareto.expected_total(paper["weeks"])
    assert total.expected == pytest.approx(forecast.sum())
    assert total.pi_low < paper["actual_total"] < total.pi_high


def test_gamma_gamma_estimates_and_first_ten_customers_are_the_published_ones(
    spend, cdnow, published
):
    paper = published["gamma_gamma"]
    assert spend.nobs == paper["n"]
    assert spend.params.to_dict() == pytest.approx(paper["params"], abs=0.005)
    assert spend.bse.to_dict() == pytest.approx(paper["bse"], abs=0.005)
    assert spend.llf == pytest.approx(paper["llf"], abs=0.005)
    assert spend.mean_spend == pytest.approx(paper["population_mean"], abs=0.005)
    first = spend.expected_spend(cdnow.head(10))["expected"]
    assert first.tolist() == pytest.approx(paper["first_ten"], abs=0.005)


def test_estimates_do_not_depend_on_whether_customers_come_as_rows_or_patterns(cdnow, pareto):
    patterns = cdnow.groupby(["frequency", "recency", "T"], as_index=False).agg(
        weight=("customer_id", "size")
    )
    assert len(patterns) < len(cdnow)
    again = ParetoNBD(patterns).fit()
    np.testing.assert_array_equal(again.params, pareto.params)
    assert again.nobs == pareto.nobs


def test_an_ibis_table_is_grouped_in_its_engine(cdnow, pareto, spend):
    ibis = pytest.importorskip("ibis")
    table = ibis.memtable(cdnow)
    np.testing.assert_allclose(ParetoNBD(table).fit().params, pareto.params, rtol=1e-9)
    np.testing.assert_allclose(GammaGamma(table).fit().params, spend.params, rtol=1e-6)


def test_the_full_master_log_is_fitted_and_scored(cdnow_master):
    fit = ParetoNBD(cdnow_master).fit()
    assert fit.nobs == 23_570
    assert fit.messages == ()
    ahead = fit.expected_purchases(39)
    assert ahead.notna().all().all()
    total = fit.expected_total(39)
    assert total.expected == pytest.approx(ahead["expected"].sum())


def test_newcomers_follow_the_closed_formula():
    r, alpha, s, beta = 0.55, 10.6, 0.61, 11.7
    times = np.array([0.0, 0.5, 10.0, 78.0, 1000.0])
    found = forecast_newcomers((GammaRates(r, alpha), GammaRates(s, beta)), (), times).expected
    closed = r * beta / (alpha * (s - 1)) * (1 - (beta / (beta + times)) ** (s - 1))
    np.testing.assert_allclose(found, closed, rtol=1e-9)
