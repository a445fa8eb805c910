"""One customer's life so far: P(alive) from purchase to purchase.

Right after a purchase the customer is most likely active. In the silence that follows the chance
falls, the faster the more often this customer used to buy, and the next purchase lifts it again.
(In the BG/NBD the first silence says nothing, as nobody leaves before a second purchase.) After
the picture of one customer's history in the lifetimes package (Davidson-Pilon).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.btyd.customer_days import purchase_times
from cvmlab.btyd.fitting import Array
from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.data.time_units import DAYS
from cvmlab.figures.formats import count, interval, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

POINTS = 400  # about so many between the first purchase and the end
SAME = 9  # decimals to which two moments are one


def alive_history(
    fit: LatentAttritionResults,
    purchases: Any,
    end: Any,
    *,
    time_unit: str = "W",
    alpha: float = 0.05,
) -> pd.DataFrame:
    """P(alive) of one customer over time, from the days of purchase.

    Parameters
    ----------
    fit : LatentAttritionResults
    purchases : DataFrame with a column ``date``, or list of days or of numbers
        The purchases of one customer, the first one included, in any order; several on a day are
        one. Numbers are times on any clock, in the fit's unit of time; where the model counts
        opportunities they must be whole.
    end : day or number
        Until when to look, on the same clock.
    time_unit : {"W", "D", "M", "Y"}
        The fit's unit of time, to turn days into.
    alpha : float
        One minus the level of the intervals.

    Returns
    -------
    DataFrame
        By time since the first purchase: date (where days were given), purchase (whether one is
        made at that moment), frequency and recency as known then, probability_alive, ci_low,
        ci_high. A purchase after the first has two rows, just before and just after it.

    Raises
    ------
    DataProblem
        For purchases of several customers, days that cannot be read, purchases after the end,
        and numbers that are not whole where they have to be, all in one message.
    """
    whole = fit.model_class.counts_opportunities
    times, first_day = purchase_times(purchases, end, time_unit, whole=whole)
    bought, last = times[:-1], times[-1]
    step = 1.0 if whole else 1.0 / DAYS[time_unit] if first_day is not None else 0.0
    moments, after = _moments(bought, last, step)
    # just before a purchase the customer is as known from the ones before
    seen = np.searchsorted(bought, moments, side="right") - 1
    seen -= np.isin(moments, bought) & ~after
    known = pd.DataFrame({"frequency": seen, "recency": bought[seen], "T": moments})
    table = known.join(fit.probability_alive(known, alpha=alpha))
    table.insert(0, "purchase", np.isin(moments, bought) & after)
    if first_day is not None:
        days = np.round(moments * DAYS[time_unit]).astype(int)
        table.insert(0, "date", pd.Timestamp(first_day) + pd.to_timedelta(days, unit="D"))
    return table.drop(columns="T").set_index(pd.Index(moments, name="time"))


def plot_alive_history(
    history: pd.DataFrame, *, unit: str = "weeks", alpha: float = 0.05, ax: Axes | None = None
) -> Picture:
    """P(alive) of one customer over time, with a mark at each purchase and a confidence band.

    Parameters
    ----------
    history : DataFrame
        From ``alive_history``.
    unit : str
        The unit of time, for axis and title.
    alpha : float
        As given to ``alive_history``, for the label.
    ax : matplotlib Axes, optional
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import INK, palette

    ax, colour, dated = new_axes(ax), palette()[0], "date" in history.columns
    across = history["date"] if dated else history.index
    ax.fill_between(
        across, history["ci_low"], history["ci_high"], color=colour, alpha=0.18, linewidth=0,
        label=f"{percent(1 - alpha)} confidence interval",
    )  # fmt: skip
    ax.plot(across, history["probability_alive"], color=colour, label="P(alive)")
    bought = history["purchase"].to_numpy()
    ax.plot(
        across[bought], history["probability_alive"][bought], color=INK, marker="o",
        linestyle="none", label="Purchase", clip_on=False,
    )  # fmt: skip
    ax.set_ylim(0, 1)
    ax.set_ylabel("P(alive)")
    ax.set_xlabel("" if dated else f"Time since the first purchase ({unit})")
    format_axis(ax.yaxis, percent)
    ax.legend(loc="lower left")
    last = history.iloc[-1]
    silence = f"{history.index[-1] - last['recency']:,.3g} quiet {unit}"
    alive, bounds = last["probability_alive"], (last["ci_low"], last["ci_high"])
    ax.set_title(f"After {silence}, still active with a chance of {percent(alive)}")
    lowest = history["probability_alive"].min()
    alt = (
        f"The probability that one customer is still active, over {history.index[-1]:,.4g} {unit} "
        f"with {count(bought.sum())} purchases. After {silence} it ends at {percent(alive, 1)} "
        f"({percent(1 - alpha)} confidence {interval(*bounds, _percent)}); its lowest was "
        f"{percent(lowest, 1)}."
    )
    return Picture(ax, alt, "alive-history")


def _moments(bought: Array, last: float, step: float) -> tuple[Array, np.ndarray]:
    """When to look, at multiples of a step, and whether a purchase of that moment is known already.

    Every purchase but the first has two moments: just before and just after it.
    """
    steps = np.linspace(0.0, last, POINTS + 1)
    if step:
        number = round(last / step)
        steps = np.append(np.arange(0, number, max(1, number // POINTS)), number) * step
    between = np.setdiff1d(np.round(steps, SAME), np.round(bought, SAME))
    moments = np.concatenate([between, bought, bought[1:]])
    after = np.repeat([False, True, False], [len(between), len(bought), len(bought) - 1])
    order = np.lexsort([after, moments])
    return moments[order], after[order]


def _percent(x: float) -> str:
    return percent(x, 1)
