"""Cohorts side by side: what their customers bring in the same first months."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count
from cvmlab.value_of.audit.cohorts_compared_result import CohortsCompared

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_cohorts_compared(result: CohortsCompared, *, ax: Axes | None = None) -> Picture:
    """Spend of new customers in their first months, cohort by cohort, with intervals.

    Parameters
    ----------
    result : CohortsCompared
        What :func:`~cvmlab.value_of.audit.cohorts_compared.cohorts_compared` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, palette

    ax = new_axes(ax)
    table, cash = result.table, result.cash
    at = np.arange(len(table))
    ax.axhline(result.overall, color=GREY_TEXT, linewidth=0.9, linestyle="--")
    ax.annotate(
        f"all: {cash(result.overall)}", (1, result.overall), xycoords=("axes fraction", "data"),
        textcoords="offset points", xytext=(4, 0), ha="left", va="center", color=GREY_TEXT,
        fontsize=8.5, annotation_clip=False,
    )  # fmt: skip
    errors = [table["spend"] - table["spend_low"], table["spend_high"] - table["spend"]]
    ax.errorbar(
        at, table["spend"], yerr=errors, fmt="o", color=palette()[0], capsize=3, linewidth=1.4,
    )  # fmt: skip
    step = 1 if len(table) <= 10 else 2
    labels = [f"{row.cohort}\n({count(row.customers)})" for row in table.itertuples()]
    ax.set_xticks(at[::step], labels[::step], fontsize=8)
    ax.set_ylim(0, float(table["spend_high"].max()) * 1.08)
    ax.set_xlim(-0.6, len(table) - 0.4)
    format_axis(ax.yaxis, lambda amount: cash(amount).removesuffix(".00"))
    ax.set_ylabel(f"Spend each\n{result.span}")
    ax.set_xlabel("Began in (customers)")
    step_of = abs(result.trend.loc["spend", "change"])
    title = {
        "less": f"Later cohorts bring less: {cash(step_of)} each from year to year",
        "more": f"Later cohorts bring more: {cash(step_of)} each from year to year",
        "not surely": f"No sure trend from cohort to cohort: {cash(result.overall)} each",
    }[result.worth]
    ax.set_title(title)
    low, high = table.loc[table["spend"].idxmin()], table.loc[table["spend"].idxmax()]
    alt = (
        f"{title}. Points with intervals for the spend of {count(len(table))} cohorts "
        f"{result.span}: least in {low.cohort} "
        f"({cash(low.spend)}, {cash(low.spend_low)} to {cash(low.spend_high)}), most in "
        f"{high.cohort} ({cash(high.spend)}, {cash(high.spend_low)} to {cash(high.spend_high)})."
    )
    return Picture(ax, alt, "cohorts-compared")
