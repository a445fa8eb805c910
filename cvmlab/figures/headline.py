"""A few numbers that matter, large and side by side."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cvmlab.figures.style import GREY_TEXT, GRID, INK, palette


@dataclass(frozen=True, eq=False)
class Headline:
    """Three to six numbers as tiles, each with what it counts.

    Parameters
    ----------
    facts : sequence of (str, str) or (str, str, str)
        The formatted number, what it is, and optionally a detail such as its interval.

    Examples
    --------
    >>> Headline([("23,570", "customers"), ("€1.3m", "expected next year", "€1.2m to €1.4m")])
    23,570  customers
     €1.3m  expected next year (€1.2m to €1.4m)
    """

    facts: Sequence[Sequence[str]]

    def __str__(self) -> str:
        width = max((len(number) for number, *_ in self.facts), default=0)
        return "\n".join(
            f"{number:>{width}}  {label}" + "".join(f" ({detail})" for detail in details)
            for number, label, *details in self.facts
        )

    __repr__ = __str__

    @property
    def html(self) -> str:
        """The tiles as HTML, styled in place so that they look the same wherever shown."""
        tiles = "".join(_tile(*fact) for fact in self.facts)
        return (
            '<div class="tiles" style="display: flex; flex-wrap: wrap; gap: 14px; '
            f'margin: 4px 0;">{tiles}</div>'
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": str(self)}


def _tile(number: str, label: str, detail: str = "") -> str:
    lines = [
        _line(number, f"font-size: 25px; font-weight: 650; line-height: 1.2; color: {INK}"),
        _line(label, f"font-size: 13.5px; line-height: 1.35; margin-top: 3px; color: {INK}"),
    ]
    if detail:
        lines.append(_line(detail, f"font-size: 12.5px; line-height: 1.35; color: {GREY_TEXT}"))
    return (
        f'<div style="flex: 1 1 110px; padding: 10px 4px 8px 0; border-top: 3px solid '
        f'{palette()[0]}; border-bottom: 1px solid {GRID};">{"".join(lines)}</div>'
    )


def _line(text: str, style: str) -> str:
    return f'<div style="{style};">{html.escape(text)}</div>'
