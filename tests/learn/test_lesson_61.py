"""Lesson 61: its right answers by another route, a pencil, its lever, its words, its last page."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest

from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.figures.pictures import Picture
from cvmlab.learn import own_page
from cvmlab.learn.course import find
from cvmlab.learn.exercise import RIGHT
from cvmlab.learn.exercises.lesson_61 import EXERCISES, EXPLORER, draw
from cvmlab.learn.explore import explorer
from cvmlab.learn.lesson import facts_of
from cvmlab.learn.own_page import with_my_plan
from cvmlab.learn.record import Record
from cvmlab.learn.texts import exercise_texts, fill
from cvmlab.learn.working_copy import MARKER
from cvmlab.pages.freeze import read_notebook
from cvmlab.stats.experiments.unknown_sizes import unknown_sizes
from cvmlab.value_of.lifetime.customer_values import current_values
from tests.sample import sample_company

BY_ID = {one.id: one for one in EXERCISES}


@pytest.fixture(scope="module")
def workspace():
    return sample_company()


@pytest.fixture(scope="module")
def facts(workspace):
    return facts_of("61", workspace)


@pytest.fixture(scope="module")
def page() -> str:
    return "\n".join(cell.source for cell in read_notebook(find("61").path).cells)


# the right answers, by another route


def test_the_guess_counts_changes_whose_whole_interval_is_good_news(facts):
    table = facts.board.table.dropna(subset=["change"])
    turned = table["better"].map({"higher": 1, "lower": -1})
    worst = (table[["change_low", "change_high"]].mul(turned, axis=0)).min(axis=1)
    assert BY_ID["guess"].reference(facts) == int((worst > 0).sum()) == 2
    assert facts.better_n + facts.worse_n + facts.chance_n == facts.compared_n == len(table)


def test_exercise_1_is_the_change_of_all_customers_values(facts, workspace):
    now = current_values(workspace).lifetime.total.expected
    then = current_values(workspace, end=str(facts.board.look.end_before)).lifetime.total.expected
    assert BY_ID["1"].reference(facts) == pytest.approx(now / then - 1)
    assert BY_ID["1"].reference(facts) < -0.25


def test_exercise_2_sends_away_as_many_as_are_worth_the_loss(facts, workspace):
    value = current_values(workspace).table["value"].mean()
    lost = BY_ID["2"].reference(facts) * value
    assert lost == pytest.approx(-facts.tempting["euros"], rel=1e-3)
    assert facts.tempting["this_year"] > 0 > facts.tempting["euros"]


def test_exercise_3_is_nearly_the_interval_of_that_division(facts):
    d = facts.voices
    one = unknown_sizes(0.63, 0.41, 550, divisions=[275], designs=(d, d)).table.iloc[0]
    margin = BY_ID["3"].reference(facts)
    assert margin == pytest.approx((one["high"] - one["low"]) / 2, abs=0.006)
    assert margin < facts.gap_said  # "still wider than its margin"


# a pencil is enough


def test_what_is_printed_is_exact_enough_for_a_pencil(facts):
    """Who works with the numbers as they are printed gets the right answers."""
    said = facts.board.tile("equity").sentence
    customers, worth, less = (
        float(re.search(pattern, said)[1].replace(",", ""))
        for pattern in (r"The ([\d,]+) customers", r"bring €([\d,]+)", r"That is €([\d,]+) less")
    )
    assert BY_ID["1"].judge(round(-less / (worth + less), 3), facts).status == RIGHT
    lost = round(-facts.tempting["euros"])
    assert BY_ID["2"].judge(lost / round(worth / customers, 2), facts).status == RIGHT
    design = round(facts.voices, 1)
    margin = 1.96 * math.sqrt(design * (0.63 * 0.37 + 0.41 * 0.59) / 275)
    assert BY_ID["3"].judge(round(margin, 3), facts).status == RIGHT


# the story


def test_the_memos_figures_are_those_of_the_data(facts, page):
    cost, bids, right, bond = (
        facts.board.tile(key) for key in ("acquisition-cost", "bids-won", "put-right", "bond")
    )
    memo = page.partition("> Winning")[2].partition("*F. S.*")[0]
    assert f"costs {cost.said}, after {cost.write(cost.before.value)}" in memo
    assert f"{bids.said} of its bids, after {bids.write(bids.before.value)}" in memo
    assert right.now.value > right.before.value and bond.verdict == "better"
    assert cost.verdict == "better"


def test_what_the_page_says_in_words_is_so(facts):
    assert facts.board.tile("equity").verdict == "worse" and facts.worse_n == 5
    assert facts.seeming.key == "bids-won"  # check a asks about it
    assert facts.tempting_name == "stop putting failures right"
    assert facts.unowned == 1  # "the tile nobody owns"


def test_what_the_options_say_is_so(facts):
    found = unknown_sizes(0.63, 0.41, 550)
    option = fill(exercise_texts("61", "q2")["options"]["a"], facts)
    assert f"{found.fewest} to {found.most} were senior" in option
    assert facts.gap_leaders > facts.gap["seen"]
    numbers = [fill(text, facts) for text in exercise_texts("61", "plan")["numbers"]]
    assert numbers[0].startswith("12 figures on one page")


# the lever


def test_the_lever_makes_the_gap_chance_or_not(workspace):
    lever = explorer("61", workspace)
    assert "with 20 leaders chance alone will do" in lever.move().view.value
    lever.controls["leaders"].value = 110
    assert "with 110 leaders more than chance" in lever.view.value
    lever.controls["voices"].value = 6
    assert "with 110 leaders chance alone will do" in lever.view.value


def test_the_still_picture_is_the_survey_as_it_was_told(workspace, capsys):
    assert isinstance(explorer("61", workspace).still(), Picture)
    assert "more than chance from 21 to 530 leaders of 550" in capsys.readouterr().out


def test_every_end_of_the_lever_can_be_drawn(facts):
    for side in ("low", "high"):
        shown, said = draw(facts, *(getattr(slider, side) for slider in EXPLORER.sliders))
        assert isinstance(shown, Picture) and said.endswith(".")


# the last page


def test_the_readers_plan_goes_to_a_page_in_their_copy(facts, tmp_path, monkeypatch, capsys):
    copy = tmp_path / "my-course"
    (copy / MARKER).mkdir(parents=True)
    (copy / MARKER / "course.json").write_text("{}", encoding="utf-8")
    Record("61", copy).note("plan", "noted", ("Ring <b>ten</b>", "Maura, by 1 May", "none rings"))
    monkeypatch.chdir(copy)
    shown = with_my_plan(facts.board)
    kept = (copy / own_page.PAGE).read_text(encoding="utf-8")
    assert "my-course/blueprint.html" in capsys.readouterr().out
    for part in ("Ring &lt;b&gt;ten&lt;/b&gt;", "Maura", "1 May", "none rings"):
        assert part in kept and part in shown.html
    assert "<b>ten</b>" not in kept


def test_outside_a_copy_nothing_is_written(facts, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert with_my_plan(facts.board).html
    assert "Nothing was written" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


# data of one's own


@pytest.fixture(scope="module")
def orders_alone(tmp_path_factory):
    rows = [
        f"C{n % 60:02d},{2023 + n // 240}-{1 + n // 20 % 12:02d}-{1 + n % 28:02d},{5 + n % 17}.50"
        for n in range(480)
    ]
    path = tmp_path_factory.mktemp("firm") / "orders.csv"
    path.write_text("\n".join(["customer,date,amount", *rows]), encoding="utf-8")
    return facts_of("61", load(str(path)))


def test_orders_alone_have_a_page_without_owners(orders_alone):
    assert 0 < orders_alone.measured < 12
    assert orders_alone.unowned == orders_alone.measured
    assert 0 <= BY_ID["guess"].reference(orders_alone) <= 12


def test_orders_alone_are_told_what_is_missing(orders_alone):
    for asked in ("3", "2"):
        with pytest.raises(DataProblem):
            BY_ID[asked].reference(orders_alone)
    with pytest.raises(DataProblem):
        _ = orders_alone.gap


def test_one_year_has_no_change_to_ask_about(facts):
    young = object.__new__(type(facts))
    tiles = tuple(replace(tile, before=None, change=None) for tile in facts.board.tiles)
    young.__dict__.update(ws=facts.ws, board=replace(facts.board, tiles=tiles))
    for ask in (BY_ID["guess"], BY_ID["1"]):
        with pytest.raises(DataProblem):
            ask.reference(young)
