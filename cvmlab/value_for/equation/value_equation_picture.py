"""What each brand gives for what it costs, drawn with its interval, most value on top."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, interval, money, number, percent
from cvmlab.value_for.equation.credit_line import add_credit
from cvmlab.value_for.equation.value_equation_result import SAID, ValueEquation, place

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_ROOM = 0.14  # beyond the outermost interval, for the figures beside it
_AXIS = {
    "difference": "Value against the mean of the brands",
    "ratio": "Points of quality",
    "log": "Log points against the mean of the brands",
    "standardised": "Standard deviations against the mean of the brands",
}


def plot_value_equation(result: ValueEquation, *, ax: Axes | None = None) -> Picture:
    """Every brand's value with its interval; the own brand filled and in bold.

    Parameters
    ----------
    result : ValueEquation
        What :func:`cvmlab.value_for.equation.value_equation.value_equation` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax)
    ranked = result.ranked.dropna(subset="value").reset_index(drop=True)
    against_mean = result.form != "ratio"
    if against_mean:
        ax.axvline(0, color=GREY, linewidth=1, linestyle="--", zorder=0)
    for line, row in ranked.iterrows():
        mine = row["brand"] == result.own
        colour = palette()[0] if mine else INK
        if not np.isnan(row["low"]):
            ax.plot([row["low"], row["high"]], [line, line], color=colour, linewidth=1.6)
        ax.plot([row["value"]], [line], "o" if mine else "s", color=colour, markersize=8,
                markerfacecolor=colour if mine else "white", markeredgewidth=1.5)  # fmt: skip
        end = row["value"] if np.isnan(row["high"]) else row["high"]
        ax.annotate(
            result.shown(row["value"]), (end, line), xytext=(9, 0), textcoords="offset points",
            va="center", weight="bold" if mine else "normal", color=INK,
            bbox={"facecolor": "white", "linewidth": 0, "pad": 1},
        )  # fmt: skip
    values = np.nan_to_num(ranked[["low", "value", "high"]], nan=ranked["value"].mean())
    low, high = float(values.min()), float(values.max())
    room = _ROOM * ((high - low) or abs(high) or 1.0)
    ax.set_xlim(low - room, high + 1.5 * room)
    ax.set_ylim(len(ranked) - 0.5, -0.5)
    ax.set_yticks(range(len(ranked)), ranked["brand"])
    for label, brand in zip(ax.get_yticklabels(), ranked["brand"], strict=True):
        label.set_fontweight("bold" if brand == result.own else "normal")
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x")
    if result.form == "difference":
        format_axis(ax.xaxis, partial(money, currency=result.currency, digits=0))
    else:
        format_axis(ax.xaxis, partial(number, digits=0 if result.form == "ratio" else 1))
    unit = {"ratio": f" for {money(100, result.currency, digits=0)}"}.get(result.form, "")
    if result.form == "difference" and result.currency:
        unit = f" ({result.currency})"
    ax.set_xlabel(f"{_AXIS[result.form]}{unit}")
    add_credit(ax)
    title = _title(result)
    ax.set_title(title)
    return Picture(ax, _alt(result, title), name="value-equation")


def _title(result: ValueEquation) -> str:
    ranked = result.ranked.dropna(subset="value")
    first, own = ranked.iloc[0], ranked[ranked["brand"] == result.own].iloc[0]
    text = f"{first.brand} gives most for what it costs"
    if result.form != "difference":
        text = f"By {SAID[result.form]}, {text}"
    if first.brand != result.own:
        return f"{text}, {result.own} is {place(int(own['rank']))} of {count(len(ranked))}"
    second = ranked.iloc[1]
    return f"{text}: {result.shown(own.value)}, {second.brand} {result.shown(second.value)}"


def _alt(result: ValueEquation, title: str) -> str:
    rows = "; ".join(
        f"{row.brand} {result.shown(row.value)}"
        + (
            ""
            if np.isnan(row.low)
            else f" ({interval(row.low, row.high, result.shown)}, first in "
            f"{percent(row.chance_first)} of resamples)"
        )
        for row in result.ranked.dropna(subset="value").itertuples()
    )
    sure = f"{percent(result.level)} intervals in brackets" if result.people else "No intervals"
    return f"{title}. One row a brand, value in {result.unit}: {rows}. {sure}. {result.credit}."
