"""Values of rules: by hand, by a second way, and intervals that hold as often as they say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.idic.customize.foretold import Foretold
from cvmlab.idic.customize.policy_value import policy_value
from cvmlab.idic.customize.policy_value_picture import plot_policy_value
from cvmlab.idic.customize.policy_value_result import NOBODY
from cvmlab.idic.customize.trial_data import TrialData, trial_data
from tests.idic.customize.made_trial import CHANCES, made_frame, made_trial

COST = 0.7


def quick(frame: pd.DataFrame, cost: float = COST) -> TrialData:
    """A trial without the checks, for thousands of them."""
    return TrialData(frame, "t", "y", "p", "id", ("x",), ("x",), cost)


def lot(seed: int, n: int = 400) -> tuple[TrialData, np.ndarray, Foretold]:
    """Margin 10 + 5x, and 2x more if treated; the rule treats x above .6. The model that foretells
    is wrong on purpose (11 for everybody in either arm)."""
    rng = np.random.default_rng(seed)
    x = rng.random(n)
    p = rng.choice(CHANCES, n)
    treated = rng.random(n) < p
    y = 10 + 5 * x + 2 * x * treated + 2 * (rng.exponential(size=n) - 1)
    frame = pd.DataFrame({"t": treated, "y": y, "p": p, "x": x, "id": np.arange(n)})
    flat = np.full(n, 11.0)
    return quick(frame), x > 0.6, Foretold(flat, flat, flat, flat, flat, True)


GAIN = (1 - 0.36) - 0.4 * COST  # mean of 2x above .6, less the cost of four in ten
VALUE = 12.5 + GAIN


def test_worked_by_hand():
    """Five customers, chance of treatment .5, .5, .25, .25, .5, treated yes, no, yes, no, no,
    margin 10, 4, 8, 6, 2; a treated one costs 1. The rule treats the first three. As it would:
    1 (weight 1/.5 = 2), 3 (1/.25 = 4), 4 (1/.75 = 4/3), 5 (1/.5 = 2).
    IPS: (20 + 32 + 8 + 4)/5 − .6 = 12.2.  SNIPS: 64/(2 + 4 + 4/3 + 2) − .6 = 6.2571.
    Effective: (28/3)² / (4 + 16 + 16/9 + 4) = 87.11/25.78 = 3.379; of those it treats
    36/20 = 1.8. DR with 5 foretold without and 7 with treatment: 7, 7, 7, 5, 5 and 2 × 3, 0,
    4 × 1, 4/3 × 1, 2 × −3 on top: (31 + 6 + 4 + 4/3 − 6)/5 − .6 = 6.6667."""
    frame = pd.DataFrame(
        {"t": [True, False, True, False, False], "y": [10.0, 4, 8, 6, 2],
         "p": [0.5, 0.5, 0.25, 0.25, 0.5], "x": 0.0, "id": range(5)}
    )  # fmt: skip
    rule = np.array([True, True, True, False, False])
    without, with_it = np.full(5, 5.0), np.full(5, 7.0)
    known = Foretold(without, without, with_it, without, without, True)
    wanted = {"ips": 12.2, "snips": 64 / (28 / 3) - 0.6, "dr": 20 / 3}
    # A lot of five is worth too few to be valued: written forty times it is the same in the mean.
    many = pd.concat([frame] * 40, ignore_index=True)
    told = Foretold(*(np.tile(part, 40) for part in (without, without, with_it, without, without)),
                    True)  # fmt: skip
    for method, value in wanted.items():
        found = policy_value({"rule": np.tile(rule, 40)}, quick(many, 1.0), method=method,
                             known=told).of("rule")  # fmt: skip
        assert found.value == pytest.approx(value)
        assert found.effective == pytest.approx(40 * (28 / 3) ** 2 / (24 + 16 / 9))
        assert found.effective_treated == pytest.approx(40 * 1.8)
        assert found.matched == pytest.approx(0.8) and found.treated == pytest.approx(0.6)
    with pytest.raises(DataProblem, match="worth fewer than 30"):
        policy_value({"rule": rule}, quick(frame, 1.0), method="dr", known=known)


def test_a_second_way_customer_by_customer():
    """The same three estimators written as loops."""
    trial, rule, known = lot(3)
    y, t, p = trial.outcome, trial.treated, trial.propensity
    ips = snips_top = snips_low = dr = 0.0
    for i in range(len(trial)):
        chance = p[i] if rule[i] else 1 - p[i]
        w = (1 / chance) if t[i] == rule[i] else 0.0
        ips += w * y[i]
        snips_top, snips_low = snips_top + w * y[i], snips_low + w
        dr += 11 + w * (y[i] - 11)
    cost = COST * rule.mean()
    by_loop = {"ips": ips / len(y) - cost, "snips": snips_top / snips_low - cost,
               "dr": dr / len(y) - cost}  # fmt: skip
    for method, value in by_loop.items():
        found = policy_value({"rule": rule}, trial, method=method, known=known)
        assert found.of("rule").value == pytest.approx(value)


@pytest.mark.parametrize("method", ["ips", "snips", "dr"])
def test_intervals_hold_the_truth_as_often_as_they_say(method):
    """1,000 made lots of 400 customers; the share that hold has a standard error of .007."""
    held = np.zeros(2)
    for seed in range(1_000):
        trial, rule, known = lot(seed)
        row = policy_value({"rule": rule}, trial, method=method, known=known).of("rule")
        held += [row.low <= VALUE <= row.high, row.gain_low <= GAIN <= row.gain_high]
    assert ((held / 1_000 >= 0.93) & (held / 1_000 <= 0.97)).all(), held


def test_the_difference_of_two_rules_is_paired():
    trial, rule, known = lot(1)
    nearly = rule.copy()
    nearly[np.flatnonzero(rule)[:5]] = False
    found = policy_value({"rule": rule, "nearly": nearly}, trial, known=known)
    gap, low, high = found.difference("rule", "nearly")
    assert gap == pytest.approx(found.of("rule").value - found.of("nearly").value)
    own = found.of("rule")
    assert high - low < 0.35 * (own.gain_high - own.gain_low)
    assert found.difference("rule", "rule") == (0.0, 0.0, 0.0)
    assert found.of(NOBODY)["gain"] == 0


def test_a_doubly_robust_value_needs_no_model_given():
    trial = made_trial(1)
    right = (trial.frame["kind"] > 0).to_numpy()
    truth = ((trial.frame["tau"] - trial.cost) * right).mean()
    wide = policy_value({"right": right}, trial, method="ips").of("right")
    found = policy_value({"right": right}, trial).of("right")
    assert found.gain_low <= truth <= found.gain_high
    assert found.gain_high - found.gain_low < 0.75 * (wide.gain_high - wide.gain_low)


def test_few_who_stand_for_a_rule_give_no_interval():
    trial, rule, known = lot(2)
    few = np.zeros(len(rule), dtype=bool)
    few[:12] = True
    found = policy_value({"few": few}, trial, known=known)
    row = found.of("few")
    assert np.isnan(row.gain_low) and row.effective_treated < 30 < row.effective
    cells = {row[0]: row[3] for row in found.summary().cells}
    assert cells["few"] == "too few to say" and "few –" not in plot_policy_value(found).alt


@pytest.mark.parametrize(
    ("change", "said"),
    [({"propensity": 1.0}, "could only be in one arm"),
     ({"propensity": np.nan}, "chances of treatment are missing"),
     ({"propensity": 1.4}, "no chances"), (None, "no chances of treatment are logged")],
)  # fmt: skip
def test_without_logged_chances_nothing_is_valued(change, said):
    frame = made_frame(1, 200)
    frame = frame.drop(columns="propensity") if change is None else frame
    if change:
        frame.loc[:4, "propensity"] = change["propensity"]
    with pytest.raises(DataProblem, match=said):
        trial_data(frame, outcome="margin", features=["before"])


def test_values_of_chances_spoilt_later_are_refused_too():
    trial, rule, known = lot(2)
    spoilt = replace(trial, frame=trial.frame.assign(p=np.where(rule, 1.0, 0.5)))
    with pytest.raises(DataProblem, match="0 or 1"):
        policy_value({"rule": rule}, spoilt, known=known)


def test_flags_that_do_not_fit_are_told_all_at_once():
    trial, rule, known = lot(2)
    with pytest.raises(DataProblem) as told:
        policy_value({"short": rule[1:], "odd": rule * 3.0}, trial, known=known)
    assert "399 flags for 400" in str(told.value) and "not yes or no" in str(told.value)
    with pytest.raises(DataProblem, match="there are: nobody, rule"):
        policy_value({"rule": rule}, trial, known=known).of("other")


def test_sentences_and_pictures_say_what_is_sure():
    trial = made_trial(5, 6_000, share=0.3)
    right = (trial.frame["kind"] > 0).to_numpy()
    found = policy_value({"right": right, "wrong": ~right}, trial)
    assert found.best == "right" and "The interval includes" not in found.sentence
    drawn = plot_policy_value(found)
    assert drawn.axes.get_title() == "What surely pays: right"
    assert "wrong −€" in drawn.alt
    lost = plot_policy_value(policy_value({"wrong": ~right}, replace(trial, cost=20.0)))
    assert lost.axes.get_title() == "What surely loses money: wrong"
