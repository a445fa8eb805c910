"""A gap between two published shares, for every way the respondents may have been divided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.stats.experiments.unknown_sizes import UnknownSizes, unknown_sizes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_POINTS = 60


def plot_unknown_sizes(
    result: UnknownSizes,
    leaders: int,
    *,
    designs: tuple[float, float] = (1.0, 1.0),
    ax: Axes | None = None,
) -> Picture:
    """The gap's interval over every size of the first group, and at one of them.

    Parameters
    ----------
    result : UnknownSizes
        What :func:`~cvmlab.stats.experiments.unknown_sizes.unknown_sizes` returned.
    leaders : int
        The size of the first group to be marked.
    designs : (float, float)
        Design effects of the two shares: 4 where four people are worth one independent voice.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import INK, palette

    ax = new_axes(ax)
    sizes = np.unique(np.linspace(1, result.total - 1, _POINTS).round().astype(int)).tolist()
    table = unknown_sizes(
        *result.shares, result.total, divisions=[*sizes, leaders], designs=designs,
        level=result.level,
    ).table  # fmt: skip
    table, one = table.iloc[:-1], table.iloc[-1]
    at = table["leaders"].to_numpy(float)
    ax.fill_between(at, table["low"], table["high"], color=palette()[0], alpha=0.25)
    gap = result.shares[0] - result.shares[1]
    ax.axhline(gap, color=palette()[0], linewidth=1.5)
    ax.axhline(0, color=INK, linewidth=1)
    ax.plot([leaders, leaders], [one["low"], one["high"]], color=palette()[1], linewidth=3)
    ax.plot(leaders, gap, "o", color=palette()[1], markersize=8)
    ax.annotate(f"{count(leaders)} leaders", (leaders, one["high"]), textcoords="offset points",
                xytext=(6, 0), ha="left", va="bottom", color=INK)  # fmt: skip
    ax.set_xlim(0, result.total)
    ax.set_xlabel(f"Leaders among the {count(result.total)} who answered")
    ax.set_ylabel("Leaders agree more often by")
    format_axis(ax.yaxis, lambda share: f"{number(100 * share, 0)} points")
    first, second = map(percent, result.shares)
    title = (
        f"{first} against {second}: with {count(leaders)} leaders "
        f"{'more than chance' if one['differs'] else 'chance alone will do'}"
    )
    ax.set_title(title)
    ends = interval(100 * one["low"], 100 * one["high"], lambda x: number(x, 0))
    alt = (
        f"{title}. The gap of {number(100 * gap, 0)} points has an interval of {ends} points "
        f"with {count(leaders)} leaders of {count(result.total)}; design effects "
        f"{number(designs[0], 1)} and {number(designs[1], 1)}."
    )
    return Picture(ax, alt, "unknown-sizes")
