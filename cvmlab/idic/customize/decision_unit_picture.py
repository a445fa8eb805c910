"""Rules side by side: what each is worth a head, with its interval, around the line of nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import interval, money, percent
from cvmlab.idic.customize.decision_rules import RISK
from cvmlab.idic.customize.decision_unit_result import DecisionUnit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_decision_unit(found: DecisionUnit, *, ax: Axes | None = None) -> Picture:
    """Draw what each rule is worth a head of all customers, net of calls, against calling nobody.

    Parameters
    ----------
    found : DecisionUnit
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
        A filled mark where the whole interval lies on one side of zero, an open one elsewhere.
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, INK, palette

    ax = new_axes(ax)
    rows = found.table
    place = np.arange(len(rows))[::-1]
    colours = palette()
    known = rows["gain_low"].notna().to_numpy()
    sure = known & ((rows["gain_low"] > 0) | (rows["gain_high"] < 0)).to_numpy()
    colour = np.where(sure & (rows["gain"] > 0), colours[2], colours[0])
    colour = np.where(sure & (rows["gain"] < 0), colours[1], colour)
    ax.axvline(0, color=INK, lw=1, zorder=1)
    ax.hlines(place[known], rows["gain_low"][known], rows["gain_high"][known],
              color=colour[known], lw=2.2, zorder=2)  # fmt: skip
    ax.scatter(rows["gain"], place, s=54, zorder=3, linewidth=1.8, edgecolor=colour,
               facecolor=np.where(sure, colour, "white"))  # fmt: skip
    cash = _cash(found)
    for at, row in zip(place, rows.itertuples(), strict=True):
        said = f"{cash(row.gain)}, {percent(row.treated)} called"
        ax.annotate(said, (row.gain, at), xytext=(0, 9), textcoords="offset points", ha="center",
                    fontsize=8, color=GREY_TEXT, zorder=4,
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4})  # fmt: skip
    ax.set_yticks(place, [f"{row.unit}: {row.policy}" for row in rows.itertuples()])
    ax.set_ylim(-0.6, len(rows) - 0.3)
    ax.grid(visible=False, axis="y")
    ax.grid(visible=True, axis="x")
    format_axis(ax.xaxis, cash)
    ax.set_xlabel("Worth a head of all customers, net of calls, against calling nobody")
    title = _title(found)
    ax.set_title(title)
    parts = "; ".join(
        f"{row.policy}: {percent(row.treated)} called, {cash(row.gain)} a head"
        + (f" ({interval(row.gain_low, row.gain_high, cash)})" if row.gain_low == row.gain_low
           else " (too few to say how sure)")
        for row in rows.itertuples()
    )  # fmt: skip
    alt = f"{title}. A call costs {cash(found.cost)}. {parts}. Filled marks: surely not zero."
    return Picture(ax, alt, name="decision-unit")


def _title(found: DecisionUnit) -> str:
    row, cash = found.row(RISK), _cash(found)
    each = cash(abs(row["brought"] - found.cost))
    if row["gain_high"] < 0:
        surely = (found.table["gain_low"] > 0).any()
        text = f"Calling those most at risk loses {each} a call"
        return text if surely else f"{text}; no rule surely earns anything"
    if row["gain_low"] > 0:
        return f"Calling those most at risk earns {each} a call"
    word = "loses" if row["brought"] < found.cost else "earns"
    return f"Calling those most at risk {word} perhaps {each} a call: the interval holds zero"


def _cash(found: DecisionUnit):  # type: ignore[no-untyped-def]
    return lambda amount: money(amount, found.currency or None)
