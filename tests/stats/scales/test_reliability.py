"""Alpha and the omegas: published lines, a second route, coverage, and what alpha cannot say."""

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.stats.resampling import bootstrap
from cvmlab.stats.scales.reliability import reliability
from cvmlab.stats.scales.reliability_numbers import alpha_of
from tests.stats.scales.made_scales import made_answers, true_omegas
from tests.stats.scales.published_scales import FACETS, pupils

# semTools::reliability of the three-factor model in lavaan (Rosseel 2012), 301 pupils.
PUBLISHED_ALPHA = [0.626, 0.883, 0.689]
PUBLISHED_OMEGA = [0.625, 0.885, 0.688]


def test_published_alphas_and_omegas_of_three_facets():
    facets = reliability(pupils(), FACETS).facets
    assert facets["alpha"].tolist() == pytest.approx(PUBLISHED_ALPHA, abs=6e-4)
    assert facets["omega"].round(3).tolist() == PUBLISHED_OMEGA


def test_alpha_by_its_definition_with_correlations_of_halves():
    # The mean over all split halves of Rulon's coefficient is alpha (Cronbach 1951).
    items, _ = made_answers(np.random.default_rng(1), 300, facets=1)
    x = items.to_numpy()
    halves = []
    for other in (1, 2, 3):
        first = x[:, 0] + x[:, other]
        second = x.sum(axis=1) - first
        halves.append(1 - (first - second).var() / x.sum(axis=1).var())
    assert np.mean(halves) == pytest.approx(reliability(items).alpha, abs=1e-12)


def test_the_delta_interval_agrees_with_drawing_respondents_again():
    items, _ = made_answers(np.random.default_rng(2), 400, facets=2)
    found = reliability(items).table.iloc[0]
    again = bootstrap(
        items, lambda rows: alpha_of(np.cov(rows, rowvar=False)), resamples=1000, seed=1
    )
    assert found.low == pytest.approx(again.low, abs=0.004)
    assert found.high == pytest.approx(again.high, abs=0.004)


def test_intervals_hold_the_truth_as_often_as_they_say():
    loading = np.tile([0.78, 0.74, 0.70, 0.66], 3)
    same = np.kron(np.eye(3), np.ones((4, 4))) * 0.35**2
    covariance = np.outer(loading, loading) + same
    np.fill_diagonal(covariance, 1.0)
    truths = np.array([alpha_of(covariance), *true_omegas(facets=3)])
    held = np.zeros(3)
    for seed in range(60):
        items, _ = made_answers(np.random.default_rng(seed), 300, facets=3, steps=False)
        table = reliability(items).table
        held += (table["low"] <= truths) & (truths <= table["high"])
    assert (held >= 52).all(), held  # 57 of 60 promised; three standard errors are five


def test_a_skewed_scale_keeps_its_interval():
    # Answers pile up at the top; the truth is that of a very large sample.
    def alpha(rows, seed):
        items, _ = made_answers(np.random.default_rng(seed), rows, facets=1, centre=6.0)
        return reliability(items).table.iloc[0]

    truth = alpha(100_000, 99).estimate
    held = [found.low <= truth <= found.high for found in (alpha(200, s) for s in range(60))]
    assert sum(held) >= 52


def test_alpha_near_95_proves_length_and_not_one_thing():
    # Ten facets that have less in common than apart, four items each.
    items, _ = made_answers(np.random.default_rng(3), 3000, facets=10, general=0.6, facet=0.72)
    short, _ = made_answers(np.random.default_rng(3), 3000, facets=1)
    many = reliability(items)
    assert many.alpha > 0.91
    assert many.omega_hierarchical < 0.85
    assert many.mean_correlation < 0.25
    assert many.alpha > reliability(short).alpha  # though the short one is a single thing
    assert many.alpha_of_length(4) < 0.6
    assert "length" in many.sentence
    assert f"{many.alpha_of_length(4):.2f}" in many.sentence


def test_more_items_of_the_same_kind_raise_alpha_as_foretold():
    items, _ = made_answers(np.random.default_rng(4), 20_000, facet=0.0, steps=False)
    first = items[[c for c in items if c.endswith(("_1", "_2"))]]
    foretold = reliability(first, {}).alpha_of_length(20)
    assert foretold == pytest.approx(reliability(items, {}).alpha, abs=0.02)


