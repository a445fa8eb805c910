"""Leaving after failures put right, not put right, and none, drawn with intervals."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, interval, percent
from cvmlab.loyalty.retention.recovery_result import GROUPS, NONE, Recovery

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_recovery(result: Recovery, *, ax: Axes | None = None) -> Picture:
    """The share of regulars that leaves in a month, by what happened before.

    Parameters
    ----------
    result : Recovery
        What :func:`cvmlab.loyalty.retention.recovery.recovery` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax)
    table = result.table.set_index("group").loc[list(GROUPS)]
    at = np.arange(len(table))[::-1]
    marks = ("o", "s", "^")
    colours = (INK, palette()[2], palette()[1])
    ax.axvline(table.loc[NONE, "share"], color=GREY, linewidth=1, linestyle="--", zorder=0)
    for place, row, mark, colour in zip(at, table.itertuples(), marks, colours, strict=True):
        ax.plot([row.low, row.high], [place, place], color=colour, linewidth=2)
        ax.plot([row.share], [place], mark, color=colour, markersize=9)
        ax.annotate(
            f"{percent(row.share, 1)} of {count(row.months)} months",
            (row.high, place),
            textcoords="offset points",
            xytext=(8, 0),
            va="center",
        )
    ax.set_yticks(at, [name[0].upper() + name[1:] for name in table.index])
    ax.set_ylim(-0.6, len(table) - 0.4)
    ax.set_xlim(0, table["high"].max() * 1.45)
    format_axis(ax.xaxis, percent)
    ax.grid(visible=False, axis="y")
    ax.set_xlabel("Regulars who leave in a month (%)")
    title = _title(result)
    ax.set_title(title)
    shown = partial(percent, digits=1)
    said = "; ".join(
        f"after {name} {shown(row.share)} ({interval(row.low, row.high, shown)})"
        for name, row in table.iterrows()
    )
    alt = (
        f"{title}. Regulars who leave in a month: {said}. Lines are {percent(result.level)} "
        f"intervals, the dashed line is the share without a failure."
    )
    return Picture(ax, alt, name="recovery")


def _title(result: Recovery) -> str:
    value, low, high = result.right_against_not
    if high < 1:
        ends = interval(1 - high, 1 - low, percent)
        return f"Regulars whose failure was put right left {percent(1 - value)} less often ({ends})"
    if low > 1:
        ends = interval(low - 1, high - 1, percent)
        return f"Regulars whose failure was put right left {percent(value - 1)} more often ({ends})"
    return "Whether putting a failure right keeps regulars cannot be told from these months"
