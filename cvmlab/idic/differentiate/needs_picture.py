"""Which source tells people apart, and what each tier needs: two pictures."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.idic.differentiate.needs_by_tier_result import NeedsByTier
from cvmlab.idic.differentiate.needs_result import CustomerNeeds

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_WORDS = {"wish": "A wish that was told", "failure": "A failure", "motive": "A motive, when asked"}


def plot_needs(needs: CustomerNeeds, *, ax: Axes | None = None) -> Picture:
    """Draw, source by source, how often two records of one customer agree, and by chance.

    Parameters
    ----------
    needs : CustomerNeeds
        What ``customer_needs`` returned.
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax)
    known = {k: p for k, p in needs.persistence.items() if p.value == p.value}
    colour = palette()[0]
    names, said = [], []
    for y, (source, one) in enumerate(reversed(known.items())):
        half = (one.high - one.value) * (1 - one.by_chance)
        ax.plot([one.by_chance, one.match], [y, y], color=GREY, lw=1, zorder=1)
        ax.plot(one.by_chance, y, "|", color=INK, ms=16, mew=2, zorder=3,
                label="by chance" if y == 0 else None)  # fmt: skip
        ax.errorbar(one.match, y, xerr=half, fmt="o", color=colour, ms=7, capsize=3, zorder=4,
                    label="seen, with its interval" if y == 0 else None)  # fmt: skip
        text = f"persistence {number(one.value)} ({interval(one.low, one.high, number)})"
        ax.annotate(text, (max(one.match, one.by_chance) + half, y), xytext=(8, 0),
                    textcoords="offset points", va="center", fontsize=8.5, color=INK)  # fmt: skip
        names.append(f"{_WORDS.get(source, source)}\n({count(one.pairs)} pairs)")
        said.append(
            f"{source}: {percent(one.match)} of {count(one.pairs)} pairs agree, "
            f"{percent(one.by_chance)} by chance, {text}"
        )
    ax.set_yticks(np.arange(len(known)), names)
    ax.set_ylim(-0.6, len(known) - 0.4)
    ax.set_xlim(0, 1.25)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1.0])
    format_axis(ax.xaxis, percent)
    ax.grid(visible=False, axis="y")
    ax.grid(visible=True, axis="x")
    ax.set_xlabel("Pairs of records of one customer that concern the same need")
    if known:
        ax.legend(loc="upper center", bbox_to_anchor=(0.45, -0.18), ncols=2)
    best = max(known, key=lambda k: known[k].value) if known else ""
    none = [k for k, one in known.items() if not one.shown]
    if none and known[best].shown:
        title = f"A {best} foretells the next; a {none[0]} has not been shown to"
    elif known and known[best].shown:
        title = f"A {best} foretells the next best"
    else:
        title = "No record has been shown to foretell the next"
    ax.set_title(title)
    alt = f"{title}. " + "; ".join(reversed(said)) + "."
    return Picture(ax, alt, name="needs")


def plot_needs_by_tier(found: NeedsByTier, *, ax: Axes | None = None) -> Picture:
    """Draw what each value tier needs, as a table of shares tinted by size.

    Parameters
    ----------
    found : NeedsByTier
        What ``needs_by_tier`` returned.
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, new_axes
    from cvmlab.figures.style import INK

    ax = new_axes(ax)
    shares = found.shares
    grid = shares.to_numpy()
    ax.imshow(grid, cmap="Blues", vmin=0, vmax=max(1.6 * grid.max(), 0.01), aspect="auto")
    for y, row in enumerate(grid):
        for x, share in enumerate(row):
            ax.text(x, y, percent(share), ha="center", va="center", fontsize=9, color=INK)
    ax.set_xticks(
        np.arange(grid.shape[1]), [textwrap.fill(str(n), 10) for n in shares.columns],
        fontsize=8,
    )  # fmt: skip
    labels = [f"{tier}\n(known of {percent(found.known_share[tier])})" for tier in shares.index]
    ax.set_yticks(np.arange(grid.shape[0]), labels)
    ax.grid(visible=False)
    for side in ax.spines.values():
        side.set_visible(False)
    by_tier, alone = percent(found.guess_by_tier), percent(found.guess_alone)
    title = f"The tier {found.tells} the need: {by_tier} right guesses with it, {alone} without"
    ax.set_title(title)
    lines = "; ".join(
        f"{tier} ({count(found.tier_sizes[tier])} customers): "
        + ", ".join(f"{need} {percent(share)}" for need, share in row.items())
        for tier, row in shares.iterrows()
    )
    return Picture(ax, f"{title}. Shares of leading needs by tier: {lines}.", name="needs-by-tier")
