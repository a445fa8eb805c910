"""The best customers by each measure, from list to list: who stays, who comes, who goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count
from cvmlab.value_of.total.ranking_by_assumption import RankingByAssumption

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_ranking_by_assumption(
    found: RankingByAssumption, *, named: tuple[str, ...] = (), ax: Axes | None = None
) -> Picture:
    """How many of the best stay the best when the measure changes.

    Parameters
    ----------
    found : RankingByAssumption
        From :func:`ranking_by_assumption`.
    named : tuple of str
        Customers whose rank by each measure is written beside the bars.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
        One bar a measure: those who are on every list, those on this one and on that held against,
        and those who are on this list alone.
    """
    from cvmlab.figures.pictures import Picture, new_axes
    from cvmlab.figures.style import GREY, palette

    ax = new_axes(ax)
    colours = palette()
    rows = list(found.table.itertuples())
    always = len(found.always)
    places = range(len(rows))
    stay = np.array([row.stay - always for row in rows])
    come = np.array([row.leave for row in rows])
    bars = (
        (np.zeros(len(rows)), np.full(len(rows), always), colours[0], "", "on every list"),
        (np.full(len(rows), always), stay, colours[4], "///", f"also best by {found.against}"),
        ([row.stay for row in rows], come, GREY, "...", f"not best by {found.against}"),
    )
    for left, width, colour, hatch, label in bars:
        if np.any(width):
            ax.barh(places, width, left=left, color=colour, hatch=hatch, edgecolor="white",
                    linewidth=0, height=0.62, label=label)  # fmt: skip
    for place, row in zip(places, rows, strict=True):
        said = f"{count(row.stay)} stay"
        if row.measure == found.against:
            said = f"these {count(found.top)}"
        for one in named:
            if one in found.ranks.index:
                said += f"; {one} is no. {count(found.ranks.loc[one, row.measure])}"
        ax.text(found.top * 1.015, place, said, va="center", fontsize=8)
    ax.set_yticks(list(places), [_first_large(row.measure) for row in rows])
    ax.invert_yaxis()
    ax.set_xlim(0, found.top * (1.62 if named else 1.2))
    ax.set_xticks([0, found.top // 2, found.top])
    ax.set_xlabel(f"The best {count(found.top)} of {count(found.customers)} customers")
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)
    ax.legend(loc="upper center", bbox_to_anchor=(0.3, -0.16), ncols=3, fontsize=8)
    worst = min(rows, key=lambda row: row.stay)
    title = (
        f"Measured by {worst.measure}, {count(worst.stay)} of the best {count(found.top)} by "
        f"{found.against} stay"
    )
    ax.set_title(title)
    parts = "; ".join(f"{row.measure} {count(row.stay)}" for row in rows)
    alt = (
        f"{title}. Bars of the best {count(found.top)} by each measure; of those by "
        f"{found.against} there are on the list: {parts}. {count(always)} are on every list."
    )
    for one in named:
        if one in found.ranks.index:
            said = ", ".join(f"{count(r)} by {m}" for m, r in found.ranks.loc[one].items())
            alt += f" {one}: no. {said}."
    return Picture(ax, alt, "ranking-by-assumption")


def _first_large(text: str) -> str:
    """A heading that fits beside a bar: broken at its comma."""
    return (text[:1].upper() + text[1:]).replace(", ", ",\n")
