"""The picture of what a minute less is worth, for everybody and by type of customer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import money, percent
from cvmlab.value_for.hassle.price_of_hassle_result import (
    EVERYBODY,
    NOBODY_MINDS,
    PriceOfHassle,
    left_out,
    most_and_least,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_ROOM = 6  # types in one picture
_BESIDE = 0.24  # how far below Fieller's interval the other one is drawn, in rows


def plot_price_of_hassle(result: PriceOfHassle, *, ax: Axes | None = None) -> Picture:
    """Money a minute with both intervals; an arrow stands where an interval has no end.

    Parameters
    ----------
    result : PriceOfHassle
        What :func:`price_of_hassle` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax)
    cash = partial(money, currency=result.currency, digits=2)
    groups = (EVERYBODY, *most_and_least(list(result.by_type), _ROOM))
    rows = [row for row in result.table.itertuples() if row.group in groups][::-1]
    left, right = _reach(result)
    for place, row in enumerate(rows):
        colour = palette()[0]
        for low, high in result.intervals[row.group].pieces:
            _line(ax, low, high, place, (left, right), color=colour, linewidth=3.5)
        _line(ax, row.boot_low, row.boot_high, place - _BESIDE, (left, right), color=GREY,
              linewidth=1.5)  # fmt: skip
        if np.isnan(row.minute):
            ax.text((left + right) / 2, place + 0.16, "no figure", ha="center", color=INK)
            continue
        marker = "D" if row.group == EVERYBODY else "o"
        ax.plot([row.minute], [place], marker, color=colour, ms=8)
        ax.annotate(cash(row.minute), (row.minute, place), xytext=(0, 8), ha="center",
                    textcoords="offset points", color=INK, weight="bold")  # fmt: skip
    ax.plot([], [], color=palette()[0], lw=3.5, label=f"{percent(result.level)} interval (Fieller)")
    ax.plot([], [], color=GREY, lw=1.5, label="respondents drawn again")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2)
    names = ["everybody" if row.group == EVERYBODY else row.group for row in rows]
    people = [f"{row.respondents:,} respondents" for row in rows]
    ax.set_yticks(range(len(rows)), [f"{a}\n{b}" for a, b in zip(names, people, strict=True)])
    ax.set_ylim(-0.6, len(rows) - 0.35)
    ax.set_xlim(left, right)
    if left < 0:
        ax.axvline(0, color=INK, linewidth=1)
    ax.grid(axis="x")
    ax.grid(visible=False, axis="y")
    format_axis(ax.xaxis, cash)
    ax.set_xlabel("Money for a minute less" + (f" ({result.currency})" if result.currency else ""))
    title = _title(result)
    ax.set_title(title)
    told = list(zip(names, rows, strict=True))[::-1]
    listed = "; ".join(f"{name} {result.in_words(row.group)}" for name, row in told)
    alt = f"{title}. Points with {percent(result.level)} intervals: {listed}."
    return Picture(ax, alt + left_out(list(result.by_type), _ROOM), name="price-of-hassle")


def _reach(result: PriceOfHassle) -> tuple[float, float]:
    """From where to where the axis goes: zero, the figures, and ends that are not far out."""
    minutes = result.table["minute"].to_numpy(dtype=float)
    ends = [end for found in result.intervals.values() for piece in found.pieces for end in piece]
    ends += [*result.table["boot_low"], *result.table["boot_high"]]
    finite = np.abs(np.array(ends)[np.isfinite(ends)])
    # A far end must not press everything else together: it is cut off, with an arrow.
    known = minutes[np.isfinite(minutes)]
    scale = np.abs(known).max() if known.size else np.median(finite) if finite.size else 1.0
    near = np.append(known, [end for end in ends if abs(end) <= 3 * scale])
    return 1.1 * near.min(initial=0.0), 1.1 * near.max(initial=0.1 * scale)


def _line(
    ax: Axes, low: float, high: float, place: float, reach: tuple[float, float], **look: object
) -> None:
    """A line between two ends; one that lies beyond the axis becomes an arrow."""
    left, right = max(low, reach[0]), min(high, reach[1])
    if left >= right:
        return
    ax.plot([left, right], [place, place], **look)  # type: ignore[arg-type]
    colour = look["color"]
    tip = 0.01 * (reach[1] - reach[0])
    if low < reach[0]:
        ax.plot([left + tip], [place], "<", color=colour, ms=9)
    if high > reach[1]:
        ax.plot([right - tip], [place], ">", color=colour, ms=9)


def _title(result: PriceOfHassle) -> str:
    cash = partial(money, currency=result.currency, digits=2)
    if np.isnan(result.minute):
        return f"What a minute is worth cannot be said: {NOBODY_MINDS}"
    title = f"A minute less is worth {cash(result.minute)}"
    ends = result.intervals[EVERYBODY].in_words(cash)
    known = {name: price for name, price in result.by_type.items() if np.isfinite(price)}
    if len(known) < 2:
        return f"{title} ({percent(result.level)} interval {ends})"
    most, least = max(known, key=known.__getitem__), min(known, key=known.__getitem__)
    return f"{title}: {most} {cash(known[most])}, {least} {cash(known[least])}"
