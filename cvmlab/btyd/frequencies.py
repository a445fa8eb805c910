"""Repeat purchases customer by customer: how often they come, expected and actual.

The histograms show whether the model has the shape of the base right, the table by frequency
whether its forecasts hold for light and for heavy buyers alike (Fader, Hardie & Lee 2005,
"Counting Your Customers the Easy Way", Marketing Science 24(2)).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.goodness_of_fit import compared
from cvmlab.btyd.holdout_groups import forecast_by_group, holdout_of, plot_groups
from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.figures.formats import count, interval, number, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def frequency_histogram(
    fit: LatentAttritionResults, *, most: int = 7, alpha: float = 0.05
) -> pd.DataFrame:
    """How many customers bought 0, 1, 2, ... times again: actual, and expected by the model.

    Parameters
    ----------
    most : int
        Frequencies from here on form one group.
    alpha : float
        One minus the level of the intervals.

    Returns
    -------
    DataFrame
        One row a frequency: actual, expected, ci_low, ci_high, pi_low, pi_high. The prediction
        intervals are those of another base like this one; the base the model was fitted to
        should lie closer. Its ``attrs`` hold a test of the model (see ``goodness_of_fit``):
        chi_square, df, p_value, and as in the literature pearson, pearson_df, pearson_p_value.
    """
    data = fit.patterns
    ages, back = np.unique(data.T, return_inverse=True)
    weight = np.bincount(back, weights=data.weight).astype(float)

    def chances(each: LatentAttritionResults) -> Array:
        return each.newcomers_counts(ages, most - 1)

    group = np.minimum(data.frequency, most).astype(int)
    actual = np.bincount(group, weights=data.weight, minlength=most + 1)
    table = compared(fit, actual.astype(float), chances, weight, alpha, fitted=True)
    return table.set_index(pd.Index(_labels(most), name="frequency"))


def holdout_frequency_histogram(
    fit: LatentAttritionResults,
    customers: Any,
    t: float,
    *,
    actual: str = "frequency_holdout",
    most: int = 7,
    alpha: float = 0.05,
) -> pd.DataFrame:
    """How many customers bought 0, 1, 2, ... times in the holdout: actual, and expected.

    Expected of each customer by what is known of them at the end of calibration.

    Parameters
    ----------
    customers, t, actual
        As for ``holdout_by_frequency``.
    most : int
        Counts from here on form one group.
    alpha : float
        One minus the level of the intervals.

    Returns
    -------
    DataFrame
        One row a number of purchases, with columns and ``attrs`` as of ``frequency_histogram``.
    """
    patterns, came = holdout_of(fit, customers, actual)
    x, age, place = patterns.states  # all that counts of customers known to be active
    active, span = np.ones(len(x)), np.full(len(x), float(t))

    def chances(each: LatentAttritionResults) -> Array:
        alive = each.alive_terms(patterns)[0]
        shares = alive[:, None] * each.counts(x, age, active, span, most - 1)[place]
        shares[:, 0] += 1.0 - alive
        return shares

    group = np.minimum(came, most).astype(int)
    counted = np.bincount(group, weights=patterns.row_weight, minlength=most + 1)
    table = compared(fit, counted.astype(float), chances, patterns.weight, alpha, fitted=False)
    return table.set_index(pd.Index(_labels(most), name="frequency_holdout"))


def plot_frequency_histogram(table: pd.DataFrame, *, ax: Axes | None = None) -> Picture:
    """Customers by number of purchases, actual beside expected.

    Parameters
    ----------
    table : DataFrame
        From ``frequency_histogram`` or ``holdout_frequency_histogram``.
    ax : matplotlib Axes, optional
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax, place = new_axes(ax), np.arange(len(table))
    ax.bar(place - 0.2, table["actual"], width=0.4, color=GREY, label="Actual")
    ax.bar(place + 0.2, table["expected"], width=0.4, color=palette()[0], label="Expected")
    error = [table["expected"] - table["pi_low"], table["pi_high"] - table["expected"]]
    ax.errorbar(
        place + 0.2, table["expected"], yerr=error, fmt="none", ecolor=INK, elinewidth=1,
        capsize=3, label="Prediction interval",
    )  # fmt: skip
    later = table.index.name == "frequency_holdout"
    bought = "purchases in the holdout" if later else "repeat purchases in calibration"
    ax.set_xticks(place, list(table.index))
    ax.set_xlabel(bought.capitalize())
    ax.set_ylabel("Customers")
    format_axis(ax.yaxis, count)
    ax.legend()
    size = table["actual"].sum()
    misplaced = 0.5 * float((table["actual"] - table["expected"]).abs().sum()) / size
    ax.set_title(f"The model puts {percent(1 - misplaced)} of customers at the right frequency")
    never, test = table.iloc[0], table.attrs
    alt = (
        f"Bars of customers by number of {bought}, actual and expected. Of {count(size)} "
        f"customers {count(never['actual'])} made none, {count(never['expected'])} expected "
        f"({interval(never['pi_low'], never['pi_high'])}); {percent(misplaced, 1)} of customers "
        f"stand in another group than expected"
    )
    if test and test["df"]:
        alt += (
            f"; a difference this large or larger comes by chance in {percent(test['p_value'], 1)} "
            f"of cases (chi-squared {number(test['chi_square'], 1)}, {test['df']} degrees of "
            "freedom)"
        )
    return Picture(ax, f"{alt}.", "holdout-frequencies" if later else "frequencies")


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
    patterns, came = holdout_of(fit, customers, actual)
    levels, group = np.unique(np.minimum(patterns.frequency, most), return_inverse=True)
    table = forecast_by_group(fit, patterns, t, came, group, alpha)
    labels = [f"{k:.0f}+" if k == most else f"{k:.0f}" for k in levels]
    return table.set_index(pd.Index(labels, name="frequency"))


def plot_holdout_by_frequency(table: pd.DataFrame, *, ax: Axes | None = None) -> Picture:
    """Purchases per customer in the holdout by frequency in calibration, with intervals.

    Parameters
    ----------
    table : DataFrame
        From ``holdout_by_frequency``.
    ax : matplotlib Axes, optional
    """
    first, last = table.index[0], table.index[-1]
    ends = (
        "Customers without a repeat purchase" if first == "0" else f"Customers with {first}",
        f"those with {last}",
    )
    return plot_groups(
        table, "calibration frequency", "Repeat purchases in calibration", ends,
        "holdout-by-frequency", ax,
    )  # fmt: skip


def _labels(most: int) -> list[str]:
    return [*map(str, range(most)), f"{most}+"]
