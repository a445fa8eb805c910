"""Few interviews: published intervals, the chance of hearing against counted draws, limits."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from cvmlab.insight.heard.few_interviews import (
    add_intervals,
    chance_of_hearing,
    hearing_sentence,
    interviews_needed,
    largest_unheard_share,
    plot_hearing,
    what_interviews_tell,
)

# Newcombe 1998, "Two-sided confidence intervals for the single proportion: comparison of seven
# methods", Statistics in Medicine 17, table I: exact (Clopper-Pearson) and Wilson score intervals.
PUBLISHED = {
    (81, 263): ((0.2527, 0.3676), (0.2553, 0.3662)),
    (15, 148): ((0.0578, 0.1617), (0.0624, 0.1605)),
    (0, 20): ((0.0000, 0.1684), (0.0000, 0.1611)),
    (1, 29): ((0.0009, 0.1776), (0.0061, 0.1718)),
}


@pytest.mark.parametrize("counts", PUBLISHED)
def test_both_intervals_are_those_of_newcombes_table(counts):
    row = add_intervals(pd.DataFrame({"said": [counts[0]], "of": [counts[1]]})).iloc[0]
    exact, wilson = PUBLISHED[counts]
    assert_allclose(row[["low", "high"]].astype(float), exact, atol=6e-5)
    assert_allclose(row[["wilson_low", "wilson_high"]].astype(float), wilson, atol=6e-5)


def test_the_exact_interval_inverts_the_binomial_test():
    row = add_intervals(pd.DataFrame({"said": [14], "of": [20]})).iloc[0]
    assert stats.binom.sf(13, 20, row.low) == pytest.approx(0.025)
    assert stats.binom.cdf(14, 20, row.high) == pytest.approx(0.025)


def test_the_exact_interval_covers_at_least_as_often_as_it_says_and_wilson_does_on_average():
    of = 20
    ends = add_intervals(pd.DataFrame({"said": np.arange(of + 1), "of": of}))
    truths = np.linspace(0.02, 0.98, 97)
    weights = stats.binom.pmf(np.arange(of + 1)[:, None], of, truths)
    covered = {
        kind: (
            weights
            * ((ends[f"{kind}low"].to_numpy()[:, None] <= truths)
               & (truths <= ends[f"{kind}high"].to_numpy()[:, None]))
        ).sum(axis=0)
        for kind in ("", "wilson_")
    }  # fmt: skip
    assert covered[""].min() >= 0.95
    assert covered["wilson_"].mean() == pytest.approx(0.95, abs=0.01)
    assert covered["wilson_"].min() < 0.95  # which is why the exact one is shown


def test_none_and_all_close_the_interval_at_the_end():
    ends = add_intervals(pd.DataFrame({"said": [0, 6], "of": [6, 6]}))
    assert list(ends["low"]) == [0.0, pytest.approx(0.025 ** (1 / 6))]
    assert list(ends["high"]) == [pytest.approx(1 - 0.025 ** (1 / 6)), 1.0]


def test_the_chance_of_hearing_agrees_with_counting_every_draw():
    # 400 clients, 40 of them with the need: draws of two clients can be counted one by one.
    heard = sum(i < 40 or j < 40 for i, j in combinations(range(400), 2))
    pairs = 400 * 399 / 2
    assert chance_of_hearing(0.1, 2) == pytest.approx(heard / pairs, abs=5e-4)
    assert chance_of_hearing(0.0, 9) == 0 and chance_of_hearing(1.0, 1) == 1


def test_the_chance_of_hearing_agrees_with_simulated_interviews():
    heard = (np.random.default_rng(5).random((40_000, 12)) < 0.1).any(axis=1).mean()
    assert chance_of_hearing(0.1, 12) == pytest.approx(heard, abs=0.01)


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.5, 0.7, 0.99, 1.0])
def test_the_number_needed_is_the_smallest_that_is_enough(share):
    needed = interviews_needed(share, 0.75)
    assert chance_of_hearing(share, needed) >= 0.75 - 1e-12
    assert needed == 1 or chance_of_hearing(share, needed - 1) < 0.75


def test_silence_obeys_the_rule_of_three():
    # Hanley and Lippman-Hand 1983, JAMA 249: nothing in n cases is compatible with up to 3/n.
    for n in (30, 100, 1000):
        assert largest_unheard_share(n) == pytest.approx(3 / n, rel=0.06)
    limit = largest_unheard_share(6)
    assert chance_of_hearing(limit, 6) == pytest.approx(0.95)


def test_the_sentence_tells_finding_from_measuring():
    assert hearing_sentence(12) == (
        "With 12 interviews, a need of 70% of clients is heard at least once with a chance of over "
        "99%, one of 5% with 46%. How many have it is another matter: 8 mentions in 12 would mean "
        "35% to 90% of all clients."
    )
    assert hearing_sentence(1).startswith("With 1 interview, ")


def test_the_picture_marks_the_chances_it_states():
    picture = plot_hearing(20)
    marked = [line.get_ydata()[0] for line in picture.axes.lines if line.get_marker() == "o"]
    assert_allclose(marked, what_interviews_tell(20)["chance"])
    assert "88% if 10%" in picture.alt
    styles = {line.get_linestyle() for line in picture.axes.lines if len(line.get_xdata()) > 2}
    assert len(styles) == 4


@pytest.mark.parametrize(
    "call",
    [
        lambda: chance_of_hearing(1.2, 3),
        lambda: chance_of_hearing(0.2, 0),
        lambda: interviews_needed(0.0),
        lambda: interviews_needed(0.2, 1.0),
        lambda: largest_unheard_share(5, 0),
    ],
)
def test_impossible_settings_are_refused(call):
    with pytest.raises(ValueError):
        call()
