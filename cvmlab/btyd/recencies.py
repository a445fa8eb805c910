"""Do forecasts hold for customers seen lately and for those long silent alike?

As the table by frequency, after Fader, Hardie & Lee (2005), "Counting Your Customers the Easy
Way", Marketing Science 24(2), for the other half of what the models know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.holdout_groups import forecast_by_group, holdout_of, plot_groups
from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.figures.formats import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

By = Literal["recency", "silence", "T"]
GROUPS = 10  # about as many
MEANING = {
    "recency": "Recency: age at the last purchase in calibration",
    "silence": "Time from the last purchase to the end of calibration",
    "T": "T: age at the end of calibration",
}


def holdout_by_recency(
    fit: LatentAttritionResults,
    customers: Any,
    t: float,
    *,
    by: By = "recency",
    width: float | None = None,
    actual: str = "frequency_holdout",
    alpha: float = 0.05,
) -> pd.DataFrame:
    """Purchases per customer in the holdout, expected and actual, by when they last bought.

    Parameters
    ----------
    customers, t, actual
        As for ``holdout_by_frequency``.
    by : {"recency", "silence", "T"}
        Recency as everywhere here (the age at the last purchase, customers without a repeat
        purchase being at 0), the time since the last purchase (T - recency), or the customers'
        age.
    width : float, optional
        How much of it makes a group; by default a whole number that gives about 10 groups.
    alpha : float
        One minus the level of the intervals.

    Returns
    -------
    DataFrame
        One row a group, its index saying from where to where: customers, actual, expected,
        ci_low, ci_high, pi_low, pi_high, all per customer.
    """
    if by not in MEANING:
        raise ValueError(f"by is one of {', '.join(MEANING)}; got {by!r}")
    patterns, came = holdout_of(fit, customers, actual)
    silence = patterns.T - patterns.recency
    value = {"recency": patterns.recency, "silence": silence, "T": patterns.T}[by]
    step = _step(value) if width is None else float(width)
    if not step > 0:
        raise ValueError(f"width is how much makes a group, above 0; got {width}")
    steps = np.ceil(np.round(value / step, 9))  # (0, step], (step, 2 step], ...
    if by != "recency":  # there 0 stands by itself: those who never came back
        steps = np.maximum(steps, 1.0)
    steps, group = np.unique(steps, return_inverse=True)
    table = forecast_by_group(fit, patterns, t, came, group, alpha)
    return table.set_index(pd.Index([_label(k, step) for k in steps], name=by))


def plot_holdout_by_recency(
    table: pd.DataFrame, *, unit: str = "weeks", ax: Axes | None = None
) -> Picture:
    """Purchases per customer in the holdout by when they last bought, with intervals.

    Parameters
    ----------
    table : DataFrame
        From ``holdout_by_recency``.
    unit : str
        The unit of time, for the axis.
    ax : matplotlib Axes, optional
    """
    by, (first, last) = str(table.index.name), table.index[[0, -1]]
    said = {"recency": "recency", "silence": "time since the last purchase", "T": "age"}[by]
    ends = f"Customers at {first} {unit}", f"those at {last}"
    if by == "recency" and first == "0":
        ends = "Customers without a repeat purchase", f"those at {last} {unit}"
    return plot_groups(table, said, f"{MEANING[by]} ({unit})", ends, f"holdout-by-{by.lower()}", ax)


def _step(value: Array) -> float:
    """A round number of which the values span about ``GROUPS``."""
    span = float(value.max() - min(value.min(), 0.0)) or 1.0
    power = 10.0 ** np.floor(np.log10(span / GROUPS))
    choices = power * np.array([1.0, 2.0, 2.5, 4.0, 5.0, 10.0])
    return float(choices[np.argmin(np.abs(np.log(span / GROUPS / choices)))])


def _label(step: float, width: float) -> str:
    if step == 0:
        return "0"
    digits = 0 if float(width).is_integer() else 2
    return f"{number((step - 1) * width, digits)} to {number(step * width, digits)}"
