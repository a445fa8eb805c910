"""How many segments: which of them are found again, and what BIC says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, number
from cvmlab.loyalty.segments.class_choice_result import ClassChoice
from cvmlab.stats.stability import STABLE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_class_choice(result: ClassChoice, *, ax: Axes | None = None) -> Picture:
    """How surely each segment is found again, by the number of segments, with BIC above.

    Parameters
    ----------
    result : ClassChoice
        What ``choose_classes`` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, new_axes
    from cvmlab.figures.style import GREY, GREY_TEXT, INK, palette

    ax = new_axes(ax)
    colour = palette()[0]
    table = result.table
    ax.axhline(STABLE, color=GREY, linewidth=1, linestyle="--")
    ax.plot(table["classes"], table["likeness"], color=colour, lw=1.3, alpha=0.6, zorder=2)
    for row in table.itertuples():
        each = result.stability[int(row.classes)].table["jaccard"]
        beside = row.classes + 0.05 * (np.arange(len(each)) - (len(each) - 1) / 2)
        ax.plot(beside, each, "o", color=GREY, ms=4.5, zorder=3)
        ax.plot([row.classes], [row.likeness], "D" if row.stable else "X", color=colour, ms=9,
                mec="white", mew=1, zorder=4)  # fmt: skip
        ax.annotate(
            number(row.likeness), (row.classes, row.likeness), xytext=(10, -10), color=INK,
            textcoords="offset points", va="center",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
        )  # fmt: skip
        best = row.classes == result.best_fit
        ax.text(
            row.classes, 1.13, count(row.bic) + ("\nsmallest" if best else ""), ha="center",
            va="top", fontsize=8.5, color=INK if best else GREY_TEXT,
            fontweight="bold" if best else "normal",
        )  # fmt: skip
    first, last = table["classes"].min(), table["classes"].max()
    ax.text(first - 0.42, 1.13, "BIC", color=GREY_TEXT, va="top", fontsize=8.5)
    ax.text(first - 0.42, STABLE - 0.015, f"stable from {number(STABLE)}", color=GREY_TEXT,
            va="top", fontsize=8.5)  # fmt: skip
    ax.set_xlim(first - 0.45, last + 0.5)
    ax.set_ylim(0, 1.15)
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1])
    ax.set_xticks(list(table["classes"]))
    ax.set_xlabel("Number of segments (large mark: the least stable of them)")
    ax.set_ylabel("Likeness when customers are drawn again")
    title = _title(result)
    ax.set_title(title)
    return Picture(ax, _alt(result, title), name="class-choice")


def _title(result: ClassChoice) -> str:
    chosen = result.suggested
    if chosen == 1:
        return "No division of these customers holds"
    more = result.table[result.table["classes"] == chosen + 1]
    if len(more) and not more["stable"].iloc[0]:
        return f"{count(chosen)} segments are found again, {count(chosen + 1)} are not"
    return f"{count(chosen)} segments fit best and are found again"


def _alt(result: ClassChoice, title: str) -> str:
    rows = "; ".join(
        f"{count(row.classes)}: likeness {number(row.likeness)}, BIC {count(row.bic)}"
        for row in result.table.itertuples()
    )
    return (
        f"{title}. For each number of segments the mean likeness of the least stable one over "
        f"{count(result.resamples)} resamples (stable from {number(STABLE)}), and BIC: {rows}."
    )
