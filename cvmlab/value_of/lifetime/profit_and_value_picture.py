"""Two lists of customers as a picture: who is on both, and whom each would leave out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, money, percent
from cvmlab.value_of.lifetime.profit_and_value_result import (
    AHEAD,
    BOTH,
    NEITHER,
    PAST,
    ProfitAndValue,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_SHOWN = 3_000  # of those on neither list: a grey cloud needs no more


def plot_profit_and_value(
    result: ProfitAndValue,
    named: Mapping[str, str] | None = None,
    *,
    ax: Axes | None = None,
) -> Picture:
    """Every customer by last year's profit and by value to come, with the ends of both lists.

    Parameters
    ----------
    result : ProfitAndValue
        What :func:`~cvmlab.value_of.lifetime.profit_and_value.profit_and_value` returned.
    named : mapping of id to name, optional
        Customers to point at.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, GREY_TEXT, INK, palette

    ax = new_axes(ax)
    cash = partial(money, currency=result.currency or None, digits=0)
    table, colours = result.table, palette()
    cut = [float(np.sort(table[name])[-result.top]) for name in ("profit", "value")]
    # On a scale of times, whatever lies far below the lists' ends is drawn at the edge.
    edge = [one / 100 if one > 0 else 1.0 for one in cut]
    look = {
        NEITHER: (GREY, ".", 4), BOTH: (INK, "o", 10),
        PAST: (colours[1], "v", 22), AHEAD: (colours[0], "^", 22),
    }  # fmt: skip
    for corner, (colour, marker, size) in look.items():
        rows = table[table["corner"] == corner]
        if corner == NEITHER:
            rows = rows.iloc[:: max(1, len(rows) // _SHOWN)]
        ax.scatter(
            rows["profit"].clip(lower=edge[0]), rows["value"].clip(lower=edge[1]), s=size,
            color=colour, marker=marker, alpha=0.55, linewidths=0, rasterized=True,
        )  # fmt: skip
    ax.set_xscale("log")
    ax.set_yscale("log")
    best = [float(table[name].max()) for name in ("profit", "value")]
    high = [2 * max(one, 100 * least) for one, least in zip(best, edge, strict=True)]
    ax.set_xlim(edge[0] * 0.8, high[0])
    ax.set_ylim(edge[1] * 0.7, high[1])
    ax.axvline(cut[0], color=INK, linewidth=0.8, linestyle=":")
    ax.axhline(cut[1], color=INK, linewidth=0.8, linestyle=":")
    corners = result.corners
    for corner, x, y, across, up, colour in (
        (AHEAD, 0.015, 0.97, "left", "top", colours[0]),
        (BOTH, 0.985, 0.97, "right", "top", INK),
        (PAST, 0.985, 0.3, "right", "bottom", colours[1]),
        (NEITHER, 0.015, 0.3, "left", "bottom", GREY_TEXT),
    ):
        row = corners.loc[corner]
        each = cash(row["value"] / row["customers"]) if row["customers"] else cash(0)
        ax.text(
            x, y, f"{count(row['customers'])} {corner}:\n{each} to come each",
            transform=ax.transAxes, ha=across, va=up, color=colour, fontweight="bold",
            fontsize=8.5, bbox={"facecolor": "white", "alpha": 0.8, "linewidth": 0, "pad": 1.5},
        )  # fmt: skip
    pointed = _point_at(ax, result, named or {}, edge)
    format_axis(ax.xaxis, cash)
    format_axis(ax.yaxis, cash)
    unit = f" ({result.currency})" if result.currency else ""
    ax.set_xlabel(f"Profit last year{unit}; {cash(edge[0])} and less at the edge")
    ax.set_ylabel(f"Value to come{unit};\n{cash(edge[1])} and less at the edge")
    title = (
        f"{percent(result.shared / result.top)} of last year's best {count(result.top)} are among "
        f"the {count(result.top)} worth most from now on"
    )
    ax.set_title(title)
    alt = (
        f"{title}. "
        + "; ".join(
            f"{count(row.customers)} {row.Index}: {cash(row.profit)} of profit last year, "
            f"{cash(row.value)} of value to come"
            for row in corners.itertuples()
        )
        + f".{pointed}"
    )
    return Picture(ax, alt, name="profit-and-value")


def _point_at(ax: Axes, result: ProfitAndValue, named: Mapping[str, str], edge: list[float]) -> str:
    """Write names beside their points; what a reader who cannot see is told of them."""
    from cvmlab.figures.style import INK

    said = ""
    rows = result.table.set_index("customer_id")
    for customer, name in named.items():
        if customer not in rows.index:
            continue
        row = rows.loc[customer]
        at = max(float(row["profit"]), edge[0]), max(float(row["value"]), edge[1])
        ax.scatter(*at, s=46, facecolors="none", edgecolors=INK, linewidths=1.4)
        ax.annotate(
            name, at, textcoords="offset points", xytext=(7, 4), color=INK, fontsize=9,
            fontweight="bold",
            bbox={"facecolor": "white", "alpha": 0.75, "linewidth": 0, "pad": 1},
        )  # fmt: skip
        said += f" {name}: {result.of(customer).split(': ', 1)[1]}"
    return said
