"""How customers differ, drawn: the laws of their purchase and dropout rates.

Rates are drawn on a logarithmic axis, where equal areas under the curve are equal numbers of
customers and every Gamma law has one hill; on a plain axis most of these laws run off to infinity
at a rate of zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.heterogeneity import (
    Side,
    density_of,
    differs,
    distribution,
    heterogeneity,
    is_chance,
)
from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.figures.formats import interval, number, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

POINTS = 240
RARE, RARER = 0.02, 0.998  # shares of customers below the lowest and the highest rate drawn


def plot_purchase_rates(
    fit: LatentAttritionResults, *, unit: str = "weeks", alpha: float = 0.05, ax: Axes | None = None
) -> Picture:
    """How purchase rates differ between customers (while active), with a confidence band.

    Parameters
    ----------
    fit : LatentAttritionResults
    unit : str
        The unit of time, for axis and title.
    alpha : float
        One minus the level of the band.
    ax : matplotlib Axes, optional
    """
    return _plot(fit, "purchase", unit, alpha, ax)


def plot_dropout(
    fit: LatentAttritionResults, *, unit: str = "weeks", alpha: float = 0.05, ax: Axes | None = None
) -> Picture:
    """How dropout rates (or chances to drop out) differ between customers, with a band.

    Parameters
    ----------
    fit, unit, alpha, ax
        As for ``plot_purchase_rates``.
    """
    return _plot(fit, "dropout", unit, alpha, ax)


def _plot(
    fit: LatentAttritionResults, side: Side, unit: str, alpha: float, ax: Axes | None
) -> Picture:
    from cvmlab.figures.pictures import Picture, format_axis, new_axes

    law, facts, ax = getattr(fit, side), heterogeneity(fit, alpha=alpha).loc[side], new_axes(ax)
    chance = is_chance(law)
    if differs(law):
        _draw_law(ax, fit, side, alpha)
        title = _half_of_them(fit, side, facts["median"], unit)
    else:
        _draw_common(ax, facts, chance, alpha)
        title = _everybody(fit, side, facts["mean"], unit)
    _mark(ax, facts)
    ax.set_title(title)
    ax.set_xlabel(_axis(fit, side, unit))
    ax.set_ylabel("Density of customers" if differs(law) else "")
    ax.set_yticks([])
    ax.set_ylim(bottom=0)
    ax.grid(False)
    format_axis(ax.xaxis, percent if chance else _tick)
    high = facts["median"] > 0.5 if chance else differs(law)  # where the curve is, or the line
    ax.legend(loc="upper left" if high else "upper right")
    name = "purchase-rates" if side == "purchase" else "dropout"
    return Picture(ax, f"{_axis(fit, side, unit)}. {title}. {_numbers(facts, chance, alpha)}", name)


def _draw_law(ax: Axes, fit: LatentAttritionResults, side: Side, alpha: float) -> None:
    from cvmlab.figures.style import palette

    law, colour = getattr(fit, side), palette()[0]
    chance = is_chance(law)
    at = _chances() if chance else _rates(law)
    curve = density_of(fit, side, at, alpha=alpha)
    height = curve if chance else curve.mul(at, axis=0)  # per step of the logarithm
    ax.fill_between(
        at, height["ci_low"], height["ci_high"], color=colour, alpha=0.18, linewidth=0,
        label=f"{percent(1 - alpha)} confidence",
    )  # fmt: skip
    ax.plot(at, height["density"], color=colour, label="Customers")
    if chance:  # a law may run off to infinity at 0 or 1
        ax.set_xlim(0, 1)
        ax.set_ylim(0, 1.15 * height.loc[0.03:0.97, "density"].max())
    else:
        ax.set_xscale("log")
        ax.minorticks_off()


def _draw_common(ax: Axes, facts: pd.Series, chance: bool, alpha: float) -> None:
    """Where all customers are, by a limit model."""
    from cvmlab.figures.style import GREY_TEXT, palette

    if facts["mean"] > 0:
        ax.axvspan(
            facts["ci_low"], facts["ci_high"], color=palette()[0], alpha=0.18, linewidth=0,
            label=f"{percent(1 - alpha)} confidence",
        )  # fmt: skip
    ax.set_xlim(0, min(2 * facts["ci_high"], 1 if chance else np.inf) or 1)
    ax.text(0.99, 0.04, "all customers alike: no curve to draw", ha="right", color=GREY_TEXT,
            transform=ax.transAxes)  # fmt: skip


def _mark(ax: Axes, facts: pd.Series) -> None:
    from cvmlab.figures.style import GREY, INK

    if facts["variance"] > 0:
        ax.axvline(facts["median"], color=INK, linewidth=1, label="Median")
        ax.axvline(facts["mean"], color=GREY, linewidth=1.5, linestyle=":", label="Mean")
    else:
        ax.axvline(facts["mean"], color=INK, linewidth=2, label="All customers", clip_on=False)


def _rates(law: object) -> Array:
    low, high = distribution(law).ppf([RARE, RARER])
    return np.geomspace(max(low, high * 1e-5), high, POINTS)


def _chances() -> Array:
    return (np.arange(POINTS) + 0.5) / POINTS


def _axis(fit: LatentAttritionResults, side: Side, unit: str) -> str:
    """What the law is about."""
    one = unit[:-1] if unit.endswith("s") else unit
    if not is_chance(getattr(fit, side)):
        if side == "purchase":
            return f"Purchase rate while active (purchases a {one})"
        return f"Dropout rate (a {one})"
    if side == "purchase":
        return "Chance to buy at an opportunity while active"
    before = fit.model_class.counts_opportunities
    return f"Chance to leave {'before an opportunity' if before else 'after a purchase'}"


def _half_of_them(fit: LatentAttritionResults, side: Side, median: float, unit: str) -> str:
    """What the median says."""
    if is_chance(getattr(fit, side)):
        doing = "buy at an opportunity" if side == "purchase" else "leave at a time"
        if side == "dropout":
            before = fit.model_class.counts_opportunities
            doing = f"leave {'before an opportunity' if before else 'after a purchase'}"
        return f"Half of the customers {doing} with a chance under {_chance(median)}"
    if side == "dropout":
        return f"Half of the customers stay longer than {_short(1 / median)} {unit} on average"
    return f"Half of the customers buy less than {_pace(median, unit)}"


def _everybody(fit: LatentAttritionResults, side: Side, mean: float, unit: str) -> str:
    """What a limit model says."""
    if mean == 0:
        return "No dropout is seen in these data: every customer counts as active"
    if is_chance(getattr(fit, side)):
        doing = "buys" if side == "purchase" else "leaves"
        return f"One common chance: every customer {doing} with a chance of {_chance(mean)}"
    if side == "dropout":
        return f"One common rate: every customer stays {_short(1 / mean)} {unit} on average"
    return f"One common rate: every customer buys {_pace(mean, unit)}"


def _pace(rate: float, unit: str) -> str:
    one = unit[:-1] if unit.endswith("s") else unit
    return f"once in {_short(1 / rate)} {unit}" if rate < 1 else f"{_short(rate)} times a {one}"


def _numbers(facts: pd.Series, chance: bool, alpha: float) -> str:
    written = _chance if chance else _three
    said = f"Mean {written(facts['mean'])}"
    if facts["mean"] > 0:
        bounds = interval(facts["ci_low"], facts["ci_high"], written)
        said += f" ({percent(1 - alpha)} confidence {bounds})"
    if facts["variance"] == 0:
        return f"{said}, the same for everybody."
    return (
        f"{said}, median {written(facts['median'])}, variance {_three(facts['variance'])}, Gini "
        f"{number(facts['gini'])}; one customer in ten is below {written(facts['p10'])}, one in "
        f"ten above {written(facts['p90'])}."
    )


def _chance(x: float) -> str:
    return percent(x, 0 if x >= 0.0995 else 1)


def _tick(x: float) -> str:
    """A rate with no more digits than it needs."""
    return "0" if x == 0 else number(x, 12).rstrip("0").rstrip(".")


def _short(x: float, digits: int = 2) -> str:
    """So many digits that say something, whatever the size."""
    if x == 0:
        return "0"
    return number(x, max(0, digits - 1 - int(np.floor(np.log10(abs(x) * 1.005)))))


def _three(x: float) -> str:
    return _short(x, 3)
