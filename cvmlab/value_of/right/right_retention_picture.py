"""Who left, by what they had brought: the best fifth first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, interval, money, percent
from cvmlab.value_of.right.right_retention import RightRetention

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_right_retention(found: RightRetention, *, ax: Axes | None = None) -> Picture:
    """Draw the share of each fifth that left, and the margin that went with it.

    Parameters
    ----------
    found : RightRetention
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import INK, palette

    ax = new_axes(ax)
    table, colours = found.table, palette()
    place = np.arange(len(table))
    ax.bar(place, table["share"], 0.62, color=colours[0], zorder=2)
    ax.vlines(place, table["low"], table["high"], color=INK, lw=1.6, zorder=3)
    ax.axhline(found.heads[0], color=INK, lw=1, ls=(0, (4, 2)), zorder=1)
    ax.axhline(found.value[0], color=colours[1], lw=1.4, zorder=1)
    top = 1.12 * float(table["high"].max())
    cash = _cash(found)
    for at, row in zip(place, table.itertuples(), strict=True):
        ax.annotate(f"{percent(row.share)}\n{cash(row.gone)}\ngone", (at, 0), xytext=(0, 8),
                    textcoords="offset points", ha="center", va="bottom", fontsize=8.5,
                    color="white", zorder=4)  # fmt: skip
    end = len(table) - 0.55
    for level, said, up in (
        (found.heads[0], f"of heads: {percent(found.heads[0], 1)}", 3),
        (found.value[0], f"of margin: {percent(found.value[0], 1)}", -3),
    ):
        ax.annotate(said, (end, level), xytext=(4, up), textcoords="offset points", fontsize=8,
                    color=INK, va="bottom" if up > 0 else "top")  # fmt: skip
    ax.set_xlim(-0.6, len(table) + 0.45)
    ax.set_ylim(0, top)
    ax.set_xticks(place, [group.removeprefix("the ") for group in table["group"]])
    format_axis(ax.yaxis, percent)
    ax.set_xlabel("Customers by the margin they had brought in half a year")
    ax.set_ylabel("Share that left within the year")
    title = (
        f"{percent(found.heads[0])} of customers left, and {percent(found.value[0])} of the margin "
        "they had brought"
    )
    ax.set_title(title)
    parts = "; ".join(
        f"{row.group}: {percent(row.share)} of {count(row.customers)} left "
        f"({interval(row.low, row.high, percent)}), {cash(row.gone)} of margin gone"
        for row in table.itertuples()
    )
    return Picture(ax, f"{title}. {parts}.", name="right-retention")


def _cash(found: RightRetention):  # type: ignore[no-untyped-def]
    return lambda amount: money(amount, found.currency or None, short=True)
