"""Does the model follow what customers did? Repeat purchases over time, expected and actual.

``tracking`` adds up what the model expects of every customer from the day of the first purchase
on, beside the repeat purchases that came (Fader, Hardie & Lee 2005, "Counting Your
Customers the Easy Way", Marketing Science 24(2)). ``holdout_tracking`` starts at the end of
calibration and uses what each customer did until then. Both are drawn as totals so far or period
by period.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.increments import after_calibration, from_the_start
from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.btyd.patterns import as_patterns
from cvmlab.btyd.totals import Estimate
from cvmlab.figures.formats import count, interval, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

BOUNDS = ["ci_low", "ci_high", "pi_low", "pi_high"]
SAME = 9  # decimals to which two moments are one: days / 7 does not always divide back exactly


@dataclass(frozen=True, eq=False)
class Tracking:
    """Repeat purchases of the base by time, expected and (where given) actual.

    Attributes
    ----------
    table : DataFrame
        Indexed by time. Cumulative: expected, ci_low, ci_high (of the expectation), pi_low,
        pi_high (of the outcome), actual where known. Since the time before: the same names with
        ``_incremental`` at their end.
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
        calibration is at the largest T. Whole numbers where the model counts opportunities.
    actual : array-like, optional
        Cumulative repeat purchases by these times, as ``repeat_purchases`` gives them.
    customers : optional
        Whom to track; by default those of the fit.
    alpha : float
        One minus the level of the intervals.
    """
    if customers is not None:
        fit = _of_others(fit, customers)
    patterns, clock = fit.patterns, _clock(fit, times)
    end = float(patterns.T.max())
    ages, back = np.unique(patterns.T, return_inverse=True)
    weight = np.bincount(back, weights=patterns.weight).astype(float)
    # customers differ in their start
    known_for = np.maximum(clock[:, None] - (end - ages), 0.0).round(SAME)
    so_far, steps = from_the_start(fit, known_for, weight, alpha)
    return Tracking(_table(clock, so_far, steps, actual), end, alpha)


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
        Increasing, in units of time since the end of calibration. Whole numbers where the model
        counts opportunities.
    actual : array-like, optional
        Cumulative purchases since then of the customers of the calibration, as
        ``holdout_purchases`` gives them.
    fit, customers, alpha
        As for ``tracking``.
    """
    if customers is not None:
        fit = _of_others(fit, customers)
    clock = _clock(fit, times)
    so_far, steps = after_calibration(fit, clock, alpha)
    return Tracking(_table(clock, so_far, steps, actual), 0.0, alpha)


