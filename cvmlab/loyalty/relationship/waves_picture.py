"""The index wave by wave: a line only through waves that may be compared."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from cvmlab.figures.formats import interval, number, percent
from cvmlab.loyalty.relationship.waves_result import IndexWaves

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_tenth = partial(number, digits=1)


def plot_index_waves(result: IndexWaves, *, ax: Axes | None = None) -> Picture:
    """The index of each wave with its interval; waves that must not be compared are not joined.

    Parameters
    ----------
    result : IndexWaves
        What :func:`cvmlab.loyalty.relationship.waves.index_waves` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, GREY_TEXT, INK, palette

    ax = new_axes(ax)
    table = result.table.assign(at=np.arange(len(result.table)))
    named, apart = table[table["named"]], table[~table["named"]]
    colour = palette()[0]
    if result.comparable:
        ax.plot(named["at"], named["index"], color=colour, linewidth=1.5, zorder=1)
    for row in table.itertuples():
        ax.plot([row.at, row.at], [row.low, row.high], color=INK, linewidth=1.2, zorder=2)
    ax.plot(named["at"], named["index"], "o", color=colour, zorder=3)
    ax.plot(apart["at"], apart["index"], "D", color=GREY, markerfacecolor="white", zorder=3)
    weighed = named[named["weighted"]]
    ax.plot(weighed["at"], weighed["unweighted"], "_", color=GREY_TEXT, markersize=14, zorder=2)
    for row in table.itertuples():
        low = row.at < len(table) - 1
        ax.annotate(
            _tenth(table["index"].iloc[row.at]),
            (row.at, table["index"].iloc[row.at]),
            textcoords="offset points",
            xytext=(8, -6) if low else (-9, 6),
            ha="left" if low else "right",
            va="top" if low else "bottom",
        )
    if len(weighed):
        first = weighed.iloc[0]
        ax.annotate("not weighed for\nthe silent", (first["at"], first["unweighted"]),
                    textcoords="offset points", xytext=(12, 8), color=GREY_TEXT, va="bottom",
                    fontsize="small")  # fmt: skip
    lowest = float(table[["low", "unweighted"]].min().min())
    highest = float(table[["high", "unweighted"]].max().max())
    room = max(2.0, 0.35 * (highest - lowest))
    ax.set_ylim(max(0.0, lowest - room), min(100.0, highest + room))
    for at in apart["at"]:  # a line may pass behind it, and must not seem to go through it
        ax.axvspan(at - 0.32, at + 0.32, color=GREY, alpha=0.15, linewidth=0, zorder=0)
        ax.text(at, ax.get_ylim()[0] + 0.15 * room, "no names asked:\nstands apart",
                color=GREY_TEXT, ha="center", va="bottom")  # fmt: skip
    ax.set_xlim(-0.5, len(table) - 0.5)
    ax.set_xticks(table["at"], [f"wave {w}" for w in table["wave"]])
    format_axis(ax.yaxis, partial(number, digits=0))
    ax.set_ylabel(f"Index, 0 to 100 (mean, {percent(result.level)} interval)")
    title = _title(result)
    ax.set_title(title)
    points = "; ".join(
        f"wave {row.wave} {_tenth(value)} ({interval(row.low, row.high, _tenth)}"
        f"{'' if row.named else ', no names asked'})"
        for row, value in zip(table.itertuples(), table["index"], strict=True)
    )
    alt = (
        f"{title}. Mean of the index with {percent(result.level)} intervals: {points}. "
        f"{result.sentence}"
    )
    return Picture(ax, alt, name="index-waves")


def _title(result: IndexWaves) -> str:
    if not result.comparable:
        return "Waves that must not be compared: no line joins them"
    row: Any = list(result.changes.itertuples())[-1]
    if row.low <= 0 <= row.high:
        return f"From wave {row.before} to wave {row.after} the index has not surely moved"
    way = "up" if row.change > 0 else "down"
    return (
        f"From wave {row.before} to wave {row.after} the index goes {way} by "
        f"{_tenth(abs(row.change))} points; the same people by {_tenth(row.same)}"
    )
