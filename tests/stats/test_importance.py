"""Shares of R²: a published case, second routes, planted truth, traps and bad input."""

from itertools import combinations, permutations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from numpy.testing import assert_allclose
from statsmodels.stats.outliers_influence import variance_inflation_factor

from cvmlab.errors import DataProblem
from cvmlab.stats.importance import importance
from cvmlab.stats.importance_pictures import plot_importance
from cvmlab.stats.shares_of_r2 import MOST_DRIVERS, shares_of_r2

# Fertility and five socio-economic indicators of 47 French-speaking Swiss provinces about 1888:
# Mosteller and Tukey (1977), "Data analysis and regression", pp. 549-551 ("swiss" in R).
SWISS_COLUMNS = (
    "Fertility", "Agriculture", "Examination", "Education", "Catholic", "Infant.Mortality"
)  # fmt: skip
SWISS = """
80.2,17,15,12,9.96,22.2
83.1,45.1,6,9,84.84,22.2
92.5,39.7,5,5,93.4,20.2
85.8,36.5,12,7,33.77,20.3
76.9,43.5,17,15,5.16,20.6
76.1,35.3,9,7,90.57,26.6
83.8,70.2,16,7,92.85,23.6
92.4,67.8,14,8,97.16,24.9
82.4,53.3,12,7,97.67,21
82.9,45.2,16,13,91.38,24.4
87.1,64.5,14,6,98.61,24.5
64.1,62,21,12,8.52,16.5
66.9,67.5,14,7,2.27,19.1
68.9,60.7,19,12,4.43,22.7
61.7,69.3,22,5,2.82,18.7
68.3,72.6,18,2,24.2,21.2
71.7,34,17,8,3.3,20
55.7,19.4,26,28,12.11,20.2
54.3,15.2,31,20,2.15,10.8
65.1,73,19,9,2.84,20
65.5,59.8,22,10,5.23,18
65,55.1,14,3,4.52,22.4
56.6,50.9,22,12,15.14,16.7
57.4,54.1,20,6,4.2,15.3
72.5,71.2,12,1,2.4,21
74.2,58.1,14,8,5.23,23.8
72,63.5,6,3,2.56,18
60.5,60.8,16,10,7.72,16.3
58.3,26.8,25,19,18.46,20.9
65.4,49.5,15,8,6.1,22.5
75.5,85.9,3,2,99.71,15.1
69.3,84.9,7,6,99.68,19.8
77.3,89.7,5,2,100,18.3
70.5,78.2,12,6,98.96,19.4
79.4,64.9,7,3,98.22,20.2
65,75.9,9,9,99.06,17.8
92.2,84.6,3,3,99.46,16.3
79.3,63.1,13,13,96.83,18.1
70.4,38.4,26,12,5.62,20.3
65.7,7.7,29,11,13.79,20.5
72.7,16.7,22,13,11.22,18.9
64.4,17.6,35,32,16.92,23
77.6,37.6,15,7,4.97,20
67.6,18.7,25,7,8.65,19.5
35,1.2,37,53,42.34,18
44.7,46.6,16,29,50.43,18.2
42.8,27.7,22,29,58.33,19.3
"""
# Grömping (2006), "Relative importance for linear regression in R: the package relaimpo", Journal
# of Statistical Software 17(1): metric lmg, not normalised; R² 70.67%, variance 156.0425.
PUBLISHED = {
    "Agriculture": 0.05709122,
    "Examination": 0.17117303,
    "Education": 0.26013468,
    "Catholic": 0.10557015,
    "Infant.Mortality": 0.11276592,
}


@pytest.fixture(scope="module")
def swiss():
    rows = [[float(x) for x in line.split(",")] for line in SWISS.split()]
    return pd.DataFrame(rows, columns=list(SWISS_COLUMNS))


@pytest.fixture(scope="module")
def answers():
    """Five grades of 5,000 customers with one general opinion in them, and an overall grade."""
    rng = np.random.default_rng(3)
    grades = rng.normal(size=(5_000, 1)) + rng.normal(size=(5_000, 5))
    frame = pd.DataFrame(grades, columns=list("abcde"))
    frame["overall"] = grades @ [0.5, 0.3, 0.2, 0.1, 0.0] + rng.normal(size=5_000)
    return frame


