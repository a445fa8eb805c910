"""The ecosystem as a picture: what is noted, what was only said, and what nobody writes down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cvmlab.figures.formats import count, percent
from cvmlab.value_of.total.ecosystem_result import CAPITALS, NOBODY, NOTED, SAID, Ecosystem

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_ecosystem(result: Ecosystem, *, ax: Axes | None = None) -> Picture:
    """Members down, kinds of contribution across; a hatched box is one that nobody writes down.

    Parameters
    ----------
    result : Ecosystem
        What :func:`~cvmlab.value_of.total.ecosystem.ecosystem` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from matplotlib.patches import Rectangle

    from cvmlab.figures.pictures import Picture, new_axes
    from cvmlab.figures.style import GREY_TEXT, GRID, INK, palette

    ax = new_axes(ax)
    members, kinds = result.members, result.kinds
    blue, other = palette()[0], palette()[5]
    looks: dict[str, dict[str, Any]] = {
        NOTED: {"facecolor": blue, "edgecolor": "white"},
        SAID: {"facecolor": "white", "edgecolor": other, "linewidth": 2.0},
        NOBODY: {"facecolor": "white", "edgecolor": GRID, "hatch": "////"},
    }
    for row in result.table.itertuples():
        x, y = kinds.index(row.kind), members.index(row.member)
        box = Rectangle((x - 0.45, y - 0.4), 0.9, 0.8, **looks[row.known])
        ax.add_patch(box)
        if row.known == NOTED:
            ax.text(x, y, count(row.count), color="white", weight="bold", ha="center", va="center")
        elif row.known == SAID:
            said = f"{percent(row.share)}\nsay so"
            ax.text(x, y, said, color=INK, fontsize=7.5, ha="center", va="center", linespacing=1.1)
    people = result.table.groupby("member", sort=False)["people"].first()
    names = [
        name if many != many else f"{name}\n{count(many)} known" for name, many in people.items()
    ]
    ax.set_yticks(range(len(members)), names, fontsize=7.5)
    ax.set_xticks(range(len(kinds)), [_narrow(one) for one in kinds], fontsize=7.5)
    ax.set_xlim(-0.5, len(kinds) - 0.5)
    ax.set_ylim(len(members) - 0.5, -0.5)
    ax.tick_params(length=0)
    ax.grid(False)
    for side in ("left", "bottom", "top", "right"):
        ax.spines[side].set_visible(False)
    ax.set_xlabel(
        "Kind of contribution (its capital). Filled: notes; framed: an answer in a survey; "
        "hatched: nothing",
        fontsize=7.5,
        color=GREY_TEXT,
    )
    boxes, empty = len(result.table), result.boxes(NOBODY)
    title = f"{count(empty)} of {count(boxes)} boxes are empty: that is where nobody asks"
    ax.set_title(title)
    return Picture(ax, f"{title}. {result.sentence}", name="ecosystem")


def _narrow(kind: str) -> str:
    """A kind in short lines, its capital below."""
    words = kind.replace("recommendation or reference", "recommend-\nation or\nreference")
    lines = words if "\n" in words else words.replace(" ", "\n")
    return f"{lines}\n({CAPITALS[kind]})"
