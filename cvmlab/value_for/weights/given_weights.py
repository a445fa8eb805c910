"""Weights of quality and hassle from elsewhere: one's own judgement, choices, another study."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.value_for.brands.brand_views_result import BrandViews
from cvmlab.value_for.weights.value_weights import value_weights
from cvmlab.value_for.weights.weights_result import WEIGHED, ValueWeights


def given_weights(
    product: float,
    service: float,
    minute: float = float("nan"),
    *,
    currency: str = "",
) -> ValueWeights:
    """Weights from one's own judgement or from another study; they have no interval.

    Parameters
    ----------
    product, service : float
        Money a point.
    minute : float
        Money a minute; needed where hassle is counted in minutes.
    currency : str
        ISO 4217 code.

    Raises
    ------
    DataProblem
        If a weight is not a number, or below 0.

    Examples
    --------
    >>> given_weights(8, 6).draws(np.ones((2, 5)))
    array([[ 8.,  6., nan],
           [ 8.,  6., nan]])
    """
    given = {"product": product, "service": service, "minute": minute}
    wrong = [
        Problem(f"the weight of {name} is {value}", "give money a point, 0 or more.")
        for name, value in given.items()
        if not (np.isfinite(value) and value >= 0) and not (name == "minute" and np.isnan(value))
    ]
    if wrong:
        raise DataProblem(wrong, "the weights")
    table = pd.DataFrame({"part": WEIGHED, "value": [float(given[part]) for part in WEIGHED]})
    table["low"] = table["high"] = table["se"] = np.nan
    table["as_answered"] = table["value"]
    return ValueWeights(parts=table, source="given", currency=currency)


def read_weights(
    weights: ValueWeights | Mapping[str, float] | None,
    views: BrandViews,
    *,
    minute_price: Any = None,
    level: float = 0.95,
    resamples: int = 1_000,
    seed: int = 0,
) -> ValueWeights:
    """Weights however they were given: estimated before, a few numbers, or None for purchases.

    Parameters
    ----------
    weights : ValueWeights, mapping or None
        A mapping names "product" and "service" in money a point, and may name "minute".
    views : BrandViews
        Where purchases are read when no weights are given.
    minute_price : float, or what ``price_of_hassle`` returned, optional
        Money a minute; overrules the minute of the weights.

    Raises
    ------
    DataProblem
        If hassle is counted in minutes and nothing says what a minute costs, or in money and a
        minute is priced all the same; if parts of the mapping are unknown or missing; and whatever
        :func:`cvmlab.value_for.weights.value_weights.value_weights` raises.
    """
    if weights is None:
        weights = value_weights(views, level=level, resamples=resamples, seed=seed)
    elif isinstance(weights, Mapping):
        weights = _from_mapping(weights, views.currency)
    if views.hassle_unit == "money":
        if minute_price is not None:
            raise one_problem(
                "hassle is counted in money already, so a minute needs no price",
                'leave out minute_price=, or say hassle_unit="minutes" when it is minutes.',
            )
        return weights.without_minute()
    if minute_price is not None:
        weights = weights.at_minute_price(minute_price)
    if np.isnan(weights.minute):
        raise one_problem(
            "hassle is counted in minutes, and nothing says what a minute costs",
            "give minute_price=, from price_of_hassle (choices) or value_weights (purchases).",
        )
    return weights


def weights_of_types(
    weights: ValueWeights | Mapping[str, float] | None, views: BrandViews, **settings: Any
) -> ValueWeights:
    """As :func:`read_weights`; from purchases those of each type of customers too.

    Parameters
    ----------
    weights, views
        See :func:`read_weights`.
    **settings
        Its other settings.
    """
    if weights is None and views.customer_types and "share" in views.rows:
        of_purchases = {k: v for k, v in settings.items() if k != "minute_price"}
        weights = value_weights(views, by="customer_type", **of_purchases)
    return read_weights(weights, views, **settings)


def _from_mapping(weights: Mapping[str, Any], currency: str) -> ValueWeights:
    problems = [
        Problem(f'weights= does not say "{part}"', "give money a point for both parts of quality.")
        for part in ("product", "service")
        if part not in weights
    ]
    problems += [
        Problem(f'weights= names "{name}"', 'it may name "product", "service" and "minute".')
        for name in weights
        if name not in WEIGHED
    ]
    if problems:
        raise DataProblem(problems, "the weights")
    return given_weights(**{name: float(value) for name, value in weights.items()},
                         currency=currency)  # fmt: skip
