"""The customer value map, drawn: quality to the right, full cost upwards, and the fair-value line.

Colour is never the only sign: the shape of a mark says the zone, and the own brand's name is bold.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from cvmlab.figures.formats import interval, number, percent
from cvmlab.value_for.equation.credit_line import add_credit
from cvmlab.value_for.rivals.value_map_result import (
    BETTER,
    FAIR,
    WORSE,
    ValueMap,
    amounts,
    signed,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_MARKS = {BETTER: "v", FAIR: "o", WORSE: "^"}  # which way it lies from the line
_ROOM_ACROSS, _ROOM_UP = 0.16, 0.14  # beyond the outermost brands; names stand across


def plot_value_map(
    result: ValueMap, *, ax: Axes | None = None, currency: str | None = None
) -> Picture:
    """Every brand between quality and cost; the line to it is what it gives, or asks, too much.

    Parameters
    ----------
    result : ValueMap
        What :func:`cvmlab.value_for.rivals.value_map.value_map` returned.
    ax : matplotlib Axes, optional
        Where to draw.
    currency : str, optional
        ISO 4217 code; without it that of the map.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, GREY_TEXT, INK, palette

    ax = new_axes(ax)
    table = result.table
    cash = amounts(currency or result.currency, table[["cost", "fair_cost"]])
    x_low, x_high = _span(table["quality"], _ROOM_ACROSS)
    y_low, y_high = _span([*table["cost"], *table["fair_cost"]], _ROOM_UP)
    ax.set_xlim(x_low, x_high)
    ax.set_ylim(y_low, y_high)
    line = [result.fair_cost(x_low), result.fair_cost(x_high)]
    ax.plot([x_low, x_high], line, color=GREY, linewidth=1.4, zorder=1)
    if np.isfinite(result.slope_low):
        fine = np.linspace(x_low, x_high, 60)
        flat, steep = (result.middle[1] + slope * (fine - result.middle[0])
                       for slope in (result.slope_low, result.slope_high))  # fmt: skip
        ax.fill_between(fine, flat, steep, color=GREY, alpha=0.18, linewidth=0, zorder=0)
    for row in table.itertuples():
        mine = row.brand == result.own
        colour = palette()[0] if mine else INK
        ax.plot([row.quality] * 2, [row.cost, row.fair_cost], color=colour, linewidth=1,
                linestyle=":", zorder=2)  # fmt: skip
        ax.plot([row.quality], [row.cost], _MARKS[row.zone], color=colour, zorder=3,
                markersize=9 if mine else 7, markerfacecolor=colour if mine else "white",
                markeredgecolor=colour, markeredgewidth=1.5)  # fmt: skip
    _name(ax, result, cash)
    ax.text(0.01, 0.98, "costs more than it gives", transform=ax.transAxes, va="top",
            color=GREY_TEXT, style="italic")  # fmt: skip
    ax.text(0.99, 0.02, "gives more than it costs", transform=ax.transAxes, ha="right",
            color=GREY_TEXT, style="italic")  # fmt: skip
    format_axis(ax.xaxis, partial(number, digits=1 if x_high - x_low >= 1 else 2))
    format_axis(ax.yaxis, cash)
    ax.grid(axis="x")
    ax.set_xlabel("Quality, weighted points (product and service)")
    unit = currency or result.currency
    ax.set_ylabel("Price and hassle" + (f" ({unit})" if unit else ""))
    add_credit(ax)
    title = _title(result, cash)
    ax.set_title(title)
    return Picture(ax, _alt(result, title, cash), name="value-map")


def _title(result: ValueMap, cash: partial[str]) -> str:
    mine = result[result.own]
    best = result.table.loc[result.table["advantage"].idxmax()]
    if result.asked and mine.zone == FAIR:
        text = f"{result.own} stands at the fair-value line, as far as these answers tell"
    else:
        side = "below" if mine.advantage >= 0 else "above"
        text = f"{result.own} lies {cash(abs(mine.advantage))} {side} the fair-value line"
    if best.brand == result.own:
        return f"{text}, further than any rival" if mine.advantage > 0 else text
    return f"{text}; {best.brand} gives most for its cost"


def _alt(result: ValueMap, title: str, cash: partial[str]) -> str:
    sure = partial(signed, cash=cash)
    places = "; ".join(
        f"{row.brand} {number(row.quality, 1)} points for {cash(row.cost)}, "
        f"{sure(row.advantage)}"
        + (f" ({interval(row.low, row.high, sure)}, {row.zone})" if result.asked else "")
        for row in result.table.sort_values("advantage", ascending=False).itertuples()
    )
    said = f"In brackets the {percent(result.level)} intervals" if result.asked else "No intervals"
    return (
        f"{title}. Map of full cost against quality with a line of {cash(result.slope)} a point; "
        f"what each brand gives beyond it: {places}. {said}. {result.credit}."
    )


def _span(values: Any, part: float) -> tuple[float, float]:
    """From where to where an axis goes, with a part of what the values span to spare."""
    low, high = float(np.min(values)), float(np.max(values))
    room = part * ((high - low) or abs(high) or 1.0)
    return low - room, high + room


def _name(ax: Axes, result: ValueMap, cash: partial[str]) -> None:
    """Each brand's name and what it gives, where it covers no other name and no mark."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    width, height = figure.get_size_inches() * 72
    room = ax.get_position()
    across, up = width * room.width, height * room.height
    place = ax.transAxes.inverted().transform(
        ax.transData.transform(result.table[["quality", "cost"]].to_numpy())
    ) * [across, up]
    taken = [(x - 6, y - 6, x + 6, y + 6) for x, y in place]
    taken += [(0, up - 16, 130, up), (across - 130, 0, across, 16)]  # what the corners say
    for (x, y), row in zip(place, result.table.itertuples(), strict=True):
        text = f"{row.brand} {signed(row.advantage, cash)}"
        wide = 5.3 * len(text)
        # Away from the line: beside it to the right (or left), else right below (or above) it.
        way = 1 if row.advantage >= 0 else -1
        near, far = ("left", "right") if way > 0 else ("right", "left")
        places = (
            (10, 0, near), (10, 9, near), (0, 15, "center"),
            (-10, 12, far), (-10, 0, far), (10, 18, near),
        )  # fmt: skip
        tries = [(way * dx, -way * dy, side) for dx, dy, side in places]
        free = [option for option in tries
                if _is_free(_box(x, y, wide, *option), taken, across)]  # fmt: skip
        dx, dy, side = (free or tries)[0]
        taken.append(_box(x, y, wide, dx, dy, side))
        ax.annotate(
            text, (row.quality, row.cost), xytext=(dx, dy), textcoords="offset points", ha=side,
            va="center", weight="bold" if row.brand == result.own else "normal", zorder=4,
            bbox={"facecolor": "white", "alpha": 0.7, "linewidth": 0, "pad": 0.6},
        )  # fmt: skip


def _box(
    x: float, y: float, wide: float, dx: float, dy: float, side: str
) -> tuple[float, float, float, float]:
    left = x + dx - {"left": 0.0, "right": wide, "center": wide / 2}[side]
    return left, y + dy - 5.5, left + wide, y + dy + 5.5


def _is_free(
    box: tuple[float, float, float, float],
    taken: list[tuple[float, float, float, float]],
    width: float,
) -> bool:
    """Whether a name stands within the picture and on nothing else."""
    left, low, right, high = box
    clear = all(right < a or left > c or high < b or low > d for a, b, c, d in taken)
    return clear and left > 0 and right < width
