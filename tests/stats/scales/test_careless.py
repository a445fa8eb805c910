"""Careless respondents: those planted are found, careful ones left in peace, reasons given."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2

from cvmlab.errors import DataProblem
from cvmlab.stats.scales.careless import ANYTHING, ONE_COLUMN, careless
from cvmlab.stats.scales.reliability import reliability
from tests.stats.scales.conftest import RELATIONSHIP
from tests.stats.scales.made_scales import made_answers

LEVELS = ("core", "process", "technical", "interaction", "emotional")
SATISFACTION = [f"{level}_{i}" for level in LEVELS for i in (1, 2, 3)]
BATTERIES = {"satisfaction": SATISFACTION, "relationship": RELATIONSHIP}


@pytest.mark.parametrize("wave", [1, 2, 3, 4])
def test_kestrels_careless_are_found_and_the_careful_left_in_peace(survey, truth, wave):
    answers = survey[survey["wave"] == wave].set_index("response_id")
    flagged = careless(answers, BATTERIES).table["flagged"]
    hasty = truth.loc[answers.index, "careless"]
    assert flagged[hasty].mean() >= 0.98  # hits
    assert flagged[~hasty].mean() <= 0.004  # false alarms


def test_the_reason_given_is_the_one_planted(survey, truth):
    answers = survey[survey["wave"] == 3].set_index("response_id")
    table = careless(answers, BATTERIES).table
    hasty = truth.loc[answers.index, "careless"]
    same = hasty & (answers[RELATIONSHIP].nunique(axis=1) == 1)
    assert (table.loc[same, "reason"] == ONE_COLUMN).all()
    assert (table.loc[hasty & ~same, "reason"] == ANYTHING).mean() > 0.97


def test_careful_normal_answers_are_flagged_as_rarely_as_foretold():
    rng = np.random.default_rng(1)
    loading = rng.uniform(0.5, 0.9, 12)
    values = rng.standard_normal((20_000, 1)) * loading
    values += np.sqrt(1 - loading**2) * rng.standard_normal((20_000, 12))
    found = careless(pd.DataFrame(values), unlikely=0.01)
    flagged = int(found.table["flagged"].sum())
    assert found.by_chance == pytest.approx(200)
    assert flagged == pytest.approx(200, abs=4 * np.sqrt(200))


def test_the_hasty_cannot_hide_in_the_spread_they_make():
    items, _ = made_answers(np.random.default_rng(2), 1000, facets=3)
    rng = np.random.default_rng(3)
    items.iloc[:150] = rng.integers(1, 8, size=(150, 12))  # 15% tick anything
    flagged = careless(items).table["flagged"]
    assert flagged[:150].mean() > 0.85
    assert flagged[150:].mean() < 0.02
    # Measured from everybody at once, fewer would be seen.
    away = items - items.mean()
    distance = np.einsum("ni,ij,nj->n", away, np.linalg.inv(items.cov()), away)
    once = chi2.sf(distance[:150], 12) < 0.001
    assert flagged[:150].mean() > once.mean()


def test_a_run_counts_only_within_its_battery():
    items, _ = made_answers(np.random.default_rng(4), 300, facets=4)
    items.iloc[0, :8] = 5.0
    items.iloc[0, 8:] = [3.0, 6.0] * 4
    halves = {"first": list(items.columns[:8]), "second": list(items.columns[8:])}
    assert careless(items, halves).table.loc[0, "reason"] == ONE_COLUMN
    assert careless(items).table.loc[0, "reason"] != ONE_COLUMN
    assert careless(items, halves).table.loc[0, "longest_run"] == 8


def test_batteries_of_a_few_items_are_not_judged_by_their_runs():
    items, _ = made_answers(np.random.default_rng(5), 300, facets=1)
    items.iloc[:20] = 6.0
    assert (careless(items).table["reason"] != ONE_COLUMN).all()


def test_screening_mends_what_haste_does_to_reliability():
    items, _ = made_answers(np.random.default_rng(6), 2000)
    clean = reliability(items).alpha
    dirty = items.copy()
    dirty.iloc[:300] = np.random.default_rng(7).integers(1, 8, size=(300, 20))
    assert reliability(dirty).alpha < clean - 0.005
    screened = careless(dirty)
    assert reliability(dirty[screened.kept]).alpha == pytest.approx(clean, abs=0.003)


def test_flagged_ones_are_kept_in_the_table_and_nothing_is_changed():
    items, _ = made_answers(np.random.default_rng(8), 400, facets=2)
    items.index = [f"r{i}" for i in range(400)]
    items.iloc[5] = 7.0
    before = items.copy()
    found = careless(items)
    assert found.table.index.tolist() == items.index.tolist()
    assert not found.kept[5]
    assert (found.table["flagged"] == (found.table["reason"] != "")).all()
    pd.testing.assert_frame_equal(items, before)


def test_the_sentence_says_how_many_why_and_what_it_would_change():
    items, _ = made_answers(np.random.default_rng(9), 1000)
    items.iloc[:30] = 7.0
    found = careless(items)
    assert "30 for one column all the way down" in found.sentence
    assert "full of praise" in found.sentence
    moved = (found.moved["without"] - found.moved["with_all"]).abs().max()
    assert f"by more than {moved:.2f}" in found.sentence
    expected = items[found.kept].mean()
    assert found.moved["without"].to_numpy() == pytest.approx(expected.to_numpy())
    assert sum(int(row[1]) for row in found.summary().cells) == 1000


def test_gaps_break_runs_and_leave_the_distance_empty():
    items, _ = made_answers(np.random.default_rng(10), 400, facets=2)
    items.iloc[0] = 5.0
    items.iloc[0, 4] = np.nan
    row = careless(items).table.iloc[0]
    assert row.longest_run == 4
    assert np.isnan(row.distance)
    assert not row.flagged


def test_with_few_respondents_only_runs_are_judged():
    items, _ = made_answers(np.random.default_rng(11), 40)
    items.iloc[0] = 4.0
    found = careless(items)
    assert found.table["flagged"].sum() == 1
    assert found.by_chance == 0
    assert found.table["distance"].isna().all()


def test_a_share_beyond_the_battery_is_refused():
    items, _ = made_answers(np.random.default_rng(12), 50)
    with pytest.raises(DataProblem, match="a share from 0 to 1"):
        careless(items, longest=10)
