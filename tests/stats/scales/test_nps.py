"""The net promoter score: published sample sizes, and an interval that holds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cvmlab.errors import DataProblem
from cvmlab.stats.scales.nps import net_promoter_score, nps_sample_size


def test_published_sample_sizes():
    # 40% promoters and 25% detractors: 965 answers for five points, 2,679 for three.
    assert nps_sample_size(0.40, 0.25, 5) == 965
    assert nps_sample_size(0.40, 0.25, 3) == 2679


def test_that_many_answers_give_that_margin():
    n = nps_sample_size(0.40, 0.25, 5)
    answers = np.repeat([10, 8, 3], [round(0.40 * n), n - round(0.40 * n) - round(0.25 * n),
                                     round(0.25 * n)])  # fmt: skip
    found = net_promoter_score(answers)
    assert found.score == pytest.approx(15, abs=0.1)
    assert (found.high - found.low) / 2 == pytest.approx(5, abs=0.02)
    assert "takes 2,67" in found.sentence or "takes 2,68" in found.sentence


def test_the_interval_holds_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(1000):
        found = net_promoter_score(rng.choice([10, 8, 3], size=150, p=[0.4, 0.35, 0.25]))
        held += found.low <= 15 <= found.high
    assert held / 1000 == pytest.approx(0.95, abs=0.02)


def test_weights_bring_back_those_who_are_rarely_heard():
    answers = [10] * 60 + [2] * 40
    found = net_promoter_score(answers, [0.5] * 60 + [1.75] * 40)
    assert found.score == pytest.approx(-40)
    assert found.effective < 100


@given(st.lists(st.integers(0, 10), min_size=2, max_size=200))
def test_the_score_is_promoters_less_detractors(answers):
    found = net_promoter_score(answers)
    promoters = sum(x >= 9 for x in answers) / len(answers)
    detractors = sum(x <= 6 for x in answers) / len(answers)
    assert found.score == pytest.approx(100 * (promoters - detractors))
    assert (found.promoters, found.detractors) == pytest.approx((promoters, detractors))


def test_missing_answers_are_left_out_and_others_refused():
    assert net_promoter_score([10, np.nan, 0, 8]).answers == 3
    for answers in ([10], [1, 2, 11], [np.nan, 5]):
        with pytest.raises(DataProblem, match="answers from 0 to 10"):
            net_promoter_score(answers)


@pytest.mark.parametrize("arguments", [(0.8, 0.4, 5), (-0.1, 0.2, 5), (0.4, 0.2, 0)])
def test_impossible_shares_and_margins_are_slips(arguments):
    with pytest.raises(ValueError, match=r"shares|margin"):
        nps_sample_size(*arguments)
