"""What soft measures add: published areas, planted gains, second routes, bad input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from cvmlab.errors import DataProblem
from cvmlab.insight.asked.foretelling import (
    area_under_curve,
    area_within,
    cut_into_folds,
    foretold,
    standard_columns,
)
from cvmlab.insight.asked.soft_measures import BOTH, HARD, NONE, SOFT, soft_power
from cvmlab.insight.asked.soft_measures_picture import plot_soft_power


def people(size: int, seed: int, hard: float = 0.8, soft: float = 0.8) -> pd.DataFrame:
    """Customers whose staying depends on one hard and one soft number, as strongly as said."""
    rng = np.random.default_rng(seed)
    buys, feels = rng.normal(size=(2, size))
    stays = rng.random(size) < 1 / (1 + np.exp(-hard * buys - soft * feels))
    return pd.DataFrame({"buys": buys, "feels": feels, "stays": stays})


# correctness: published values, planted truth


def test_area_is_that_of_the_published_readings_of_109_images():
    # Hanley and McNeil 1982, Radiology 143(1), table I: ratings 1 to 5 of 58 normal and 51
    # abnormal images; the area by the Wilcoxon statistic is .893.
    normal, abnormal = [33, 6, 6, 11, 2], [3, 2, 2, 11, 33]
    ratings = np.repeat([1, 2, 3, 4, 5] * 2, normal + abnormal)
    ill = np.repeat([False, True], [58, 51])
    assert area_under_curve(ratings, ill) == pytest.approx(0.893, abs=5e-4)


def test_soft_measures_without_meaning_add_nothing_and_hard_ones_keep_theirs():
    result = soft_power(people(4000, seed=3, soft=0.0), "stays", ["buys"], ["feels"])
    assert abs(result.gain(SOFT).auc) < 0.005
    assert result.gain(HARD).auc_low > 0.1


def test_a_useless_forecast_is_a_coin_and_not_worse():
    areas = [
        soft_power(people(300, seed, 0, 0), "stays", ["buys"], ["feels"], resamples=2).auc(HARD)
        for seed in range(30)
    ]
    assert np.mean(areas) == pytest.approx(0.5, abs=0.02)


def test_intervals_of_the_gain_hold_the_planted_gain():
    big = people(200_000, seed=0)
    planted = area_under_curve(big["buys"] + big["feels"], big["stays"]) - area_under_curve(
        big["buys"], big["stays"]
    )
    held = 0
    for seed in range(60):
        result = soft_power(people(500, seed + 1), "stays", ["buys"], ["feels"], resamples=100)
        gain = result.gain(SOFT)
        held += gain.auc_low <= planted <= gain.auc_high
    assert 51 <= held <= 60


# consistency: second routes


def test_area_agrees_with_scikit_learn_and_with_mann_whitney():
    rng = np.random.default_rng(5)
    score, yes = rng.integers(0, 9, 400).astype(float), rng.random(400) < 0.3
    u = stats.mannwhitneyu(score[yes], score[~yes]).statistic
    assert area_under_curve(score, yes) == pytest.approx(u / (yes.sum() * (~yes).sum()), abs=1e-12)
    assert area_under_curve(score, yes) == pytest.approx(roc_auc_score(yes, score), abs=1e-12)


def test_forecasts_agree_with_scikit_learn():
    frame = people(600, seed=8)
    x, y = frame[["buys", "feels"]].to_numpy(), frame["stays"].to_numpy(dtype=float)
    fold = cut_into_folds(y, 5, np.random.default_rng(0))
    ours = foretold(x, y, fold)
    for part in range(5):
        # scikit-learn's C = 1 is our ridge of 1: both leave the constant alone.
        model = LogisticRegression(C=1.0, tol=1e-10).fit(x[fold != part], y[fold != part])
        theirs = model.predict_proba(x[fold == part])[:, 1]
        np.testing.assert_allclose(ours[fold == part], theirs, atol=1e-6)


def test_bootstrap_spread_of_an_area_is_that_of_delong():
    # DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44(3): variance from placement values.
    result = soft_power(people(1500, seed=2), "stays", ["buys"], ["feels"], folds=2, seed=4)
    told, yes = result.forecasts[BOTH].to_numpy(), result.forecasts["happened"].to_numpy()
    above = (told[yes][:, None] > told[~yes][None, :]).astype(float)
    spread = np.sqrt(above.mean(axis=1).var(ddof=1) / yes.sum()
                     + above.mean(axis=0).var(ddof=1) / (~yes).sum())  # fmt: skip
    row = result.table.set_index("measures").loc[BOTH]
    assert (row.high - row.low) / (2 * 1.96) == pytest.approx(spread, rel=0.12)


def test_areas_within_folds_count_each_fold_by_its_pairs():
    told, yes = pd.Series([0.1, 0.9, 0.8, 0.2, 0.3]), np.array([0.0, 1, 0, 1, 1])
    fold = np.array([0, 0, 1, 1, 1])
    assert area_within(told, yes, fold) == pytest.approx((1 + 0) / (1 + 2))


def test_log_score_of_no_measures_is_minus_the_entropy_of_the_base_rate():
    result = soft_power(people(1000, seed=1), "stays", ["buys"], ["feels"])
    p = result.base_rate
    entropy = -(p * np.log(p) + (1 - p) * np.log(1 - p))
    log_score = result.table.set_index("measures").loc[NONE, "log_score"]
    assert log_score == pytest.approx(-entropy, abs=2e-4)


def test_same_seed_same_result_and_the_frame_stays_as_it_was():
    frame = people(300, seed=6)
    before = frame.copy()
    one, two = (soft_power(frame, "stays", ["buys"], ["feels"], seed=7) for _ in range(2))
    pd.testing.assert_frame_equal(one.table, two.table)
    pd.testing.assert_frame_equal(frame, before)


def test_folds_share_the_outcome_evenly():
    happened = np.r_[np.ones(37), np.zeros(63)]
    fold = cut_into_folds(happened, 10, np.random.default_rng(1))
    assert {int(happened[fold == part].sum()) for part in range(10)} <= {3, 4}
    assert set(np.bincount(fold)) == {10}


# inputs


def test_text_columns_become_one_indicator_a_value():
    frame = pd.DataFrame({"tier": ["gold", "silver", "bronze", "gold"], "visits": [0, 1, 2, 3]})
    assert standard_columns(frame, logs=True).shape == (4, 3)


def test_all_problems_are_told_at_once():
    with pytest.raises(DataProblem) as caught:
        soft_power(people(50, 1), "stays", ["recency"], [])
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize("stays", [["yes", "no"] * 20, [True] * 36 + [False] * 4])
def test_an_outcome_that_cannot_be_foretold_is_refused(stays):
    frame = people(40, 1).assign(stays=stays)
    with pytest.raises(DataProblem):
        soft_power(frame, "stays", ["buys"], ["feels"])


def test_rows_with_gaps_are_left_out():
    frame = people(300, 1)
    frame.loc[:9, "feels"] = np.nan
    assert soft_power(frame, "stays", ["buys"], ["feels"]).customers == 290


# running


def test_sentence_and_picture_name_the_outcome_the_baseline_and_the_reverse():
    frame = people(800, seed=9)
    result = soft_power(frame, "stays", ["buys"], ["feels"], happens="stay", who="respondents")
    for words in ("800 respondents", "stay", "a coin: 50%", "hard adds", "interval"):
        assert words in result.sentence
    picture = plot_soft_power(result, result)
    assert "Who stay" in picture.alt
    assert picture.alt.count("800 respondents") == 2
    assert "log score" in str(result.summary())
