"""Pictures of what a minute removed costs: remedy by remedy, and as failures grow more frequent."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import interval, money, percent
from cvmlab.value_for.hassle.hassle_removals_result import HassleRemovals, cash
from cvmlab.value_for.hassle.removal_break_even import RemovalBreakEven
from cvmlab.value_for.hassle.removal_inputs import EVERY_TIME

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_ROWS, _TWO_LINES = 12, 9  # the cheapest only; beyond some the labels have one line
_LOWEST = 0.002  # the smallest share of failures shown


def plot_hassle_removals(result: HassleRemovals, *, ax: Axes | None = None) -> Picture:
    """What a minute removed costs by each remedy, beside what a minute is worth.

    Parameters
    ----------
    result : HassleRemovals
        What :func:`hassle_removals` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, INK, palette

    ax = new_axes(ax)
    table, price = result.table.head(_ROWS), result.minute.price
    written = partial(cash, currency=result.currency)
    blue, orange = palette()[:2]
    ends = [*table["low"], *table["high"], *table["cost_a_minute"], price]
    reach = np.array([end for end in ends if 0 < end < np.inf])
    left, right = reach.min() / 1.8, reach.max() * 3.2
    ax.set_xscale("log")
    ax.axvspan(left, price, color=blue, alpha=0.07, linewidth=0)
    ax.axvline(price, color=INK, linewidth=1.2)
    for place, row in enumerate(table.itertuples()):
        always = row.paid == EVERY_TIME
        colour = orange if always else blue
        ax.plot([row.low, row.high], [place, place], color=colour, linewidth=2)
        ax.plot([row.cost_a_minute], [place], "s" if always else "o", color=colour, markersize=7,
                markerfacecolor="white" if always else colour, markeredgewidth=1.6)  # fmt: skip
        at = row.high if np.isfinite(row.high) else row.cost_a_minute
        at = price if at < price < 1.7 * at else at  # the line does not cross the figure
        ax.annotate(written(row.cost_a_minute), (at, place), xytext=(7, 0), color=INK,
                    textcoords="offset points", va="center")  # fmt: skip
    rows = len(table)
    ax.set_ylim(rows - 0.4, -1.25)
    ax.text(price, -0.75, f"worth {written(price)} ", ha="right", va="center", color=INK,
            fontweight="bold")  # fmt: skip
    ax.set_xlim(left, right)
    two_lines = [f"{row.name}\nagainst: {row.removes}" for row in table.itertuples()]
    ax.set_yticks(range(rows), two_lines if rows <= _TWO_LINES else table["name"])
    ax.tick_params(axis="y", labelsize=7.5 if rows <= _TWO_LINES else 9)
    ax.grid(visible=False, axis="y")
    format_axis(ax.xaxis, _short(result.currency))
    ax.xaxis.set_minor_formatter(lambda value, place: "")
    ax.set_xlabel(
        f"Cost of a minute removed ({result.currency or 'money'}, each step ten times the last)\n"
        "filled circle: paid when it fails · white square: paid every time"
    )
    ax.xaxis.label.set_color(GREY_TEXT)
    title = _title(result)
    ax.set_title(title)
    listed = "; ".join(
        f"{row.name} {written(row.cost_a_minute)} ({interval(row.low, row.high, written)}), paid "
        f"{row.paid}, {row.verdict}"
        for row in table.itertuples()
    )
    return Picture(ax, f"{title}. Cost of a minute removed, cheapest first: {listed}.",
                   name="hassle-removals")  # fmt: skip


def _title(result: HassleRemovals) -> str:
    pays = result.table[result.table["verdict"] == "pays"]
    worth = money(result.minute.price, result.currency, digits=2)
    rows = len(result.table)
    if len(pays) == 0:
        return f"None of {rows} remedies is sure to cost less than the {worth} a minute is worth"
    verb = "costs" if len(pays) == 1 else "cost"
    return f"{len(pays)} of {rows} remedies {verb} less than the {worth} a minute is worth"


def plot_removal_break_even(case: RemovalBreakEven, *, ax: Axes | None = None) -> Picture:
    """What a minute removed costs as more or fewer fail, and from where on it pays.

    Parameters
    ----------
    case : RemovalBreakEven
        What :func:`removal_break_even` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import INK, palette

    ax = new_axes(ax)
    written = partial(cash, currency=case.currency)
    blue, orange = palette()[:2]
    low, high = min(_LOWEST, case.share / 2), 1.0
    shares = np.geomspace(low, high, 60)
    line = case.cost / (shares * case.minutes)
    top, bottom = line.max() * 1.5, min(line.min(), case.minute_price) / 2
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.plot(shares, line, color=orange)
    ax.axhline(case.minute_price, color=INK, linewidth=1.2)
    ax.text(low, case.minute_price * 0.9, f" a minute is worth {written(case.minute_price)}",
            va="top", color=INK, fontweight="bold")  # fmt: skip
    if case.needed <= 1:
        ax.axvspan(case.needed, high, color=blue, alpha=0.07, linewidth=0)
        ax.text(np.sqrt(case.needed * high), top / 1.5, f"pays from\n{percent(case.needed, 1)} on",
                ha="center", va="top", color=INK)  # fmt: skip
    ax.plot([case.share], [case.cost_a_minute], "s", color=orange, markersize=8,
            markerfacecolor="white", markeredgewidth=1.8)  # fmt: skip
    ax.annotate(f"{written(case.cost_a_minute)} at {percent(case.share, 1)}",
                (case.share, case.cost_a_minute), xytext=(9, 7), textcoords="offset points",
                color=INK)  # fmt: skip
    ax.set_xlim(low, high)
    ax.set_ylim(bottom, top)
    format_axis(ax.xaxis, lambda share: percent(share, 1 if share < 0.01 else 0))
    format_axis(ax.yaxis, _short(case.currency))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_minor_formatter(lambda value, place: "")
    ax.set_xlabel("Share of times that fail (each step ten times the last)")
    ax.set_ylabel(f"Cost of a minute removed ({case.currency or 'money'})")
    verdict = "pays" if case.pays else "does not pay"
    title = (
        f"At {percent(case.share, 1)} failing a minute removed costs "
        f"{written(case.cost_a_minute)}: it {verdict}"
    )
    ax.set_title(title)
    return Picture(ax, f"{title}. {case.sentence}", name="removal-break-even")


def _short(currency: str) -> partial[str]:
    return partial(_cents_below_one, currency=currency)


def _cents_below_one(value: float, currency: str) -> str:
    return money(value, currency, digits=2 if value < 1 else 0)
