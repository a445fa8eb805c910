"""Forecast and outcome of the holdout, by groups of customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.btyd.patterns import Patterns, as_frame, as_patterns
from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.figures.formats import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def holdout_of(fit: LatentAttritionResults, customers: Any, actual: str) -> tuple[Patterns, Array]:
    """The customers' patterns, and what each row bought in the holdout.

    Raises
    ------
    DataProblem
        Without such a column, or where it holds something other than counts.
    """
    frame = as_frame(customers)
    if actual not in frame.columns:
        raise one_problem("no column of this name", "split off a holdout first.", column=actual)
    came = pd.to_numeric(frame[actual], errors="coerce").to_numpy(float)
    bad = ~(np.isfinite(came) & (came >= 0))
    if bad.any():
        examples = [f"row {row + 1}: {frame[actual].iloc[row]}" for row in np.flatnonzero(bad)[:3]]
        what, remedy = "values that are no counts", "count purchases in the holdout: at least 0."
        raise DataProblem([Problem(what, remedy, actual, int(bad.sum()), examples)])
    return as_patterns(frame, whole_time=fit.model_class.counts_opportunities), came


def forecast_by_group(
    fit: LatentAttritionResults,
    patterns: Patterns,
    t: float,
    came: Array,
    group: np.ndarray,
    alpha: float,
) -> pd.DataFrame:
    """Purchases per customer of groups 0, 1, ... of patterns, actual and expected.

    Returns
    -------
    DataFrame
        customers, actual, expected, ci_low, ci_high, pi_low, pi_high.
    """
    size = np.bincount(group, patterns.weight)
    total = np.bincount(group[patterns.inverse], patterns.row_weight * came)
    sums = fit.sums(fit.forecast(patterns, t))
    table = sums.by_group(group, patterns.weight, alpha).div(size, axis=0)
    table = table.rename(columns={"value": "expected"})
    table.insert(0, "actual", total / size)
    table.insert(0, "customers", size.round().astype(int))
    return table


def plot_groups(
    table: pd.DataFrame, by: str, axis: str, ends: tuple[str, str], name: str, ax: Axes | None
) -> Picture:
    """Purchases per customer in the holdout by group, with intervals.

    Parameters
    ----------
    table : DataFrame
        From ``forecast_by_group``, labelled.
    by, axis : str
        What the groups differ in: in a sentence, and on the axis.
    ends : (str, str)
        What the first and the last group are called in a sentence.
    name : str
        Of the picture.
    ax : matplotlib Axes, optional
    """
    from cvmlab.figures.pictures import Picture, new_axes
    from cvmlab.figures.style import INK, palette

    ax, place, colour = new_axes(ax), np.arange(len(table)), palette()[0]
    error = [table["expected"] - table["pi_low"], table["pi_high"] - table["expected"]]
    ax.errorbar(
        place, table["expected"], yerr=error, color=colour, marker="o", capsize=3,
        label="Expected, with prediction interval",
    )  # fmt: skip
    ax.plot(place, table["actual"], color=INK, marker="s", linestyle="--", label="Actual")
    ax.set_xticks(place, list(table.index))
    ax.set_xlabel(axis)
    ax.set_ylabel("Purchases per customer in the holdout")
    ax.set_ylim(bottom=0)
    ax.legend(loc="best")
    inside = (table["actual"] >= table["pi_low"]) & (table["actual"] <= table["pi_high"])
    said = f"{int(inside.sum())} of {len(table)}"
    ax.set_title(f"{said} groups bought as often as their interval says")
    first, last = table.iloc[0], table.iloc[-1]
    alt = (
        f"Purchases per customer in the holdout by {by}. {said} groups lie inside their prediction "
        f"interval. {ends[0]}: {number(first['actual'])} each, {number(first['expected'])} "
        f"expected; {ends[1]}: {number(last['actual'])}, {number(last['expected'])} expected."
    )
    return Picture(ax, alt, name)
