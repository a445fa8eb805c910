"""The picture of what soft measures add to hard ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.figures.formats import count, percent
from cvmlab.insight.asked.soft_measures import BOTH, HARD, NONE, SOFT, SoftPower, in_points

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_soft_power(result: SoftPower, *others: SoftPower, ax: Axes | None = None) -> Picture:
    """How often each forecast ranks the right customer higher, with intervals.

    Parameters
    ----------
    result : SoftPower
        What :func:`soft_power` returned.
    *others : SoftPower
        The same for other groups of customers, drawn below it.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, INK, palette

    ax = new_axes(ax)
    results = (result, *others)
    looks = {HARD: (palette()[0], "s"), SOFT: (palette()[1], "o"), BOTH: (palette()[2], "D")}
    at, places, labels = 0.0, [], []
    for one in results:
        heading = f"{count(one.customers)} {one.who}"
        ax.text(
            0.0,
            at,
            heading,
            transform=ax.get_yaxis_transform(),
            va="center",
            color=INK,
            fontweight="bold",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 2},
        )
        for row in one.table[one.table["measures"] != NONE].itertuples():
            at -= 1
            colour, marker = looks[str(row.measures)]
            ax.plot([row.low, row.high], [at, at], color=colour, linewidth=3)
            ax.plot([row.auc], [at], marker=marker, markersize=7, color=colour)
            ax.annotate(
                percent(float(row.auc), 1),
                (float(row.high), at),
                va="center",
                textcoords="offset points",
                xytext=(6, 0),
            )
            places.append(at)
            labels.append(str(row.measures).capitalize())
        at -= 1.4
    ax.axvline(0.5, color=GREY_TEXT, linestyle="--", linewidth=1)
    ax.annotate(
        "a coin", (0.5, at + 0.75), textcoords="offset points", xytext=(4, 0), color=GREY_TEXT
    )
    ax.set_yticks(places, labels)
    ax.set_ylim(at + 0.5, 0.6)
    ends = pd.concat([one.table.iloc[1:] for one in results])
    ax.set_xlim(min(0.48, float(ends["low"].min()) - 0.01), float(ends["high"].max()) + 0.04)
    ax.grid(axis="y", visible=False)
    format_axis(ax.xaxis, percent)
    ax.set_xlabel(f"Pairs ranked rightly (%); lines: {percent(result.level)} intervals")
    steps = " and ".join(
        f"{in_points(one.gain(SOFT).auc)} {'' if i else 'points '}among {one.who}"
        for i, one in enumerate(results)
    )
    title = f"Who {result.outcome}: beside hard measures, soft ones add {steps}"
    ax.set_title(title)
    said = " ".join(one.sentence for one in results)
    return Picture(ax, f"{title}. {said}", name="soft-power")  # fmt: skip
