"""Concentration: known values, planted truth, a second route to the same number, bad input."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from cvmlab.errors import DataProblem
from cvmlab.insight.counted.concentration import concentration, plot_concentration
from cvmlab.insight.counted.lorenz import gini, lorenz, top_share


@pytest.fixture(scope="module")
def lognormal():
    return np.random.default_rng(4).lognormal(3, 1, 20_000)


# correctness: published and closed forms


def test_gini_of_one_to_five_is_four_fifteenths():
    assert gini([5, 1, 4, 2, 3]) == pytest.approx(4 / 15, abs=1e-12)


def test_gini_of_equals_is_zero_and_of_one_buyer_is_all_but_one():
    assert gini([7.0] * 9) == pytest.approx(0, abs=1e-12)
    assert gini([0] * 9 + [5]) == pytest.approx(0.9)


def test_gini_reaches_the_closed_form_of_the_lognormal_and_the_exponential():
    # Equally likely quantiles stand in for a sample without noise.
    at = (np.arange(200_000) + 0.5) / 200_000
    assert gini(stats.lognorm(1).ppf(at)) == pytest.approx(0.5205, abs=5e-4)
    assert gini(stats.expon().ppf(at)) == pytest.approx(0.5, abs=5e-4)


def test_top_share_reaches_the_closed_form_of_the_lognormal():
    at = (np.arange(200_000) + 0.5) / 200_000
    totals = stats.lognorm(1).ppf(at)
    norm = stats.norm()
    for fraction in (0.1, 0.2, 0.5):
        assert top_share(totals, fraction) == pytest.approx(
            norm.cdf(1 - norm.ppf(1 - fraction)), abs=5e-4
        )


# consistency: second routes


def test_gini_agrees_with_the_mean_absolute_difference(lognormal):
    few = lognormal[:400]
    between = np.abs(few[:, None] - few[None, :]).mean()
    assert gini(few) == pytest.approx(between / (2 * few.mean()), rel=1e-12)


def test_gini_agrees_with_the_area_under_the_lorenz_curve(lognormal):
    curve = lorenz(lognormal)
    area = np.trapezoid(curve["sales"], curve["customers"])
    assert gini(lognormal) == pytest.approx(1 - 2 * area, abs=1e-10)


def test_top_share_agrees_with_adding_up_the_best(lognormal):
    best = np.sort(lognormal)[::-1]
    result = concentration(lognormal, resamples=2)
    for fraction in (0.01, 0.2, 0.5):
        added = best[: int(fraction * best.size)].sum() / best.sum()
        assert result.top_share(fraction) == pytest.approx(added, rel=1e-10)
        assert top_share(lognormal, fraction) == pytest.approx(added, rel=1e-10)


def test_order_scale_and_container_do_not_matter(lognormal):
    few = lognormal[:500]
    expected = gini(few)
    assert gini(few[::-1] * 100) == pytest.approx(expected, rel=1e-12)
    assert gini(pd.Series(few, index=range(7, 507))) == pytest.approx(expected, rel=1e-12)
    assert gini(x for x in few) == pytest.approx(expected, rel=1e-12)


def test_the_input_is_not_changed():
    totals = np.array([3.0, 1.0, 2.0])
    concentration(totals, resamples=5)
    assert totals.tolist() == [3.0, 1.0, 2.0]


# planted truth: intervals


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    rng = np.random.default_rng(11)
    truth_gini = 0.5205
    truth_share = stats.norm.cdf(1 - stats.norm.ppf(0.8))
    hits = np.zeros(2)
    runs = 150
    for run in range(runs):
        result = concentration(rng.lognormal(0, 1, 800), tops=(0.2,), resamples=200, seed=run)
        row = result.table.iloc[0]
        hits += [result.gini_low < truth_gini < result.gini_high, row.low < truth_share < row.high]
    assert np.all(hits / runs > 0.86) and np.all(hits / runs < 0.995), hits / runs


def test_scaled_resamples_agree_with_full_ones(lognormal, monkeypatch):
    full = concentration(lognormal, resamples=400)
    monkeypatch.setattr(sys.modules[concentration.__module__], "_LARGEST_RESAMPLE", 2_000)
    scaled = concentration(lognormal, resamples=400)
    width = full.gini_high - full.gini_low
    assert scaled.gini == full.gini
    assert (scaled.gini_high - scaled.gini_low) == pytest.approx(width, rel=0.2)


def test_the_same_seed_gives_the_same_interval(lognormal):
    first, again = (concentration(lognormal[:300], seed=3) for _ in range(2))
    pd.testing.assert_frame_equal(first.table, again.table)
    other = concentration(lognormal[:300], seed=4)
    assert other.gini_low != first.gini_low


def test_short_windows_look_more_concentrated():
    """Schmittlein, Cooper and Morrison 1993: nobody changes, only the window does."""
    rng = np.random.default_rng(2)
    rates = rng.gamma(0.8, 1, 30_000)
    month, year = rng.poisson(rates), rng.poisson(12 * rates)
    assert top_share(month, 0.2) > top_share(year, 0.2) + 0.03


# totals below zero


def test_customers_below_zero_are_shown_and_not_hidden():
    result = concentration([60, 50, 30, -20, -20], tops=(0.4, 1.0), resamples=50)
    assert result.negative == 2
    assert result.peak == pytest.approx(1.4)
    assert result.top_share(0.6) == pytest.approx(1.4)
    assert np.isnan(result.gini) and np.isnan(result.gini_low)
    assert result.table["share"].iloc[-1] == pytest.approx(1.0)
    assert "2 customers stand below zero" in str(result.summary())
    assert "140.0%" in plot_concentration(result).alt


def test_the_best_first_curve_mirrors_the_lorenz_curve():
    result = concentration([1, 2, 3, 4], resamples=5)
    mirrored = 1 - lorenz([1, 2, 3, 4]).iloc[::-1].reset_index(drop=True)
    assert_allclose(result.curve, mirrored)
    assert result.curve.iloc[0].tolist() == [0, 0]


# inputs


@pytest.mark.parametrize(
    ("totals", "said"),
    [
        ([], "There are no customers"),
        ([1, float("nan"), None], "Some customers have no total (2 rows)"),
        ([0, 0], "do not add up to more than zero"),
        ([5, -9], "do not add up to more than zero"),
    ],
)
def test_bad_totals_are_refused_in_plain_words(totals, said):
    with pytest.raises(DataProblem) as caught:
        concentration(totals)
    assert said in str(caught.value)


def test_one_customer_brings_everything():
    result = concentration([12.5], resamples=20)
    assert result.gini == 0
    assert result.top_share(1.0) == 1


@pytest.mark.parametrize("fraction", [0, -0.1, 1.2, 20])
def test_a_fraction_is_not_a_percentage(fraction):
    with pytest.raises(ValueError, match="fraction"):
        top_share([1, 2], fraction)


# what is shown


def test_the_picture_says_the_finding_and_its_numbers(lognormal):
    result = concentration(lognormal, resamples=20)
    picture = plot_concentration(result)
    share = f"{result.top_share(0.2):.0%}"
    assert picture.axes.get_title() == f"The best 20% of customers bring {share} of sales"
    assert share in picture.alt and f"{result.gini:.3f}" in picture.alt
    curve = picture.axes.lines[1]
    at = np.searchsorted(curve.get_xdata(), 0.2)
    assert curve.get_ydata()[at] == pytest.approx(result.top_share(0.2), abs=1e-3)
    assert "%" in picture.axes.get_xlabel() and "%" in picture.axes.get_ylabel()


def test_the_sentence_says_the_share_of_the_best_fifth_with_its_interval(lognormal):
    result = concentration(lognormal, resamples=50)
    row = result.table.set_index("top").loc[0.2]
    assert f"best 20% of 20,000 customers bring {row.share:.1%}" in result.sentence
    assert f"interval {row.low:.1%} to {row.high:.1%}" in result.sentence
    assert "best 50%" in concentration([3, 1], tops=(0.5, 1.0), resamples=5).sentence
