"""Waves of an index: planted changes recovered, and no trend where none may be drawn."""

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.loyalty.relationship.wave_changes import by_customer, changes
from cvmlab.loyalty.relationship.waves import index_waves
from cvmlab.loyalty.relationship.waves_picture import plot_index_waves
from tests.sample import sample_company
from tests.stats.scales.made_scales import made_answers

NAMES = ("trust", "known", "belonging")
ITEMS = [f"{facet}_{i}" for facet in NAMES for i in (1, 2, 3, 4)]


def asked_twice(
    seed: int, people: int = 3000, change: float = 0.0, leave: float = 0.0, on_bond: float = 0.5
) -> tuple[pd.DataFrame, dict[int, pd.DataFrame], float]:
    """Two waves of a survey, everybody asked, and the true change among those asked.

    Parameters
    ----------
    change : float
        By how much everybody's bond grows, in standard deviations.
    leave : float
        How strongly those of little bond leave before the second wave.
    on_bond : float
        How strongly the bond, as far as visits show it, decides who answers.
    """
    rng = np.random.default_rng(seed)
    bond = rng.standard_normal(people)
    stays = rng.random(people) < 1 / (1 + np.exp(-1.5 - leave * bond)) if leave else bond > -99
    visits = bond + 0.3 * rng.standard_normal(people)
    parts, asked, truths = [], {}, []
    for wave in (1, 2):
        here = np.flatnonzero(stays | (wave == 1))
        felt = bond[here] + (change if wave == 2 else 0.0)
        answers, true = made_answers(rng, len(here), facets=3, felt=felt[:, None])
        answers.columns = ITEMS
        came = rng.random(len(here)) < 1 / (1 + np.exp(0.2 - on_bond * visits[here]))
        answers = answers.assign(wave=wave, customer_id=[f"K{i}" for i in here])
        asked[wave] = pd.DataFrame({"customer_id": answers["customer_id"], "visits": visits[here]})
        parts.append(answers[came])
        truths.append(true.mean())
    return pd.concat(parts, ignore_index=True), asked, truths[1] - truths[0]


@pytest.fixture(scope="module")
def kestrel():
    return index_waves(sample_company().survey.frame())


def test_a_planted_change_lies_in_its_interval_as_often_as_promised():
    held = same = 0
    for seed in range(24):
        survey, asked, truth = asked_twice(seed, people=1200, change=0.2)
        row = index_waves(survey, asked, ["visits"], screen=False).changes.iloc[0]
        held += row.low <= truth <= row.high
        same += row.same_low <= truth <= row.same_high
    assert held >= 20  # 23 of 24 promised
    assert same >= 20


def test_weights_bring_back_those_asked_where_visits_show_the_bond():
    survey, asked, _ = asked_twice(1, people=8000, on_bond=1.2)
    found = index_waves(survey, asked, ["visits"]).table
    truth = 53.3  # 4.2 on the scale from 1 to 7
    assert (found["index"] - truth).abs().max() < 1.0
    assert (found["unweighted"] - truth).min() > 3.0
    assert found["weighted"].all()


def test_when_those_of_little_bond_leave_the_index_rises_and_nobody_has_moved():
    survey, asked, _ = asked_twice(2, people=9000, leave=1.5)
    found = index_waves(survey, asked, ["visits"])
    row = found.changes.iloc[0]
    assert row.low > 1
    assert row.same_low < 0.3
    assert "the rest is who was there to be asked" in found.sentence


def test_when_everybody_moves_the_words_say_so():
    survey, _, _ = asked_twice(3, change=0.4)
    found = index_waves(survey)
    assert "rises" in found.sentence
    assert "people moved, and not only who was asked" in found.sentence
    assert "Those who did not answer are not weighed for." in found.sentence


def test_a_customer_who_answers_twice_counts_once_in_the_error():
    rng = np.random.default_rng(4)
    lasting = rng.normal(50, 15, 4000)
    twice = lasting[:, None] + rng.normal(0, 3, (4000, 2))
    together = changes(twice, np.ones((4000, 2)), [1, 2], 0.95).iloc[0]
    assert together.high - together.low == pytest.approx(2 * 1.96 * 3 * np.sqrt(2 / 4000), rel=0.05)
    assert together.change == pytest.approx(together.same)
    apart = np.full((8000, 2), np.nan)
    apart[:4000, 0], apart[4000:, 1] = twice[:, 0], twice[:, 1]
    row = changes(apart, np.ones((8000, 2)), [1, 2], 0.95).iloc[0]
    assert row.both == 0
    assert np.isnan(row.same)
    assert row.high - row.low > 4 * (together.high - together.low)


