"""Where the spend stands among the fifths of recency and frequency, as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, percent
from cvmlab.insight.counted.rfm_result import FIFTHS, RFM

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_rfm(result: RFM, *, mark: str | None = None, ax: Axes | None = None) -> Picture:
    """Which share of the spend stands in which fifth of recency and of frequency.

    Parameters
    ----------
    result : RFM
        What :func:`rfm` returned.
    mark : str, optional
        A customer whose place is framed.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import Rectangle

    from cvmlab.figures.pictures import Picture, new_axes
    from cvmlab.figures.style import INK, palette

    ax = new_axes(ax, size="square")
    table = result.table
    spend = _grid(table, table["monetary"]) / table["monetary"].sum()
    heads = _grid(table, pd.Series(1.0, table.index)) / len(table)
    hue = LinearSegmentedColormap.from_list("spend", ["#FFFFFF", palette()[0]])
    top = spend.max()
    ax.imshow(spend, origin="lower", cmap=hue, vmin=0, vmax=top, aspect="auto")
    for i, j in np.ndindex(FIFTHS, FIFTHS):
        dark = spend[i, j] > 0.55 * top
        text = f"{percent(float(spend[i, j]))}\n({percent(float(heads[i, j]))})"
        ax.text(j, i, text, ha="center", va="center", color="white" if dark else INK, fontsize=8)
    alt = ""
    found = table[table["customer_id"] == mark] if mark else table.iloc[:0]
    if len(found):
        row = found.iloc[0]
        corner = (row.f - 1.5, row.r - 1.5)
        ax.add_patch(Rectangle(corner, 1, 1, fill=False, edgecolor=palette()[1], linewidth=3))
        ax.annotate(
            str(mark), (row.f - 1, row.r - 1.5), textcoords="offset points", xytext=(0, 3),
            ha="center", color=palette()[1], fontweight="bold", fontsize=7,
        )  # fmt: skip
        alt = f" {mark} stands in cell {row.cell}."
    steps = range(FIFTHS)
    for axis, ends in ((ax.xaxis, ("1\nrarest", "5\nmost often")), (ax.yaxis, ("1", "5"))):
        axis.set_ticks(steps, [ends[0], "2", "3", "4", ends[1]])
    ax.grid(False)
    ax.set_xlabel("Frequency: fifths by purchases\n(cells: % of spend, % of customers in brackets)")
    ax.set_ylabel("Recency: fifths, 5 = bought last")
    best = percent(float(spend[-1, -1]))
    people = percent(float(heads[-1, -1]))
    title = f"The {people} who bought last and most often bring {best} of spend"
    ax.set_title(title)
    lowest = percent(float(spend[0, 0])), percent(float(heads[0, 0]))
    sentence = (
        f"{count(len(table))} {result.compared}, by fifths of recency and frequency: {people} of "
        f"them stand highest in both and bring {best} of the spend; {lowest[1]} stand lowest in "
        f"both and bring {lowest[0]}.{alt}"
    )
    return Picture(ax, sentence, name="rfm")


def _grid(table: pd.DataFrame, values: pd.Series) -> np.ndarray:
    """Values added up by recency (rows) and frequency (columns)."""
    sums = np.zeros((FIFTHS, FIFTHS))
    np.add.at(sums, (table["r"].to_numpy() - 1, table["f"].to_numpy() - 1), values.to_numpy())
    return sums
