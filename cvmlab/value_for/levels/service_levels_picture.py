"""The picture of which level of service fits whom."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from cvmlab.figures.formats import money, percent
from cvmlab.value_for.levels.service_levels_result import FITS, OTHER, ServiceLevels

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_ROOM = 0.07  # a part smaller than this has no room for its label
_HATCHES = ("", "///", "...", "\\\\\\", "xxx", "|||")  # so that levels are told apart in grey


def plot_service_levels(result: ServiceLevels, *, ax: Axes | None = None) -> Picture:
    """For each type, the share of people to whom each level of service gives most.

    Parameters
    ----------
    result : ServiceLevels
        What :func:`service_levels` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from matplotlib.colors import to_rgb

    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, INK, palette

    ax = new_axes(ax)
    cash = partial(money, currency=result.currency)
    kinds = result.types["customer_type"].tolist()
    best = result.table.pivot(index="customer_type", columns="level", values="best")
    rows = range(len(kinds))
    done = [0.0] * len(kinds)
    for place, level in enumerate(result.levels["name"]):
        shares = best.loc[kinds, level].tolist()
        colour = palette()[place % len(palette())]
        pale = tuple(1 - 0.45 * (1 - part) for part in to_rgb(colour))
        marked = level == result.today and "today" not in level
        name = f"{level} (today)" if marked else level
        ax.barh(rows, shares, left=done, color=pale, edgecolor=INK, linewidth=0.6, height=0.62,
                hatch=_HATCHES[place % len(_HATCHES)], label=name)  # fmt: skip
        for row, share in zip(rows, shares, strict=True):
            if share >= _ROOM:
                ax.text(
                    done[row] + share / 2, row, percent(share), ha="center", va="center",
                    color=INK, bbox={"facecolor": "white", "alpha": 0.85, "pad": 1.5, "lw": 0},
                )  # fmt: skip
            done[row] += share
    for row, line in zip(rows, result.types.itertuples(), strict=True):
        ax.text(1.015, row, _beside(line, cash), ha="left", va="center", color=INK)
    ax.text(1.015, 1.0, "against today's", transform=ax.transAxes, ha="left", va="bottom",
            color=GREY_TEXT)  # fmt: skip
    ax.set_yticks(list(rows), kinds)
    ax.invert_yaxis()
    ax.set_xlim(0, 1)
    ax.grid(visible=False)
    format_axis(ax.xaxis, percent)
    ax.set_xlabel("Share of people to whom a level gives most")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=min(4, len(result.levels)))
    today = result.types["today_best"].iloc[0]
    how = "by type" if len(kinds) > 1 else "by own choices"
    title = (
        f"Today's level gives most to {percent(today)} of people, "
        f"a level {how} to {percent(result.right[how])}"
    )
    ax.set_title(title)
    shares = "; ".join(
        f"{kind}: " + ", ".join(f"{level} {percent(best.loc[kind, level])}" for level in best)
        for kind in kinds
    )
    alt = f"{title}. Bars of the share of people to whom each level gives most. {shares}."
    return Picture(ax, alt, name="service-levels")


def _beside(row: Any, cash: partial[str]) -> str:
    """What the best of the other levels is worth to a type, beside its bar."""
    if row.verdict == FITS:
        return "today's is\nworth most"
    sign = "+" if row.gain > 0 else ""
    worth = f"{row.other}:\n{sign}{cash(row.gain)}"
    return worth if row.verdict == OTHER else f"{worth}, not sure"
