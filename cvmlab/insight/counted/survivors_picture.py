"""Spend by age as a picture: whoever is still there, and the same customers all along."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cvmlab.figures.formats import count, interval, money, percent
from cvmlab.insight.counted.survivors import Survivors

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_survivors(
    result: Survivors, *, ax: Axes | None = None, currency: str | None = None
) -> Picture:
    """Spend per active customer by age, beside that of the customers who are there at the end.

    Parameters
    ----------
    result : Survivors
        What :func:`~cvmlab.insight.counted.survivors.survivors` returned.
    ax : matplotlib Axes, optional
        Where to draw.
    currency : str, optional
        ISO 4217 code for the axis.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, palette

    ax = new_axes(ax)
    cash = partial(money, currency=currency, digits=0)
    rows = result.table
    lines = (
        ("per_active", "whoever bought", palette()[1], "o", "-", 8),
        ("followed", "the same customers", palette()[0], "s", "-", 8),
        ("per_acquired", "per customer acquired", GREY, "^", "--", -15),
    )
    for name, said, colour, marker, style, offset in lines:
        ax.plot(rows["age"], rows[name], color=colour, marker=marker, linestyle=style, label=said)
        for place, value in enumerate(rows[name]):
            ax.annotate(
                cash(value) if place else f"{said}: {cash(value)}", (place, value),
                textcoords="offset points", xytext=(0, offset if place else 8), color=colour,
                ha="center" if place else "left", fontweight="normal" if place else "bold",
                fontsize=8,
            )  # fmt: skip
    ax.set_xlim(-0.25, len(rows) - 0.7)
    ax.set_xticks(
        rows["age"],
        [interval(age * result.weeks + 1, (age + 1) * result.weeks) for age in rows["age"]],
    )
    ax.set_ylim(0, rows[["per_active", "followed"]].max().max() * 1.18)
    format_axis(ax.yaxis, cash)
    ax.set_xlabel("Weeks since the first purchase, which is not counted")
    ax.set_ylabel(f"Spend in {result.weeks} weeks" + (f" ({currency})" if currency else ""))
    first, last = rows.iloc[0], rows.iloc[-1]
    verb = "rises" if last.per_active > first.per_active else "falls"
    same = "fell" if last.followed < first.followed else "rose"
    title = (
        f"Spend per active customer {verb} from {cash(first.per_active)} to "
        f"{cash(last.per_active)}; that of the same customers {same} from {cash(first.followed)}"
    )
    ax.set_title(title)
    within = result.change.loc["within"]
    alt = (
        f"{title} to {cash(last.followed)} (change {cash(within.value)}, interval "
        f"{interval(within.low, within.high, cash)}; {count(result.stayed)} customers). Per "
        f"customer acquired it goes from {cash(first.per_acquired)} to {cash(last.per_acquired)}, "
        f"since of {count(result.customers)} customers {percent(first.share)} are active at the "
        f"first age and {percent(last.share)} at the last."
    )
    return Picture(ax, alt, name="survivors")
