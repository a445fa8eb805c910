"""The change of a rate as two bars, mix and real, and what each group adds to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import interval, number
from cvmlab.idic.interact.mix_change_result import MixChange

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_mix_change(found: MixChange, *, ax: Axes | None = None) -> Picture:
    """Draw change, mix and real change with their intervals.

    Parameters
    ----------
    found : MixChange
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax)
    colours = palette()
    lines = (
        ("the whole change", found.change, GREY, ""),
        (f"another mix by {found.by}", found.mix, colours[4], "//"),
        ("change within the groups", found.real, colours[0], ""),
    )
    for place, (_, (value, low, high), colour, hatch) in enumerate(lines):
        ax.barh(place, 100 * value, 0.55, color=colour, hatch=hatch, edgecolor="white", zorder=2)
        ax.hlines(place, 100 * low, 100 * high, color=INK, lw=1.6, zorder=3)
        ax.annotate(_points(value), (100 * max(high, 0.0), place), xytext=(5, 0), va="center",
                    textcoords="offset points", fontsize=9, color=INK)  # fmt: skip
    ax.axvline(0, color=INK, lw=0.9)
    ax.set_yticks(np.arange(3), [said for said, *_ in lines])
    ax.invert_yaxis()
    ax.grid(visible=True, axis="x")
    ax.grid(visible=False, axis="y")
    ax.margins(x=0.12)
    format_axis(ax.xaxis, lambda value: number(value, 1))
    ax.set_xlabel(f"Percentage points, {found.names[1]} less {found.names[0]}")
    value, _, _ = found.change
    title = (
        f"Of {_points(value)} points, {_points(found.mix[0])} are another mix and "
        f"{_points(found.real[0])} are real"
    )
    ax.set_title(title)
    alt = f"{title}. " + "; ".join(
        f"{said}: {_points(v)} ({interval(100 * low, 100 * high, number)})"
        for said, (v, low, high), *_ in lines
    )
    return Picture(ax, f"{alt}.", name="mix-change")


def _points(x: float) -> str:
    return number(100 * x, 2)
