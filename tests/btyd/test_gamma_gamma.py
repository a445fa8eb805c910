"""Spend per purchase: every formula against a route that shares nothing with it, and what holds
for any customers."""

from __future__ import annotations

import warnings
from math import exp, lgamma

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import minimize
from scipy.special import gammaln
from scipy.stats import chi2, kstest
from scipy.stats import gamma as gamma_law

from cvmlab.btyd import gamma_gamma, spend_search
from cvmlab.btyd.gamma_gamma import GammaGamma, common, differing
from cvmlab.btyd.repeat_buyers import RepeatBuyers
from cvmlab.btyd.spend_plots import plot_spend_density, spend_density
from cvmlab.errors import DataProblem

P, Q, G = 6.25, 3.74, 15.44


def drawn(seed: int, size: int, p: float = P, q: float = Q, g: float = G) -> pd.DataFrame:
    """Repeat buyers whose purchases are drawn one by one."""
    rng = np.random.default_rng(seed)
    x = 1 + rng.negative_binomial(0.8, 0.25, size)
    scale = np.repeat(g / rng.gamma(q, 1.0, size), x)
    purchases = rng.gamma(p, scale)
    mean = np.add.reduceat(purchases, np.cumsum(x) - x) / x
    return pd.DataFrame({"frequency": x, "monetary_value": mean})


def as_buyers(frame: pd.DataFrame) -> RepeatBuyers:
    x, z = (frame[name].to_numpy(float) for name in ("frequency", "monetary_value"))
    return RepeatBuyers(x, z, np.ones(len(frame)))


def by_the_paper(params, x, z):
    """Equation 1a of Fader & Hardie (2013), as it stands there, one value a customer."""
    p, q, g = params
    head = gammaln(p * x + q) - gammaln(p * x) - gammaln(q)
    money = q * np.log(g) + (p * x - 1) * np.log(z) + p * x * np.log(x)
    return head + money - (p * x + q) * np.log(g + x * z)


@pytest.fixture(scope="module")
def base() -> pd.DataFrame:
    return drawn(1, 2000)


@pytest.fixture(scope="module")
def fit(base):
    return GammaGamma(base).fit()


# --- the likelihood -------------------------------------------------------------------------------

logs = st.floats(-1.0, 3.0)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(logs, logs, st.floats(-2, 6), st.integers(1, 60), st.floats(-1, 6))
def test_likelihood_agrees_with_brute_force_integration_over_nu(p, q, g, x, z):
    p, q, g, z = map(float, np.exp([p, q, g, z]))
    # the mean of x purchases of Gamma(p, nu) is Gamma(p x, nu x); nu in logarithms, as it may
    # be anywhere; the integrand peaks at (p x + q) / (g + x z)
    peak = np.log((p * x + q) / (g + x * z))
    fixed = p * x * np.log(x) + (p * x - 1) * np.log(z) - lgamma(p * x) + q * np.log(g) - lgamma(q)

    def joint(log_nu: float) -> float:
        return float(fixed + (p * x + q) * log_nu - exp(log_nu) * (x * z + g))

    top = joint(peak)
    area = quad(lambda shift: exp(joint(peak + shift) - top), -40, 6, points=[0], limit=400)[0]
    model = GammaGamma(pd.DataFrame({"frequency": [x], "monetary_value": [z]}))
    assert model.loglike([p, q, g]) == pytest.approx(top + np.log(area), abs=1e-7)


@pytest.mark.parametrize("function", [differing, common])
def test_derivatives_agree_with_differences(function):
    buyers = as_buyers(drawn(2, 40))
    params = np.array([6.0, 3.7, 15.0] if function is differing else [6.0, 0.2])
    _, first, second = function(buyers, params)
    for j, step in enumerate(1e-5 * params):
        shift = step * np.eye(len(params))[j]
        above, below = (function(buyers, params + d) for d in (shift, -shift))
        assert first[j] == pytest.approx((above[0] - below[0]) / (2 * step), rel=1e-6, abs=1e-5)
        np.testing.assert_allclose(
            second[j], (above[1] - below[1]) / (2 * step), rtol=1e-6, atol=1e-5
        )


