"""Lists made a year ago as a picture: a bar for what each brought, and the mark of hindsight."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, day, interval, money, percent
from cvmlab.value_of.lifetime.year_later import YearLater

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_year_later(result: YearLater, *, ax: Axes | None = None) -> Picture:
    """A bar for each list, with its interval, and the mark of hindsight.

    Parameters
    ----------
    result : YearLater
        What :func:`~cvmlab.value_of.lifetime.year_later.year_later` returned.
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
    rows = result.table.iloc[::-1]
    at = np.arange(len(rows))
    colours = [GREY] * (len(rows) - 1) + [palette()[0]]
    ax.barh(at, rows["brought"], color=colours, height=0.6)
    spread = np.array([rows["brought"] - rows["low"], rows["high"] - rows["brought"]])
    ax.errorbar(rows["brought"], at, xerr=spread.clip(0), fmt="none", ecolor=INK, capsize=3)
    for place, row in zip(at, rows.itertuples(), strict=True):
        ax.text(
            result.possible * 0.01, float(place), cash(row.brought), va="center", color="white",
            fontweight="bold",
        )  # fmt: skip
    ax.axvline(result.possible, color=INK, linestyle=":", linewidth=1)
    ax.text(
        result.possible, len(rows) - 0.5, f"hindsight {cash(result.possible)}  ",
        color=GREY_TEXT, va="bottom", ha="right", fontsize=8,
    )  # fmt: skip
    ax.set_yticks(at, [f"by {name}" for name in rows.index])
    ax.set_xlim(0, result.possible * 1.08)
    ax.set_ylim(-0.6, len(rows) - 0.2)
    ax.grid(axis="y", visible=False)
    format_axis(ax.xaxis, cash)
    unit = f" ({result.currency})" if result.currency else ""
    ax.set_xlabel(
        f"{result.money_is.capitalize()} of the best {count(result.top)} in the 52 weeks after "
        f"{day(result.chosen_on)}{unit}"
    )
    first, second = result.table.iloc[0], result.table.iloc[1]
    title = (
        f"Chosen a year ago by {result.table.index[0]}, {count(result.top)} customers brought "
        f"{cash(second['behind'])} more than by {result.table.index[1]}"
    )
    ax.set_title(title)
    bars = "; ".join(
        f"by {row.Index} {cash(row.brought)} ({interval(row.low, row.high, cash)})"
        for row in result.table.itertuples()
    )
    alt = (
        f"{title} ({interval(second['behind_low'], second['behind_high'], cash)}). Bars with "
        f"{percent(result.level)} intervals: {bars}. Hindsight could have reached "
        f"{cash(result.possible)}, and the first list reached "
        f"{percent(first['brought'] / result.possible)} of it."
    )
    return Picture(ax, alt, name="year-later")
