"""Many groups in the order of what is believed of them, beside what was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cvmlab.figures.formats import count, number
from cvmlab.stats.shrinkage_result import Shrunken

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.formats import Formatter
    from cvmlab.figures.pictures import Picture

_LETTERS = 28
_ROW, _AROUND, _WIDE = 0.17, 1.1, 7.2  # inches


def plot_shrunken(
    result: Shrunken,
    *,
    form: Formatter = number,
    name: str = "estimate",
    logs: bool = False,
    ax: Axes | None = None,
) -> Picture:
    """Each group as measured (hollow, thin) and as drawn together (filled, thick).

    Parameters
    ----------
    result : Shrunken
        What :func:`cvmlab.stats.shrinkage.shrink` returned.
    form : callable
        How an estimate is written.
    name : str
        What is estimated.
    logs : bool
        Whether equal ratios are equally far apart.
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
    """
    from matplotlib.figure import Figure

    from cvmlab.figures.pictures import Picture, format_axis
    from cvmlab.figures.style import GREY, INK, house_style, palette

    rows = result.table.sort_values("shrunken", kind="stable")
    if ax is None:
        with house_style():
            ax = Figure(figsize=(_WIDE, _AROUND + _ROW * max(len(rows), 8))).subplots()
    if logs:
        ax.set_xscale("log")
    for at, row in enumerate(rows.itertuples()):
        colour = palette()[0] if row.differs else INK
        ax.plot([row.low, row.high], [at] * 2, color=GREY, lw=0.9, zorder=1)
        ax.plot([row.estimate], [at], "o", ms=4, mfc="white", mec=GREY, zorder=5)
        ends = [row.shrunken_low, row.shrunken_high]
        ax.plot(ends, [at] * 2, color=colour, lw=2.4, zorder=3, solid_capstyle="butt")
        mark = "D" if row.differs else "o"
        ax.plot([row.shrunken], [at], mark, ms=4.6, color=colour, zorder=4)
    ax.axvline(result.mean, color=INK, lw=0.9, ls=(0, (4, 2)), zorder=0)
    ax.set_yticks(range(len(rows)), [_short(str(label)) for label in rows.index])
    ax.set_ylim(-0.8, len(rows) - 0.2)
    ax.grid(visible=False, axis="y")
    ax.grid(visible=True, axis="x")
    if logs:
        from matplotlib.ticker import MaxNLocator, NullFormatter, NullLocator

        ax.xaxis.set_major_locator(MaxNLocator(6))
        ax.xaxis.set_minor_locator(NullLocator())
        ax.xaxis.set_minor_formatter(NullFormatter())
    format_axis(ax.xaxis, form)
    ax.set_xlabel(name[:1].upper() + name[1:])
    ax.plot([], [], "o-", color=GREY, mfc="white", ms=4, lw=0.9, label="as measured")
    ax.plot([], [], "o-", color=INK, ms=4.6, lw=2.4, label="shrunken")
    if result.differ:
        label = "shrunken, differs beyond chance"
        ax.plot([], [], "D-", color=palette()[0], ms=4.6, lw=2.4, label=label)
    ax.legend(loc="lower right", fontsize=7.5, frameon=True)
    ax.set_title(_title(result))
    return Picture(ax, _alt(result, form, name))


def _title(result: Shrunken) -> str:
    groups = count(len(result.table))
    if not result.differ:
        return f"None of {groups} differs beyond what chance makes of so many"
    verb = "differs" if result.differ == 1 else "differ"
    return f"{count(result.differ)} of {groups} {verb} beyond what chance makes of so many"


def _alt(result: Shrunken, form: Formatter, name: str) -> str:
    rows = result.table.sort_values("shrunken", ascending=False, kind="stable")
    first, last = rows.iloc[0], rows.iloc[-1]
    return (
        f"Intervals of {count(len(rows))} groups, {name}: shrunken from {form(last.shrunken)} "
        f"({rows.index[-1]}; measured {form(last.estimate)}) to {form(first.shrunken)} "
        f"({rows.index[0]}; measured {form(first.estimate)}), around {form(result.mean)}; "
        f"{count(result.differ)} differ beyond chance."
    )


def _short(text: str) -> str:
    return text if len(text) <= _LETTERS else f"{text[: _LETTERS - 1]}…"
