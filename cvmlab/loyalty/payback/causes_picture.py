"""The believed causes, drawn: what makes both above, what the exposure works through below."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from cvmlab.figures.formats import count
from cvmlab.loyalty.payback.causes import (
    CONFOUNDER,
    CONSEQUENCE,
    MEDIATOR,
    NEITHER,
    UNMEASURED,
    Causes,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_UP, _DOWN, _LEFT, _RIGHT = 0.86, 0.12, 0.12, 0.88
_LETTERS = 17


def plot_causes(found: Causes, *, ax: Axes | None = None) -> Picture:
    """Draw the arrows: common causes above, mediators below, what was not measured dashed.

    Parameters
    ----------
    found : Causes
        What :func:`cvmlab.loyalty.payback.causes.causes` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, new_axes
    from cvmlab.figures.style import GREY, GREY_TEXT, INK, palette

    ax = new_axes(ax)
    blue, orange = palette()[0], palette()[1]
    places = _places(found)
    look = {
        CONFOUNDER: (INK, "-", "white"),
        UNMEASURED: (GREY, "--", "white"),
        MEDIATOR: (orange, "-", "white"),
        CONSEQUENCE: (orange, ":", "white"),
        NEITHER: (GREY, "-", "white"),
    }
    boxes = {}
    for name, (x, y) in places.items():
        end = name in (found.exposure, found.outcome)
        edge, line, fill = (blue, "-", blue) if end else look[found.roles[name]]
        boxes[name] = ax.text(
            x, y, textwrap.fill(name, _LETTERS), ha="center", va="center", zorder=3,
            fontsize=9, fontweight="bold" if end else "normal", color="white" if end else INK,
            bbox={"boxstyle": "round,pad=0.45", "facecolor": fill, "edgecolor": edge, "lw": 1.3,
                  "ls": line},
        )  # fmt: skip
    for cause, effect in found.arrows:
        ends = {cause, effect}
        asked = ends == {found.exposure, found.outcome}
        through = bool(ends & set(found.mediators)) and not asked
        dashed = bool(ends & set(found.unmeasured))
        ax.annotate(
            "", xy=places[effect], xytext=places[cause], zorder=1,
            arrowprops={
                "arrowstyle": "-|>", "mutation_scale": 13,
                "color": blue if asked else orange if through else GREY,
                "lw": 2.4 if asked else 1.2, "ls": "--" if dashed else "-",
                "patchA": boxes[cause].get_bbox_patch(), "patchB": boxes[effect].get_bbox_patch(),
                "shrinkA": 2, "shrinkB": 2,
            },
        )  # fmt: skip
    for y, text in _notes(found):
        ax.text(-0.01, y, text, ha="left", va="center", fontsize=8, style="italic",
                color=GREY_TEXT, transform=ax.transAxes)  # fmt: skip
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.axis("off")
    title = (
        f"{count(len(found.confounders))} to adjust for, {count(len(found.mediators))} never: "
        f"what is believed to make {found.outcome}"
    )
    ax.set_title(title)
    return Picture(ax, _alt(found, title), name="causes")


def _places(found: Causes) -> dict[str, tuple[float, float]]:
    places = {found.exposure: (_LEFT, 0.46), found.outcome: (_RIGHT, 0.46)}
    above = [n for n, role in found.roles.items() if role in (CONFOUNDER, UNMEASURED, NEITHER)]
    below = [n for n in found.roles if n not in above]
    for names, height in ((above, _UP), (below, _DOWN)):
        step = (_RIGHT - _LEFT) / max(len(names) - 1, 1)
        for at, name in enumerate(names):
            across = _LEFT + at * step if len(names) > 1 else 0.5
            places[name] = (across, height)
    return places


def _notes(found: Causes) -> list[tuple[float, str]]:
    notes = []
    if found.of_role(CONFOUNDER) or found.unmeasured:
        text = "common causes: adjust for them"
        notes.append((1.0, text + ("; dashed: not measured" if found.unmeasured else "")))
    if found.mediators:
        notes.append((-0.02, "mediators: never adjust for them"))
    return notes


def _alt(found: Causes, title: str) -> str:
    drawn = "; ".join(f"{cause} to {effect}" for cause, effect in found.arrows)
    return f"{title}. {found.sentence} Arrows: {drawn}."
