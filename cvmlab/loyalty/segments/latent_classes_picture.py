"""The profile of the segments: what each of them comes for."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.loyalty.segments.segments_result import Segments

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

MARKS = ("o", "s", "D", "^", "v", "P", "X", "*")
_DASHES = ("-", (0, (5, 1.5)), (0, (1.5, 1.2)), (0, (6, 2, 1, 2)))


def plot_segments(segments: Segments, *, ax: Axes | None = None) -> Picture:
    """The mean of each motive in each segment, beside that of all customers.

    Parameters
    ----------
    segments : Segments
        What ``loyalty_segments`` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, new_axes
    from cvmlab.figures.style import GREY, GREY_TEXT, palette

    ax = new_axes(ax)
    motives = list(segments.motives)
    at = np.arange(len(motives))
    colours = palette()
    profile = segments.profile
    averages = segments.averages.to_numpy()
    ax.plot(at, averages, color=GREY, linewidth=1, linestyle=":", zorder=1)
    ends = [(averages[-1], "all customers", GREY_TEXT)]
    few = len(segments.table)
    for k, name in enumerate(segments.names):
        mine = profile[profile["segment"] == name]
        across = at + (k - (few - 1) / 2) * 0.035  # beside one another where they meet
        colour = colours[k % len(colours)]
        mean = mine["mean"].to_numpy()
        error = np.vstack([mean - mine["low"], mine["high"] - mean])
        ax.errorbar(
            across, mean, yerr=error, color=colour, linestyle=_DASHES[k % 4],
            marker=MARKS[k % 8], markersize=6.5, elinewidth=1.2, zorder=3,
        )  # fmt: skip
        share = segments.table["share"].iloc[k]
        ends.append((mean[-1], f"{name} · {percent(share)}", colour))
    heights = _apart([end[0] for end in ends], ax.get_ylim(), few + 1)
    for (_, text, colour), height in zip(ends, heights, strict=True):
        ax.text(at[-1] + 0.12, height, text, color=colour, va="center", fontweight="bold")
    ax.set_xlim(-0.25, at[-1] + 0.75)
    ax.set_xticks(at, [m.replace("_", " ") for m in motives])
    ax.set_ylabel(f"Mean answer (points, with {percent(segments.level)} interval)")
    title = _title(segments)
    ax.set_title(title)
    return Picture(ax, _alt(segments, title), name="segments")


def _apart(heights: list[float], limits: tuple[float, float], many: int) -> list[float]:
    """The same heights, pushed apart so that no label lies on another."""
    least = (limits[1] - limits[0]) * 0.065
    order = np.argsort(heights, kind="stable")
    placed = np.array(heights, dtype=float)
    for _ in range(20 * many):
        for low, high in pairwise(order):
            lack = least - (placed[high] - placed[low])
            if lack > 0:
                placed[low] -= lack / 2
                placed[high] += lack / 2
    return [float(h) for h in placed]


def _title(segments: Segments) -> str:
    if len(segments.table) == 1:
        return f"What brings {count(segments.rows)} customers"
    largest = segments.table.loc[segments.table["share"].idxmax()]
    return (
        f"{count(segments.rows)} customers, {count(len(segments.table))} reasons to come: "
        f"{largest['name']} leads for {percent(largest['share'])}"
    )


def _alt(segments: Segments, title: str) -> str:
    profile = segments.profile
    parts = []
    for row in segments.table.to_dict("records"):
        mine = profile[profile["segment"] == row["name"]].to_dict("records")
        means = ", ".join(f"{m['motive'].replace('_', ' ')} {number(m['mean'])}" for m in mine)
        share = f"{percent(row['share'])}, {interval(row['low'], row['high'], percent)}"
        parts.append(f"{row['name']} ({share}): {means}")
    everybody = ", ".join(
        f"{m.replace('_', ' ')} {number(v)}" for m, v in segments.averages.items()
    )
    return f"{title}. Mean answers by segment. {'; '.join(parts)}; all customers: {everybody}."
