"""Friends of a thousand customers with a reward and without it, drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, interval, percent
from cvmlab.value_of.contributions.reward_by_lot import RewardByLot

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_reward_by_lot(found: RewardByLot, *, ax: Axes | None = None) -> Picture:
    """Friends of a thousand customers with the reward and without it, and what lies between.

    Parameters
    ----------
    found : RewardByLot
    ax : matplotlib Axes, optional
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    table, ax = found.table, new_axes(ax)
    anyway = table["per_thousand"]["no reward"]
    extra = table["per_thousand"]["reward"] - anyway
    ax.bar([0, 1], [anyway, anyway], color=GREY, alpha=0.45, width=0.6)
    ax.bar([0], [extra], bottom=[anyway], color=palette()[0], hatch="//", edgecolor="white",
           width=0.6)  # fmt: skip
    error = np.array([table["per_thousand"] - table["low"], table["high"] - table["per_thousand"]])
    ax.errorbar([0, 1], table["per_thousand"], yerr=error, fmt="none", ecolor=INK, capsize=4)
    ax.text(0, anyway / 2, "would have come anyway", ha="center", va="center", color=INK)
    ax.text(1, anyway / 2, "came without a reward", ha="center", va="center", color=INK)
    ax.annotate(
        f"because of the reward: {percent(found.because)}\n"
        f"({interval(found.low, found.high, percent)})",
        (0.31, anyway + extra / 2), xytext=(0.45, anyway + extra / 2), va="center", color=INK,
    )  # fmt: skip
    ax.set_xticks([0, 1], ["may earn the reward", "may not"])
    ax.set_ylabel("Friends who bought, of 1,000 customers")
    format_axis(ax.yaxis, count)
    ax.set_title(f"{percent(found.because)} of the rewarded friends came because of the reward")
    alt = (
        f"Two bars. {found.sentence} Of the left bar the hatched part above is what the reward "
        "brought."
    )
    return Picture(ax, alt, "reward-by-lot")