def population(cov: np.ndarray) -> np.ndarray:
    """Shares of R² under a covariance matrix whose last variable is the outcome."""
    scale = np.sqrt(np.diag(cov))
    matrix = np.roll(cov / np.outer(scale, scale), 1, axis=(0, 1))
    shares, r2 = shares_of_r2(matrix[None])
    return shares[0] / r2[0]


# correctness: published, and closed forms


def test_the_published_shares_of_the_swiss_provinces_are_reproduced(swiss):
    result = importance(swiss, "Fertility", list(PUBLISHED), resamples=20)
    assert swiss["Fertility"].var() == pytest.approx(156.0425, abs=5e-5)
    assert result.r2 == pytest.approx(0.7067, abs=5e-5)
    found = (result.table.set_index("driver")["share"] * result.r2).to_dict()
    assert found == pytest.approx(PUBLISHED, abs=5e-9)
    assert result.table["driver"].iloc[0] == "Education"


def test_two_drivers_follow_the_closed_form():
    """Half of what each explains alone, half of what it adds to the other."""
    r, a, b = 0.6, 0.5, 0.2
    matrix = np.array([[[1, a, b], [a, 1, r], [b, r, 1]]])
    both = (a**2 + b**2 - 2 * a * b * r) / (1 - r**2)
    shares, r2 = shares_of_r2(matrix)
    assert r2[0] == pytest.approx(both)
    assert shares[0] == pytest.approx([(a**2 + both - b**2) / 2, (b**2 + both - a**2) / 2])


def test_unrelated_drivers_have_their_squared_correlations():
    matrix = np.eye(4)
    matrix[0, 1:] = matrix[1:, 0] = [0.5, -0.3, 0.1]
    assert_allclose(shares_of_r2(matrix[None])[0][0], [0.25, 0.09, 0.01], atol=1e-12)


# consistency: second routes


def test_shares_agree_with_regressions_in_every_order(swiss):
    drivers = list(PUBLISHED)[:4]

    def r2(names):
        if not names:
            return 0.0
        return sm.OLS(swiss["Fertility"], sm.add_constant(swiss[list(names)])).fit().rsquared

    fitted = {frozenset(some): r2(some) for k in range(5) for some in combinations(drivers, k)}
    gains = dict.fromkeys(drivers, 0.0)
    orders = list(permutations(drivers))
    for order in orders:
        for at, name in enumerate(order):
            gains[name] += fitted[frozenset(order[: at + 1])] - fitted[frozenset(order[:at])]
    result = importance(swiss, "Fertility", drivers, resamples=20)
    found = (result.table.set_index("driver")["share"] * result.r2).to_dict()
    assert found == pytest.approx({name: gain / len(orders) for name, gain in gains.items()})


def test_johnsons_relative_weights_come_close(answers):
    """Another division of R² (Johnson 2000): not the same, but near it when nothing is odd."""
    drivers = list("abcde")
    corr = answers[[*drivers, "overall"]].corr().to_numpy()
    values, vectors = np.linalg.eigh(corr[:-1, :-1])
    root = vectors @ np.diag(np.sqrt(values)) @ vectors.T
    weights = root**2 @ np.linalg.solve(root, corr[:-1, -1]) ** 2
    found = importance(answers, "overall", drivers, resamples=20).table.set_index("driver")
    assert_allclose(found.loc[drivers, "share"], weights / weights.sum(), atol=0.02)


def test_coefficients_correlations_and_inflation_agree_with_statsmodels(swiss):
    drivers = list(PUBLISHED)
    found = importance(swiss, "Fertility", drivers, resamples=20).table.set_index("driver")
    design = sm.add_constant(swiss[drivers])
    fit = sm.OLS(swiss["Fertility"], design).fit()
    inflation = [variance_inflation_factor(design.to_numpy(), i) for i in range(1, 6)]
    assert_allclose(found.loc[drivers, "coefficient"], fit.params[drivers])
    assert_allclose(found.loc[drivers, "vif"], inflation)
    assert_allclose(found.loc[drivers, "correlation"], swiss[drivers].corrwith(swiss["Fertility"]))


