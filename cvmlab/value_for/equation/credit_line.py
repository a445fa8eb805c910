"""Whose equation it is, in small grey type under a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cvmlab.value_for.equation.forms import CREDIT

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def add_credit(ax: Axes, text: str = CREDIT, *, below: float = 38) -> None:
    """Print whose idea a chart rests on, under its horizontal axis, on the right.

    Parameters
    ----------
    ax : matplotlib Axes
        The chart; its axis label should stand already.
    text : str
        Whose idea it is.
    below : float
        How far under the plot area, in points: past the axis label.
    """
    from cvmlab.figures.style import GREY_TEXT

    ax.annotate(
        text, (1, 0), xycoords="axes fraction", xytext=(0, -below), textcoords="offset points",
        ha="right", va="top", fontsize=7, color=GREY_TEXT,
    )  # fmt: skip
