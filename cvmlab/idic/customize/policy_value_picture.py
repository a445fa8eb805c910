"""Rules for treating side by side, each with its interval."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cvmlab.figures.formats import interval, money
from cvmlab.idic.customize.policy_value_result import NOBODY, PolicyValue

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_policy_value(found: PolicyValue, *, ax: Axes | None = None) -> Picture:
    """Draw each rule's net gain a head over treating nobody, the best on top.

    Parameters
    ----------
    found : PolicyValue
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax)
    table = found.table[found.table["policy"] != NOBODY].iloc[::-1].reset_index(drop=True)
    colours = palette()

    def cash(amount: float) -> str:
        return money(amount, found.currency or None)

    ax.axvline(0, color=INK, lw=1, ls=(0, (4, 2)), zorder=1)
    parts, surely = [], []
    for place, row in table.iterrows():
        sure = not math.isnan(row.gain_low) and (row.gain_low > 0 or row.gain_high < 0)
        # Colour and mark together: sure gains, sure losses, and what cannot be told.
        colour = (colours[2] if row.gain > 0 else colours[1]) if sure else GREY
        mark = ("^" if row.gain > 0 else "v") if sure else "o"
        if not math.isnan(row.gain_low):
            ax.hlines(place, row.gain_low, row.gain_high, color=colour, lw=2.2, zorder=2)
        ax.plot(row.gain, place, mark, color=colour, ms=7, zorder=3)
        ends = interval(row.gain_low, row.gain_high, cash)
        parts.append(f"{row.policy} {cash(row.gain)} ({ends})")
        if sure:
            surely.append((row.policy, row.gain))
    ax.set_yticks(range(len(table)), list(table["policy"]))
    ax.set_ylim(-0.6, len(table) - 0.4)
    ax.grid(visible=True, axis="x")
    ax.grid(visible=False, axis="y")
    format_axis(ax.xaxis, cash)
    ax.set_xlabel("Net gain a head over treating nobody, cost paid")
    losers = [name for name, gain in surely if gain < 0]
    winners = [name for name, gain in surely if gain > 0]
    if winners:
        title = f"What surely pays: {', '.join(reversed(winners))}"
    elif losers:
        title = f"What surely loses money: {', '.join(losers)}"
    else:
        title = "No rule is surely better or worse than treating nobody"
    ax.set_title(title)
    return Picture(ax, f"Net gain a head by rule: {'; '.join(reversed(parts))}.", "policy-value")
