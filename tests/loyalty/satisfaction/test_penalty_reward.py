"""Two slopes a level: planted ones are found, names wait for their intervals, and bad input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.loyalty.satisfaction.penalty_reward import least_squares, penalty_reward
from cvmlab.loyalty.satisfaction.penalty_reward_picture import plot_penalty_reward
from cvmlab.loyalty.satisfaction.penalty_reward_result import (
    DELIGHT,
    PLAIN,
    TABLE_STAKE,
    UNSETTLED,
)
from tests.loyalty.satisfaction.made_marks import ABOVE, BELOW, LEVELS, TURN, made_marks

# planted truth


def test_planted_slopes_lie_in_their_intervals_as_often_as_is_said():
    held, joint = [], []
    for seed in range(150):
        table = penalty_reward(made_marks(seed, 500), levels=LEVELS, turn=TURN, turns=()).table
        held += list((table["below_low"] <= BELOW) & (table["below_high"] >= BELOW))
        held += list((table["above_low"] <= ABOVE) & (table["above_high"] >= ABOVE))
        gap = ABOVE - BELOW
        joint.append(((table["gap_low"] <= gap) & (table["gap_high"] >= gap)).all())
    assert 0.935 <= np.mean(held) <= 0.965  # 1,500 intervals of 95%
    assert np.mean(joint) >= 0.91  # all five gaps at once, 95% promised, 150 tries


def test_planted_names_are_found():
    names = penalty_reward(made_marks(1, 4_000), levels=LEVELS, turn=TURN).table["name"].tolist()
    assert names[2] == TABLE_STAKE and names[4] == DELIGHT
    assert names[1] == names[3] == PLAIN


def test_where_both_sides_count_alike_hardly_anything_gets_a_name():
    alike = np.full(5, 0.25)
    named = [
        penalty_reward(made_marks(seed, 400, alike, alike), levels=LEVELS, turn=TURN, turns=())
        .table["name"].isin([TABLE_STAKE, DELIGHT]).any()
        for seed in range(100)
    ]  # fmt: skip
    assert np.mean(named) <= 0.10  # 5% promised for all levels together


def test_few_answers_settle_nothing():
    table = penalty_reward(made_marks(2, 60), levels=LEVELS, turn=TURN, turns=()).table
    assert (table["name"] == UNSETTLED).sum() >= 3
    assert table["below_high"].sub(table["below_low"]).min() > 0.2


def test_kestrels_technical_level_is_a_table_stake_and_its_emotional_one_delights(answers):
    found = penalty_reward(answers, turn=7)
    assert found.of("technical")["name"] == TABLE_STAKE and found.of("technical")["holds"]
    assert found.of("emotional")["name"] == DELIGHT
    assert found.of("emotional")["above"] == found.table["above"].max()
    assert found.of("technical")["above"] == found.table["above"].min()
    assert set(found.sensitivity.loc["technical"]) == {TABLE_STAKE}


# a second route


def test_slopes_and_intervals_are_those_of_another_library():
    import statsmodels.api as sm

    frame = made_marks(3, 300)
    low, high = (frame[LEVELS] - TURN).clip(upper=0), (frame[LEVELS] - TURN).clip(lower=0)
    design = sm.add_constant(np.hstack([low, high]))
    other = sm.OLS(frame["overall"], design).fit(cov_type="HC3", use_t=True)
    found = penalty_reward(frame, levels=LEVELS, turn=TURN).table
    assert found["below"].to_numpy() == pytest.approx(other.params.to_numpy()[1:6])
    assert found["above"].to_numpy() == pytest.approx(other.params.to_numpy()[6:])
    ends = other.conf_int().to_numpy()
    assert found["below_low"].to_numpy() == pytest.approx(ends[1:6, 0])
    assert found["above_high"].to_numpy() == pytest.approx(ends[6:, 1])


def test_groups_are_differences_of_means_where_there_is_one_level():
    rng = np.random.default_rng(4)
    group = np.repeat([-1.0, 0.0, 1.0], 50)
    y = rng.normal(size=150) + group
    columns = np.column_stack([-(group < 0).astype(float), group > 0])
    slope, covariance, free = least_squares(columns, y)
    means = [y[group == g].mean() for g in (-1, 0, 1)]
    assert slope == pytest.approx([means[1] - means[0], means[2] - means[1]])
    assert free == 147 and (np.diagonal(covariance) > 0).all()


def test_points_missing_are_counted_by_hand():
    rng = np.random.default_rng(5)
    marks = pd.DataFrame({"a": [5.0, 6, 8, 9] * 20, "b": rng.uniform(1, 10, 80)})
    marks["overall"] = marks["a"] + marks["b"] + rng.normal(size=80)
    row = penalty_reward(marks, levels=["a", "b"], turn=7, turns=()).of("a")
    assert row["below_share"] == 0.5
    assert row["shortfall"] == pytest.approx((2 + 1) / 4)
    assert row["mean"] == 7


# what is said


def test_a_name_that_hangs_on_the_turning_point_is_said_to():
    found = penalty_reward(made_marks(1, 4_000), levels=LEVELS, turn=TURN)
    table = found.table.set_index("driver")
    for name in LEVELS:
        same = (found.sensitivity.loc[name] == table.loc[name, "name"]).all()
        assert table.loc[name, "holds"] == same
    assert "other ways to tell low from high the name stays for" in found.sentence
    assert str(found.names_elsewhere()).count("groups: below") == 1


def test_yes_and_no_are_said_in_percentage_points(answers):
    found = penalty_reward(answers, "stays", turn=7)
    assert found.is_share and found.unit == "percentage points"
    assert "no level is surely a table stake and none surely a delight" in found.sentence
    assert "Steepest: a point gained above 7.00 in how people are made to feel, +4." in (
        found.sentence
    )
    assert "For staying" in plot_penalty_reward(found).alt


def test_where_nothing_counts_that_is_said():
    nothing = np.zeros(5)
    sentence = penalty_reward(made_marks(21, 60, nothing, nothing), levels=LEVELS).sentence
    assert "no level is surely" in sentence


def test_a_side_that_works_backwards_gets_no_name():
    frame = made_marks(6, 3_000)
    frame["technical"] = 14 - frame["technical"]  # the scale was turned
    found = penalty_reward(frame, levels=LEVELS, turn=TURN)
    assert found.of("technical")["name"] == UNSETTLED


def test_the_picture_says_the_numbers_of_the_table(answers):
    found = penalty_reward(answers, turn=7)
    picture = plot_penalty_reward(found)
    assert picture.png.startswith(b"\x89PNG")
    row = found.of("technical")
    assert f"−{row['below']:.2f} and {row['above']:.2f} (table stake)" in picture.alt
    assert "overall satisfaction" in picture.alt


# inputs


def test_nothing_that_is_given_is_changed(answers):
    before = answers.copy()
    penalty_reward(answers, "stays")
    pd.testing.assert_frame_equal(answers, before)


def test_all_problems_are_told_at_once():
    frame = made_marks(7, 30).drop(columns="core")
    with pytest.raises(DataProblem, match='no column "core"'):
        penalty_reward(frame)
    with pytest.raises(DataProblem) as caught:
        penalty_reward(made_marks(7, 22), levels=LEVELS, turn=11)
    assert len(caught.value.problems) == 6  # five levels without a mark above, and too few rows


def test_thirty_answers_are_enough_for_wide_intervals_and_no_traceback():
    found = penalty_reward(made_marks(8, 60).head(40), levels=LEVELS, turns=())
    assert found.sentence and str(found.summary())
