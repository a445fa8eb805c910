"""The map of levels names its outcome, draws again with its shares, and minds the sign."""

from __future__ import annotations

import numpy as np
import pytest

from cvmlab.loyalty.satisfaction.drivers import satisfaction_drivers
from cvmlab.loyalty.satisfaction.level_map import level_map, plot_level_map
from tests.loyalty.satisfaction.made_marks import LEVELS, made_marks


@pytest.fixture(scope="module")
def maps(answers):
    return {
        outcome: level_map(answers, satisfaction_drivers(answers, outcome), scale=(1, 10))
        for outcome in ("overall", "stays")
    }


def test_each_map_names_its_outcome(maps):
    for outcome, words in (("overall", "overall satisfaction"), ("stays", "staying")):
        assert maps[outcome].outcome == words
        assert maps[outcome].sentence.startswith(f"For {words}: ")
        assert f"For {words}: " in plot_level_map(maps[outcome]).alt
        assert f"For {words}: " in str(maps[outcome].summary())


def test_the_two_maps_are_two(maps):
    fields = {
        outcome: one.table.set_index("item")["quadrant"].to_dict() for outcome, one in maps.items()
    }
    assert fields["overall"]["emotional"] == "possible overkill"
    assert fields["stays"]["emotional"] == "keep up the good work"


def test_what_hangs_on_the_lines_is_said(maps):
    assert len(maps["overall"].moves) == 3
    assert "3 of 5 items would lie in another field" in maps["overall"].sentence


def test_importance_that_works_backwards_is_nowhere_to_begin(maps):
    assert maps["stays"].items("concentrate here") == ("core",)
    assert "more of core product goes with less of staying, so that is nowhere to begin" in (
        maps["stays"].sentence
    )
    assert "To begin" not in plot_level_map(maps["stays"]).axes.get_title()


def test_marks_are_the_means_and_their_intervals_those_of_means(maps, answers):
    rows = maps["overall"].table.set_index("item")
    for level in LEVELS:
        assert rows.loc[level, "performance"] == pytest.approx(answers[level].mean())
        reach = 1.96 * answers[level].std() / np.sqrt(len(answers))
        width = rows.loc[level, "performance_high"] - rows.loc[level, "performance_low"]
        assert width == pytest.approx(2 * reach, rel=0.15)


def test_a_map_of_noise_is_not_read():
    rng = np.random.default_rng(1)
    frame = made_marks(1, 200).assign(stays=rng.integers(0, 2, 200))
    placed = level_map(frame, satisfaction_drivers(frame, "stays", LEVELS))
    assert placed.is_noise and "one of noise" in placed.sentence


def test_a_rivals_mark_may_be_where_the_lines_cross():
    frame = made_marks(2)
    drivers = satisfaction_drivers(frame, levels=LEVELS)
    placed = level_map(frame, drivers, crosshair="rival", given={"rival": (0.2, 9.0)})
    assert not placed.items("keep up the good work")
    assert placed.lines["rival"] == (0.2, 9.0)


def test_weights_move_marks_and_shares_alike():
    frame = made_marks(3).assign(weight=np.tile([1.0, 0.0], 400))
    half = frame[frame["weight"] > 0]
    weighted, plain = (
        level_map(one, satisfaction_drivers(one, levels=LEVELS, weights=name), weights=name).table
        for one, name in ((frame, "weight"), (half, None))
    )
    for column in ("importance", "performance"):
        assert weighted[column].tolist() == pytest.approx(plain[column].tolist())