def test_a_very_large_q_is_one_mean_for_all():
    buyers = as_buyers(drawn(3, 50))
    found = differing(buyers, np.array([5.0, 1e9, 1e9 / 0.15]))[0]
    assert found == pytest.approx(common(buyers, np.array([5.0, 0.15]))[0], abs=1e-4)


def test_sums_over_chunks_are_the_sum_over_customers(base, monkeypatch):
    x, z = base["frequency"].to_numpy(float), base["monetary_value"].to_numpy(float)
    for chunk in (1 << 15, 7):
        monkeypatch.setattr(gamma_gamma, "CHUNK", chunk)
        found = GammaGamma(base).loglike([P, Q, G])
        assert found == pytest.approx(by_the_paper((P, Q, G), x, z).sum(), rel=1e-12)


# --- the fit --------------------------------------------------------------------------------------


def test_the_fit_is_the_maximum_a_general_optimizer_finds(base, fit):
    x, z = base["frequency"].to_numpy(float), base["monetary_value"].to_numpy(float)
    found = minimize(
        lambda theta: -by_the_paper(np.exp(theta), x, z).sum(), np.zeros(3),
        method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-10, "maxiter": 4000},
    )  # fmt: skip
    assert fit.llf == pytest.approx(-found.fun, abs=1e-7)
    np.testing.assert_allclose(fit.theta, found.x, atol=1e-5)
    # standard errors: the inverse of the Hessian by differences
    step, basis = 1e-3, np.eye(3)
    value = lambda t: by_the_paper(np.exp(t), x, z).sum()  # noqa: E731
    bend = np.array(
        [
            [
                value(fit.theta + step * (a + b)) - value(fit.theta + step * (a - b))
                - value(fit.theta - step * (a - b)) + value(fit.theta - step * (a + b))
                for a in basis
            ]
            for b in basis
        ]
    ) / (4 * step**2)  # fmt: skip
    np.testing.assert_allclose(fit.theta_cov, np.linalg.inv(-bend), rtol=0.01)


def test_lifetimes_finds_the_same_and_expects_the_same(cdnow, spend):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it changes the filters when imported
        from lifetimes import GammaGammaFitter

        buyers = cdnow[cdnow["frequency"] > 0].set_index("customer_id")
        peer = GammaGammaFitter(penalizer_coef=0)
        peer.fit(buyers["frequency"], buyers["monetary_value"])
        theirs = peer.conditional_expected_average_profit(
            buyers["frequency"], buyers["monetary_value"]
        )
    np.testing.assert_allclose(spend.params, peer.params_, rtol=1e-4)
    ours = spend.expected_spend(buyers.reset_index())["expected"]
    np.testing.assert_allclose(ours, theirs, rtol=1e-5)


def test_a_large_base_climbed_from_a_sample_ends_at_the_same_maximum(monkeypatch):
    base = drawn(4, 30_000)
    direct = GammaGamma(base).fit()
    monkeypatch.setattr(spend_search, "SAMPLE", 1000)
    sampled = GammaGamma(base).fit()
    np.testing.assert_allclose(sampled.theta, direct.theta, atol=1e-7)
    # the Hessian is that of the point one last, tiny step before
    np.testing.assert_allclose(sampled.theta_cov, direct.theta_cov, rtol=0.01)
    assert sampled.llf == pytest.approx(direct.llf, rel=1e-10)


def test_a_sample_on_a_ridge_does_not_lead_the_climb_astray(monkeypatch):
    # sorted so that the sample sees customers of one mean only
    one = pd.DataFrame({"frequency": 4, "monetary_value": np.linspace(29, 31, 1000)})
    base = pd.concat([one, drawn(5, 1000)], ignore_index=True)
    base = base.loc[np.arange(2000).reshape(2, -1).T.ravel()].reset_index(drop=True)
    whole = GammaGamma(base).fit()
    monkeypatch.setattr(spend_search, "SAMPLE", 500)
    np.testing.assert_allclose(GammaGamma(base).fit().theta, whole.theta, atol=1e-6)


def test_one_pass_over_patterns_from_an_ibis_table(base, fit):
    ibis = pytest.importorskip("ibis")
    again = GammaGamma(ibis.memtable(base)).fit()
    np.testing.assert_allclose(again.theta, fit.theta, atol=1e-8)
    assert again.nobs == fit.nobs and again.fingerprint == fit.fingerprint


# --- parameters held ------------------------------------------------------------------------------