def test_a_weight_of_two_is_the_row_twice(answers):
    few = answers.head(300)
    weights = np.where(np.arange(300) < 100, 2, 1)
    twice = pd.concat([few, few.head(100)])
    weighted, repeated = (
        importance(frame, "overall", list("abc"), weights=w, resamples=20)
        for frame, w in ((few, weights), (twice, None))
    )
    columns = ["share", "correlation", "coefficient", "vif"]
    assert_allclose(weighted.table[columns], repeated.table[columns])
    named = importance(few.assign(w=weights), "overall", list("abc"), weights="w", resamples=20)
    assert_allclose(named.table[columns], weighted.table[columns])


def test_the_common_factor_agrees_with_the_drivers_own_correlations(answers):
    result = importance(answers, "overall", list("abcde"), resamples=50)
    # One opinion with correlation ρ between all five: its share is (1 + 4ρ)/5, here with ρ = ½.
    assert result.halo == pytest.approx(0.6, abs=0.01)
    assert result.halo_low < 0.6 < result.halo_high
    score = np.linalg.svd(
        (answers[list("abcde")] - answers[list("abcde")].mean()) / answers[list("abcde")].std(),
        full_matrices=False,
    )[0][:, 0]
    assert result.halo_r2 == pytest.approx(np.corrcoef(score, answers["overall"])[0, 1] ** 2)
    assert "one general opinion" in str(result.summary())


# planted truth


def test_intervals_hold_the_planted_shares_about_as_often_as_they_say():
    rng = np.random.default_rng(10)
    loads = np.array([[1.0, 0, 0], [0.6, 0.8, 0], [0.5, 0.2, 0.9]])
    beta, noise = np.array([0.6, 0.3, 0.4]), 1.0
    cov = np.zeros((4, 4))
    cov[:3, :3] = loads @ loads.T
    cov[:3, 3] = cov[3, :3] = cov[:3, :3] @ beta
    cov[3, 3] = beta @ cov[:3, :3] @ beta + noise**2
    truth, r2 = population(cov), 1 - noise**2 / cov[3, 3]
    hits, r2_hits, slopes, runs = np.zeros(3), 0, np.zeros(3), 200
    for run in range(runs):
        frame = pd.DataFrame(rng.multivariate_normal(np.zeros(4), cov, 200), columns=list("abcy"))
        result = importance(frame, "y", list("abc"), resamples=300, seed=run)
        table = result.table.set_index("driver").loc[list("abc")]
        hits += (table["low"] <= truth) & (truth <= table["high"])
        slopes += (table["coefficient_low"] <= beta) & (beta <= table["coefficient_high"])
        r2_hits += result.r2_low <= r2 <= result.r2_high
    for share in (*hits / runs, *slopes / runs, r2_hits / runs):
        assert 0.89 < share < 0.99, (hits / runs, slopes / runs, r2_hits / runs)


def test_the_interval_of_r2_holds_in_small_samples_too():
    """Plain percentiles of resamples hold a true R² of .2 here in 80 of 100 samples."""
    rng = np.random.default_rng(14)
    truth, hits, runs = 2 * 0.35**2 / (1 + 2 * 0.35**2), 0, 150
    for run in range(runs):
        frame = pd.DataFrame(rng.normal(size=(60, 4)), columns=list("abcd"))
        frame["y"] = 0.35 * (frame["a"] + frame["b"]) + rng.normal(size=60)
        result = importance(frame, "y", list("abcd"), resamples=100, seed=run)
        hits += result.r2_low <= truth <= result.r2_high
    assert hits / runs > 0.89, hits / runs


def test_resamples_are_weighed_as_the_customers_are():
    rng = np.random.default_rng(15)
    frame = pd.DataFrame(rng.normal(size=(600, 2)), columns=["a", "b"])
    first = np.arange(600) < 300
    frame["y"] = np.where(first, frame["a"], frame["b"]) + rng.normal(size=600)
    result = importance(frame, "y", ["a", "b"], weights=np.where(first, 9.0, 1.0), resamples=300)
    row = result.table.iloc[0]
    assert row["driver"] == "a" and row["share"] > 0.9
    assert result.draws[:, 0].mean() == pytest.approx(row["share"], abs=0.03)
    assert row["low"] < row["share"] < row["high"]


