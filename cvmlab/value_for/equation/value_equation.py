"""The value equation of one's own brand and its rivals, with intervals from respondents.

(product quality + service quality) / (price + hassle) is Shaun Smith's (smith+co, 2008). The form
that needs least is the difference in money: what people would pay for the quality, less price and
hassle, against the mean of all brands. Answers on another scale give the same money, because the
worth of a point changes with the scale.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem
from cvmlab.value_for.brands.brand_views_result import MEASURES, BrandViews
from cvmlab.value_for.brands.draws import brand_means, chances_first, ends, respondent_draws
from cvmlab.value_for.equation.form_refusals import refusals
from cvmlab.value_for.equation.forms import FORMS, FormName, sides_of
from cvmlab.value_for.equation.money_terms import minute_of, money_terms
from cvmlab.value_for.equation.value_equation_result import ValueEquation
from cvmlab.value_for.weights.minute_prices import read_minute_price
from cvmlab.value_for.weights.weights_result import ValueWeights

if TYPE_CHECKING:
    from cvmlab.value_for.hassle.price_of_hassle_result import PriceOfHassle


def value_equation(
    views: BrandViews,
    *,
    minute_price: float | PriceOfHassle | None = None,
    form: FormName = "difference",
    weights: ValueWeights | Mapping[str, float] | None = None,
    level: float = 0.95,
    resamples: int = 1_000,
    seed: int = 0,
) -> ValueEquation:
    """What each brand gives for what it costs, by the value equation of Shaun Smith.

    Parameters
    ----------
    views : BrandViews
        What people think of each brand, from
        :func:`cvmlab.value_for.brands.brand_views.brand_views` or ``market``.
    minute_price : float or PriceOfHassle, optional
        Money a minute, as a number or as choices told it. Without it the minute of ``weights``
        counts, where these know one.
    form : {"difference", "ratio", "log", "standardised"}
        How quality and cost are put together; see :mod:`cvmlab.value_for.equation.forms`.
    weights : ValueWeights or mapping, optional
        For the difference: what a point of "product" and of "service" is worth in money. Without
        it, what purchases say (``value_weights``), where shares were asked.
    level : float
        Confidence level of the intervals.
    resamples : int
        Bootstrap samples of respondents, drawn whole.
    seed : int
        Makes the intervals reproducible.

    Returns
    -------
    ValueEquation

    Raises
    ------
    DataProblem
        With every reason why the form must not be computed and what to do instead: hassle in
        minutes without a price of a minute; a ratio or logarithms of answers without a true zero;
        points of two sizes added; no worth of a point for the difference.

    Notes
    -----
    Forms, with P and S the brand's mean marks, p its mean price and h hassle in money:
    difference w₁P + w₂S − p − h, less its mean over the brands; ratio 100 (P + S) / (p + h); log
    log P + log S − log p − log h; standardised: z-scores over the brands. Means are over the
    people who know the brand. Percentile bootstrap; weights from purchases are estimated anew in
    each resample, and so is a price of a minute from choices; what is given as a number is taken
    for certain.

    Examples
    --------
    >>> from cvmlab.kestrel.brands import brand_perceptions
    >>> from cvmlab.value_for.brands.brand_views import brand_views
    >>> views = brand_views(brand_perceptions(1), own="Kestrel")
    >>> result = value_equation(views, minute_price=0.25, resamples=99)
    >>> result.ranked["brand"].tolist()[:2]
    ['Kestrel', 'Pfennig']
    """
    if form not in FORMS:
        raise ValueError(f"form must be one of {FORMS}, not {form!r}")
    price = read_minute_price(minute_price)
    weighted = form == "difference"
    shares = "share" in views.rows
    from_purchases = weighted and weights is None and shares  # they price the minute too
    problems = refusals(
        form,
        views,
        minute_priced=price is not None or np.isfinite(minute_of(weights)) or from_purchases,
        weighted=weights is not None or shares,
    )
    if problems:
        raise DataProblem(problems, "the value equation")
    counts = respondent_draws(views, resamples, seed)
    terms = money_terms(views, counts, price, weights, weighted=weighted, seed=seed)
    # Where no price of a minute is needed, minutes stand for themselves: units fall out.
    minute = np.ones(len(counts)) if terms.minute is None else terms.minute
    means = brand_means(views, counts)
    sides = sides_of(form, means, minute, terms.points)
    low, high = ends(sides.value, level)
    table = pd.DataFrame({"brand": views.brands})
    table[list(MEASURES)] = means[0]
    table["hassle_cost"] = np.nan if terms.minute is None else means[0, :, 3] * minute[0]
    table["quality"], table["cost"], table["value"] = (side[0] for side in sides)
    table["low"], table["high"] = low, high
    table["rank"] = table["value"].rank(ascending=False, method="min").astype("Int64")
    table["chance_first"] = chances_first(sides.value)
    return ValueEquation(
        table=table,
        form=form,
        own=views.own,
        currency=views.currency,
        minute_price=float("nan") if terms.minute is None else float(minute[0]),
        minute_source=terms.source,
        weights=terms.weights,
        level=level,
        people=views.respondents if views.asked else 0,
        scale=str(views.scale),
        few=views.few,
        drawn=sides.value,
    )
