"""The customers below zero drawn: what they brought and what was spent, and how each way counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, money
from cvmlab.value_of.right.let_go_result import BELOW, LetGo

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_let_go(found: LetGo, *, ax: Axes | None = None) -> Picture:
    """Draw what each group below zero brought in the year, and what was spent on it.

    Parameters
    ----------
    found : LetGo
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, INK, palette

    ax = new_axes(ax)
    rows = found.groups.loc[list(BELOW)]
    colours = palette()
    place = np.arange(len(rows))[::-1]
    brought = rows["margin"].clip(lower=0)
    ax.barh(place, brought, 0.5, color=colours[2], label="margin brought", zorder=2)
    ax.barh(place, -rows["stoppable"], 0.5, color=colours[1], hatch="///", edgecolor="white",
            label="letters sent to them", zorder=2)  # fmt: skip
    ax.barh(place, -rows["ends"], 0.5, left=-rows["stoppable"], color=INK, zorder=2,
            label="failures put right")  # fmt: skip
    ax.plot(rows["left_over"], place, "D", ms=6, mfc="white", mec=INK, mew=1.4, ls="none", zorder=4,
            label="left over")  # fmt: skip
    ax.axvline(0, color=INK, lw=1, zorder=3)
    cash = _cash(found)
    for at, row in zip(place, rows.itertuples(), strict=True):
        said = f"{count(row.customers)} customers: {cash(row.left_over)} left, "
        said += f"{cash(row.marginal)} without letters"
        ax.annotate(said, (0, at), xytext=(4, 21), textcoords="offset points", ha="center",
                    va="bottom", fontsize=8, color=GREY_TEXT, zorder=5,
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6})  # fmt: skip
    ax.set_yticks(place, list(rows.index))
    ax.set_ylim(-0.5, len(rows) - 0.3)
    ax.grid(visible=False, axis="y")
    ax.grid(visible=True, axis="x")
    format_axis(ax.xaxis, lambda x: money(x, found.currency or None, short=True))
    ax.set_xlabel("Money in the year: brought (right of zero) and spent (left)")
    ax.legend(loc="upper center", bbox_to_anchor=(0.4, -0.17), ncols=4, fontsize=8)
    gone, pays, few = (count(rows.loc[name, "customers"]) for name in BELOW)
    title = (
        f"Below zero: {gone} who bought nothing, {pays} for the letters alone, {few} for other "
        "reasons"
    )
    ax.set_title(title)
    parts = "; ".join(
        f"{name}: {count(row.customers)} customers, margin {cash(row.margin)}, "
        f"letters {cash(row.stoppable)}, left over {cash(row.left_over)}, without letters "
        f"{cash(row.marginal)}"
        for name, row in zip(rows.index, rows.itertuples(), strict=True)
    )
    return Picture(ax, f"{title}. {parts}.", name="let-go")


def plot_ways_of_counting(found: LetGo, *, ax: Axes | None = None) -> Picture:
    """Draw how many customers lie below zero, by which costs are laid at their door.

    Parameters
    ----------
    found : LetGo
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, palette

    ax = new_axes(ax)
    ways = found.ways
    place = np.arange(len(ways))[::-1]
    colours = palette()
    ax.barh(place, ways["bought"], 0.6, color=colours[0], label="bought in the year")
    ax.barh(place, ways["customers"] - ways["bought"], 0.6, left=ways["bought"], color=colours[4],
            hatch="///", edgecolor="white", label="bought nothing")  # fmt: skip
    cash = _cash(found)
    for at, row in zip(place, ways.itertuples(), strict=True):
        ax.annotate(f"{count(row.customers)} ({cash(row.euros)})", (row.customers, at),
                    xytext=(5, 0), textcoords="offset points", va="center", fontsize=8,
                    color=GREY_TEXT)  # fmt: skip
    ax.set_yticks(place, ways["way"])
    ax.set_xlim(0, 1.28 * max(ways["customers"].max(), 1))
    ax.set_ylim(-0.6, len(ways) - 0.4)
    ax.grid(visible=False, axis="y")
    ax.grid(visible=True, axis="x")
    format_axis(ax.xaxis, count)
    ax.set_xlabel("Customers below zero (in brackets: together)")
    ax.legend(loc="lower right", fontsize=8)
    most, least = int(ways["customers"].max()), int(ways["customers"].min())
    title = f"Below zero: {count(most)} customers or {count(least)}, of the same year"
    ax.set_title(title)
    parts = "; ".join(
        f"{row.way}: {count(row.customers)} below zero ({count(row.bought)} of them bought), "
        f"together {cash(row.euros)}"
        for row in ways.itertuples()
    )
    shared = f" Overhead shared out: {cash(found.overhead)}." if found.overhead else ""
    return Picture(ax, f"{title}. {parts}.{shared}", name="ways-of-counting")


def _cash(found: LetGo):  # type: ignore[no-untyped-def]
    return lambda amount: money(amount, found.currency or None, digits=0)
