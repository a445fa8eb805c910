"""What one offer to all silent customers brings or loses, group by group."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, interval, money, percent
from cvmlab.loyalty.retention.win_back_result import WinBack

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_win_back(result: WinBack, *, ax: Axes | None = None) -> Picture:
    """Bars of what the offer brings in each group; hatched where it loses money.

    Parameters
    ----------
    result : WinBack
        What :func:`cvmlab.loyalty.retention.win_back.win_back` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from matplotlib.figure import Figure

    from cvmlab.figures.pictures import Picture, format_axis
    from cvmlab.figures.style import INK, house_style, palette

    if ax is None:
        with house_style():
            ax = Figure(figsize=(7.2, max(3.7, 0.9 + 0.5 * len(result.table)))).subplots()
    cash = partial(money, currency=result.currency, digits=0)
    table = result.table
    at = np.arange(len(table))[::-1]
    reach = max(float(table["profit"].abs().max()), 1.0)
    for place, row in zip(at, table.itertuples(), strict=True):
        wins = row.profit > 0
        ax.barh(place, row.profit, height=0.62, color=palette()[2 if wins else 1],
                hatch="" if wins else "///", edgecolor="white", linewidth=0.5)  # fmt: skip
        ax.annotate(
            cash(row.profit),
            (row.profit, place),
            textcoords="offset points",
            xytext=(6 if wins else -6, 0),
            ha="left" if wins else "right",
            va="center",
        )
    ax.axvline(0, color=INK, linewidth=1)
    ax.set_yticks(
        at,
        [
            f"{row.rhythm}, {interval(row.low_weeks, row.high_weeks)} weeks\n"
            f"{count(row.customers)} customers, {percent(row.anyway)} come anyway"
            for row in table.itertuples()
        ],
    )
    ax.set_xlim(-reach * 1.5, reach * 1.5)
    format_axis(ax.xaxis, cash)
    ax.grid(visible=False, axis="y")
    unit = f" ({result.currency})" if result.currency else ""
    ax.set_xlabel(f"What the offer brings in each group{unit}")
    sign = "brings" if result.profit > 0 else "loses"
    title = (
        f"A voucher of {cash(result.voucher)} that brings back {percent(result.lift)} of the "
        f"silent {sign} {cash(abs(result.profit))}"
    )
    ax.set_title(title)
    told = "; ".join(
        f"{row.rhythm}, silent {interval(row.low_weeks, row.high_weeks)} weeks: {cash(row.profit)} "
        f"from {count(row.customers)} customers, of whom {percent(row.anyway)} come anyway"
        for row in table.itertuples()
    )
    return Picture(ax, f"{title}. By how they had come and how long they are silent: {told}.",
                   name="win-back")  # fmt: skip
