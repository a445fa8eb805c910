"""Drivers with their outcome: planted ones found, what soft ones have together, and the check."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.loyalty.satisfaction.drivers import satisfaction_drivers
from cvmlab.loyalty.satisfaction.drivers_picture import plot_satisfaction_drivers
from cvmlab.loyalty.satisfaction.levels import soft_and_hard
from cvmlab.loyalty.satisfaction.ordinal_check import ordinal_check
from cvmlab.stats.importance import importance
from tests.loyalty.satisfaction.made_marks import LEVELS, made_marks


@pytest.fixture(scope="module")
def satisfied(answers):
    return satisfaction_drivers(answers)


@pytest.fixture(scope="module")
def staying(answers):
    return satisfaction_drivers(answers, "stays")


# planted truth, at Kestrel


def test_drivers_of_satisfaction_are_nearly_flat(satisfied):
    assert satisfied.table["share"].between(0.15, 0.25).all()
    assert satisfied.of("technical")["rank_high"] >= 4  # the first place is not sure


def test_staying_goes_with_the_emotional_level_more_than_with_all_others(staying):
    first = staying.table.iloc[0]
    assert first["driver"] == "emotional" and first["share"] > 0.5
    assert first["low"] > 0.2  # above an equal share, interval and all


def test_a_share_has_a_sign(staying):
    assert staying.of("core")["correlation"] < 0
    assert "core" in staying.backwards
    assert "More of core product goes with less of it." in staying.sentence


def test_what_the_soft_ones_have_together_holds_the_planted_truth():
    """Three equal unrelated drivers, two of them soft: two thirds."""
    held = []
    for seed in range(120):
        rng = np.random.default_rng(seed)
        frame = pd.DataFrame(
            rng.normal(size=(300, 3)), columns=["core", "interaction", "emotional"]
        )
        frame["overall"] = frame.sum(axis=1) + 2 * rng.normal(size=300)
        levels = ["core", "interaction", "emotional"]
        found = satisfaction_drivers(frame, levels=levels, resamples=200)
        held.append(found.soft_low <= 2 / 3 <= found.soft_high)
    assert 0.89 <= np.mean(held) <= 0.99


# two routes


def test_shares_are_those_of_importance_and_soft_ones_add_up(satisfied, answers):
    plain = importance(answers, "overall", list(satisfied.levels)).table
    pd.testing.assert_frame_equal(satisfied.table.drop(columns="kind"), plain)
    soft = satisfied.table[satisfied.table["kind"] == "soft"]["share"].sum()
    assert satisfied.soft_share == pytest.approx(soft)
    assert satisfied.soft_low < soft < satisfied.soft_high


def test_as_an_order_drivers_are_the_same(answers, satisfied, staying):
    for drivers in (satisfied, staying):
        check = ordinal_check(answers, drivers)
        assert check.holds
        apart = (check.table["ordinal_share"] - check.table["share"]).abs()
        assert apart.max() < 0.03
        assert check.table["ordinal_share"].sum() == pytest.approx(1)
        assert "the same signs" in check.sentence
    assert ordinal_check(answers, staying).steps == 2


def test_an_order_of_two_steps_is_a_logit():
    import statsmodels.api as sm

    rng = np.random.default_rng(1)
    frame = made_marks(9, 400)
    frame["stays"] = frame["emotional"] + 2 * rng.logistic(size=400) > 7
    drivers = satisfaction_drivers(frame, "stays", LEVELS)
    check = ordinal_check(frame, drivers).table.set_index("driver")
    x = (frame[LEVELS] - frame[LEVELS].mean()) / frame[LEVELS].std(ddof=0)
    logit = sm.Logit(frame["stays"].astype(float), sm.add_constant(x)).fit(disp=0)
    assert check.loc[LEVELS, "slope"].to_numpy() == pytest.approx(
        logit.params[LEVELS].to_numpy(), abs=1e-3
    )
    assert check.loc[LEVELS, "slope_error"].to_numpy() == pytest.approx(
        logit.bse[LEVELS].to_numpy(), rel=0.02
    )


def test_the_check_finds_drivers_that_hang_on_the_ends_of_the_scale():
    """One customer in fifty says −500: to a mean a driver, to an order hardly one."""
    rng = np.random.default_rng(2)
    frame = pd.DataFrame(rng.normal(size=(1_000, 2)), columns=["core", "emotional"])
    frame["overall"] = np.rint(frame["emotional"] + rng.normal(size=1_000))
    furious = frame["core"] < -2.05
    frame.loc[furious, "overall"] = -500
    drivers = satisfaction_drivers(frame, levels=["core", "emotional"])
    assert drivers.table["driver"].iloc[0] == "core"
    check = ordinal_check(frame, drivers)
    assert not check.holds and "Do not build on these" in check.sentence


# what is said


def test_every_title_names_its_outcome(satisfied, staying):
    picture = plot_satisfaction_drivers(satisfied, staying)
    assert "Overall satisfaction goes with all levels alike" in picture.alt
    assert "staying with how people are made to feel (69%)" in picture.alt
    panels = [ax.get_title("left") or ax.get_title() for ax in picture.axes.figure.axes]
    assert panels[1:] == ["Overall satisfaction", "Staying"]
    assert picture.png.startswith(b"\x89PNG")
    assert "overall satisfaction" in str(satisfied.summary())


def test_chance_is_called_chance():
    rng = np.random.default_rng(3)
    frame = made_marks(10, 200).assign(stays=rng.integers(0, 2, 200).astype(bool))
    drivers = satisfaction_drivers(frame, "stays", LEVELS)
    assert drivers.is_noise and drivers.sentence.startswith(
        "For staying: these 5 drivers explain no"
    )
    assert "nothing that chance would not explain" in plot_satisfaction_drivers(drivers).alt


# inputs


def test_yes_and_no_with_gaps_are_taken_and_gaps_left_out():
    frame = made_marks(11, 100)
    told = pd.array([True, False] * 50, dtype="boolean")
    told[:7] = pd.NA
    drivers = satisfaction_drivers(frame.assign(stays=told), "stays", LEVELS)
    assert drivers.importance.rows == 93 and drivers.importance.left_out == 7


def test_levels_of_ones_own_keep_their_order_and_their_words():
    frame = made_marks(12).rename(columns={"core": "room", "emotional": "welcome"})
    drivers = satisfaction_drivers(
        frame, levels=["room", "technical", "welcome"], soft=["welcome"],
        labels={"welcome": "the welcome"},
    )  # fmt: skip
    assert drivers.levels == ("room", "technical", "welcome") and drivers.hard == (
        "room",
        "technical",
    )
    assert "the welcome" in plot_satisfaction_drivers(drivers).alt


def test_a_missing_level_is_named_with_the_nearest_there_is():
    with pytest.raises(DataProblem, match=r'no column "emotonal".*emotional'):
        satisfaction_drivers(made_marks(13), levels=["core", "emotonal"])


def test_different_levels_are_not_drawn_in_one_cone(satisfied):
    other = satisfaction_drivers(made_marks(14), levels=["core", "emotional"])
    with pytest.raises(ValueError, match="same levels"):
        plot_satisfaction_drivers(satisfied, other)


def test_an_outcome_without_steps_is_no_order():
    frame = made_marks(15)
    with pytest.raises(DataProblem, match="different answers"):
        ordinal_check(frame, satisfaction_drivers(frame, levels=LEVELS))


def test_a_level_is_soft_or_hard_and_not_both():
    with pytest.raises(DataProblem, match="soft and hard"):
        soft_and_hard(LEVELS, ["core"], ["core"])
    with pytest.raises(DataProblem, match="none of the levels"):
        soft_and_hard(LEVELS, ["cor"], ["process"])
