"""Customers on the map of actual value and potential, and what each tier holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from cvmlab.figures.formats import Formatter, count, interval, money, percent
from cvmlab.idic.differentiate.value_tiers_result import (
    BELOW_ZERO,
    BETWEEN,
    GONE,
    MOST_GROWABLE,
    MOST_VALUABLE,
    NEAR,
    TIERS,
    ValueTiers,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_MARKS = {MOST_VALUABLE: "o", MOST_GROWABLE: "^", BETWEEN: "s", BELOW_ZERO: "v", GONE: "x"}
LEAST = 1.0  # less than a euro is drawn at the edge


def plot_value_tiers(
    found: ValueTiers,
    customer: str | None = None,
    *,
    by: Literal["potential", "chance"] = "potential",
    ax: Axes | None = None,
) -> Picture:
    """Draw every customer at actual value and potential, by tier; pale where the tier is unsure.

    Parameters
    ----------
    found : ValueTiers
    customer : str, optional
        Somebody to point at.
    by : {"potential", "chance"}
        What stands upright: the potential seen (where it is known), or the chance of being most
        valuable.
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture

    Raises
    ------
    DataProblem
        When there is no such customer.
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import INK

    said = found.of(customer) if customer else ""
    ax = new_axes(ax, size="wide")
    table = found.table
    x = table["actual"].clip(lower=LEAST).to_numpy()
    known = found.potential_known and by == "potential"
    up = table["potential"].clip(lower=LEAST) if known else table["p_most_valuable"]
    y = up.to_numpy(float)
    colours = _colours()
    tier = table["tier"].to_numpy()
    for name in (GONE, BETWEEN, BELOW_ZERO, MOST_GROWABLE, MOST_VALUABLE):
        mine = tier == name
        if not mine.any():
            continue
        sure = mine & (table["certainty"] >= NEAR).to_numpy()
        near = mine & ~sure
        style, over = _MARKS[name], 3 if name in (MOST_VALUABLE, MOST_GROWABLE) else 2
        size = 4 if over == 3 else 3
        ax.plot(x[near], y[near], style, mfc="none", mec=colours[name], mew=0.5, alpha=0.45,
                ms=size, rasterized=True, zorder=over)  # fmt: skip
        ax.plot(x[sure], y[sure], style, color=colours[name], mew=0.5 if style == "x" else 0,
                ms=size, alpha=0.75 if over == 3 else 0.25, rasterized=True,
                zorder=over)  # fmt: skip
        ax.plot([], [], _MARKS[name], color=colours[name], ms=6,
                label=f"{name} ({count(mine.sum())})")  # fmt: skip
    if customer:
        at = int(np.flatnonzero((table["customer_id"] == customer).to_numpy())[0])
        ax.plot(x[at], y[at], "D", ms=8, mfc="white", mec=INK, mew=1.6, zorder=5)
        ax.annotate(customer, (x[at], y[at]), xytext=(9, 7), textcoords="offset points",
                    fontsize=8.5, fontweight="bold", color=INK, zorder=6,
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})  # fmt: skip
    cash = _cash(found)
    ax.set_xscale("log")
    format_axis(ax.xaxis, cash)
    ax.set_xlabel(f"Actual value, {found.horizon} ({cash(LEAST)} or less at the edge)")
    if known:
        ax.set_yscale("log")
        format_axis(ax.yaxis, cash)
        ax.set_ylabel("Potential seen (not yet won)")
    else:
        format_axis(ax.yaxis, percent)
        ax.set_ylabel("Chance of being most valuable")
    ax.minorticks_off()
    ax.grid(visible=True, axis="both")
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize=8, title_fontsize=8,
              title=f"filled: {percent(NEAR)} sure or more")  # fmt: skip
    top = found.row(MOST_VALUABLE)
    title = (
        f"{count(top.customers)} customers hold {percent(top.share)} of actual value; "
        f"{count(len(found.border()))} lie near a border"
    )
    ax.set_title(title)
    parts = "; ".join(
        f"{row.tier}: {count(row.customers)} customers, {percent(row.share)} of actual value"
        + (f", {cash(row.potential)} of potential seen" if known else "")
        for row in found.tiers.itertuples()
    )
    return Picture(ax, f"{title}. {parts}. {said}".strip(), name="value-tiers")


def plot_tier_shares(found: ValueTiers, *, ax: Axes | None = None) -> Picture:
    """Draw what share of customers, of actual value and of potential each tier holds.

    Parameters
    ----------
    found : ValueTiers
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import INK, palette

    ax = new_axes(ax)
    rows = found.tiers
    bars = {"of customers": rows["customers"] / max(rows["customers"].sum(), 1),
            "of actual value": rows["share"]}  # fmt: skip
    whole = rows["potential"].sum()
    if found.potential_known and whole > 0:
        bars["of potential seen"] = rows["potential"] / whole
    colours, hatches = palette(), ("", "///", "...")
    place, width = np.arange(len(rows)), 0.8 / len(bars)
    for one, (name, shares) in enumerate(bars.items()):
        at = place + (one - (len(bars) - 1) / 2) * width
        ax.bar(at, shares, width * 0.94, color=colours[one], hatch=hatches[one], edgecolor="white",
               label=name, zorder=2)  # fmt: skip
        for spot, share in zip(at, shares, strict=True):
            ax.annotate(percent(share), (spot, max(share, 0.0)), xytext=(0, 7),
                        textcoords="offset points", ha="center", fontsize=8, color=INK)  # fmt: skip
        if name == "of actual value":
            ax.vlines(at, rows["share_low"], rows["share_high"], color=INK, lw=1.6, zorder=3)
    names = [f"{row.tier}\n{count(row.customers)}" for row in rows.itertuples()]
    ax.set_xticks(place, names)
    format_axis(ax.yaxis, percent)
    ax.set_ylim(top=1.12)
    ax.set_ylabel("Share")
    ax.legend(loc="upper left", ncols=len(bars), fontsize=8)
    top = found.row(MOST_VALUABLE)
    title = (
        f"{percent(top.customers / max(len(found.table), 1))} of customers are most valuable and "
        f"hold {percent(top.share)} of actual value"
    )
    ax.set_title(title)
    parts = "; ".join(
        f"{row.tier}: " + ", ".join(f"{percent(bars[b].iloc[i])} {b}" for b in bars)
        + f" ({interval(row.share_low, row.share_high, percent)} of value)"
        for i, row in enumerate(rows.itertuples())
    )  # fmt: skip
    return Picture(ax, f"{title}. {parts}.", name="tier-shares")


def _colours() -> dict[str, str]:
    from cvmlab.figures.style import GREY, palette

    first, second, third, fourth, *_ = palette()
    return dict(zip(TIERS, (first, second, third, fourth, GREY), strict=True))


def _cash(found: ValueTiers) -> Formatter:
    return lambda amount: money(amount, found.currency or None, short=True)
