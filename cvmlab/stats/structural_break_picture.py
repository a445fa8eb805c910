"""A series with its two levels, and how surely it is known when one became the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cvmlab.figures.formats import percent
from cvmlab.stats.structural_break import StructuralBreak

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_structural_break(result: StructuralBreak, *, ax: Axes | None = None) -> Picture:
    """The values over time, the level before and after, and the interval of the date.

    Parameters
    ----------
    result : StructuralBreak
        What :func:`cvmlab.stats.structural_break.structural_break` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax)
    line, form = result.series, result.form
    when = line.index
    ax.plot(when, line.to_numpy(), color=GREY, lw=1.2, marker=".", ms=4, label=_sized(result.name))
    if result.found:
        ax.axvspan(
            result.break_low, result.break_high, color=palette()[1], alpha=0.18, lw=0,
            label=f"when it changed ({percent(result.level)} interval)",
        )  # fmt: skip
        ax.axvline(result.break_after, color=palette()[1], lw=1.2, ls=(0, (4, 2)))
        cut = when <= result.break_after
        for part, level, dashes, says in (
            (when[cut], result.before, "-", "level before"),
            (when[~cut], result.after, (0, (6, 2)), "level after"),
        ):
            label = f"{says}: {form(level[0])}"
            ax.plot([part[0], part[-1]], [level[0]] * 2, color=INK, lw=2, ls=dashes, label=label)
        title = (
            f"The level went from {form(result.before[0])} to {form(result.after[0])} "
            f"after {result.date(result.break_after)}"
        )
    else:
        mean = float(line.mean())
        ax.axhline(mean, color=INK, lw=2, label=f"mean: {form(mean)}")
        title = "No date at which the level changed stands out"
    ax.set_title(title, loc="left")
    ax.set_ylabel(_sized(result.name))
    format_axis(ax.yaxis, form)
    ax.legend(loc="best", frameon=False, fontsize="small")
    return Picture(ax, result.sentence)


def _sized(name: str) -> str:
    return name[:1].upper() + name[1:]