def test_intervals_of_ranks_hold_the_true_place(answers):
    rng = np.random.default_rng(12)
    hits, single, runs = np.zeros(3), 0, 150
    for run in range(runs):
        x = rng.normal(size=(150, 3))
        frame = pd.DataFrame(x, columns=list("abc"))
        frame["y"] = x @ [0.6, 0.5, 0.2] + rng.normal(size=150)
        table = importance(frame, "y", list("abc"), resamples=200, seed=run).table
        table = table.set_index("driver").loc[list("abc")]
        hits += (table["rank_low"] <= [1, 2, 3]) & (table["rank_high"] >= [1, 2, 3])
        single += table.at["a", "rank_high"] == 1
    assert np.all(hits / runs > 0.9), hits / runs
    assert single / runs < 0.9, "a is not surely first: 0.6 and 0.5 lie close"


def test_close_drivers_share_their_places_and_the_sentence_says_so():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(300, 3))
    frame = pd.DataFrame(x, columns=["counter", "parcel", "price"])
    frame["overall"] = x @ [0.5, 0.5, 0.5] + rng.normal(size=300)
    result = importance(frame, "overall", ["counter", "parcel", "price"])
    assert (result.table["rank_high"] - result.table["rank_low"]).min() >= 1
    assert "Its place is not certain" in result.sentence


def test_a_clear_leader_is_called_one(answers):
    result = importance(answers, "overall", list("abcde"))
    assert result.table[["rank_low", "rank_high"]].iloc[0].tolist() == [1, 1]
    assert "leads in nearly every resample" in result.sentence


# consistency: how it computes


def test_shares_add_up_to_one_and_places_are_a_ranking(answers):
    result = importance(answers, "overall", list("abcde"), resamples=50)
    assert result.table["share"].sum() == pytest.approx(1)
    assert_allclose(result.draws.sum(axis=1), 1)
    assert result.table["rank"].tolist() == [1, 2, 3, 4, 5]
    assert result.table["driver"].tolist() == list("abcde")


def test_units_and_the_order_of_drivers_do_not_matter(answers):
    scaled = answers.assign(a=answers["a"] * 1_000 + 5e6)
    one = importance(answers, "overall", list("abcde"), resamples=50).table
    other = importance(scaled, "overall", list("edcba"), resamples=50).table
    columns = ["share", "low", "high", "rank", "rank_low", "rank_high", "vif"]
    assert_allclose(one[columns], other[columns], atol=1e-7)
    assert other["coefficient"].iloc[0] == pytest.approx(one["coefficient"].iloc[0] / 1_000)


def test_blocks_of_resamples_give_the_same_as_one(answers, monkeypatch):
    from cvmlab.stats import shares_of_r2 as module

    few = answers.head(200)
    whole = importance(few, "overall", list("abc"), resamples=40).table
    monkeypatch.setattr(module, "_BLOCK", 200 * 7)
    parts = importance(few, "overall", list("abc"), resamples=40).table
    # Smaller blocks draw the same numbers in the same order.
    pd.testing.assert_frame_equal(whole, parts)


def test_the_same_seed_gives_the_same_intervals(answers):
    few = answers.head(300)
    first, again, other = (
        importance(few, "overall", list("abc"), resamples=50, seed=seed).table for seed in (1, 1, 2)
    )
    pd.testing.assert_frame_equal(first, again)
    assert not np.allclose(first["low"], other["low"])


def test_the_input_is_not_changed(answers):
    few = answers.head(100).copy()
    before = few.copy()
    importance(few, "overall", list("abc"), resamples=20)
    pd.testing.assert_frame_equal(few, before)


# the traps


def test_a_sign_that_turns_beside_the_others_is_said(swiss):
    result = importance(swiss, "Fertility", list(PUBLISHED))
    row = result.table.set_index("driver").loc["Agriculture"]
    assert row["coefficient"] < 0 < row["correlation"]
    text = str(result.summary())
    assert "the sign turns: Agriculture." in text and "less (−)" in text


def test_a_driver_that_repeats_others_is_named(answers):
    frame = answers.assign(mean=(answers["a"] + answers["b"]) / 2)
    with pytest.raises(DataProblem, match='"mean" says nothing'):
        importance(frame, "overall", ["a", "b", "mean"])


def test_shares_of_noise_are_called_so():
    rng = np.random.default_rng(2)
    called = 0
    for run in range(100):
        frame = pd.DataFrame(rng.normal(size=(120, 4)), columns=list("abcy"))
        result = importance(frame, "y", list("abc"), resamples=10, seed=run)
        called += result.is_noise
    assert 88 <= called <= 99, called  # a test at 95%: one in twenty gets through
    frame = pd.DataFrame(rng.normal(size=(120, 4)), columns=list("abcy"))
    result = importance(frame, "y", list("abc"), resamples=10)
    assert result.sentence.startswith("These 3 drivers explain no more of the differences in y")
    assert "divide up noise" in str(result.summary())
    assert "nothing that chance would not" in plot_importance(result).axes.get_title()


