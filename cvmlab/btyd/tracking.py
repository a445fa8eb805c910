"""Does the model follow what customers did? Repeat purchases over time, expected and actual.

``tracking`` adds up what the model expects of every customer from the day of the first purchase
on, beside the repeat purchases that came (Fader, Hardie & Lee 2005, "Counting Your
Customers the Easy Way", Marketing Science 24(2)). ``holdout_tracking`` starts at the end of
calibration and uses what each customer did until then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.btyd.patterns import as_patterns
from cvmlab.figures.formats import count, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


@dataclass(frozen=True, eq=False)
class Tracking:
    """Repeat purchases of the base by time, expected and (where given) actual.

    Attributes
    ----------
    table : DataFrame
        Indexed by time: expected, ci_low, ci_high (of the expectation), pi_low, pi_high (of the
        outcome), all cumulative; expected_incremental since the time before; actual and
        actual_incremental where known.
    calibration_end : float
        On the same clock; 0 when the clock starts there.
    alpha : float
        One minus the level of the intervals.
    """

    table: pd.DataFrame
    calibration_end: float
    alpha: float

    @property
    def error(self) -> float:
        """Relative error of the forecast at the last time: expected / actual - 1."""
        last = self.table.iloc[-1]
        return float(last["expected"] / last["actual"] - 1.0)


def tracking(
    fit: LatentAttritionResults,
    times: Any,
    *,
    actual: Any = None,
    customers: Any = None,
    alpha: float = 0.05,
) -> Tracking:
    """How many repeat purchases the base should have made by each time, from its very start.

    Parameters
    ----------
    fit : LatentAttritionResults
    times : array-like
        Increasing, in units of time since the first customer's first purchase; the end of
        calibration is at the largest T.
    actual : array-like, optional
        Cumulative repeat purchases by these times.
    customers : optional
        Whom to track; by default those of the fit.
    alpha : float
        One minus the level of the intervals.
    """
    patterns = fit.patterns if customers is None else as_patterns(customers)
    end = float(patterns.T.max())
    ages, back = np.unique(patterns.T, return_inverse=True)
    weight = np.bincount(back, weights=patterns.weight)
    clock = _clock(times)
    known_for = np.maximum(clock[:, None] - (end - ages), 0.0)  # customers differ in their start
    spans, place = np.unique(known_for, return_inverse=True)
    sums = fit.sums(fit.newcomers(spans))
    place = place.reshape(known_for.shape)
    weights = (np.bincount(row, weight, len(spans)).astype(float) for row in place)
    totals = [sums.total(each, alpha).numbers for each in weights]
    return Tracking(_table(clock, totals, actual), end, alpha)


def holdout_tracking(
    fit: LatentAttritionResults,
    times: Any,
    *,
    actual: Any = None,
    customers: Any = None,
    alpha: float = 0.05,
) -> Tracking:
    """How many purchases will have come by each time after the end of calibration.

    Parameters
    ----------
    times : array-like
        Increasing, in units of time since the end of calibration.
    actual : array-like, optional
        Cumulative purchases since then of the customers of the calibration.
    fit, customers, alpha
        As for ``tracking``.
    """
    patterns = fit.patterns if customers is None else as_patterns(customers)
    clock = _clock(times)
    totals = [fit.expected_total(t, patterns, alpha=alpha).numbers for t in clock]
    return Tracking(_table(clock, totals, actual), 0.0, alpha)


def plot_tracking(result: Tracking, *, unit: str = "weeks", ax: Axes | None = None) -> Picture:
    """Cumulative repeat purchases, expected (with prediction band) and actual.

    Parameters
    ----------
    result : Tracking
    unit : str
        The unit of time, for the axis.
    ax : matplotlib Axes, optional
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    table, colour, ax = result.table, palette()[0], new_axes(ax)
    last, level = table.iloc[-1], percent(1 - result.alpha)
    ax.fill_between(
        table.index, table["pi_low"], table["pi_high"], color=colour, alpha=0.18, linewidth=0,
        label=f"{level} prediction interval",
    )  # fmt: skip
    ax.plot(table.index, table["expected"], color=colour, label="Expected")
    if "actual" in table.columns:
        ax.plot(table.index, table["actual"], color=INK, linestyle="--", label="Actual")
    inside = table.index[0] < result.calibration_end < table.index[-1]
    if inside:
        ax.axvline(result.calibration_end, color=GREY, linewidth=1, linestyle=":")
        note = (result.calibration_end, 0.02), ("data", "axes fraction")
        ax.annotate(" end of calibration", note[0], xycoords=note[1], color=GREY)
    ax.legend(loc="upper left")
    start = "the first purchase" if result.calibration_end > 0 else "the end of calibration"
    ax.set_xlabel(f"Time since {start} ({unit})")
    ax.set_ylabel("Repeat purchases, cumulative")
    format_axis(ax.yaxis, count)
    bounds = f"{count(last['pi_low'])} to {count(last['pi_high'])}"
    when = f"by {unit[:-1] if unit.endswith('s') else unit} {table.index[-1]:,.4g}"
    alt = (
        f"Cumulative repeat purchases over time. {when.capitalize()} the model expects "
        f"{count(last['expected'])} ({level} prediction interval {bounds})"
    )
    if "actual" in table.columns:
        side = "above" if result.error > 0 else "below"
        title = f"{when.capitalize()} the model is {percent(abs(result.error), 1)} {side} what came"
        within = last["pi_low"] <= last["actual"] <= last["pi_high"]
        alt += f"; {count(last['actual'])} came, {'inside' if within else 'outside'} the interval."
    else:
        title = f"{when.capitalize()}, {count(last['expected'])} repeat purchases are expected"
        alt += "."
    ax.set_title(title)
    return Picture(ax, alt, "tracking")


def _table(
    clock: Array, totals: list[tuple[float, float, float, float, float]], actual: Any
) -> pd.DataFrame:
    names = ["expected", "ci_low", "ci_high", "pi_low", "pi_high"]
    table = pd.DataFrame(totals, columns=names, index=pd.Index(clock, name="time"))
    table["expected_incremental"] = np.diff(table["expected"], prepend=0.0)
    if actual is not None:
        table["actual"] = np.asarray(actual, dtype=float)
        table["actual_incremental"] = np.diff(table["actual"], prepend=0.0)
    return table


def _clock(times: Any) -> Array:
    clock = np.atleast_1d(np.asarray(times, dtype=float))
    if clock.size == 0 or np.any(np.diff(clock) <= 0) or clock[0] < 0 or np.isnan(clock).any():
        raise ValueError("times must increase and start at 0 or later")
    return clock
