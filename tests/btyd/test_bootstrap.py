"""The parametric bootstrap: reproducible, in line with the delta method, and covering the truth."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from cvmlab.btyd import models
from cvmlab.btyd.bg_bb import BetaGeoBetaBinomial
from cvmlab.btyd.bg_nbd import BetaGeoNBD
from cvmlab.btyd.bootstrap import bootstrap_spend
from cvmlab.btyd.bootstrap_results import BootstrapResults
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.btyd.percentiles import mixture_interval, percentiles
from cvmlab.errors import DataProblem

ONE = pd.DataFrame({"frequency": [1.0, 2.0, 0.0], "recency": [3.0, 4.0, 0.0], "T": [8.0] * 3})
DONORS = {"alpha": 1.2, "beta": 0.75, "gamma": 0.66, "delta": 2.8}  # as Fader et al. 2010


@pytest.fixture(scope="module", autouse=True)
def without_edges() -> Iterator[None]:
    """How far a limit's edges are plays no part in a bootstrap, and takes longer than the fit."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(models, "edges_of_ridges", lambda *_: [])
        yield


@pytest.fixture(scope="module")
def donor_law() -> Any:
    """BG/BB at a planted truth."""
    return BetaGeoBetaBinomial(ONE).fit(hold=DONORS)


@pytest.fixture(scope="module")
def small(donor_law) -> Any:
    """A fit to 700 customers, each known for five or six opportunities."""
    ages = np.repeat([5.0, 6.0], 350)
    return BetaGeoBetaBinomial(donor_law.simulate(np.random.default_rng(1), ages)).fit()


@pytest.fixture(scope="module")
def drawn(small) -> BootstrapResults:
    return small.bootstrap(30, seed=3)


@pytest.fixture(scope="module")
def wide(bg) -> BootstrapResults:
    """BG/NBD on CDNOW."""
    return bg.bootstrap(200, seed=1, progress=False)


