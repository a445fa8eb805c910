"""Customers by contract: published numbers, second routes, limits named, bad tables told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.special import betaln, hyp2f1

from cvmlab.btyd.chances import AllOrNothing, BetaChances, CommonChance
from cvmlab.btyd.contract_patterns import as_contracts
from cvmlab.btyd.contract_results import ShiftedBetaGeometricResults
from cvmlab.btyd.retention_curve import plot_retention_curve, retention_curve
from cvmlab.btyd.shifted_beta_geometric import ShiftedBetaGeometric
from cvmlab.errors import DataProblem

PUBLISHED = json.loads((Path(__file__).parent / "published_contracts.json").read_text())
COHORTS = ("regular", "high_end")


def of(survivors) -> ShiftedBetaGeometricResults:
    return ShiftedBetaGeometric.from_survivors(survivors).fit()


@pytest.fixture(scope="module", params=COHORTS)
def cohort(request):
    table = PUBLISHED[request.param]
    return table, of(table["survivors"])


@pytest.fixture(scope="module")
def mixed() -> pd.DataFrame:
    """Customers of different ages, as of one day."""
    rng = np.random.default_rng(3)
    lifetime, seen = rng.geometric(rng.beta(0.7, 1.5, 900)), rng.integers(0, 9, 900)
    table = {"renewals": np.minimum(lifetime, seen), "churned": lifetime <= seen}
    return pd.DataFrame(table, index=[f"c{i}" for i in range(900)])


@pytest.fixture(scope="module")
def fitted(mixed) -> ShiftedBetaGeometricResults:
    return ShiftedBetaGeometric(mixed).fit()


# published -----------------------------------------------------------------------------------


def test_published_estimates_are_reproduced(cohort):
    table, fit = cohort
    for name, value in table["params"].items():
        assert fit.params[name] == pytest.approx(value, abs=6e-5)
    assert fit.llf == pytest.approx(table["llf"], abs=6e-4)
    assert fit.nobs == 1000 and fit.messages == ()


def test_published_survival_beyond_the_data_is_reproduced(cohort):
    table, fit = cohort
    survival = fit.survival(range(8, 13))["survival"]
    assert survival.to_numpy() == pytest.approx(table["survival_8_to_12"], abs=6e-5)
    later = np.array(table["later"]) / 1000
    assert np.abs(survival.to_numpy() - later).max() < 0.02  # what the paper calls a good fit


def test_published_discounted_lifetimes_are_reproduced(cohort):
    table, fit = cohort
    lifetime = fit.discounted_expected_lifetime(0.1)
    assert lifetime.expected == pytest.approx(table["discounted_lifetime_10_percent"], abs=6e-4)
    for taken, value in table.get("residual_lifetime_10_percent", {}).items():
        residual = fit.discounted_expected_residual_lifetime(0.1, int(taken))
        assert residual["expected"].iloc[0] == pytest.approx(value, abs=1e-4)


def test_one_retention_rate_predicts_far_too_few_survivors():
    table = PUBLISHED["note"]
    fit = of(table["survivors"])
    assert fit.params.to_numpy() == pytest.approx(list(table["params"].values()), abs=6e-5)
    assert fit.llf == pytest.approx(table["llf"], abs=6e-3)
    following = [fit.expected_survivors(t, customers=1000).expected for t in range(5, 9)]
    assert np.round(following).tolist() == table["next_survivors"]
    constant = fit.constant_retention()
    assert constant.expected == pytest.approx(table["constant_retention"], abs=6e-5)
    curve = retention_curve(fit, until=12).table.loc[12]
    assert round(1000 * curve["constant_survival"]) == table["survivors_at_12"]["constant"]
    assert round(1000 * curve["expected_survival"]) == table["survivors_at_12"]["model"]


# second routes -------------------------------------------------------------------------------


def test_the_maximum_agrees_with_a_search_without_derivatives(mixed, fitted):
    k, lost = (mixed["renewals"] - mixed["churned"]).to_numpy(), mixed["churned"].to_numpy()

    def minus(log_params):
        a, b = np.exp(log_params)
        return -float(np.sum(betaln(a + lost, b + k) - betaln(a, b)))

    tight = {"xatol": 1e-8, "fatol": 1e-10, "maxiter": 4000}
    found = minimize(minus, [0.0, 0.0], method="Nelder-Mead", options=tight)
    assert fitted.llf == pytest.approx(-found.fun, abs=1e-7)
    assert fitted.theta == pytest.approx(found.x, abs=1e-5)
    assert ShiftedBetaGeometric(mixed).loglike(fitted.params) == pytest.approx(fitted.llf)

    step = 1e-4
    eye = np.eye(2) * step
    hessian = np.array(
        [
            [
                minus(fitted.theta + i + j) - minus(fitted.theta + i - j)
                - minus(fitted.theta - i + j) + minus(fitted.theta - i - j)
                for j in eye
            ]
            for i in eye
        ]
    ) / (4 * step**2)  # fmt: skip
    assert np.linalg.inv(hessian) == pytest.approx(fitted.theta_cov, rel=1e-3)


@pytest.mark.parametrize("discount", [0.003, 0.1, 0.6])
def test_discounted_lifetimes_agree_with_the_hypergeometric_form(fitted, discount):
    a, b = fitted.params
    z = 1 / (1 + discount)
    new = fitted.discounted_expected_lifetime(discount)
    assert new.expected == pytest.approx(hyp2f1(1, b, a + b, z), rel=1e-9)
    taken = np.array([0, 1, 7, 60])
    shares = (b + taken) / (a + b + taken)
    closed = shares * hyp2f1(1, b + taken + 1, a + b + taken + 1, z)
    found = fitted.discounted_expected_residual_lifetime(discount, taken)
    assert found["expected"].to_numpy() == pytest.approx(closed, rel=1e-9)


def test_a_finite_horizon_agrees_with_a_sum_term_by_term(fitted):
    a, b = fitted.params
    survival = [np.exp(betaln(a, b + t) - betaln(a, b)) for t in range(12)]
    residual = sum(survival[3 + j] / survival[3] * 1.07 ** -(j - 1) for j in range(1, 6))
    found = fitted.discounted_expected_residual_lifetime(0.07, 3, 5)
    assert found["expected"].iloc[0] == pytest.approx(residual)
    lifetime = fitted.discounted_expected_lifetime(0.07, 4)
    assert lifetime.expected == pytest.approx(sum(survival[t] * 1.07**-t for t in range(4)))
    undiscounted = fitted.discounted_expected_lifetime(0.0, 4)
    assert undiscounted.expected == pytest.approx(sum(survival[:4]))
    assert fitted.discounted_expected_lifetime(0.3, 1).numbers == (1.0,) * 5


def test_conventions_of_discounting_are_what_they_say(fitted):
    plain = fitted.discounted_expected_residual_lifetime(0.1, [2, 5])
    waiting = fitted.discounted_expected_residual_lifetime(0.1, [2, 5], next_payment_in=1.0)
    pd.testing.assert_frame_equal(waiting, plain / 1.1)
    force = fitted.discounted_expected_residual_lifetime(
        np.log(1.1), [2, 5], compounding="continuous"
    )
    pd.testing.assert_frame_equal(force, plain)
    new = fitted.discounted_expected_lifetime(0.1)
    later = fitted.discounted_expected_residual_lifetime(0.1, 0, next_payment_in=1.0)
    assert new.expected == pytest.approx(1 + later["expected"].iloc[0])
    with pytest.raises(ValueError, match="needs a horizon"):
        fitted.discounted_expected_lifetime(0.0)
    with pytest.raises(ValueError, match="effective or continuous"):
        fitted.discounted_expected_lifetime(0.1, compounding="yearly")
    with pytest.raises(ValueError, match="horizon is a whole number"):
        fitted.discounted_expected_lifetime(0.1, 2.5)


@pytest.mark.parametrize("name", ["survival", "residual", "survivors"])
def test_standard_errors_agree_with_differences(fitted, name):
    """Intervals on the scale they are made on, from numerical slopes of the same quantity."""

    def moved(place, step):
        theta = fitted.theta.copy()
        theta[place] += step
        return replace(fitted, theta=theta, law=BetaChances(*np.exp(theta)))

    def quantity(fit):
        if name == "survival":
            share = fit.survival(9)["survival"].iloc[0]
            return np.log(share / (1 - share))
        if name == "residual":
            return np.log(fit.discounted_expected_residual_lifetime(0.1, 4)["expected"].iloc[0])
        active = fit.contracts.weight @ fit.contracts.active
        share = fit.expected_survivors(3).expected / active
        return np.log(share / (1 - share))

    step = 1e-5
    slope = [(quantity(moved(i, step)) - quantity(moved(i, -step))) / (2 * step) for i in (0, 1)]
    half = 1.959964 * np.sqrt(slope @ fitted.theta_cov @ slope)
    low, high = {
        "survival": lambda: fitted.survival(9)[["ci_low", "ci_high"]].iloc[0],
        "residual": lambda: fitted.discounted_expected_residual_lifetime(0.1, 4)[
            ["ci_low", "ci_high"]
        ].iloc[0],
        "survivors": lambda: (
            np.array(fitted.expected_survivors(3).numbers[1:3])
            / (fitted.contracts.weight @ fitted.contracts.active)
        ),
    }[name]()
    width = np.log(high / low) if name == "residual" else np.diff(_logit(low, high))[0]
    assert width == pytest.approx(2 * half, rel=1e-5)


def _logit(*shares):
    return [np.log(share / (1 - share)) for share in shares]


def test_outcomes_agree_with_simulated_customers(fitted):
    rng = np.random.default_rng(1)
    drawn = fitted.simulate(rng, np.full(200_000, 400))
    paid = (drawn["renewals"] - drawn["churned"]).to_numpy()  # payments after the first
    worth = (1 - 1.1 ** -(paid + 1.0)) / (1 - 1 / 1.1)
    expected = fitted.discounted_expected_lifetime(0.1)
    error = worth.std() / np.sqrt(len(worth))
    assert worth.mean() == pytest.approx(expected.expected, abs=4 * error)
    inside = np.mean((worth >= expected.pi_low - 1e-9) & (worth <= expected.pi_high + 1e-9))
    assert inside >= 0.95
    ahead = fitted.payments(as_contracts(0), np.log(1.1), None, 0.05)
    later = (worth - 1) * 1.1
    assert later.var() == pytest.approx(ahead.variance[0], rel=0.02)


def test_a_simulated_base_is_recovered(fitted):
    base = fitted.simulate(np.random.default_rng(2), np.full(40_000, 10))
    again = ShiftedBetaGeometric(base).fit()
    off = (again.theta - fitted.theta) / np.sqrt(np.diag(again.theta_cov))
    assert np.abs(off).max() < 3.3


# invariance ----------------------------------------------------------------------------------


def test_row_order_and_ids_do_not_matter_and_duplication_is_weight_two(mixed, fitted):
    shuffled = ShiftedBetaGeometric(mixed.sample(frac=1, random_state=1)).fit()
    assert shuffled.theta.tolist() == fitted.theta.tolist()
    twice = ShiftedBetaGeometric(pd.concat([mixed, mixed])).fit()
    weighted = ShiftedBetaGeometric(mixed.assign(weight=2)).fit()
    assert twice.llf == weighted.llf == pytest.approx(2 * fitted.llf)
    assert weighted.theta.tolist() == twice.theta.tolist()
    assert weighted.theta == pytest.approx(fitted.theta, abs=1e-6)
    assert weighted.bse.to_numpy() == pytest.approx(fitted.bse.to_numpy() / np.sqrt(2), rel=1e-5)


def test_an_ibis_table_and_an_object_with_a_frame_give_the_same_fit(mixed, fitted):
    from_ibis = ShiftedBetaGeometric(ibis.memtable(mixed.reset_index(drop=True))).fit()
    assert from_ibis.theta.tolist() == fitted.theta.tolist()

    class Base:
        def frame(self):
            return mixed

    assert ShiftedBetaGeometric(Base()).fit().theta.tolist() == fitted.theta.tolist()


def test_survivors_are_the_same_data_as_the_customers_they_count():
    rows = [(1, True)] * 4 + [(2, True)] * 2 + [(2, False)] * 5
    table = pd.DataFrame(rows, columns=["renewals", "churned"])
    counted = ShiftedBetaGeometric.from_survivors([11, 7, 5]).contracts
    assert counted.fingerprint == as_contracts(table).fingerprint
    assert as_contracts(table).by_renewal["at_risk"].tolist() == [11, 7]
    assert as_contracts(table).by_renewal["churned"].tolist() == [4, 2]


parameters = st.floats(0.05, 20.0)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(parameters, parameters, st.integers(0, 40), st.integers(1, 40))
def test_survival_falls_and_retention_and_residual_lifetimes_rise(a, b, taken, ahead):
    fit = replace(FIT, theta=np.log([a, b]), law=BetaChances(a, b))
    survival = fit.survival(range(taken + ahead + 1))["survival"].to_numpy()
    assert survival[0] == 1 and np.all(np.diff(survival) < 0)
    assert np.all(np.diff(fit.retention_rate(range(1, 60))["retention_rate"]) > 0)
    both = fit.probability_active(ahead, [taken, taken + 1])["probability_active"].to_numpy()
    assert both[0] < both[1]
    assert both[0] == pytest.approx(survival[taken + ahead] / survival[taken])
    residual = fit.discounted_expected_residual_lifetime(0.1, [taken, taken + 1], 30)
    assert residual["expected"].is_monotonic_increasing
    assert (residual["ci_low"] < residual["expected"]).all()


FIT = of(PUBLISHED["regular"]["survivors"])


# limits --------------------------------------------------------------------------------------


def kinds(fit) -> list[str]:
    return [message.kind for message in fit.messages]


def test_one_churn_for_everybody_is_found_and_named():
    fit = of([1000, 900, 810, 729, 656, 590])
    assert fit.model == "Shifted-beta-geometric, limit model"
    assert isinstance(fit.law, CommonChance)
    assert fit.params.to_dict() == pytest.approx({"churn_odds": 1 / 9}, rel=0.01)
    assert fit.constant_retention().expected == pytest.approx(1 / (1 + fit.params["churn_odds"]))
    assert kinds(fit) == ["limit"] and "one churn for everybody" in repr(fit.summary())


def test_intervals_at_a_limit_reach_back_along_the_ridge():
    fit = of([1000, 900, 810, 729, 656, 590])
    blind = replace(fit, edges=())
    honest, narrow = fit.survival(40), blind.survival(40)
    assert honest["survival"].equals(narrow["survival"])
    assert honest["ci_high"].iloc[0] > 1.5 * narrow["ci_high"].iloc[0]
    assert (
        fit.discounted_expected_lifetime(0.02).ci_high
        > 1.05 * blind.discounted_expected_lifetime(0.02).ci_high
    )
    assert fit.expected_survivors(30).ci_high > 1.3 * blind.expected_survivors(30).ci_high
    edge = fit.edges[0]
    assert ShiftedBetaGeometric(fit.contracts).loglike(edge.params) == pytest.approx(
        fit.llf - 1.92, abs=0.1
    )


def test_two_kinds_of_customers_are_found_and_named():
    fit = of([100, 60, 60, 60, 60])
    assert isinstance(fit.law, AllOrNothing) and kinds(fit) == ["limit"]
    assert fit.params["churn_odds"] == pytest.approx(40 / 60)
    later = fit.survival([1, 5, 50])
    assert later["survival"].to_numpy() == pytest.approx(0.6)
    assert later["ci_low"].is_monotonic_decreasing  # those who stayed may still churn
    assert fit.probability_active(5, 3)["ci_low"].iloc[0] < 0.99


def test_nothing_beyond_the_first_renewal_tells_nothing_of_differences():
    fit = of([100, 60])
    assert kinds(fit) == ["limit"]
    later = fit.survival(10).iloc[0]
    assert later["ci_low"] < 1e-3 and later["ci_high"] > 0.4


def test_loosely_determined_parameters_are_named():
    fit = of([30, 20, 14, 10])
    assert kinds(fit) == ["loose"] and "very wide" in repr(fit.summary())


def test_churn_that_rises_with_age_is_said():
    fit = of([1000, 990, 900, 500])
    assert kinds(fit) == ["limit", "data"]
    assert "Churn rises" in fit.messages[1].text
    rng = np.random.default_rng(4)
    alarms = 0
    for _ in range(60):
        life = rng.geometric(0.2, 300)
        base = pd.DataFrame({"renewals": np.minimum(life, 6), "churned": life <= 6})
        alarms += "data" in kinds(ShiftedBetaGeometric(base).fit())
    assert alarms <= 3  # at a score of -2.6 one in two hundred is expected


@pytest.mark.parametrize(
    ("law", "near"),
    [(CommonChance(0.25), BetaChances(1e7, 4e7)), (AllOrNothing(0.25), BetaChances(1e-9, 4e-9))],
)
def test_limit_laws_agree_with_beta_chances_on_the_way_to_them(law, near):
    j, k = np.array([0.0, 1, 0, 1]), np.array([0.0, 0, 7, 0])
    assert law.log_moment(j, k) == pytest.approx(near.log_moment(j, k), abs=1e-5)
    assert law.mean(j, k) == pytest.approx(near.mean(j, k), abs=1e-5)
    (gradient,), ((hessian,),) = law.derivatives(j, k)
    step = 1e-5
    up, down = (type(law)(0.25 * np.exp(s)) for s in (step, -step))
    assert gradient == pytest.approx((up.log_moment(j, k) - down.log_moment(j, k)) / (2 * step))
    slopes = [each.derivatives(j, k)[0][0] for each in (up, down)]
    assert hessian == pytest.approx((slopes[0] - slopes[1]) / (2 * step), abs=1e-8)


def test_differences_between_customers_are_tested_against_one_churn_for_everybody(mixed, fitted):
    common = ShiftedBetaGeometric(mixed).fit(churn="common")
    assert isinstance(common.law, CommonChance) and "limit" not in kinds(common)
    assert common.survival(4)["survival"].iloc[0] == pytest.approx(
        fitted.constant_retention().expected ** 4
    )
    test = fitted.lr_test(common)
    assert test.statistic == pytest.approx(2 * (fitted.llf - common.llf))
    assert test.p_value < 1e-6 and "at the boundary" in test.distribution
    alike = ShiftedBetaGeometric.from_survivors([1000, 900, 810, 729, 656, 590])
    assert alike.fit().lr_test(alike.fit(churn="common")).p_value > 0.3
    with pytest.raises(ValueError, match="differs"):
        alike.fit(churn="gamma")


def test_profile_intervals_end_where_the_likelihood_has_fallen(mixed, fitted):
    profile, delta = fitted.conf_int(method="profile"), fitted.conf_int()
    assert (profile["upper"] > delta["upper"]).all()  # the likelihood is skewed to the right
    k, lost = (mixed["renewals"] - mixed["churned"]).to_numpy(), mixed["churned"].to_numpy()
    for end in profile.loc["alpha"]:
        rest = minimize(
            lambda b, a=end: -np.sum(betaln(a + lost, np.exp(b) + k) - betaln(a, np.exp(b))),
            [0.0], method="Nelder-Mead",
        )  # fmt: skip
        assert 2 * (fitted.llf + rest.fun) == pytest.approx(1.959964**2, abs=0.01)


# verbs ---------------------------------------------------------------------------------------


def test_customers_keep_their_ids_and_the_lost_count_nothing(mixed, fitted):
    given = mixed.assign(customer_id=mixed.index).reset_index(drop=True)
    active = fitted.probability_active(2, given)
    assert active.index.equals(pd.Index(given["customer_id"]))
    lost = given["churned"].to_numpy()
    assert (active[lost] == 0).all().all() and (active[~lost] > 0).all().all()
    residual = fitted.discounted_expected_residual_lifetime(0.1, given)
    assert (residual[lost] == 0).all().all() and (residual[~lost] > 0).any(axis=1).all()
    total = fitted.expected_survivors(2, given)
    assert total.expected == pytest.approx(active["probability_active"].sum())
    assert 0 <= total.pi_low < total.ci_low < total.ci_high < total.pi_high <= (~lost).sum()
    assert fitted.expected_survivors(2, given[lost]).numbers == (0.0,) * 5


def test_new_customers_tell_nothing_and_are_counted_out(mixed, fitted):
    new = int((mixed["renewals"] == 0).sum())
    assert fitted.nobs == len(mixed) - new
    assert kinds(fitted) == ["data"] and f"{new} customers" in fitted.messages[0].text
    seen = ShiftedBetaGeometric(mixed[mixed["renewals"] > 0]).fit()
    assert seen.llf == pytest.approx(fitted.llf) and seen.messages == ()


def test_the_retention_curve_holds_the_model_against_what_came():
    table = PUBLISHED["note"]
    fit = of(table["survivors"])
    longer = [*PUBLISHED["regular"]["survivors"], *PUBLISHED["regular"]["later"]]
    curve = retention_curve(fit, actual=longer)
    assert curve.table["survival"].to_numpy() == pytest.approx(np.array(longer[1:]) / 1000)
    assert curve.table["churned"].sum() == 1000 - longer[-1]
    assert curve.table["in_fit"].sum() == 4
    assert curve.error == pytest.approx(0.160 - 0.173, abs=5e-4)
    within = curve.table["churned"].between(curve.table["pi_low"], curve.table["pi_high"])
    assert within.all()
    picture = plot_retention_curve(curve, unit="years")
    assert "16.0%" in picture.axes.get_title() and "2.2%" in picture.axes.get_title()
    for number in ("16.0%", "72.8%", "2.2%", "17.3% were there after 12"):
        assert number in picture.alt
    assert picture.alt.endswith(".")


def test_survival_of_customers_who_began_at_different_times_is_kaplan_and_meiers(mixed, fitted):
    from statsmodels.api import SurvfuncRight

    some = mixed[mixed["renewals"] > 0]
    other = SurvfuncRight(some["renewals"].astype(float), some["churned"].astype(int))
    curve = retention_curve(fitted).table["survival"]
    assert curve.loc[other.surv_times].to_numpy() == pytest.approx(other.surv_prob)


# bad tables ----------------------------------------------------------------------------------

GOOD = pd.DataFrame({"renewals": [1, 2, 3, 3], "churned": [True, True, False, False]})


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (GOOD.drop(columns="churned"), 'Column "churned": no column of this name'),
        (GOOD.iloc[:0], "there are no customers"),
        (GOOD.assign(renewals=[1, 2, np.nan, 3]), "missing or no numbers (1 row)"),
        (GOOD.assign(renewals=[1, 2, -1, 3]), "negative counts"),
        (GOOD.assign(renewals=[1, 2, 2.5, 3]), "counts that are not whole"),
        (GOOD.assign(churned=[1, 2, 0, 0]), "neither yes nor no"),
        (GOOD.assign(renewals=[0, 2, 3, 3]), "lost customers without any renewal"),
        (GOOD.assign(weight=[1, 0, 1, 1]), "weights that are not positive"),
        (GOOD.assign(churned=False), "nobody has churned"),
        (GOOD.assign(churned=True, renewals=1), "everybody churned at the first renewal"),
        (GOOD.assign(churned=False, renewals=0), "no customer has come to a renewal"),
    ],
)
def test_bad_tables_are_told_in_plain_words(table, said):
    with pytest.raises(DataProblem, match="What to do") as found:
        ShiftedBetaGeometric(table).fit()
    assert said in str(found.value)


def test_all_problems_are_told_at_once():
    bad = GOOD.assign(renewals=[0, -2, np.nan, 2.5], churned=[1, 0, 7, 0], weight=[1, 1, -1, 1])
    with pytest.raises(DataProblem) as found:
        ShiftedBetaGeometric(bad)
    assert len(found.value.problems) == 6


@pytest.mark.parametrize(
    ("survivors", "said"),
    [
        ([1000], "fewer than two counts"),
        ([1000, 800, 900], "counts that rise"),
        ([1000, None, 700], "missing or negative"),
        ([0, 0, 0], "the cohort has no customers"),
    ],
)
def test_bad_counts_of_survivors_are_told(survivors, said):
    with pytest.raises(DataProblem, match=said):
        ShiftedBetaGeometric.from_survivors(survivors)


def test_wrong_arguments_are_refused(fitted):
    for verb, value in (("survival", -1), ("survival", 1.5), ("retention_rate", 0)):
        with pytest.raises(ValueError, match="whole and at least"):
            getattr(fitted, verb)(value)
        with pytest.raises(ValueError, match="whole and at least"):
            fitted.probability_active(1, -2)
    with pytest.raises(ValueError, match="discount rate is a share"):
        fitted.discounted_expected_lifetime(-0.1)
    with pytest.raises(TypeError, match="DataFrame"):
        ShiftedBetaGeometric("contracts.csv")
