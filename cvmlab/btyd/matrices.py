"""Two maps of the base by frequency and recency: who is still active, and who will buy how often.

The first customers' maps of this kind are in Fader, Hardie & Lee (2005), "RFM and CLV: Using
Iso-Value Curves for Customer Base Analysis", Journal of Marketing Research 42(4).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.btyd.patterns import as_patterns
from cvmlab.figures.formats import Formatter, number, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

RECENCIES = 60  # columns of a map in continuous time
RARE = 0.995  # of customers buy no more often than the highest row


def probability_alive_matrix(
    fit: LatentAttritionResults, *, T: float | None = None, most: int | None = None
) -> pd.DataFrame:
    """P(alive) for every frequency and recency at one age.

    Parameters
    ----------
    fit : LatentAttritionResults
    T : float, optional
        Age of the customers shown; by default that of the oldest.
    most : int, optional
        The largest frequency; by default the one only 1 customer in 200 exceeds, at least 5.

    Returns
    -------
    DataFrame
        Rows frequency 0, 1, ..., columns recency from 0 to T (every opportunity, where the model
        counts those); NaN where no such customer can be (a customer without repeat purchase has
        recency 0, every other one more).
    """
    return _over_grid(
        fit, T, most, lambda cells: fit.probability_alive(cells)["probability_alive"].to_numpy()
    )


def expected_purchases_matrix(
    fit: LatentAttritionResults, t: float, *, T: float | None = None, most: int | None = None
) -> pd.DataFrame:
    """Expected purchases in the next ``t`` for every frequency and recency at one age.

    Parameters
    ----------
    t : float
        Length of the future.
    fit, T, most
        As for ``probability_alive_matrix``.

    Returns
    -------
    DataFrame
        As that of ``probability_alive_matrix``.
    """
    return _over_grid(fit, T, most, lambda cells: _expected(fit, t, cells))


def plot_probability_alive_matrix(
    fit: LatentAttritionResults,
    *,
    T: float | None = None,
    most: int | None = None,
    unit: str = "weeks",
    ax: Axes | None = None,
) -> Picture:
    """Heat map of P(alive): the same silence means more the more often a customer used to buy.

    Parameters
    ----------
    fit, T, most
        As for ``probability_alive_matrix``.
    unit : str
        The unit of time, for the axis.
    ax : matplotlib Axes, optional
    """
    from cvmlab.figures.pictures import Picture

    matrix = probability_alive_matrix(fit, T=T, most=most)
    ax = _heat_map(matrix, "P(alive)", percent, 1.0, unit, ax)
    quiet, heaviest, light, heavy = _at_half(matrix, unit)
    once = percent(matrix.iloc[0, 0])
    ax.set_title(
        f"After {quiet}, {percent(light)} active with 1 repeat purchase, {percent(heavy)} with "
        f"{heaviest}"
    )
    alt = (
        f"Heat map of the probability to be still active, by frequency and recency, at an age of "
        f"{number(matrix.columns[-1], 0)} {unit}. After {quiet}: {percent(light)} with 1 repeat "
        f"purchase, {percent(heavy)} with {heaviest}. With one purchase only: {once}."
    )
    return Picture(ax, alt, "probability-alive")


def plot_expected_purchases_matrix(
    fit: LatentAttritionResults,
    t: float,
    *,
    T: float | None = None,
    most: int | None = None,
    unit: str = "weeks",
    ax: Axes | None = None,
) -> Picture:
    """Heat map of expected purchases: having bought often is worth much only if it was lately.

    Parameters
    ----------
    fit, t, T, most
        As for ``expected_purchases_matrix``.
    unit : str
        The unit of time, for the axis.
    ax : matplotlib Axes, optional
    """
    from cvmlab.figures.pictures import Picture

    matrix = expected_purchases_matrix(fit, t, T=T, most=most)
    ax = _heat_map(matrix, f"Expected purchases, next {t:,.4g} {unit}", _some, None, unit, ax)
    quiet, heaviest, light, heavy = _at_half(matrix, unit)
    recent = float(matrix.loc[heaviest].iloc[-1])
    ax.set_title(
        f"With {heaviest} repeat purchases, {_some(recent)} more if the last was just now, "
        f"{_some(heavy)} after {quiet}"
    )
    alt = (
        f"Heat map of expected purchases in the next {t:,.4g} {unit}, by frequency and recency, at "
        f"an age of {number(matrix.columns[-1], 0)} {unit}. With {heaviest} repeat purchases: "
        f"{number(recent)} if the last was just now, {number(heavy)} after {quiet}. With 1 repeat "
        f"purchase: {number(float(matrix.iloc[1, -1]))} and {number(light)}. With one purchase "
        f"only: {number(float(matrix.iloc[0, 0]))}."
    )
    return Picture(ax, alt, "expected-purchases")


def _over_grid(
    fit: LatentAttritionResults,
    T: float | None,
    most: int | None,
    value: Callable[[pd.DataFrame], Array],
) -> pd.DataFrame:
    """A value of every customer there can be at one age, by frequency and recency."""
    data = fit.patterns
    age = float(data.T.max()) if T is None else float(T)
    if most is None:
        reached = np.cumsum(data.weight) / data.customers  # patterns are sorted by frequency
        most = max(5, int(data.frequency[np.searchsorted(reached, RARE)]))
    recency, fastest = np.linspace(0.0, age, RECENCIES + 1), np.inf
    if fit.model_class.counts_opportunities:
        recency, fastest = np.arange(age + 1.0), 1.0  # at most one purchase an opportunity
        most = min(most, int(age))
    frequency = np.arange(most + 1)
    grid = pd.MultiIndex.from_product([frequency, recency], names=["frequency", "recency"])
    cells = grid.to_frame(index=False).assign(T=age)
    possible = (cells["frequency"] > 0) == (cells["recency"] > 0)
    possible &= (cells["frequency"] == 0) | (cells["frequency"] <= fastest * cells["recency"])
    values = np.full(len(cells), np.nan)
    values[possible] = value(cells[possible])
    return pd.DataFrame(
        values.reshape(len(frequency), len(recency)),
        index=pd.Index(frequency, name="frequency"),
        columns=pd.Index(recency, name="recency"),
    )


def _expected(fit: LatentAttritionResults, t: float, cells: pd.DataFrame) -> Array:
    """Expectations alone: ``expected_purchases`` would look for intervals as well."""
    patterns = as_patterns(cells)
    return patterns.to_rows(fit.forecast(patterns, t).expected)


def _heat_map(
    matrix: pd.DataFrame,
    label: str,
    written: Formatter,
    highest: float | None,
    unit: str,
    ax: Axes | None,
) -> Axes:
    """Draw a matrix, its row of one-time buyers filled with their one value."""
    from cvmlab.figures.pictures import format_axis, new_axes
    from cvmlab.figures.style import house_style

    ax, recency = new_axes(ax, size="square"), matrix.columns.to_numpy()
    age, step = recency[-1], recency[1] - recency[0]
    extent = (-step / 2, age + step / 2, -0.5, len(matrix) - 0.5)
    image = ax.imshow(
        matrix.to_numpy(), origin="lower", aspect="auto", extent=extent, vmin=0, vmax=highest,
        cmap="cividis",
    )  # fmt: skip
    once = float(matrix.iloc[0, 0])  # one-time buyers are one cell of the grid: shown as a row
    shade = once / (highest or float(np.nanmax(matrix.to_numpy())))
    ax.axhspan(-0.5, 0.5, color=image.cmap(shade), linewidth=0)
    ax.text(age / 2, 0, f"one purchase only: {written(once)}", ha="center", va="center",
            color="white" if shade < 0.6 else "black", fontsize=8)  # fmt: skip
    with house_style():
        bar = ax.figure.colorbar(image, ax=ax, label=label)
    format_axis(bar.ax.yaxis, written)
    ax.grid(False)
    ax.set_xlabel(f"Recency: age at the last purchase ({unit}), at an age of {number(age, 0)}")
    ax.set_ylabel("Frequency: repeat purchases")
    return ax


def _at_half(matrix: pd.DataFrame, unit: str) -> tuple[str, int, float, float]:
    """Half a life's silence in words, the highest frequency then, and the light and the heavy."""
    recency = matrix.columns.to_numpy()
    half = 1 + int(np.argmin(np.abs(recency[1:] - recency[-1] / 2)))
    there = matrix.iloc[:, half].dropna()
    quiet = f"{number(recency[-1] - recency[half], 0)} quiet {unit}"
    return quiet, int(there.index[-1]), float(there.iloc[0]), float(there.iloc[-1])


def _some(x: float) -> str:
    """A number of purchases, as short as it can be said."""
    return number(x, 0 if x >= 99.5 or float(x).is_integer() else 1)