def test_a_seed_gives_the_same_results_on_any_number_of_cores(small, drawn, monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    alone = small.bootstrap(30, seed=3)
    pd.testing.assert_frame_equal(alone.params, drawn.params, check_exact=True)
    assert alone.expected_total(4) == drawn.expected_total(4)
    assert not small.bootstrap(20, seed=4).params.equals(drawn.params.head(20))


def test_more_draws_are_added_to_the_first_ones(small, drawn):
    fewer = small.bootstrap(20, seed=3)
    pd.testing.assert_frame_equal(fewer.params, drawn.params.head(20), check_exact=True)


def test_each_refit_is_the_model_fitted_to_a_base_drawn_from_the_fit(small, drawn):
    base = small.simulate(np.random.default_rng([3, 7]))
    again = BetaGeoBetaBinomial(base).fit()
    assert drawn.refits[7].llf == again.llf
    assert list(drawn.refits[7].params) == list(again.params)


# With 200 draws the width of a 95% percentile interval has itself a standard error of about 6%,
# and percentiles follow the skewness that the delta method does not see.
WIDTHS = 0.15


def test_widths_agree_with_the_delta_method_on_a_large_base(bg, wide, cdnow):
    for name in bg.names:
        ratio = log_width(wide.conf_int().loc[name]) / log_width(bg.conf_int().loc[name])
        assert ratio == pytest.approx(1, abs=WIDTHS + 0.05), name
    some = cdnow.iloc[::12]
    delta, boot = bg.expected_total(39, some), wide.expected_total(39, some)
    for low, high in (("ci_low", "ci_high"), ("pi_low", "pi_high")):
        widths = [getattr(one, high) - getattr(one, low) for one in (boot, delta)]
        assert widths[0] / widths[1] == pytest.approx(1, abs=WIDTHS)
    # of a and b, which are skewed, the standard deviation is larger by what it is in the tail
    for name in ("r", "alpha"):
        assert wide.bse[name] / bg.bse[name] == pytest.approx(1, abs=WIDTHS)


def log_width(bounds: pd.Series) -> float:
    return float(np.log(bounds["upper"] / bounds["lower"]))


def test_customers_intervals_agree_with_the_delta_method_on_a_large_base(bg, wide, cdnow):
    some = cdnow.iloc[::200]
    pairs = [
        (wide.expected_purchases(39, some), bg.expected_purchases(39, some)),
        (wide.probability_alive(some, t=4), bg.probability_alive(some, t=4)),
        (wide.expected_purchases_new([10, 52]), bg.expected_purchases_new([10, 52])),
        (
            wide.expected_residual_transactions(0.003, customers=some),
            bg.expected_residual_transactions(0.003, customers=some),
        ),
    ]
    for boot, delta in pairs:
        pd.testing.assert_index_equal(boot.index, delta.index)
        assert list(boot.columns) == list(delta.columns)
        same = boot.columns[0]
        pd.testing.assert_series_equal(boot[same], delta[same])
        ratio = (boot["ci_high"] - boot["ci_low"]) / (delta["ci_high"] - delta["ci_low"])
        assert ratio.median() == pytest.approx(1, abs=WIDTHS)
    purchases = pairs[0]
    # parameters are known so well here that not knowing them adds a purchase at most
    for end in ("pi_low", "pi_high"):
        assert (purchases[0][end] - purchases[1][end]).abs().max() <= 1


def test_intervals_hold_a_planted_truth():
    """Small bases, 39 draws each: their smallest and largest are the ends of a 95% interval."""
    known = {"alpha": 1.2, "beta": 1.5, "dropout_odds": 0.15}
    law = BetaGeoBetaBinomial(ONE).fit(hold=known, dropout="common")
    bases, held = 40, {"delta": 0, "bootstrap": 0, "outcome": 0, "parameters": 0}
    for seed in range(bases):
        rng = np.random.default_rng([12, seed])
        base = law.simulate(rng, np.full(400, 6.0))
        fit = BetaGeoBetaBinomial(base).fit(dropout="common")
        again = fit.bootstrap(39, seed=seed, progress=False)
        truth = law.expected_total(4, base)
        ahead = law.forecast(fit.patterns, 4.0)
        came = rng.normal(truth.expected, np.sqrt(fit.patterns.weight @ ahead.variance))
        delta, boot, ends = fit.expected_total(4), again.expected_total(4), again.conf_int()
        held["delta"] += delta.ci_low <= truth.expected <= delta.ci_high
        held["bootstrap"] += boot.ci_low <= truth.expected <= boot.ci_high
        held["outcome"] += boot.pi_low <= came <= boot.pi_high
        odds = ends.loc["dropout_odds"]
        held["parameters"] += odds["lower"] <= known["dropout_odds"] <= odds["upper"]
    least = binom.ppf(0.001, bases, 0.95)
    assert all(count >= least for count in held.values()), held


def test_outcomes_of_a_few_customers_hold_what_is_not_known_of_the_parameters(donor_law):
    base = donor_law.simulate(np.random.default_rng(5), np.full(60, 6.0))
    fit = BetaGeoBetaBinomial(base).fit()
    drawn = fit.bootstrap(40, seed=2)
    # by hand: a law among the refits, then a customer's purchases from it
    x, age = fit.patterns.frequency, fit.patterns.T
    span = np.full(len(x), 5.0)
    chances = np.mean(
        [one.counts(x, age, one.alive_terms(fit.patterns)[0], span, 5) for one in drawn.refits], 0
    )
    cumulated = np.cumsum(chances, axis=1)
    table = drawn.expected_purchases(5, alpha=0.2)
    low = fit.patterns.to_rows(np.sum(cumulated < 0.1, axis=1))
    high = fit.patterns.to_rows(np.sum(cumulated < 0.9, axis=1))
    np.testing.assert_array_equal(table["pi_low"], low)
    np.testing.assert_array_equal(table["pi_high"], high)
    own = fit.expected_purchases(5, alpha=0.2)
    wider = (table["pi_high"] - table["pi_low"]) - (own["pi_high"] - own["pi_low"])
    assert wider.mean() >= 0


def test_weights_are_so_many_customers(donor_law):
    base = donor_law.simulate(np.random.default_rng(6), np.full(300, 6.0))
    weighted = base.value_counts().rename("weight").reset_index()
    each = np.repeat(np.arange(len(weighted)), weighted["weight"])
    plain = weighted.drop(columns="weight").iloc[each]
    assert weighted["weight"].nunique() > 5
    first = BetaGeoBetaBinomial(weighted).fit().bootstrap(20, seed=1)
    second = BetaGeoBetaBinomial(plain).fit().bootstrap(20, seed=1)
    np.testing.assert_allclose(first.params, second.params, rtol=1e-4)
    one, two = first.expected_total(3), second.expected_total(3)
    assert one.numbers == pytest.approx(two.numbers, rel=1e-4)


def test_a_model_that_was_chosen_is_chosen_again(cdnow):
    fit = ParetoNBD(cdnow.iloc[::6]).fit(hold={"r": 0.5}, dropout="common")
    drawn = fit.bootstrap(20)
    assert list(drawn.params.columns) == ["r", "alpha", "dropout_rate"]
    assert drawn.params["r"].unique() == pytest.approx([0.5]) and drawn.bse["r"] == 0
    assert drawn.models.to_list() == [20] and np.isfinite(drawn.params).all().all()
    assert list(drawn.conf_int().loc["r"]) == pytest.approx([0.5, 0.5])


def test_limit_models_are_counted_among_the_refits():
    truth = BetaGeoNBD(ONE).fit(
        hold={"r": 1.0, "alpha": 8.0, "dropout_odds": 0.3}, dropout="common"
    )
    fit = BetaGeoNBD(truth.simulate(np.random.default_rng(3), np.full(250, 40.0))).fit()
    drawn = fit.bootstrap(30, seed=1)
    assert drawn.models.sum() == 30 and len(drawn.models) > 1
    assert any("limit model" in name for name in drawn.models.index)
    assert "limit model" in drawn.summary().note
    for name, bounds in drawn.conf_int().iterrows():
        assert bounds["lower"] <= bounds["upper"], name
    total = drawn.expected_total(20)
    assert 0 < total.pi_low < total.ci_low < total.ci_high < total.pi_high


def test_draws_in_which_nobody_came_back_are_counted():
    few = BetaGeoNBD(
        pd.DataFrame({"frequency": [1, 0, 0, 0], "recency": [2.0, 0, 0, 0], "T": [9.0] * 4})
    )
    drawn = few.fit(hold={"r": 0.2, "alpha": 5.0, "a": 1.0, "b": 2.0}).bootstrap(60)
    assert drawn.failed > 0 and len(drawn.refits) == 60 - drawn.failed
    assert f"{drawn.failed} draws without any repeat buyer" in drawn.summary().note


def test_customers_of_an_ibis_table_and_others_are_taken(drawn, donor_law):
    others = donor_law.simulate(np.random.default_rng(8), np.full(9, 6.0))
    others["customer_id"] = [f"c{i}" for i in range(9)]
    table = drawn.expected_purchases(3, others)
    assert list(table.index) == list(others["customer_id"])
    assert (table["ci_low"] <= table["ci_high"]).all()
    with pytest.raises(DataProblem):
        drawn.expected_purchases(3, others.drop(columns="T"))


def test_spend_agrees_with_the_delta_method_on_a_large_base(spend, cdnow):
    drawn = bootstrap_spend(spend, cdnow, 600, seed=5)  # widths to 4%: refits of spend are quick
    for name in ("p", "q", "gamma"):
        ratio = log_width(drawn.conf_int().loc[name]) / log_width(spend.conf_int().loc[name])
        assert ratio == pytest.approx(1, abs=WIDTHS + 0.05), name
    boot, delta = drawn.expected_spend(cdnow), spend.expected_spend(cdnow)
    pd.testing.assert_series_equal(boot["expected"], delta["expected"])
    ratio = (boot["ci_high"] - boot["ci_low"]) / (delta["ci_high"] - delta["ci_low"])
    assert ratio.median() == pytest.approx(1, abs=WIDTHS)
    again = bootstrap_spend(spend, cdnow, 20, seed=5)
    pd.testing.assert_frame_equal(again.params, drawn.params.head(20), check_exact=True)
    with pytest.raises(DataProblem, match="are not the 946"):
        bootstrap_spend(spend, cdnow.iloc[9:])


def test_a_mixture_of_totals_has_the_quantiles_of_draws_from_it():
    rng = np.random.default_rng(2)
    mean, variance = rng.gamma(50, 2, 40), rng.gamma(5, 30, 40)
    which = rng.integers(0, 40, 400_000)
    draws = rng.gamma((mean**2 / variance)[which], (variance / mean)[which])
    low, high = mixture_interval(mean, variance, 0.1)
    assert (low, high) == pytest.approx(tuple(np.quantile(draws, [0.05, 0.95])), rel=0.01)
    assert mixture_interval(np.zeros(3), np.zeros(3), 0.1) == (0.0, 0.0)


def test_percentiles_lie_between_order_statistics():
    draws = np.arange(1.0, 40.0)  # 39 draws: the first and the last are the 2.5% points
    assert [float(end) for end in percentiles(draws[::-1], 0.05)] == [1.0, 39.0]
    expected = np.quantile(draws, [0.1, 0.9], method="weibull")
    assert [float(end) for end in percentiles(draws, 0.2)] == pytest.approx(expected)
    ridge = np.append(draws[:30], [np.inf] * 9)
    assert [float(end) for end in percentiles(ridge, 0.05)] == [1.0, np.inf]


def test_a_person_at_a_terminal_sees_how_far_it_has_come(small, monkeypatch, capsys):
    small.bootstrap(20)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    small.bootstrap(20)
    told = capsys.readouterr().err
    assert "Refitting 20 of 20" in told and told.endswith("\r\033[K")
    small.bootstrap(20, progress=False)
    assert capsys.readouterr().err == ""


def test_too_few_draws_are_refused(small, drawn):
    with pytest.raises(ValueError, match="at least 20"):
        small.bootstrap(5)
    with pytest.raises(ValueError, match="between 0 and 1"):
        drawn.conf_int(alpha=2)
    with pytest.raises(ValueError, match="at least 0"):
        drawn.expected_total(-1)


def test_parts_of_customers_are_refused(donor_law):
    base = donor_law.simulate(np.random.default_rng(6), np.full(300, 6.0)).assign(weight=0.4)
    with pytest.raises(DataProblem, match="not whole numbers"):
        BetaGeoBetaBinomial(base).fit().bootstrap(20)


def test_the_summary_tells_what_was_done(drawn):
    said = repr(drawn)
    assert "parametric bootstrap, 30 refits" in said and "Refits came back" in said
