"""Explorers: a plain function of a few settings, moved by sliders, and still for print."""

from __future__ import annotations

import html
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cvmlab.data.workspace import Workspace
from cvmlab.figures.pictures import Picture
from cvmlab.figures.tables import Table
from cvmlab.learn.course import find
from cvmlab.learn.texts import lesson_texts, say


@dataclass(frozen=True)
class Slider:
    """One setting of an explorer.

    Parameters
    ----------
    name : str
        The function's argument; its label stands in the catalogue.
    low, high, step, start : float
        Whole numbers give a slider of whole numbers.
    """

    name: str
    low: float
    high: float
    step: float
    start: float


@dataclass(frozen=True)
class Explorer:
    """A function and its sliders.

    Parameters
    ----------
    draw : callable
        ``draw(facts, **settings)`` → a Picture or Table, and a sentence in business words.
    sliders : tuple of Slider
    """

    draw: Callable[..., tuple[Picture | Table, str]]
    sliders: tuple[Slider, ...]


@dataclass(eq=False)
class Lever:
    """An explorer bound to the data in use.

    Parameters
    ----------
    explorer : Explorer
    facts : Facts
    texts : mapping
        ``title`` and ``labels`` from the catalogue.
    """

    explorer: Explorer
    facts: Any
    texts: Mapping[str, Any] = field(default_factory=dict)
    _drawn: dict[tuple[float, ...], tuple[Picture | Table, str]] = field(default_factory=dict)

    def at(self, **settings: float) -> tuple[Picture | Table, str]:
        """What is shown at these settings, the others where they start."""
        unknown = set(settings) - {slider.name for slider in self.explorer.sliders}
        if unknown:
            raise ValueError(f"no slider of this name: {', '.join(sorted(unknown))}")
        start = {slider.name: slider.start for slider in self.explorer.sliders}
        wanted = {**start, **settings}
        key = tuple(wanted.values())
        if key not in self._drawn:  # moved there and back, and once more for print
            self._drawn[key] = self.explorer.draw(self.facts, **wanted)
        return self._drawn[key]

    def still(self) -> Picture | Table:
        """The picture at the sliders' first setting, with its sentence printed above it."""
        shown, sentence = self.at()
        print(sentence)
        return shown

    def move(self) -> Lever:
        """Show the sliders; what they show is worked out here, so that a missing table is said."""
        self._follow()
        return self

    @cached_property
    def controls(self) -> dict[str, Any]:
        """The sliders by name."""
        import ipywidgets as widgets

        made = {}
        for slider in self.explorer.sliders:
            whole = all(float(x).is_integer() for x in (slider.low, slider.step, slider.start))
            kind = widgets.IntSlider if whole else widgets.FloatSlider
            number = int if whole else float
            made[slider.name] = kind(
                value=number(slider.start),
                min=number(slider.low),
                max=number(slider.high),
                step=number(slider.step),
                description=self.texts.get("labels", {}).get(slider.name, slider.name),
                continuous_update=False,
                style={"description_width": "initial"},
                layout={"width": "95%", "max_width": "560px"},
            )
        return made

    @cached_property
    def view(self) -> Any:
        """The sentence and the picture, as one widget that follows the sliders."""
        import ipywidgets as widgets

        view = widgets.HTML()
        for control in self.controls.values():
            control.observe(lambda change: self._follow(), names="value")
        return view

    def _follow(self) -> None:
        settings = {name: control.value for name, control in self.controls.items()}
        shown, sentence = self.at(**settings)
        self.view.value = f"<p>{html.escape(sentence)}</p>{_as_html(shown)}"

    @cached_property
    def widget(self) -> Any:
        """Sliders above, what they show below."""
        import ipywidgets as widgets

        return widgets.VBox([*self.controls.values(), self.view])

    def __repr__(self) -> str:
        return say("explorer.move")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle = dict(self.widget._repr_mimebundle_())
        # Where widgets do not live (on paper, on the web) a sentence is better than their code.
        return {**bundle, "text/plain": repr(self)}


def explorer(number: str | int, workspace: Workspace) -> Lever:
    """The explorer of a lesson, on the tables in use.

    Parameters
    ----------
    number : str or int
        The lesson.
    workspace : Workspace
        What :func:`cvmlab.load` returned.

    Returns
    -------
    Lever
        ``.move()`` shows sliders, ``.still()`` the picture at their first setting.
    """
    from cvmlab.learn.lesson import exercises_of, facts_of

    entry = find(number)
    module = exercises_of(entry.number)
    texts = lesson_texts(entry.number).get("explorer", {})
    return Lever(module.EXPLORER, facts_of(entry.number, workspace), texts)


def _as_html(shown: Picture | Table) -> str:
    if isinstance(shown, Table):
        return shown.html
    data = b64encode(shown.png).decode("ascii")
    look = "max-width: 720px; width: 100%"
    source = f"data:image/png;base64,{data}"
    return f'<img alt="{html.escape(shown.alt)}" style="{look}" src="{source}">'