def test_held_parameters_stay_and_the_others_are_at_their_best(base, fit):
    held = GammaGamma(base).fit(hold={"q": 3.0})
    assert held.held == ("q",) and list(held.params.index) == ["p", "q", "gamma"]
    assert held.params["q"] == pytest.approx(3.0, rel=1e-12) and held.bse["q"] == 0
    x, z = base["frequency"].to_numpy(float), base["monetary_value"].to_numpy(float)
    found = minimize(
        lambda theta: -by_the_paper((np.exp(theta[0]), 3.0, np.exp(theta[1])), x, z).sum(),
        np.zeros(2), method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-10},
    )  # fmt: skip
    assert held.llf == pytest.approx(-found.fun, abs=1e-6)
    np.testing.assert_allclose(held.theta[[0, 2]], found.x, atol=1e-5)
    assert held.llf < fit.llf
    assert held.aic == pytest.approx(2 * 2 - 2 * held.llf)
    assert np.isfinite(held.expected_spend(base)).all().all()


def test_holding_a_parameter_at_its_estimate_changes_nothing(base, fit):
    for name, value in fit.params.items():
        held = GammaGamma(base).fit(hold={name: value})
        np.testing.assert_allclose(held.theta, fit.theta, atol=1e-6)
        assert held.llf == pytest.approx(fit.llf, abs=1e-8)


def test_everything_held_is_the_likelihood_there(base):
    held = GammaGamma(base).fit(hold={"p": P, "q": Q, "gamma": G})
    assert held.llf == pytest.approx(GammaGamma(base).loglike([P, Q, G]), abs=1e-8)
    assert (held.bse == 0).all() and held.aic == pytest.approx(-2 * held.llf)


def test_twice_the_loss_from_holding_the_truth_is_chi_squared():
    losses = []
    for seed in range(250):
        model = GammaGamma(drawn(1000 + seed, 400))
        losses.append(2 * (model.fit().llf - model.fit(hold={"p": P, "q": Q, "gamma": G}).llf))
    assert min(losses) > -1e-6
    assert kstest(losses, chi2(3).cdf).pvalue > 0.001


@pytest.mark.parametrize("hold", [{"v": 2.0}, {"q": 0.0}, {"q": np.inf}, {"p": -1.0}])
def test_only_positive_values_of_known_parameters_can_be_held(base, hold):
    with pytest.raises(ValueError, match="above zero for p, q, gamma"):
        GammaGamma(base).fit(hold=hold)


def test_limits_can_be_chosen_and_compared(base, fit):
    common, steady = (GammaGamma(base).fit(spend=each) for each in ("common", "steady"))
    assert list(common.params.index) == ["p", "nu"]
    assert list(steady.params.index) == ["q", "gamma"]
    x, z = base["frequency"].to_numpy(float), base["monetary_value"].to_numpy(float)
    # one nu for all: the mean of x purchases is Gamma(p x, nu x)
    p, nu = common.params
    assert common.llf == pytest.approx(gamma_law.logpdf(z, p * x, scale=1 / (nu * x)).sum())
    assert common.mean_spend == pytest.approx(np.average(z, weights=x), rel=1e-5)
    # the mean itself is seen: 1 / z is Gamma(q, gamma p), up to the order of 1 / p a customer
    q, g = steady.params
    exact = (gamma_law.logpdf(1 / z, q, scale=1 / (g * 1e4)) - 2 * np.log(z)).sum()
    assert steady.llf == pytest.approx(exact, abs=len(base) / 1e4)
    for limit in (common, steady):
        assert limit.llf < fit.llf - 10 and limit.messages == () and "limit" in limit.model
    for wrong in ({"spend": "none"}, {"spend": "common", "hold": {"p": 2.0}}):
        with pytest.raises(ValueError, match='"common" or "steady", with nothing held'):
            GammaGamma(base).fit(**wrong)


# --- expectations ---------------------------------------------------------------------------------


