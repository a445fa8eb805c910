"""The settings of an explorer: a slider for a number, a choice among names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


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

    def first(self, facts: Any) -> float:
        """Where it stands at the beginning."""
        return self.start

    def made(self, facts: Any, label: str) -> Any:
        """The slider as a widget."""
        import ipywidgets as widgets

        whole = all(float(x).is_integer() for x in (self.low, self.step, self.start))
        kind = widgets.IntSlider if whole else widgets.FloatSlider
        number = int if whole else float
        shown = {} if whole else {"readout_format": f".{len(str(self.step).partition('.')[2])}f"}
        return kind(
            value=number(self.start),
            min=number(self.low),
            max=number(self.high),
            step=number(self.step),
            continuous_update=False,
            **shown,
            **_look(label, "560px"),
        )


@dataclass(frozen=True)
class Pick:
    """One setting of an explorer that is chosen among names.

    Parameters
    ----------
    name : str
        The function's argument; its label stands in the catalogue.
    names : sequence of str or callable
        What there is to choose from, the first at the beginning; or Facts → these names, where
        they come from the data.
    """

    name: str
    names: Sequence[str] | Callable[[Any], Sequence[str]]

    def options(self, facts: Any) -> tuple[str, ...]:
        """What there is to choose from.

        Raises
        ------
        ValueError
            When there is nothing, or a name stands twice.
        """
        names = tuple(self.names(facts) if callable(self.names) else self.names)
        if not names or len(set(names)) < len(names):
            raise ValueError(f"{self.name}: one name or more, and each of them once: {names}")
        return names

    def first(self, facts: Any) -> str:
        """The name that is chosen at the beginning."""
        return self.options(facts)[0]

    def made(self, facts: Any, label: str) -> Any:
        """The choice as a widget."""
        import ipywidgets as widgets

        names = self.options(facts)
        return widgets.Dropdown(options=names, value=names[0], **_look(label, "360px"))


def _look(label: str, wide: str) -> dict[str, Any]:
    return {
        "description": label,
        "style": {"description_width": "initial"},
        "layout": {"width": "95%", "max_width": wide},
    }
