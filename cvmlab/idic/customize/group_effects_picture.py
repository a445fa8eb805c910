"""What the treatment brought in each group, against its cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cvmlab.figures.formats import count, interval, money, percent
from cvmlab.idic.customize.group_effects import GroupEffects

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_group_effects(
    found: GroupEffects, *, foretold: bool = False, ax: Axes | None = None
) -> Picture:
    """Draw the gain of each group with its interval, and the treatment's cost as a line.

    Parameters
    ----------
    found : GroupEffects
    foretold : bool
        Whether the scores are gains themselves, to be drawn beside.
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax)
    table, colours = found.table, palette()

    def cash(amount: float) -> str:
        return money(amount, found.currency or None)

    ax.axhline(0, color=GREY, lw=0.8, zorder=1)
    ax.axhline(found.cost, color=INK, lw=1, ls=(0, (4, 2)), zorder=2)
    ax.set_xlim(table["group"].min() - 1.5, table["group"].max() + 0.6)
    ax.text(0.01, found.cost, f"costs {cash(found.cost)}", color=INK, fontsize=8, va="bottom",
            transform=ax.get_yaxis_transform())  # fmt: skip
    ax.vlines(table["group"], table["low"], table["high"], color=colours[0], lw=2, zorder=3)
    ax.plot(table["group"], table["effect"], "o", color=colours[0], zorder=4,
            label=f"by lot, with {percent(found.level)} interval")  # fmt: skip
    if foretold:
        ax.plot(table["group"], table["score"], "D", mfc="white", mec=colours[1], mew=1.4, ms=5,
                zorder=5, label="foretold")  # fmt: skip
        ax.legend(loc="upper center", fontsize=8)
    ax.set_xticks(list(table["group"]))
    ax.set_xlabel(f"Customers in {count(len(table))} groups by {found.by}, highest to the right")
    ax.set_ylabel("Gain a customer")
    format_axis(ax.yaxis, lambda amount: money(amount, found.currency or None, digits=0))
    top = found.top
    said = {True: "pays", False: "does not pay"}.get(top.pays, "may or may not pay")
    ax.set_title(f"Treating those with the highest {found.by} {said}")
    low = table.iloc[0]
    alt = (
        f"Gain a customer by {found.by}: highest group {cash(top.effect)} "
        f"({interval(top.low, top.high, cash)}), lowest {cash(low.effect)} "
        f"({interval(low.low, low.high, cash)}); treating one costs {cash(found.cost)}."
    )
    return Picture(ax, alt, "group-effects")
