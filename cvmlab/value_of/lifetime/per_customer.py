"""What one customer of a base is worth on average, as a figure to compare bases by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri

from cvmlab.value_of.lifetime.influences import error_of_sum, influences
from cvmlab.value_of.lifetime.lifetime_result import LifetimeValue


@dataclass(frozen=True)
class ValuePerCustomer:
    """The mean value of a customer, with the interval of a comparison.

    Attributes
    ----------
    name : str
        "expected revenue", or with a margin "customer lifetime value".
    expected, low, high : float
        Currency units a customer.
    """

    name: str
    expected: float
    low: float
    high: float


def value_per_customer(value: LifetimeValue, customers: pd.DataFrame) -> ValuePerCustomer:
    """What a customer is worth on average, and how far chance alone moves that.

    Two things are not known: the model's parameters, and who happens to be a customer. A base is
    compared with others, so both count; the interval of the total, for these very customers, holds
    the first alone.

    Parameters
    ----------
    value : LifetimeValue
        What :func:`cvmlab.value_of.lifetime.lifetime_value.lifetime_value` returned.
    customers : DataFrame
        The customers it was given, whose purchases the models were fitted to.

    Returns
    -------
    ValuePerCustomer
        NaN ends for a single customer.

    Notes
    -----
    mean × exp(± z e / mean), since what customers are worth has a long tail upwards, with
    e² = Σ (v − mean + ψ)² / (n (n − 1)) + rest, v each customer's value and ψ how their history
    moves the sum of all values through the parameters
    (:func:`cvmlab.value_of.lifetime.influences.influences`). The two go together: whoever is worth
    much also makes the others look so. The rest is what no single history accounts for, where a
    limit of a model was fitted.
    """
    worth, each = value.valuation, value.values
    n, mean = len(each), float(each.mean())
    if n < 2:
        return ValuePerCustomer(value.name, mean, float("nan"), float("nan"))
    rows = customers if "customer_id" in customers else customers.reset_index(names="customer_id")
    moved = influences(worth, rows)
    each_moved = moved.reindex(rows["customer_id"]).fillna(0.0).to_numpy(float)
    parts = each.to_numpy(float) - mean + each_moved
    rest = max(error_of_sum(worth, moved) ** 2 - float((moved**2).sum()), 0.0) / n**2
    error = float(np.sqrt(float(parts @ parts) / (n * (n - 1)) + rest))
    z = float(ndtri(1 - value.alpha / 2))
    if mean <= 0:
        return ValuePerCustomer(value.name, mean, mean - z * error, mean + z * error)
    wide = float(np.exp(z * error / mean))
    return ValuePerCustomer(value.name, mean, mean / wide, mean * wide)
