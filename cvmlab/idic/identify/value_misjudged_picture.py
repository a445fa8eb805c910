"""Money under the wrong name, drawn for several ways of saying who is who."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.errors import one_problem
from cvmlab.figures.formats import money
from cvmlab.idic.identify.value_misjudged_result import (
    MERGED,
    SPLIT,
    ValueMisjudged,
    share_said,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_value_misjudged(found: Mapping[str, ValueMisjudged], *, ax: Axes | None = None) -> Picture:
    """Draw the money split off and merged in, one bar for each way of linking.

    Parameters
    ----------
    found : mapping of name to ValueMisjudged
        Ways of saying who is who, in the order to be drawn.
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture

    Raises
    ------
    DataProblem
        When there is nothing to draw.
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, palette

    if not found:
        raise one_problem("there is no way of linking to draw", "give at least one.")
    ax = new_axes(ax)
    colours, place = palette(), np.arange(len(found))[::-1]
    one = next(iter(found.values()))
    split = np.array([x.euros(SPLIT) for x in found.values()])
    merged = np.array([x.euros(MERGED) for x in found.values()])
    ax.barh(place, split, 0.55, color=colours[0], label="split off: a person looks small")
    ax.barh(place, merged, 0.55, left=split, color=colours[1], hatch="///", edgecolor="white",
            label="merged in: shown to be somebody else's")  # fmt: skip
    reach = max(float((split + merged).max()), 1.0)
    for at, each in zip(place, found.values(), strict=True):
        said = (
            f"{_cash(one, each.euros(SPLIT))} + {_cash(one, each.euros(MERGED))} "
            f"= {share_said(each.misjudged / each.whole)}"
        )
        ax.annotate(
            said,
            (each.euros(SPLIT) + each.euros(MERGED), at),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color=GREY_TEXT,
        )
    ax.set_yticks(place, list(found))
    ax.set_ylim(-0.6, len(found) - 0.4)
    ax.set_xlim(0, 1.4 * reach)
    ax.grid(visible=False, axis="y")
    ax.grid(visible=True, axis="x")
    format_axis(ax.xaxis, lambda x: money(x, one.currency or None, short=True))
    ax.set_xlabel(f"{one.money_is.capitalize()} under the wrong name")
    ax.legend(loc="upper center", bbox_to_anchor=(0.4, -0.17), ncols=2, fontsize=8)
    best = min(found, key=lambda name: found[name].misjudged)
    first = next(iter(found))
    title = (
        f"Under the wrong name: {_cash(one, found[first].misjudged)} ({first}), "
        f"{_cash(one, found[best].misjudged)} ({best})"
        if best != first
        else f"Under the wrong name: {_cash(one, found[best].misjudged)} ({best})"
    )
    ax.set_title(title)
    parts = "; ".join(
        f"{name}: {_cash(one, x.euros(SPLIT))} split off, {_cash(one, x.euros(MERGED))} merged in, "
        f"of {_cash(one, x.whole)}"
        for name, x in found.items()
    )
    return Picture(ax, f"{title}. {parts}.", name="value-misjudged")


def _cash(one: ValueMisjudged, amount: float) -> str:
    return money(amount, one.currency or None, digits=0)
