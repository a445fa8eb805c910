"""Where the customers of each tier stand half a year later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, day, percent
from cvmlab.idic.differentiate.tier_stability_result import TierStability

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_tier_stability(found: TierStability, *, ax: Axes | None = None) -> Picture:
    """Draw a map of tiers then and now: the share of each row, and how many customers.

    Parameters
    ----------
    found : TierStability
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, new_axes
    from cvmlab.figures.style import INK

    ax = new_axes(ax)
    counts = found.counts
    rows = [name for name in counts.index if counts.loc[name].sum() > 0]
    columns = [name for name in counts.columns if counts[name].sum() > 0]
    some = counts.loc[rows, columns].to_numpy(float)
    share = some / some.sum(axis=1, keepdims=True)
    ax.imshow(share, cmap="Blues", vmin=0, vmax=1.25, aspect="auto")
    for i, j in np.ndindex(*share.shape):
        ax.text(j, i, f"{percent(share[i, j])}\n{count(some[i, j])}", ha="center", va="center",
                fontsize=9.5, color="white" if share[i, j] > 0.7 else INK,
                fontweight="bold" if rows[i] == columns[j] else "normal")  # fmt: skip
    ax.set_xticks(range(len(columns)), columns)
    ax.set_yticks(range(len(rows)), [f"{name}\n{count(some[i].sum())}"
                                     for i, name in enumerate(rows)])  # fmt: skip
    ax.set_xlabel(f"Tier on {day(found.now)}")
    ax.set_ylabel(f"Tier on {day(found.then)}")
    ax.grid(visible=False)
    title = f"{percent(found.kept[0])} kept their tier"
    if found.moved:
        title += f"; {percent(found.real[0])} of the moves are customers who truly changed"
    ax.set_title(title)
    parts = "; ".join(
        f"of {count(some[i].sum())} {name} then: "
        + ", ".join(f"{count(some[i, j])} {columns[j]}" for j in range(len(columns)))
        for i, name in enumerate(rows)
    )
    return Picture(ax, f"{title}. {parts[0].upper()}{parts[1:]}.", name="tier-stability")
