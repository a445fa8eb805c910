"""The bootstrap: textbook data, planted truth with whole customers, a second route, bad input."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cvmlab.errors import DataProblem
from cvmlab.figures.formats import percent
from cvmlab.stats.resampling import bootstrap

# Fifteen law schools, average test score and grade (Efron and Tibshirani 1993, "An introduction to
# the bootstrap", table 3.1): correlation .776, bootstrap standard error .132 (table 6.1).
LSAT = [576, 635, 558, 578, 666, 580, 555, 661, 651, 605, 653, 575, 545, 572, 594]
GPA = [3.39, 3.30, 2.81, 3.03, 3.44, 3.07, 3.00, 3.43, 3.36, 3.13, 3.12, 2.74, 2.76, 2.88, 2.96]


def correlation(frame):
    return float(np.corrcoef(frame["lsat"], frame["gpa"])[0, 1])


def mean(frame):
    return float(frame["x"].to_numpy().mean())


@pytest.fixture(scope="module")
def schools():
    return pd.DataFrame({"lsat": LSAT, "gpa": GPA})


# correctness: published


def test_the_law_schools_have_the_published_correlation_and_standard_error(schools):
    result = bootstrap(schools, correlation, resamples=2_000)
    assert result.estimate == pytest.approx(0.776, abs=5e-4)
    assert result.draws.std() == pytest.approx(0.132, abs=0.012)


# consistency: second routes


@pytest.mark.parametrize("method", ["percentile", "bca"])
def test_intervals_of_a_skewed_statistic_agree_with_scipys(schools, method):
    ours = bootstrap(schools, correlation, resamples=1_500, method=method)
    theirs = stats.bootstrap(
        (LSAT, GPA), lambda x, y: np.corrcoef(x, y)[0, 1], paired=True, vectorized=False,
        n_resamples=1_500, method=method, rng=1,
    ).confidence_interval  # fmt: skip
    assert ours.high == pytest.approx(theirs.high, abs=0.02)
    assert ours.low == pytest.approx(theirs.low, abs=0.06)


def test_rows_drawn_whole_agree_with_customer_totals_drawn_one_by_one():
    rng = np.random.default_rng(2)
    visits = pd.DataFrame({"who": rng.integers(0, 60, 300), "x": rng.normal(5, 2, 300)})
    per = visits.groupby("who")["x"].agg(["sum", "size"])
    whole = bootstrap(visits, mean, by="who", seed=3, resamples=200)
    ratio = bootstrap(per, lambda f: f["sum"].sum() / f["size"].sum(), seed=3, resamples=200)
    assert whole.draws == pytest.approx(ratio.draws)
    assert whole.units == 60


# planted truth


def test_customers_drawn_whole_hold_the_truth_and_rows_drawn_singly_do_not():
    """Visits of one customer are alike: as single rows they pass for more people than there are."""
    rng = np.random.default_rng(7)
    hits, runs = {"who": 0, None: 0}, 40
    for run in range(runs):
        level = rng.normal(0, 1, 50).repeat(6)
        frame = pd.DataFrame({"who": np.arange(50).repeat(6), "x": level + rng.normal(0, 0.5, 300)})
        for by in hits:
            result = bootstrap(frame, mean, by=by, resamples=80, seed=run)
            hits[by] += result.low <= 0 <= result.high
    assert hits["who"] / runs > 0.86, hits
    assert hits[None] / runs < 0.75, hits


def test_the_corrected_interval_leans_with_a_skewed_statistic():
    x = pd.DataFrame({"x": np.random.default_rng(5).exponential(size=25)})
    plain, corrected = (
        bootstrap(x, mean, resamples=1_000, method=method) for method in ("percentile", "bca")
    )
    assert corrected.low > plain.low and corrected.high > plain.high


# traps and inputs


def test_the_same_seed_gives_the_same_draws(schools):
    first, again, other = (bootstrap(schools, correlation, resamples=20, seed=s) for s in (1, 1, 2))
    assert first.draws.tolist() == again.draws.tolist() != other.draws.tolist()


def test_resamples_without_a_number_are_counted_and_left_out():
    frame = pd.DataFrame({"x": [1.0, 2.0, 3.0, 4.0, 0.0]})
    result = bootstrap(frame, lambda f: f["x"].mean() if (f["x"] == 0).any() else np.nan)
    assert 200 < result.failed < 450  # (4/5)^5 = 33% of resamples draw no zero
    assert np.isfinite([result.low, result.high]).all()
    assert "could not be computed" in str(result.summary())


def test_a_number_that_never_moves_has_an_interval_of_no_width():
    frame = pd.DataFrame({"x": np.full(9, 4.0)})
    for method in ("percentile", "bca"):
        result = bootstrap(frame, mean, resamples=30, method=method)
        assert (result.low, result.high) == (4, 4)


def test_the_input_is_not_changed(schools):
    before = schools.copy()
    bootstrap(schools, correlation, resamples=5, method="bca")
    pd.testing.assert_frame_equal(schools, before)


@pytest.mark.parametrize(
    ("frame", "by", "said"),
    [
        ({"customer": [1, 2], "x": [1, 2]}, "custmer", 'Did you mean "customer"?'),
        ({"customer": [1, None, 2], "x": [1, 2, 3]}, "customer", "name no customer (1 row)"),
        ({"customer": [1, 1], "x": [1, 2]}, "customer", "fewer than two customers"),
        ({"customer": [1, 2], "x": [None, 2]}, "customer", "cannot be computed"),
    ],
)
def test_bad_input_is_refused_in_plain_words(frame, by, said):
    with pytest.raises(DataProblem) as caught:
        bootstrap(pd.DataFrame(frame, dtype=float), mean, by=by)
    assert said in str(caught.value)


def test_an_unknown_method_is_a_slip(schools):
    with pytest.raises(ValueError, match="percentile"):
        bootstrap(schools, correlation, resamples=5, method="basic")


def test_the_sentence_names_the_number_its_unit_and_its_interval():
    frame = pd.DataFrame({"x": [0.0, 1.0] * 50})
    result = bootstrap(frame, mean, resamples=400)
    text = result.in_words("The share who came back", percent)
    assert text.startswith("The share who came back is 50% (95% interval ")
    assert "100 drawn again 400 times" in text
    assert result.sentence.startswith("The number is 0.50")
    assert result.table["estimate"].tolist() == [0.5]
