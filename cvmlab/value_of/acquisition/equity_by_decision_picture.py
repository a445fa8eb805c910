"""Decisions with what they bring within the year and what in all: where the year misleads."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import interval, money, percent
from cvmlab.value_of.acquisition.equity_by_decision_result import EquityByDecision

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_equity_by_decision(result: EquityByDecision, *, ax: Axes | None = None) -> Picture:
    """For each decision a hatched bar of the year alone and a full one of all it brings.

    Parameters
    ----------
    result : EquityByDecision
        What :func:`~cvmlab.value_of.acquisition.equity_by_decision.equity_by_decision` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from matplotlib.figure import Figure

    from cvmlab.figures.pictures import Picture, format_axis
    from cvmlab.figures.style import GREY, INK, house_style, palette

    table = result.table
    if ax is None:
        with house_style():
            ax = Figure(figsize=(7.2, max(3.2, 1.1 + 0.72 * len(table)))).subplots()
    cash = partial(money, currency=result.currency or None, digits=0)
    axis = partial(money, currency=result.currency or None, short=True)
    at = np.arange(len(table))[::-1].astype(float)
    ends = table[["low", "high", "this_year"]].to_numpy()
    reach = max(float(np.abs(ends).max()), 1.0)
    ax.barh(at + 0.2, table["this_year"], height=0.34, color=GREY, hatch="///",
            edgecolor="white", linewidth=0.5, label="within the year")  # fmt: skip
    ax.barh(at - 0.17, table["euros"], height=0.34, color=palette()[0], label="in all")
    error = [table["euros"] - table["low"], table["high"] - table["euros"]]
    ax.errorbar(table["euros"], at - 0.17, xerr=error, fmt="none", ecolor=INK, capsize=3)
    for place, row in zip(at, table.itertuples(), strict=True):
        for height, amount, edge in (
            (place + 0.2, row.this_year, row.this_year),
            (place - 0.17, row.euros, row.high if row.euros > 0 else row.low),
        ):
            right = amount > 0
            edge = max(edge, 0.0) if right else min(edge, 0.0)
            ax.annotate(cash(amount), (edge, height), textcoords="offset points",
                        xytext=(6 if right else -6, 0), ha="left" if right else "right",
                        va="center", fontsize="small")  # fmt: skip
    ax.axvline(0, color=INK, linewidth=1)
    ax.set_yticks(at, [f"{row.decision}\n({row.owner})" for row in table.itertuples()])
    ax.set_xlim(-1.45 * reach, 1.45 * reach)
    ax.locator_params(axis="x", nbins=6, steps=[1, 2, 5, 10])
    format_axis(ax.xaxis, axis)
    ax.grid(visible=False, axis="y")
    ax.legend(loc="best")
    ax.set_xlabel("Change in customer equity by a decision for one year")
    turned = len(result.turned)
    if turned:
        are = "decision looks" if turned == 1 else "decisions look"
        title = f"{turned} {are} one way within the year and the other in all"
    else:
        title = "No decision looks one way within the year and the other in all"
    ax.set_title(title)
    told = "; ".join(
        f"{row.decision} ({row.owner}): {cash(row.this_year)} within the year, {cash(row.euros)} "
        f"in all ({percent(result.level)} interval {interval(row.low, row.high, cash)})"
        for row in table.itertuples()
    )
    return Picture(ax, f"{title}. {told}.", "equity-by-decision")
