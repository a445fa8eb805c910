"""How long each customer has really been one, and how long they will be: expected active time.

A customer who left did so at a moment nobody saw, between the last purchase and today. Whatever is
counted a year as a customer (friends sent, good words, complaints) needs that time, not the time
since the first purchase, or those who left look meaner than they were.

Source: Schmittlein, Morrison & Colombo (1987), "Counting Your Customers", Management Science
33(1): given the purchases, the moment of leaving has the density of the integral in their
likelihood.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.btyd.laws import Pair
from cvmlab.btyd.pareto_nbd import ParetoNBD

NODES = 24
_AT_ONCE = 32_000


def active_time(fit: LatentAttritionResults, customers: pd.DataFrame) -> pd.DataFrame:
    """Expected time as a customer, so far and from now on.

    Parameters
    ----------
    fit : LatentAttritionResults
        A fitted ``ParetoNBD``, also one at a limit (one rate for everybody, nobody leaves).
    customers : DataFrame
        ``frequency, recency, T, alive`` (the chance of being one still) and ``purchases`` (expected
        from now on, discounted or not), in units of the fit.

    Returns
    -------
    DataFrame
        ``so_far``: T × alive + (1 − alive) × the mean moment of leaving, from the first purchase
        on; ``to_come``: purchases to come ÷ the rate while active, discounted if they are.

    Raises
    ------
    ValueError
        Where the fit is of another model: there leaving falls on a purchase.

    Notes
    -----
    Given x purchases, the last at t, and leaving before T, the moment y of leaving has a density
    in proportion to (α + y)^−(r + x) (β + y)^−(s + 1) between t and T. Of those active at T the
    purchase rate has the mean (r + x)/(α + T).
    """
    if fit.model_class is not ParetoNBD:
        raise ValueError("active time needs a Pareto/NBD, where leaving can fall on any day")
    x = customers["frequency"].to_numpy(float)
    recency, age = customers["recency"].to_numpy(float), customers["T"].to_numpy(float)
    alive = customers["alive"].to_numpy(float)
    left = np.concatenate(
        [_mean_moment(fit.pair, x[part], recency[part], age[part]) for part in _parts(len(x))]
    )
    rate = fit.pair[0].mean(x, age)
    return pd.DataFrame(
        {
            "so_far": alive * age + (1 - alive) * left,
            "to_come": customers["purchases"].to_numpy(float) / rate,
        },
        index=customers.index,
    )


def _mean_moment(pair: Pair, x: Array, recency: Array, age: Array) -> Array:
    """The mean moment of leaving of those who left between the last purchase and today."""
    place, weight = np.polynomial.legendre.leggauss(NODES)
    # In the logarithm of 1 + the time since: where many purchases were made, leaving lies near.
    half = np.log1p(age - recency) / 2
    since = half[:, None] * (1 + place)
    moment = recency[:, None] + np.expm1(since)
    buying, leaving = pair
    log_density = since + buying.log_moment(x[:, None], moment) + leaving.log_moment(1.0, moment)
    highest = log_density.max(axis=1, keepdims=True)
    some = np.isfinite(highest)  # nobody leaves in a model without leaving
    density = np.where(some, np.exp(log_density - np.where(some, highest, 0.0)), 0.0) * weight
    mass = density.sum(axis=1)
    mean = np.divide((density * moment).sum(axis=1), mass, out=recency.copy(), where=mass > 0)
    return np.clip(mean, recency, age)


def _parts(rows: int) -> list[slice]:
    return [slice(start, start + _AT_ONCE) for start in range(0, max(rows, 1), _AT_ONCE)]
