"""Steps from what customers were worth on one day to what they are worth on another."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cvmlab.figures.formats import day, interval, money, percent
from cvmlab.value_of.acquisition.equity_movement import LOST, EquityMovement

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_equity_movement(result: EquityMovement, *, ax: Axes | None = None) -> Picture:
    """Steps from what customers were worth to what they are worth; hatched where value goes.

    Parameters
    ----------
    result : EquityMovement
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import INK, palette

    ax = new_axes(ax)
    cash = partial(_thousands, currency=result.currency or None)
    table, level, parts = result.table, 0.0, []
    for place, row in enumerate(table.itertuples()):
        whole = row.line in ("opening", "closing")
        bottom = 0.0 if whole else level
        colour = palette()[0] if whole else palette()[2] if row.euros > 0 else palette()[1]
        hatch = "" if whole or row.euros > 0 else "///"
        ax.bar(place, row.euros, bottom=bottom, color=colour, width=0.62, hatch=hatch,
               edgecolor="white", linewidth=0.5)  # fmt: skip
        if row.line == LOST:
            ax.errorbar(place, bottom + row.euros, yerr=(row.high - row.low) / 2, fmt="none",
                        ecolor=INK, capsize=3)  # fmt: skip
        level = bottom + row.euros
        at = max(bottom, level)
        sign = "" if whole or row.euros < 0 else "+"
        ax.annotate(f"{sign}{cash(row.euros)}", (place, at), textcoords="offset points",
                    xytext=(0, 4), ha="center", va="bottom")  # fmt: skip
        if place < len(table) - 1:
            ax.plot([place + 0.31, place + 0.69], [level, level], color=INK, linewidth=0.8)
        parts.append(f"{row.line} {cash(row.euros)}")
    labels = [
        f"Worth on\n{day(result.then)}",
        "Used up, as\nwas foretold",
        "Lost beyond what\nwas foretold",
        "Won\nsince",
        f"Worth on\n{day(result.now)}",
    ]
    if result.line(LOST).euros > 0:
        labels[2] = "More than\nwas foretold"
    ax.set_xticks(range(len(table)), labels)
    ax.set_ylim(0, 1.12 * float(table["euros"].max()))
    ax.grid(visible=False, axis="x")
    ax.locator_params(axis="y", nbins=5, steps=[1, 2, 5, 10])
    format_axis(ax.yaxis, cash)
    ax.set_ylabel("What customers are worth")
    lost = result.line(LOST)
    word = "less" if lost.euros < 0 else "more"
    gap = cash(abs(lost["euros"]))
    title = f"The customers of {day(result.then)} are worth {gap} {word} than foretold"
    ax.set_title(title)
    ends = interval(lost.low, lost.high, cash)
    return Picture(
        ax, f"{title} ({percent(result.level)} interval {ends}). From left to right: "
        f"{'; '.join(parts)}.", "equity-movement",
    )  # fmt: skip


def _thousands(amount: float, currency: str | None) -> str:
    """Thousands throughout: the steps of a waterfall are to be added up by eye."""
    said = money(amount / 1000, currency, digits=0)
    return f"{said}k" if round(amount / 1000) else said
