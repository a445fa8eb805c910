"""The picture of both values: who brings how much, and how many of them are unhappy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import percent
from cvmlab.insight.asked.two_values import TwoValues

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_two_values(result: TwoValues, *, ax: Axes | None = None) -> Picture:
    """How many are unhappy among those who bring most and those who bring least.

    Parameters
    ----------
    result : TwoValues
        What :func:`two_values` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, INK, palette

    ax = new_axes(ax)
    rows = result.table
    at = np.arange(len(rows))
    ax.bar(at, rows["share"], width=0.62, color=palette()[0], alpha=0.85)
    whiskers = [rows["share"] - rows["low"], rows["high"] - rows["share"]]
    ax.errorbar(at, rows["share"], yerr=whiskers, fmt="none", ecolor=INK, capsize=4, lw=1.2)
    for x, row in zip(at, rows.itertuples(), strict=True):
        place, text = (float(x), float(row.high) + 0.012), percent(row.share)
        ax.text(*place, text, ha="center", va="bottom", weight="bold", color=INK)
    kind = "margin" if result.is_margin else "sales"
    brings = [
        f"{_ordinal(row.group)} {result.group_word}\n{percent(row.share_of_value)} of {kind}"
        for row in rows.itertuples()
    ]
    ax.set_xticks(at, brings)
    ax.tick_params(axis="x", labelcolor=GREY_TEXT)
    ax.set_ylim(0, max(0.4, float(rows["high"].max()) + 0.08))
    format_axis(ax.yaxis, percent)
    ax.set_ylabel(f"Rate us {result.unhappy_up_to} or lower (% of group)")
    ax.set_xlabel(f"Customers by the {kind} they bring in {result.weeks} weeks, most first")
    best, last = rows.iloc[0], rows.iloc[-1]
    title = (
        f"What they bring {_says(result)} what we are to them: {percent(best.share)} of the "
        f"best {result.group_word} are unhappy, and {percent(last.share)} of the last"
    )
    ax.set_title(title)
    parts = ", ".join(
        f"{_ordinal(row.group)} {percent(row.share)} ({percent(row.share_of_value)} of {kind})"
        for row in rows.itertuples()
    )
    return Picture(ax, f"{title}. Bars by {result.group_word}: {parts}.", name="two-values")


def _says(result: TwoValues) -> str:
    """How much the one value tells of the other: below a tenth nothing one could act on."""
    if abs(result.correlation) < 0.1:
        return "says little about"
    return "goes with" if result.correlation > 0 else "goes against"


def _ordinal(n: int) -> str:
    return {1: "1st", 2: "2nd", 3: "3rd"}.get(n, f"{n}th")
