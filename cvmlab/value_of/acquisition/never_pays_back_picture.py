"""Customers in the order of what they bring, against what winning each of them cost."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, money, percent
from cvmlab.value_of.acquisition.never_pays_back_result import NeverPaysBack

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_never_pays_back(
    result: NeverPaysBack, channel: str | None = None, *, phase: str | None = None,
    ax: Axes | None = None,
) -> Picture:  # fmt: skip
    """Customers in the order of what they bring, against what winning each of them cost.

    Parameters
    ----------
    result : NeverPaysBack
        What :func:`~cvmlab.value_of.acquisition.never_pays_back.never_pays_back` returned.
    channel : str, optional
        By default the one with the most who never pay back.
    phase : str, optional
        "before" or "after"; by default the later one.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, INK, palette

    if channel is None:
        last = result.table.groupby("channel", sort=False).tail(1)
        channel = str(last.loc[last["share"].idxmax(), "channel"])
    row = result.of(channel, phase)
    lives = result.lives[channel, str(row["phase"])]
    cash = partial(money, currency=result.currency or None, digits=0)
    at = np.linspace(0, 1, 501)
    brought = np.quantile(lives, at)
    top = float(np.quantile(lives, 0.9))
    blue, orange = palette()[0], palette()[1]
    ax = new_axes(ax)
    below = brought < row.cac
    ax.fill_between(at, brought, row.cac, where=below, color=orange, alpha=0.25, hatch="//",
                    edgecolor=orange, linewidth=0)  # fmt: skip
    ax.fill_between(at, row.cac, np.minimum(brought, top), where=~below, color=blue, alpha=0.15,
                    linewidth=0)  # fmt: skip
    ax.plot(at, brought, color=INK, linewidth=1.6)
    ax.axhline(row.cac, color=INK, linewidth=1, linestyle="--")
    ax.annotate(f"cost of winning one: {cash(row.cac)}", (0.01, row.cac), xytext=(0, 4),
                textcoords="offset points", va="bottom", fontsize=8)  # fmt: skip
    ax.annotate(
        f"{percent(row.share)} never bring it back\n({percent(row.once)} of all buy only once)",
        (row.share / 2, row.cac * 0.75), xytext=(max(row.share / 2, 0.2), top * 0.55),
        ha="center", va="bottom", color=INK, fontweight="bold", fontsize=9,
        arrowprops={"arrowstyle": "-|>", "color": INK, "lw": 0.9},
    )  # fmt: skip
    ax.axhline(row["mean"], color=GREY_TEXT, linewidth=1, linestyle=":")
    ax.annotate(f"average: {cash(row['mean'])}", (0.01, row["mean"]), xytext=(0, 4),
                textcoords="offset points", va="bottom", color=GREY_TEXT, fontsize=8)  # fmt: skip
    ax.set_xlim(0, 1)
    ax.set_ylim(0, top)
    format_axis(ax.xaxis, percent)
    format_axis(ax.yaxis, cash)
    ax.set_xlabel("Customers, those who bring least first (lives drawn from the models)")
    ax.set_ylabel("Margin over their life, discounted")
    title = (
        f"{percent(row.share)} of the customers from {channel} never bring back what winning "
        "them cost"
    )
    ax.set_title(title)
    return Picture(
        ax,
        f"{title}. {result.says(channel, str(row['phase']))} The best tenth, beyond "
        f"{cash(top)}, is not drawn. {count(len(lives))} lives drawn.",
        "never-pays-back",
    )