def test_expected_spend_agrees_with_brute_force_integration(fit):
    p, q, g = fit.params
    rows = pd.DataFrame({"frequency": [0, 1, 3, 25], "monetary_value": [0.0, 80.0, 20.0, 45.0]})
    for row, found in zip(rows.itertuples(), fit.expected_spend(rows)["expected"], strict=True):
        x, z = row.frequency, row.monetary_value

        def weight(nu: float, x: int = x, z: float = z) -> float:
            seen = gamma_law.logpdf(z, p * x, scale=1 / (nu * x)) if x else 0.0
            return float(np.exp(seen + gamma_law.logpdf(nu, q, scale=1 / g)))

        ends = gamma_law.ppf([1e-14, 1 - 1e-14], q + p * x, scale=1 / (g + x * z))
        top = quad(lambda nu: p / nu * weight(nu), *ends, limit=400, epsabs=0)[0]
        assert found == pytest.approx(top / quad(weight, *ends, limit=400, epsabs=0)[0], rel=1e-5)


def test_slopes_of_expected_spend_agree_with_differences(fit, base):
    some = base.head(30)
    x, z = some["frequency"].to_numpy(float), some["monetary_value"].to_numpy(float)
    slope = fit.spend(x, z).slope
    for j in range(3):
        shift = 1e-5 * np.eye(3)[j]
        up, down = (np.exp(fit.theta + d) for d in (shift, -shift))
        mean = [a * (c + x * z) / (a * x + b - 1) for a, b, c in (up, down)]
        np.testing.assert_allclose(slope[:, j], np.log(mean[0] / mean[1]) / 2e-5, atol=1e-8)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.integers(1, 10_000), st.floats(0.01, 1e6))
def test_expected_spend_lies_between_the_own_mean_and_everybodys(fit, x, value):
    row = fit.expected_spend(pd.DataFrame({"frequency": [x], "monetary_value": [value]})).iloc[0]
    low, high = sorted([value, fit.mean_spend])
    assert low * (1 - 1e-12) <= row["expected"] <= high * (1 + 1e-12)
    assert row["pi_low"] < row["ci_low"] <= row["expected"] <= row["ci_high"]
    assert row["pi_low"] < row["expected"] < row["pi_high"]


def test_more_purchases_pull_the_expectation_towards_the_own_mean(fit):
    rows = pd.DataFrame({"frequency": [0, 1, 2, 5, 20, 500], "monetary_value": 90.0})
    table = fit.expected_spend(rows)
    assert table["expected"].is_monotonic_increasing
    assert table["expected"].iloc[0] == pytest.approx(fit.mean_spend)
    assert table["expected"].iloc[-1] == pytest.approx(90, rel=0.01)
    width = np.log(table["pi_high"] / table["pi_low"])
    assert width.is_monotonic_decreasing


# --- invariance -----------------------------------------------------------------------------------


@settings(max_examples=8, deadline=None, derandomize=True)
@given(st.floats(-7, 9))
def test_another_currency_changes_gamma_only(base, fit, log_rate):
    rate = float(np.exp(log_rate))
    other = GammaGamma(base.assign(monetary_value=base["monetary_value"] * rate)).fit()
    np.testing.assert_allclose(other.params, fit.params * [1, 1, rate], rtol=1e-6)
    np.testing.assert_allclose(other.bse, fit.bse * [1, 1, rate], rtol=1e-5)
    assert other.llf == pytest.approx(fit.llf - len(base) * log_rate, rel=1e-10)
    table = other.expected_spend(base.assign(monetary_value=base["monetary_value"] * rate))
    np.testing.assert_allclose(table, fit.expected_spend(base) * rate, rtol=1e-5)


def test_the_order_of_the_rows_changes_nothing(base, fit):
    shuffled = base.sample(frac=1.0, random_state=3)
    again = GammaGamma(shuffled).fit()
    np.testing.assert_allclose(again.theta, fit.theta, atol=1e-9)
    assert again.llf == pytest.approx(fit.llf, rel=1e-13)
    assert again.fingerprint == fit.fingerprint
    other = base.assign(monetary_value=base["monetary_value"].where(base.index > 0, 15.73))
    assert GammaGamma(other).fit().fingerprint != fit.fingerprint
    both = again.expected_spend(shuffled).sort_index(), fit.expected_spend(base)
    pd.testing.assert_frame_equal(*both, rtol=1e-7)


