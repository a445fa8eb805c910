"""What surely changed on the board page, and what only seems to have.

Euros, shares and points cannot share an axis. What they do share is doubt: each change is drawn as
a multiple of its own margin of error, so a bar that keeps clear of the middle line is sure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cvmlab.blueprint.board_result import Blueprint
from cvmlab.blueprint.tiles.tile import Tile
from cvmlab.errors import one_problem
from cvmlab.figures.formats import count

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_LOOK = {  # marker and place in the palette; the marker tells it without the colour
    "better": ("^", 2),
    "worse": ("v", 1),
    "no sure change": ("o", None),
}
_FARTHEST = 6.0  # margins of error; what lies farther is drawn there and told by its number


def plot_tile_changes(board: Blueprint, *, ax: Axes | None = None) -> Picture:
    """Each figure's change since the year before with its interval: right is better.

    Parameters
    ----------
    board : Blueprint
        What :func:`~cvmlab.blueprint.board.current_blueprint` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture

    Raises
    ------
    DataProblem
        When no figure is known in both periods.
    """
    from matplotlib.figure import Figure

    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.style import GREY, INK, house_style, palette

    shown = [tile for tile in board.tiles if tile.verdict]
    if not shown:
        raise one_problem("no figure is known in both periods", "two years of orders are needed.")
    if ax is None:
        with house_style():
            ax = Figure(figsize=(7.2, max(2.4, 1.3 + 0.36 * len(shown)))).subplots()
    for at, tile in enumerate(reversed(shown)):
        low, middle, high = _in_margins(tile)
        marker, place = _LOOK[tile.verdict]
        colour = GREY if place is None else palette()[place]
        ax.plot([low, high], [at, at], color=colour, linewidth=5, alpha=0.45,
                solid_capstyle="butt")  # fmt: skip
        inside = "white" if place is None else colour
        ax.plot(middle, at, marker, color=inside, markeredgecolor=colour, markersize=9,
                markeredgewidth=1.5)  # fmt: skip
        ax.annotate(tile.change_said.partition(" (")[0], (1.01, at), va="center", color=INK,
                    xycoords=("axes fraction", "data"), fontsize="small")  # fmt: skip
    ax.axvline(0, color=INK, linewidth=1)
    reach = max(2.5, *(abs(end) for tile in shown for end in _in_margins(tile))) * 1.05
    ax.set_xlim(-reach, reach)
    ax.set_ylim(-0.6, len(shown) - 0.4)
    ax.set_yticks(range(len(shown)), [tile.name for tile in reversed(shown)])
    ax.set_xlabel("Change since the year before, in its own margins of error (right: better)")
    ax.grid(visible=False, axis="y")
    better, worse = (sum(tile.verdict == word for tile in shown) for word in ("better", "worse"))
    title = (
        f"{count(better)} of {count(len(shown))} figures surely got better, {count(worse)} surely "
        "got worse"
    )
    ax.set_title(title)
    told = "; ".join(f"{tile.name}: {tile.change_said}, {tile.verdict}" for tile in shown)
    return Picture(ax, f"{title}. Changes with their intervals: {told}.", "tile-changes")


def _in_margins(tile: Tile) -> tuple[float, float, float]:
    """Low, middle and high of a change in margins of error, turned so that more is better."""
    if tile.change is None:
        return 0.0, 0.0, 0.0
    middle, low, high = tile.change
    margin = (high - low) / 2 or abs(middle) or 1.0
    ends = [value / margin for value in (low, middle, high)]
    if tile.better == "lower":
        ends = [-value for value in reversed(ends)]
    away = max(abs(ends[1]) - _FARTHEST, 0.0) * (1 if ends[1] > 0 else -1)
    return ends[0] - away, ends[1] - away, ends[2] - away
