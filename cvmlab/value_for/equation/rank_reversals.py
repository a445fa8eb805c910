"""Which conclusions about value turn when the same answers are read in another way.

A ratio of answers from 1 to 10 hangs on where the scale begins; logarithms too; standardised marks
on which brands stand beside. A conclusion that turns with such a choice was made by the choice,
not by the customers. What holds in every reading is a short list, and may be said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem
from cvmlab.value_for.brands.brand_views_result import BrandViews
from cvmlab.value_for.brands.draws import brand_means, chances_first, respondent_draws
from cvmlab.value_for.equation.money_terms import MoneyTerms, minute_of, money_terms
from cvmlab.value_for.equation.rank_crossings import rank_crossings
from cvmlab.value_for.equation.rank_pairs import pairs_of
from cvmlab.value_for.equation.rank_reversals_result import RankReversals
from cvmlab.value_for.equation.readings import Reading, readings_of
from cvmlab.value_for.weights.minute_prices import MinutePrice, read_minute_price
from cvmlab.value_for.weights.weights_result import ValueWeights

if TYPE_CHECKING:
    from cvmlab.value_for.hassle.price_of_hassle_result import PriceOfHassle


def rank_reversals(
    views: BrandViews,
    *,
    minute_price: float | PriceOfHassle | None = None,
    weights: ValueWeights | Mapping[str, float] | None = None,
    zeros: Sequence[float] | None = None,
    level: float = 0.95,
    resamples: int = 1_000,
    seed: int = 0,
) -> RankReversals:
    """The ranks of all brands in every form of the value equation, and which of them turn.

    Parameters
    ----------
    views : BrandViews
        What people think of each brand, or a market typed in by hand.
    minute_price : float or PriceOfHassle, optional
        Money a minute. With an interval, its ends are read too. Without it the minute of the
        weights counts, where these know one.
    weights : ValueWeights or mapping, optional
        What a point of "product" and of "service" is worth in money, for the difference. Without
        it, what purchases say, where shares were asked.
    zeros : sequence of float, optional
        Where on the scale no quality at all may lie. By default at 0, as the numbers say, and at
        the worst answer there was to give.
    level : float
        How surely a pair must hold in all readings at once: in (1 + level) / 2 of the resamples,
        as where a 95% interval lies on one side of 0.
    resamples : int
        Bootstrap samples of respondents, drawn whole.
    seed : int
        Makes the chances reproducible.

    Returns
    -------
    RankReversals
        A reading that cannot be computed is left out, and the reason is kept.

    Raises
    ------
    DataProblem
        If the price of a minute or the weights are no such things.

    Notes
    -----
    What :func:`value_equation` refuses is computed here all the same: the point is to see what it
    would have said. The chance of a pair is that of one brand being ahead in all readings at once
    (percentile bootstrap), so no allowance for the number of readings is needed; ``together`` is
    the same for the whole list, which allows for the number of pairs.

    Examples
    --------
    >>> from cvmlab.kestrel.brands import brand_perceptions
    >>> from cvmlab.value_for.brands.brand_views import brand_views
    >>> views = brand_views(brand_perceptions(1), own="Kestrel")
    >>> turned = rank_reversals(views, minute_price=0.25, resamples=99)
    >>> turned.first.set_index("reading").loc["ratio, answers as given", "first"]
    'Pfennig'
    >>> turned.first.set_index("reading").loc["ratio, scale begun at 0", "first"]
    'Kestrel'
    """
    counts = respondent_draws(views, resamples, seed)
    price = read_minute_price(minute_price)
    terms, untold = _terms(views, counts, price, weights, seed)
    means = brand_means(views, counts)
    readings, left_out = readings_of(views, means, terms, zeros)
    if untold:
        left_out["difference in money"] = untold
    pairs, together = pairs_of(views.brands, readings, level)
    crossings = rank_crossings(views, means, terms, level)
    return RankReversals(
        table=_ranks(views.brands, readings),
        first=_first(views.brands, readings),
        pairs=pairs,
        crossing=pd.DataFrame([each.row for each in crossings]),
        crossings=crossings,
        together=together,
        left_out=left_out,
        own=views.own,
        level=level,
        resamples=len(counts) - 1,
        scale=str(views.scale),
        readings=tuple(readings),
    )


def _terms(
    views: BrandViews,
    counts: np.ndarray,
    price: MinutePrice | None,
    weights: ValueWeights | Mapping[str, float] | None,
    seed: int,
) -> tuple[MoneyTerms, str]:
    """What is known about money, and why purchases do not tell it ("" where they do)."""
    known = partial(money_terms, views, counts, price, weights, seed=seed)
    if weights is not None:
        minutes_priced = price is not None or np.isfinite(minute_of(weights))
        return known(weighted=minutes_priced or views.hassle_unit == "money"), ""
    if "share" not in views.rows:
        return known(weighted=False), ""
    try:
        return known(weighted=True), ""
    except DataProblem as problem:  # what purchases cannot say is left out of the readings
        return known(weighted=False), problem.problems[0].what


def _ranks(brands: tuple[str, ...], readings: list[Reading]) -> pd.DataFrame:
    """One row a brand, its rank in each reading."""
    values = pd.DataFrame({each.name: each.values[0] for each in readings})
    ranks = values.rank(ascending=False, method="min").astype("Int64")
    ranks.insert(0, "brand", brands)
    return ranks


def _first(brands: tuple[str, ...], readings: list[Reading]) -> pd.DataFrame:
    """Who comes first in each reading, and how surely."""
    leaders = [int(np.nanargmax(each.values[0])) for each in readings]
    chances = [
        float(chances_first(each.values)[leader])
        for each, leader in zip(readings, leaders, strict=True)
    ]
    names = [each.name for each in readings]
    return pd.DataFrame(
        {"reading": names, "first": [brands[leader] for leader in leaders], "chance": chances}
    )
