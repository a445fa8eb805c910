"""The picture of what things nobody asked for are worth in price."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cvmlab.figures.formats import count, number, percent
from cvmlab.value_for.hassle.price_of_hassle_result import EVERYBODY, left_out, most_and_least
from cvmlab.value_for.levels.unasked_value_result import UnaskedValue, named, points

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_ROOM = 4  # types in one picture


def plot_unasked_value(result: UnaskedValue, *, ax: Axes | None = None) -> Picture:
    """What each thing is worth, in percent of the price, with who named it when asked.

    Parameters
    ----------
    result : UnaskedValue
        What :func:`unasked_value` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax)
    every = list(result.table.itertuples())
    kinds = list(dict.fromkeys(row.group for row in every if row.group != EVERYBODY))
    shown = {EVERYBODY, *most_and_least(kinds, _ROOM)}
    rows = [row for row in every if row.group in shown][::-1]
    for place, row in enumerate(rows):
        if row.shape != "bounded" or np.isnan(row.percent):
            ax.text(0, place, " no two ends: price hardly counts", va="center", color=INK)
            continue
        sure = row.percent_low * row.percent_high > 0
        colour = palette()[0 if row.group == EVERYBODY else 1] if sure else GREY
        ax.plot([row.percent_low, row.percent_high], [place, place], color=colour, lw=3)
        ax.plot([row.percent], [place], "D" if row.group == EVERYBODY else "o", color=colour, ms=8)
        ax.annotate(f"{points(row.percent)}%", (row.percent, place), xytext=(0, 9), ha="center",
                    textcoords="offset points", color=INK, weight="bold")  # fmt: skip
    ax.axvline(0, color=INK, linewidth=1)
    ax.set_yticks(range(len(rows)), [_label(row) for row in rows])
    ax.set_ylim(-0.6, len(rows) - 0.3)
    ax.set_xlim(left=min(0, ax.get_xlim()[0]))
    ax.grid(axis="x")
    ax.grid(visible=False, axis="y")
    format_axis(ax.xaxis, lambda value: f"{number(value, 0)}%")
    ax.set_xlabel("Worth in percent of the price: so much dearer, and taken as often")
    title = _title(result)
    ax.set_title(title)
    alt = f"{title}. Points with intervals: {result.sentence}{left_out(kinds, _ROOM)}"
    return Picture(ax, alt, name="unasked-value")


def _label(row: Any) -> str:
    if row.group != EVERYBODY:
        return str(row.group)
    if np.isnan(row.asked):
        return f"{named(row)}\n{count(row.clients)} respondents"
    return f"{named(row)}\nnamed by {percent(row.asked, 1)} when asked"


def _title(result: UnaskedValue) -> str:
    top = result.table[result.table["group"] == EVERYBODY]
    asked = top[top["asked"].notna() & top["percent"].notna()]
    row = next((asked if len(asked) else top).itertuples())
    if np.isnan(row.percent):
        return f"What {row.thing} is worth cannot be said: price does not count"
    text = f"{named(row)}: worth {points(row.percent)}% of the price"
    if np.isnan(row.asked):
        return text
    return f"{text}, and {percent(row.asked, 1)} named it when asked"
