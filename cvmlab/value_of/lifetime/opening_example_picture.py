"""The two customers as a picture: a flat line, and one that has to climb over it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cvmlab.figures.formats import money, percent
from cvmlab.value_of.lifetime.opening_example import TwoCustomers, as_share

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_two_customers(result: TwoCustomers, *, ax: Axes | None = None) -> Picture:
    """What each of two customers has brought, month by month.

    Parameters
    ----------
    result : TwoCustomers
        What :func:`~cvmlab.value_of.lifetime.opening_example.two_customers` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, INK, palette

    ax = new_axes(ax)
    cash = partial(money, currency=result.currency or None, digits=0)
    rows, colours = result.table, palette()
    last = rows.iloc[-1]
    unsure = result.continuation < 1 or result.annual_discount_rate > 0
    ax.plot(rows["month"], rows["once"], color=GREY_TEXT, linestyle="--")
    ax.plot(rows["month"], rows["second"], color=colours[0], marker="o", markersize=4)
    top = max(float(rows["second"].max()), result.once)
    ax.set_ylim(0, top * 1.16)
    ax.set_xlim(-0.3, last["month"] + 0.5)
    # Above the line where the other begins below it; at the left, where they lie far apart.
    ax.annotate(
        f"{cash(result.once)} once", (0, result.once), textcoords="offset points",
        xytext=(4, 5), color=GREY_TEXT, fontweight="bold",
    )  # fmt: skip
    pays = f"{cash(result.first)} and {cash(result.monthly)} a month"
    if unsure:
        pays += f",\n{as_share(result.continuation)} stay each month"
        if result.annual_discount_rate:
            pays += f", money at {percent(result.annual_discount_rate)} a year"
    ax.text(
        0.985, 0.05, pays, transform=ax.transAxes, color=colours[0], fontweight="bold",
        ha="right", va="bottom",
    )  # fmt: skip
    ahead = result.ahead_from
    if ahead is not None:
        row = rows.iloc[ahead]
        ax.plot([ahead], [row["second"]], marker="o", color=INK, markersize=7)
        ax.annotate(
            f"ahead from month {ahead}", (ahead, result.once), textcoords="offset points",
            xytext=(6, -16), color=INK,
        )  # fmt: skip
    format_axis(ax.yaxis, cash)
    ax.set_xlabel("Months after the first payment")
    said = "Expected, brought by then" if unsure else "Brought by then"
    ax.set_ylabel(f"{said} ({result.currency})" if result.currency else said)
    title = _title(result)
    ax.set_title(title)
    alt = (
        f"{title}. {result.sentence} After {int(last['month'])} months: {cash(last['once'])} "
        f"against {cash(last['second'])}."
    )
    return Picture(ax, alt, name="two-customers")


def _title(result: TwoCustomers) -> str:
    cash = partial(money, currency=result.currency or None, digits=0)
    if result.ahead_from is None:
        reached = cash(result.table["second"].iloc[-1])
        last = int(result.table["month"].iloc[-1])
        return f"In {last} months the customer who pays on is expected to reach only {reached}"
    if result.tie_month is not None:
        return f"Level in month {result.tie_month}, ahead from month {result.ahead_from} on"
    return f"Who pays on is ahead from month {result.ahead_from} on"
