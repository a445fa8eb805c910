"""The picture of who takes an offer at which price."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import interval, money, percent
from cvmlab.value_for.choices.mixed_logit_result import EVERYBODY
from cvmlab.value_for.levels.price_expectations import PriceExpectations

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_DASHES = ("-", "--", "-.", ":")  # so that types are told apart in grey, too


def plot_price_expectations(result: PriceExpectations, *, ax: Axes | None = None) -> Picture:
    """The share of each type that takes an offer at each price, and where half say no.

    Parameters
    ----------
    result : PriceExpectations
        What :func:`price_expectations` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from matplotlib.ticker import MaxNLocator

    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, INK, palette

    ax = new_axes(ax)
    cash = partial(money, currency=result.currency)
    half = result.half.set_index("customer_type")
    of_all = result.table[result.table["customer_type"] == EVERYBODY]
    ax.fill_between(of_all["price"], of_all["low"], of_all["high"], color=INK, alpha=0.12,
                    linewidth=0)  # fmt: skip
    ax.axhline(0.5, color=GREY_TEXT, linewidth=1, linestyle=(0, (1, 2)))
    kinds = [name for name in half.index if name != EVERYBODY]
    for place, kind in enumerate([*kinds, EVERYBODY]):
        lines = result.table[result.table["customer_type"] == kind]
        all_of = kind == EVERYBODY
        colour = INK if all_of else palette()[place % len(palette())]
        style = "-" if all_of else _DASHES[place % len(_DASHES)]
        no = half.loc[kind, "price"]
        ax.plot(
            lines["price"], lines["chance"], color=colour, linestyle=style,
            linewidth=3 if all_of else 2, label=f"{kind}: half say no at {cash(no)}",
        )  # fmt: skip
        if of_all["price"].min() <= no <= of_all["price"].max():
            ax.plot([no], [0.5], "o", color=colour, ms=7 if all_of else 5)
    rival = float(result.against["price"])
    ax.axvline(rival, color=GREY_TEXT, linewidth=1, linestyle=(0, (1, 2)))
    ax.text(rival, 1.07, f' {cash(rival)} for "{result.against_words}"', color=GREY_TEXT,
            va="center", ha="left")  # fmt: skip
    low, high = of_all["price"].min(), of_all["price"].max()
    _mark_what_was_not_asked(ax, result, low, high)
    ax.set_xlim(low, high)
    ax.set_ylim(0, 1.19)
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1])
    ax.xaxis.set_major_locator(MaxNLocator(nbins=10, steps=[1, 2, 5, 10]))
    whole = float(np.ptp(ax.get_xlim())) > 10  # then no mark stands between two euros
    format_axis(ax.xaxis, partial(money, currency=result.currency, digits=0 if whole else 2))
    format_axis(ax.yaxis, percent)
    unit = f" ({result.currency})" if result.currency else ""
    ax.set_xlabel(f'Price of "{result.offer_words}"{unit}')
    ax.set_ylabel("Share who take it")
    ax.legend(loc="upper right", bbox_to_anchor=(1, 0.87))
    title = f"Half of all people say no at {cash(half.loc[EVERYBODY, 'price'])}"
    if kinds:
        dearest, cheapest = kinds[0], kinds[-1]
        title += (
            f": {dearest} at {cash(half.loc[dearest, 'price'])}, "
            f"{cheapest} at {cash(half.loc[cheapest, 'price'])}"
        )
    ax.set_title(title)
    ends = "; ".join(
        f"{kind} {cash(row.price)} ({interval(row.low, row.high, cash)})"
        for kind, row in half.iterrows()
    )
    alt = (
        f'{title}. Falling curves of the share who take "{result.offer_words}" at each price, '
        f'against "{result.against_words}" for {cash(rival)}. Half say no at: {ends}.'
    )
    return Picture(ax, alt, name="price-expectations")


def _mark_what_was_not_asked(ax: Axes, result: PriceExpectations, low: float, high: float) -> None:
    """Shade the prices further from the alternative's than anybody was asked."""
    from cvmlab.figures.style import GREY, GREY_TEXT

    gap, rival = result.gaps[0], float(result.against["price"])
    sides = [(low, rival - gap), (rival + gap, high)]
    if not result.table["shown"].any():  # the minutes differ by more than anybody was asked
        sides = [(low, high)]
    for start, end in sides:
        if start < end:
            ax.axvspan(start, end, color=GREY, alpha=0.1, linewidth=0)
            # In a narrow strip at the right edge the words end there.
            late = start > low + 0.75 * (high - low)
            place, side = (end, "right") if late else (start, "left")
            ax.text(place, 1.14, " nobody was asked ", color=GREY_TEXT, ha=side, va="center")
