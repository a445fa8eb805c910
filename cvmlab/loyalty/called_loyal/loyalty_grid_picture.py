"""The four kinds of loyalty as four tiles, with who stands in each and what they did or said."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.loyalty.called_loyal.group_outcomes import as_written, words_of
from cvmlab.loyalty.called_loyal.loyalty_grid_result import (
    CELLS,
    LATENT,
    LOYAL,
    MEANING,
    NONE,
    SPURIOUS,
    LoyaltyGrid,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_GAP = 0.012
_PLACES = {LATENT: (0, 1), LOYAL: (1, 1), NONE: (0, 0), SPURIOUS: (1, 0)}


def plot_loyalty_grid(result: LoyaltyGrid, *, ax: Axes | None = None) -> Picture:
    """Four tiles: who buys often on the right, who cares above; a bar shows how many they are.

    Parameters
    ----------
    result : LoyaltyGrid
        What :func:`cvmlab.loyalty.called_loyal.loyalty_grid.loyalty_grid` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from matplotlib.patches import Rectangle

    from cvmlab.figures.pictures import Picture, new_axes
    from cvmlab.figures.style import GREY, GRID, INK, palette

    ax = new_axes(ax)
    colours = {LOYAL: palette()[0], SPURIOUS: palette()[1], LATENT: palette()[2], NONE: GREY}
    for cell, (x, y) in _PLACES.items():
        left, bottom, side = x / 2 + _GAP, y / 2 + 2 * _GAP, 0.5 - 2 * _GAP
        row = _row(result.table, cell)
        ax.add_patch(Rectangle((left, bottom), side, side - 2 * _GAP, facecolor=GRID, alpha=0.45))
        bar = (left, bottom + side - 0.07)
        ax.add_patch(Rectangle(bar, side * row["share"], 0.045, facecolor=colours[cell]))
        ax.text(left + 0.015, bottom + side - 0.1, _head(result, cell), color=INK, va="top",
                fontsize=9.5, fontweight="bold")  # fmt: skip
        ax.text(left + 0.015, bottom + side - 0.19, _text(result, cell), color=INK, va="top",
                fontsize=8.5, linespacing=1.4)  # fmt: skip
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1)
    ax.grid(visible=False)
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.tick_params(length=0)
    often = f"often: within {result.within_days} days, on {result.at_least} days or more"
    ax.set_xticks([0.25, 0.75], ["buys seldom, or not lately", f"buys {often}"])
    line = number(result.high, 1)
    ax.set_yticks([0.25, 0.75], [f"does not\ncare\n({line} or less)", f"cares\n(over {line})"])
    title = (
        f"Of those who buy often, {percent(result.spurious)} do not care"
        if result.patrons[1]
        else "Nobody buys often enough to count as loyal"
    )
    ax.set_title(title)
    return Picture(ax, _alt(result, title), name="loyalty-grid")


def _row(table: pd.DataFrame, cell: str) -> pd.Series:
    return table.set_index("cell").loc[cell]


def _head(result: LoyaltyGrid, cell: str) -> str:
    row = _row(result.table, cell)
    return f"{cell}: {count(row['customers'])} customers, {percent(row['share'])}"


def _lines(result: LoyaltyGrid, cell: str) -> list[str]:
    lines = []
    for outcome, share in result.shares.items():
        found = _row(result.outcomes[result.outcomes["outcome"] == outcome], cell)
        text = f"{as_written(share)(found['value'])} {words_of(outcome, result.words)}"
        lines.append(text)
    if not result.marked.empty:
        lines.append(f"{percent(_row(result.marked, cell)['share'])} of {result.mark} are here")
    return lines


def _text(result: LoyaltyGrid, cell: str) -> str:
    return "\n".join(textwrap.fill(line, 44) for line in _lines(result, cell))


def _alt(result: LoyaltyGrid, title: str) -> str:
    said = []
    for cell in CELLS:
        row = _row(result.table, cell)
        text = (
            f"{cell} ({MEANING[cell]}) {count(row['customers'])}, {percent(row['share'])} "
            f"({interval(row['low'], row['high'], percent)})"
        )
        inside = ", ".join(_lines(result, cell))
        said.append(f"{text}: {inside}" if inside else text)
    return f"{title}. Four tiles for {count(result.customers)} customers. {'. '.join(said)}."
