"""Whom a treatment changes: averages, tenths and slopes against planted effects."""

from __future__ import annotations

import numpy as np
import pytest

from cvmlab.errors import DataProblem
from cvmlab.idic.customize.foretold import foretold
from cvmlab.idic.customize.group_effects import group_effects, tenths
from cvmlab.idic.customize.group_effects_picture import plot_group_effects
from cvmlab.idic.customize.trial_data import trial_data
from cvmlab.idic.customize.uplift import uplift
from cvmlab.idic.customize.uplift_picture import plot_uplift
from cvmlab.stats.experiments.randomised import randomised
from tests.idic.customize.made_trial import made_frame, made_trial


def test_average_and_groups_hold_the_truth_as_often_as_they_say():
    """1,000 made lots of 300 customers, cross-fitted; the standard error of a share is .007.
    Groups are halves by a score that knows whom the treatment changes."""
    held = np.zeros(3)
    for seed in range(1_000):
        trial = made_trial(seed, 300, share=0.2)
        tau, kind = trial.frame["tau"].to_numpy(), trial.frame["kind"].to_numpy()
        psi = foretold(trial, folds=2, seed=seed).pseudo
        half = 1.96 * psi.std(ddof=1) / np.sqrt(len(psi))
        held[0] += abs(psi.mean() - tau.mean()) <= half
        rows = group_effects(kind, trial, groups=2, pseudo=psi).table
        group = tenths(kind, 2)
        for place, row in enumerate(rows.itertuples()):
            held[1 + place] += row.low <= tau[group == row.group].mean() <= row.high
    assert ((held / 1_000 >= 0.93) & (held / 1_000 <= 0.97)).all(), held


def test_the_average_is_that_of_another_way():
    """Doubly robust by cross-fitting, and by least squares within each chance: nearly the same."""
    trial = made_trial(11, 6_000)
    found = uplift(trial, learner="dr")
    other = randomised(trial.frame, "treated", ["margin"], before=["before", "kind"],
                       propensity="propensity").table.iloc[0]  # fmt: skip
    mean, low, high = found.average
    assert abs(mean - other.difference) < 0.25 * (high - low)
    assert high - low < 1.10 * (other.high - other.low)


def test_learners_find_whom_it_changes_and_are_honest_about_it():
    trial = made_trial(1, 6_000, share=0.2)
    tau = trial.frame["tau"].to_numpy()
    for learner in ("dr", "dr plain", "t"):
        found = uplift(trial, learner=learner)
        assert np.corrcoef(found.scores, tau)[0, 1] > 0.5, learner
        true_slope = np.polyfit(found.scores, tau, 1, w=1 / np.sqrt(found.foretold.noise))[0]
        _slope, low, high = found.slope
        assert low - 0.1 <= true_slope <= high + 0.1 and found.differ, learner
    best = uplift(trial)
    assert best.learner == min(best.losses, key=best.losses.get) and len(best.losses) == 3


def test_the_slope_of_right_scores_is_one_as_often_as_its_interval_says():
    """80 made lots; the share of intervals that hold the true slope has a standard error of
    .024."""
    held = 0
    for seed in range(80):
        trial = made_trial(seed, 500, share=0.3)
        found = uplift(trial, learner="dr", folds=2, seed=seed)
        w = 1 / found.foretold.noise
        x = found.scores - np.average(found.scores, weights=w)
        true = (w * x * trial.frame["tau"].to_numpy()).sum() / (w * x**2).sum()
        held += found.slope[1] <= true <= found.slope[2]
    assert held / 80 >= 0.88


def test_where_effects_do_not_differ_the_lot_seldom_says_they_do():
    """A treatment without effect, 80 made lots: false alarms (slope surely above 0) in no more
    than 6, where 2 are to be expected of one side of a 95% interval."""
    alarms = sum(
        bool(uplift(made_trial(seed, 300, share=0.0), learner="dr", folds=2).differ)
        for seed in range(80)
    )
    assert alarms <= 6


