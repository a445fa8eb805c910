"""Leaving month by month with its two levels, and below it what did or did not change with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cvmlab.figures.formats import Formatter, day, number, percent
from cvmlab.loyalty.retention.phase_change import PhaseChange
from cvmlab.stats.structural_break import StructuralBreak

if TYPE_CHECKING:
    from cvmlab.figures.pictures import Picture

_ALONE, _EACH = 2.9, 1.1  # inches


def plot_phase_change(result: PhaseChange) -> Picture:
    """The share of regulars that leaves, with its levels; other series of the same months below.

    Parameters
    ----------
    result : PhaseChange
        What :func:`cvmlab.loyalty.retention.phase_change.phase_change` returned.

    Returns
    -------
    Picture
    """
    from matplotlib.figure import Figure

    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.style import house_style

    others = result.beside
    with house_style():
        figure = Figure(figsize=(7.2, _ALONE + _EACH * len(others)))
        panels = figure.subplots(
            1 + len(others), 1, sharex=True, squeeze=False,
            gridspec_kw={"height_ratios": [2.2, *[1] * len(others)]},
        )[:, 0]  # fmt: skip
    _draw(panels[0], result.left, "Regulars who leave\nin a month (%)", percent)
    for ax, (name, one) in zip(panels[1:], others.items(), strict=True):
        _draw(ax, one, _two_lines(name), lambda x: number(x, 0))
        ax.set_ylim(0, float(one.series.max()) * 1.35)
    panels[0].set_ylim(0, float(result.left.series.max()) * 1.2)
    title = _title(result)
    panels[0].set_title(title)
    told = "; ".join(
        f"{name} went from {one.form(one.means[0])} to {one.form(one.means[1])}"
        if one.found
        else f"{name} stayed at {one.form(one.series.mean())}"
        for name, one in others.items()
    )
    alt = f"{title}. {result.sentence}" + (f" Below, month by month: {told}." if told else "")
    return Picture(panels[0], alt, name="phase-change")


def _draw(ax: Any, one: StructuralBreak, label: str, form: Formatter) -> None:
    from cvmlab.figures.pictures import format_axis
    from cvmlab.figures.style import GREY, INK, palette

    series = one.series
    at = np.array(series.index.to_pydatetime())
    ax.plot(at, series.to_numpy(), "o-", color=GREY, markersize=3.5, linewidth=1)
    cut = series.index <= one.break_after
    if one.found:
        ax.axvline(at[cut][-1], color=INK, linewidth=1, linestyle=":")
        for part, (mean, low, high), colour, dash in (
            (at[cut], one.before, palette()[0], "-"),
            (at[~cut], one.after, palette()[1], "--"),
        ):
            ends = [part[0], part[-1]]
            ax.fill_between(ends, low, high, color=colour, alpha=0.22, linewidth=0)
            ax.plot(ends, [mean, mean], color=colour, linewidth=2.4, linestyle=dash)
            ax.annotate(one.form(mean), (part[len(part) // 2], low), ha="center", va="top",
                        textcoords="offset points", xytext=(0, -12), fontweight="bold")  # fmt: skip
    else:
        mean = float(series.mean())
        ax.plot([at[0], at[-1]], [mean, mean], color=palette()[0], linewidth=2.4)
        ax.annotate(one.form(mean), (at[len(at) // 2], mean), ha="center",
                    textcoords="offset points", xytext=(0, 10), fontweight="bold")  # fmt: skip
    format_axis(ax.yaxis, form)
    ax.set_ylabel(label)


def _title(result: PhaseChange) -> str:
    if not result.left.found:
        return "No month stands out in which leaving changed"
    more = "more" if result.left.change > 0 else "fewer"
    text = f"Since {day(result.since)} {more} regulars leave"
    still = [name for name, one in result.beside.items() if not one.found]
    if still and len(still) == len(result.beside):
        return f"{text}; no change stands out in {' and '.join(still)}"
    return text


def _two_lines(name: str) -> str:
    words = f"{name[0].upper()}{name[1:]}".split()
    middle = (len(words) + 1) // 2
    return " ".join(words[:middle]) + "\n" + " ".join(words[middle:])
