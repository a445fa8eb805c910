"""The dialogue drawn: of what customers told, how much is seen by others and how much was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, percent
from cvmlab.idic.interact.dialogue_result import ALL, Dialogue

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_dialogue(found: Dialogue, *, ax: Axes | None = None) -> Picture:
    """Draw what was told of each kind, and the shares remembered and acted upon.

    Parameters
    ----------
    found : Dialogue
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, INK, palette

    ax = new_axes(ax)
    rows = found.table.drop(index=ALL)
    colours = palette()
    place = np.arange(len(rows))[::-1]
    parts = []
    for at, (kind, row) in zip(place, rows.iterrows(), strict=True):
        judged = row["told"] - row["early"]
        silent = not judged or row["unknown"] >= judged
        if silent:
            ax.text(0.01, at, "no table says what became of them", va="center", fontsize=8.5,
                    color=GREY_TEXT)  # fmt: skip
            parts.append(f"{kind}: {count(row['told'])}, and no table says what became of them")
            continue
        for up, name, colour, hatch in (
            (0.19, "remembered", colours[4], ""), (-0.19, "acted", colours[0], "///"),
        ):  # fmt: skip
            share = row[f"{name}_share"]
            ax.barh(at + up, share, 0.34, color=colour, hatch=hatch, edgecolor="white", zorder=2)
            ax.plot([row[f"{name}_low"], row[f"{name}_high"]], [at + up] * 2, color=INK, lw=1.4,
                    zorder=3)  # fmt: skip
            ax.annotate(percent(share), (row[f"{name}_high"], at + up), xytext=(4, 0),
                        textcoords="offset points", va="center", fontsize=8,
                        color=GREY_TEXT)  # fmt: skip
        parts.append(
            f"{kind}: {count(row['told'])}, seen by others {percent(row['remembered_share'])}, "
            f"acted upon {percent(row['acted_share'])}"
        )
    ax.barh([0], [0], color=colours[4], label="seen by others")
    ax.barh([0], [0], color=colours[0], hatch="///", edgecolor="white", label="acted upon")
    ax.set_yticks(place, [f"{kind}\n({count(row['told'])} told)" for kind, row in rows.iterrows()])
    ax.set_xlim(0, 1.12)
    ax.set_xticks(np.linspace(0, 1, 6))
    ax.set_ylim(-0.5, len(rows) - 0.5)
    ax.grid(visible=False, axis="y")
    ax.grid(visible=True, axis="x")
    format_axis(ax.xaxis, percent)
    ax.set_xlabel("Share of what was told")
    ax.legend(loc="upper center", bbox_to_anchor=(0.4, -0.17), ncols=2, fontsize=8)
    share = percent(found.used[0])
    title = f"Of {count(found.answers)} things told, {share} were remembered and acted upon"
    ax.set_title(title)
    return Picture(ax, f"{title}. {'; '.join(parts)}.", name="dialogue")
