"""Who comes back: those high each time against those low each time, score by score."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import interval, percent
from cvmlab.loyalty.called_loyal.group_outcomes import as_points, as_written, words_of
from cvmlab.loyalty.called_loyal.loyalty_patterns_result import HIGH, LOW, LoyaltyPatterns

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_APART = 0.3


def plot_loyalty_patterns(result: LoyaltyPatterns, *, ax: Axes | None = None) -> Picture:
    """For every score two dots with their intervals, the widest gap at the top.

    Parameters
    ----------
    result : LoyaltyPatterns
        What :func:`cvmlab.loyalty.called_loyal.loyalty_patterns.loyalty_patterns` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, palette

    ax = new_axes(ax)
    scores = result.gaps["score"].tolist()
    rows = np.arange(len(scores))
    write = as_written(result.share)
    right = 0.0
    for pattern, sign, colour, shift in (
        (HIGH, "o", palette()[0], -_APART / 2),
        (LOW, "s", palette()[1], _APART / 2),
    ):
        found = result.table[result.table["pattern"] == pattern].set_index("score").loc[scores]
        right = max(right, float(found["high"].max()))
        ax.hlines(rows + shift, found["low"], found["high"], color=colour, linewidth=2)
        ax.plot(found["value"], rows + shift, sign, color=colour, markersize=6, label=pattern)
    for y, gap in enumerate(result.gaps.to_dict("records")):
        mark = "" if gap["sure"] else " (not sure)"
        ax.annotate(f"{as_points(gap['gap'], result.share)}{mark}", (right, y), xytext=(8, 0),
                    textcoords="offset points", va="center", fontsize=9,
                    color=GREY_TEXT)  # fmt: skip
    ax.set_yticks(rows, scores)
    ax.set_ylim(len(scores) - 0.5, -0.5)
    ax.set_xlim(right=right + 0.25 * (right - ax.get_xlim()[0]))
    ax.grid(axis="x")
    ax.grid(axis="y", visible=False)
    format_axis(ax.xaxis, write)
    said = words_of(result.outcome, result.words)
    ax.set_xlabel(f"Share that {said}; bars are {percent(result.level)} intervals"
                  if result.share else f"Mean: {said}")  # fmt: skip
    ax.legend(title="Answers", loc="upper left", bbox_to_anchor=(1.0, 1.0), alignment="left")
    sure = result.gaps.loc[result.gaps["sure"] & (result.gaps["gap"] > 0), "score"].tolist()
    title = (
        f"Lasting highs go together with coming back for: {', '.join(sure)}"
        if sure
        else "No score asked again and again tells who comes back"
    )
    ax.set_title(title)
    listed = "; ".join(
        f"{gap['score']} {write(gap['high'])} and {write(gap['low_each'])}, "
        f"{as_points(gap['gap'], result.share)} "
        f"({interval(gap['gap_low'], gap['gap_high'], lambda x: as_points(x, result.share))})"
        for gap in result.gaps.to_dict("records")
    )
    alt = f"{title}. Dots for those high and those low each time, {said}: {listed}."
    return Picture(ax, alt, name="loyalty-patterns")
