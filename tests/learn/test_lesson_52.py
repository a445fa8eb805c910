"""Lesson 52: its right answers by another route, a pencil, its lever, its memo, its words."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.figures.pictures import Picture
from cvmlab.learn.course import find
from cvmlab.learn.exercise import RIGHT
from cvmlab.learn.exercises.lesson_52 import (
    CARE_COST,
    CARED_FOR,
    CHANGED,
    EXERCISES,
    EXPLORER,
    FAST,
    KEPT,
    MENDED,
    OWED,
    REPAIR,
    SAVE,
    SLOW,
    draw,
)
from cvmlab.learn.explore import explorer
from cvmlab.learn.lesson import facts_of
from cvmlab.learn.texts import exercise_texts, fill
from cvmlab.loyalty.retention.buying_days import buying_days
from cvmlab.loyalty.retention.recovery import recovery
from cvmlab.loyalty.retention.recovery_result import BAD, GOOD
from cvmlab.loyalty.retention.regular_months import regular_months
from cvmlab.pages.freeze import read_notebook
from tests.sample import sample_company

BY_ID = {one.id: one for one in EXERCISES}


@pytest.fixture(scope="module")
def workspace():
    return sample_company()


@pytest.fixture(scope="module")
def facts(workspace):
    return facts_of("52", workspace)


@pytest.fixture(scope="module")
def page() -> str:
    return "\n".join(cell.source for cell in read_notebook(find("52").path).cells)


# the right answers, by another route


def test_the_guess_is_a_count_of_lives_below_their_cost(facts):
    lives = facts.lost.lives[SLOW, "all"]
    below = float((lives < facts.slow_cost).mean())
    assert BY_ID["guess"].reference(facts) == pytest.approx(below, abs=0.01)


def test_exercise_1_shares_the_bill_among_those_who_pay_back(facts):
    bill, paying = 1000 * facts.slow_cost, 1000 * (1 - facts.never)
    assert BY_ID["1"].reference(facts) == pytest.approx(bill / paying)


def test_exercise_2_moves_a_tenth_of_the_leavers_one_by_one(facts):
    staying = 1000 * facts.stay
    leaving = 1000 - staying
    assert BY_ID["2"].reference(facts) == pytest.approx((staying + leaving / 10) / 1000)
    share = facts.equity.stay_if_fewer_leave((0.1, 0.1, 0.1))[0]
    assert facts.stay * (1 + share) == pytest.approx(facts.stay_better)


def test_exercise_3_is_where_the_doubling_brings_nothing(facts):
    """With so much to serve each of them, the additional customers leave nothing at all."""
    more, left = facts.doubled, BY_ID["3"].reference(facts)
    brought = more.additional.value * (facts.slow_worth - left)
    assert brought == pytest.approx(more.spend)


# a pencil is enough


def test_what_the_tables_show_is_exact_enough_for_a_pencil(facts):
    cost, never = round(facts.slow_cost, 2), round(facts.never, 2)
    assert BY_ID["1"].judge(round(cost / (1 - never)), facts).status == RIGHT
    stay = round(facts.stay, 3)
    assert BY_ID["2"].judge(round(stay + 0.1 * (1 - stay), 3), facts).status == RIGHT
    left = round(facts.slow_worth, 2) - round(facts.doubled.cost_each.value, 2)
    assert BY_ID["3"].judge(round(left, 2), facts).status == RIGHT


# the memos, and what comes from other lessons


def test_the_memos_figures_are_those_of_the_data(workspace, facts, page):
    assert round(facts.cac_now) == 18 and round(facts.cac_then) == 22
    assert "€18 each last year, €22 before" in page
    events = workspace.service_events.frame()
    events = events[events["date"] >= CHANGED]
    each = events.groupby("recovered")["cost"].mean()
    many = events["recovered"].value_counts()
    dearer = each[True] - each[False]
    assert many[True] * dearer == pytest.approx(SAVE, abs=50) and "€23,300" in page
    assert many[False] * dearer == pytest.approx(REPAIR, abs=50)


def test_what_failures_do_is_that_of_lesson_34(workspace):
    months = regular_months(buying_days(workspace.transactions))
    found = recovery(months, workspace.service_events.frame(), since="2024-01-29")
    assert found.explained == pytest.approx(OWED, abs=0.005)
    leaving = found.table["left"].sum()
    helped = float(found.of(GOOD)["left"])
    worse = helped * (1 / found.right_against_not[0] - 1) / leaving
    assert worse == pytest.approx(MENDED[0], abs=0.005)
    assert float(found.of(BAD)["left"]) > helped  # most failures of leavers were not put right


def test_what_care_kept_is_that_of_lesson_33(workspace):
    drawn = workspace.assignments.frame()
    drawn = drawn[drawn["experiment"] == "care programme"]
    treated = drawn[drawn["treated"]]
    assert len(treated) == CARED_FOR and treated["cost"].mean() == pytest.approx(CARE_COST)
    weight = drawn["propensity"].where(drawn["treated"], 1 - drawn["propensity"])
    still = drawn["bought_in_last_6_weeks"].astype(float)
    share = (still / weight).groupby(drawn["treated"]).sum() / (1 / weight).groupby(
        drawn["treated"]
    ).sum()
    assert share[True] - share[False] == pytest.approx(KEPT[0], abs=0.005)


def test_the_lessons_parameters_are_those_of_the_exercises(page):
    assert f"kept = {KEPT}" in page
    assert f'changed = "{CHANGED}"' in page
    assert f"repair, save = {REPAIR:_.0f}, {SAVE:_.0f}" in page
    for three in (OWED, MENDED):
        assert "({:.2f}, {:.2f}, {:.2f})".format(*three) in page


def test_the_customer_worked_by_hand_came_from_the_marketplace_last_spring(workspace):
    row = workspace.customers.frame().set_index("customer_id").loc["K0018964"]
    assert row["channel"] == SLOW
    assert (
        pd.Timestamp("2024-03-01") <= pd.Timestamp(row["acquired_on"]) < pd.Timestamp("2024-06-01")
    )


# what the words say


def test_what_the_options_say_is_so(facts):
    asked = exercise_texts("52", "a")
    assert "€54" in fill(asked["options"]["b"], facts)
    assert "€31" in fill(asked["options"]["a"], facts)
    assert facts.decided.of("stop putting failures right")["this_year"] > 0
    assert facts.decided.of("stop putting failures right")["euros"] < 0
    assert "Letters" not in facts.letters_said and "letters alone cost €" in facts.letters_said
    each = float(facts.letters_said.split("€")[1].split(" ")[0])
    assert facts.left_to_serve < 2 * each  # "less than two years of letters"
    two_to_one = facts.never / (1 - facts.never)
    assert 1.7 < two_to_one < 2.4  # "for each who pays back there are about two who do not"


def test_the_care_programme_is_not_shown_to_pay(facts):
    row = facts.split.of("care programme")
    assert row["brings_next"] < 1 and row["best"] == 0 and row["best_high"] > row["now"]
    assert facts.split.of(SLOW)["split"] == 0
    assert facts.split.of(FAST)["split"] > 2 * facts.split.of(FAST)["now"]


# the lever


def test_the_lever_moves_the_budget(workspace):
    lever = explorer("52", workspace)
    assert "2 times the spend on marketplace" in lever.move().view.value
    lever.controls["times"].value = 1
    assert "One more customer a week from marketplace" in lever.view.value
    lever.controls["channel"].value = "paid search"
    assert "paid search" in lever.view.value


def test_the_still_picture_is_the_memos_doubling(workspace, facts, capsys):
    shown = explorer("52", workspace).still()
    assert isinstance(shown, Picture)
    assert capsys.readouterr().out.strip() == facts.doubled.sentence


def test_every_end_of_the_lever_can_be_drawn(facts):
    slider = EXPLORER.sliders[0]
    for channel in (SLOW, FAST, "door-drop"):
        for times in (slider.low, slider.high):
            shown, said = draw(facts, channel, times)
            assert isinstance(shown, Picture) and said.endswith(".")


# data of one's own


def test_without_what_channels_cost_the_lesson_says_so(tmp_path):
    days = pd.date_range("2022-01-03", periods=110, freq="7D")
    rows = [f"C{n},{one:%Y-%m-%d},9.50" for one in days for n in range(20)]
    path = tmp_path / "orders.csv"
    path.write_text("\n".join(["customer,date,amount", *rows]), encoding="utf-8")
    facts = facts_of("52", load(str(path)))
    with pytest.raises(DataProblem):
        _ = facts.never
    with pytest.raises(DataProblem):
        _ = facts.curves
