"""Softer and harder satisfaction at each mark overall: the same answer, other customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cvmlab.figures.formats import count, number
from cvmlab.loyalty.satisfaction.density_result import (
    SatisfactionDensity,
    difference_said,
    formatter,
)
from cvmlab.stats.share_intervals import wilson

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_FEWEST = 20  # on either side: a dot for fewer says little and draws the eye


def plot_satisfaction_density(
    result: SatisfactionDensity, outcome: str | None = None, *, ax: Axes | None = None
) -> Picture:
    """What softer and harder customers did, mark by mark.

    Parameters
    ----------
    result : SatisfactionDensity
        What :func:`cvmlab.loyalty.satisfaction.density.satisfaction_density` returned.
    outcome : str, optional
        Which of its outcomes; by default the first.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
        Marks with fewer than twenty customers on either side are left out of the picture.
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, palette

    ax = new_axes(ax)
    chosen = outcome or str(result.table["outcome"].iloc[0])
    total = result.table.set_index("outcome", drop=False).loc[chosen]
    rows = result.by_mark[result.by_mark["outcome"] == chosen]
    shown = rows[rows[["dense_customers", "thin_customers"]].min(axis=1) >= _FEWEST]
    blue, vermilion = palette()[:2]
    shown = shown if len(shown) else rows
    for side, shift, colour, marker, label in (
        ("dense", 0.09, vermilion, "D", "softer satisfaction"),
        ("thin", -0.09, blue, "o", "harder satisfaction"),
    ):
        at = shown["mark"] + shift
        if total.is_share:
            low, high = wilson(
                shown[side] * shown[f"{side}_customers"], shown[f"{side}_customers"], result.level
            )
        else:
            reach = 1.96 * shown[f"{side}_variance"] ** 0.5
            low, high = shown[side] - reach, shown[side] + reach
        ax.vlines(at, low, high, color=colour, linewidth=2, alpha=0.6)
        ax.plot(
            at, shown[side], marker, color=colour, linestyle="-" if side == "dense" else "--",
            linewidth=1, markersize=7, markerfacecolor=colour if side == "dense" else "white",
            markeredgewidth=1.6, label=label,
        )  # fmt: skip
    form = formatter(total)
    ax.set_xticks(
        list(shown["mark"]),
        [
            f"{number(row.mark, 0)}\n{count(row.dense_customers + row.thin_customers)}"
            for row in shown.itertuples()
        ],
    )
    ax.set_xlabel("Mark overall, and how many customers gave it")
    name = result.called(chosen)
    ax.set_ylabel(f"{_capital(name)}{' (% of customers)' if total.is_share else ''}")
    format_axis(ax.yaxis, form)
    ax.margins(y=0.12)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, 1.02), ncols=2)
    low, high = ax.get_ylim()
    ax.set_ylim(low, high + 0.12 * (high - low))
    ax.grid(axis="x", color=GREY, alpha=0.0)
    title = (
        f"{_capital(name)} at the same mark: {form(total.dense)} with the softer satisfaction, "
        f"{form(total.thin)} with the harder"
    )
    ax.set_title(title)
    dots = "; ".join(
        f"{number(row.mark, 0)}: {form(row.dense)} and {form(row.thin)}"
        for row in shown.itertuples()
    )
    alt = (
        f"{title}. Matched difference {difference_said(total, result.level)}. Softer and harder at "
        f"each mark: {dots}."
    )
    return Picture(ax, alt, name="satisfaction-density")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
