"""The picture of a market in which one brand changed: the map in money, and every form's ranks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cvmlab.figures.formats import money, number
from cvmlab.value_for.equation.credit_line import add_credit
from cvmlab.value_for.equation.forms import FORMS
from cvmlab.value_for.equation.what_if_result import FORM_NAMES, WhatIf

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_MAP_SIZE = (205.0, 240.0)  # points, about: wide and high
_PLACES = ((0, 13), (0, -13), (1, 0), (-1, 0), (1, -9), (-1, 9), (1, 9), (-1, -9))
_HEADS = {
    "difference": "money",
    "ratio": "ratio",
    "log": "loga-\nrithms",
    "standardised": "standard-\nised",
}


def plot_what_if(result: WhatIf) -> Picture:
    """The value map with the changed brand's way on it, beside each brand's place in every form.

    Parameters
    ----------
    result : WhatIf
        What :func:`cvmlab.value_for.equation.what_if.what_if` returned.

    Returns
    -------
    Picture
    """
    from matplotlib.figure import Figure

    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.style import house_style

    with house_style():
        figure = Figure(figsize=(7.2, 4.4))
        left, right = figure.subplots(1, 2, width_ratios=[1.15, 1])
    _map(left, result)
    _ranks(right, result)
    add_credit(right)
    firsts = set(result.first.values())
    same = f"{next(iter(firsts))} gives most, whichever way one counts"
    turns = f"Who gives most depends on how one counts: {len(firsts)} brands can claim it"
    title = same if len(firsts) == 1 else turns
    figure.axes[0].set_title(title)
    return Picture(left, f"{title}. {result.sentence} {_told(result)}", name="what-if")


def _map(ax: Axes, result: WhatIf) -> None:
    from cvmlab.figures.pictures import format_axis
    from cvmlab.figures.style import GREY, GREY_TEXT, INK, palette

    table = result.table
    x, y = table["points"], table["cost"]
    middle = (x.mean(), y.mean())
    colour = palette()[0]
    span = max(x.max() - x.min(), 1e-9)
    ends = (x.min() - 0.15 * span, x.max() + 0.15 * span)
    line = [middle[1] + result.slope * (end - middle[0]) for end in ends]
    ax.plot(ends, line, color=GREY, linewidth=1.4)
    for row in table.itertuples():
        own, changed = row.brand == result.own, row.brand == result.brand
        ax.plot(row.points, row.cost, "D" if own else "o", ms=8 if own or changed else 6,
                color=colour if own or changed else INK,
                markerfacecolor=colour if own else "white" if changed else INK)  # fmt: skip
    if result.change_said:
        row = table.set_index("brand").loc[result.brand]
        ax.annotate("", (row.points, row.cost), (row.points_before, row.cost_before),
                    arrowprops={"arrowstyle": "->", "color": colour, "lw": 1.8})  # fmt: skip
    low, high = min(y.min(), *line), max(y.max(), *line)
    ax.set_ylim(low - 0.14 * (high - low), high + 0.14 * (high - low))
    ax.set_xlim(ends[0] - 0.1 * span, ends[1] + 0.1 * span)
    _name(ax, result)
    ax.text(0.02, 0.98, "costs more\nthan it gives", transform=ax.transAxes, va="top",
            color=GREY_TEXT, fontsize=8, style="italic")  # fmt: skip
    ax.text(0.98, 0.02, "gives more\nthan it costs", transform=ax.transAxes, ha="right",
            color=GREY_TEXT, fontsize=8, style="italic")  # fmt: skip
    format_axis(ax.yaxis, partial(money, currency=result.currency, digits=0))
    ax.set_xlabel("Quality, weighted points")
    ax.set_ylabel("Price and hassle" + (f" ({result.currency})" if result.currency else ""))


def _name(ax: Axes, result: WhatIf) -> None:
    """Each brand's name beside its mark, where it covers neither a mark nor another name."""
    from cvmlab.figures.style import INK

    marks = result.table[["points", "cost"]].to_numpy()
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    place = (marks - [left, low]) / [right - left, high - low] * _MAP_SIZE
    taken = [(x - 6, y - 6, x + 6, y + 6) for x, y in place]
    above = marks[:, 1] > marks[:, 1].mean() + result.slope * (marks[:, 0] - marks[:, 0].mean())
    for (x, y), mark, brand, up in zip(place, marks, result.table["brand"], above, strict=True):
        half = 2.5 * len(brand) + 2
        boxes = {}
        for dx, away in _PLACES:
            dy = away if up else -away  # away from the line first
            left = x + dx * (half + 8) - half
            boxes[dx, dy] = (left, y + dy - 5, left + 2 * half, y + dy + 5)
        free = [at for at, box in boxes.items() if all(_apart(box, other) for other in taken)]
        inside = [at for at in free if boxes[at][0] > 0 and boxes[at][2] < _MAP_SIZE[0]]
        dx, dy = (inside or free or list(boxes))[0]
        taken.append(boxes[dx, dy])
        ax.annotate(
            str(brand), mark, xytext=(dx * 9, dy), textcoords="offset points", va="center",
            ha={-1: "right", 0: "center", 1: "left"}[dx], fontsize=8, color=INK,
            fontweight="bold" if brand in (result.brand, result.own) else "normal",
            bbox={"facecolor": "white", "alpha": 0.7, "linewidth": 0, "pad": 0.4},
        )  # fmt: skip


def _apart(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[2] < other[0] or one[0] > other[2] or one[3] < other[1] or one[1] > other[3]


def _ranks(ax: Axes, result: WhatIf) -> None:
    """A grid of places; first places are filled, places that turned carry the one before."""
    from matplotlib.patches import Rectangle

    from cvmlab.figures.style import GREY_TEXT, GRID, INK

    brands = list(result.table["brand"])
    for row, brand in enumerate(brands):
        for column, form in enumerate(FORMS):
            place = result.ranks.loc[brand, form]
            first = place == 1
            ax.add_patch(Rectangle((column - 0.46, row - 0.44), 0.92, 0.88, linewidth=0,
                                   facecolor=INK if first else GRID))  # fmt: skip
            turned = "(was" in result.place(brand, form)
            shown = number(float(place), 0)
            ax.text(column, row - (0.1 if turned else 0), shown, ha="center", va="center",
                    fontsize=11, fontweight="bold" if first or turned else "normal",
                    color="white" if first else INK)  # fmt: skip
            if turned:
                before = number(float(result.ranks_before.loc[brand, form]), 0)
                ax.text(column, row + 0.28, f"was {before}", ha="center", va="center", fontsize=6.5,
                        color="white" if first else GREY_TEXT)  # fmt: skip
    ax.set_xlim(-0.5, len(FORMS) - 0.5)
    ax.set_ylim(len(brands) - 0.5, -0.5)
    ax.set_xticks(range(len(FORMS)), [_HEADS[form] for form in FORMS], fontsize=8)
    ax.set_yticks(range(len(brands)), brands, fontsize=8)
    ax.grid(False)
    ax.tick_params(length=0)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)


def _told(result: WhatIf) -> str:
    """Every brand's places, for those who cannot see the grid."""
    forms = ", ".join(FORM_NAMES[form].removeprefix("in ").removeprefix("by ") for form in FORMS)
    rows = "; ".join(
        f"{brand} {', '.join(number(float(result.ranks.loc[brand, form]), 0) for form in FORMS)}"
        for brand in result.table["brand"]
    )
    return f"Places in {forms}: {rows}."
