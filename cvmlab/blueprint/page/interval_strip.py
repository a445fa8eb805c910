"""A figure's two periods and its target on one small scale, drawn as inline SVG.

Two intervals side by side tell at a glance what four numbers in a row do not: how far the figure
moved, how surely, and on which side of the target it stands.
"""

from __future__ import annotations

import html
from collections.abc import Iterable

from cvmlab.blueprint.tiles.tile import Reading, Tile

WIDTH, HEIGHT = 200, 40
_EDGE = 9  # room for a point at either end
_BEFORE, _NOW = 11, 24  # the two lanes, from the top


def interval_strip(tile: Tile) -> str:
    """Draw a measured tile's intervals: the year before above in grey, this year below in colour.

    Parameters
    ----------
    tile : Tile

    Returns
    -------
    str
        An ``<svg>`` that says the same in words; empty where nothing is measured.
    """
    if tile.now is None:
        return ""
    marks = [end for one in (tile.before, tile.now) if one is not None for end in _ends(one)]
    at = Scale([*marks, *([] if tile.target is None else [tile.target])], WIDTH, _EDGE)
    parts = []
    if tile.before is not None:
        parts.append(_lane(at, tile.before, _BEFORE, "was"))
    parts.append(_lane(at, tile.now, _NOW, "is"))
    if tile.target is not None:
        x = at(tile.target)
        parts.append(f'<path class="aim" d="M{x} 5V31M{x - 4:g} 0h8l-4 5z"/>')
    parts.append(_better(tile.better))
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
        f'aria-label="{html.escape(strip_sentence(tile))}">{"".join(parts)}</svg>'
    )


def strip_sentence(tile: Tile) -> str:
    """What the strip shows, for whoever hears it.

    Examples
    --------
    >>> strip_sentence(Tile("kept", "Customers kept", "retention", "share", "higher", "counted",
    ...                     "54", Reading(0.6, 0.55, 0.65), target=0.7))
    'Customers kept: 60.0% (55.0% to 65.0%) this year; target at least 70.0%; higher is better.'
    """
    known = f" ({tile.range_said})" if tile.range_said else ""
    said = [f"{tile.name}: {tile.said}{known} this year"]
    if tile.before_said:
        said.append(f"{tile.before_said} the year before")
    if tile.target_said:
        said.append(f"target {tile.target_said}")
    return "; ".join([*said, f"{tile.better} is better."])


def zero_strip(value: float, low: float, high: float, at: Scale) -> str:
    """One interval against zero, on a scale it shares with others; the words stand beside it."""
    kind = "open" if low <= 0 <= high else "is"
    bar = f'<rect class="{kind}" x="{at(low)}" y="5" width="{at(high) - at(low):g}" height="6"/>'
    return (
        f'<svg viewBox="0 0 {at.width} 16" width="{at.width}" height="16" aria-hidden="true">'
        f'<path class="zero" d="M{at(0)} 0V16"/>{bar}'
        f'<circle class="{kind}" cx="{at(value)}" cy="8" r="4"/></svg>'
    )


class Scale:
    """From values to places on a strip, in tenths of a pixel.

    Examples
    --------
    >>> Scale([0, 10], width=120, edge=10)(5)
    60
    """

    def __init__(self, values: Iterable[float], width: int, edge: int) -> None:
        known = list(values)
        self._low, high = min(known), max(known)
        self._span = high - self._low
        self.width, self._edge = width, edge

    def __call__(self, value: float) -> float:
        """Where a value stands, from the left."""
        share = (value - self._low) / self._span if self._span > 0 else 0.5
        place = round(self._edge + share * (self.width - 2 * self._edge), 1)
        return int(place) if place == int(place) else place


def _ends(reading: Reading) -> list[float]:
    return [x for x in (reading.low, reading.value, reading.high) if x is not None]


def _lane(at: Scale, reading: Reading, y: int, kind: str) -> str:
    bar = ""
    if reading.low is not None and reading.high is not None:
        x, width = at(reading.low), max(at(reading.high) - at(reading.low), 1.0)
        bar = f'<rect class="{kind}" x="{x}" y="{y - 3}" width="{width:g}" height="6"/>'
    point = (
        f'<circle class="is" cx="{at(reading.value)}" cy="{y}" r="4.5"/>'
        if kind == "is"  # the year before is a line, so that grey print tells them apart
        else f'<path class="was" d="M{at(reading.value)} {y - 5}v10"/>'
    )
    return bar + point


def _better(side: str) -> str:
    right = side == "higher"
    x, anchor, words = (WIDTH, "end", "better →") if right else (0, "start", "← better")
    return f'<text x="{x}" y="{HEIGHT - 1}" text-anchor="{anchor}">{words}</text>'
