"""The bridge from the sales of one period to those of the next."""

from __future__ import annotations

import textwrap
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, money, percent
from cvmlab.value_of.audit.two_periods_result import TwoPeriods

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_STILL = "bought the same"  # no step of the bridge


def plot_two_periods(
    result: TwoPeriods, *, currency: str | None = None, ax: Axes | None = None
) -> Picture:
    """Sales before and now, and between them what each group of customers took or added.

    Parameters
    ----------
    result : TwoPeriods
        What :func:`~cvmlab.value_of.audit.two_periods.two_periods` returned.
    currency : str, optional
        ISO 4217 code for the axis.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax)
    cash = partial(money, currency=currency, short=True)
    blue, orange, *_ = palette()
    rows = result.table
    shown = [str(name) for name in rows.index if name != _STILL]
    before, now = float(rows["before"].sum()), float(rows["now"].sum())
    level, steps = before, []
    for name in shown:
        change = float(rows.loc[name, "change"])
        steps.append((level, change))
        level += change
    width = 0.72
    ax.bar([0, len(shown) + 1], [before, now], width, color=GREY)
    for i, (base, change) in enumerate(steps, start=1):
        low = min(base, base + change)
        ax.bar(
            i, abs(change), width, bottom=low, color=blue if change >= 0 else orange,
            hatch="" if change >= 0 else "////", edgecolor="none" if change >= 0 else "white",
        )  # fmt: skip
    heights = [0.0, before, *(base + change for base, change in steps), now]
    top = max([before, now, *(max(base, base + change) for base, change in steps)])
    for i, height in enumerate(heights[1:-1]):
        ax.plot([i - width / 2, i + 1 + width / 2], [height] * 2, color=INK, linewidth=0.7)
    for i, (base, change) in enumerate(steps, start=1):
        sign = "+" if change >= 0 else ""
        ax.annotate(
            f"{sign}{cash(change)}", (i, max(base, base + change)), textcoords="offset points",
            xytext=(0, 3), ha="center", va="bottom", color=INK, fontsize=8.5,
        )  # fmt: skip
    for i, height in ((0, before), (len(shown) + 1, now)):
        ax.annotate(
            cash(height), (i, height), textcoords="offset points", xytext=(0, 3), ha="center",
            va="bottom", color=INK, fontsize=8.5, fontweight="bold",
        )  # fmt: skip
    labels = [
        "before",
        *(f"{_label(result, name)}\n({count(rows.loc[name, 'customers'])})" for name in shown),
        "now",
    ]
    ax.set_xticks(np.arange(len(labels)), labels, fontsize=8)
    ax.set_ylim(0, top * 1.12)
    format_axis(ax.yaxis, cash)
    ax.set_ylabel(result.measure.capitalize() + (f" ({currency})" if currency else ""))
    ax.set_xlabel("Customers who … (how many)")
    title = _finding(result)
    ax.set_title(title)
    said = ", ".join(
        f"{count(rows.loc[name, 'customers'])} {_name(result, name)} "
        f"{'+' if rows.loc[name, 'change'] >= 0 else ''}{cash(rows.loc[name, 'change'])}"
        for name in shown
    )
    alt = (
        f"{title}. A bridge from {cash(before)} ({result.before.name}) to {cash(now)} "
        f"({result.now.name}), by customers: {said}."
    )
    return Picture(ax, alt, "two-periods")


def _name(result: TwoPeriods, name: str) -> str:
    return result.worded("new or back" if name == "new" and not result.knows_new else name)


def _label(result: TwoPeriods, name: str) -> str:
    return textwrap.fill(_name(result, name), 11)


def _finding(result: TwoPeriods) -> str:
    change, kept = result.facts.loc["change"], result.facts.loc["kept"]
    verb = "rose" if change.value > 0 else "fell"
    return result.worded(
        f"{result.measure.capitalize()} {verb} by {percent(abs(change.value))}; "
        f"{percent(1 - kept.value)} of the customers before did not buy again"
    )
