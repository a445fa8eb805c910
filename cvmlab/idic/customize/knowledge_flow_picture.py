"""The flow of knowledge drawn: of each system's notes, what was used, seen, and lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, percent
from cvmlab.idic.customize.knowledge_flow_result import KnowledgeFlow

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_knowledge_flow(
    flow: KnowledgeFlow, by: str = "recorded_by", *, ax: Axes | None = None
) -> Picture:
    """Draw how far notes came, by the system that recorded them (or by who sees them, or need).

    Parameters
    ----------
    flow : KnowledgeFlow
    by : str
        "recorded_by", "visible_to" or "need".
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, INK, palette

    ax = new_axes(ax)
    rows = flow.by(by)
    notes = rows["notes"].to_numpy(float)
    used, seen = rows["used"].to_numpy(float), (rows["visible"] - rows["used"]).to_numpy(float)
    place = np.arange(len(rows))[::-1]
    colours = palette()
    ax.barh(place, used, 0.6, color=colours[2], label="used")
    ax.barh(place, seen, 0.6, left=used, color=colours[4], hatch="///", edgecolor="white",
            label="visible, not used")  # fmt: skip
    ax.barh(place, notes - used - seen, 0.6, left=used + seen, color="white", edgecolor=INK,
            linewidth=0.8, label="only recorded")  # fmt: skip
    for at, row in zip(place, rows.itertuples(), strict=True):
        said = f"{percent(row.share_used)} used ({percent(row.used_low)} to "
        said += f"{percent(row.used_high)})"
        ax.annotate(said, (row.notes, at), xytext=(5, 0), textcoords="offset points",
                    va="center", fontsize=8, color=GREY_TEXT)  # fmt: skip
    ax.set_yticks(place, list(rows[by]))
    ax.set_xlim(0, 1.32 * notes.max())
    ax.set_ylim(-0.6, len(rows) - 0.4)
    ax.grid(visible=False, axis="y")
    ax.grid(visible=True, axis="x")
    format_axis(ax.xaxis, count)
    ax.set_xlabel("Notes")
    ax.legend(loc="upper center", bbox_to_anchor=(0.4, -0.17), ncols=3, fontsize=8)
    _, visible, done = flow.stages.itertuples()
    title = (
        f"Of every hundred things customers told us, {count(100 * visible.share)} can be seen "
        f"and {count(100 * done.share)} were used"
    )
    ax.set_title(title)
    parts = "; ".join(
        f"{getattr(row, by)}: {count(row.notes)} notes, {percent(row.share_visible)} visible, "
        f"{percent(row.share_used)} used"
        for row in rows.itertuples()
    )
    return Picture(ax, f"{title}. {parts}.", name="knowledge-flow")
