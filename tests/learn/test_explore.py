"""An explorer is a plain function; its sliders move it, and it stands still for print."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from cvmlab.figures.pictures import Picture, new_axes
from cvmlab.figures.tables import Table
from cvmlab.learn.explore import Explorer, Lever, Pick, Slider, explorer


@pytest.fixture
def lever(sample, orders):
    return explorer(sample, orders)


def test_moving_a_slider_changes_what_is_shown(lever):
    widget = lever.move().widget
    (slider,) = lever.controls.values()
    assert slider.description == "Weeks looked at" and slider.value == 8
    assert "After 8 weeks." in lever.view.value
    slider.value = 52
    assert "After 52 weeks." in lever.view.value and ">52<" in lever.view.value
    assert widget.children == (slider, lever.view)


def test_a_slider_stays_within_its_limits(lever):
    (slider,) = lever.controls.values()
    slider.value = 500
    assert slider.value == 52 and lever.widget is lever.widget


def test_the_still_picture_is_the_function_at_its_start(lever, capsys):
    shown = lever.still()
    assert capsys.readouterr().out == "After 8 weeks.\n"
    assert str(shown) == str(lever.at()[0]) == str(lever.at(weeks=8)[0])
    assert lever.at(weeks=12)[1] == "After 12 weeks."


def test_on_paper_a_sentence_stands_where_the_sliders_were(lever):
    bundle = lever.move()._repr_mimebundle_()
    assert bundle["text/plain"].startswith("Sliders appear here")
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_a_picture_is_shown_with_its_alt_sentence():
    def draw(facts, share):
        ax = new_axes()
        ax.plot([0, 1], [0, share])
        return Picture(ax, f"A line to {share} & more."), f"It is {share}."

    lever = Lever(Explorer(draw, (Slider("share", 0, 1, 0.1, 0.5),)), None).move()
    assert 'alt="A line to 0.5 &amp; more."' in lever.view.value
    lever.controls["share"].value = 0.7
    assert "It is 0.7." in lever.view.value


def test_a_setting_that_is_none_is_said(lever):
    with pytest.raises(ValueError, match="no slider of this name: months"):
        lever.at(months=3)


# a choice among names beside the sliders

FIRM = SimpleNamespace(brands=("Us & Co", "Them"), worth={"Us & Co": 12, "Them": 4})


def firm_lever(facts=FIRM):
    def draw(facts, brand, more):
        worth = facts.worth[brand] + more
        return Table(pd.DataFrame({"Brand": [brand], "Worth": [worth]})), f"{brand}: {worth}."

    settings = (Pick("brand", lambda f: f.brands), Slider("more", 0, 9, 1, 0))
    return Lever(Explorer(draw, settings), facts, {"labels": {"brand": "Whose offer"}})


def test_a_name_is_picked_from_what_the_data_hold():
    lever = firm_lever().move()
    pick, slider = lever.controls.values()
    assert pick.options == ("Us & Co", "Them") and pick.value == "Us & Co"
    assert pick.description == "Whose offer" and lever.widget.children[:2] == (pick, slider)
    assert "<p>Us &amp; Co: 12.</p>" in lever.view.value
    pick.value = "Them"
    assert "<p>Them: 4.</p>" in lever.view.value
    slider.value = 3
    assert "<p>Them: 7.</p>" in lever.view.value and ">7<" in lever.view.value


def test_the_names_follow_the_facts():
    other = SimpleNamespace(brands=("Mine",), worth={"Mine": 1})
    assert firm_lever(other).controls["brand"].options == ("Mine",)
    assert firm_lever(other).at()[1] == "Mine: 1."


def test_the_still_picture_stands_at_the_first_name(capsys):
    firm_lever().still()
    assert capsys.readouterr().out == "Us & Co: 12.\n"
    assert firm_lever().at(brand="Them", more=2)[1] == "Them: 6."


def test_a_name_that_is_not_there_is_said_with_the_nearest():
    with pytest.raises(ValueError, match=r'"Then" is not there.*Did you mean "Them"'):
        firm_lever().at(brand="Then")


@pytest.mark.parametrize("names", [(), ("A", "A")])
def test_a_choice_of_nothing_or_of_the_same_twice_is_refused(names):
    with pytest.raises(ValueError, match="each of them once"):
        Pick("brand", names).options(None)


def test_names_may_be_given_as_they_are_and_only_sliders_are_numbers():
    one = Explorer(lambda facts, brand, more: None, (Pick("brand", ("A", "B")), SLIDER))
    assert one.settings[0].options(None) == ("A", "B") and one.sliders == (SLIDER,)


SLIDER = Slider("more", 0, 1, 0.1, 0)


def test_a_slider_shows_as_many_decimals_as_it_has_steps():
    assert SLIDER.made(None, "More").readout_format == ".1f"
    assert Slider("fine", 0, 1, 0.05, 0).made(None, "Fine").readout_format == ".2f"


# something of the reader's own in place of the tables


def test_what_a_reader_brings_is_shown_in_place_of_the_tables(sample, orders, monkeypatch):
    seen = {}

    def bringing(self, **own):
        seen.update(own)
        return SimpleNamespace(**own)

    facts = type(lesson_facts(sample, orders))
    monkeypatch.setattr(facts, "bringing", bringing, raising=False)
    lever = explorer(sample, orders, views="mine")
    assert seen == {"views": "mine"} and lever.facts.views == "mine"
    assert explorer(sample, orders).facts is lesson_facts(sample, orders)


def test_a_lesson_that_takes_nothing_of_the_readers_own_says_so(sample, orders):
    with pytest.raises(ValueError, match="shows its tables only, not views"):
        explorer(sample, orders, views="mine")


def lesson_facts(number, workspace):
    from cvmlab.learn.lesson import facts_of

    return facts_of(number, workspace)
