"""Lesson 54: its right answers by another route, a pencil, its lever, its words."""

from __future__ import annotations

import pytest

from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.figures.pictures import Picture
from cvmlab.learn.course import find
from cvmlab.learn.exercise import RIGHT
from cvmlab.learn.exercises.lesson_54 import EFFORT, EXERCISES, EXPLORER, draw
from cvmlab.learn.explore import explorer
from cvmlab.learn.lesson import facts_of
from cvmlab.learn.texts import exercise_texts, fill
from cvmlab.pages.freeze import read_notebook
from tests.sample import sample_company

BY_ID = {one.id: one for one in EXERCISES}


@pytest.fixture(scope="module")
def workspace():
    return sample_company()


@pytest.fixture(scope="module")
def facts(workspace):
    return facts_of("54", workspace)


@pytest.fixture(scope="module")
def page() -> str:
    return "\n".join(cell.source for cell in read_notebook(find("54").path).cells)


# the right answers, by another route


def test_the_guess_is_who_buys_and_lies_below_zero_without_letters(facts):
    table = facts.found.table
    below = table[table["margin"] - table["stoppable"] - table["ends"] < -0.005]
    red = below[(below["trips"] > 0) & (below["margin"] - below["ends"] < -0.005)]
    assert BY_ID["guess"].reference(facts) == pytest.approx(len(red) / len(below))
    assert BY_ID["guess"].reference(facts) < 0.05


def test_exercise_1_leaves_nothing_over(facts):
    below, share = facts.found.below, BY_ID["1"].reference(facts)
    left = below["margin"] - share * below["stoppable"] - below["ends"]
    assert left.sum() == pytest.approx(0, abs=1e-6)


def test_exercise_2_is_an_order_whose_margin_is_its_drop(facts):
    order, one = BY_ID["2"].reference(facts), facts.farthest
    assert order * one["margin"] / one["amount"] == pytest.approx(one["drop_cost_expected"])
    assert one["drop_cost"] + one["costs_more"] == pytest.approx(one["drop_cost_expected"])
    assert order > 3 * one["amount"] / one["orders"]


def test_exercise_3_gains_as_much_as_it_costs(facts):
    share = BY_ID["3"].reference(facts)
    best = facts.kept.customers.query("fifth == 0")
    gained = share * 2 * best.loc[best["left"], "before"].sum()
    assert gained == pytest.approx(EFFORT * len(best))
    assert facts.last_must_keep > 1  # "there the same effort can never pay"


# a pencil is enough


def test_what_the_tables_show_is_exact_enough_for_a_pencil(facts):
    """Who works with the rounded numbers of the tables gets the right answers."""
    cells = {row[0]: row[1:] for row in facts.found.options().cells}
    margin, letters, ends = (_read(text) for text in cells["as it was"][:3])
    assert BY_ID["1"].judge(round((margin - ends) / letters, 3), facts).status == RIGHT
    cost = round(facts.farthest["drop_cost"], 2) + round(facts.farthest["costs_more"], 2)
    assert BY_ID["2"].judge(round(cost / round(facts.far_rate, 3), 1), facts).status == RIGHT
    row = facts.kept.summary().cells[0]
    share = 40 * _read(row[1]) / (2 * _read(row[5]))
    assert BY_ID["3"].judge(round(share, 3), facts).status == RIGHT


def _read(text: str) -> float:
    return float(text.lstrip("−").lstrip("€").replace(",", ""))


# the story


def test_the_memos_figures_are_those_of_the_data(facts, page):
    memo = f"{facts.below:,} customers cost us more than they brought"
    assert memo in page
    assert f"€{-facts.found.below['left_over'].sum():,.0f} in all" in page
    assert facts.far_name == "F0420" and facts.farthest["name"] == "Aurelian Private Chefs"
    assert facts.farthest["price_expected"] < 100 and facts.farthest["minutes_expected"] == 120
    assert "for four euros" in page
    found = facts.found.table.set_index("customer_id").loc["K0004708"]
    assert found["trips"] == 4 and found["friends"] == 2 and -4.5 < found["left_over"] < -3.5
    assert facts.found.worst == "K0004708"


def test_what_the_page_says_in_words_is_so(facts, page):
    assert facts.gone > facts.below / 2 and "More than half of Fergal's customers" in page
    best = facts.kept.table.iloc[0]
    assert 0.3 < best["share"] < 0.37 and "every third customer went" in page
    assert best["gone"] > 0.4 * facts.kept.table["gone"].sum()
    schools = facts.fit.table.query("group.str.startswith('gets')")["kind"].value_counts()
    assert schools.index[0] == "school"  # "with the schools the firm's own promise"
    assert 0.3 < facts.bearable < 0.37  # "a third of the letters"


def test_what_the_options_say_is_so(facts):
    why = fill(exercise_texts("54", "c")["why"]["b"], facts)
    assert "€1,282 a year" in why
    assert facts.farthest["after_drops"] > 0 > facts.farthest["as_wanted"]
    assert facts.by_lot.pays is False
    assert facts.margin_kept > facts.heads_kept
    assert "about 674 of them" in fill(exercise_texts("54", "plan")["numbers"][0], facts)


# the lever


def test_the_lever_moves_who_lies_below_zero(workspace, facts):
    lever = explorer("54", workspace)
    assert "by head 7,644" in lever.move().view.value
    lever.controls["overhead"].value = 0
    assert "Every cost that bears a name: 4,971" in lever.view.value
    lever.controls["letters"].value = 0
    assert "Every cost that bears a name: 229" in lever.view.value


def test_the_still_picture_is_the_memos_year(workspace, facts, capsys):
    shown = explorer("54", workspace).still()
    assert isinstance(shown, Picture)
    assert capsys.readouterr().out.strip() == facts.found.counting


def test_every_end_of_the_lever_can_be_drawn(facts):
    for side in ("low", "high"):
        shown, said = draw(facts, *(getattr(slider, side) for slider in EXPLORER.sliders))
        assert isinstance(shown, Picture) and said.endswith(".")


# data of one's own


def test_orders_alone_are_told_what_is_missing(tmp_path):
    rows = [f"C{n:02d},2024-0{1 + n % 9}-11,9.50" for n in range(60)]
    path = tmp_path / "orders.csv"
    path.write_text("\n".join(["customer,date,amount", *rows]), encoding="utf-8")
    facts = facts_of("54", load(str(path)))
    with pytest.raises(DataProblem):
        _ = facts.found
    with pytest.raises(DataProblem):
        _ = facts.fit
