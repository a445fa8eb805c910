"""How many of the firm's best each department knows for its own best, drawn against chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture
    from cvmlab.idic.identify.silo_views_result import SiloViews


def plot_silo_views(found: SiloViews, *, ax: Axes | None = None) -> Picture:
    """Draw how many of the best from all sides are on each department's list.

    Parameters
    ----------
    found : SiloViews
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, new_axes
    from cvmlab.figures.style import GREY_TEXT, INK, palette

    ax = new_axes(ax)
    rows = found.table.sort_values("shared", kind="stable")
    place = np.arange(len(rows))
    ax.barh(place, rows["shared"], 0.6, color=palette()[0])
    ax.barh(place, found.best - rows["shared"], 0.6, left=rows["shared"], color="0.93",
            hatch="..", edgecolor="white")  # fmt: skip
    for at, row in zip(place, rows.itertuples(), strict=True):
        ax.annotate(count(round(row.shared)), (row.shared, at), xytext=(4, 0), va="center",
                    textcoords="offset points", fontsize=9, color=GREY_TEXT)  # fmt: skip
    ax.axvline(found.by_chance, color=INK, lw=1.2, ls=(0, (4, 2)))
    ax.annotate(f"by chance {number(found.by_chance, 1)}", (found.by_chance, len(rows) - 0.45),
                xytext=(4, 0), textcoords="offset points", fontsize=8, color=INK,
                va="center")  # fmt: skip
    names = [f"{row.department}\n({row.by})" for row in rows.itertuples()]
    ax.set_yticks(place, names)
    ax.set_ylim(-0.5, len(rows) - 0.2)
    ax.set_xlim(0, found.best)
    ax.grid(visible=False, axis="y")
    ax.set_xlabel(f"Of the {count(found.best)} best customers from all sides (dotted: not named)")
    most, least = rows.iloc[-1], rows.iloc[0]
    title = (
        f"Of the {count(found.best)} best, {most.department} names {count(round(most.shared))}, "
        f"{least.department} {count(round(least.shared))}"
    )
    ax.set_title(title)
    return Picture(ax, f"{title}. {found.sentence}", name="silo-views")
