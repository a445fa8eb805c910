"""The picture of what clients say decided a bid, beside what did."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import interval, percent
from cvmlab.insight.lost.bid_reasons import StatedReasons

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_stated_reasons(result: StatedReasons, *, ax: Axes | None = None) -> Picture:
    """What clients say decided beside what did, as shares among the reasons that can be judged.

    Parameters
    ----------
    result : StatedReasons
        What :func:`stated_reasons` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, GREY_TEXT, INK, palette

    ax = new_axes(ax)
    table = result.table.iloc[::-1]
    for place, row in enumerate(table.itertuples()):
        if np.isnan(row.decides):
            text = f"cannot be judged ({percent(row.stated_lost)} of all say it)"
            ax.text(0.01, place, text, va="center", color=GREY_TEXT, style="italic")
            continue
        ax.plot([row.said, row.decides], [place, place], color=GREY, linewidth=1, zorder=1)
        ax.plot([row.decides_low, row.decides_high], [place, place], color=palette()[0], lw=3)
        ax.plot([row.said], [place], "D", color=palette()[1], ms=7)
        ax.plot([row.decides], [place], "o", color=palette()[0], ms=8)
        for share in (row.said, row.decides):
            ax.annotate(percent(share), (share, place), xytext=(0, 8), ha="center",
                        textcoords="offset points", color=INK)  # fmt: skip
    ax.plot([], [], "D", color=palette()[1], label="what lost clients say")
    ax.plot([], [], "o-", color=palette()[0], label="what decides (by the weights)")
    ax.set_yticks(range(len(table)), table["reason"])
    ax.set_ylim(-0.6, len(table) - 0.3)
    ax.set_xlim(0, 1)
    ax.grid(axis="x")
    ax.grid(visible=False, axis="y")
    format_axis(ax.xaxis, percent)
    ax.set_xlabel("Share among the reasons that can be judged")
    ax.legend(loc="lower right")
    said = result.table.loc[result.table["stated_lost"].idxmax()]
    title = f'In {percent(said.stated_lost)} of lost bids the client says "{said.reason}"'
    if result.table["decides"].notna().any():
        top = result.table.loc[result.table["decides"].idxmax()]
        title += f'; "{top.reason}" decides more' if top.reason != said.reason else ""
    ax.set_title(title)
    listed = "; ".join(
        f"{row.reason} cannot be judged"
        if np.isnan(row.decides)
        else f"{row.reason} said {percent(row.said)}, decides {percent(row.decides)} "
        f"({interval(row.decides_low, row.decides_high, percent)})"
        for row in result.table.itertuples()
    )
    return Picture(ax, f"{title}. Pairs of points: {listed}.", name="stated-reasons")
