"""A reported gap over every share of leaders that is left unsaid, with one's own gap in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cvmlab.blueprint.marks.leaders_gap_result import LeadersGap, points, points_range
from cvmlab.figures.formats import count, number, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_ENDS = ("low", "high")
_ALIKE = ("alike_low", "alike_high")


def plot_leaders_gap(result: LeadersGap, *, ax: Axes | None = None) -> Picture:
    """The interval of the reported gap, by how many of those asked may have been leaders.

    Parameters
    ----------
    result : LeadersGap
        What :func:`~cvmlab.blueprint.marks.leaders_gap.leaders_gap` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax)
    table, colours = result.table, palette()
    share = table["leaders"] / result.asked
    said = " against ".join(map(percent, result.reported))
    low, high = (100 * table[end] for end in _ENDS)
    ax.fill_between(share, low, high, color=colours[0], alpha=0.22, linewidth=0,
                    label=f"{said}, independent")  # fmt: skip
    if result.alike is not None:
        for end, label in zip(_ALIKE, (f"{said}, as alike as your sites", None), strict=True):
            ax.plot(share, 100 * table[end], color=colours[1], linestyle="--", label=label)
    ax.axhline(100 * result.gap, color=INK, linewidth=1, linestyle=":")
    ax.axhline(0, color=GREY, linewidth=1)
    own = result.own
    if own is not None:
        ends = (own.low, own.high) if own.known else (own.naive_low, own.naive_high)
        at = own.people[0] / sum(own.people)
        ax.plot([at, at], [100 * end for end in ends], color=INK, linewidth=2)
        ax.plot(at, 100 * own.gap, "D", color=INK, markersize=7, label="your own")
    format_axis(ax.xaxis, percent)
    format_axis(ax.yaxis, lambda value: number(value, 0))
    ax.set_xlim(0, 1)
    ax.set_xlabel("Share of leaders among all who were asked")
    ax.set_ylabel("Gap, in points")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=3, frameon=False,
              fontsize="small")  # fmt: skip
    ax.set_title(_title(result))
    return Picture(ax, _alt(result), "leaders-gap")


def _title(result: LeadersGap) -> str:
    fewest = result.independent.fewest
    if fewest is None:
        return f"A gap of {points(result.gap)} may be chance, however many leaders were asked"
    if result.alike is None:
        return f"A gap of {points(result.gap)} needs at least {count(fewest)} leaders"
    if result.alike.fewest is None:
        return f"A gap of {points(result.gap)} may be chance, if people answer as alike as yours"
    return (
        f"A gap of {points(result.gap)} needs {count(fewest)} leaders, or "
        f"{count(result.alike.fewest)} if people answer as alike as yours"
    )


def _alt(result: LeadersGap) -> str:
    table = result.table
    narrow = table.loc[(table["high"] - table["low"]).idxmin()]
    first = table.iloc[0]
    said = [
        f"{_title(result)}.",
        f"Interval of the reported gap with {count(int(first['leaders']))} leaders of "
        f"{count(result.asked)}: {points_range(first['low'], first['high'])}; with "
        f"{count(int(narrow['leaders']))}: {points_range(narrow['low'], narrow['high'])}.",
    ]
    if result.alike is not None:
        ends = points_range(narrow["alike_low"], narrow["alike_high"])
        said.append(f"If people answer as alike as at your sites, the latter is {ends}.")
    if result.own is not None:
        said.append(result.own_sentence)
    return " ".join(said)
