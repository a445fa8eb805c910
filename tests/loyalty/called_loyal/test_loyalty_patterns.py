"""Answers wave after wave: patterns by hand, chance, the planted truth, refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab import paths
from cvmlab.errors import DataProblem
from cvmlab.insight.asked.respondents import respondents
from cvmlab.loyalty.called_loyal.loyalty_patterns import loyalty_patterns
from cvmlab.loyalty.called_loyal.loyalty_patterns_picture import plot_loyalty_patterns
from cvmlab.loyalty.called_loyal.loyalty_patterns_result import (
    FALLING,
    HIGH,
    LOW,
    MIXED,
    RISING,
)

KESTREL = paths.DATASETS / "kestrel"


def made(seed: int, *, people: int = 1_500, moved: float = 0.0, pays: float = 1.0):
    """Two waves of three items on two feelings; staying hangs on the lasting part of the first."""
    rng = np.random.default_rng(seed)
    warm, dull = rng.normal(0, 1, (2, people))
    rows = []
    for wave in (1, 2):
        drift = moved * rng.normal(0, 1, people) * (wave == 2)
        for name, level in (("warm", warm + drift), ("dull", dull + drift)):
            rows.append(
                pd.DataFrame(
                    level[:, None] + rng.normal(0, 0.7, (people, 3)),
                    columns=[f"{name}_{n}" for n in (1, 2, 3)],
                )
            )
    waves = [pd.concat(rows[:2], axis=1), pd.concat(rows[2:], axis=1)]
    who = [f"C{n:04d}" for n in range(people)]
    survey = pd.concat(
        [table.assign(customer_id=who, wave=wave) for wave, table in enumerate(waves, start=1)]
    )
    stays = rng.random(people) < 1 / (1 + np.exp(-pays * warm))
    return survey, pd.DataFrame({"customer_id": who, "stays": stays})


def test_patterns_are_those_counted_by_hand():
    marks = {"a": (1, 1), "b": (1, 9), "c": (9, 1), "d": (9, 9)}
    rows = [
        (f"{who}{n}", wave, mark)
        for who, given in marks.items()
        for n in range(10)
        for wave, mark in enumerate(given, start=1)
    ]
    survey = pd.DataFrame(rows, columns=["customer_id", "wave", "overall"])
    later = survey[survey["wave"] == 1][["customer_id"]].assign(stays=True)
    found = loyalty_patterns(survey, later, ["overall"]).table.set_index("pattern")
    assert found["customers"].to_dict() == dict.fromkeys((HIGH, RISING, FALLING, LOW), 10)


def test_three_waves_tell_up_and_down_from_a_way():
    ways = {(1, 1, 9): RISING, (1, 9, 9): RISING, (9, 1, 1): FALLING, (1, 9, 1): MIXED,
            (9, 1, 9): MIXED, (9, 9, 9): HIGH, (1, 1, 1): LOW}  # fmt: skip
    rows = [
        (f"{way}{n}", wave, mark)
        for way in ways
        for n in range(5)
        for wave, mark in enumerate(way, start=1)
    ]
    survey = pd.DataFrame(rows, columns=["customer_id", "wave", "overall"])
    later = survey[["customer_id"]].drop_duplicates().assign(stays=True)
    found = loyalty_patterns(survey, later, ["overall"]).table.set_index("pattern")["customers"]
    assert found.to_dict() == {HIGH: 5, RISING: 10, FALLING: 5, LOW: 5, MIXED: 10}


def test_what_pays_is_found_and_what_does_not_is_not():
    survey, later = made(1)
    found = loyalty_patterns(survey, later, ["dull", "warm"])
    assert found.gaps["score"].tolist() == ["warm", "dull"]  # the widest first
    assert found.gaps["sure"].tolist() == [True, False]
    assert "surely apart in warm" in found.sentence and "Not surely in: dull" in found.sentence


def test_scores_without_content_are_sure_as_seldom_as_promised():
    wrong = [
        loyalty_patterns(*made(seed, people=300, pays=0), ["dull", "warm"]).gaps["sure"].any()
        for seed in range(50)
    ]
    assert np.mean(wrong) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 50)


def test_as_many_change_sides_by_chance_as_is_said_where_nobody_changed():
    crossed, chance = [], []
    for seed in range(12):
        gaps = loyalty_patterns(*made(seed), ["warm", "dull"]).gaps
        crossed += gaps["crossed"].tolist()
        chance += gaps["by_chance"].tolist()
    assert np.mean(crossed) == pytest.approx(np.mean(chance), abs=0.01)


def test_true_changes_show_beyond_chance():
    gaps = loyalty_patterns(*made(1, moved=0.8), ["warm"]).gaps.iloc[0]
    assert gaps["crossed"] > gaps["by_chance"] + 0.04


def test_at_kestrel_the_emotional_level_tells_and_the_overall_mark_does_not():
    read = {name: pd.read_parquet(KESTREL / f"{name}.parquet") for name in
            ("survey", "transactions")}  # fmt: skip
    orders = read["transactions"].dropna(subset="customer_id")
    answers = respondents(read["survey"], orders, wave=3)
    found = loyalty_patterns(read["survey"], answers.table, until=3)
    gaps = found.gaps.set_index("score")
    assert found.waves == (1, 3) and found.customers > 1_200
    assert gaps.loc["emotional", "sure"] and not gaps.loc["overall", "sure"]
    assert np.isnan(gaps.loc["overall", "by_chance"])  # one item: its reliability is not known
    # by another route: the emotional level of those who are in both waves
    named = read["survey"].dropna(subset="customer_id").drop_duplicates(["customer_id", "wave"])
    named = named.assign(x=named[[f"emotional_{n}" for n in (1, 2, 3)]].mean(axis=1))
    wide = named.pivot(index="customer_id", columns="wave", values="x")[[1, 3]].dropna()
    both = answers.table.set_index("customer_id").join(wide, how="inner")
    line = gaps.loc["emotional", "line"]
    high = both[(both[1] > line) & (both[3] > line)]
    assert gaps.loc["emotional", "high"] == pytest.approx(high["stays"].mean(), abs=0.005)
    picture = plot_loyalty_patterns(found)
    assert "emotional" in picture.axes.get_title() and "overall" in picture.alt
    assert "wave" not in found.of("emotional") and "by chance" in found.of("emotional")


def test_no_sure_score_is_said_with_the_widest_gap():
    found = loyalty_patterns(*made(3, people=120, pays=0), ["warm", "dull"])
    assert "No score tells" in found.sentence and "points" in found.sentence
    assert plot_loyalty_patterns(found).axes.get_title().startswith("No score")


def test_scores_may_be_named_with_their_columns():
    survey, later = made(2)
    found = loyalty_patterns(survey, later, {"felt": ["warm_1", "warm_2"]})
    assert found.gaps["score"].tolist() == ["felt"]


def test_what_cannot_be_sorted_is_refused():
    survey, later = made(1, people=60)
    with pytest.raises(DataProblem) as caught:
        loyalty_patterns(survey.drop(columns="wave"), later, ["warm", "cold", "overall"])
    assert len(caught.value.problems) == 3
    with pytest.raises(DataProblem, match="two waves with names"):
        loyalty_patterns(survey, later, ["warm"], until=1)
    with pytest.raises(DataProblem, match="fewer than 30 are chance"):
        loyalty_patterns(survey, later.head(20), ["warm"])
    with pytest.raises(DataProblem, match="stays"):
        loyalty_patterns(survey, later.drop(columns="stays"), ["warm"])


def test_answers_without_a_name_are_left_out():
    survey, later = made(1, people=100)
    nameless = pd.concat([survey, survey.assign(customer_id=None)])
    pd.testing.assert_frame_equal(
        loyalty_patterns(nameless, later, ["warm"]).table,
        loyalty_patterns(survey, later, ["warm"]).table,
    )