def plot_tracking(
    result: Tracking, *, incremental: bool = False, unit: str = "weeks", ax: Axes | None = None
) -> Picture:
    """Repeat purchases, expected (with prediction band) and actual.

    Parameters
    ----------
    result : Tracking
    incremental : bool
        Period by period, instead of all so far.
    unit : str
        The unit of time, for the axis.
    ax : matplotlib Axes, optional
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    shown = _incremental(result.table) if incremental else result.table
    colour, level, ax = palette()[0], percent(1 - result.alpha), new_axes(ax)
    ax.fill_between(
        shown.index, shown["pi_low"], shown["pi_high"], color=colour, alpha=0.18, linewidth=0,
        label=f"{level} prediction interval",
    )  # fmt: skip
    ax.plot(shown.index, shown["expected"], color=colour, label="Expected")
    if "actual" in shown.columns:
        ax.plot(shown.index, shown["actual"], color=INK, linestyle="--", label="Actual")
    if shown.index[0] < result.calibration_end < shown.index[-1]:
        ax.axvline(result.calibration_end, color=GREY, linewidth=1, linestyle=":")
        note = (result.calibration_end, 0.02), ("data", "axes fraction")
        ax.annotate(" end of calibration", note[0], xycoords=note[1], color=GREY)
    start = "the first purchase" if result.calibration_end > 0 else "the end of calibration"
    ax.set_xlabel(f"Time since {start} ({unit})")
    ax.set_ylabel(f"Repeat purchases, {'each period' if incremental else 'cumulative'}")
    ax.set_ylim(bottom=0)
    ax.legend(loc="best" if incremental else "upper left")
    format_axis(ax.yaxis, count)
    title, alt = (_said_by_period if incremental else _said_so_far)(result, shown, unit)
    ax.set_title(title)
    return Picture(ax, alt, "tracking-by-period" if incremental else "tracking")


def _said_so_far(result: Tracking, shown: pd.DataFrame, unit: str) -> tuple[str, str]:
    """Title and alt sentence about the totals."""
    last, when = shown.iloc[-1], f"by {_one(unit)} {shown.index[-1]:,.4g}"
    alt = (
        f"Cumulative repeat purchases over time. {when.capitalize()} the model expects "
        f"{count(last['expected'])} ({percent(1 - result.alpha)} prediction interval "
        f"{interval(last['pi_low'], last['pi_high'])})"
    )
    if "actual" not in shown.columns:
        title = f"{when.capitalize()}, {count(last['expected'])} repeat purchases are expected"
        return title, f"{alt}."
    side = "above" if result.error > 0 else "below"
    title = f"{when.capitalize()} the model is {percent(abs(result.error), 1)} {side} what came"
    within = last["pi_low"] <= last["actual"] <= last["pi_high"]
    where = "inside" if within else "outside"
    return title, f"{alt}; {count(last['actual'])} came, {where} the interval."


def _said_by_period(result: Tracking, shown: pd.DataFrame, unit: str) -> tuple[str, str]:
    """Title and alt sentence about the single periods."""
    first, last, when = shown.iloc[0], shown.iloc[-1], shown.index
    alt = (
        f"Repeat purchases period by period. The model expects {count(first['expected'])} up to "
        f"{_one(unit)} {when[0]:,.4g} and {count(last['expected'])} in the last period, up to "
        f"{_one(unit)} {when[-1]:,.4g} ({percent(1 - result.alpha)} prediction interval "
        f"{interval(last['pi_low'], last['pi_high'])})"
    )
    if "actual" not in shown.columns:
        title = (
            f"Expected repeat purchases go from {count(first['expected'])} in the first period to "
            f"{count(last['expected'])} in the last"
        )
        return title, f"{alt}."
    inside = int(shown["actual"].between(shown["pi_low"], shown["pi_high"]).sum())
    should = count((1 - result.alpha) * len(shown))
    title = f"{inside} of {len(shown)} periods lie inside their interval; about {should} should"
    return title, (
        f"{alt}; {count(last['actual'])} came in that. Actual purchases lie inside the interval in "
        f"{inside} of {len(shown)} periods, where about {should} should."
    )


def _incremental(table: pd.DataFrame) -> pd.DataFrame:
    """The columns of single periods, under the names the cumulative ones have."""
    ending = "_incremental"
    chosen = table[[name for name in table.columns if name.endswith(ending)]]
    return chosen.rename(columns=lambda name: name.removesuffix(ending))


def _table(
    clock: Array, so_far: list[Estimate], steps: list[Estimate], actual: Any
) -> pd.DataFrame:
    names, index = ["expected", *BOUNDS], pd.Index(clock, name="time")
    table = pd.DataFrame([total.numbers for total in so_far], columns=names, index=index)
    each = pd.DataFrame([step.numbers for step in steps], columns=names, index=index)
    table = table.join(each.add_suffix("_incremental"))
    if actual is not None:
        table["actual"] = np.asarray(actual, dtype=float)
        table["actual_incremental"] = np.diff(table["actual"], prepend=0.0)
    return table


def _one(unit: str) -> str:
    """week, of weeks."""
    return unit[:-1] if unit.endswith("s") else unit


def _of_others(fit: LatentAttritionResults, customers: Any) -> LatentAttritionResults:
    """The fit with other customers in the place of its own, whose P(alive) it works out once."""
    whole = fit.model_class.counts_opportunities
    return replace(fit, patterns=as_patterns(customers, whole_time=whole))


def _clock(fit: LatentAttritionResults, times: Any) -> Array:
    clock = np.atleast_1d(np.asarray(times, dtype=float))
    if clock.size == 0 or np.any(np.diff(clock) <= 0) or clock[0] < 0 or np.isnan(clock).any():
        raise ValueError("times must increase and start at 0 or later")
    if fit.model_class.counts_opportunities and np.any(clock % 1 > 0):
        raise ValueError("this model counts opportunities: times are whole numbers of them")
    return clock
