"""How many customers spent how much, and what share of the sales that was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import Formatter, count, percent
from cvmlab.value_of.audit.one_period import OnePeriod

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_STEPS = (1, 2, 5)
_MOST_BARS, _FEW_PRICES = 10, 8


def plot_one_period(result: OnePeriod, *, ax: Axes | None = None) -> Picture:
    """Customers by what they spent in the period; over each bar its share of the sales.

    Bars of fewer customers than may be shown are put together with their neighbours.

    Parameters
    ----------
    result : OnePeriod
        What :func:`~cvmlab.value_of.audit.one_period.one_period` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax)
    labels, customers, sales = _bars(result)
    shares = sales / sales.sum()
    at = np.arange(len(labels))
    ax.bar(at, customers, 0.82, color=palette()[0])
    for place, height, share in zip(at, customers, shares, strict=True):
        ax.annotate(
            _share(share), (place, height), textcoords="offset points", xytext=(0, 3),
            ha="center", va="bottom", color=INK, fontsize=8,
        )  # fmt: skip
    ax.text(
        1, 0.985, f"over each bar: its share of {result.measure}", transform=ax.transAxes,
        ha="right", va="top", color=GREY, fontsize=8,
    )  # fmt: skip
    ax.set_xticks(at, labels, fontsize=8 if len(labels) < 9 else 7)
    ax.set_ylim(0, customers.max() * 1.18)
    format_axis(ax.yaxis, count)
    ax.set_ylabel("Customers")
    ax.set_xlabel(f"Spent from {result.period.name}")
    mean = result.facts.loc["mean", "value"]
    below = float((result.spend < mean).mean())
    title = f"{percent(below)} of customers spent less than the average of {result.cash(mean)}"
    ax.set_title(title)
    said = "; ".join(
        f"{_plain(label)}: {count(n)} customers, {_share(share)} of {result.measure}"
        for label, n, share in zip(labels, customers, shares, strict=True)
    )
    return Picture(ax, f"{title}. Bars of customers by what they spent: {said}.", "spend")


def _bars(result: OnePeriod) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Labels, customers and sales of bars that each hold enough customers."""
    spend, cash = result.spend, result.cash
    prices = np.unique(spend)
    if len(prices) <= _FEW_PRICES:  # a few prices, as with contracts: a bar each
        edges = [float("-inf"), *prices[1:]]
    else:
        edges = [float("-inf"), *_round_edges(spend)]
    place = np.searchsorted(edges, spend, side="right") - 1
    customers = np.bincount(place, minlength=len(edges))
    sales = np.bincount(place, spend, len(edges))
    starts, kept = [0], [customers[0]]
    for i in range(1, len(edges)):
        # A bar that is too small takes in the next one; the last takes the rest.
        if kept[-1] >= result.smallest and customers[i:].sum() >= result.smallest:
            starts.append(i)
            kept.append(customers[i])
        else:
            kept[-1] += customers[i]
    sums = np.add.reduceat(sales, starts)
    ends = [*starts[1:], len(edges)]
    if len(prices) <= _FEW_PRICES:
        labels = [
            _short(cash, prices[a])
            if b == a + 1
            else f"{_short(cash, prices[a])} to {_short(cash, prices[b - 1])}"
            for a, b in zip(starts, ends, strict=True)
        ]
        return labels, np.array(kept), sums
    labels = []
    for a, b in zip(starts, ends, strict=True):
        if a == 0:
            labels.append(f"under\n{_short(cash, edges[b])}" if b < len(edges) else "all")
        elif b == len(edges):
            labels.append(f"{_short(cash, edges[a])}\nor more")
        else:
            labels.append(f"{_short(cash, edges[a])} to\n{_short(cash, edges[b])}")
    return labels, np.array(kept), sums


def _round_edges(spend: np.ndarray) -> list[float]:
    """Borders at 1, 2 and 5 times powers of ten, from the smallest hundredth to the largest."""
    paid = spend[spend > 0]
    low, high = np.quantile(paid, [0.02, 0.999])
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    edges = [step * 10.0**power for power in powers for step in _STEPS]
    inside = [edge for edge in edges if low < edge < high]
    while len(inside) >= _MOST_BARS:
        inside = inside[1:]
    return inside or [float(np.median(paid))]


def _short(cash: Formatter, amount: float) -> str:
    text = cash(amount)
    return text.removesuffix(".00")


def _share(share: float) -> str:
    return "under 1%" if 0 < share < 0.005 else percent(share)


def _plain(label: str) -> str:
    return label.replace("\n", " ")
