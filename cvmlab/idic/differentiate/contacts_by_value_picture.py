"""Contacts a customer, tier by tier and channel by channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.idic.differentiate.contacts_by_value_result import ContactsByValue

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_contacts_by_value(found: ContactsByValue, *, ax: Axes | None = None) -> Picture:
    """Draw contacts a customer of each tier, by channel, with everybody's mean.

    Parameters
    ----------
    found : ContactsByValue
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, new_axes
    from cvmlab.figures.style import INK, palette

    ax = new_axes(ax)
    rows, place = found.table, np.arange(len(found.table))
    colours, hatches = palette(), ("", "///", "...", "xx", "--", "")
    bottom = np.zeros(len(rows))
    for one, name in enumerate(found.kinds.columns):
        height = found.kinds[name].to_numpy(float)
        ax.bar(place, height, 0.6, bottom=bottom, label=str(name), zorder=2, edgecolor="white",
               color=colours[one % len(colours)], hatch=hatches[one % len(hatches)])  # fmt: skip
        bottom += height
    ax.vlines(place, rows["low"], rows["high"], color=INK, lw=2, zorder=4)
    for at, row in zip(place, rows.itertuples(), strict=True):
        ax.annotate(number(row.each, 1), (at, row.high), xytext=(0, 4), zorder=5,
                    textcoords="offset points", ha="center", weight="bold", color=INK)  # fmt: skip
    mean = rows["contacts"].sum() / rows["customers"].sum()
    ax.axhline(mean, color=INK, lw=1, ls=(0, (4, 2)), zorder=3)
    ax.annotate(f"everybody: {number(mean, 1)}", (len(rows) - 0.62, mean), xytext=(0, 4),
                textcoords="offset points", fontsize=8, color=INK)  # fmt: skip
    ax.set_xticks(place, [f"{r.tier}\n{count(r.customers)}" for r in rows.itertuples()])
    ax.set_xlim(-0.6, len(rows) - 0.1)
    ax.set_ylim(top=1.15 * float(rows["high"].max()))
    ax.set_ylabel("Contacts a customer")
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize=8)
    title = (
        f"{percent(found.share[0])} of contacts with customers still here depend on value, "
        f"{percent(1 - found.share[0])} do not"
    )
    ax.set_title(title)
    parts = "; ".join(
        f"{row.tier}: {number(row.each, 1)} contacts a customer "
        f"({interval(row.low, row.high, lambda x: number(x, 1))}), {count(row.customers)} customers"
        for row in rows.itertuples()
    )
    return Picture(ax, f"{title}. {parts}; everybody {number(mean, 1)}.", name="contacts-by-value")
