"""Advice follows from intervals by fixed rules, and from nothing else."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from cvmlab.kestrel.brands import brand_perceptions
from cvmlab.stats.importance_performance import importance_performance
from cvmlab.value_for.brands.brand_views import brand_views
from cvmlab.value_for.report.recommendation import recommendation
from cvmlab.value_for.rivals.relative_value import relative_value
from cvmlab.value_for.rivals.value_map import value_map


def placed(advantage, low, high):
    """Just what the rule looks at."""
    row = SimpleNamespace(advantage=advantage, low=low, high=high)
    return {"Us": row}


def leads(**ends):
    lines = [(rival, (low + high) / 2, low, high) for rival, (low, high) in ends.items()]
    return pd.DataFrame(lines, columns=["rival", "lead", "low", "high"])


@pytest.mark.parametrize(
    "low, high, kind, words",
    [
        (1.0, 5.0, "do not", "Do not cut prices"),
        (-5.0, -1.0, "do not", "Do not raise prices"),
        (-1.0, 5.0, "wait", "Leave prices as they are"),
        (0.0, 5.0, "wait", "Leave prices as they are"),
    ],
)
def test_the_price_follows_from_the_side_of_the_line(low, high, kind, words):
    (advice,) = recommendation("Us", value=placed((low + high) / 2, low, high)).advice
    assert advice.kind == kind and words in advice.sentence
    assert " to " in advice.sentence


def test_each_rival_is_named_once_and_on_the_side_its_interval_says():
    found = recommendation(
        "Us", rivals=leads(Cheap=(1, 5), Fine=(-9, -2), Near=(-1, 2)), currency="EUR"
    )
    kinds = {each.kind: each.sentence for each in found.advice}
    assert "Cheap (€3.00; €1.00 to €5.00)" in kinds["say"]
    assert "Fine (€5.50; €2.00 to €9.00)" in kinds["do not say"]
    assert "Near" in kinds["wait"]
    for rival in ("Cheap", "Fine", "Near"):
        assert sum(rival in sentence for sentence in found.sentences) == 1


def test_a_lead_that_another_reading_turns_is_said_with_its_reading():
    rivals = leads(Cheap=(1, 5), Fine=(2, 6))
    found = recommendation("Us", rivals=rivals, holds=["Fine"], currency="EUR")
    firm, turning = found.sentences
    assert "Fine" in firm and "however the answers are read" in firm
    assert "Cheap" in turning and "counted in money" in turning and "Fine" not in turning


def test_types_one_is_surely_behind_at_come_first():
    rows = leads(A=(1, 5), B=(-9, -2), C=(-1, 2))
    types = rows.assign(customer_type=["young", "old", "other"])
    found = recommendation("Us", types=types, currency="EUR")
    assert [each.kind for each in found.advice] == ["do", "say", "wait"]
    assert 'Begin with "old"' in found.sentences[0]
    assert '"young"' in found.sentences[1] and "some types" in found.sentences[1]


@pytest.mark.parametrize(
    "ends, kind",
    [((0.2, 0.3), "do"), ((-0.1, 0.3), "wait"), ((0.2, np.inf), "wait"), ((-np.inf, 1), "wait")],
)
def test_hassle_is_worth_money_only_where_the_interval_has_two_ends_above_zero(ends, kind):
    minute = {"value": 0.25, "low": ends[0], "high": ends[1]}
    (advice,) = recommendation("Us", minute=minute, currency="EUR").advice
    assert advice.kind == kind
    if kind == "do":
        assert "under €2.00" in advice.sentence  # the cautious end, not the middle


def test_a_minute_that_was_given_has_no_interval_and_gives_no_advice():
    minute = {"value": 0.25, "low": np.nan, "high": np.nan}
    assert recommendation("Us", minute=minute).advice == ()


def test_a_question_is_to_be_mended_only_where_resamples_and_lines_agree():
    up, across = {"till": 9.0, "range": 8.0, "bags": 1.0}, {"till": 2.0, "range": 8.0, "bags": 8.0}
    rng = np.random.default_rng(0)
    far, near = (rng.normal([9, 8, 1], spread, (500, 3)) for spread in (0.1, 9))
    for draws, kind in ((far, "do"), (near, "wait")):
        items = importance_performance(up, across, importance_draws=draws)
        (advice,) = recommendation("Us", items=items).advice
        assert advice.kind == kind and "till" in advice.sentence


def test_who_is_first_is_said_only_where_no_reading_turns_it():
    same = recommendation("Us", first={"ratio": "Us", "money": "Us"})
    turned = recommendation("Us", first={"ratio": "Them", "money": "Us"})
    assert same.advice[0].kind == "say" and "2 of 2" in same.sentences[0]
    assert turned.advice[0].kind == "do not say" and "Them in 1; Us in 1" in turned.sentences[0]


def test_nothing_sure_is_said_to_be_nothing():
    found = recommendation("Us", value=placed(1, -2, 4), rivals=leads(Them=(-1, 2)))
    assert found.sure == ()
    assert found.sentence.startswith("Nothing is sure enough to act on")
    assert recommendation("Us").advice == ()


def test_what_is_sure_stands_before_what_is_not():
    found = recommendation("Us", value=placed(1, -2, 4), rivals=leads(Them=(1, 2)))
    assert [each.kind == "wait" for each in found.advice] == [False, True]
    assert found.sentence == "1 thing is sure enough to act on; 1 is not."
    assert len(found.table) == len(found.advice) == str(found.summary()).count("Them") + 1


def test_on_the_sample_company_the_board_is_told_not_to_cut_prices():
    """Planted: Kestrel gives most for money; chance alone must not say otherwise (5 seeds)."""
    for seed in range(5):
        views = brand_views(brand_perceptions(seed), own="Kestrel")
        value = value_map(views, resamples=200)
        over = relative_value(views, resamples=200).of("all")
        found = recommendation(
            "Kestrel",
            value=value,
            rivals=over.assign(low=over["joint_low"], high=over["joint_high"]),
            currency="EUR",
        )
        assert found.sentences[0].startswith("Do not cut prices")
        assert not [each for each in found.advice if each.kind == "do not say"]
