"""The next contacts drawn: what those get to whom the campaign calendar would write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, money
from cvmlab.idic.interact.next_contact_result import ANSWERS, NOTHING, SELLS, NextContacts

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_next_contacts(found: NextContacts, *, ax: Axes | None = None) -> Picture:
    """Draw the next moves towards everybody to whom the calendar would write.

    Parameters
    ----------
    found : NextContacts
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, palette

    ax = new_axes(ax)
    rows = found.groups[found.groups["written_to"] > 0]
    colours, place = palette(), np.arange(len(rows))[::-1]
    kinds = found.table.groupby("rule")["kind"].first().reindex(rows.index)
    looks = {
        ANSWERS: ("an answer or a question", colours[0], ""),
        NOTHING: ("silence", colours[4], "///"),
        SELLS: ("an offer", colours[1], "xx"),
    }
    for kind, (label, colour, hatch) in looks.items():
        mine = (kinds == kind).to_numpy()
        if mine.any():
            ax.barh(place[mine], rows["written_to"][mine], 0.62, color=colour, hatch=hatch,
                    edgecolor="white", label=label)  # fmt: skip
    for at, row in zip(place, rows.itertuples(), strict=True):
        ax.annotate(count(row.written_to), (row.written_to, at), xytext=(4, 0), va="center",
                    textcoords="offset points", fontsize=8, color=GREY_TEXT)  # fmt: skip
    ax.set_yticks(place, list(rows["move"]))
    ax.set_xlim(0, 1.15 * max(rows["written_to"].max() if len(rows) else 1, 1))
    ax.grid(visible=False, axis="y")
    ax.grid(visible=True, axis="x")
    format_axis(ax.xaxis, count)
    ax.set_xlabel("Customers to whom the calendar would write")
    if len(rows):
        ax.legend(loc="lower right", fontsize=8)
    written = int(found.table["calendar"].gt(0).sum())
    sold = int(found.table.loc[found.table["kind"] == SELLS, "calendar"].gt(0).sum())
    title = (
        f"Of {count(written)} due for a message, {count(sold)} should get one that sells"
        if written
        else "The calendar would write to nobody"
    )
    ax.set_title(title)
    parts = "; ".join(f"{row.move}: {count(row.written_to)}" for row in rows.itertuples())
    cash = money(abs(found.saved), found.currency or None)
    less = "less" if found.saved >= 0 else "more"
    return Picture(ax, f"{title}. {parts}. It costs {cash} {less}.", name="next-contacts")
