"""What is spent here, what the best quarter would add, and what nobody gets."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import interval, money, percent
from cvmlab.value_of.wallet.attainable_gap_result import AttainableGap, by_size

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_attainable_gap(found: AttainableGap, *, ax: Axes | None = None) -> Picture:
    """Bars by size of wallet: spent here, the gap up to the best quarter, the rest elsewhere.

    Parameters
    ----------
    found : AttainableGap
        What ``attainable_gap`` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax)
    short = partial(money, currency=found.currency, short=True)
    rows = by_size(found)
    rest = rows["elsewhere"] - rows["gap"]
    parts = (
        ("spent here", rows["spent"], palette()[0], "", "white"),
        ("gap up to the best quarter", rows["gap"], palette()[5], "//", INK),
        ("elsewhere, beyond that", rest, "#E4E7EB", "", INK),
    )
    at = np.arange(len(rows))[::-1]
    totals = (rows["spent"] + rows["elsewhere"]).to_numpy()
    left, whole = np.zeros(len(rows)), float(totals.max())
    for name, amounts, colour, hatch, ink in parts:
        widths = amounts.to_numpy(dtype=float)
        ax.barh(
            at, widths, left=left, height=0.58, color=colour, hatch=hatch, label=name,
            edgecolor="white" if hatch else colour,
        )  # fmt: skip
        for y, x, width, all_of_it in zip(at, left, widths, totals, strict=True):
            if width > 0.08 * whole and all_of_it >= 0.5 * whole:
                ax.text(
                    x + width / 2, y, short(width), ha="center", va="center", color=ink,
                    bbox={"facecolor": colour, "edgecolor": "none", "pad": 1.5} if hatch else None,
                )  # fmt: skip
        left = left + widths
    for y, end, row in zip(at, left, rows.itertuples(), strict=True):
        if end < 0.5 * whole:  # too short to hold its three figures
            text = f"{short(row.spent)} here, {short(row.gap)} gap, "
            text += f"{short(row.elsewhere - row.gap)} beyond"
            ax.text(end + 0.015 * whole, y, text, va="center", color=INK)
    best = [f"best quarter: {percent(share)}" for share in rows["best"]]
    ax.set_yticks(at, [f"{size}\n{text}" for size, text in zip(rows["size"], best, strict=True)])
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)
    format_axis(ax.xaxis, short)
    ax.set_xlim(0, whole * 1.03)
    ax.set_xlabel("Money of active customers in a year")
    ax.set_ylabel("Wallet a month")
    ax.legend(loc="upper center", bbox_to_anchor=(0.45, -0.2), ncols=3, handlelength=1.4)
    ax.spines["bottom"].set_color(GREY)
    title = (
        f"{short(found.elsewhere)} a year is spent elsewhere, {short(found.total)} of it within "
        f"what the best quarter give"
    )
    ax.set_title(title)
    lines = "; ".join(
        f"{r.size}: {short(r.spent)} here, gap {short(r.gap)} up to the {percent(r.best)} that the "
        f"best quarter give, {short(r.elsewhere - r.gap)} beyond"
        for r in rows.itertuples()
    )
    alt = (
        f"{title} ({percent(found.level)} interval of the gap "
        f"{interval(found.total_low, found.total_high, short)}). By wallet a month, {lines}."
    )
    return Picture(ax, alt, name="attainable-gap")