def test_answers_are_laid_out_by_customer_and_wave():
    table = by_customer(np.array([1.0, 2.0, 3.0]), np.array([0, 1, 0]), np.array([1, 1, 2]), [1, 2])
    assert table[0].tolist() == [1, 3]
    assert table[1, 0] == 2
    assert np.isnan(table[1, 1])


def test_an_anonymous_wave_stands_apart_from_every_change(kestrel):
    assert kestrel.anonymous == (2,)
    assert kestrel.named == (1, 3, 4)
    assert kestrel.changes[["before", "after"]].to_numpy().tolist() == [[1, 3], [3, 4]]
    assert kestrel.invariance.waves == (1, 3, 4)
    assert "Wave 2 asked no names and stands apart" in kestrel.sentence


def test_kestrels_bond_rose_at_the_last_wave_in_the_same_people_too(kestrel):
    row = kestrel.changes.iloc[-1]
    assert row.low > 2
    assert row.same_low > 2  # the care programme reached them
    assert kestrel.comparable
    assert set(kestrel.facets["facet"]) == {"trust", "known", "belonging", "care", "meaning"}


def test_every_answer_is_used_or_counted_as_left_out(kestrel):
    survey = sample_company().survey.frame()
    total = kestrel.table["answers"] + kestrel.table["hasty"]
    assert total.tolist() == survey.groupby("wave").size().tolist()


def test_no_trend_is_drawn_through_waves_that_must_not_be_compared():
    survey, _, _ = asked_twice(5)
    second = survey["wave"] == 2
    survey.loc[second, "trust_2"] = np.clip(survey.loc[second, "trust_2"] - 2, 1, 7)
    found = index_waves(survey, screen=False)
    assert not found.comparable
    assert found.sentence.startswith("No trend is drawn.")
    picture = plot_index_waves(found)
    assert picture.axes.get_title().replace("\n", " ").startswith("Waves that must not be compared")
    joined = [line for line in picture.axes.lines if line.get_linestyle() == "-"]
    assert all(len(set(line.get_xdata())) == 1 for line in joined)  # only intervals


def test_the_picture_joins_named_waves_and_tells_its_numbers(kestrel):
    picture = plot_index_waves(kestrel)
    assert "wave 2" in picture.alt
    assert "no names asked" in picture.alt
    assert f"{kestrel.table['index'].iloc[-1]:.1f}" in picture.alt
    assert "goes up by" in picture.axes.get_title().replace("\n", " ")


def test_tables_to_read_tell_the_same(kestrel):
    assert "2 (no names asked)" in str(kestrel.summary())
    assert "3 to 4" in str(kestrel.change_summary())
    assert kestrel.change_in_words(0).startswith("From wave 1 to wave 3 the index has not surely")


def test_waves_too_small_to_be_compared_are_shown_each_by_itself():
    survey, _, _ = asked_twice(9, people=70)
    found = index_waves(survey)
    assert found.invariance is None
    assert not found.comparable
    assert "too few answers to see whether" in found.sentence
    assert np.isfinite(found.table[["index", "low", "high"]]).all().all()
    assert "no line joins them" in plot_index_waves(found).alt.replace("\n", " ")


def test_someone_asked_twice_in_a_wave_is_counted_once():
    survey, _, _ = asked_twice(6, people=800)
    doubled = pd.concat([survey, survey.head(5)], ignore_index=True)
    once, twice = (index_waves(frame, screen=False).table["answers"] for frame in (survey, doubled))
    assert once.tolist() == twice.tolist()


def test_the_survey_is_not_changed():
    survey, asked, _ = asked_twice(7, people=800)
    before = survey.copy()
    index_waves(survey, asked, ["visits"])
    pd.testing.assert_frame_equal(survey, before)


def test_slips_are_told_in_plain_words():
    survey, asked, _ = asked_twice(8, people=400)
    with pytest.raises(DataProblem, match="0 waves name their respondents"):
        index_waves(survey.assign(customer_id=None))
    with pytest.raises(DataProblem, match="not what is known of them"):
        index_waves(survey, asked)
    with pytest.raises(DataProblem, match="Those asked in wave 1 lack spend"):
        index_waves(survey, asked, ["spend"])
    with pytest.raises(DataProblem, match='no column "round"'):
        index_waves(survey, wave="round")
    with pytest.raises(DataProblem, match='no items "trusst_1"'):
        index_waves(survey, facets=["trusst"])
