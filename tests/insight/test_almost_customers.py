"""Almost customers: worked by hand, planted, by a second route, and with bad logs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from cvmlab.errors import DataProblem
from cvmlab.insight.lost.almost_customers import almost_customers, plot_almost_customers
from cvmlab.insight.lost.attempts_log import read_log, share_by_key
from cvmlab.insight.lost.emotions import emotions_felt, plot_emotions_felt
from cvmlab.kestrel.attempts import attempts, truth_almost_customers
from cvmlab.kestrel.block import Block
from tests.sample import sample_company


@pytest.fixture(scope="module")
def log() -> pd.DataFrame:
    return sample_company().attempts.frame()


@pytest.fixture(scope="module")
def found(log):
    return almost_customers(log)


def _log(*rows, **columns) -> pd.DataFrame:
    names = ["visitor_id", "who", "outcome"]
    return pd.DataFrame(rows, columns=names).assign(**columns)


SMALL = _log(
    ("a", "prospect", "abandoned"),
    ("b", "prospect", "bought"),
    ("b", "prospect", "abandoned"),
    ("c", "prospect", "came back and bought"),
    ("d", "prospect", "abandoned"),
    ("d", "prospect", "abandoned"),
    ("e", "customer", "abandoned"),
)


# correctness: by hand


def test_a_small_funnel_is_counted_right():
    result = almost_customers(SMALL)
    assert result.devices == 2  # a and d; b bought, e is a customer
    assert result.lost_keys == 3
    assert result.came_back == pytest.approx(1 / 5)
    prospects = result.table[result.table["group"] == "prospect"]
    assert prospects["attempts"].tolist() == [6, 5, 4]
    assert prospects["keys"].tolist() == [4, 4, 3]
    assert prospects["share"].iloc[1:].tolist() == pytest.approx([5 / 6, 4 / 5])
    assert np.isnan(result.persons) and "cannot be told without cards" in result.sentence


def test_persons_are_devices_less_those_who_bought_under_another_key():
    """Of 40 second attempts with a card 10 stand under another key: q = 1/4, so a third of the
    6 who are seen to have bought and been lost are hidden, 2 of the devices."""
    cards = _log(
        *[(f"k{n}", "customer", "bought") for n in range(40)],
        *[(f"k{n}" if n >= 10 else f"other{n}", "customer", "bought") for n in range(40)],
    ).assign(customer_id=[f"C{n}" for n in range(40)] * 2)
    both = [(f"p{n}", "prospect", outcome) for n in range(6) for outcome in ("bought", "abandoned")]
    lost = [(f"q{n}", "prospect", "abandoned") for n in range(50)]
    result = almost_customers(pd.concat([cards, _log(*both, *lost)], ignore_index=True))
    assert result.changes_key == pytest.approx(0.25)
    assert result.devices == 50 and result.lost_keys == 56
    assert result.persons == pytest.approx(48)
    assert result.persons_low < 48 < result.persons_high == 50


def test_too_few_cards_say_nothing_about_persons():
    log = SMALL.assign(customer_id=[None] * 6 + ["C1"])
    assert np.isnan(almost_customers(log).persons)


# planted truth


def test_the_persons_behind_the_devices_are_found_in_small_companies():
    """Five companies of 4,000: the interval from the linked estimate to the devices holds the
    number of lost prospects on record who never bought before, and the estimate is nearer."""
    nearer = []
    for seed in range(1, 6):
        block = Block(seed, 0, 4000)
        truth = truth_almost_customers(block)
        persons = (~truth["bought_before"] & truth["attempt_id"].notna()).sum()
        result = almost_customers(attempts(block))
        assert result.persons_low < persons <= result.persons_high
        nearer.append(abs(result.persons - persons) < abs(result.devices - persons))
    assert sum(nearer) >= 4


def test_giving_up_rises_with_every_friction(found):
    hazard = found.hazard["gave_up"].to_numpy()
    assert (np.diff(hazard) > 0.1).all()
    assert found.hazard["low"][0] < 1 / (1 + np.exp(2.7)) < found.hazard["high"][0]
    assert found.hazard["attempts"].sum() == 42_147


def test_intervals_of_shares_hold_when_people_try_often():
    """Persons with a chance of their own try five times; who counts attempts as independent
    promises 95% and keeps less than 85%."""
    rng = np.random.default_rng(5)
    hits = np.zeros(2)
    runs, persons, times = 400, 120, 5
    key = np.repeat(np.arange(persons), times)
    for _ in range(runs):
        yes = rng.random(key.size) < rng.beta(0.6, 1.4, persons)[key]
        _, low, high = share_by_key(yes, np.ones(key.size, bool), key, 0.95)
        naive = proportion_confint(yes.sum(), yes.size, 0.05, "wilson")
        hits += [low < 0.3 < high, naive[0] < 0.3 < naive[1]]
    assert 0.92 < hits[0] / runs < 0.98
    assert hits[1] / runs < 0.85


# second routes


def test_shares_agree_with_plain_counting(log, found):
    prospects = log[log["who"] == "prospect"]
    gave_up = prospects["outcome"] != "bought"
    row = found.row("prospect", "gave up")
    assert row["share"] == pytest.approx(gave_up.mean())
    buyers = set(prospects.loc[prospects["outcome"] != "abandoned", "visitor_id"])
    assert found.devices == len(set(prospects["visitor_id"]) - buyers)


def test_an_interval_of_single_attempts_is_wilsons():
    yes = np.arange(200) < 37
    found = share_by_key(yes, np.ones(200, bool), np.arange(200), 0.9)
    wilson = proportion_confint(37, 200, 0.1, "wilson")
    assert found == pytest.approx((0.185, *wilson), abs=1e-3)


def test_emotions_agree_with_plain_counting(log):
    felt = emotions_felt(log)
    shares = log["emotion"].value_counts(normalize=True)
    assert felt.share_of("delight") == pytest.approx(shares["delight"])
    assert felt.share_of("confusion", "disgust") == pytest.approx(
        shares["confusion"] + shares["disgust"]
    )
    table = felt.table.set_index("emotion")
    angry = log[log["emotion"] == "anger"]
    assert table.loc["anger", "gave_up"] == pytest.approx((angry["outcome"] != "bought").mean())
    assert table.loc["disgust", "top_friction"] == "rude staff"
    assert table.loc["confusion", "top_friction"] == "website"
    customers = emotions_felt(log, among="customer")
    assert customers.noted == (log["who"] == "customer").sum()


# inputs and words


def test_all_missing_columns_are_named_at_once():
    with pytest.raises(DataProblem) as caught:
        almost_customers(pd.DataFrame({"visitor": ["a"], "outcome": ["bought"]}))
    text = str(caught.value)
    assert "2 problems" in text and '"visitor_id"' in text and '"who"' in text
    with pytest.raises(DataProblem, match="emotion"):
        emotions_felt(SMALL)


def test_unknown_words_are_shown_with_their_number():
    with pytest.raises(DataProblem) as caught:
        almost_customers(SMALL.replace({"outcome": {"bought": "sold"}}))
    assert "unknown words (1 row)" in str(caught.value) and '"sold"' in str(caught.value)


def test_a_log_without_prospects_is_refused():
    with pytest.raises(DataProblem, match="nobody in the log is a prospect"):
        almost_customers(SMALL[SMALL["who"] == "customer"])


def test_rows_that_cannot_be_counted_are_counted_as_such():
    holes = pd.concat([SMALL, _log((None, "prospect", "bought"), ("z", "prospect", None))])
    result = almost_customers(holes)
    assert read_log(holes).set_aside == 2
    assert "2 attempts were set aside" in str(result.summary())
    assert result.devices == almost_customers(SMALL).devices


def test_flags_may_be_empty_and_the_input_stays_as_it_is():
    log = SMALL.assign(rude=pd.array([True, None] + [False] * 5, dtype="boolean"), rule=None)
    before = log.copy(deep=True)
    result = almost_customers(log)
    pd.testing.assert_frame_equal(log, before)
    assert read_log(log).frictions == ("rude",)  # nothing stands under rule
    assert result.hazard["attempts"].tolist() == [6, 1]


def test_the_picture_says_what_it_shows(found, log):
    alt = plot_almost_customers(found).alt
    assert "38,542" in alt and "5,954" in alt
    assert "38,542 attempts" in found.sentence and "never came back" in str(found.summary())
    felt = emotions_felt(log)
    assert "33% of attempts" in plot_emotions_felt(felt).alt
    assert "delight in 6%" in felt.sentence and "nobody can say" in str(felt.summary())
