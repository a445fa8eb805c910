"""How far each rule for the share of wallet is off."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, interval, number
from cvmlab.value_of.wallet.allocation_rule_result import IN_WORDS, RULE, AllocationRule

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_allocation_rule(found: AllocationRule, *, ax: Axes | None = None) -> Picture:
    """The mean error of each rule with its interval, nearest first.

    Parameters
    ----------
    found : AllocationRule
        What ``allocation_rule`` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax)
    points = partial(number, digits=1)
    rows = found.table.sort_values("error", ignore_index=True)
    at = np.arange(len(rows))[::-1]
    for y, row in zip(at, rows.itertuples(), strict=True):
        own = row.rule == RULE
        colour = palette()[0] if own else GREY
        ax.plot([100 * row.low, 100 * row.high], [y, y], color=colour, linewidth=2)
        ax.plot([100 * row.error], [y], marker="D" if own else "o", color=colour, markersize=7)
        ax.annotate(
            points(100 * row.error), (100 * row.high, y), textcoords="offset points",
            xytext=(7, 0), va="center", color=INK, fontweight="bold" if own else "normal",
        )  # fmt: skip
    ax.set_yticks(at, [IN_WORDS[rule] for rule in rows["rule"]])
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)
    ax.set_ylim(-0.6, len(rows) - 0.4)
    ax.set_xlim(0, 100 * rows["high"].max() * 1.12)
    format_axis(ax.xaxis, partial(number, digits=0))
    ax.set_xlabel("Mean distance between foretold and found share (percentage points)")
    place = int(rows.index[rows["rule"] == RULE][0])
    nearer = IN_WORDS[rows["rule"].iloc[0]]
    rank, best = rows.loc[place, "error"], rows.loc[0, "error"]
    if place == 0:
        title = f"The rank comes nearest: off by {points(100 * rank)} points"
    else:
        title = f"The rank is off by {points(100 * rank)} points; {nearer} by {points(100 * best)}"
    ax.set_title(title)
    lines = "; ".join(
        f"{IN_WORDS[r.rule]} {points(100 * r.error)} "
        f"({interval(100 * r.low, 100 * r.high, points)})"
        for r in rows.itertuples()
    )
    alt = (
        f"{title}. How far rules for the share of wallet of {count(found.customers)} customers are "
        f"off, in percentage points: {lines}."
    )
    return Picture(ax, alt, name="allocation-rule")
