"""The map of importance and performance, with every cross-hair it could be read by."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING, Any

from cvmlab.figures.formats import count
from cvmlab.stats.importance_performance_result import (
    BEGIN,
    KEEP,
    LATER,
    QUADRANTS,
    TOO_MUCH,
    ImportancePerformance,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_DASHES = ((0, (4, 2)), (0, (1, 2)), (0, (6, 2, 1, 2)))  # one kind a cross-hair: read in grey
_LETTERS = 42  # of a name in the key; the whole of it stands in the table
_MARKS = {BEGIN: "D", KEEP: "o", LATER: "s", TOO_MUCH: "h"}
_CORNERS = {  # where a field's name stands: (x, y, to the right or left, above or below)
    BEGIN: (0.012, 0.985, "left", "top"),
    KEEP: (0.988, 0.985, "right", "top"),
    LATER: (0.012, 0.015, "left", "bottom"),
    TOO_MUCH: (0.988, 0.015, "right", "bottom"),
}


def plot_importance_performance(
    result: ImportancePerformance, *, ax: Axes | None = None
) -> Picture:
    """What matters and how well it is done; hollow marks change their field with the cross-hair.

    Parameters
    ----------
    result : ImportancePerformance
        What :func:`cvmlab.stats.importance_performance.importance_performance` returned.
    ax : matplotlib Axes, optional
        Where to draw; the key of the numbers stands to its right.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, GREY_TEXT, INK, palette

    ax = new_axes(ax)
    table = result.table
    colours = dict(zip(QUADRANTS, (palette()[1], palette()[0], GREY, palette()[2]), strict=True))
    others = [name for name in result.lines if name != result.crosshair]
    for name, dashes in zip([result.crosshair, *others], ("-", *_DASHES), strict=False):
        chosen = name == result.crosshair
        style: dict[str, Any] = {
            "color": INK if chosen else GREY,
            "lw": 1.3 if chosen else 1,
            "ls": dashes,
        }
        up, across = result.lines[name]
        ax.axhline(up, zorder=1, **style)
        ax.axvline(across, zorder=1, **style)
        ax.plot([], [], label=f"lines at the {name}", **style)
    for at, row in enumerate(table.itertuples(), start=1):
        colour = colours[row.quadrant]
        for low, high, upright in (
            (row.importance_low, row.importance_high, True),
            (row.performance_low, row.performance_high, False),
        ):
            ends = ([row.performance] * 2, [low, high]) if upright else (
                [low, high], [row.importance] * 2
            )  # fmt: skip
            ax.plot(*ends, color=colour, lw=1, alpha=0.6, zorder=2)
        ax.plot(
            [row.performance], [row.importance], _MARKS[row.quadrant], ms=13, zorder=3,
            color="white" if row.moves else colour, mec=colour, mew=1.6,
        )  # fmt: skip
        ax.annotate(
            str(at), (row.performance, row.importance), ha="center", va="center_baseline",
            fontsize=7.5, fontweight="bold", color=INK if row.moves else "white", zorder=4,
        )  # fmt: skip
    ax.margins(0.16)
    ax.grid(visible=False)
    for quadrant, (x, y, side, edge) in _CORNERS.items():
        ax.text(
            x, y, quadrant, transform=ax.transAxes, ha=side, va=edge, style="italic",
            color=GREY_TEXT, fontsize=8.5,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
        )  # fmt: skip
    _key(ax, result)
    ax.legend(loc="lower left", bbox_to_anchor=(1.02, -0.02), fontsize=8, handlelength=2.6)
    format_axis(ax.yaxis, result.formats[0])
    format_axis(ax.xaxis, result.formats[1])
    ax.set_ylabel(result.names[0])
    ax.set_xlabel(result.names[1])
    title = _title(result)
    ax.set_title(title)
    return Picture(ax, _alt(result, title), name="importance-performance")


def _key(ax: Axes, result: ImportancePerformance) -> None:
    """The names behind the numbers, field by field."""
    from cvmlab.figures.style import GREY_TEXT, INK

    lines = []
    for quadrant in QUADRANTS:
        here = result.table[result.table["quadrant"] == quadrant]
        if len(here):
            lines.append((quadrant, True))
            lines += [
                (f"{at + 1}  {shorten(label, _LETTERS, placeholder=' …')}", False)
                for at, label in here["label"].items()
            ]
    step = min(0.062, 0.78 / max(len(lines), 1))
    for at, (text, heading) in enumerate(lines):
        ax.text(
            1.03, 1 - at * step, text, transform=ax.transAxes, va="top",
            fontsize=8.5 if step > 0.05 else 7.5, color=GREY_TEXT if heading else INK,
            style="italic" if heading else "normal",
        )  # fmt: skip


def _title(result: ImportancePerformance) -> str:
    begin = result.items(BEGIN)
    labels = result.table.set_index("item")["label"]
    chance = result.table.set_index("item")["chance"]
    unsure = any(chance[item] < result.level for item in begin)  # never true without resamples
    start = "Perhaps to begin with" if unsure else "To begin with"
    said = f"{start}: {labels[begin[0]]}" if begin else "Nothing important is badly done"
    if len(begin) > 1:
        said += f" and {count(len(begin) - 1)} more"
    if len(result.lines) == 1:
        return said
    many = len(result.moves)
    if not many:
        return f"{said}, wherever the lines cross"
    return (
        f"{said}; {count(many)} of {count(len(result.table))} items hang on where the lines cross"
    )


def _alt(result: ImportancePerformance, title: str) -> str:
    up, across = result.formats
    fields = "; ".join(
        f"{quadrant}: "
        + ", ".join(
            f"{row.label} ({up(row.importance)}, {across(row.performance)}"
            f"{', moves' if row.moves else ''})"
            for row in result.table.itertuples()
            if row.quadrant == quadrant
        )
        for quadrant in QUADRANTS
        if quadrant in set(result.table["quadrant"])
    )
    return (
        f"{title}. {result.names[0]} upwards, {result.names[1]} "
        f"to the right, lines at the {result.crosshair}. {fields}."
    )
