"""The cohort triangle as a picture: who still buys, by when they came and how long ago that was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, percent
from cvmlab.insight.counted.cohort_cells import PERIODS
from cvmlab.insight.counted.cohorts import CohortSales

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_cohort_triangle(result: CohortSales, *, ax: Axes | None = None) -> Picture:
    """The share of each cohort that buys, by age; what has not happened yet is blank.

    Read a row to follow the same customers, a column to compare cohorts at the same age. Shares
    fall ever more slowly along a row even if nobody becomes more loyal: those who leave early
    leave the row to the others (Vaupel & Yashin 1985, "Heterogeneity's ruses").

    Parameters
    ----------
    result : CohortSales
        What :func:`~cvmlab.insight.counted.cohorts.sales_by_cohort` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from matplotlib.colors import LinearSegmentedColormap

    from cvmlab.figures.pictures import Picture, new_axes
    from cvmlab.figures.style import INK, palette

    ax = new_axes(ax)
    shares = result.active
    values = shares.to_numpy(float)
    later = values[:, 1:] if values.shape[1] > 1 else values
    top = float(np.nanmax(later)) if np.isfinite(later).any() else 1.0
    hue = LinearSegmentedColormap.from_list("active", ["#FFFFFF", palette()[0]])
    ax.imshow(values, cmap=hue, vmin=0, vmax=max(top, 1e-9) * 1.15, aspect="auto")
    for i, j in zip(*np.nonzero(np.isfinite(values)), strict=True):
        dark = values[i, j] > 0.6 * top
        ax.text(
            j, i, percent(values[i, j]), ha="center", va="center", fontsize=7,
            color="white" if dark else INK,
        )  # fmt: skip
    sizes = result.cells.groupby("cohort")["customers"].first().reindex(shares.index)
    ax.set_yticks(
        range(len(shares)), [f"{name} ({count(sizes[name])})" for name in shares.index], fontsize=8
    )
    ax.set_xticks(range(values.shape[1]), [count(age) for age in shares.columns])
    ax.grid(False)
    unit = PERIODS[result.period]
    ax.set_xlabel(f"Age of the cohort in {unit}s (0: the {unit} of acquisition)")
    ax.set_ylabel("Cohort (customers)")
    title, detail = _finding(result, unit)
    ax.set_title(title)
    return Picture(ax, f"{title}. {detail}", name="cohort-triangle")


def _finding(result: CohortSales, unit: str) -> tuple[str, str]:
    shares = result.active
    seen = shares.loc[:, shares.notna().any()]
    oldest = seen.iloc[0].dropna()
    if len(oldest) < 2:
        return "No cohort can be followed yet", "Only the periods of acquisition are over."
    title = (
        f"Of the cohort of {shares.index[0]}, {percent(oldest.iloc[1])} buy in the {unit} after, "
        f"{percent(oldest.iloc[-1])} still do {count(oldest.index[-1])} {unit}s later"
    )
    after = shares[1].dropna() if 1 in shares else shares.iloc[:, 0]
    detail = (
        f"Triangle of {len(shares)} cohorts by age; one {unit} after acquisition between "
        f"{percent(after.min())} and {percent(after.max())} of a cohort buy. Blank: not yet over."
    )
    return title, detail
