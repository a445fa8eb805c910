"""The picture of what is spent elsewhere, from the smallest lead to the largest."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, interval, percent
from cvmlab.value_for.equation.credit_line import add_credit
from cvmlab.value_for.rivals.money_elsewhere import MoneyElsewhere
from cvmlab.value_for.rivals.value_map_result import amounts, signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_money_elsewhere(
    result: MoneyElsewhere, *, ax: Axes | None = None, currency: str | None = None
) -> Picture:
    """The part of their money that people spend elsewhere, band by band of the lead.

    Parameters
    ----------
    result : MoneyElsewhere
        What :func:`cvmlab.value_for.rivals.money_elsewhere.money_elsewhere` returned.
    ax : matplotlib Axes, optional
        Where to draw.
    currency : str, optional
        ISO 4217 code; without it that of the result.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, GREY_TEXT, palette

    ax = new_axes(ax)
    unit = currency or result.currency
    table = result.table
    cash = amounts(unit, table["lead"])
    colour = palette()[0]
    spread = [table["elsewhere"] - table["low"], table["high"] - table["elsewhere"]]
    ax.plot(table["lead"], table["elsewhere"], color=colour, linewidth=1.2, zorder=1)
    ax.errorbar(table["lead"], table["elsewhere"], yerr=spread, fmt="o", color=colour,
                elinewidth=2.5, markersize=7)  # fmt: skip
    behind = {"facecolor": "white", "alpha": 0.8, "linewidth": 0, "pad": 0.5}
    for row in table.itertuples():
        ax.annotate(percent(row.elsewhere), (row.lead, row.elsewhere), xytext=(9, 7),
                    textcoords="offset points", bbox=behind)  # fmt: skip
    ax.axhline(0.5, color=GREY, linewidth=1, linestyle="--", zorder=0)
    ax.text(0.005, 0.5, "half", transform=ax.get_yaxis_transform(), va="bottom", color=GREY_TEXT)
    ax.axvline(0, color=GREY, linewidth=0.8, zorder=0)
    if np.isfinite(result.half):
        ax.plot([result.half] * 2, [0, 0.5], color=GREY, linewidth=1, linestyle=":")
        ax.annotate(f"half from {signed(result.half, cash)} on", (result.half, 0.03),
                    xytext=(5, 0), textcoords="offset points", color=GREY_TEXT)  # fmt: skip
    ax.set_ylim(0, 1)
    ax.margins(x=0.1)
    format_axis(ax.xaxis, partial(signed, cash=cash))
    format_axis(ax.yaxis, percent)
    ax.set_xlabel(
        f"What {result.own} gives beyond the best rival a person knows"
        + (f" ({unit})" if unit else "")
    )
    ax.set_ylabel("Spent elsewhere (% of money)")
    add_credit(ax)
    last = table.iloc[-1]
    title = (
        f"Even where {result.own} leads most, {percent(last.elsewhere)} of the money goes elsewhere"
    )
    ax.set_title(title)
    rows = "; ".join(
        f"lead {signed(row.lead, cash)}: {percent(row.elsewhere)} "
        f"({interval(row.low, row.high, percent)})"
        for row in table.itertuples()
    )
    alt = (
        f"{title}. Dots for {count(len(table))} bands of {count(result.people)} people, with "
        f"{percent(result.level)} intervals: {rows}. {result.credit}."
    )
    return Picture(ax, alt, name="money-elsewhere")
