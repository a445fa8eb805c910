"""What a minute costs and what a point of quality is worth, in every resample."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.value_for.brands.brand_views_result import BrandViews
from cvmlab.value_for.weights.given_weights import read_weights
from cvmlab.value_for.weights.minute_prices import MinutePrice
from cvmlab.value_for.weights.weights_result import ValueWeights

if TYPE_CHECKING:
    Weights = ValueWeights | Mapping[str, float] | None


@dataclass(frozen=True, eq=False)
class MoneyTerms:
    """Minutes and points in money.

    Parameters
    ----------
    minute : array of shape (draws,), optional
        Money a unit of hassle (1 where it is money already); None where nothing says it.
    source : {"given", "choices", "purchases", "in money", "not needed"}
        Where the price of a minute comes from.
    ends : tuple of two floats, optional
        The ends of its interval, where it has one.
    weights : ValueWeights, optional
        What a point is worth; None where it is not asked for.
    points : array of shape (draws, 2), optional
        Money a point of product and of service.
    """

    minute: np.ndarray | None
    source: str
    ends: tuple[float, float] | None = None
    weights: ValueWeights | None = None
    points: np.ndarray | None = field(default=None, repr=False)


def money_terms(
    views: BrandViews,
    counts: np.ndarray,
    price: MinutePrice | None,
    weights: Weights,
    *,
    weighted: bool,
    seed: int = 0,
) -> MoneyTerms:
    """The price of a minute and the worth of a point, from what was given or from purchases.

    Parameters
    ----------
    views : BrandViews
        What people think.
    counts : array of shape (draws, respondents)
        From :func:`cvmlab.value_for.brands.draws.respondent_draws`.
    price : MinutePrice, optional
        It overrules the minute of the weights.
    weights : ValueWeights, mapping or None
        None for what purchases say.
    weighted : bool
        Whether the worth of a point is wanted; else only the price of a minute is looked for.
    seed : int
        Makes the draws reproducible.

    Raises
    ------
    DataProblem
        See :func:`cvmlab.value_for.weights.given_weights.read_weights`.
    """
    minutes = views.hassle_unit == "minutes"
    draws = len(counts)
    found = points = None
    if weighted:
        fixed = price.value if price and minutes else None
        found = read_weights(weights, views, minute_price=fixed, seed=seed)
        drawn = found.draws_for(views, counts, seed)
        points = drawn[:, :2]
    if not minutes:
        return MoneyTerms(np.ones(draws), "in money", None, found, points)
    if price is not None:
        return MoneyTerms(price.drawn(draws, seed), price.source, price.ends, found, points)
    own = minute_of(found or weights)
    if np.isnan(own):
        return MoneyTerms(None, "not needed", None, found, points)
    estimated = found or (weights if isinstance(weights, ValueWeights) else None)
    if estimated is None or estimated.source == "given":
        return MoneyTerms(np.full(draws, own), "given", None, found, points)
    ends = (float(estimated["minute"]["low"]), float(estimated["minute"]["high"]))
    minute = estimated.draws_for(views, counts, seed)[:, 2]
    return MoneyTerms(minute, "purchases", ends, found, points)


def minute_of(weights: Weights) -> float:
    """What weights say a minute costs; NaN where they do not."""
    if isinstance(weights, ValueWeights):
        return weights.minute
    return float((weights or {}).get("minute", float("nan")))
