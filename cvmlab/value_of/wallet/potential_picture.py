"""What chasing the gap would win, beside what it would cost."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, interval, money, percent
from cvmlab.value_of.wallet.potential_result import AttainableValue

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_attainable_value(found: AttainableValue, *, ax: Axes | None = None) -> Picture:
    """Group by group: won of the gap if all were chased, and the cost.

    Parameters
    ----------
    found : AttainableValue
        What ``attainable_value`` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, palette

    ax = new_axes(ax)
    short = partial(money, currency=found.currency, short=True)
    rows = found.by_group
    at = np.arange(len(rows))[::-1]
    bars = (
        ("won of the gap", rows["won"], palette()[0], "", 0.2),
        ("cost of the programme", rows["cost"], palette()[1], "//", -0.2),
    )
    whole = float(max(rows["won"].max(), rows["cost"].max()))
    for name, amounts, colour, hatch, shift in bars:
        ax.barh(
            at + shift, amounts, height=0.36, color=colour, hatch=hatch, edgecolor="white",
            label=name,
        )  # fmt: skip
        for y, amount in zip(at + shift, amounts, strict=True):
            ax.text(amount + whole * 0.012, y, short(amount), va="center")
    ax.set_yticks(
        at,
        [
            f"{r.group}\n{count(r.customers)} customers\ngap {short(r.gap)}"
            for r in rows.itertuples()
        ],
    )
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)
    ax.set_xlim(0, whole * 1.15)
    format_axis(ax.xaxis, short)
    ax.set_xlabel(f"Margin over {found.horizon}, in today's money, if all with a gap were chased")
    ax.set_ylabel(f"Bought in {found.lift.weeks} weeks")
    ax.legend(loc="upper center", bbox_to_anchor=(0.4, -0.2), ncols=2, handlelength=1.4)
    won, cost = float(rows["won"].sum()), float(rows["cost"].sum())
    verb = "more than it costs" if won > cost else "and cost"
    title = f"Chasing everybody's gap of {short(found.gap)} would win {short(won)} {verb}"
    title += "" if won > cost else f" {short(cost)}"
    ax.set_title(title)
    where = "shown to pay at no customer"
    if found.looked_at:
        where = f"pays at {count(found.looked_at)} customers:\n{short(found.total)} net"
    ax.text(
        0.985, 0.93, where,
        transform=ax.transAxes, ha="right", va="top", color=GREY_TEXT,
    )  # fmt: skip
    lines = "; ".join(
        f"{r.group}: gap {short(r.gap)}, won {short(r.won)}, cost {short(r.cost)}"
        for r in rows.itertuples()
    )
    left = f"{percent(found.level)} interval {interval(found.low, found.high, short)}"
    where = f"At {count(found.looked_at)} customers it pays; that leaves {short(found.total)}"
    if not found.looked_at:
        where = "It is shown to pay at no customer"
    alt = (
        f"{title}. By what customers bought in {found.lift.weeks} weeks, {lines}. {where} ({left})."
    )
    return Picture(ax, alt, name="attainable-value")
