"""What to expect of a customer just acquired, drawn over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.figures.formats import interval, number, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_expected_purchases_new(
    fit: LatentAttritionResults,
    times: Any,
    *,
    unit: str = "weeks",
    alpha: float = 0.05,
    ax: Axes | None = None,
) -> Picture:
    """Expected repeat purchases of a new customer by time since the first purchase.

    Parameters
    ----------
    fit : LatentAttritionResults
    times : array-like
        Increasing, in units of time since the first purchase; whole numbers where the model
        counts opportunities.
    unit : str
        The unit of time, for axis and title.
    alpha : float
        One minus the level of the confidence band.
    ax : matplotlib Axes, optional
    """
    from cvmlab.figures.pictures import Picture, new_axes
    from cvmlab.figures.style import palette

    clock = np.atleast_1d(np.asarray(times, dtype=float))
    if clock.size == 0 or np.any(np.diff(clock) <= 0) or not clock[0] >= 0:
        raise ValueError("times must increase and start at 0 or later")
    table = fit.expected_purchases_new(clock, alpha=alpha)
    colour, level, ax = palette()[0], percent(1 - alpha), new_axes(ax)
    ax.fill_between(
        clock, table["ci_low"], table["ci_high"], color=colour, alpha=0.18, linewidth=0,
        label=f"{level} confidence interval",
    )  # fmt: skip
    ax.plot(clock, table["expected"], color=colour, label="Expected")
    ax.set_xlabel(f"Time since the first purchase ({unit})")
    ax.set_ylabel("Repeat purchases of a new customer")
    ax.set_ylim(bottom=0)
    ax.legend(loc="upper left")
    last = table.iloc[-1]
    within = f"in {clock[-1]:,.4g} {unit}"
    half, start = _by_half(table)
    ax.set_title(
        f"A new customer can be expected to buy {number(last['expected'])} more times {within}"
    )
    alt = (
        f"Expected repeat purchases of a new customer by time since the first purchase: "
        f"{number(last['expected'])} {within} ({level} confidence "
        f"{interval(last['ci_low'], last['ci_high'], number)}), {percent(half)} of them in the "
        f"first {start:,.4g}."
    )
    return Picture(ax, alt, "new-customer")


def _by_half(table: pd.DataFrame) -> tuple[float, float]:
    """What share of the purchases comes by the time nearest to half the span, and that time."""
    clock, expected = table.index.to_numpy(), table["expected"].to_numpy()
    place = int(np.argmin(np.abs(clock - clock[-1] / 2)))
    return float(expected[place] / expected[-1]) if expected[-1] > 0 else 0.0, float(clock[place])
