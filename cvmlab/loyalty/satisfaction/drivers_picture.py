"""The cone of five levels, and beside each of them what it has to do with each outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cvmlab.figures.formats import interval, percent
from cvmlab.loyalty.satisfaction.drivers import SatisfactionDrivers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_BOTTOM, _TOP = 0.34, 0.98  # half widths of the cone
_MANY = 3  # panels from which on their titles are broken earlier
_LEADS = 1.5  # times an equal share, from which on one level is named in the title
_TOLD = 0.01  # from this share on it is worth saying which way a level points


def plot_satisfaction_drivers(*drivers: SatisfactionDrivers) -> Picture:
    """The levels as a cone, the soft ones at its top, with one panel of shares an outcome.

    Parameters
    ----------
    *drivers : SatisfactionDrivers
        One to three results of :func:`cvmlab.loyalty.satisfaction.drivers.satisfaction_drivers`
        with the same levels.

    Returns
    -------
    Picture

    Notes
    -----
    The cone of five drivers: Barnes (2003), who draws an ice-cream cone.
    """
    from matplotlib.figure import Figure

    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.style import INK, house_style

    if not drivers or len({one.levels for one in drivers}) > 1:
        raise ValueError("give one or more results with the same levels")
    first = drivers[0]
    with house_style():
        panels = Figure(figsize=(7.2, 3.9)).subplots(
            1, 1 + len(drivers), sharey=True, width_ratios=[1.15, *[1] * len(drivers)]
        )
    _cone(panels[0], first)
    for ax, one in zip(panels[1:], drivers, strict=True):
        _shares(ax, one, letters=24 if len(drivers) < _MANY else 15)
    title = _title(drivers)
    panels[0].figure.suptitle(
        title, x=0.01, ha="left", fontsize=11.5, fontweight="bold", color=INK, wrap=True
    )
    return Picture(panels[0], f"{title}. {_alt(drivers)}", name="satisfaction-drivers")


def _cone(ax: Axes, drivers: SatisfactionDrivers) -> None:
    """One layer a level, narrow at the bottom and wide at the top."""
    from textwrap import fill

    from cvmlab.figures.style import GREY_TEXT, INK, palette

    many = len(drivers.levels)
    width = np.linspace(_BOTTOM, _TOP, many + 1)
    for at, name in enumerate(drivers.levels):
        soft = name in drivers.soft
        low, high = width[at], width[at + 1]
        ax.fill(
            [-low, low, high, -high], [at - 0.46, at - 0.46, at + 0.46, at + 0.46],
            color=palette()[1] if soft else palette()[0], alpha=0.22, lw=0,
            hatch="///" if soft else None,
        )  # fmt: skip
        ax.text(
            0, at, fill(drivers.called(name), 16), ha="center", va="center", color=INK,
            fontsize=8.5, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1, "alpha": 0.7},
        )  # fmt: skip
    ax.set_xlim(-1.05, 1.05)
    ax.set_ylim(-0.6, many - 0.4)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.grid(visible=False)
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.set_xlabel(
        ("hatched: soft; not hatched: hard\n" if drivers.soft and drivers.hard else "")
        + "hollow (−): more of it goes with less",
        color=GREY_TEXT,
        fontsize=8,
    )


def _shares(ax: Axes, drivers: SatisfactionDrivers, letters: int) -> None:
    """The levels' shares for one outcome, at the height of their layers."""
    from textwrap import fill

    from cvmlab.figures.pictures import format_axis
    from cvmlab.figures.style import GREY, INK, palette

    for at, name in enumerate(drivers.levels):
        row = drivers.of(name)
        soft = name in drivers.soft
        colour = palette()[1] if soft else palette()[0]
        less = row.correlation < 0
        ax.barh(
            at, row.share, height=0.6, color="white" if less else colour, edgecolor=colour,
            linewidth=1.2, hatch="///" if soft else None, alpha=0.9,
        )  # fmt: skip
        ax.plot([row.low, row.high], [at, at], color=INK, linewidth=1.2)
        ax.text(
            max(row.high, row.share) + 0.03, at,
            percent(row.share) + (" (−)" if less and row.share >= _TOLD else ""),
            va="center", color=INK, fontsize=8,
        )  # fmt: skip
    ax.set_xlim(0, 1.28)
    ax.set_xticks([0, 0.5, 1])
    ax.grid(axis="y", visible=False)
    ax.axvline(1 / len(drivers.levels), color=GREY, linewidth=1, linestyle=":")
    format_axis(ax.xaxis, percent)
    ax.set_xlabel(f"% of what is explained,\n{percent(drivers.level)} interval")
    ax.set_title(fill(_capital(drivers.called(drivers.outcome)), letters), fontsize=9.5)


def _title(drivers: tuple[SatisfactionDrivers, ...]) -> str:
    parts = []
    for one in drivers:
        outcome = one.called(one.outcome)
        first = one.table.iloc[0]
        if one.is_noise:
            parts.append(f"{outcome}: nothing that chance would not explain")
        elif first.share < _LEADS / len(one.levels):
            parts.append(f"{outcome} goes with all levels alike")
        else:
            parts.append(f"{outcome} with {one.called(first.driver)} ({percent(first.share)})")
    return _capital("; ".join(parts))


def _alt(drivers: tuple[SatisfactionDrivers, ...]) -> str:
    levels = ", ".join(map(drivers[0].called, drivers[0].levels))
    parts = [f"A cone of {len(drivers[0].levels)} levels, from the bottom: {levels}."]
    for one in drivers:
        bars = "; ".join(_bar(one, name) for name in one.levels)
        parts.append(
            f"Shares of what goes with {one.called(one.outcome)}, with {percent(one.level)} "
            f"intervals: {bars}."
        )
    return " ".join(parts)


def _bar(drivers: SatisfactionDrivers, name: str) -> str:
    row: Any = drivers.of(name)
    less = ", more of it with less" if row.correlation < 0 else ""
    return (
        f"{drivers.called(name)} {percent(row.share)} "
        f"({interval(row.low, row.high, percent)}{less})"
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