def test_every_customer_twice_is_a_weight_of_two(base, fit):
    twice = GammaGamma(pd.concat([base, base], ignore_index=True)).fit()
    weighted = GammaGamma(base.assign(weight=2.0)).fit()
    np.testing.assert_allclose(twice.theta, weighted.theta, atol=1e-9)
    np.testing.assert_allclose(twice.theta_cov, weighted.theta_cov, rtol=1e-8)
    assert twice.correlation == pytest.approx(weighted.correlation, abs=1e-12)
    assert twice.nobs == weighted.nobs == 2 * fit.nobs
    assert twice.fingerprint == weighted.fingerprint != fit.fingerprint
    np.testing.assert_allclose(twice.bse * np.sqrt(2), fit.bse, rtol=1e-6)


def test_the_correlation_is_the_textbook_one(base, fit):
    assert fit.correlation == pytest.approx(np.corrcoef(base.T.to_numpy())[0, 1], abs=1e-12)


def test_spend_that_rises_with_frequency_is_said():
    base = drawn(6, 500)
    base["monetary_value"] *= 1 + base["frequency"]
    said = [str(message) for message in GammaGamma(base).fit().messages]
    assert any("Frequent buyers spend more per purchase" in text for text in said)


def test_a_mean_that_does_not_exist_is_said():
    fit = GammaGamma(drawn(12, 2000, q=0.7)).fit()
    assert fit.params["q"] < 1
    assert any("no mean spend exists" in str(message) for message in fit.messages)
    table = fit.expected_spend(pd.DataFrame({"frequency": [0, 3], "monetary_value": [0.0, 30.0]}))
    assert np.isinf(table["expected"].iloc[0]) and np.isfinite(table.iloc[1]).all()
    assert np.isfinite(table[["pi_low", "pi_high"]]).all().all()
    assert GammaGamma(drawn(12, 2000)).fit().messages == ()


@pytest.mark.parametrize("size", [1e-4, 1.0, 1e8, 1e15])
@pytest.mark.parametrize("x", [1, 2000, 10**7])
def test_results_are_finite_for_very_many_purchases_of_any_size(x, size):
    base = drawn(7, 200)
    base = pd.concat([base, pd.DataFrame({"frequency": [x], "monetary_value": [30.0]})])
    base = base.assign(monetary_value=base["monetary_value"] * size)
    fit = GammaGamma(base).fit()
    table = fit.expected_spend(base)
    assert np.isfinite(fit.params).all() and np.isfinite(table).all().all()
    assert (table > 0).all().all()


# --- simulation -----------------------------------------------------------------------------------


def test_simulated_means_follow_the_fitted_law(fit):
    p, q, g = fit.params
    x = np.repeat([1, 4, 0], 40_000)
    z = fit.simulate(np.random.default_rng(8), x)
    assert (z[x == 0] == 0).all() and (z[x > 0] > 0).all()
    for k in (1, 4):
        # y = k z over gamma is beta-prime(p k, q): the law of a ratio of two Gammas
        share = k * z[x == k] / (g + k * z[x == k])
        assert kstest(share, "beta", args=(p * k, q)).pvalue > 0.001
    np.testing.assert_array_equal(z, fit.simulate(8, x))
    with pytest.raises(ValueError, match="at least 0"):
        fit.simulate(1, [-1])


def test_limit_models_are_simulated_too():
    rng = np.random.default_rng(5)
    x = rng.integers(1, 9, 400)
    same = pd.DataFrame({"frequency": x, "monetary_value": rng.gamma(5.0 * x, 6.0 / x)})
    fit = GammaGamma(same).fit()
    z = fit.simulate(1, np.full(50_000, 5))
    assert z.mean() == pytest.approx(fit.mean_spend, rel=0.005)
    assert z.var() == pytest.approx(fit.mean_spend**2 / (5 * fit.params["p"]), rel=0.03)
    steady = same.assign(monetary_value=80 / rng.gamma(3.5, 1.0, 400))
    fit = GammaGamma(steady).fit()
    z = fit.simulate(1, np.full(50_000, 5))
    assert np.median(z) == pytest.approx(np.median(80 / rng.gamma(3.5, 1.0, 50_000)), rel=0.08)


def test_a_parametric_bootstrap_gives_the_standard_errors(base, fit):
    x = base["frequency"].to_numpy()
    rng = np.random.default_rng(9)
    again = [
        GammaGamma(base.assign(monetary_value=fit.simulate(rng, x))).fit().theta for _ in range(300)
    ]
    spread = np.std(again, axis=0, ddof=1)
    # a standard deviation of 300 draws is known to about 4%
    np.testing.assert_allclose(spread, np.sqrt(np.diag(fit.theta_cov)), rtol=0.15)


