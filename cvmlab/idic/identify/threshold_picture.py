"""The trade-off of a threshold: too much put together against too little."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, money
from cvmlab.idic.identify.threshold_choice_result import ThresholdChoice, shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_NAMES = {
    "euros_merged": "merged into somebody else",
    "euros_split": "split off from its person",
    "over_merged": "identities that hold several persons",
    "under_merged": "persons under several identities",
    "expected_wrong": "wrong links to expect",
    "expected_missed": "missed pairs to expect",
}


def plot_thresholds(choice: ThresholdChoice, *, ax: Axes | None = None) -> Picture:
    """Draw both errors over the thresholds.

    Parameters
    ----------
    choice : ThresholdChoice
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import INK, palette

    ax = new_axes(ax)
    colours, rows = palette(), choice.table
    place = np.arange(len(rows))
    for name, colour, mark, line in zip(
        choice.errors, (colours[1], colours[0]), "so", ("--", "-"), strict=True
    ):
        ax.plot(place, rows[name], line, color=colour, marker=mark, lw=1.8, label=_NAMES[name])
    both = rows[list(choice.errors)].to_numpy()
    if choice.threshold in set(rows["threshold"]):
        at = int(np.flatnonzero(rows["threshold"] == choice.threshold)[0])
        ax.axvline(at, color=INK, lw=1, ls=(0, (4, 2)), zorder=0)
        ax.annotate("as it is", (at, 1.06 * both.max()), xytext=(4, 0), textcoords="offset points",
                    va="top", fontsize=8, color=INK)  # fmt: skip
    ax.set_xticks(place, [shown(x) for x in rows["threshold"]])
    ax.set_ylim(0, 1.1 * max(float(both.max()), 1.0))
    ax.set_xlabel("Match probability from which a pair is linked")
    if choice.errors[0].startswith("euros"):
        format_axis(ax.yaxis, lambda x: money(x, choice.currency or None, short=True))
    else:
        format_axis(ax.yaxis, count)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.17), ncols=2, fontsize=8)
    title = f"Both errors together are least at {shown(choice.best)}"
    ax.set_title(title)
    parts = "; ".join(
        f"at {shown(row['threshold'])} {choice.said(row[choice.errors[0]])} "
        f"{_NAMES[choice.errors[0]]} and {choice.said(row[choice.errors[1]])} "
        f"{_NAMES[choice.errors[1]]}"
        for _, row in rows.iterrows()
    )
    return Picture(ax, f"{title}. {parts}.", name="thresholds")
