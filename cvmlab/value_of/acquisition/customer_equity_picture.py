"""What one percent of each lever is worth, beside what was published of other firms."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import interval, money, number
from cvmlab.value_of.acquisition.customer_equity_result import CustomerEquity

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_levers(result: CustomerEquity, *, ax: Axes | None = None) -> Picture:
    """Bars of the rise in customer equity by one percent of each lever; diamonds: published.

    Parameters
    ----------
    result : CustomerEquity
        What :func:`~cvmlab.value_of.acquisition.customer_equity.customer_equity` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import INK, palette

    ax = new_axes(ax)
    cash = partial(money, currency=result.currency or None, digits=0)
    table = result.elasticities
    at = np.arange(len(table))[::-1]
    ax.barh(at, table["percent"], height=0.6, color=palette()[0])
    error = [table["percent"] - table["low"], table["high"] - table["percent"]]
    ax.errorbar(table["percent"], at, xerr=error, fmt="none", ecolor=INK, capsize=3)
    ax.plot(table["published"], at, "D", color=palette()[1], markersize=7, linestyle="none",
            label="five listed firms (2004)")  # fmt: skip
    for place, row in zip(at, table.itertuples(), strict=True):
        near = row.published if row.high < row.published < row.high + 0.4 else row.high
        ax.annotate(f"{number(row.percent)}%, {cash(row.euros)}", (near, place),
                    textcoords="offset points", xytext=(7, 0), va="center")  # fmt: skip
    ax.set_yticks(at, table["lever"])
    ax.set_xlim(0, 1.15 * max(float(table["high"].max()) * 1.3, float(table["published"].max())))
    format_axis(ax.xaxis, lambda x: f"{number(x, 1)}%")
    ax.grid(visible=False, axis="y")
    ax.set_xlabel("Customer equity rises by, for one percent of the lever")
    ax.legend(loc="lower right")
    first = table.loc[table["percent"].idxmax()]
    title = f"One percent of {first['lever']} moves customer equity by {number(first['percent'])}%"
    ax.set_title(title)
    told = "; ".join(
        f"{row.lever} {number(row.percent)}% ({interval(row.low, row.high, number)}), "
        f"{cash(row.euros)}"
        + ("" if np.isnan(row.published) else f", published {number(row.published, 1)}%")
        for row in table.itertuples()
    )
    return Picture(ax, f"{title}. {told[0].upper()}{told[1:]}.", "customer-equity-levers")
