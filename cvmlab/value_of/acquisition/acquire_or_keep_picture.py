"""What the next euro brings, use by use, as more is spent: where a budget should stop."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import money
from cvmlab.value_of.acquisition.acquire_or_keep_result import AcquireOrKeep

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_MARKS = "osD^vP"


def plot_acquire_or_keep(result: AcquireOrKeep, *, ax: Axes | None = None) -> Picture:
    """Lines of what the next unit of money brings; filled marks are today, open ones the split.

    Parameters
    ----------
    result : AcquireOrKeep
        What :func:`cvmlab.value_of.acquisition.acquire_or_keep.acquire_or_keep` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, INK, palette

    ax = new_axes(ax)
    cash = partial(money, currency=result.currency or None)
    short = partial(money, currency=result.currency or None, short=True)
    top = 1.5
    last = 1.08 * max(float(result.table[["now", "split"]].max().max()), 1.0)
    ends = []
    looks = zip(result.responses, palette(), _MARKS, strict=False)
    for (one, colour, mark), row in zip(looks, result.table.itertuples(), strict=False):
        reach = min(last, one.tried)
        spend = np.linspace(0.0, reach, 200)
        brings = one.worth / one.curve.marginal(spend)
        ax.plot(spend, brings, color=colour, linestyle="--" if one.keeps else "-")
        ax.plot(row.now, row.brings_next, mark, color=colour, markersize=8)
        at_split = one.worth / float(one.curve.marginal(row.split))
        ax.plot(row.split, at_split, mark, color=colour, fillstyle="none", markersize=9,
                markeredgewidth=1.8)  # fmt: skip
        top = max(top, float(brings[0]))
        ends.append((float(brings[-1]), reach, one.name, colour))
    gap, floor = 0.075 * top, -1.0
    for height, reach, name, colour in sorted(ends):
        floor = max(height, floor + gap)
        ax.annotate(name, (reach, floor), textcoords="offset points", xytext=(7, 0),
                    color=colour, va="center")  # fmt: skip
    ax.axhline(1.0, color=INK, linewidth=1, linestyle=":")
    unit = "euro" if result.currency == "EUR" else "unit of money"
    ax.annotate(f"a {unit} for a {unit}", (1.24 * last, 1.0), textcoords="offset points",
                xytext=(0, 4), ha="right", fontsize="small", color=GREY_TEXT)  # fmt: skip
    ax.set_xlim(-0.025 * last, 1.24 * last)
    ax.set_ylim(0, 1.08 * top)
    format_axis(ax.xaxis, short)
    format_axis(ax.yaxis, cash)
    ax.set_xlabel(f"Spent in a {result.period} (filled: now; open: best split; lines end where "
                  "nobody has been)", fontsize="small")  # fmt: skip
    ax.set_ylabel(f"What the next {unit} brings")
    first, least = result.table.loc[result.table["brings_next"].agg(["idxmax", "idxmin"])].to_dict(
        "records"
    )
    title = (
        f"The next {unit} brings {cash(first['brings_next'])} in {first['name']}, "
        f"{cash(least['brings_next'])} in {least['name']}"
    )
    ax.set_title(title)
    told = "; ".join(
        f"{row['name']}: {short(row['now'])} now, where the next {unit} brings "
        f"{cash(row['brings_next'])}, and {short(row['split'])} in the best split"
        for row in result.table.to_dict("records")
    )
    return Picture(ax, f"{title}. {told[0].upper()}{told[1:]}.", "acquire-or-keep")
