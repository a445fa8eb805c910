"""Lesson 21: its right answers by another route, a pencil, its lever, its words."""

from __future__ import annotations

import pytest

from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.figures.pictures import Picture
from cvmlab.idic.identify.cost_of_not_knowing import WELCOME, cost_of_not_knowing
from cvmlab.idic.identify.match_weights import match_weights
from cvmlab.idic.identify.view_360 import view_360
from cvmlab.learn.course import find
from cvmlab.learn.exercise import RIGHT
from cvmlab.learn.exercises.lesson_21 import (
    EXERCISES,
    EXPLORER,
    MONTHS,
    NEIGHBOUR,
    PROJECT,
    RECORD,
    SAVED,
    draw,
)
from cvmlab.learn.explore import explorer
from cvmlab.learn.lesson import facts_of
from cvmlab.learn.texts import exercise_texts, fill, lesson_texts
from cvmlab.pages.freeze import read_notebook
from tests.sample import sample_company

BY_ID = {one.id: one for one in EXERCISES}


@pytest.fixture(scope="module")
def workspace():
    return sample_company()


@pytest.fixture(scope="module")
def facts(workspace):
    return facts_of("21", workspace)


@pytest.fixture(scope="module")
def page() -> str:
    return "\n".join(cell.source for cell in read_notebook(find("21").path).cells)


# the right answers, by another route


def test_the_guess_is_counted_card_by_card(facts):
    cards, persons = facts.changed.cards, facts.changed.persons
    slip = cards[(cards["sales"] > 0) & (cards["sales"] <= 0.5 * cards["before"])]
    behind = persons.loc[slip["person"]]
    still = (behind["sales"] > 0.5 * behind["before"]).to_numpy()
    assert BY_ID["guess"].reference(facts) == pytest.approx(still.mean())
    assert (len(slip), int(still.sum())) == (facts.leavers, facts.mistaken)


def test_exercise_1_times_a_years_cost_is_the_welcomes(facts):
    line = next(x for x in facts.cost.lines if x.what == WELCOME)
    assert BY_ID["1"].reference(facts) * facts.cost.a_year == pytest.approx(line.a_year)


def test_exercise_2_is_the_pair_without_its_email(facts):
    rows = facts.home.table
    bits = rows.loc[rows["field"] != "email", "bits"].sum()
    odds = 2.0 ** (bits + match_weights(facts.linkage).prior_bits)
    assert BY_ID["2"].reference(facts) == pytest.approx(odds / (1 + odds))
    assert facts.home.records == (RECORD, NEIGHBOUR)


def test_exercise_3_pays_back_what_the_project_cost(facts):
    months = BY_ID["3"].reference(facts)
    assert months * SAVED * facts.cost.a_year / MONTHS == pytest.approx(PROJECT)


# a pencil is enough


def test_what_the_tables_show_is_exact_enough_for_a_pencil(facts):
    """Who works with the rounded numbers of the tables gets the right answers."""
    cells = {row[0]: row[1:] for row in facts.cost.summary().cells}
    welcome, year = _read(cells[WELCOME][3]), _read(cells["counted and estimated"][3])
    assert BY_ID["1"].judge(round(welcome / year, 3), facts).status == RIGHT
    assert BY_ID["3"].judge(round(20_000 / (year / 2 / 12), 1), facts).status == RIGHT
    bits = {row[0]: _read(row[-1]) for row in facts.home.summary().cells}
    left = round(bits["Together"] - bits["e-mail"], 1)
    assert BY_ID["2"].judge(round(2**left / (1 + 2**left), 3), facts).status == RIGHT


def _read(text: str) -> float:
    return float(text.replace("−", "-").replace("€", "").replace(",", ""))


# the story


def test_the_memos_figures_are_those_of_the_data(workspace, facts, page):
    assert f"{facts.leavers:,} cards still buy from us" in page
    assert f"€{10 * facts.leavers:,} to keep" in page
    card = facts.changed.cards.loc["K0001514"]
    assert f"€{card['before']:,.0f} in 2022, €{card['sales']:,.0f} last year" in page
    assert bool(card["leaving"]) and not bool(card["person_leaves"])
    assert f"the other {facts.leavers - facts.mistaken:,} leave" in page
    assert view_360(workspace, "K0001514").cards == ["K0001514", "K0006972"]


def test_what_the_page_says_in_words_is_so(workspace, facts, page):
    mary = cost_of_not_knowing(workspace, customer="K0001514")
    assert "a second welcome and three letters too many" in page
    assert [line.number for line in mary.lines[:2]] == [1, 3]
    assert 0.12 < mary.euros / mary.at_stake < 0.13  # "an eighth of the margin she brings"
    assert mary.tier == (1, "silver")
    linkage = facts.linkage
    assert linkage.explain(RECORD, NEIGHBOUR).apart
    assert (
        linkage.at(0.999, guard=False)
        .identity_of(
            linkage.table.set_index("record_id").loc[[RECORD, NEIGHBOUR]].index.to_series()
        )
        .nunique()
        == 1
    )  # "no threshold": the explorer's highest does not part them either
    assert 1 / 12 < (linkage.cards > 1).mean() < 1 / 9  # "nearly one card holder in ten"
    assert 1 / 12 < facts.missed / facts.listed < 1 / 9  # "nearly one in ten is missed"


def test_what_the_options_say_is_so(facts):
    assert "99.97%" in fill(exercise_texts("21", "b")["options"]["c"], facts)
    right = fill(exercise_texts("21", "q3")["question"], facts)
    assert "“store” names 72, that of “web” 6; by chance it would be 1.1" in right
    numbers = [fill(text, facts) for text in exercise_texts("21", "plan")["numbers"]]
    assert f"{facts.mistaken} of {facts.leavers:,} cards" in numbers[1]
    notes = " ".join(text for part in lesson_texts("21")["teach"].values() for text in part)
    assert f"only {facts.mistaken} of {facts.leavers:,} cards" in notes
    assert "99.97%" in notes and "€16.53" in notes and "{" not in notes


# the lever


def test_the_lever_moves_who_is_who(workspace, facts):
    lever = explorer("21", workspace)
    assert f"{facts.linkage.number:,} identities" in lever.move().view.value
    lever.controls["guard"].value = 0
    assert "Links between two people of a home: 0." not in lever.view.value
    assert f"{facts.linkage.at(guard=False).number:,} identities" in lever.view.value
    lever.controls["threshold"].value = 50
    assert f"{facts.linkage.at(0.5, False).number:,} identities" in lever.view.value


def test_the_still_picture_is_the_linkage_of_the_lesson(workspace, facts, capsys):
    shown = explorer("21", workspace).still()
    assert isinstance(shown, Picture)
    assert capsys.readouterr().out.strip().startswith(facts.linkage.sentence)


def test_every_end_of_the_lever_can_be_drawn(facts):
    for side in ("low", "high"):
        shown, said = draw(facts, *(getattr(slider, side) for slider in EXPLORER.sliders))
        assert isinstance(shown, Picture) and said.endswith(".")


# data of one's own


def test_orders_alone_are_told_what_is_missing(tmp_path):
    rows = [f"C{n:02d},2024-0{1 + n % 9}-11,9.50" for n in range(60)]
    path = tmp_path / "orders.csv"
    path.write_text("\n".join(["customer,date,amount", *rows]), encoding="utf-8")
    facts = facts_of("21", load(str(path)))
    for name in ("changed", "home", "silos", "cost"):
        with pytest.raises(DataProblem):
            getattr(facts, name)
