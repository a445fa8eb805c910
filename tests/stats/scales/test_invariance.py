"""Waves compared: the published line, planted shifts found, and a shift no test can see."""

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.stats.scales.invariance import invariance
from tests.stats.scales.conftest import RELATIONSHIP
from tests.stats.scales.made_scales import made_answers
from tests.stats.scales.published_scales import FACETS, ITEMS, pupils

# lavaan's tutorial on multiple groups (Rosseel 2012): the two schools, step by step.
PUBLISHED = {
    "configural": (115.851, 48, 0.923, 0.097),
    "metric": (124.044, 54, 0.921, 0.093),
    "scalar": (164.103, 60, 0.882, 0.107),
}


def waves(seed: int, people: int = 1200, number: int = 2) -> tuple[pd.DataFrame, np.ndarray]:
    items, _ = made_answers(np.random.default_rng(seed), people * number, facets=3)
    return items, np.repeat(np.arange(1, number + 1), people)


def test_the_published_two_schools():
    found = invariance(pupils(), "school", FACETS)
    for row in found.table.itertuples():
        chi2, df, cfi, rmsea = PUBLISHED[row.step]
        assert row.chi2 == pytest.approx(chi2, abs=2e-3)
        assert row.df == df
        assert (round(row.cfi, 3), round(row.rmsea, 3)) == (cfi, rmsea)
    assert found.verdict == "relations"


def test_the_order_of_schools_and_the_units_do_not_matter():
    turned = pupils().iloc[::-1].reset_index(drop=True)
    turned[ITEMS] = turned[ITEMS] * 10 + 3
    first = invariance(pupils(), "school", FACETS).table
    second = invariance(turned, "school", FACETS).table
    pd.testing.assert_frame_equal(first.drop(columns="bic"), second.drop(columns="bic"), rtol=1e-5)


def test_waves_that_measure_the_same_may_be_compared():
    items, wave = waves(1)
    found = invariance(items, wave)
    assert found.verdict == "levels"
    assert found.sentence.startswith("Levels of 2 waves (1, 2) may be compared")


def test_an_item_that_came_to_be_answered_otherwise_is_found_and_named():
    items, wave = waves(2)
    items.loc[wave == 2, "facetb_2"] = np.clip(items.loc[wave == 2, "facetb_2"] - 1, 1, 7)
    found = invariance(items, wave)
    assert found.verdict == "relations"
    assert found.shifts["item"].iloc[0] == "facetb_2"
    assert "The farthest off is facetb_2" in found.sentence
    assert "must not be compared" in str(found.means_summary())


def test_items_that_count_for_something_else_allow_no_comparison():
    items, wave = waves(3)
    rng = np.random.default_rng(9)
    for name in ("faceta_1", "facetb_1", "facetc_1"):  # in the second wave nobody reads them
        items.loc[wave == 2, name] = rng.permutation(items.loc[wave == 2, name])
    found = invariance(items, wave)
    assert found.verdict == "nothing"
    assert "count for different things" in found.sentence


def test_a_shift_of_all_items_alike_is_seen_by_no_such_test_and_the_words_say_so():
    items, wave = waves(4)
    items.loc[wave == 2] = items.loc[wave == 2] - 0.3
    found = invariance(items, wave)
    assert found.verdict == "levels"
    assert "no such test can see" in found.sentence
    assert (found.means.query("wave == 2")["high"] < 0).all()


def test_means_of_facets_are_recovered_as_often_as_their_intervals_say():
    held = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        first, _ = made_answers(rng, 400, facets=2, steps=False)
        second, _ = made_answers(rng, 400, facets=2, steps=False,
                                 felt=rng.standard_normal((400, 1)) + 0.4)  # fmt: skip
        found = invariance(pd.concat([first, second], ignore_index=True), np.repeat([1, 2], 400))
        # The facet as the first wave sees it has variance .72² + .35², about; .4 of the common one.
        truth = 0.4 * 0.72 / np.sqrt(0.72**2 + 0.35**2)
        rows = found.means.query("wave == 2")
        held += ((rows["low"] <= truth) & (truth <= rows["high"])).tolist()
    assert np.mean(held) >= 0.88  # 80 intervals, in pairs


def test_equal_waves_lose_hardly_any_fit():
    lost = []
    for seed in range(10):
        items, wave = waves(20 + seed, people=500)
        lost.append(invariance(items, wave).table["cfi_lost"].iloc[1:].max())
    assert max(lost) < 0.005


def test_kestrels_waves_may_be_compared_and_the_bond_rose_at_the_last(survey):
    found = invariance(survey[[*RELATIONSHIP, "wave"]], "wave")
    assert found.verdict == "levels"
    last = found.means[found.means["wave"] == 4]
    assert (last["low"] > 0.1).all()
    assert found.waves == (1, 2, 3, 4)


def test_without_facets_one_factor_is_compared():
    items, wave = waves(5)
    found = invariance(items[["faceta_1", "faceta_2", "faceta_3", "faceta_4"]], wave, {})
    assert found.verdict == "levels"
    assert found.means["facet"].unique().tolist() == ["all items"]


def test_a_scale_that_fits_in_no_wave_is_not_compared():
    rng = np.random.default_rng(6)
    two = rng.standard_normal((1000, 2)).repeat(3, axis=1) + 0.5 * rng.standard_normal((1000, 6))
    found = invariance(pd.DataFrame(two, columns=list("abcdef")), np.repeat([1, 2], 500), {})
    assert found.verdict == "nothing"
    assert "already within waves the picture of the scale does not fit" in found.sentence


@pytest.mark.parametrize(
    ("wave", "said"),
    [
        (np.ones(200), "only one wave"),
        (np.repeat([1, 2], [190, 10]), "Too few complete answers in wave 2"),
        (np.ones(7), "7 waves were given for 200 rows"),
        ("round", 'no column "round"'),
    ],
)
def test_waves_that_cannot_be_compared_are_refused_in_plain_words(wave, said):
    items, _ = made_answers(np.random.default_rng(7), 200, facets=2)
    with pytest.raises(DataProblem, match=said):
        invariance(items, wave)


def test_a_facet_of_one_item_is_refused():
    items, wave = waves(8, people=200)
    with pytest.raises(DataProblem, match="only one item"):
        invariance(items, wave, {"a": ["faceta_1"], "b": ["facetb_1", "facetb_2"]})
