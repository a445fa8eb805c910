"""The race of rankings as a picture: a bar for each rule, and the mark nobody can pass."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import interval, percent
from cvmlab.insight.counted.ranking_race import RankingRace

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_ranking_race(result: RankingRace, *, ax: Axes | None = None) -> Picture:
    """A bar for each rule, with its interval, against what hindsight could have reached.

    Parameters
    ----------
    result : RankingRace
        What :func:`~cvmlab.insight.counted.ranking_race.ranking_race` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, GREY_TEXT, INK, palette

    ax = new_axes(ax)
    rows = result.table.iloc[::-1]
    at = np.arange(len(rows))
    colours = [GREY] * (len(rows) - 1) + [palette()[0]]
    ax.barh(at, rows["captured"], color=colours, height=0.6)
    spread = np.array([rows["captured"] - rows["low"], rows["high"] - rows["captured"]])
    ax.errorbar(rows["captured"], at, xerr=spread.clip(0), fmt="none", ecolor=INK, capsize=3)
    for place, row in zip(at, rows.itertuples(), strict=True):
        ax.text(
            0.01,
            float(place),
            percent(row.captured, 1),
            va="center",
            color="white",
            fontweight="bold",
        )
    ax.axvline(result.possible, color=INK, linestyle=":", linewidth=1)
    ax.text(
        result.possible, len(rows) - 0.5, f"hindsight {percent(result.possible, 1)}  ",
        color=GREY_TEXT, va="bottom", ha="right", fontsize=8,
    )  # fmt: skip
    ax.set_yticks(at, [str(name) for name in rows.index])
    ax.set_xlim(0, min(1.0, result.possible * 1.12))
    ax.set_ylim(-0.6, len(rows) - 0.2)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)
    format_axis(ax.xaxis, percent)
    ax.set_xlabel(f"Share of later spend brought by the best {percent(result.top)} (% of all)")
    first = result.table.iloc[0]
    title = (
        f"Ranked by {result.table.index[0]}, the best {percent(result.top)} brought "
        f"{percent(first.captured)} of what was spent later"
    )
    ax.set_title(title)
    level = percent(result.level)
    bars = "; ".join(
        f"{row.Index} {percent(row.captured, 1)} ({level} interval "
        f"{interval(row.low, row.high, partial(percent, digits=1))})"
        for row in result.table.itertuples()
    )
    alt = f"{title}. Bars: {bars}. Hindsight could have reached {percent(result.possible, 1)}."
    return Picture(ax, alt, name="ranking-race")
