"""Those the firm calls loyal and all others on one scale, and the line that customers draw."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, interval, percent
from cvmlab.loyalty.relationship.index_result import BAND
from cvmlab.loyalty.relationship.label_against_index_result import LabelAgainstIndex

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_label_against_index(result: LabelAgainstIndex, *, ax: Axes | None = None) -> Picture:
    """How the bonds of customers with the label and without it are spread.

    Parameters
    ----------
    result : LabelAgainstIndex
        What :func:`cvmlab.loyalty.relationship.label_against_index.label_against_index` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, GREY_TEXT, palette

    ax = new_axes(ax)
    edges = np.arange(0, 100 + BAND, BAND)
    ours, others = (_shares(scores, edges) for scores in result.scores)
    ax.stairs(others, edges, fill=True, color=GREY, alpha=0.35)
    ax.stairs(ours, edges, color=palette()[1], linewidth=2.4)
    top = float(max(ours.max(), others.max()))
    ax.axvspan(result.close_low, result.close_high, color=palette()[0], alpha=0.18, linewidth=0)
    ax.axvline(result.close, color=palette()[0], linewidth=1.4)
    here = f"half {result.said}" if result.found else "a bond counts as close"
    here = "\n".join(wrap(here, 22))
    right = result.close < 50
    ax.annotate(
        f"from {count(result.close)} on\n{here}",
        (result.close, top * 1.24),
        xytext=(10 if right else -10, 0),
        textcoords="offset points",
        color=palette()[0],
        ha="left" if right else "right",
        va="top",
    )
    for at, colour, name, share in (
        (1.24, palette()[1], f"{result.value} (line)", result.close_of_labelled),
        (1.03, GREY_TEXT, "all others (area)", result.close_of_others),
    ):
        text = f"{name}\n{percent(share[0])} ({interval(share[1], share[2], percent)}) close"
        at_side = 99 if right else 1
        ax.text(at_side, top * at, text, color=colour, ha="right" if right else "left", va="top")
    ax.set_xlim(0, 100)
    ax.set_ylim(0, top * 1.28)
    ax.set_xticks(edges)
    format_axis(ax.yaxis, percent)
    ax.set_xlabel("Relationship index (0 to 100)")
    ax.set_ylabel("Customers of each group (%)")
    ax.set_title(title := _title(result))
    bands = "; ".join(
        f"{low} to {low + BAND} {percent(a, 1)} and {percent(b, 1)}"
        for low, a, b in zip(edges[:-1], ours, others, strict=True)
        if a or b
    )
    alt = (
        f"{title}. {result.line} {result.sentence} Shares by band of the index, {result.value} "
        f"and others: {bands}."
    )
    return Picture(ax, alt, name="label-against-index")


def _shares(scores: np.ndarray, edges: np.ndarray) -> np.ndarray:
    return np.histogram(scores, edges)[0] / len(scores)


def _title(result: LabelAgainstIndex) -> str:
    ours, others = result.close_of_labelled[0], result.close_of_others[0]
    return (
        f"{percent(ours)} of those called {result.value} have a close bond, "
        f"and {percent(others)} of the others"
    )