def test_each_customer_is_scored_by_a_model_of_the_others():
    """A customer's own outcome has no say in that customer's score, but in others'."""
    trial = made_trial(4, 400)
    before = uplift(trial, learner="dr", folds=4)
    trial.frame.loc[7, "margin"] = 5_000.0
    after = uplift(trial, learner="dr", folds=4)
    assert after.scores[7] == pytest.approx(before.scores[7])
    assert np.abs(after.scores - before.scores).max() > 0.1


def test_others_are_scored_by_what_was_learned():
    trial, more = made_trial(1, 3_000, share=0.3), made_trial(2, 500, share=0.3)
    found = uplift(trial, learner="dr")
    assert np.corrcoef(found.score(more), more.frame["tau"])[0, 1] > 0.7
    assert found.learned.weights["kind"] > 0.03 and found.learned.weights["all"] > 0.1


def test_modifiers_and_learners_are_named_rightly_or_refused():
    trial = made_trial(1, 400)
    assert set(uplift(trial, learner="dr", modifiers=["kind"]).learned.weights) == {"all", "kind"}
    assert set(uplift(trial, learner="dr", modifiers=[]).learned.weights) == {"all"}
    with pytest.raises(ValueError, match="learner must be"):
        uplift(trial, learner="forest")
    with pytest.raises(DataProblem, match="shoe size"):
        uplift(trial, modifiers=["shoe size"])


def test_small_odd_and_broken_lots():
    """Fifty customers, a feature that never varies, outcomes below zero, flags, and none at all."""
    frame = made_frame(3, 60).assign(same=1.0)
    small = trial_data(frame, outcome="margin", features=["before", "same"])
    found = uplift(small, folds=4)
    assert len(found.table) == 60 and np.isfinite(found.scores).all()
    below = trial_data(frame.assign(margin=frame["margin"] - 60), outcome="margin",
                       features=["before"])  # fmt: skip
    assert not foretold(below).scaled and np.isfinite(uplift(below, folds=4).scores).all()
    flags = trial_data(frame.assign(stays=frame["margin"] > 20), outcome="stays",
                       features=["before"])  # fmt: skip
    assert ((foretold(flags).expected >= 0) & (foretold(flags).expected <= 1)).all()
    with pytest.raises(DataProblem, match="at least 20 are needed"):
        trial_data(frame.assign(treated=False), outcome="margin", features=["before"])
    with pytest.raises(DataProblem) as told:
        trial_data(frame.drop(columns="before"), outcome="margin", features=["before", "kin"])
    assert "before" in str(told.value) and 'Did you mean "kind"' in str(told.value)
    gaps = frame.assign(margin=frame["margin"].mask(frame.index < 5))
    left = trial_data(gaps, outcome="margin", features=["before"])
    assert len(left) == 55 and left.set_aside == {"no outcome on record": 5}
    with pytest.raises(DataProblem, match="too few to cut"):
        uplift(small, folds=20)


def test_the_frame_given_is_not_changed():
    frame = made_frame(1, 100)
    copy = frame.copy()
    uplift(trial_data(frame, outcome="margin", features=["before", "kind"]), folds=2)
    assert frame.equals(copy)


def test_tables_sentences_and_pictures():
    trial = made_trial(1, 6_000, share=0.3)
    found = uplift(trial)
    assert "bears out that effects differ" in found.sentence
    cells = found.summary().cells
    assert cells[0][0] == "10" and len(cells) == 10
    assert plot_uplift(found).axes.get_title().startswith("Those with the highest predicted")
    one = found.of("C00007")
    assert one["tenth"] == found.tenth[7] and one["low"] < one["effect"] < one["high"]
    with pytest.raises(DataProblem, match="was not drawn"):
        found.of("K1")
    effects = group_effects(trial.frame["kind"].to_numpy(), trial, groups=4, by="kind")
    assert effects.top.pays and "it pays" in effects.sentence
    assert (
        plot_group_effects(effects).axes.get_title() == "Treating those with the highest kind pays"
    )
    assert effects.summary().cells[0][-1] == "no"


def test_equal_scores_stay_in_one_group():
    effects = group_effects(np.repeat([1.0, 2.0], 200), made_trial(1, 400), groups=10)
    assert effects.table["customers"].tolist() == [200, 200]
    with pytest.raises(DataProblem, match="scores are missing"):
        group_effects(np.full(400, np.nan), made_trial(1, 400))
