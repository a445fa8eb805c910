"""A channel's weeks on its response curve: the average price of a customer, and the next one's."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import interval, money, number, percent
from cvmlab.value_of.acquisition.cost_curve_result import CostCurves, phase_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_cost_curve(
    result: CostCurves, channel: str | None = None, *, ax: Axes | None = None
) -> Picture:
    """Customers won by spend, week by week, with the fitted curve and its slope at a usual week.

    Parameters
    ----------
    result : CostCurves
        What :func:`~cvmlab.value_of.acquisition.cost_curve.cost_curve` returned.
    channel : str, optional
        By default the one whose next customer costs most against its average one.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, INK, palette

    if channel is None:
        channel = str(result.table.loc[result.table["ratio"].idxmax(), "channel"])
    curve = result.curve(channel)
    weeks = result.weeks[result.weeks["channel"] == channel]
    rows = result.table[result.table["channel"] == channel]
    cash = partial(money, currency=result.currency or None, digits=0)
    cents = partial(money, currency=result.currency or None)
    ax = new_axes(ax)
    most = float(weeks["spend"].max()) * 1.03
    at = np.linspace(0, most, 300)
    looks = list(zip(palette(), "os", strict=False))
    parts = list(zip(rows.itertuples(), looks, strict=False))
    for row, (colour, marker) in parts:
        own = weeks[weeks["phase"] == row.phase]
        ax.scatter(own["spend"], own["customers_won"], color=colour, marker=marker, s=14,
                   alpha=0.4, linewidths=0)  # fmt: skip
    ax.plot(at, curve.customers(at), color=INK, linewidth=1.6)
    alts = []
    for place, (row, (colour, marker)) in enumerate(parts):
        spend = float(curve.spend_for(row.customers))
        ax.plot([spend], [row.customers], marker=marker, color=colour, markersize=9, zorder=4,
                markeredgecolor="white")  # fmt: skip
        reach = 0.22 * most
        span = np.array([max(spend - reach, 0.0), min(spend + reach, most)])
        ax.plot(span, row.customers + (span - spend) / row.marginal, color=colour, linewidth=1.4,
                linestyle="--", zorder=3)  # fmt: skip
        words = phase_words(row.phase, result.phase)
        ax.annotate(
            f"{words}:\n{number(row.customers, 1)} customers, {cents(row.average)} each,\n"
            f"the next one {cents(row.marginal)}", (spend, row.customers), xytext=(14, -10),
            textcoords="offset points", ha="left", va="top", color=colour, fontsize=8,
            fontweight="bold" if place == 0 else "normal",
        )  # fmt: skip
        alts.append(
            f"{words}: {number(row.customers, 1)} customers at {cents(row.average)} on average, "
            f"the next one {cents(row.marginal)} ({percent(result.level)} interval "
            f"{interval(row.marginal_low, row.marginal_high, cents)})"
        )
    found = result.curves.set_index("channel").loc[channel]
    if found["bends"]:
        text = f"no spend would win more than {number(found['ceiling'], 0)} a week (off the curve)"
        ax.text(0.01, 0.97, text, transform=ax.transAxes, va="top", color=GREY_TEXT, fontsize=8)
    ax.set_xlim(0, most)
    ax.set_ylim(0, float(weeks["customers_won"].max()) * 1.1)
    format_axis(ax.xaxis, cash)
    ax.set_xlabel("Spend in a week (dashed: the price of the next customer)")
    ax.set_ylabel("Customers won in the week")
    worst = rows.loc[rows["ratio"].idxmax()]
    price = cash if worst.average >= 10 else cents
    title = (
        f"{channel.capitalize()}: a customer costs {price(worst.average)} on average, the next one "
        f"{price(worst.marginal)}"
    )
    if result.phase is not None:
        title += f" ({phase_words(worst.phase, result.phase).removeprefix('usual week ')})"
    if not found["bends"]:
        title = (
            f"{channel.capitalize()}: at {price(worst.average)} on average, the next customer is "
            "not shown to cost more"
        )
    ax.set_title(title)
    ceiling = (
        f"Ceiling {number(found['ceiling'], 1)} customers a week."
        if found["bends"]
        else "No bend can be told from a straight line."
    )
    return Picture(ax, f"{title}. {'; '.join(alts)}. {ceiling} {result.caution}", "cost-curve")
