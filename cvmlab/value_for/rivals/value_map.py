"""The customer value map: how good each brand is seen to be, against all it costs.

Quality stands on one axis, price and hassle together on the other. Along the fair-value line every
further point of quality costs exactly what it is worth; a brand below the line gives more than
that, one above it less. Gale (1994, "Managing customer value").
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.value_for.brands.brand_views_result import BrandViews
from cvmlab.value_for.brands.draws import brand_means, ends, respondent_draws
from cvmlab.value_for.rivals.value_map_result import BETTER, FAIR, WORSE, ValueMap
from cvmlab.value_for.weights.given_weights import read_weights
from cvmlab.value_for.weights.weights_result import ValueWeights


def value_map(
    views: BrandViews,
    *,
    minute_price: Any = None,
    weights: ValueWeights | Mapping[str, float] | None = None,
    level: float = 0.95,
    resamples: int = 1_000,
    seed: int = 0,
) -> ValueMap:
    """Quality against full cost, brand by brand, with the fair-value line through their mean.

    Parameters
    ----------
    views : BrandViews
        How one's own brand and its rivals are seen.
    minute_price : float, or what ``price_of_hassle`` returned, optional
        Money a minute of hassle; without it that of the weights.
    weights : ValueWeights or mapping, optional
        Money a point of "product" and of "service"; without them they are read from purchases.
    level : float
        Confidence level of the intervals.
    resamples : int
        Bootstrap samples, drawn by respondent; weights and marks are drawn together.
    seed : int
        Makes the intervals reproducible.

    Returns
    -------
    ValueMap

    Raises
    ------
    DataProblem
        If nothing says what a point or a minute is worth in money.

    Notes
    -----
    With weights w in money a point, quality = (w₁ product + w₂ service) / (w₁ + w₂) and
    cost = price + minutes · price of a minute. The line has the slope w₁ + w₂ and goes through the
    mean of the brands, each counting once. So the advantage, fair cost less cost, is the
    difference in money of the value equation, against the mean of all brands: adding a number to
    every answer, or multiplying them, changes nothing but the numbers on the quality axis.
    The value equation is Shaun Smith's (smith+co, 2008); the map is Gale's (1994, "Managing
    customer value"), with hassle added to the price.

    Examples
    --------
    >>> from cvmlab.value_for.brands.market import market
    >>> mine = market("Us; 8; 7; 90; 20", "Cheap & Co; 5; 4; 50; 30", "Fine; 9; 9; 120; 10")
    >>> print(value_map(mine, minute_price=0.2, weights={"product": 8, "service": 6}).sentence)
    Us gives €4.00 more than its price and hassle ask, by your own estimates: no interval.
    """
    known = read_weights(
        weights, views, minute_price=minute_price, level=level, resamples=resamples, seed=seed
    )
    counts = respondent_draws(views, resamples, seed)
    drawn = known.draws_for(views, counts, seed)
    if not known.product + known.service > 0:
        raise one_problem(
            "quality counts for nothing by these weights, so no line can be drawn",
            'give weights={"product": …, "service": …} in money a point, above 0 together.',
        )
    quality, cost, slope = on_the_map(brand_means(views, counts), drawn)
    fair = cost.mean(axis=1, keepdims=True)
    fair = fair + slope[:, None] * (quality - quality.mean(axis=1, keepdims=True))
    advantage = fair - cost
    low, high = ends(advantage, level)
    price = brand_means(views, counts[:1])[0, :, 2]
    table = pd.DataFrame(
        {
            "brand": views.brands,
            "quality": quality[0],
            "price": price,
            "hassle_cost": cost[0] - price,
            "cost": cost[0],
            "fair_cost": fair[0],
            "advantage": advantage[0],
            "low": low,
            "high": high,
            "zone": zones(advantage[0], low, high),
        }
    )
    slope_low, slope_high = (float(end) for end in ends(slope, level))
    inside = ((advantage[1:] >= low) & (advantage[1:] <= high)).all(axis=1)
    return ValueMap(
        table=table,
        own=views.own,
        slope=float(slope[0]),
        slope_low=slope_low,
        slope_high=slope_high,
        middle=(float(quality[0].mean()), float(cost[0].mean())),
        weights=known,
        together=float(inside.mean()) if inside.size else float("nan"),
        respondents=views.respondents,
        asked=views.asked,
        currency=views.currency,
        level=level,
        few=views.few,
    )


def on_the_map(means: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Quality in weighted points, cost in money, and money a point, draw by draw.

    Parameters
    ----------
    means : numpy.ndarray of shape (draws, brands, 4)
        Product, service, price, hassle.
    weights : numpy.ndarray of shape (draws, 3)
        Money a point of product, a point of service, a minute; NaN where hassle is money.
    """
    product, service, minute = weights.T[:, :, None]
    slope = product + service
    quality = (product * means[:, :, 0] + service * means[:, :, 1]) / slope
    cost = means[:, :, 2] + np.where(np.isnan(minute), 1.0, minute) * means[:, :, 3]
    return quality, cost, slope[:, 0]


def zones(advantage: np.ndarray, low: np.ndarray, high: np.ndarray) -> list[str]:
    """Better or worse value where the interval says so; by the sign where there is none.

    Examples
    --------
    >>> zones(np.array([3.0, -3.0]), np.array([1.0, -7.0]), np.array([5.0, 1.0]))
    ['better value', 'fair']
    """
    low, high = (np.where(np.isnan(end), advantage, end) for end in (low, high))
    return [BETTER if a > 0 else WORSE if b < 0 else FAIR for a, b in zip(low, high, strict=True)]
