"""What a point of quality and a minute of hassle count in money, read from where people buy.

A household knows several shops, and spends more where it gets more. How its shares move with
quality, price and minutes says what it would pay for a point: the weight of the point over the
weight of a euro. Money is then the one unit of all parts, and no zero of a scale is needed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.figures.formats import count
from cvmlab.value_for.brands.brand_views_result import BrandViews
from cvmlab.value_for.brands.draws import ends, respondent_draws, standard_errors
from cvmlab.value_for.brands.groups import ALL, groups_of
from cvmlab.value_for.weights.purchase_moments import (
    CAUSES,
    Moments,
    can_be_corrected,
    explained,
    in_money,
    purchase_moments,
    reliabilities,
    slopes,
)
from cvmlab.value_for.weights.weights_result import WEIGHED, ValueWeights

_FEWEST = 30  # respondents who tell something; with fewer, resampling promises too much
_REMEDY = (
    "take the price of a minute and the worth of a point from choices (price_of_hassle, "
    'value_curves), or give weights={"product": …, "service": …} in money a point.'
)


def value_weights(
    views: BrandViews,
    *,
    by: Literal["customer_type"] | None = None,
    correct: bool = True,
    level: float = 0.95,
    resamples: int = 1_000,
    seed: int = 0,
) -> ValueWeights:
    """What a point of product, a point of service and a minute weigh in money where people buy.

    Parameters
    ----------
    views : BrandViews
        With ``share``, the part of what a respondent buys that goes to each brand.
    by : {"customer_type"}, optional
        Weights of each type of customers too, in ``by_type``.
    correct : bool
        Take the chance in single answers out of the marks. Without it, noisy marks weigh too
        little, and what they go with (price, minutes) takes a part of their weight.
    level : float
        Confidence level of the intervals.
    resamples : int
        Bootstrap samples, drawn by respondent.
    seed : int
        Makes the intervals reproducible.

    Returns
    -------
    ValueWeights

    Raises
    ------
    DataProblem
        If shares were not asked for, fewer than 30 respondents rate two brands, a cause does not
        vary, or price does not come out as a cost: then nothing can be put in money.

    Notes
    -----
    log share = product + service + price + minutes, each less the respondent's own mean over the
    brands he rates: the attraction model of market shares, log-centred (Nakanishi and Cooper 1982,
    "Simplified estimation procedures for MCI models"). The weight in money is the ratio of slopes,
    −b(product)/b(price); of a minute b(minutes)/b(price). Shares of 0 are read as half of the
    smallest share above 0.

    The correction subtracts from the cross products of the marks what the disagreement between
    items of one part says is chance (errors in variables: Fuller 1987, "Measurement error
    models"). It takes the items of a part for several readings of one opinion, and is left out
    where a part has one item or where noise is more than four fifths of a mixture of causes.

    Examples
    --------
    >>> from cvmlab.kestrel.brands import brand_perceptions
    >>> from cvmlab.value_for.brands.brand_views import brand_views
    >>> weights = value_weights(brand_views(brand_perceptions(1), own="Kestrel"), resamples=99)
    >>> round(weights.product), round(weights.service)  # both were planted at 8 on average
    (8, 8)
    """
    if by not in (None, "customer_type"):
        raise ValueError(f'by must be "customer_type" or None, not {by!r}')
    if "share" not in views.rows:
        raise one_problem(
            "what share of its money a household spends at each brand was not asked", _REMEDY
        )
    if by and not views.customer_types:
        raise one_problem(
            "which type of customer each respondent is, is not known",
            "name the column that says it: customer_type=…, or leave out by=.",
        )
    moments, into = purchase_moments(views), _into(views)
    problems = _problems(moments, into)
    if problems:
        raise DataProblem(problems, "the purchases")
    counts = respondent_draws(views, resamples, seed)
    everybody = _weigh(moments, into, counts, correct, level, views.currency)
    if everybody is None:
        raise one_problem(
            "price does not come out as a cost: people do not buy less where they pay more, as "
            "far as these answers tell, so nothing can be put in money",
            _REMEDY,
        )
    if by is None:
        return everybody
    found = {}
    for kind, people in groups_of(views).items():
        part = moments.only(people)
        if kind != ALL and not _problems(part, into):
            found[kind] = _weigh(part, into, counts[:, people], correct, level, views.currency)
    by_type = {kind: each for kind, each in found.items() if each is not None}
    unjudged = tuple(kind for kind in views.customer_types if kind not in by_type)
    return replace(everybody, by_type=by_type, unjudged=unjudged)


def _into(views: BrandViews) -> np.ndarray:
    """How the four causes are put together: hassle beside price, or added to it."""
    return np.eye(4) if views.hassle_unit == "minutes" else np.vstack([np.eye(3), [0, 0, 1]])


def _problems(moments: Moments, into: np.ndarray) -> list[Problem]:
    """Why nothing can be weighed."""
    told = moments.telling
    if told < _FEWEST:
        return [
            Problem(
                f"only {count(told)} respondents say what they spend at two brands or more",
                f"{_FEWEST} at least are needed, and a few hundred for narrow intervals.",
            )
        ]
    together = into.T @ moments.causes.sum(axis=0) @ into
    flat = [name for name, square in zip(CAUSES, np.diag(together), strict=False) if square <= 0]
    if flat:
        return [
            Problem(
                f"{name} is the same for all brands a respondent knows",
                "what does not vary cannot be weighed: ask each respondent about several brands.",
            )
            for name in flat
        ]
    size = np.sqrt(np.diag(together))
    if np.linalg.matrix_rank(together / np.outer(size, size), hermitian=True) < len(together):
        return [
            Problem(
                "two causes rise and fall together exactly, so they cannot be told apart",
                "ask about more brands, or about each respondent's own price and minutes.",
            )
        ]
    return []


def _weigh(
    moments: Moments,
    into: np.ndarray,
    counts: np.ndarray,
    correct: bool,
    level: float,
    currency: str,
) -> ValueWeights | None:
    """The weights and their intervals; None where price is not surely a cost."""
    correct = correct and can_be_corrected(moments)
    slope = slopes(moments, counts, into, correct)
    # Over a price slope that may be 0 any weight is possible: Fieller's interval is unbounded.
    if slope[0, 2] >= 0 or (slope[1:, 2] >= 0).mean() > (1 - level) / 2:
        return None
    drawn = in_money(slope)
    low, high = ends(drawn, level)
    table = pd.DataFrame({"part": WEIGHED, "value": drawn[0], "low": low, "high": high})
    table["se"] = standard_errors(drawn)
    table["as_answered"] = in_money(slopes(moments, counts[:1], into, correct=False))[0]
    return ValueWeights(
        parts=table,
        source="purchases",
        currency=currency,
        level=level,
        respondents=moments.telling,
        alone=moments.alone,
        zeros=moments.zeros,
        r2=explained(moments, into),
        reliability=reliabilities(moments),
        corrected=correct,
        moments=moments,
        into=into,
    )
