"""Shares, means and their differences: published numbers, coverage, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cvmlab.errors import DataProblem
from cvmlab.loyalty.called_loyal.group_outcomes import (
    as_points,
    check_columns,
    difference,
    estimate,
    heading_of,
    is_share,
    joint_level,
    words_of,
)


def yes(events: int, of: int) -> pd.Series:
    return pd.Series([True] * events + [False] * (of - events))


def test_the_difference_of_two_shares_is_newcombes():
    # Newcombe (1998), table II, example (a), method 10: 56/70 − 48/80 = .2 (.0524, .3339)
    found = difference(yes(56, 70), yes(48, 80), True, 0.95)
    assert found == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_the_difference_of_two_means_is_welchs():
    rng = np.random.default_rng(1)
    a, b = rng.normal(5, 1, 40), rng.normal(4, 3, 15)
    found = difference(pd.Series(a), pd.Series(b), False, 0.9)
    other = stats.ttest_ind(a, b, equal_var=False).confidence_interval(0.9)
    assert found[1:] == pytest.approx((other.low, other.high))
    assert found[0] == pytest.approx(a.mean() - b.mean())


def test_a_mean_has_students_interval():
    values = pd.Series([3.0, 4.0, 8.0, np.nan, 5.0])
    found = estimate(values, False, 0.95)
    other = stats.t.interval(0.95, 3, 5.0, stats.sem([3, 4, 8, 5]))
    assert (found.low, found.high) == pytest.approx(other)
    assert found.customers == 4


def test_one_customer_and_none_give_no_false_certainty():
    assert estimate(pd.Series([4.0]), False, 0.95)[1:3] == (-np.inf, np.inf)
    assert np.isnan(estimate(pd.Series([], dtype=float), True, 0.95).value)
    assert difference(pd.Series([4.0]), pd.Series([3.0, 5.0]), False, 0.95)[1:] == (
        -np.inf,
        np.inf,
    )


def test_joint_intervals_hold_together_as_often_as_they_say():
    rng = np.random.default_rng(5)
    level, together, times = joint_level(0.9, 3), 0, 600
    for _ in range(times):
        held = True
        for p, q in ((0.4, 0.4), (0.5, 0.45), (0.3, 0.35)):
            x, y = rng.binomial(200, p), rng.binomial(300, q)
            _, low, high = difference(yes(x, 200), yes(y, 300), True, level)
            held &= low <= p - q <= high
        together += held
    # Bonferroni holds at least as often: .90 less three standard errors of 600 runs
    assert together / times >= 0.9 - 3 * np.sqrt(0.09 / times)
    assert together / times <= 0.96


def test_yes_and_no_are_told_from_marks():
    assert is_share(pd.Series([True, False, None], dtype=object))
    assert is_share(pd.Series([1, 0, np.nan]))
    assert not is_share(pd.Series([1, 0, 7]))


def test_a_difference_has_its_sign_and_none_is_doubled():
    assert [as_points(x) for x in (0.0, 0.004, -0.004, -0.2)] == ["+0", "+0", "+0", "−20"]
    assert as_points(float("nan")) == "–"


def test_names_keep_their_capitals_at_the_beginning_of_a_line():
    words = {"move": "would look for a Kestrel"}
    assert heading_of("move", words) == "Would look for a Kestrel"
    assert words_of("trips_after") == "trips after"


def test_all_that_is_wrong_is_said_at_once():
    frame = pd.DataFrame({"stays": ["yes", "no"], "tier": ["gold", "silver"]})
    with pytest.raises(DataProblem) as caught:
        check_columns(frame, ["stays", "mvoe_city"], ["teir"])
    said = str(caught.value)
    assert len(caught.value.problems) == 3
    assert "words where numbers" in said and '"tier"' in said
    with pytest.raises(DataProblem, match="no customer"):
        check_columns(frame.iloc[:0].astype({"stays": float}), ["stays"])