def test_the_test_for_noise_agrees_with_statsmodels(swiss):
    few = swiss.head(12)
    for drivers in (list(PUBLISHED)[:2], list(PUBLISHED)[2:]):
        fit = sm.OLS(few["Fertility"], sm.add_constant(few[drivers])).fit()
        result = importance(few, "Fertility", drivers, resamples=10)
        assert result.is_noise == (fit.f_pvalue > 0.05)


def test_columns_are_called_what_the_reader_calls_them(swiss):
    labels = {"Fertility": "births", "Education": "schooling"}
    result = importance(swiss, "Fertility", list(PUBLISHED), resamples=20, labels=labels)
    assert "differences in births" in result.sentence and "schooling has" in result.sentence
    assert "What goes with births" in str(result.summary())
    assert plot_importance(result).axes.get_title().startswith("What goes with births: schooling")


def test_missing_answers_are_left_out_and_counted(answers):
    frame = answers.head(200).copy()
    frame.loc[:9, "a"] = np.nan
    frame.loc[5:14, "overall"] = np.nan
    result = importance(frame, "overall", list("abc"), resamples=20)
    assert (result.rows, result.left_out) == (185, 15)
    assert "15 customers left out" in str(result.summary())
    complete = importance(frame.dropna(), "overall", list("abc"), resamples=20)
    pd.testing.assert_frame_equal(result.table, complete.table)


def test_a_handful_of_customers_gives_wide_intervals_and_no_warning(answers):
    grades = answers.head(8).round()
    result = importance(grades, "overall", ["a", "b"], resamples=300)
    assert result.table[["low", "high"]].notna().all(axis=None)
    assert (result.table["high"] - result.table["low"]).max() > 0.3


# inputs


def test_all_problems_are_said_at_once(answers):
    frame = answers.assign(name="x")
    with pytest.raises(DataProblem) as caught:
        importance(frame, "overal", ["a", "name"], weights="weigt")
    text = str(caught.value)
    assert 'no column "overal". Did you mean "overall"?' in text
    assert "Answers are not numbers" in text and 'no column "weigt"' in text


@pytest.mark.parametrize(
    ("change", "drivers", "weights", "said"),
    [
        ({}, ["a"], None, "1 drivers were named"),
        ({}, [*"abcde"] * 4, None, f"between 2 and {MOST_DRIVERS}"),
        ({}, ["a", "a"], None, "named twice"),
        ({"b": 3.0}, ["a", "b"], None, "All answers are the same"),
        ({}, ["a", "b"], [1, 2], "2 weights were given for 50 rows"),
        ({}, ["a", "b"], [-1] * 50, "Weights are below zero"),
        ({"a": np.nan}, ["a", "b"], None, "Only 0 customers have all 3 answers"),
    ],
)
def test_bad_input_is_refused_in_plain_words(answers, change, drivers, weights, said):
    with pytest.raises(DataProblem) as caught:
        importance(answers.head(50).assign(**change), "overall", drivers, weights=weights)
    assert said in str(caught.value)


# what is shown


def test_the_picture_names_the_outcome_and_claims_no_cause(swiss):
    result = importance(swiss, "Fertility", list(PUBLISHED))
    picture = plot_importance(result, {"Fertility": "fertility", "Education": "schooling"})
    title = picture.axes.get_title()
    assert title.startswith("What goes with fertility: schooling most, with 37%")
    assert "cause" not in title + picture.alt
    assert "schooling 37% (10% to 51%, place 1 to 4, more of it with less" in picture.alt
    hatched = [bar.get_hatch() for bar in picture.axes.patches]
    assert hatched == [None, None, None, "///", "///"]  # from the last place up
    assert [bar.get_width() for bar in picture.axes.patches] == result.table["share"].tolist()[::-1]


def test_the_summary_shows_an_interval_for_share_place_and_coefficient(swiss):
    text = str(importance(swiss, "Fertility", list(PUBLISHED)).summary())
    assert "10% to 51%" in text and "1 to 4" in text and "−0.87 (−1." in text
    assert "they do not show what causes what" in text
