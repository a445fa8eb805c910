"""The Qini curve: ten rows by hand, brute force, ties, and an interval that holds as promised."""

from __future__ import annotations

import numpy as np
import pytest

from cvmlab.errors import DataProblem
from cvmlab.idic.customize.qini import qini
from cvmlab.idic.customize.qini_picture import plot_qini

SCORES = np.arange(10, 0, -1.0)
TREATED = np.array([1, 0, 1, 0, 1, 0, 1, 0, 1, 0], dtype=bool)
BOUGHT = np.array([1, 0, 1, 1, 0, 0, 1, 1, 0, 1.0])
HALF = np.full(10, 0.5)


def test_ten_rows_worked_by_hand():
    """Treated and controls in turns, best score first (t: treated, c: control; bought or not):
    t1 c0 t1 c1 t0 c0 t1 c1 t0 c1. With the first k treated the gain a head is
    k/10 × (share of treated who bought − share of controls):
    k=2: .2 × (1/1 − 0/1) = .2      k=3: .3 × (2/2 − 0/1) = .3     k=4: .4 × (2/2 − 1/2) = .2
    k=5: .5 × (2/3 − 1/2) = 1/12    k=6: .6 × (2/3 − 1/3) = .2     k=7: .7 × (3/4 − 1/3) = 7/24
    k=8: .8 × (3/4 − 2/4) = .2      k=9: .9 × (3/5 − 2/4) = .09    k=10: 1 × (3/5 − 3/5) = 0
    (Radcliffe 2007: extra sales Rt − Rc·Nt/Nc; k=4: 2 − 1 × 2/2 = 1 of 2 treated, or .4 × 1/2.)
    After the first row nobody can be compared. All ten gain 0, so chance gains 0 throughout, and
    the area is a tenth of the sum: .1 × (.2 + .3 + .2 + 1/12 + .2 + 7/24 + .2 + .09) = .1565."""
    found = qini(SCORES, TREATED, BOUGHT, HALF, resamples=20)
    by_hand = [0, 0, 0.2, 0.3, 0.2, 1 / 12, 0.2, 7 / 24, 0.2, 0.09, 0]
    assert found.curve["gain"].tolist() == pytest.approx(by_hand)
    assert found.curve["share"].tolist() == pytest.approx(np.arange(11) / 10)
    assert found.coefficient == pytest.approx(0.1565)
    assert found.at(0.25).gain == pytest.approx(0.25) and found.at(0.25).random == 0


def brute(scores, treated, y, p):
    """The curve by the definition, threshold by threshold."""
    points = [(0.0, 0.0)]
    for line in sorted(set(scores), reverse=True):
        here = scores >= line
        one, other = here & treated, here & ~treated
        gap = 0.0
        if one.any() and other.any():
            gap = np.average(y[one], weights=1 / p[one]) - np.average(
                y[other], weights=1 / (1 - p[other])
            )
        points.append((here.mean(), here.mean() * gap))
    share, gain = map(np.array, zip(*points, strict=True))
    return share, gain, np.trapezoid(gain - share * gain[-1], share)


def made(seed: int, n: int = 80):
    rng = np.random.default_rng(seed)
    p = rng.choice([0.3, 0.5, 0.7], n)
    s = rng.random(n)
    treated = rng.random(n) < p
    return s, treated, 5 + 2 * s * treated + rng.normal(size=n), p


@pytest.mark.parametrize("seed", range(6))
def test_a_second_way_finds_the_same_curve(seed):
    s, treated, y, p = made(seed)
    s = np.round(s, 1 if seed % 2 else 6)  # every second time with ties
    found = qini(s, treated, y, p, resamples=5)
    share, gain, area = brute(s, treated, y, p)
    assert found.curve["gain"].to_numpy() == pytest.approx(gain)
    assert found.curve["share"].to_numpy() == pytest.approx(share)
    assert found.coefficient == pytest.approx(area)


def test_the_order_of_rows_and_ties_changes_nothing():
    s, treated, y, p = made(3)
    s = np.round(s, 1)
    again = np.random.default_rng(0).permutation(len(s))
    one = qini(s, treated, y, p, resamples=5)
    other = qini(s[again], treated[again], y[again], p[again], resamples=5)
    assert one.coefficient == pytest.approx(other.coefficient)


def test_a_score_that_is_the_same_for_all_is_worth_exactly_chance():
    _, treated, y, p = made(1)
    found = qini(np.ones(len(y)), treated, y, p, resamples=20)
    assert len(found.curve) == 2 and found.coefficient == 0 and found.better is None
    assert found.low == found.high == 0


def test_many_scores_are_taken_in_hundredths_with_nearly_the_same_area():
    s, treated, y, p = made(5, 3_000)
    found = qini(s, treated, y, p, resamples=5)
    assert len(found.curve) == 101
    assert found.coefficient == pytest.approx(brute(s, treated, y, p)[2], abs=0.01)


def test_the_interval_holds_the_true_area_as_often_as_it_says():
    """Score s even on 0 to 1, effect 2s: gain 2φ − φ², chance φ, area 1/6. 1,000 made lots of
    1,000 customers; the share that hold has a standard error of .007."""
    held = 0
    for seed in range(1_000):
        s, treated, y, p = made(seed, 1_000)
        found = qini(s, treated, y, p, resamples=150, seed=seed, expected=np.full(1_000, 5.0))
        held += found.low <= 1 / 6 <= found.high
    assert 0.925 <= held / 1_000 <= 0.97


def test_what_was_expected_narrows_the_interval_and_leaves_the_area():
    rng = np.random.default_rng(4)
    n = 4_000
    size, s = rng.gamma(1.0, 50.0, n), rng.random(n)
    treated = rng.random(n) < 0.5
    y = size + 4 * s * treated + rng.normal(size=n)
    plain = qini(s, treated, y, np.full(n, 0.5), resamples=100)
    told = qini(s, treated, y, np.full(n, 0.5), resamples=100, expected=size)
    assert told.high - told.low < 0.2 * (plain.high - plain.low)
    assert told.coefficient == pytest.approx(1 / 3, abs=0.04) and told.better
    assert "a head more than treating as many by lot" in told.sentence


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(DataProblem, match="0 or 1"):
        qini(SCORES, TREATED, BOUGHT, np.where(TREATED, 1.0, 0.5))
    with pytest.raises(DataProblem, match="9 scores for 10"):
        qini(SCORES[1:], TREATED, BOUGHT, HALF)
    with pytest.raises(DataProblem, match="missing"):
        qini(SCORES, TREATED, BOUGHT, np.where(TREATED, np.nan, 0.5))
    with pytest.raises(DataProblem, match="control arm"):
        qini(SCORES, np.ones(10, dtype=bool), BOUGHT, HALF)
    with pytest.raises(DataProblem, match="do not belong together"):
        qini(SCORES, TREATED[1:], BOUGHT, HALF)


def test_the_picture_says_what_it_shows():
    found = qini(SCORES, TREATED, BOUGHT, HALF, resamples=50)
    drawn = plot_qini(found)
    assert drawn.axes.get_title() == "Treating by uplift beats treating by lot"
    lost = plot_qini(qini(-SCORES, TREATED, BOUGHT, HALF, resamples=50, by="risk"))
    assert "Treating by risk" in lost.axes.get_title() and "beats" not in lost.axes.get_title()
    assert "€0.16" in drawn.alt and "€0.08 with half" in drawn.alt
    assert found.summary().cells[1][0] == "10%"
