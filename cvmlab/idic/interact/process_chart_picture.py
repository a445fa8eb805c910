"""A figure week by week between its natural limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, interval, number
from cvmlab.idic.interact.process_chart_result import ProcessChart

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_process_chart(found: ProcessChart, *, ax: Axes | None = None) -> Picture:
    """Draw the values with their mean and limits; signals are marked by shape and size.

    Parameters
    ----------
    found : ProcessChart
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax)
    table, colours = found.table, palette()
    x = np.arange(len(table))
    low, high = found.limits
    ax.axhspan(low, high, color=GREY, alpha=0.12, zorder=0)
    ax.axhline(found.centre, color=GREY, lw=1.2, zorder=1)
    for at in (low, high):
        ax.axhline(at, color=INK, lw=1, ls=(0, (4, 2)), zorder=1)
    ax.plot(x, table["value"], "o-", color=colours[0], lw=1.1, ms=3.2, zorder=2)
    beyond, run = (table["beyond"] != "").to_numpy(), table["run"].to_numpy()
    if beyond.any():
        ax.plot(x[beyond], table["value"][beyond], "D", color=colours[1], ms=7, ls="none",
                label="beyond the limits", zorder=4)  # fmt: skip
    if (run & ~beyond).any():
        ax.plot(x[run & ~beyond], table["value"][run & ~beyond], "s", color=colours[2], ms=5.5,
                ls="none", label=f"{found.run} or more on one side", zorder=3)  # fmt: skip
    if beyond.any() or run.any():
        ax.legend(fontsize=8, loc="upper left", ncols=2)
    values = [*table["value"], low, high]
    reach = max(values) - min(values) or 1.0
    ax.set_ylim(min(values) - 0.06 * reach, max(values) + 0.16 * reach)  # room for the legend
    if found.baseline < len(table):
        ax.axvline(found.baseline - 0.5, color=INK, lw=0.8, ls=":")
        ax.annotate("limits from before ", (found.baseline - 0.5, 0.02), ha="right", fontsize=8,
                    xycoords=("data", "axes fraction"), color=INK)  # fmt: skip
    for value, said in ((low, "lower limit"), (found.centre, "mean"), (high, "upper limit")):
        ax.annotate(f"{said} {number(value)}", (1.0, value), xycoords=("axes fraction", "data"),
                    xytext=(4, 0), textcoords="offset points", va="center", fontsize=8,
                    color=INK)  # fmt: skip
    shown = x[:: max(1, len(x) // 5)]
    ax.set_xticks(shown, [table["period"].iloc[i] for i in shown])
    format_axis(ax.yaxis, lambda value: number(value, 1))
    ax.set_ylabel(found.name)
    signals = len(found.signals)
    title = (
        f"{count(signals)} of {count(len(table))} values "
        f"{'is a signal' if signals == 1 else 'are signals'}; the others need no reason"
        if signals
        else f"None of {count(len(table))} ups and downs is a signal"
    )
    ax.set_title(title)
    some = ", ".join(f"{r.period} {number(r.value)}" for r in found.signals.head(6).itertuples())
    alt = (
        f"{title}. {found.name}, mean {number(found.centre)}, natural limits "
        f"{interval(low, high, number)}; last value {number(float(table['value'].iloc[-1]))}."
        + (f" Signals: {some}{' and more' if signals > 6 else ''}." if signals else "")
    )
    return Picture(ax, alt, name="process-chart")
