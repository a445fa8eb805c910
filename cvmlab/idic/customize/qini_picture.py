"""The Qini curve: the gain from treating the best-scored first, against as many by lot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cvmlab.figures.formats import interval, money, percent
from cvmlab.idic.customize.qini_result import Qini

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_qini(found: Qini, *, ax: Axes | None = None) -> Picture:
    """Draw the gain a head by share treated, with its band, and the line of chance.

    Parameters
    ----------
    found : Qini
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, palette

    ax = new_axes(ax)
    curve, colour = found.curve, palette()[0]

    def cash(amount: float) -> str:
        return money(amount, found.currency or None)

    ax.fill_between(curve["share"], curve["low"], curve["high"], color=colour, alpha=0.18, lw=0,
                    label=f"{percent(found.level)} interval")  # fmt: skip
    ax.plot(curve["share"], curve["gain"], color=colour, zorder=3, label=f"by {found.by}")
    ax.plot(curve["share"], curve["random"], color=GREY_TEXT, ls=(0, (4, 2)), lw=1.4, zorder=2,
            label="as many by lot")  # fmt: skip
    ax.set_xlim(0, 1)
    ax.set_xlabel("Share of customers treated, highest score first")
    ax.set_ylabel("Gain a head of all customers")
    format_axis(ax.xaxis, percent)
    format_axis(ax.yaxis, cash)
    ax.legend(loc="best", fontsize=8)
    said = {True: "beats", False: "does worse than", None: "may be no better than"}[found.better]
    ax.set_title(f"Treating by {found.by} {said} treating by lot")
    tenth, half = found.at(0.1), found.at(0.5)
    alt = (
        f"Gain a head by share treated by {found.by}: {cash(tenth.gain)} with 10% "
        f"({interval(tenth.low, tenth.high, cash)}; by lot {cash(tenth.random)}), "
        f"{cash(half.gain)} with half, {cash(curve['gain'].iloc[-1])} with all. Area over chance "
        f"{cash(found.coefficient)} ({interval(found.low, found.high, cash)})."
    )
    return Picture(ax, alt, "qini")
