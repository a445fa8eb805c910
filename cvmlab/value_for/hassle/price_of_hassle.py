"""What a minute less is worth in money, from what people took when it cost something.

The weight of a minute over the weight of a euro is money a minute, the same ratio that transport
economists call the value of travel time savings. A ratio needs an interval of its own kind: where
choices hardly depend on price, no two ends hold it, and that is said instead of hidden.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.stats.fieller import Fieller
from cvmlab.value_for.choices.between_types import BetweenTypes, between_types
from cvmlab.value_for.choices.choice_likelihood import fit_weights
from cvmlab.value_for.choices.choice_sets import choice_sets
from cvmlab.value_for.choices.choices import MINUTES, PRICE, ChoiceSets
from cvmlab.value_for.choices.conditional_logit import ConditionalLogit, conditional_logit
from cvmlab.value_for.hassle.price_of_hassle_result import EVERYBODY, PriceOfHassle, whose


def price_of_hassle(
    tasks: ChoiceSets | pd.DataFrame,
    *,
    by: Literal["customer_type"] | None = None,
    level: float = 0.95,
    resamples: int = 500,
    seed: int = 0,
) -> PriceOfHassle:
    """What a minute less is worth in money.

    Parameters
    ----------
    tasks : ChoiceSets or pandas.DataFrame
        The choices; a table is read by :func:`choice_sets` with its default columns.
    by : {"customer_type"}, optional
        Also for each type of customer, each with weights of its own.
    level : float
        Confidence level of the intervals.
    resamples : int
        How often respondents are drawn again, whole.
    seed : int
        Makes those draws reproducible.

    Returns
    -------
    PriceOfHassle

    Raises
    ------
    DataProblem
        If the choices cannot be weighed, or no types are known.

    Notes
    -----
    Money a minute = weight of a minute / weight of a unit of money, both from a conditional logit
    (McFadden 1974, "Conditional logit analysis of qualitative choice behavior"); its interval by
    Fieller (1954, "Some problems in interval estimation") from a covariance that knows that one
    respondent chose several times. A resample in which money does not put people off counts as an
    infinite price of a minute, of the sign of its weight.

    People differ, and one logit over all of them blurs that. What it finds then is neither the
    mean nor the median of what a minute is worth to them.
    """
    if by not in (None, "customer_type"):
        raise ValueError(f'by must be "customer_type" or None, not {by!r}')
    sets = tasks if isinstance(tasks, ChoiceSets) else choice_sets(tasks)
    if by and not sets.types:
        raise one_problem(
            "the choice tasks do not say what type a respondent is",
            "name the column (customer_type=...) or leave out by=.",
        )
    rng = np.random.default_rng(seed)
    people = sets.respondents
    counts = rng.multinomial(people, np.full(people, 1 / people), resamples)
    parts = {EVERYBODY: (sets, counts)}
    for name in sets.types if by else ():
        mine = np.asarray(sets.customer_type) == name
        parts[name] = (sets.among(mine), counts[:, mine])
    fits = {
        name: conditional_logit(part, level=level, whose=whose(name))
        for name, (part, _) in parts.items()
    }
    # Everybody first, then the types, the one to whom a minute is worth most before the others.
    order = sorted(fits, key=lambda name: (name != EVERYBODY, -_minute(fits[name])))
    fits = {name: fits[name] for name in order}
    ends = {name: fit.ratio(MINUTES, PRICE) for name, fit in fits.items()}
    drawn = {name: fit_weights(*parts[name], start=fits[name].weights) for name in order}
    draws = pd.DataFrame({name: _money_a_minute(weights) for name, weights in drawn.items()})
    table = pd.DataFrame(
        [_line(name, fit, ends[name], draws[name], level) for name, fit in fits.items()]
    )
    between = _between(fits, table, level) if by else None
    table["pulled"] = np.nan if between is None else np.append(np.nan, between.pulled)
    return PriceOfHassle(table, ends, fits, draws, between, level, sets.currency)


def _line(
    name: str, fit: ConditionalLogit, ends: Fieller, draws: pd.Series, level: float
) -> dict[str, object]:
    tail = (1 - level) / 2
    # The nearest draw, not a point between two: an infinite one has none beside it.
    low, high = np.quantile(draws.dropna(), [tail, 1 - tail], method="nearest")
    return {
        "group": name,
        "respondents": fit.respondents,
        "choices": fit.choices,
        "minute": ends.ratio if _money_counts(fit) else np.nan,
        "low": ends.low,
        "high": ends.high,
        "shape": ends.shape,
        "boot_low": low,
        "boot_high": high,
    }


def _money_counts(fit: ConditionalLogit) -> bool:
    """Whether the cheaper of two like alternatives is taken more often."""
    return bool(fit.weights[0] < 0)


def _minute(fit: ConditionalLogit) -> float:
    return float(fit.weights[1] / fit.weights[0]) if _money_counts(fit) else -np.inf


def _money_a_minute(weights: np.ndarray) -> np.ndarray:
    """The ratio in each resample; where money does not count, a minute is worth any of it."""
    price, minute = weights[:, 0], weights[:, 1]
    endless = np.where(minute < 0, np.inf, -np.inf)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(price >= 0, endless, minute / price)  # without weights it stays NaN


def _between(fits: dict[str, ConditionalLogit], table: pd.DataFrame, level: float) -> BetweenTypes:
    """Compare the types; a type whose interval has no two ends is left out."""
    names = [name for name in fits if name != EVERYBODY]
    rows = table.set_index("group").loc[names]
    errors = []
    for name in names:
        price, minute = fits[name].weights[:2]
        slope = np.array([-minute / price**2, 1 / price])
        errors.append(np.sqrt(slope @ fits[name].covariance[:2, :2] @ slope))
    known = (rows["shape"] == "bounded").to_numpy()
    estimates = rows["minute"].where(known).to_numpy(dtype=float)
    return between_types(names, estimates, np.array(errors), level)
