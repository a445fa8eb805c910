"""Repeat purchases customer by customer: how often they come, expected and actual.

The histogram shows whether the model has the shape of the base right, the table by frequency
whether its forecasts hold for light and for heavy buyers alike (Fader, Hardie & Lee 2005,
"Counting Your Customers the Easy Way", Marketing Science 24(2)).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.btyd.fitting import weighted_sum
from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.btyd.patterns import as_frame, as_patterns
from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, number, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def holdout_by_frequency(
    fit: LatentAttritionResults,
    customers: Any,
    t: float,
    *,
    actual: str = "frequency_holdout",
    most: int = 7,
    alpha: float = 0.05,
) -> pd.DataFrame:
    """Purchases per customer in the holdout, expected and actual, by frequency in calibration.

    Parameters
    ----------
    customers : DataFrame or object with ``.frame()``
        frequency, recency, T and the column ``actual``: purchases in the holdout.
    t : float
        Length of the holdout.
    most : int
        Frequencies from here on form one group.

    Returns
    -------
    DataFrame
        One row a frequency: customers, actual, expected, ci_low, ci_high, pi_low, pi_high, all
        per customer.
    """
    frame = as_frame(customers)
    if actual not in frame.columns:
        raise one_problem("no column of this name", "split off a holdout first.", column=actual)
    patterns = as_patterns(frame)
    ahead = fit.forecast(patterns, t)
    came = np.bincount(
        patterns.inverse, patterns.row_weight * frame[actual].to_numpy(float), len(patterns)
    )
    levels, group = np.unique(np.minimum(patterns.frequency, most), return_inverse=True)
    size = np.bincount(group, patterns.weight)
    table = fit.sums(ahead).by_group(group, patterns.weight, alpha).div(size, axis=0)
    table = table.rename(columns={"value": "expected"})
    table.insert(0, "actual", np.bincount(group, came) / size)
    table.insert(0, "customers", size.round().astype(int))
    labels = [f"{k:.0f}+" if k == most else f"{k:.0f}" for k in levels]
    return table.set_index(pd.Index(labels, name="frequency"))


def frequency_histogram(fit: LatentAttritionResults, *, most: int = 7) -> pd.DataFrame:
    """How many customers bought 0, 1, 2, ... times again: actual, and expected by the model.

    Parameters
    ----------
    most : int
        Frequencies from here on form one group.

    Returns
    -------
    DataFrame
        One row a frequency: actual, expected.
    """
    data = fit.patterns
    ages, back = np.unique(data.T, return_inverse=True)
    weight = np.bincount(back, weights=data.weight).astype(float)
    zero, one = np.zeros(len(ages)), np.ones(len(ages))
    expected = weighted_sum(weight, fit.counts(zero, zero, one, ages, most - 1))
    group = np.minimum(data.frequency, most).astype(int)
    columns = {
        "actual": np.bincount(group, weights=data.weight, minlength=most + 1),
        "expected": np.append(expected, data.customers - expected.sum()),
    }
    labels = [*map(str, range(most)), f"{most}+"]
    return pd.DataFrame(columns, index=pd.Index(labels, name="frequency"))


def plot_frequency_histogram(table: pd.DataFrame, *, ax: Axes | None = None) -> Picture:
    """Customers by number of repeat purchases, actual beside expected.

    Parameters
    ----------
    table : DataFrame
        From ``frequency_histogram``.
    ax : matplotlib Axes, optional
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, palette

    ax, place = new_axes(ax), np.arange(len(table))
    ax.bar(place - 0.2, table["actual"], width=0.4, color=GREY, label="Actual")
    ax.bar(place + 0.2, table["expected"], width=0.4, color=palette()[0], label="Expected")
    ax.set_xticks(place, list(table.index))
    ax.set_xlabel("Repeat purchases in calibration")
    ax.set_ylabel("Customers")
    format_axis(ax.yaxis, count)
    ax.legend()
    size = table["actual"].sum()
    misplaced = 0.5 * float((table["actual"] - table["expected"]).abs().sum()) / size
    ax.set_title(f"The model puts {percent(1 - misplaced)} of customers at the right frequency")
    never = table.iloc[0]
    alt = (
        f"Bars of customers by number of repeat purchases, actual and expected. Of {count(size)} "
        f"customers {count(never['actual'])} made none, {count(never['expected'])} expected; "
        f"{percent(misplaced, 1)} of customers stand in another group than expected."
    )
    return Picture(ax, alt, "frequencies")


def plot_holdout_by_frequency(table: pd.DataFrame, *, ax: Axes | None = None) -> Picture:
    """Purchases per customer in the holdout by frequency in calibration, with intervals.

    Parameters
    ----------
    table : DataFrame
        From ``holdout_by_frequency``.
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
    ax.set_xlabel("Repeat purchases in calibration")
    ax.set_ylabel("Purchases per customer in the holdout")
    ax.legend(loc="upper left")
    inside = (table["actual"] >= table["pi_low"]) & (table["actual"] <= table["pi_high"])
    said = f"{int(inside.sum())} of {len(table)}"
    ax.set_title(f"{said} groups bought as often as their interval says")
    first, last = table.iloc[0], table.iloc[-1]
    alt = (
        f"Purchases per customer in the holdout by calibration frequency. {said} groups lie inside "
        f"their prediction interval. Customers without a repeat purchase: {number(first['actual'])}"
        f" each, {number(first['expected'])} expected; those with {table.index[-1]}: "
        f"{number(last['actual'])}, {number(last['expected'])} expected."
    )
    return Picture(ax, alt, "holdout-by-frequency")