# --- the density of mean spend --------------------------------------------------------------------


def test_expected_numbers_by_band_agree_with_the_integral_of_the_density(base, fit):
    table = spend_density(fit, base, bands=12)
    counts = base["frequency"].value_counts()
    for row in table.iloc[[0, 3, 10]].itertuples():
        expected = sum(
            many * quad(lambda z, k=k: np.exp(by_the_paper(fit.params, k, z)), row.low, row.high)[0]
            for k, many in counts.items()
        )
        assert row.expected == pytest.approx(expected, rel=1e-6)
    assert table["expected"].sum() == pytest.approx(len(base))


def test_bands_hold_every_customer_once(base, fit):
    table = spend_density(fit, base, bands=12)
    seen = [
        ((base["monetary_value"] >= low) & (base["monetary_value"] < high)).sum()
        for low, high in zip(table["low"], table["high"], strict=True)
    ]
    assert table["actual"].tolist() == seen
    assert 0 < table["actual"].iloc[-1] <= 0.011 * len(base)
    weighted = spend_density(fit, base.assign(weight=2.0), bands=12)
    np.testing.assert_allclose(weighted[["actual", "expected"]], 2 * table[["actual", "expected"]])


def test_a_base_drawn_from_the_model_looks_like_the_model(fit, base):
    many = pd.DataFrame({"frequency": np.tile(base["frequency"], 50)})
    many["monetary_value"] = fit.simulate(10, many["frequency"])
    table = spend_density(fit, many, bands=20)
    gap = (table["actual"] - table["expected"]) / np.sqrt(table["expected"])
    assert gap.abs().max() < 4.2


def test_the_picture_of_spend_tells_its_numbers(cdnow, spend):
    import matplotlib.pyplot as plt

    picture = plot_spend_density(spend, cdnow, currency="USD")
    table = spend_density(spend, cdnow)
    bars = [bar.get_height() for bar in picture.axes.patches]
    assert bars == table["actual"].iloc[:-1].tolist()
    line = picture.axes.lines[0].get_ydata()
    np.testing.assert_array_equal(line, table["expected"].iloc[:-1])
    apart = (table["actual"] - table["expected"]).cumsum().abs().max() / 946
    assert f"{apart:.1%}" == "5.2%"
    assert "5.2% of customers" in picture.axes.get_title()
    assert "946 repeat buyers" in picture.alt and "5.2% at most, at $18.10" in picture.alt
    assert picture.alt.endswith("10 customers above $176.45, 5 expected.")
    assert picture.name == "spend-density"
    axes = plt.figure().add_subplot()
    assert plot_spend_density(spend, cdnow, ax=axes).axes is axes
    plt.close("all")


def test_a_density_needs_bands_and_buyers(fit):
    nobody = pd.DataFrame({"frequency": [0, 0], "monetary_value": [0.0, 0.0]})
    with pytest.raises(DataProblem, match="nobody has bought again"):
        spend_density(fit, nobody)
    with pytest.raises(ValueError, match="two bands"):
        spend_density(fit, nobody, bands=1)


# --- inputs ---------------------------------------------------------------------------------------


def test_all_problems_of_a_base_are_told_at_once():
    base = pd.DataFrame(
        {
            "frequency": [1, -2, 2.5, np.nan, 3],
            "monetary_value": [10, 20, "much", 30, 40],
            "weight": [1, 1, 1, 1, 0],
        }
    )
    before = base.copy()
    with pytest.raises(DataProblem) as told:
        GammaGamma(base)
    said = str(told.value)
    for words in (
        "negative counts", "counts that are not whole", "weights that are not positive",
        "row 2: -2", "row 3: 2.5", "row 3: much", "row 4: nan", "row 5: 0",
    ):  # fmt: skip
        assert words in said
    assert said.count("values that are missing or no numbers") == 2
    pd.testing.assert_frame_equal(base, before)


def test_values_alike_in_all_rows_cannot_be_modelled():
    base = pd.DataFrame({"frequency": [1, 2, 3, 4], "monetary_value": 20.0})
    with pytest.raises(DataProblem, match="different, positive value"):
        GammaGamma(base).fit()
