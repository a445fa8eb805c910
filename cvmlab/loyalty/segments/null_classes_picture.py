"""What the method finds where there is nothing, beside what it finds among the customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cvmlab.figures.formats import count, number
from cvmlab.loyalty.segments.null_classes import NullClasses
from cvmlab.stats.stability import STABLE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_null_classes(result: NullClasses, *, ax: Axes | None = None) -> Picture:
    """Each copy and the customers as they are: how much BIC gains, and what is found again.

    Parameters
    ----------
    result : NullClasses
        What ``null_classes`` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, GREY_TEXT, INK, palette

    ax = new_axes(ax)
    null, real = result.null, result.real
    ax.axhline(STABLE, color=GREY, linewidth=1, linestyle="--")
    ax.axvline(0, color=GREY, linewidth=1, linestyle=":")
    ax.plot(null["gain"], null["likeness"], "o", color=GREY, mfc="white", mew=1.3, ms=6)
    ax.plot([real["gain"]], [real["likeness"]], "D", color=palette()[0], ms=9)
    ax.annotate(
        "customers as they are", (real["gain"], real["likeness"]), xytext=(-10, 0), color=INK,
        textcoords="offset points", ha="right", va="center", fontweight="bold",
    )  # fmt: skip
    ax.annotate(
        f"{count(result.copies)} copies without segments",
        (null["gain"].median(), null["likeness"].min()), xytext=(-4, -9), color=GREY_TEXT,
        textcoords="offset points", va="top",
    )  # fmt: skip
    ax.margins(x=0.12)
    ax.set_ylim(0, 1.08)
    start, end = ax.get_xlim()
    ax.set_xlim(start, end)
    ax.text(end, STABLE - 0.015, f"stable from {number(STABLE)} ", color=GREY_TEXT, va="top",
            ha="right", fontsize=8.5)  # fmt: skip
    format_axis(ax.xaxis, count)
    ax.set_xlabel(
        f"BIC in favour of {count(result.classes)} segments (points; left of 0: none is better)"
    )
    ax.set_ylabel("Likeness of the least stable")
    beyond = real["gain"] > null["gain"].max()
    title = (
        f"Where there is nothing the method finds {count(result.classes)} segments too, "
        f"but they are not found again"
        if beyond and null["likeness"].max() < STABLE <= real["likeness"]
        else f"Where there is nothing the method finds {count(result.classes)} segments too"
    )
    ax.set_title(title)
    return Picture(ax, f"{title}. {result.sentence}", name="null-classes")
