"""What a threshold and a guard make of the same pairs: how many identities, and whose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture
    from cvmlab.idic.identify.linkage_result import Linkage

_MOST = 5  # records and more


def plot_linked_pairs(linkage: Linkage, *, ax: Axes | None = None) -> Picture:
    """Draw how many identities have one record, two, and so on.

    Parameters
    ----------
    linkage : Linkage
        As decided at a threshold, with or without the guard.
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, palette

    ax = new_axes(ax)
    colours, pairs = palette(), linkage.pairs
    at_home = pairs[pairs["linked"] & pairs["apart"]]
    mixed = set(linkage.identities[at_home["record_a"]])
    sizes = linkage.identities.value_counts()
    lump = sizes.clip(upper=_MOST)
    places = np.arange(1, _MOST + 1)
    odd = lump[lump.index.isin(mixed)].value_counts().reindex(places, fill_value=0)
    clean = lump.value_counts().reindex(places, fill_value=0) - odd
    ax.bar(places, clean, 0.6, color=colours[0], label="no two people of a home linked")
    ax.bar(places, odd, 0.6, bottom=clean, color=colours[1], hatch="///", edgecolor="white",
           label="two people of a home linked")  # fmt: skip
    for place in places:
        ax.annotate(count(clean[place] + odd[place]), (place, clean[place] + odd[place]),
                    xytext=(0, 3), textcoords="offset points", ha="center", fontsize=8,
                    color=GREY_TEXT)  # fmt: skip
    ax.set_xticks(places, [*map(str, places[:-1]), f"{_MOST} and more"])
    ax.set_ylim(0, 1.12 * max(float((clean + odd).max()), 1.0))
    format_axis(ax.yaxis, count)
    ax.set_xlabel("Records of an identity")
    ax.set_ylabel("Identities")
    ax.legend(loc="upper right", fontsize=8)
    title = (
        f"Linked from {percent(linkage.threshold, 1)}: {count(linkage.number)} identities, "
        f"{count(len(mixed))} of them join a home"
    )
    ax.set_title(title)
    parts = "; ".join(
        f"{count(clean[place] + odd[place])} with {place}{' and more' if place == _MOST else ''}"
        for place in places
    )
    guard = "with the household guard" if linkage.guard else "without a guard"
    return Picture(ax, f"{title} ({guard}). Identities by records: {parts}.", name="linked-pairs")
