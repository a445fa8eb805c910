"""What if one brand changed: its quality, its price, its hassle, and where the scale begins.

One's own brand or a rival. The map in money and the ranks of every form are worked out again from
the brands' means, so that a manager sees which conclusions follow the offer and which the scale.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem, suggestion
from cvmlab.figures.formats import money
from cvmlab.value_for.brands.brand_views import MEASURES, BrandViews
from cvmlab.value_for.equation.forms import FORMS, sides_of
from cvmlab.value_for.equation.what_if_result import WhatIf
from cvmlab.value_for.weights.given_weights import read_weights
from cvmlab.value_for.weights.weights_result import ValueWeights

__all__ = ["WhatIf", "what_if"]


def what_if(
    views: BrandViews,
    brand: str | None = None,
    *,
    product: float = 0.0,
    service: float = 0.0,
    price: float = 0.0,
    hassle: float = 0.0,
    zero: float = 0.0,
    minute_price: float | None = None,
    weights: ValueWeights | Mapping[str, float] | None = None,
) -> WhatIf:
    """Change one brand and see its value in money and the ranks of every form.

    Parameters
    ----------
    views : BrandViews
        Of a survey or of :func:`market`.
    brand : str, optional
        Who changes; one's own brand by default.
    product, service : float
        Points more or less; a mark stays on its scale.
    price : float
        Money more or less.
    hassle : float
        Minutes (or money) more or less; never below none.
    zero : float
        Which mark counts as nothing in the ratio and the logarithms; money and standard deviations
        do not depend on it.
    minute_price : float, optional
        Money a minute; by default as the weights say.
    weights : ValueWeights or mapping, optional
        Money a point of product and of service; by default from purchases.

    Returns
    -------
    WhatIf

    Raises
    ------
    DataProblem
        If there is no brand of this name, it would cost nothing, or weights are unknown.

    Notes
    -----
    The forms are those of :mod:`cvmlab.value_for.equation.forms`, worked out from the brands' means
    without intervals: a rehearsal, not a forecast. That buyers notice a change, and that rivals
    stand still, is assumed.

    Examples
    --------
    >>> from cvmlab.value_for.brands.market import market
    >>> mine = market("Us; 8; 7; 86; 16", "Cheap & Co; 5; 4; 45; 28")
    >>> worth = {"product": 8, "service": 8, "minute": 0.25}
    >>> [what_if(mine, weights=worth, zero=zero).first["ratio"] for zero in (0, 1)]
    ['Cheap & Co', 'Us']
    """
    brand = views.own if brand is None else brand
    if brand not in views.brands:
        near = suggestion(brand, views.brands)
        raise one_problem(
            f'there is no brand "{brand}".{near}', f"choose one of: {', '.join(views.brands)}."
        )
    weighed = read_weights(weights, views, minute_price=minute_price)
    before = views.rows.groupby("brand")[list(MEASURES)].mean().loc[list(views.brands)]
    changes = {"product": product, "service": service, "price": price, "hassle": hassle}
    after = _changed(before, brand, changes, views)
    minute = 1.0 if views.hassle_unit == "money" else weighed.minute
    points = np.array([[weighed.product, weighed.service]])
    values, sides = _values(after, minute, points, zero)
    values_before, sides_before = _values(before, minute, points, 0.0)
    table = after.reset_index(names="brand")
    table["quality"], table["cost"] = sides
    table["points"] = table["quality"] / points.sum()
    table["value"] = values["difference"].to_numpy()
    table["value_before"] = values_before["difference"].to_numpy()
    table["points_before"], table["cost_before"] = sides_before[0] / points.sum(), sides_before[1]
    table = table.sort_values(["value", "brand"], ascending=[False, True]).reset_index(drop=True)
    return WhatIf(
        table, _ranks(values), _ranks(values_before), brand, changes, float(zero), points.sum(),
        views.own, views.hassle_unit, views.currency,
    )  # fmt: skip


def _changed(
    means: pd.DataFrame, brand: str, changes: Mapping[str, float], views: BrandViews
) -> pd.DataFrame:
    """The brands' means with one brand changed, as far as it can."""
    after = means.copy()
    moved = after.loc[brand] + pd.Series(changes)
    for part, scale in (("product", views.scale), ("service", views.service_scale or views.scale)):
        moved[part] = min(max(moved[part], scale.low), scale.high)
    moved["hassle"] = max(moved["hassle"], 0.0)
    if moved["price"] <= 0:
        now = money(float(means.loc[brand, "price"]), views.currency)
        raise one_problem(
            f"{brand} would cost nothing or less", f"take less than its price of {now} off."
        )
    after.loc[brand] = moved
    return after


def _values(
    means: pd.DataFrame, minute: float, points: np.ndarray, zero: float
) -> tuple[pd.DataFrame, tuple[np.ndarray, np.ndarray]]:
    """Each brand's value in each form, and the two sides in money."""
    given = means.to_numpy()[None]
    counted = given - np.array([zero, zero, 0.0, 0.0])
    found: dict[str, Any] = {}
    for form in FORMS:
        from_zero = form in ("ratio", "log")
        value = sides_of(form, counted if from_zero else given, minute, points).value[0]
        # A mark that counts as nothing, or as less, has no ratio and no logarithm.
        enough = (counted[0, :, :2] > 0).all() and (form == "ratio" or (given[0, :, 3] > 0).all())
        found[form] = value if enough or not from_zero else np.full(len(means), np.nan)
    money_sides = sides_of("difference", given, minute, points)
    sides = (money_sides.quality[0], money_sides.cost[0])
    return pd.DataFrame(found, index=means.index), sides


def _ranks(values: pd.DataFrame) -> pd.DataFrame:
    return values.rank(ascending=False, method="min")
