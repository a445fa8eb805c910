"""The picture of what a bid may be expected to earn at each price."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cvmlab.figures.formats import money, number, percent
from cvmlab.insight.lost.bid_prices import PriceCurve, points

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_price_curve(
    result: PriceCurve, *, ax: Axes | None = None, currency: str | None = None
) -> Picture:
    """What a bid may be expected to earn at each price, with the best price and today's.

    Parameters
    ----------
    result : PriceCurve
        What :func:`price_curve` returned.
    ax : matplotlib Axes, optional
        Where to draw.
    currency : str, optional
        ISO 4217 code for the axis.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax)
    cash = partial(money, currency=currency, digits=0)
    table = result.table
    colour = palette()[0]
    ax.fill_between(table["price"], table["expected_low"], table["expected_high"], color=colour,
                    alpha=0.12, linewidth=0)  # fmt: skip
    ax.plot(table["price"], table["expected"], color=colour)
    low, high = table["expected_low"].min(), table["expected_high"].max()
    floor = low - 0.32 * (high - low)
    ax.plot([result.best_low, result.best_high], [floor + 0.06 * (high - low)] * 2, color=INK, lw=3)
    ax.plot([result.best], [floor + 0.06 * (high - low)], "|", color=INK, ms=12, mew=2)
    ax.annotate(
        f"best price {points(result.best)} ({points(result.best_low)} to "
        f"{points(result.best_high)})",
        (result.best, floor + 0.06 * (high - low)),
        xytext=(0, 9), textcoords="offset points", ha="center", color=INK,
    )  # fmt: skip
    ax.plot([result.best], [result.expected_best], "o", color=colour, ms=8)
    ax.plot([result.now], [result.expected_now], "D", color=GREY, ms=7)
    today = "as asked" if result.by == "change" else "on average now"
    ax.annotate(f"{today}: {cash(result.expected_now)}", (result.now, result.expected_now),
                xytext=(4, -18), textcoords="offset points", color=INK)  # fmt: skip
    # The chance stands beside the price, so that nobody reads the curve without it.
    shown = table.iloc[[0, len(table) // 2, len(table) - 1]]
    for row, side in zip(shown.itertuples(), ("left", "center", "right"), strict=True):
        ax.text(row.price, high, f"{percent(row.chance)} won", ha=side, va="bottom", color=GREY)
    ax.set_ylim(floor, high + 0.12 * (high - low))
    format_axis(ax.xaxis, _signed)
    format_axis(ax.yaxis, cash)
    ax.set_xlabel(
        "Price against the best rival, points"
        if result.by == "position"
        else "Points added to the price that was asked"
    )
    ax.set_ylabel("Expected margin a bid" + (f" ({currency})" if currency else ""))
    title = (
        f"Most is earned at {points(result.best)} points: {cash(result.expected_best)} a bid, "
        f"{cash(result.expected_now)} now"
    )
    ax.set_title(title)
    rows = "; ".join(
        f"{points(row.price)} {percent(row.chance)} won, {cash(row.expected)}"
        for row in shown.itertuples()
    )
    alt = (
        f"{title}. A hill with its interval over the price: {rows}. Interval of the best price "
        f"{points(result.best_low)} to {points(result.best_high)}."
    )
    return Picture(ax, alt, name="price-curve")


def _signed(price: float) -> str:
    return f"{'+' if price > 0 else ''}{number(price, 0)}"
