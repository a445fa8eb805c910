"""The picture of what a minute is worth to whom."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import interval, money, percent
from cvmlab.value_for.choices.mixed_logit_result import EVERYBODY
from cvmlab.value_for.hassle.hassle_spread_result import HassleSpread

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_POINTS = 121
_DASHES = ("-", "--", "-.", ":")  # so that types are told apart in grey, too
_SHOWN = 0.97  # of people stand inside the picture


def plot_hassle_spread(result: HassleSpread, *, ax: Axes | None = None) -> Picture:
    """The share of people to whom a minute is worth more than each price, by type.

    Parameters
    ----------
    result : HassleSpread
        What :func:`hassle_spread` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, INK, palette

    ax = new_axes(ax)
    cash = partial(money, currency=result.currency, digits=2)
    end = result.quantile(_SHOWN).value
    prices = np.linspace(0, end, _POINTS)
    all_of = result.row()
    band = np.array([result.above(price) for price in prices])
    ax.fill_between(prices, band[:, 1], band[:, 2], color=INK, alpha=0.12, linewidth=0)
    kinds = result.table["customer_type"].iloc[1:]
    for place, kind in enumerate(kinds):
        colour = palette()[place % len(palette())]
        share = [result.above(price, kind).value for price in prices]
        median = result.row(kind)["median"]
        ax.plot(prices, share, color=colour, linestyle=_DASHES[place % len(_DASHES)],
                label=f"{kind}: half above {cash(median)}")  # fmt: skip
        ax.plot([median], [0.5], "o", color=colour)
    ax.plot(prices, band[:, 0], color=INK, linewidth=3,
            label=f"{EVERYBODY}: half above {cash(all_of['median'])}")  # fmt: skip
    ax.plot([all_of["median"]], [0.5], "o", color=INK, ms=7)
    ax.axvline(result.pooled.ratio, color=GREY_TEXT, linewidth=1, linestyle=(0, (1, 2)))
    ax.text(
        result.pooled.ratio, 1.0, f" one figure for all: {cash(result.pooled.ratio)}",
        color=GREY_TEXT, va="bottom", ha="left",
    )  # fmt: skip
    ax.set_xlim(0, end)
    ax.set_ylim(0, 1.09)
    ax.set_yticks(np.linspace(0, 1, 5))
    format_axis(ax.xaxis, cash)
    format_axis(ax.yaxis, percent)
    unit = f" ({result.currency})" if result.currency else ""
    ax.set_xlabel(f"What a minute less is worth{unit}")
    ax.set_ylabel("Share of people who give more")
    ax.legend(loc="upper right", bbox_to_anchor=(1, 0.93))
    title = (
        f"One in ten gives more than {cash(all_of['p90'])} for a minute, "
        f"one in ten less than {cash(all_of['p10'])}"
    )
    ax.set_title(title)
    lines = "; ".join(
        f"{row.customer_type} {cash(row.median)} "
        f"({interval(row.median_low, row.median_high, cash)})"
        for row in result.table.itertuples()
    )
    alt = (
        f"{title}. Falling curves of the share of people above each price of a minute. Medians: "
        f"{lines}. One figure for all: {cash(result.pooled.ratio)}."
    )
    return Picture(ax, alt, name="hassle-spread")