def test_kestrels_twenty_items_are_one_thing_with_facets(survey):
    wave = survey[survey["wave"] == 3]
    names = ("trust", "known", "belonging", "care", "meaning")
    found = reliability(wave[[f"{name}_{i}" for name in names for i in (1, 2, 3, 4)]])
    total, hierarchical = true_omegas()
    assert found.alpha == pytest.approx(0.955, abs=0.01)
    assert found.omega_total == pytest.approx(total, abs=0.015)  # bond spread is not quite one
    assert found.omega_hierarchical == pytest.approx(hierarchical, abs=0.03)
    assert list(found.facets["facet"]) == list(names)


def test_an_item_worded_the_other_way_round_is_named():
    items, _ = made_answers(np.random.default_rng(5), 500, facets=1)
    items["faceta_3"] = 8 - items["faceta_3"]
    found = reliability(items, {})
    assert found.against == ["faceta_3"]
    assert "faceta_3: runs against the other items" in str(found.summary())
    assert found.items.set_index("item").loc["faceta_3", "alpha_without"] > found.alpha


def test_item_rest_correlations_leave_the_item_out():
    items, _ = made_answers(np.random.default_rng(6), 200, facets=1)
    found = reliability(items, {}).items.set_index("item")
    rest = items.drop(columns="faceta_2").sum(axis=1)
    assert found.loc["faceta_2", "item_rest"] == pytest.approx(items["faceta_2"].corr(rest))
    without = reliability(items.drop(columns="faceta_2"), {}).alpha
    assert found.loc["faceta_2", "alpha_without"] == pytest.approx(without)


def test_small_data_give_a_wide_interval_and_say_what_cannot_be_known():
    items, _ = made_answers(np.random.default_rng(7), 30)
    found = reliability(items)
    alpha = found.table.iloc[0]
    assert alpha.high - alpha.low > 0.04
    assert np.isnan(found.omega_hierarchical)
    assert "30 respondents are too few to look inside 20 items" in found.sentence


@pytest.mark.parametrize(
    ("columns", "why"),
    [(4, "no facets were named"), (8, "three facets")],
)
def test_without_three_facets_omega_hierarchical_stays_empty_and_says_why(columns, why):
    items, _ = made_answers(np.random.default_rng(8), 400)
    found = reliability(items.iloc[:, :columns])
    assert np.isnan(found.omega_hierarchical)
    assert np.isfinite(found.omega_total)
    assert why in found.sentence


def test_those_with_a_gap_are_left_out_and_counted():
    items, _ = made_answers(np.random.default_rng(9), 400)
    items.iloc[:7, 3] = np.nan
    found = reliability(items)
    assert (found.rows, found.left_out) == (393, 7)
    assert "7 left out with an answer missing" in str(found.summary())


def test_all_problems_are_told_at_once_and_nothing_is_changed():
    items, _ = made_answers(np.random.default_rng(10), 100, facets=1)
    items["same"] = 4
    items["copy"] = items["faceta_1"]
    before = items.copy()
    with pytest.raises(DataProblem) as told:
        reliability(items)
    assert len(told.value.problems) == 2
    assert "All answers are the same" in str(told.value)
    assert 'Every answer repeats "faceta_1"' in str(told.value)
    pd.testing.assert_frame_equal(items, before)


@pytest.mark.parametrize(
    ("items", "said"),
    [
        (pd.DataFrame({"a": [1, 2, 3] * 5}), "at least two items"),
        (pd.DataFrame({"a": ["x", "y"] * 8, "b": [1, 2] * 8}), "not numbers"),
        (pd.DataFrame({"a": [1, 2, 3], "b": [2, 1, 3]}), "Only 3 respondents"),
    ],
)
def test_data_that_cannot_be_a_scale_are_refused_in_plain_words(items, said):
    with pytest.raises(DataProblem, match=said):
        reliability(items)


def test_a_mistyped_item_is_met_with_the_nearest():
    items, _ = made_answers(np.random.default_rng(11), 50, facets=1)
    with pytest.raises(DataProblem, match='Did you mean "faceta_1"'):
        reliability(items, {"a": ["faceta_11", "faceta_2"]})


def test_the_table_of_items_begins_with_the_weakest_and_says_what_runs_against():
    items, _ = made_answers(np.random.default_rng(3), 300, facets=1)
    noise = np.random.default_rng(4).normal(items.to_numpy().mean(), 1, 300)
    shown = reliability(items.assign(noise=noise)).item_summary().frame
    assert shown["Item"].iloc[0] == "noise"
    assert shown["Correlation with the rest"].is_monotonic_increasing
    assert shown["Alpha without it"].iloc[0] == pytest.approx(reliability(items).alpha)
    turned = items.assign(first=-items.iloc[:, 0]).drop(columns=items.columns[0])
    assert "first: runs against the other items" in reliability(turned).item_summary().note
