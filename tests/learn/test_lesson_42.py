"""Lesson 42: its right answers from the raw files, its mistakes, its lever, its words."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from cvmlab import paths
from cvmlab.figures.pictures import Picture
from cvmlab.learn.exercise import RIGHT
from cvmlab.learn.exercises.lesson_42 import EXERCISES, EXPLORER, draw
from cvmlab.learn.explore import explorer
from cvmlab.learn.lesson import facts_of
from tests.sample import sample_company

RAW = paths.DATASETS / "kestrel"
BY_ID = {one.id: one for one in EXERCISES}
CHANNELS = {
    "collection": {"click and collect"},
    "driver": {"web"},
    "web": {"web", "click and collect"},
    "store": {"store"},
}


@pytest.fixture(scope="module")
def workspace():
    return sample_company()


@pytest.fixture(scope="module")
def facts(workspace):
    return facts_of("42", workspace)


@pytest.fixture(scope="module")
def raw():
    """Failures, remedies and receipts of the last 52 weeks, from the files."""
    failed, offers, bought = (
        pd.read_parquet(RAW / f"{name}.parquet")
        for name in ("service_events", "offers", "transactions")
    )
    last = failed["date"].max()
    since = last - pd.Timedelta(days=364)
    failed = failed[(failed["date"] > since) & failed["customer_id"].notna()]
    bought = bought[(bought["date"] > since) & (bought["date"] <= last) & (bought["amount"] >= 0)]
    return failed, offers.dropna(subset="removes"), bought[bought["customer_id"].notna()]


def yearly(raw, name: str) -> tuple[float, float, float]:
    """What a remedy costs in a year, the minutes it removes, and how often it is paid."""
    failed, offers, bought = raw
    offer = offers.set_index("name").loc[name]
    mine = failed[failed["code"] == offer["removes"]]
    channels = set().union(*(CHANNELS[point] for point in mine["touchpoint"].unique()))
    always = offer["paid"] == "every time"
    times = bought["channel"].isin(channels).sum() if always else len(mine)
    return offer["cost_per_use"] * times, mine["minutes_lost"].sum(), times


# the right answers, by another route


def test_the_guess_counts_remedies_that_cost_less_than_they_are_worth(facts, raw):
    failed, offers, _ = raw
    one_place = offers[~offers["removes"].isin(["call-back not made"])]
    costs = {name: yearly(raw, name) for name in one_place["name"]}
    cheaper = [name for name, (cost, minutes, _) in costs.items() if cost / minutes < facts.mean]
    call = 2.10 / failed.loc[failed["code"] == "call-back not made", "minutes_lost"].mean()
    assert BY_ID["guess"].reference(facts) == len(cheaper) + (call < facts.mean) == 2


def test_exercise_1_spreads_the_cost_over_the_minutes_saved(facts):
    texts_a_year, late, minutes_each = 10_000, 200, 35
    by_hand = texts_a_year * 0.06 / (late * minutes_each)
    assert BY_ID["1"].reference(facts) == pytest.approx(by_hand)
    assert facts.text_a_minute < facts.mean  # the solution says that it pays


def test_exercise_2_is_the_share_at_which_a_year_breaks_even(facts, raw):
    cost, minutes, times = yearly(raw, "Spotless doorstep")
    failures = len(raw[0].query("code == 'driver left mud'"))
    needed = BY_ID["2"].reference(facts)
    # With so many failures, the minutes of a year are worth just what the covers cost.
    assert needed * times * minutes / failures * facts.mean == pytest.approx(cost)


def test_exercise_3_is_what_the_minutes_of_the_best_remedy_are_worth(facts, raw):
    failed = raw[0]
    minutes = failed.loc[failed["code"] == "call-back not made", "minutes_lost"].sum()
    assert BY_ID["3"].reference(facts) == pytest.approx(minutes * facts.mean)


def test_what_is_printed_is_enough_to_be_right(facts):
    """The figures as the notebook rounds them lead to answers that count as right."""
    best, memo = facts.best, facts.memo
    worth = round(facts.mean, 2)
    typed = {
        "2": memo.cost_per_use / (round(memo.minutes, 1) * worth),
        "3": round(best.minutes_a_year) * worth,
    }
    for name, value in typed.items():
        assert BY_ID[name].judge(value, facts).status == RIGHT, name
    by_ratio = round(best.per_euro, 2) * round(best.cost_a_year)
    assert BY_ID["3"].judge(by_ratio, facts).status == RIGHT


# what the lesson says of Kestrel


def test_the_memo_is_right_failure_by_failure_and_wrong_over_a_year(facts):
    table = facts.removals.table.set_index("name")
    covers, call = table.loc["Spotless doorstep"], table.loc["Call back within the hour"]
    assert covers.cost_per_use < call.cost_per_use and covers.seeming > call.seeming
    assert covers.cost_a_minute > 10 * call.cost_a_minute
    assert (covers.verdict, call.verdict) == ("does not pay", "pays")
    assert 1 / covers.share > 100  # "more than a hundred are covered to spare one carpet"


def test_the_call_pays_even_if_it_saves_one_minute_in_four(facts):
    swap = facts.removals.table.iloc[1]
    assert facts.best.high < 0.25 * facts.removals.minute.low
    assert swap["removes"] == "wrong item" and swap.cost_a_minute > 0.75 * facts.mean


def test_a_thousand_hours_and_the_hints_agree_with_the_facts(facts):
    assert facts.median < facts.mean
    assert facts.best_name == "Call back within the hour" and facts.paying == 2
    assert facts.memo_name == "Spotless doorstep" and 5 < facts.memo_in_thousand < 12


# the lever


def share_needed(sentence: str) -> float:
    return float(re.search(r"It pays from ([\d.]+)% failing on", sentence)[1])


def test_a_dearer_use_must_meet_more_failures(facts):
    needed = [share_needed(draw(facts, 20, 5, cost)[1]) for cost in (50, 100, 200)]
    assert needed == sorted(needed) and needed[2] == pytest.approx(4 * needed[0], abs=0.2)


def test_a_dearer_minute_makes_it_pay_sooner(facts):
    needed = [share_needed(draw(facts, minute, 5, 100)[1]) for minute in (20, 40)]
    assert needed[0] == pytest.approx(2 * needed[1], abs=0.2)


def test_more_failures_make_it_pay(facts):
    said = [draw(facts, 20, failing, 100)[1] for failing in (5, 30)]
    assert "does not pay" in said[0] and "the remedy pays" in said[1]


def test_each_slider_moves_the_sentence(workspace):
    lever = explorer("42", workspace)
    assert lever.widget.children[-1] is lever.view
    for name, value, words in (
        ("minute", 40, "It is worth €0.40"),
        ("failing", 20, "with 20.0% failing"),
        ("cost", 250, "At €2.50 every time"),
    ):
        lever.controls[name].value = value
        assert words in lever.view.value


def test_the_ends_of_the_sliders_can_be_drawn(facts):
    low = {slider.name: slider.low for slider in EXPLORER.sliders}
    high = {slider.name: slider.high for slider in EXPLORER.sliders}
    for settings in (low, high, {**low, "cost": 500}, {**high, "cost": 10}):
        picture, sentence = draw(facts, **settings)
        assert isinstance(picture, Picture) and picture.png and sentence.endswith(".")


def test_the_still_picture_stands_at_the_sliders_start(workspace, capsys):
    picture = explorer("42", workspace).still()
    assert isinstance(picture, Picture)
    assert "At €1.00 every time, with 5.0% failing" in capsys.readouterr().out
    assert picture.alt.startswith("At 5.0% failing")
