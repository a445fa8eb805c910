"""Who is still active, read off a map: P(alive) by frequency and recency."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.figures.formats import number, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

RECENCIES = 60


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
        Rows frequency 0, 1, ..., columns recency from 0 to T; NaN where no such customer can be
        (a customer without repeat purchase has recency 0, every other one more).
    """
    data = fit.patterns
    age = float(data.T.max()) if T is None else float(T)
    if most is None:
        reached = np.cumsum(data.weight) / data.customers  # patterns are sorted by frequency
        most = max(5, int(data.frequency[np.searchsorted(reached, 0.995)]))
    frequency, recency = np.arange(most + 1), np.linspace(0.0, age, RECENCIES + 1)
    grid = pd.MultiIndex.from_product([frequency, recency], names=["frequency", "recency"])
    cells = grid.to_frame(index=False).assign(T=age)
    possible = (cells["frequency"] > 0) == (cells["recency"] > 0)
    alive = np.full(len(cells), np.nan)
    alive[possible] = fit.probability_alive(cells[possible])["probability_alive"]
    return pd.DataFrame(
        alive.reshape(len(frequency), len(recency)),
        index=pd.Index(frequency, name="frequency"),
        columns=pd.Index(recency, name="recency"),
    )


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
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import house_style

    matrix = probability_alive_matrix(fit, T=T, most=most)
    ax = new_axes(ax, size="square")
    recency, values = matrix.columns.to_numpy(), matrix.to_numpy()
    age, step = recency[-1], recency[1] - recency[0]
    extent = (-step / 2, age + step / 2, -0.5, len(matrix) - 0.5)
    image = ax.imshow(
        values, origin="lower", aspect="auto", extent=extent, vmin=0, vmax=1, cmap="cividis"
    )
    once = values[0, 0]  # one-time buyers are one cell of the grid: show their value as a row
    ax.axhspan(-0.5, 0.5, color=image.cmap(image.norm(once)), linewidth=0)
    ax.text(age / 2, 0, f"one purchase only: {percent(once)}", ha="center", va="center",
            color="white" if once < 0.6 else "black", fontsize=8)  # fmt: skip
    with house_style():
        bar = ax.figure.colorbar(image, ax=ax, label="P(alive)")
    format_axis(bar.ax.yaxis, percent)
    ax.grid(False)
    ax.set_xlabel(f"Recency: age at the last purchase ({unit}), at an age of {number(age, 0)}")
    ax.set_ylabel("Frequency: repeat purchases")
    half = int(np.argmin(np.abs(recency - age / 2)))
    light, heavy = (float(values[row, half]) for row in (1, -1))
    quiet = f"{number(age - recency[half], 0)} quiet {unit}"
    ax.set_title(
        f"After {quiet}, {percent(light)} active with 1 repeat purchase, {percent(heavy)} with "
        f"{matrix.index[-1]}"
    )
    alt = (
        f"Heat map of the probability to be still active, by frequency and recency, at an age of "
        f"{number(age, 0)} {unit}. After {quiet}: {percent(light)} with 1 repeat purchase, "
        f"{percent(heavy)} with {matrix.index[-1]}. With one purchase only: {percent(once)}."
    )
    return Picture(ax, alt, "probability-alive")
