"""How much of the wallet is spent here, by the size of the wallet."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, interval, money, percent
from cvmlab.value_of.wallet.share_result import ShareOfWallet

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_share_of_wallet(
    found: ShareOfWallet, *, sizes: int = 8, ax: Axes | None = None
) -> Picture:
    """The mean share of wallet from the smallest wallets to the largest.

    Parameters
    ----------
    found : ShareOfWallet
        What ``share_of_wallet`` returned.
    sizes : int
        Into how many groups of equal size customers are put by what they spend in all.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from scipy.special import ndtri

    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, INK, palette

    ax = new_axes(ax)
    cash = partial(money, currency=found.currency, digits=0)
    place = pd.qcut(found.table["said"].rank(method="first"), sizes, labels=False)
    rows = pd.DataFrame({"said": found.table["said"], "share": found.ratios}).groupby(place)
    middle = rows["said"].median()
    mean, error = rows["share"].mean(), rows["share"].sem()
    z = float(ndtri(0.5 + found.level / 2))
    ax.errorbar(
        middle, mean, yerr=z * error, marker="o", color=palette()[0], capsize=3, linewidth=1.4
    )
    for at, value, top in zip(middle, mean, mean + z * error, strict=True):
        ax.annotate(
            percent(value), (at, top), textcoords="offset points", xytext=(0, 4), ha="center",
            color=INK,
        )  # fmt: skip
    ax.axhline(found.mean, color=GREY_TEXT, linewidth=1, linestyle="--")
    ax.axhline(found.of_money, color=GREY_TEXT, linewidth=1, linestyle=":")
    for value, text in ((found.mean, "a customer, on average"), (found.of_money, "of all money")):
        ax.annotate(
            f"{percent(value)} {text}", (0.005, value), xycoords=("axes fraction", "data"),
            textcoords="offset points", xytext=(0, -4), va="top", color=GREY_TEXT,
        )  # fmt: skip
    ax.set_xscale("log")
    ax.minorticks_off()
    marks = [v for v in (50, 100, 200, 500, 1000, 2000, 5000) if middle.min() * 0.6 < v]
    ax.set_xticks([v for v in marks if v < middle.max() * 1.6])
    format_axis(ax.xaxis, cash)
    format_axis(ax.yaxis, percent)
    ax.set_xlim(middle.min() * 0.5, middle.max() * 1.4)
    ax.set_ylim(0, float((mean + z * error).max()) * 1.18)
    ax.set_xlabel("What the household says it spends a month, here and elsewhere")
    ax.set_ylabel("Share of it spent here")
    title = (
        f"Of wallets around {cash(middle.iloc[0])} a month {percent(mean.iloc[0])} is spent here, "
        f"of those around {cash(middle.iloc[-1])} {percent(mean.iloc[-1])}"
    )
    if abs(mean.iloc[0] - mean.iloc[-1]) < z * np.hypot(error.iloc[0], error.iloc[-1]):
        title = f"A customer spends {percent(found.mean)} of the wallet here, large or small"
    ax.set_title(title)
    points = "; ".join(f"{cash(a)}: {percent(b)}" for a, b in zip(middle, mean, strict=True))
    alt = (
        f"{title}. Mean share of wallet of {count(len(found.table))} customers by what they say "
        f"they spend a month: {points}. Over all customers {percent(found.mean)} "
        f"({percent(found.level)} interval {interval(found.mean_low, found.mean_high, percent)}), "
        f"of all money together {percent(found.of_money)}."
    )
    return Picture(ax, alt, name="share-of-wallet")
