"""Explorers: a plain function of a few settings, moved by sliders, and still for print.

A setting is a :class:`Slider` for a number or a :class:`Pick` among names. What is shown comes from
the lesson's facts, or from what readers bring of their own.
"""

from __future__ import annotations

import html
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cvmlab.data.workspace import Workspace
from cvmlab.errors import suggestion
from cvmlab.figures.pictures import Picture
from cvmlab.figures.tables import Table
from cvmlab.learn.course import find
from cvmlab.learn.settings import Pick, Slider
from cvmlab.learn.texts import lesson_texts, say

__all__ = ["Explorer", "Lever", "Pick", "Slider", "explorer"]


@dataclass(frozen=True)
class Explorer:
    """A function and its settings.

    Parameters
    ----------
    draw : callable
        ``draw(facts, **settings)`` → a Picture or Table, and a sentence in business words.
    settings : tuple of Slider or Pick
        In the order in which they are shown.
    """

    draw: Callable[..., tuple[Picture | Table, str]]
    settings: tuple[Slider | Pick, ...]

    @property
    def sliders(self) -> tuple[Slider, ...]:
        """The settings that are numbers."""
        return tuple(one for one in self.settings if isinstance(one, Slider))


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
    _drawn: dict[tuple[Any, ...], tuple[Picture | Table, str]] = field(default_factory=dict)

    def at(self, **settings: Any) -> tuple[Picture | Table, str]:
        """What is shown at these settings, the others where they start.

        Raises
        ------
        ValueError
            When there is no setting of a name, or nothing of that name to choose.
        """
        known = {one.name: one for one in self.explorer.settings}
        unknown = set(settings) - set(known)
        if unknown:
            raise ValueError(f"no slider of this name: {', '.join(sorted(unknown))}")
        for one in known.values():
            if isinstance(one, Pick) and one.name in settings:
                _is_there(settings[one.name], one.options(self.facts))
        wanted = {**{name: one.first(self.facts) for name, one in known.items()}, **settings}
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
        """The sliders and choices by name."""
        labels = self.texts.get("labels", {})
        return {
            one.name: one.made(self.facts, labels.get(one.name, one.name))
            for one in self.explorer.settings
        }

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
        """Sliders and choices above, what they show below."""
        import ipywidgets as widgets

        return widgets.VBox([*self.controls.values(), self.view])

    def __repr__(self) -> str:
        return say("explorer.move")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle = dict(self.widget._repr_mimebundle_())
        # Where widgets do not live (on paper, on the web) a sentence is better than their code.
        return {**bundle, "text/plain": repr(self)}


def explorer(number: str | int, workspace: Workspace, **own: Any) -> Lever:
    """The explorer of a lesson, on the tables in use or on something of the reader's own.

    Parameters
    ----------
    number : str or int
        The lesson.
    workspace : Workspace
        What :func:`cvmlab.load` returned.
    **own
        What the reader brings in place of what the tables hold, by name, in a lesson that takes
        such: its facts have a method ``bringing``, which returns the facts of what was brought.

    Returns
    -------
    Lever
        ``.move()`` shows sliders, ``.still()`` the picture at their first setting.
    """
    from cvmlab.learn.lesson import exercises_of, facts_of

    entry = find(number)
    module = exercises_of(entry.number)
    texts = lesson_texts(entry.number).get("explorer", {})
    facts: Any = facts_of(entry.number, workspace)
    if own:
        if not hasattr(facts, "bringing"):
            raise ValueError(f"lesson {entry.number} shows its tables only, not {', '.join(own)}")
        facts = facts.bringing(**own)
    return Lever(module.EXPLORER, facts, texts)


def _is_there(name: Any, names: Sequence[str]) -> None:
    if name not in names:
        close = suggestion(str(name), names)
        raise ValueError(f'"{name}" is not there to choose: {", ".join(names)}.{close}')


def _as_html(shown: Picture | Table) -> str:
    if isinstance(shown, Table):
        return shown.html
    data = b64encode(shown.png).decode("ascii")
    look = "max-width: 720px; width: 100%"
    source = f"data:image/png;base64,{data}"
    return f'<img alt="{html.escape(shown.alt)}" style="{look}" src="{source}">'
