"""An explorer is a plain function; its sliders move it, and it stands still for print."""

from __future__ import annotations

import pytest

from cvmlab.figures.pictures import Picture, new_axes
from cvmlab.learn.explore import Explorer, Lever, Slider, explorer


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
