"""Factor models: the published line, a second route, planted loadings, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.multivariate.factor import Factor

from cvmlab.errors import DataProblem
from cvmlab.stats.scales.factor_fit import APART, GENERAL, ONE, factor_fit, factor_fit_of_matrix
from tests.stats.scales.made_scales import FACET, LOADINGS, made_answers
from tests.stats.scales.published_scales import FACETS, ITEMS, covariance, pupils

# Rosseel (2012), "lavaan: an R package for structural equation modeling", three factors that
# correlate: test, indices, and standardised loadings.
PUBLISHED = {"chi2": 85.306, "df": 24, "cfi": 0.931, "tli": 0.896, "rmsea": 0.092,
             "rmsea_low": 0.071, "rmsea_high": 0.114, "srmr": 0.065}  # fmt: skip
LOADING = [0.772, 0.424, 0.581, 0.852, 0.855, 0.838, 0.570, 0.723, 0.665]
CORRELATION = {
    ("visual", "textual"): 0.459,
    ("visual", "speed"): 0.471,
    ("textual", "speed"): 0.283,
}


@pytest.fixture(scope="module")
def pupils_fit():
    return factor_fit_of_matrix(covariance(), 301, FACETS)


def test_the_published_three_factor_model(pupils_fit):
    found = pupils_fit.table.set_index("model").loc[APART]
    assert {name: round(found[name], 3) for name in PUBLISHED} == PUBLISHED
    assert pupils_fit.loadings["own_facet"].round(3).tolist() == LOADING
    for (a, b), value in CORRELATION.items():
        assert round(pupils_fit.correlations.loc[a, b], 3) == value


def test_answers_and_their_matrix_give_the_same(pupils_fit):
    # The made-up pupils have the published moments only up to the eighth decimal.
    from_answers = factor_fit(pupils(), FACETS).table
    pd.testing.assert_frame_equal(from_answers, pupils_fit.table, rtol=1e-4)


def test_the_fit_does_not_depend_on_the_units(pupils_fit):
    units = np.diag([1, 10, 0.1, 3, 1, 1, 100, 1, 7])
    other = pd.DataFrame(units @ covariance().to_numpy() @ units, columns=ITEMS, index=ITEMS)
    found = factor_fit_of_matrix(other, 301, FACETS)
    assert found.table["chi2"].tolist() == pytest.approx(pupils_fit.table["chi2"].tolist())


def test_one_factor_as_another_library_finds_it():
    matrix = covariance()
    spread = np.sqrt(np.diag(matrix))
    correlations = matrix.to_numpy() / np.outer(spread, spread)
    other = Factor(corr=correlations, n_factor=1, method="ml", nobs=301).fit()
    ours = factor_fit_of_matrix(matrix, 301, FACETS).loadings["one"].abs()
    assert ours.tolist() == pytest.approx(np.abs(other.loadings[:, 0]).tolist(), abs=2e-4)


def test_a_model_that_cannot_be_trusted_is_not_called_the_best(pupils_fit):
    table = pupils_fit.table.set_index("model")
    assert not table.loc[GENERAL, "proper"]
    assert table["bic"].idxmin() == GENERAL
    assert pupils_fit.best == APART
    assert f"without a part of its own or the search found no end: {GENERAL}" in str(
        pupils_fit.summary()
    )


def test_planted_loadings_of_a_general_factor_and_facets_come_back():
    items, _ = made_answers(np.random.default_rng(1), 6000, steps=False)
    found = factor_fit(items)
    assert found.loadings["general"].to_numpy() == pytest.approx(np.tile(LOADINGS, 5), abs=0.04)
    assert found.loadings["beside"].to_numpy() == pytest.approx(FACET, abs=0.08)
    table = found.table.set_index("model")
    assert table.loc[GENERAL, "rmsea"] < 0.02
    assert not table.loc[ONE, "fits"]
    assert "One factor does not describe these 20 items" in found.sentence


def test_a_single_thing_is_called_one():
    items, _ = made_answers(np.random.default_rng(2), 2000, facet=0.0)
    found = factor_fit(items)
    assert found.best == ONE
    assert found.sentence.startswith("One factor describes these 20 items (CFI 1.000")


def test_the_interval_of_rmsea_reaches_zero_when_the_model_is_true():
    touched = [
        factor_fit(made_answers(np.random.default_rng(s), 400, facets=1, steps=False)[0])
        .table["rmsea_low"]
        .iloc[0]
        == 0
        for s in range(100)
    ]
    assert sum(touched) >= 88  # 95 of 100 promised


def test_the_test_rejects_a_true_model_as_rarely_as_it_says():
    # χ² of three factors that correlate, 24 degrees of freedom: mean 24 under the truth.
    chi2 = []
    for seed in range(100):
        rng = np.random.default_rng(seed)
        common = rng.standard_normal((500, 1))
        facets = (0.6 * common + 0.8 * rng.standard_normal((500, 3))).repeat(3, axis=1)
        values = 0.7 * facets + 0.7 * rng.standard_normal((500, 9))
        chi2.append(factor_fit(pd.DataFrame(values, columns=ITEMS), FACETS).table["chi2"][1])
    assert np.mean(chi2) == pytest.approx(24, abs=4 * np.sqrt(48) / 10)


def test_kestrels_facets_correlate_and_one_factor_is_too_few(survey):
    items = survey.loc[survey["wave"] == 3, [c for c in survey if c.startswith(("trust_", "known_",
                       "belonging_", "care_", "meaning_"))]]  # fmt: skip
    found = factor_fit(items)
    low, high = found.facet_range
    assert 0.75 < low < high < 0.90
    assert not found.table.set_index("model").loc[ONE, "fits"]
    assert found.best in (APART, GENERAL)


def test_facets_of_two_items_and_of_one_are_borne():
    items, _ = made_answers(np.random.default_rng(3), 800, facets=3)
    two = {"a": ["faceta_1", "faceta_2"], "b": ["facetb_1", "facetb_2"],
           "c": ["facetc_1", "facetc_2", "facetc_3"]}  # fmt: skip
    assert factor_fit(items, two).table["model"].tolist() == [ONE, APART, GENERAL]
    one = {"a": ["faceta_1"], "b": ["facetb_1", "facetb_2"], "c": ["facetc_1", "facetc_2"]}
    assert factor_fit(items, one).table["model"].tolist() == [ONE]
    assert "No facets were named" in factor_fit(items, {}).sentence


@pytest.mark.parametrize(
    ("matrix", "said"),
    [
        (np.array([[1, 0.5, 0], [0.4, 1, 0], [0, 0, 1]]), "not symmetric"),
        (np.array([[1, 2, 0], [2, 1, 0], [0, 0, 1]]), "no matrix of covariances"),
    ],
)
def test_a_matrix_with_a_slip_is_refused(matrix, said):
    with pytest.raises(DataProblem, match=said):
        factor_fit_of_matrix(pd.DataFrame(matrix, columns=list("abc")), 100, {})


def test_too_few_respondents_are_refused_and_not_fitted():
    items, _ = made_answers(np.random.default_rng(4), 60)
    with pytest.raises(DataProblem, match="60 respondents with complete answers to 20 items"):
        factor_fit(items)
