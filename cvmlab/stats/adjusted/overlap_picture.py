"""The two groups' chances back to back: where a bar has no other side, nobody can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import percent
from cvmlab.stats.adjusted.overlap import Overlap

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_BARS = 25


def plot_overlap(found: Overlap, *, ax: Axes | None = None) -> Picture:
    """Draw the chances of both groups, one upwards and one downwards.

    Parameters
    ----------
    found : Overlap
        What :func:`cvmlab.stats.adjusted.overlap.overlap` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, GREY_TEXT, INK, palette

    ax = new_axes(ax)
    edges = np.linspace(0, 1, _BARS + 1)
    tallest = 0.0
    groups = ((found.member, 1, palette()[0], ""), (~found.member, -1, palette()[1], "//"))
    for who, side, colour, hatch in groups:
        share = np.histogram(found.propensity[who], edges)[0] / who.sum()
        tallest = max(tallest, share.max())
        ax.bar(edges[:-1], side * share, width=1 / _BARS, align="edge", color=colour, hatch=hatch,
               edgecolor="white", lw=0.8)  # fmt: skip
    for end in found.bounds:
        ax.axvline(end, color=INK, lw=1.2, ls="--")
    ax.axhline(0, color=GREY, lw=0.8)
    ax.set_ylim(-1.25 * tallest, 1.25 * tallest)
    ax.set_xlim(0, 1)
    for name, side in zip(found.names, (1, -1), strict=True):
        ax.text(0.99, side * 1.12 * tallest, name, ha="right", va="center", color=INK,
                fontweight="bold", fontsize=9)  # fmt: skip
    ax.text(
        found.bounds[0] + 0.008, -1.12 * tallest, "comparable between the lines", fontsize=8,
        color=GREY_TEXT, va="center",
    )  # fmt: skip
    format_axis(ax.xaxis, percent)
    format_axis(ax.yaxis, lambda x: percent(abs(x)))
    ax.set_xlabel(f"Chance of being among the {found.names[0]}, from what is known")
    ax.set_ylabel("Share of the group")
    title = f"{percent(found.comparable)} of the customers have their like on the other side"
    ax.set_title(title)
    middles = [np.median(found.propensity[who]) for who in (found.member, ~found.member)]
    alt = (
        f"{title}. Chance of being among the {found.names[0]}: half of them above "
        f"{percent(middles[0])}, half of the {found.names[1]} above {percent(middles[1])}; "
        f"comparable from {percent(found.bounds[0])} to {percent(found.bounds[1])}."
    )
    return Picture(ax, alt, name="overlap")
