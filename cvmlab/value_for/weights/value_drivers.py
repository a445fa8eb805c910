"""What the money follows: which of quality, price and hassle go with where people buy.

Who likes a shop marks all of it high, so across people every question goes with every other. Here
only the differences between the brands *one person* knows count: how much more he buys where the
food is fresher, the till faster, the price lower. What goes with that is divided over the
questions, and people, not rows, are drawn again for the intervals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from cvmlab.errors import one_problem
from cvmlab.stats.shares_of_r2 import (
    correlations,
    covariances,
    moments,
    ranks_of,
    shares_of_r2,
)
from cvmlab.value_for.brands.brand_views_result import BrandViews
from cvmlab.value_for.brands.draws import ends, respondent_draws
from cvmlab.value_for.weights.value_drivers_result import ValueDrivers
from cvmlab.value_for.weights.within_respondents import (
    check_within,
    drivers_of,
    within_respondents,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def value_drivers(
    views: BrandViews,
    *,
    by: Literal["items", "parts"] = "items",
    level: float = 0.95,
    resamples: int = 500,
    seed: int = 0,
) -> ValueDrivers:
    """Divide what goes with where people buy over the questions asked, price and hassle.

    Parameters
    ----------
    views : BrandViews
        With the share bought at each brand.
    by : {"items", "parts"}
        Every question on its own, or product, service, price and hassle. With more questions than
        can be taken apart (13), the four parts are used.
    level : float
        Confidence level of the intervals.
    resamples : int
        How often people are drawn again.
    seed : int
        Makes the intervals reproducible.

    Returns
    -------
    ValueDrivers

    Raises
    ------
    DataProblem
        If the share bought is not known, too few views can be compared, or a driver never differs.

    Notes
    -----
    The outcome is the logarithm of the share bought, so that twice as much counts alike for small
    and large shares. Outcome and drivers are taken less their mean over the brands of the same
    respondent, which removes how generously a person marks. R² is divided over the drivers by its
    mean increase over all orders of entry (Lindeman, Merenda and Gold 1980, "Introduction to
    bivariate and multivariate analysis"). Respondents are drawn whole.
    """
    if by not in ("items", "parts"):
        raise ValueError(f'by must be "items" or "parts", not {by!r}')
    if "share" not in views.rows:
        raise one_problem(
            "which share of the money goes to each brand was not asked",
            "ask it (of ten times or of 100 euros, how many here?) and name the column: share=…",
        )
    drivers = drivers_of(views, by)
    values, code, zeros = within_respondents(views, drivers)
    check_within(values, code, drivers)
    counts = respondent_draws(views, resamples, seed)
    matrices = correlations(covariances(moments(values, counts[:, code])))
    shares, r2 = shares_of_r2(matrices)
    draws = shares / np.maximum(r2, 1e-300)[:, None]
    low, high = ends(draws, level)
    tail = (1 - level) / 2
    ranks = ranks_of(draws)
    places = np.quantile(ranks[1:], [tail, 1 - tail], axis=0, method="inverted_cdf").astype(int)
    table = drivers.assign(
        share=draws[0],
        low=low,
        high=high,
        rank=ranks[0],
        rank_low=places[0],
        rank_high=places[1],
        correlation=matrices[0, 1:, 0],
    )
    order = np.argsort(-draws[0], kind="stable")
    people = len(np.unique(code))
    r2_low, r2_high = _interval_of_r2(r2, len(values) - people, len(drivers), level)
    return ValueDrivers(
        table=table.iloc[order].reset_index(drop=True),
        r2=float(r2[0]),
        r2_low=r2_low,
        r2_high=r2_high,
        views=len(values),
        left_out=len(views.rows) - len(values),
        respondents=people,
        zeros=zeros,
        level=level,
        draws=draws[:, order],
        resamples=resamples,
        seed=seed,
    )


def plot_value_drivers(result: ValueDrivers, *, ax: Axes | None = None) -> Picture:
    """What the money follows: each driver's share of what is explained, as bars.

    Parameters
    ----------
    result : ValueDrivers
        What :func:`value_drivers` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.stats.importance_pictures import plot_importance

    return plot_importance(result.importance, ax=ax)


def _interval_of_r2(
    draws: np.ndarray, free: int, drivers: int, level: float
) -> tuple[float, float]:
    """An interval for R², which is too high in a sample, and higher still in its resamples."""
    adjusted = 1 - (1 - draws) * free / (free - drivers)
    unbiased = adjusted[1:] - (draws[1:].mean() - draws[0])
    low, high = np.quantile(unbiased, [(1 - level) / 2, (1 + level) / 2])
    return float(np.clip(low, 0, 1)), float(np.clip(high, 0, 1))
