"""What is seen, what is left when made alike, and what the lot says, under each promise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import interval, number
from cvmlab.loyalty.payback.payback_result import ADJUSTED, ASSOCIATION, EXPERIMENTAL, Payback

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_MARKS = {ASSOCIATION: "o", ADJUSTED: "s", EXPERIMENTAL: "D"}
_SAID = {ASSOCIATION: "as seen", ADJUSTED: "made alike", EXPERIMENTAL: "by lot"}
_APART = 0.24
_WIDEST = 3.5  # times the baseline: beyond it an interval leaves the picture


def plot_payback(
    found: Payback, promised: Mapping[str, float] | None = None, *, ax: Axes | None = None
) -> Picture:
    """Draw every column's ratio to the baseline with its interval, and the promises.

    Parameters
    ----------
    found : Payback
        What :func:`cvmlab.loyalty.payback.payback.loyalty_payback` returned.
    promised : mapping of outcome to ratio, optional
        Drawn as a line beside the outcome: ``{"stays": 1.3}``.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, GREY_TEXT, INK, palette

    promised = dict(promised or {})
    strange = [name for name in promised if name not in found.said]
    if strange:
        raise ValueError(f"promises for what is no outcome of the payback: {strange}")
    ax = new_axes(ax)
    colours = dict(zip(_MARKS, (GREY, palette()[0], palette()[1]), strict=True))
    names = list(found.said)
    ends = [1.0, *promised.values()]
    for at, outcome in enumerate(names):
        here = [c for c in found.columns if (outcome, c) in found.contrasts]
        for place, column in enumerate(here):
            row = found.of(outcome, column)["ratio"]
            height = len(names) - 1 - at + _APART * ((len(here) - 1) / 2 - place)
            if not np.isfinite(row.value):
                continue
            low, high = (
                float(np.clip(np.nan_to_num(end, nan=row.value, posinf=_WIDEST), 0, _WIDEST))
                for end in (row.low, row.high)
            )
            ax.plot([low, high], [height] * 2, color=colours[column], lw=2, zorder=2)
            ax.plot(row.value, height, _MARKS[column], ms=7, color=colours[column], zorder=3)
            ax.annotate(
                f"{number(row.value)}  {_SAID[column]}", (high, height), xytext=(6, 0),
                textcoords="offset points", va="center", fontsize=8, color=GREY_TEXT,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
            )  # fmt: skip
            ends += [low, high]
        if outcome in promised:
            middle = len(names) - 1 - at
            ax.plot([promised[outcome]] * 2, [middle - 0.42, middle + 0.42], color=INK, lw=1.6,
                    ls=(0, (3, 2)), zorder=1)  # fmt: skip
            ax.annotate(
                "promised", (promised[outcome], middle + 0.42), xytext=(0, 1),
                textcoords="offset points", ha="center", va="bottom", fontsize=8, color=INK,
            )  # fmt: skip
    ax.axvline(1, color=INK, lw=1, zorder=1)
    width = max(ends) - min(ends)
    ax.set_xlim(min(ends) - 0.05 * width, max(ends) + 0.24 * width)
    ax.set_ylim(-0.6, len(names) - 0.3)
    ax.set_yticks(range(len(names)), [found.said[name] for name in reversed(names)])
    ax.grid(visible=False, axis="y")
    ax.grid(visible=True, axis="x")
    format_axis(ax.xaxis, lambda x: number(x, 1))
    ax.set_xlabel(f"Times the {found.names[1]} (1: no difference)")
    title = _title(found, names[0])
    ax.set_title(title)
    return Picture(ax, _alt(found, promised, title), name="payback")


def _title(found: Payback, outcome: str) -> str:
    ratios = [(c, found.of(outcome, c)["ratio"].value) for c in found.columns
              if (outcome, c) in found.contrasts]  # fmt: skip
    parts = ", ".join(f"{number(value)} {_SAID[column]}" for column, value in ratios)
    said = found.said[outcome]
    return f"{said[:1].upper()}{said[1:]}: {parts}"


def _alt(found: Payback, promised: Mapping[str, float], title: str) -> str:
    lines = []
    for outcome, said in found.said.items():
        parts = []
        for column in found.columns:
            if (outcome, column) in found.contrasts:
                row = found.of(outcome, column)["ratio"]
                ends = interval(row.low, row.high, number)
                parts.append(f"{_SAID[column]} {number(row.value)} ({ends})")
        if outcome in promised:
            parts.append(f"promised {number(promised[outcome])}")
        lines.append(f"{said}: {', '.join(parts)}")
    return f"{title}. Times the {found.names[1]}. {'; '.join(lines)}."
