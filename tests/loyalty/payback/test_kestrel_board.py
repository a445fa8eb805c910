"""Lesson 33's question on the committed company: which promise may Kestrel's board use?"""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab.insight.asked.respondents import respondents
from cvmlab.loyalty.payback.ages import with_age
from cvmlab.loyalty.payback.payback import loyalty_payback
from cvmlab.loyalty.payback.payback_result import ADJUSTED, ASSOCIATION
from cvmlab.loyalty.payback.promises import LESS, SHOWN, promises
from cvmlab.stats.adjusted.inverse_weights import inverse_weights
from cvmlab.stats.adjusted.overlap import overlap
from tests.sample import sample_company

KNOWN = ["age", "frequency", "years", "channel"]
OUTCOMES = {"stays": "still bought at the end", "recommend": "would recommend"}


@pytest.fixture(scope="module")
def regulars() -> pd.DataFrame:
    """Those whom the files call loyal; warm are those who come for the people and the place."""
    ws = sample_company()
    answers = respondents(
        ws.survey.frame(), ws.transactions, ws.customers.frame(), wave=3,
        keep=["channel", "acquired_on"],
    )  # fmt: skip
    table = with_age(answers.regulars(), ws.source_records, answers.asked_on)
    years = (pd.Timestamp(answers.asked_on) - table["acquired_on"]).dt.days / 365.25
    motives = table[["enjoyment", "convenience", "points"]]
    warm = motives.idxmax(axis=1) == "enjoyment"
    return table.assign(years=years, warm=warm).dropna(subset=["age"])


@pytest.fixture(scope="module")
def payback(regulars):
    return loyalty_payback(regulars, "warm", OUTCOMES, KNOWN, names=("warm", "others"),
                           timed={"stays": "weeks_bought"})  # fmt: skip


def test_thirty_percent_likelier_to_remain_may_not_be_promised(payback):
    held = promises(payback, {"stays": 1.3, "recommend": 1.5})
    assert held.verdict("stays") != SHOWN
    assert held.verdict("stays", ADJUSTED) == LESS
    assert held.usable == ()
    assert payback.of("stays", ASSOCIATION)["difference"].low > 0  # yet they do stay more


def test_a_part_of_the_difference_is_age(payback):
    left = payback.left("stays")
    assert left.high < 1
    hazards = [payback.hazards["stays", column].value for column in (ASSOCIATION, ADJUSTED)]
    assert hazards[0] < hazards[1] < 1


def test_like_is_compared_with_like_and_both_routes_agree(regulars, payback):
    assert overlap(regulars, "warm", KNOWN).enough
    weighted = inverse_weights(regulars, "warm", KNOWN)
    assert weighted.worst < 0.1
    other = weighted.compare("stays", resamples=50)["difference"].value
    assert other == pytest.approx(payback.of("stays", ADJUSTED)["difference"].value, abs=0.02)
