"""One treatment decided at three units: by a pencil, by a second route, over 1,000 lots."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.data.planted_truth import truth
from cvmlab.errors import DataProblem
from cvmlab.idic.customize.current_decision import current_decision, current_trial
from cvmlab.idic.customize.decision_rules import (
    ALL,
    EACH,
    MASS,
    RISK,
    SEGMENT,
    UPLIFT,
    VALUE,
    decided,
)
from cvmlab.idic.customize.decision_truth import BEST, decision_truth, true_worth
from cvmlab.idic.customize.decision_unit import decision_unit
from cvmlab.idic.customize.decision_unit_picture import plot_decision_unit
from cvmlab.idic.customize.decision_unit_result import valued
from cvmlab.idic.customize.foretold import Foretold
from cvmlab.idic.customize.trial_data import trial_data
from tests.sample import sample_company

COST = 2.0


@pytest.fixture(scope="module")
def ws():
    return sample_company()


@pytest.fixture(scope="module")
def found(ws):
    return current_decision(ws)


def lot(n: int, rng: np.random.Generator, effect: dict[str, float] | None = None):
    """A lot of n customers in two tiers, with what was planted in each."""
    effect = effect or {"gold": 6.0, "bronze": 0.5}
    frame = pd.DataFrame({"customer_id": [f"C{k:05d}" for k in range(n)]})
    frame["tier"] = np.where(rng.random(n) < 0.3, "gold", "bronze")
    frame["size"] = rng.gamma(2.0, 5.0, n) + 10 * (frame["tier"] == "gold")
    frame["chance"] = np.where(rng.random(n) < 0.5, 0.35, 0.65)
    frame["drawn"] = rng.random(n) < frame["chance"]
    frame["gain"] = frame["tier"].map(effect)
    noise = rng.normal(0, 5, n)
    frame["margin"] = 30 + frame["size"] + noise + frame["gain"] * frame["drawn"]
    frame["came"] = rng.random(n) < 0.5
    return frame


def trial_of(frame: pd.DataFrame):
    return trial_data(frame, treated="drawn", outcome="margin", propensity="chance",
                      features=["size"], cost=COST, value="size", lately="came")  # fmt: skip


# by a pencil


def test_who_is_treated_by_hand():
    scores = pd.DataFrame({RISK: [0.9, 0.1, 0.5, 0.2], VALUE: [1.0, 4.0, 3.0, 2.0],
                           UPLIFT: [5.0, 2.0, np.nan, 2.1], ALL: [np.inf] * 4})  # fmt: skip
    half = np.array([0, 0, 1, 1])
    treats = decided(scores, half, 0.5, 2.0)
    assert treats[RISK].tolist() == [True, False, True, False]
    assert treats[VALUE].tolist() == [False, True, True, False]
    assert treats[UPLIFT].tolist() == [True, False, False, True]  # above the cost; unknown: never
    assert treats[ALL].all()


def test_four_lines_of_a_doubly_robust_value_by_hand():
    """Cost 2, chance a half. Called, expected 10, brought 12: 10 + 2 ÷ .5 = 14; and so on."""
    frame = pd.DataFrame({"customer_id": list("abcd") * 40, "chance": 0.5,
                          "drawn": [True, True, False, False] * 40,
                          "margin": [12.0, 9.0, 7.0, 8.0] * 40,
                          "size": [4.0, 1.0, 3.0, 2.0] * 40})  # fmt: skip
    frame["customer_id"] += frame.index.astype(str)
    trial = trial_data(frame, treated="drawn", outcome="margin", propensity="chance",
                       features=["size"], cost=COST, value="size")  # fmt: skip
    expected = np.full(160, 9.0)
    with_it, without = expected + 1, expected - 1  # 10 if called, 8 if not
    drawn = trial.treated
    psi = with_it - without + np.where(drawn, (trial.outcome - with_it) / 0.5,
                                       -(trial.outcome - without) / 0.5)  # fmt: skip
    known = Foretold(expected, without, with_it, psi, np.ones(160), True)
    # a: 14 − 8 = 6; b: 8 − 8 = 0; c: 10 − (8 − 2) = 4; d: 10 − 8 = 2
    assert psi[:4].tolist() == [6, 0, 4, 2]
    scores = pd.DataFrame({ALL: np.inf, VALUE: trial.frame["size"].to_numpy(),
                           RISK: -trial.frame["size"].to_numpy(), UPLIFT: 0.0},
                          index=pd.Index(frame["customer_id"], name="customer_id"))  # fmt: skip
    units = {ALL: MASS, RISK: EACH, VALUE: EACH, UPLIFT: EACH}
    unit = valued(scores, np.arange(160) // 80, trial, known, units, 0.5, 0.95)
    # mean effect 3: all gain 1; by value a and c, (6 + 4) / 2 − 2 = 3, for half of the customers
    assert unit.row(ALL)["gain"] == pytest.approx(1.0)
    assert unit.row(VALUE)["gain"] == pytest.approx(1.5)
    assert unit.row(VALUE)["brought"] == pytest.approx(5.0)
    assert unit.row(RISK)["gain"] == pytest.approx(-0.5)  # b and d: (0 + 2) / 2 − 2 = −1
    assert unit.row(UPLIFT)["customers"] == 0 and np.isnan(unit.row(UPLIFT)["brought"])
    assert unit.line("a0") == (
        "a0 was called, by a chance of 50%, and brought €12.00. Worth if called: €10.00 + (€12.00 "
        "− €10.00) ÷ 0.50 − €2.00 (the call) = €12.00. Worth if not called: €8.00. Difference: "
        "€4.00."
    )
    assert "Worth if not called: €8.00 + (€7.00 − €8.00) ÷ 0.50 = €6.00" in unit.line("c2")


def test_segments_are_treated_where_the_other_half_says_so():
    frame = lot(4_000, np.random.default_rng(4))
    unit = decision_unit(trial_of(frame), {"by tier": frame.set_index("customer_id")["tier"]})
    assert unit.treats["by tier"].tolist() == (frame["tier"] == "gold").tolist()
    for k in (0, 1):  # a half's score is the mean pseudo-outcome of the other half
        for tier in ("gold", "bronze"):
            mine = unit.scores["by tier"][(unit.half == k) & (frame["tier"] == tier).to_numpy()]
            assert mine.nunique() == 1
            assert mine.iloc[0] == pytest.approx({"gold": 6.0, "bronze": 0.5}[tier], abs=1.5)
    assert unit.units == {ALL: MASS, "by tier": SEGMENT, RISK: EACH, VALUE: EACH, UPLIFT: EACH}
    row = unit.row("by tier")
    true = float(((frame["gain"] - COST) * (frame["tier"] == "gold")).mean())
    assert row["gain_low"] < true < row["gain_high"]
    assert unit.value.difference("by tier", ALL)[1] > 0  # where segments differ this much, it shows


def test_a_customers_own_outcome_never_decides_about_her():
    """Change one customer's outcome: her own half's scores stay as they are."""
    frame = lot(1_000, np.random.default_rng(5))
    before = decision_unit(trial_of(frame), {"by tier": frame.set_index("customer_id")["tier"]})
    frame.loc[0, "margin"] += 1e4
    after = decision_unit(trial_of(frame), {"by tier": frame.set_index("customer_id")["tier"]})
    own = before.half == before.half[0]
    assert np.array_equal(before.scores[own], after.scores[own])
    assert not np.allclose(before.scores[UPLIFT][~own], after.scores[UPLIFT][~own])


# planted, over 1,000 lots


def test_intervals_cover_what_the_rules_are_truly_worth():
    """Rules whose effects each half learns for the other; the truth is of the rules so chosen.

    Two tiers just above and below the cost, so that halves often disagree. Pooled errors would
    cover 91% where luck makes halves agree; errors added up cover at least 95%.
    """
    rng, hits, fixed = np.random.default_rng(6), 0, 0
    units = {ALL: MASS, "by tier": SEGMENT, RISK: EACH, VALUE: EACH, UPLIFT: EACH}
    frame = lot(400, rng, {"gold": 2.6, "bronze": 1.6})
    trial = trial_of(frame)
    gold = (frame["tier"] == "gold").to_numpy()
    gain, p = frame["gain"].to_numpy(), frame["chance"].to_numpy()
    expected = 30 + frame["size"].to_numpy()
    index = pd.Index(frame["customer_id"], name="customer_id")
    for _ in range(1_000):
        drawn, half = rng.random(400) < p, rng.permutation(400) % 2
        y = expected + rng.normal(0, 5, 400) + gain * drawn
        one, other = expected + 2, expected
        psi = one - other + drawn * (y - one) / p - ~drawn * (y - other) / (1 - p)
        trial.frame["drawn"], trial.frame["margin"] = drawn, y
        tier = np.zeros(400)
        for k in (0, 1):
            for mark in (gold, ~gold):
                tier[(half == k) & mark] = psi[(half != k) & mark].mean()
        size = frame["size"].to_numpy()
        scores = pd.DataFrame(
            {ALL: np.inf, "by tier": tier, RISK: size, VALUE: size, UPLIFT: tier}, index=index
        )
        known = Foretold(expected, other, one, psi, np.ones(400), True)
        unit = valued(scores, half, trial, known, units, 0.5, 0.95)
        row = unit.row("by tier")
        true = float((unit.treats["by tier"].to_numpy() * (gain - COST)).mean())
        hits += np.isnan(row["gain_low"]) or row["gain_low"] <= true <= row["gain_high"]
        row = unit.row(VALUE)
        true = float((unit.treats[VALUE].to_numpy() * (gain - COST)).mean())
        fixed += row["gain_low"] <= true <= row["gain_high"]
    assert hits >= 940
    assert 930 <= fixed <= 970


# the sample company


def test_the_gain_is_the_mean_of_the_chosen_lines_counted_otherwise(found):
    for name in found.units:
        treats = found.treats[name].to_numpy()
        mean = (treats * (found.known.pseudo - found.cost)).mean()
        assert found.row(name)["gain"] == pytest.approx(mean), name
        if treats.any():
            brought = found.known.pseudo[treats].mean()
            assert found.row(name)["brought"] == pytest.approx(brought), name


def test_the_riskiest_were_the_wrong_ones_to_call(found):
    row = found.row(RISK)
    assert row["brought_high"] < found.cost and row["gain_high"] < 0
    assert "even at the upper end it does not pay" in found.wrong_ones
    assert "806 customers most at risk" in found.wrong_ones
    planted = truth().uplift.frame().set_index("customer_id")["uplift_margin"]
    rows = true_worth(found, planted).set_index("policy")
    assert rows.loc[UPLIFT, "true"] > 0.5 > -0.5 > rows.loc[RISK, "true"]
    assert rows["held"].dropna().all()
    assert rows.loc[BEST, "true"] > rows["true"].drop(BEST).max()
    assert rows.loc[BEST, "true"] == pytest.approx(1.09, abs=0.01)


def test_at_another_cost_the_verdict_follows(found):
    free = found.at(cost=0.0)
    assert "the interval holds the cost: whether it pays is open" in free.wrong_ones
    assert free.treats["by need told"].mean() > found.treats["by need told"].mean()
    wide = found.at(share=0.5)
    assert wide.row(RISK)["treated"] == pytest.approx(0.5, abs=1e-3)
    assert (wide.treats[UPLIFT] == found.treats[UPLIFT]).all()


def test_the_picture_fills_only_what_is_sure(found):
    picture = plot_decision_unit(found)
    assert "by risk: 10% called, −€0.81 a head" in picture.alt
    assert picture.alt.startswith("Calling those most at risk loses €8.08 a call")
    points = picture.axes.collections[-1]
    assert np.allclose(points.get_offsets()[:, 0], found.table["gain"])
    white = (points.get_facecolors()[:, :3] == 1).all(axis=1)
    sure = (found.table["gain_low"] > 0) | (found.table["gain_high"] < 0)
    assert (white == ~sure.to_numpy()).all()


def test_it_is_worked_out_once(ws, found):
    assert current_decision(ws) is found and current_trial(ws) is found.trial


# edges


def test_wrong_shares_segments_rules_and_customers_are_said(found):
    trial = found.trial
    with pytest.raises(DataProblem) as caught:
        decision_unit(trial, {"mine": pd.Series(["x"], index=["nobody"])}, share=0.0)
    assert len(caught.value.problems) == 2
    with pytest.raises(DataProblem, match="by uplift"):
        found.row("by magic")
    with pytest.raises(DataProblem, match="not part of the lot"):
        found.line("K9")
    with pytest.raises(DataProblem, match="stands nowhere"):
        decision_truth(found, "my tables")


def test_a_small_firm_without_segments():
    unit = decision_unit(trial_of(lot(150, np.random.default_rng(7))))
    assert list(unit.units) == [ALL, RISK, VALUE, UPLIFT]
    assert len(unit.summary().cells) == 4
    said = " ".join(" ".join(row) for row in unit.summary().cells)
    assert "too few to say" in said and "nan" not in said
    assert plot_decision_unit(unit).alt
    assert "nan" not in plot_decision_unit(unit).alt
    assert unit.sentence and unit.wrong_ones
